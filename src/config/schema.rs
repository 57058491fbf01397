//! The JSON Schema of the configuration, for editors and for whoever checks a file without copydesk.

use serde_json::{Map, Value, json};

use super::field::Field;
use super::keys::{ENRICHERS, Key, REQUIRED, TABLES, enricher_keys, keys};
use super::model::{Config, HttpEnricher};

/// JSON Schema 2020-12 of the file. It knows types, words, bounds of numbers and unknown keys; bounds of sizes and times,
/// the forms of texts and the rules between keys are in the descriptions, and `copydesk check` knows them all.
#[must_use]
pub fn schema() -> Value {
    let mut root = table("copydesk configuration");
    for (path, doc) in TABLES.iter().filter(|(path, _)| *path != ENRICHERS) {
        place(&mut root, path, table(doc));
    }
    for key in keys(&mut Config::default()) {
        place(&mut root, key.path, of_key(&key));
    }
    let mut enricher = table(TABLES.iter().find(|(path, _)| *path == ENRICHERS).map_or("", |(_, doc)| doc));
    for key in enricher_keys(&mut HttpEnricher::default()) {
        let mut schema = of_key(&key);
        if REQUIRED.contains(&key.path) {
            remove(&mut schema, "default");
        }
        place(&mut enricher, key.path, schema);
    }
    set(&mut enricher, "required", json!(REQUIRED));
    place(&mut root, ENRICHERS, json!({"type": "array", "items": enricher}));
    set(&mut root, "$schema", json!("https://json-schema.org/draft/2020-12/schema"));
    root
}

fn table(doc: &str) -> Value {
    json!({"description": doc, "type": "object", "additionalProperties": false, "properties": {}})
}

fn of_key(key: &Key<'_>) -> Value {
    let mut schema = match &key.field {
        Field::Text(field, _) => json!({"type": "string", "default": field}),
        Field::List(field, _, least) => {
            json!({"type": "array", "items": {"type": "string"}, "minItems": least, "default": field})
        }
        Field::Size(field, _) => {
            json!({"type": "string", "pattern": "^[0-9]+ *(B|kB|MB|KiB|MiB|GiB)$", "default": field.to_string()})
        }
        Field::Time(field, _) => {
            json!({"type": "string", "pattern": "^[0-9]+ *(ms|s|m|h)$", "default": field.to_string()})
        }
        Field::Count(field, bounds) => json!({
            "type": "integer", "minimum": bounds.start(), "maximum": bounds.end(), "default": field.get(),
        }),
        Field::Switch(field) => json!({"type": "boolean", "default": field}),
        Field::Share(field) => json!({"type": "number", "minimum": 0, "maximum": 1, "default": field}),
        Field::Word(field) => json!({"type": "string", "enum": field.words(), "default": field.get()}),
        Field::Listed(field, words) => json!({"type": "string", "enum": words, "default": field}),
        Field::Start(_) => json!({
            "anyOf": [{"enum": key.field.words()}, {"type": "string", "format": "date-time"}], "default": "earliest",
        }),
        // A dotted name without quotes is a table within the table.
        Field::Pairs(_, pairs) if pairs.dots => {
            json!({"type": "object", "additionalProperties": {"type": ["string", "boolean", "integer", "object"]}})
        }
        Field::Pairs(..) => {
            json!({"type": "object", "additionalProperties": {"type": ["string", "boolean", "integer"]}})
        }
    };
    set(&mut schema, "description", json!(format!("{} Expected: {}.", key.doc, key.field.expected())));
    schema
}

/// Puts the schema of a key or a table where its path says.
fn place(root: &mut Value, path: &str, schema: Value) {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let Some(properties) = root.get_mut("properties").and_then(Value::as_object_mut) else { return };
    match rest {
        Some(rest) => place(properties.entry(first).or_insert_with(|| table("")), rest, schema),
        None => drop(properties.insert(first.into(), schema)),
    }
}

fn set(schema: &mut Value, name: &str, value: Value) {
    if let Some(schema) = schema.as_object_mut() {
        schema.insert(name.into(), value);
    }
}

fn remove(schema: &mut Value, name: &str) {
    schema.as_object_mut().map(|schema: &mut Map<_, _>| schema.remove(name));
}
