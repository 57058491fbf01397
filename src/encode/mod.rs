//! [`EnrichedArticle`] → the bytes and headers of a record; a rejected payload → the headers of its dead letter.
//!
//! ```text
//!  EnrichedArticle ─┬─ record ──────────────▶ key, JSON, CloudEvents headers ──▶ output topic
//!  Record (source) ─┤
//!  Rejection ───────┴─ dead_letter_headers ─▶ its own headers, then ours ──────▶ dead-letter topic
//! ```
//!
//! Nothing here reads a clock or guesses: the same article from the same place gives the same bytes. What is published
//! is described for people in `docs/RECORD.md` and for machines by [`record_schema`] and [`dead_letter_schema`].

mod dead_letter;
mod headers;
mod schema;
mod source;
mod v1;

pub use dead_letter::{dead_letter_headers, value_omitted_header};
pub use schema::{dead_letter_schema, record_schema};
pub use source::record_id;

use serde_json::Value;

use crate::article::EnrichedArticle;
use crate::record::{Header, Record, held_by_headers};
use source::Source;
use v1::RecordV1;

/// Version of the record. The first number moves when a reader could break, the second when fields are added.
pub const SCHEMA_VERSION: &str = "1.0";

/// What is produced for one article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EncodedRecord {
    /// The article's id.
    pub key: Vec<u8>,
    pub value: Vec<u8>,
    pub headers: Vec<Header>,
}

impl EncodedRecord {
    /// The memory it takes beside itself.
    #[must_use]
    pub fn held_bytes(&self) -> usize {
        self.key.len() + self.value.len() + held_by_headers(&self.headers)
    }
}

/// Writes record v1. `item` is the article's place in a payload that may hold several, else `None`.
#[must_use]
pub fn record(article: &EnrichedArticle, source: &Record, item: Option<u32>) -> EncodedRecord {
    let record_id = record_id(&source.origin, item).to_string();
    let id = article.article.id.to_string();
    let record = RecordV1::new(article, &id, &record_id, Source::of(&article.article, source, item));

    // Text stands in it twice, as blocks and as body; the rest is small.
    let mut value = Vec::with_capacity(article.article.body.text.len() * 5 / 2 + 4096);
    if let Err(error) = serde_json::to_writer(&mut value, &record) {
        // Writing to memory does not fail, and every key is a string. An empty value would fail with every reader, a
        // half record only with some.
        debug_assert!(false, "a record cannot be written as JSON: {error}");
        value.clear();
    }
    let headers = headers::of_record(source, &id, record_id);
    EncodedRecord { key: id.into_bytes(), value, headers }
}

/// The record of an article as a JSON value, without `record_id` and `source`, which are known only when it is published:
/// what the JSON Pointers of remote enrichers look into.
#[must_use]
pub fn article_value(article: &EnrichedArticle) -> Value {
    let id = article.article.id.to_string();
    let mut value = serde_json::to_value(RecordV1::new(article, &id, "", Source::default())).unwrap_or_default();
    if let Some(fields) = value.as_object_mut() {
        fields.remove("record_id");
        fields.remove("source");
    }
    value
}

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;
