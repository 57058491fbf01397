//! Bytes → [`RawArticle`]: envelope, charset, compression, format; then the article in it.

mod article_text;
mod charset;
mod decompress;
mod envelope;
mod media;
mod pick;
mod surrogates;
mod text_dump;

use std::collections::BTreeMap;

use crate::article::RawArticle;
use crate::outcome::Stop;
use crate::record::Record;

/// What the parser may spend on a payload, and the names payloads use.
#[derive(Debug, Clone)]
pub struct ParseSettings {
    pub payload_bytes: usize,
    pub decompressed_bytes: usize,
    /// Names of the record headers that describe a payload.
    pub headers: HeaderNames,
    /// Envelope field (`url`, `html`, …) to the JSON Pointer where it stands in this topic's payloads.
    pub envelope: BTreeMap<String, String>,
}

/// Names of record headers; compared without case.
#[derive(Debug, Clone)]
pub struct HeaderNames {
    pub content_type: String,
    pub content_encoding: String,
    pub url: String,
    pub id: String,
    pub fetched_at: String,
}

/// The articles of one payload, each on its own: a good one is not held up by a bad one beside it.
#[derive(Debug)]
pub struct Parsed {
    pub articles: Vec<Result<RawArticle, Stop>>,
    /// What the payload decompressed to, where it was compressed: charged to the in-flight budget.
    pub decompressed_bytes: usize,
}

/// The parse stage.
#[derive(Debug)]
pub struct Parser {
    settings: ParseSettings,
}

impl Parser {
    #[must_use]
    pub fn new(settings: ParseSettings) -> Self {
        Self { settings }
    }

    /// Takes a payload apart into articles.
    ///
    /// # Errors
    ///
    /// [`Stop`] where the payload as a whole is filtered (a tombstone) or bad.
    pub fn parse(&self, record: &Record) -> Result<Parsed, Stop> {
        let _ = (&self.settings, record);
        todo!()
    }
}
