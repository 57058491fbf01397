//! [`EnrichedArticle`] → the bytes and headers of a record; a rejected payload → the headers of its dead letter.

use crate::article::EnrichedArticle;
use crate::outcome::{Rejection, Stage};
use crate::record::{Header, Record};

/// What is produced for one article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodedRecord {
    /// The article's id.
    pub key: Vec<u8>,
    pub value: Vec<u8>,
    pub headers: Vec<Header>,
}

/// Writes record v1. `item` is the article's place in a payload that may hold several, else `None`.
#[must_use]
pub fn record(article: &EnrichedArticle, source: &Record, item: Option<u32>) -> EncodedRecord {
    let _ = (article, source, item);
    todo!()
}

/// All headers of a dead letter: those of the payload, then ours. Key and value stay the payload's own.
#[must_use]
pub fn dead_letter_headers(source: &Record, stage: Stage, rejection: &Rejection, item: Option<u32>) -> Vec<Header> {
    let _ = (source, stage, rejection, item);
    todo!()
}
