//! The JSON Schemas of what is published, made from the very types that are written.

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use serde_json::{Map, Value, json};

use super::dead_letter::NAMES;
use super::v1::RecordV1;
use crate::outcome::{RejectReason, Stage};

/// JSON Schema (2020-12) of record v1.
///
/// Objects are left open: a reader that validates keeps working when a minor version adds a field.
#[must_use]
pub fn record_schema() -> Value {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().with_transform(NeverNull).into_generator();
    generator.root_schema_for::<RecordV1<'static>>().to_value()
}

/// What is unknown is absent and never null, though an `Option` alone would allow both.
#[derive(Debug, Clone)]
struct NeverNull;

impl Transform for NeverNull {
    fn transform(&mut self, schema: &mut Schema) {
        if let Some(Value::Array(types)) = schema.get_mut("type") {
            types.retain(|name| name != "null");
            if let [only] = types.as_slice() {
                let only = only.clone();
                schema.insert("type".into(), only);
            }
        }
        if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
            choices.retain(|choice| *choice != json!({"type": "null"}));
            if let [Value::Object(only)] = choices.as_slice() {
                let only = only.clone();
                schema.remove("anyOf");
                for (key, value) in only {
                    schema.insert(key, value);
                }
            }
        }
        transform_subschemas(self, schema);
    }
}

/// JSON Schema (2020-12) of the headers that a dead letter adds, as an object of name to text. The payload's own headers
/// stand beside them.
#[must_use]
pub fn dead_letter_schema() -> Value {
    let properties: Map<String, Value> = NAMES.iter().map(|name| ((*name).to_string(), property(name))).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "copydesk dead letter: the headers it adds",
        "description": "Key, value and headers of a dead letter are the payload's own, untouched; these headers are added \
            to them. Values are UTF-8 text.",
        "type": "object",
        "properties": properties,
        "required": ["copydesk.stage", "copydesk.reason", "copydesk.detail", "copydesk.attempts", "copydesk.version"],
        "additionalProperties": true
    })
}

fn property(name: &str) -> Value {
    let number = |description: &str| json!({"description": description, "type": "string", "pattern": "^[0-9]+$"});
    match name {
        "copydesk.stage" => json!({
            "description": "The stage in which the payload stopped.",
            "type": "string", "enum": Stage::ALL.map(Stage::as_str)
        }),
        "copydesk.reason" => json!({
            "description": "Why it stopped.",
            "type": "string", "enum": RejectReason::ALL.map(RejectReason::as_str)
        }),
        "copydesk.detail" => json!({
            "description": "For people: what was expected and what came, at most 1 KiB, control characters escaped.",
            "type": "string", "maxLength": 1024
        }),
        "copydesk.attempts" => number("How often the payload has become a dead letter, this time included."),
        "copydesk.source.topic" => json!({"description": "The topic it was read from.", "type": "string"}),
        "copydesk.source.partition" => number("The partition it was read from."),
        "copydesk.source.offset" => number("The offset it was read at."),
        "copydesk.source.timestamp" => json!({
            "description": "Its timestamp, in milliseconds since 1970-01-01T00:00:00Z.",
            "type": "string", "pattern": "^-?[0-9]+$"
        }),
        "copydesk.item" => number("The article's place in a payload that holds several, from 0."),
        "copydesk.value_omitted" => {
            number("The value was left out, for the dead-letter topic refuses its size; this is its length in bytes.")
        }
        _ => json!({"description": "The version of copydesk that gave up on it.", "type": "string"}),
    }
}
