//! Records of invented articles, held to their bytes and to the schema.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::samples::{bare, full};
use super::*;
use crate::outcome::{RejectReason, Rejection, Stage};
use crate::record::{Origin, Position};
use serde_json::{Value, json};

fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Compares with a committed file, or with `UPDATE_GOLDEN=1` writes it.
fn golden(path: &str, actual: &[u8]) {
    if std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1") {
        std::fs::write(file(path), actual).unwrap();
    }
    let expected = std::fs::read(file(path)).unwrap_or_default();
    let (actual, expected) = (String::from_utf8_lossy(actual), String::from_utf8_lossy(&expected));
    assert_eq!(actual, expected, "{path} differs; UPDATE_GOLDEN=1 rewrites it");
}

fn payload() -> Record {
    Record {
        origin: Origin::Kafka(Position { topic: "raw.articles".into(), partition: 4, offset: 1_234_567, epoch: 2 }),
        timestamp_ms: Some(1_731_628_800_250),
        key: Some(b"harbour-17".to_vec()),
        value: Some(b"<html>".to_vec()),
        headers: vec![
            headers::header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
            Header { name: "TraceState".into(), value: Some(vec![b'a', b'=', 0xfe]) },
            headers::header("url", "https://news.example/harbour"),
        ],
    }
}

fn parsed(record: &EncodedRecord) -> Value {
    serde_json::from_slice(&record.value).unwrap()
}

#[test]
fn a_full_record_keeps_its_bytes() {
    golden("tests/fixtures/encode/full.json", &record(&full(), &payload(), Some(3)).value);
}

#[test]
fn a_bare_record_keeps_its_bytes() {
    let payload = Record { origin: Origin::Input { index: 0 }, timestamp_ms: None, key: None, ..payload() };
    golden("tests/fixtures/encode/bare.json", &record(&bare(), &payload, None).value);
}

#[test]
fn what_is_unknown_is_absent_and_lists_are_always_there() {
    let Value::Object(fields) = parsed(&record(&bare(), &payload(), None)) else { panic!("no object") };
    let names: BTreeSet<&str> = fields.keys().map(String::as_str).collect();
    let expected = [
        "authors",
        "blocks",
        "body",
        "dates",
        "encoding",
        "enrichment",
        "entities",
        "fingerprints",
        "id",
        "keyphrases",
        "language",
        "provenance",
        "quality",
        "quantities",
        "quotes",
        "record_id",
        "removed",
        "schema_version",
        "source",
        "summary",
        "topics",
        "warnings",
    ];
    assert_eq!(names, BTreeSet::from(expected));
    assert!(!String::from_utf8(record(&bare(), &payload(), None).value).unwrap().contains("null"));
}

#[test]
fn fields_stand_in_the_order_of_the_schema_page() {
    let text = String::from_utf8(record(&full(), &payload(), Some(3)).value).unwrap();
    let order = [
        "{\"id\":",
        "\"record_id\":",
        "\"schema_version\":",
        "\"source\":",
        "\"url\":",
        "\"canonical_url\":",
        "\"host\":",
        "\"fetched_at\":",
        "\"published_at\":",
        "\"modified_at\":",
        "\"publisher\":",
        "\"authors\":",
        "\"language\":",
        "\"encoding\":",
        "\"title\":",
        "\"subtitle\":",
        "\"section\":",
        "\"lead_image\":",
        "\"tags\":",
        "\"links\":",
        "\"blocks\":",
        "\"body\":",
        "\"removed\":",
        "\"entities\":",
        "\"quotes\":",
        "\"dates\":",
        "\"quantities\":",
        "\"topics\":",
        "\"keyphrases\":",
        "\"summary\":",
        "\"fingerprints\":",
        "\"enrichment\":",
        "\"quality\":",
        "\"provenance\":{\"parser\"",
        "\"warnings\":",
    ];
    let places: Vec<_> =
        order.iter().map(|name| text.find(name).unwrap_or_else(|| panic!("{name} is missing"))).collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn the_key_is_the_article_and_the_record_id_is_the_place() {
    let (one, other) = (record(&full(), &payload(), Some(0)), record(&full(), &payload(), Some(1)));
    assert_eq!(one.key, other.key);
    assert_eq!(one.key, full().article.id.to_string().into_bytes());
    assert_ne!(parsed(&one)["record_id"], parsed(&other)["record_id"]);
    assert_eq!(parsed(&one)["source"]["item"], 0);
}

#[test]
fn headers_are_those_of_a_cloud_event() {
    let encoded = record(&full(), &payload(), None);
    let headers: Vec<(&str, Vec<u8>)> =
        encoded.headers.iter().map(|header| (header.name.as_str(), header.value.clone().unwrap())).collect();
    let text = |text: &str| text.as_bytes().to_vec();
    assert_eq!(
        headers,
        [
            ("ce_specversion", text("1.0")),
            ("ce_id", text(parsed(&encoded)["record_id"].as_str().unwrap())),
            ("ce_source", text("/copydesk/raw.articles")),
            ("ce_type", text("io.github.copydesk.article.v1")),
            ("ce_subject", text(parsed(&encoded)["id"].as_str().unwrap())),
            ("ce_time", text("2024-11-15T00:00:00.25Z")),
            ("content-type", text("application/json")),
            ("copydesk.source.topic", text("raw.articles")),
            ("copydesk.source.partition", text("4")),
            ("copydesk.source.offset", text("1234567")),
            ("traceparent", text("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")),
            ("tracestate", vec![b'a', b'=', 0xfe]),
        ]
    );
}

#[test]
fn without_kafka_there_are_no_coordinates_and_no_time() {
    let payload = Record { origin: Origin::Input { index: 5 }, timestamp_ms: None, headers: vec![], ..payload() };
    let encoded = record(&bare(), &payload, None);
    let names: Vec<_> = encoded.headers.iter().map(|header| header.name.as_str()).collect();
    assert_eq!(names, ["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_subject", "content-type"]);
    assert_eq!(parsed(&encoded)["source"], json!({"key": "harbour-17"}));
}

#[test]
fn a_timestamp_no_calendar_has_is_left_out() {
    let payload = Record { timestamp_ms: Some(i64::MAX), ..payload() };
    assert!(record(&bare(), &payload, None).headers.iter().all(|header| header.name != "ce_time"));
}

#[test]
fn the_value_for_pointers_is_the_record_without_its_place() {
    let article = full();
    let mut published = parsed(&record(&article, &payload(), Some(3)));
    let fields = published.as_object_mut().unwrap();
    fields.remove("record_id");
    fields.remove("source");
    assert_eq!(article_value(&article), published);
}

/// Closes every object of a schema, so that a field it does not know is an error.
fn closed(mut schema: Value) -> Value {
    if let Some(fields) = schema.as_object_mut() {
        if fields.contains_key("properties") {
            fields.insert("additionalProperties".into(), json!(false));
        }
        for value in fields.values_mut() {
            *value = closed(value.take());
        }
    } else if let Some(items) = schema.as_array_mut() {
        items.iter_mut().for_each(|item| *item = closed(item.take()));
    }
    schema
}

#[test]
fn records_are_what_the_schema_says() {
    let schema = closed(record_schema());
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    for (name, article) in [("full", full()), ("bare", bare())] {
        let record = parsed(&record(&article, &payload(), Some(3)));
        let errors: Vec<_> = validator.iter_errors(&record).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
    }
}

#[test]
fn the_schema_refuses_what_no_record_is() {
    let validator = jsonschema::validator_for(&record_schema()).unwrap();
    let good = parsed(&record(&full(), &payload(), Some(3)));
    assert!(validator.is_valid(&good));
    for (pointer, bad) in [
        ("/schema_version", json!("2.0")),
        ("/url", json!(null)),
        ("/published_at", json!(null)),
        ("/published_at/tz", json!(null)),
        ("/quality/score", json!(1.5)),
        ("/blocks/0/kind", json!("song")),
        ("/source/offset", json!("12")),
    ] {
        let mut record = good.clone();
        *record.pointer_mut(pointer).unwrap() = bad;
        assert!(!validator.is_valid(&record), "{pointer}");
    }
    let mut newer = good;
    newer["mood"] = json!("calm");
    assert!(validator.is_valid(&newer), "a field of a later minor version is no error");
}

#[test]
fn committed_schemas_are_those_of_the_code() {
    for (path, schema) in
        [("docs/schema/record.v1.json", record_schema()), ("docs/schema/dead-letter.v1.json", dead_letter_schema())]
    {
        golden(path, format!("{schema:#}\n").as_bytes());
    }
}

#[test]
fn dead_letters_are_what_the_schema_says() {
    let schema = dead_letter_schema();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for (reason, item) in RejectReason::ALL.into_iter().zip([None, Some(2)].into_iter().cycle()) {
        let rejection = Rejection { reason, detail: "خ".repeat(2000) };
        let mut headers = dead_letter_headers(&payload(), Stage::Parse, &rejection, item);
        headers.push(value_omitted_header(9));
        let headers: serde_json::Map<String, Value> = headers
            .into_iter()
            .map(|header| (header.name, String::from_utf8_lossy(&header.value.unwrap()).into()))
            .collect();
        let ours = headers.keys().filter(|name| name.starts_with("copydesk."));
        for name in ours {
            assert!(schema["properties"].get(name).is_some(), "{name}");
        }
        let errors: Vec<_> = validator.iter_errors(&Value::Object(headers)).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
}

/// The names of all fields and all words of closed lists in a schema.
fn names(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(fields) => {
            for (key, value) in fields {
                match (key.as_str(), value) {
                    ("properties", Value::Object(properties)) => found.extend(properties.keys().cloned()),
                    ("enum", Value::Array(words)) => {
                        found.extend(words.iter().filter_map(|word| Some(word.as_str()?.into())))
                    }
                    ("const", Value::String(word)) => _ = found.insert(word.clone()),
                    _ => {}
                }
                names(value, found);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| names(value, found)),
        _ => {}
    }
}

#[test]
fn the_page_on_the_record_tells_every_field_and_word() {
    let page = std::fs::read_to_string(file("docs/RECORD.md")).unwrap();
    let mut found = BTreeSet::new();
    names(&record_schema(), &mut found);
    assert!(found.len() > 80, "{found:?}");
    // `source.topic` is told in full or, after another part of `source`, as `.topic`.
    let told = |name: &str| page.contains(&format!("`{name}`")) || page.contains(&format!(".{name}`"));
    let missing: Vec<_> = found.iter().filter(|name| !told(name)).collect();
    assert!(missing.is_empty(), "docs/RECORD.md does not tell {missing:?}");
    for name in dead_letter_schema()["properties"].as_object().unwrap().keys() {
        let (_, last) = name.rsplit_once('.').unwrap();
        assert!(told(name) || told(last), "docs/RECORD.md does not tell {name}");
    }
}
