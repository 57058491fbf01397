//! The TOML file: every value into its field, every mistake with line and column.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::field::{Field, Pairs, quoted};
use super::keys::{ENRICHERS, Key, REQUIRED, TABLES, enricher_keys, keys};
use super::model::{Config, HttpEnricher};
use super::near::nearest;
use super::problem::{Origin, Problem};
use super::redact::is_secret;
use super::{Origins, Settings};

/// Reads a file over the settings that there are. `name` is what it is called in complaints.
pub fn read(name: &str, text: &str, settings: &mut Settings) {
    let mut reader = Reader { name, text, found: Vec::new(), origins: &mut settings.origins };
    let (root, mistakes) = DeTable::parse_recoverable(text);
    if mistakes.is_empty() {
        reader.root(root.get_ref(), &mut settings.config);
    } else {
        // What the parser recovered is guesswork: complaints about it would lead astray.
        for mistake in mistakes {
            let at = mistake.span().map_or(0, |span| span.start);
            reader.complain(at, "", format!("no TOML: {}", mistake.message()));
        }
    }
    let mut found = reader.found;
    found.sort_by_key(|(at, _)| *at);
    settings.problems.extend(found.into_iter().map(|(_, problem)| problem));
}

struct Reader<'a> {
    name: &'a str,
    text: &'a str,
    /// Complaints with their place, to be sorted by it.
    found: Vec<(usize, Problem)>,
    origins: &'a mut Origins,
}

impl Reader<'_> {
    fn root(&mut self, root: &DeTable<'_>, config: &mut Config) {
        let mut enrichers = Vec::new();
        self.table("", root, &mut keys(config), &mut |reader, path, value| {
            if path != ENRICHERS {
                return false;
            }
            enrichers = reader.enrichers(value);
            true
        });
        config.enrich.http = enrichers;
    }

    /// Reads the entries of a table. `other` takes what is no key and no table of keys, or says that it does not know it.
    fn table(
        &mut self,
        path: &str,
        table: &DeTable<'_>,
        keys: &mut [Key<'_>],
        other: &mut dyn FnMut(&mut Self, &str, &Spanned<DeValue<'_>>) -> bool,
    ) {
        for (name, value) in table {
            let at = name.span().start;
            let inner = join(path, name.get_ref());
            if let Some(key) = keys.iter_mut().find(|key| key.path == inner) {
                self.value(&inner, value, &mut key.field);
            } else if other(self, &inner, value) {
            } else if keys.iter().any(|key| is_below(key.path, &inner)) || is_below(ENRICHERS, &inner) {
                match value.get_ref() {
                    DeValue::Table(table) => self.table(&inner, table, keys, other),
                    value => self.complain(at, &inner, format!("expected a table, got {}", came(&inner, value))),
                }
            } else {
                let hint = suggestion(&inner, keys).map_or_else(String::new, |name| format!("; did you mean {name}?"));
                let message = format!("expected a key that copydesk knows, got \"{}\"{hint}", name.get_ref());
                self.complain(at, &inner, message);
            }
        }
    }

    fn enrichers(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<HttpEnricher> {
        let at = value.span().start;
        let DeValue::Array(items) = value.get_ref() else {
            let got = came(ENRICHERS, value.get_ref());
            self.complain(at, ENRICHERS, format!("expected tables, each under [[{ENRICHERS}]], got {got}"));
            return Vec::new();
        };
        let mut enrichers = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let path = format!("{ENRICHERS}[{index}]");
            let DeValue::Table(table) = item.get_ref() else {
                let got = came(&path, item.get_ref());
                self.complain(item.span().start, &path, format!("expected a table under [[{ENRICHERS}]], got {got}"));
                continue;
            };
            let mut enricher = HttpEnricher::default();
            // Paths of its keys begin at the enricher; complaints and origins begin at the root.
            let found = self.found.len();
            let mut inner = Origins::new();
            let mut reader = Reader { name: self.name, text: self.text, found: Vec::new(), origins: &mut inner };
            reader.table("", table, &mut enricher_keys(&mut enricher), &mut |_, _, _| false);
            for name in REQUIRED {
                if !table.contains_key(name) {
                    let expected = enricher_keys(&mut enricher)
                        .iter()
                        .find(|key| key.path == name)
                        .map_or_else(String::new, |key| key.field.expected());
                    reader.complain(item.span().start, name, format!("expected {expected}, got nothing"));
                }
            }
            self.found.append(&mut reader.found);
            for (_, problem) in self.found.iter_mut().skip(found) {
                problem.path = join(&path, &problem.path);
            }
            self.origins.extend(inner.into_iter().map(|(key, origin)| (join(&path, &key), origin)));
            self.origins.insert(path, self.origin(item.span().start));
            enrichers.push(enricher);
        }
        enrichers
    }

    fn value(&mut self, path: &str, value: &Spanned<DeValue<'_>>, field: &mut Field<'_>) {
        let at = value.span().start;
        self.origins.insert(path.into(), self.origin(at));
        match (value.get_ref(), field) {
            (DeValue::Table(table), Field::Pairs(field, pairs)) => self.pairs(path, "", table, field, pairs),
            (DeValue::Array(items), Field::List(field, shape, least)) => {
                let mut texts = Vec::new();
                for (index, item) in items.iter().enumerate() {
                    match item.get_ref() {
                        DeValue::String(text) if (shape.holds)(text) => texts.push(text.to_string()),
                        other => {
                            let message = format!("expected {}, got {}", shape.expected, came(path, other));
                            self.complain(item.span().start, &format!("{path}[{index}]"), message);
                        }
                    }
                }
                if items.len() < *least {
                    self.complain(at, path, format!("expected at least one, each {}, got none", shape.expected));
                }
                **field = texts;
            }
            (value, field) => {
                let read = match scalar(value, field) {
                    Some(text) => field.read(&text),
                    None => Err(format!("expected {}, got {}", field.expected(), came(path, value))),
                };
                if let Err(message) = read {
                    self.complain(at, path, message);
                }
            }
        }
    }

    /// Reads a table of free names. A dotted name is the same with quotes and without: `sasl.password = …`.
    fn pairs(
        &mut self,
        path: &str,
        prefix: &str,
        table: &DeTable<'_>,
        field: &mut BTreeMap<String, String>,
        pairs: &Pairs,
    ) {
        for (key, value) in table {
            let (at, name) = (value.span().start, join(prefix, key.get_ref()));
            let full = join(path, &name);
            let text = match value.get_ref() {
                DeValue::Table(table) => {
                    self.pairs(path, &name, table, field, pairs);
                    continue;
                }
                DeValue::String(text) => Some(text.to_string()),
                // Whoever writes `"socket.keepalive.enable" = true` means the text.
                DeValue::Boolean(value) => Some(value.to_string()),
                DeValue::Integer(value) => Some(value.to_string()),
                _ => None,
            };
            self.origins.insert(full.clone(), self.origin(at));
            if let Some(refusal) = (pairs.refuse)(&name) {
                self.complain(key.span().start, &full, refusal);
                continue;
            }
            match text.filter(|text| (pairs.value.holds)(text)) {
                // With quotes and without are two names to TOML.
                Some(_) if field.contains_key(&name) => {
                    self.complain(key.span().start, &full, "expected a name once, got it a second time".into());
                }
                Some(text) => {
                    field.insert(name, text);
                }
                None => {
                    let got = came(&name, value.get_ref());
                    self.complain(at, &full, format!("expected {}, got {got}", pairs.value.expected));
                }
            }
        }
    }

    fn complain(&mut self, at: usize, path: &str, message: String) {
        let origin = self.origin(at);
        self.found.push((at, Problem { origin, path: path.into(), message }));
    }

    fn origin(&self, at: usize) -> Origin {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line = 1 + before.matches('\n').count();
        let column = 1 + before.rsplit('\n').next().unwrap_or_default().chars().count();
        Origin::File { file: self.name.into(), line, column }
    }
}

/// The text of a value, where it is of a type that the field reads.
fn scalar(value: &DeValue<'_>, field: &Field<'_>) -> Option<String> {
    match (value, field) {
        (
            DeValue::String(_),
            Field::Count(..) | Field::Share(_) | Field::Switch(_) | Field::List(..) | Field::Pairs(..),
        ) => None,
        (DeValue::String(text), _) => Some(text.to_string()),
        (DeValue::Integer(number), Field::Count(..) | Field::Share(_)) => Some(number.to_string()),
        (DeValue::Boolean(switch), Field::Switch(_)) => Some(switch.to_string()),
        (DeValue::Float(number), Field::Share(_)) => Some(number.to_string()),
        (DeValue::Datetime(time), Field::Start(_)) => Some(time.to_string()),
        _ => None,
    }
}

/// What came, for a complaint.
fn came(name: &str, value: &DeValue<'_>) -> String {
    match value {
        DeValue::Array(_) => "an array".into(),
        DeValue::Table(_) => "a table".into(),
        _ if is_secret(name) => "***".into(),
        DeValue::String(text) => quoted(text),
        DeValue::Integer(number) => format!("the number {number}"),
        DeValue::Float(number) => format!("the number {number}"),
        DeValue::Boolean(value) => value.to_string(),
        DeValue::Datetime(time) => format!("the time {time}"),
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.into()
    } else if name.is_empty() {
        path.into()
    } else {
        format!("{path}.{name}")
    }
}

fn is_below(path: &str, table: &str) -> bool {
    path.strip_prefix(table).is_some_and(|rest| rest.starts_with('.'))
}

/// The key or table that was meant: one of the same name elsewhere, or the nearest in spelling here, or anywhere.
fn suggestion(path: &str, keys: &[Key<'_>]) -> Option<String> {
    let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
    let table = |path: &str| path.rsplit_once('.').map_or(String::new(), |(table, _)| table.to_owned());
    let nested = keys.iter().any(|key| key.path.contains('.'));
    let tables = TABLES.iter().map(|(table, _)| *table).filter(|_| nested);
    let known: Vec<&str> = keys.iter().map(|key| key.path).chain(tables).collect();
    let here = known.iter().copied().filter(|known| table(known) == table(path));
    nearest(path, here)
        .or_else(|| known.iter().copied().find(|known| last(known) == last(path)))
        .or_else(|| nearest(path, known.iter().copied()))
        .map(ToOwned::to_owned)
}
