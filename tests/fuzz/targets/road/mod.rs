//! The whole road of one payload, and what must hold for every record at its end.

use std::sync::OnceLock;

use copydesk::config::Config;
use copydesk::encode;
use copydesk::outcome::Stop;
use copydesk::pipeline::Stages;
use copydesk::record::{Header, Origin, Record};
use serde_json::Value;

/// A payload with the headers `(name, value)`.
pub fn payload(value: &[u8], headers: &[(&str, &str)]) -> Record {
    let headers = headers
        .iter()
        .map(|(name, value)| Header { name: (*name).to_owned(), value: Some(value.as_bytes().to_vec()) })
        .collect();
    Record { origin: Origin::Input { index: 0 }, timestamp_ms: None, key: None, value: Some(value.to_vec()), headers }
}

/// Parses, normalizes, enriches and encodes; a payload may be refused at any stage, but a record must be right.
pub fn travel(payload: &Record) {
    static STAGES: OnceLock<Stages> = OnceLock::new();
    let stages = STAGES.get_or_init(|| copydesk::app::stages(&Config::default()).expect("the stages of the defaults"));

    let Ok(parsed) = stages.parser.parse(payload) else { return };
    for article in parsed.articles {
        let Ok(article) = article.and_then(|raw| stages.normalizer.normalize(raw)) as Result<_, Stop> else { continue };
        let record = encode::record(&stages.local.enrich(article), payload, None);
        let record: Value = serde_json::from_slice(&record.value).expect("a record is JSON");
        assert!(record["id"].as_str().is_some_and(|id| !id.is_empty()), "a record has an id");
        spans_hold(&record);
    }
}

/// Every span cuts just its surface out of the text that it points into.
fn spans_hold(record: &Value) {
    let body: Vec<char> = record["body"]["text"].as_str().expect("a record has a body").chars().collect();
    let title: Vec<char> = record["title"]["display"].as_str().unwrap_or("").chars().collect();
    let mut open = vec![record];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(values) => open.extend(values),
            Value::Object(fields) => {
                if let (Some(start), Some(end), Some(surface)) = (
                    fields.get("start").and_then(Value::as_u64),
                    fields.get("end").and_then(Value::as_u64),
                    fields.get("surface").and_then(Value::as_str),
                ) {
                    let text = if fields.get("in").is_some() { &title } else { &body };
                    let cut: String = text[start as usize..end as usize].iter().collect();
                    assert_eq!(cut, surface, "a span and its surface");
                }
                open.extend(fields.values());
            }
            _ => {}
        }
    }
}
