//! The configuration as texts for people: the example file, the reference, the summary of `copydesk check`.

use std::fmt::Write;

use super::env;
use super::field::{Field, literal};
use super::keys::{ENRICHERS, Key, REQUIRED, TABLES, enricher_keys, keys};
use super::model::{Config, HttpEnricher};
use super::problem::Origin;
use super::redact::shown;
use super::{Origins, shape};

/// The longest line of a comment in the example.
const WIDTH: usize = 120;

/// `config/example.toml`: every key at its default. Prose is behind `# `, what could be set is behind `#`.
#[must_use]
pub fn example() -> String {
    let mut config = Config::default();
    let keys = keys(&mut config);
    let mut out = String::from(
        "# copydesk: every key at its default. Keep what you change and drop the rest.\n\
         # Each key outside [[…]] is an environment variable too: kafka.group_id is COPYDESK__KAFKA__GROUP_ID.\n",
    );
    for (table, doc) in TABLES {
        out.push('\n');
        comment(&mut out, doc);
        if table == ENRICHERS {
            enricher(&mut out);
            continue;
        }
        let _ = writeln!(out, "[{table}]");
        if let Some(key) = keys.iter().find(|key| key.path == table) {
            comment(&mut out, key.doc);
        }
        for key in keys.iter().filter(|key| table_of(key.path) == table) {
            if let Some(value) = key.field.toml() {
                explain(&mut out, key);
                let _ = writeln!(out, "{} = {value}", name(key.path));
            }
        }
    }
    out
}

/// The one table that has no default, as what could be set.
fn enricher(out: &mut String) {
    let mut example =
        HttpEnricher { name: "geo".into(), url: "http://geo.internal/v1/lookup".into(), ..HttpEnricher::default() };
    let _ = writeln!(out, "#[[{ENRICHERS}]]");
    for key in enricher_keys(&mut example) {
        explain(out, &key);
        let value = key.field.toml().unwrap_or_else(|| "{}".into());
        let _ = writeln!(out, "#{} = {value}", key.path);
    }
}

/// What the key means and, on a line of its own, what may stand there.
fn explain(out: &mut String, key: &Key<'_>) {
    comment(out, key.doc);
    let anything = matches!(key.field, Field::Text(_, shape) if shape.expected == shape::ANY.expected);
    if !anything {
        comment(out, &format!("Expected: {}.", key.field.expected()));
    }
}

fn comment(out: &mut String, text: &str) {
    let mut line = String::from("#");
    for word in text.split(' ') {
        if line.chars().count() + 1 + word.chars().count() > WIDTH {
            let _ = writeln!(out, "{line}");
            line = String::from("#");
        }
        line.push(' ');
        line.push_str(word);
    }
    let _ = writeln!(out, "{line}");
}

/// The tables of `docs/CONFIGURATION.md`.
#[must_use]
pub fn reference() -> String {
    let mut config = Config::default();
    let keys = keys(&mut config);
    let mut out = String::new();
    for (table, doc) in TABLES {
        if table == ENRICHERS {
            let _ = writeln!(
                out,
                "### `[[{table}]]`\n\n{doc}\n\n| key | default | expected | what it is |\n|---|---|---|---|"
            );
            for key in enricher_keys(&mut HttpEnricher::default()) {
                let default = key.field.toml().filter(|_| !REQUIRED.contains(&key.path));
                row(&mut out, &[&format!("`{}`", key.path), &code(default), &key.field.expected(), key.doc]);
            }
            out.push('\n');
            continue;
        }
        let _ = writeln!(out, "### `[{table}]`\n\n{doc}\n");
        let inner: Vec<_> = keys
            .iter()
            .filter(|key| key.path == table || table_of(key.path) == table && key.field.toml().is_some())
            .collect();
        if inner.is_empty() {
            continue;
        }
        let _ = writeln!(out, "| key | default | expected | environment | what it is |\n|---|---|---|---|---|");
        for key in inner {
            let (name, variable) = match &key.field {
                Field::Pairs(..) => ("*any name*", format!("{}__NAME", env::name_of(key.path))),
                _ => (name(key.path), env::name_of(key.path)),
            };
            let name = if name.starts_with('*') { name.to_owned() } else { format!("`{name}`") };
            row(&mut out, &[&name, &code(key.field.toml()), &key.field.expected(), &format!("`{variable}`"), key.doc]);
        }
        out.push('\n');
    }
    out
}

fn code(value: Option<String>) -> String {
    value.map_or_else(String::new, |value| format!("`{value}`"))
}

fn row(out: &mut String, cells: &[&str]) {
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    let _ = writeln!(out, "| {} |", cells.join(" | "));
}

/// The configuration as TOML, with the origin of each value that is not the default; secrets are `***`.
#[must_use]
pub fn summary(config: &Config, origins: &Origins) -> String {
    let mut config = config.clone();
    let files = config.kafka.properties_file.clone();
    let mut enrichers = std::mem::take(&mut config.enrich.http);
    let keys = keys(&mut config);
    let mut out = String::new();
    for (table, _) in TABLES {
        let mut lines = String::new();
        for key in &keys {
            match &key.field {
                Field::Pairs(pairs, _) if key.path == table => {
                    for (name, value) in pairs.iter() {
                        let value = if files.contains_key(name) && table == "kafka.properties" { "***" } else { value };
                        let entry = format!("{} = {}", literal(name), literal(printed(table, name, value)));
                        line(&mut lines, &entry, origins, &format!("{table}.{name}"));
                    }
                }
                field if table_of(key.path) == table => {
                    if let Some(value) = field.toml() {
                        line(&mut lines, &format!("{} = {value}", name(key.path)), origins, key.path);
                    }
                }
                _ => {}
            }
        }
        if !lines.is_empty() {
            let _ = writeln!(out, "[{table}]\n{lines}");
        }
    }
    for (index, enricher) in enrichers.iter_mut().enumerate() {
        let _ = writeln!(out, "[[{ENRICHERS}]]");
        for Key { path, field, .. } in enricher_keys(enricher) {
            let full = format!("{ENRICHERS}[{index}].{path}");
            if let Field::Pairs(pairs, _) = &field {
                for (name, value) in pairs.iter() {
                    let entry = format!("{path}.{} = {}", literal(name), literal(printed(path, name, value)));
                    line(&mut out, &entry, origins, &format!("{full}.{name}"));
                }
            } else if let Some(value) = field.toml() {
                line(&mut out, &format!("{path} = {value}"), origins, &full);
            }
        }
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn line(out: &mut String, entry: &str, origins: &Origins, path: &str) {
    let _ = match origins.get(path) {
        None | Some(Origin::Default) => writeln!(out, "{entry}"),
        Some(origin) => writeln!(out, "{entry}  # {origin}"),
    };
}

/// The value of a free name. The paths of secrets are no secrets.
fn printed<'a>(table: &str, name: &str, value: &'a str) -> &'a str {
    if table.ends_with("_file") { value } else { shown(name, value) }
}

fn table_of(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(table, _)| table)
}

fn name(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(_, name)| name)
}
