//! Where a record came from: its coordinates, its input key, and the ids that follow from them.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::article::Article;
use crate::record::{Origin, Position, Record};

/// The namespace of record ids: uuid v5 of `https://github.com/copydesk/copydesk#record` in the URL namespace.
const RECORD_NAMESPACE: Uuid = Uuid::from_u128(0xaee10fc0_07405ec1_8cc49876_c744328e);

/// The largest input key that stands in a record as it is.
const KEY_BYTES: usize = 1024;

/// Where the payload came from. The position is absent for a payload that did not come through Kafka.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Source<'a> {
    /// The id that the payload's envelope or header gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    topic: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    partition: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<i64>,
    /// The article's place in a payload that holds several, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<u32>,
    /// The input key: as it is where it is UTF-8, else `base64:…`; `sha256:…` over 1 KiB.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<Cow<'a, str>>,
}

impl<'a> Source<'a> {
    pub fn of(article: &'a Article, record: &'a Record, item: Option<u32>) -> Self {
        let position = record.origin.position();
        Self {
            id: article.source_id.as_deref(),
            topic: position.map(|position| &*position.topic),
            partition: position.map(|position| position.partition),
            offset: position.map(|position| position.offset),
            item,
            key: record.key.as_deref().map(printable_key),
        }
    }
}

/// A key as text. What begins with a prefix of ours is written as base64 too, so that no key passes for another.
fn printable_key(key: &[u8]) -> Cow<'_, str> {
    if key.len() > KEY_BYTES {
        return format!("sha256:{}", hexadecimal(&Sha256::digest(key))).into();
    }
    match std::str::from_utf8(key) {
        Ok(text) if !text.starts_with("base64:") && !text.starts_with("sha256:") => text.into(),
        _ => format!("base64:{}", STANDARD.encode(key)).into(),
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The id of the record that comes from this place: the same however often the payload is read.
///
/// The name is `topic/partition/offset` or, of a payload with several articles, `topic/partition/offset/item`. Without
/// Kafka it is `input:index` and `input:index/item`, which no topic is called: `:` is not allowed in topic names.
pub fn record_id(origin: &Origin, item: Option<u32>) -> Uuid {
    let mut name = match origin {
        Origin::Kafka(Position { topic, partition, offset, .. }) => format!("{topic}/{partition}/{offset}"),
        Origin::Input { index } => format!("input:{index}"),
    };
    if let Some(item) = item {
        name.push_str(&format!("/{item}"));
    }
    Uuid::new_v5(&RECORD_NAMESPACE, name.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(offset: i64, epoch: u32) -> Origin {
        Origin::Kafka(Position { topic: "raw.articles".into(), partition: 3, offset, epoch })
    }

    #[test]
    fn the_namespace_is_the_one_that_is_documented() {
        let name = b"https://github.com/copydesk/copydesk#record";
        assert_eq!(RECORD_NAMESPACE, Uuid::new_v5(&Uuid::NAMESPACE_URL, name));
    }

    #[test]
    fn a_record_id_depends_on_the_place_and_not_on_the_assignment() {
        assert_eq!(record_id(&at(7, 1), None), record_id(&at(7, 2), None));
        let ids = [
            record_id(&at(7, 1), None),
            record_id(&at(7, 1), Some(0)),
            record_id(&at(7, 1), Some(1)),
            record_id(&at(8, 1), None),
            record_id(&Origin::Input { index: 7 }, None),
            record_id(&Origin::Input { index: 7 }, Some(0)),
        ];
        let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
        assert_eq!(distinct.len(), ids.len());
    }

    #[test]
    fn a_key_that_is_text_stays_as_it_is() {
        assert_eq!(printable_key("خبر-7".as_bytes()), "خبر-7");
        assert_eq!(printable_key(b""), "");
        assert_eq!(printable_key(&[b'k'; 1024]), "k".repeat(1024));
    }

    #[test]
    fn a_key_that_is_no_text_becomes_base64() {
        assert_eq!(printable_key(&[0xff, 0x00, 0x10]), "base64:/wAQ");
    }

    #[test]
    fn a_key_that_looks_like_an_encoded_one_is_encoded_too() {
        assert_eq!(printable_key(b"base64:/wAQ"), "base64:YmFzZTY0Oi93QVE=");
        assert!(printable_key(b"sha256:00").starts_with("base64:"));
    }

    #[test]
    fn a_large_key_becomes_its_hash() {
        // sha256sum of 1,025 times "k".
        let key = printable_key(&[b'k'; 1025]);
        assert_eq!(key, "sha256:011cc8dcade24f43d2d7f95605d8481da1d0b86475def49be02bfc20cee86e65");
    }
}
