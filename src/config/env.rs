//! The environment over the file: `COPYDESK__KAFKA__GROUP_ID` is `kafka.group_id`.
//!
//! Lists are parted by commas. In a table of free names each name is a variable of its own, in lower case; where such
//! names have dots, `_` stands for one: `COPYDESK__KAFKA__PROPERTIES__SASL_PASSWORD` is `sasl.password`.

use super::Settings;
use super::field::{Field, quoted};
use super::keys::{ENRICHERS, Key, keys};
use super::near::nearest;
use super::problem::{Origin, Problem};
use super::redact::is_secret;

/// What the names of our variables begin with. Others that begin with `COPYDESK_` are none of ours.
pub const PREFIX: &str = "COPYDESK__";

/// The variable for a key.
#[must_use]
pub fn name_of(path: &str) -> String {
    format!("{PREFIX}{}", path.to_ascii_uppercase().replace('.', "__"))
}

/// Reads the variables over the settings that there are, in the order of their names.
pub fn read(variables: impl Iterator<Item = (String, String)>, settings: &mut Settings) {
    let mut variables: Vec<_> = variables.filter(|(name, _)| name.starts_with(PREFIX)).collect();
    variables.sort();
    let mut keys = keys(&mut settings.config);
    for (variable, text) in variables {
        let origin = Origin::Environment(variable.clone());
        let (path, read) = match locate(&variable, &mut keys) {
            Some((key, None)) => (key.path.to_owned(), value(key, &text)),
            Some((key, Some(entry))) => {
                let path = format!("{}.{entry}", key.path);
                (path, pair(key, entry, text))
            }
            None => (String::new(), Err(unknown(&variable, &keys))),
        };
        if let Err(message) = read {
            settings.problems.push(Problem { origin: origin.clone(), path: path.clone(), message });
        }
        settings.origins.insert(path, origin);
    }
}

/// The key of a variable, with the entry where it names one of a table of free names.
fn locate<'k, 'c>(variable: &str, keys: &'k mut [Key<'c>]) -> Option<(&'k mut Key<'c>, Option<String>)> {
    keys.iter_mut().find_map(|key| {
        let rest = variable.strip_prefix(&name_of(key.path))?;
        if rest.is_empty() {
            return Some((key, None));
        }
        let Field::Pairs(_, pairs) = &key.field else { return None };
        let entry = rest.strip_prefix("__").filter(|entry| !entry.is_empty())?.to_ascii_lowercase();
        let entry = if pairs.dots { entry.replace('_', ".") } else { entry };
        Some((key, Some(entry)))
    })
}

fn value(key: &mut Key<'_>, text: &str) -> Result<(), String> {
    match &mut key.field {
        Field::Pairs(..) => {
            Err(format!("expected a variable for each entry, {}__NAME, got one for all of them", name_of(key.path)))
        }
        Field::List(field, shape, least) => {
            let items: Vec<&str> = text.split(',').map(str::trim).filter(|_| !text.trim().is_empty()).collect();
            if let Some(item) = items.iter().find(|item| !(shape.holds)(item)) {
                return Err(format!("expected, parted by commas, {}, got {}", shape.expected, quoted(item)));
            }
            if items.len() < *least {
                return Err(format!("expected at least one, each {}, got none", shape.expected));
            }
            **field = items.into_iter().map(ToOwned::to_owned).collect();
            Ok(())
        }
        field => field.read(text),
    }
}

fn pair(key: &mut Key<'_>, entry: String, text: String) -> Result<(), String> {
    let Field::Pairs(field, pairs) = &mut key.field else { return Ok(()) };
    if let Some(refusal) = (pairs.refuse)(&entry) {
        return Err(refusal);
    }
    if !(pairs.value.holds)(&text) {
        let got = if is_secret(&entry) { "***".into() } else { quoted(&text) };
        return Err(format!("expected {}, got {got}", pairs.value.expected));
    }
    field.insert(entry, text);
    Ok(())
}

fn unknown(variable: &str, keys: &[Key<'_>]) -> String {
    if variable.starts_with(&name_of(ENRICHERS)) {
        return format!("expected a key outside [[{ENRICHERS}]]: remote enrichers are set in the file");
    }
    let known: Vec<String> = keys.iter().map(|key| name_of(key.path)).collect();
    let hint = nearest(variable, known.iter().map(String::as_str))
        .map_or_else(String::new, |name| format!("; did you mean {name}?"));
    format!("expected a key that copydesk knows{hint}")
}
