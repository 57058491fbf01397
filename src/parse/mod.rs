//! Bytes → [`RawArticle`]: envelope, charset, compression, format; then the article in it.
//!
//! ```text
//!  value ── decompress ──▶ bytes ── media ──▶ JSON ── envelope ──┐
//!                                    │                           ▼
//!                                    └──▶ bytes ── charset ──▶ text ──▶ html | text_dump | article_text ──▶ RawArticle
//! ```
//!
//! - `decompress` undoes `content-encoding`, never beyond the bound; `media` tells what a payload is, by name or by sight.
//! - `envelope` reads the JSON envelope (`pick`: only the places it needs; `surrogates`: half characters mended).
//! - `charset` makes bytes text, and says how sure it is of it (`plausible`: how much it looks like text).
//! - `html` and `text_dump` find the article in a page; `article_text` takes one that is found already.
//! - `hosts` remembers which lines stand on many pages of a host, where a worker wants that.
//! - `explain` holds how they decided, for those who ask ([`Parser::explain`]).
//!
//! Pure: no clock, no I/O. A bad payload is a [`Stop`], an odd one an article with warnings. Feeds, agency formats and
//! WARC are refused by name; text is cleaned by `normalize`, not here.

mod article_text;
mod charset;
mod decompress;
mod document;
mod envelope;
mod explain;
pub mod hosts;
pub mod html;
mod media;
mod overlap;
mod pick;
mod plausible;
mod surrogates;
mod text_dump;
#[doc(hidden)]
pub mod training;
mod trees;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use self::charset::{Decoded, Hints};
use self::document::{Declared, Document, Form};
use self::envelope::{Body, EnvelopeReader};
pub use self::explain::{Candidate, Explanation, Fate, Field, Line};
use self::hosts::HostMemory;
use self::media::{ContentType, Media};
use crate::article::{Encoding, RawArticle};
use crate::outcome::{FilterRule, RejectReason, Stop};
use crate::record::Record;

/// How a gzip member begins in base64 (RFC 1952, RFC 4648).
const GZIP_IN_BASE64: &[u8] = b"H4sI";

/// What the parser may spend on a payload, and the names payloads use.
#[derive(Debug, Clone)]
pub struct ParseSettings {
    pub payload_bytes: usize,
    pub decompressed_bytes: usize,
    /// Names of the record headers that describe a payload.
    pub headers: HeaderNames,
    /// Envelope field (`url`, `html`, …) to the JSON Pointer where it stands in this topic's payloads.
    pub envelope: BTreeMap<String, String>,
    /// Whether a page that is flagged as no article is rejected.
    pub articles_only: bool,
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
    envelopes: EnvelopeReader,
    hosts: Option<Arc<HostMemory>>,
}

impl Parser {
    #[must_use]
    pub fn new(settings: ParseSettings) -> Self {
        let envelopes = EnvelopeReader::new(&settings.envelope);
        Self { settings, envelopes, hosts: None }
    }

    /// With a memory of hosts: dumps of pages at a known address are read with it.
    #[must_use]
    pub fn with_hosts(self, hosts: Arc<HostMemory>) -> Self {
        Self { hosts: Some(hosts), ..self }
    }

    /// Whether parsing makes more of a payload than came in: it is compressed, or an envelope may hold a body that is. A
    /// guess on the safe side, at the cost of one search through the bytes of an envelope.
    #[must_use]
    pub fn decompresses(&self, record: &Record) -> bool {
        let Some(value) = record.value.as_deref() else { return false };
        record.header(&self.settings.headers.content_encoding).is_some()
            || decompress::is_gzip(value)
            || (media::is_json_object(value) && memchr::memmem::find(value, GZIP_IN_BASE64).is_some())
    }

    /// Takes a payload apart into articles.
    ///
    /// # Errors
    ///
    /// [`Stop`] where the payload as a whole is filtered (a tombstone) or bad.
    pub fn parse(&self, record: &Record) -> Result<Parsed, Stop> {
        let (document, decompressed_bytes) = self.document(record)?;
        let article = document.article(self.hosts.as_deref(), &mut ()).and_then(|article| self.wanted(article));
        Ok(Parsed { articles: vec![article], decompressed_bytes })
    }

    /// Reads the article of a payload and tells how: what [`Self::parse`] does, slower.
    ///
    /// # Errors
    ///
    /// As [`Self::parse`]. Where the document holds no article, what was looked at is told all the same.
    pub fn explain(&self, record: &Record) -> Result<(Result<RawArticle, Stop>, Explanation), Stop> {
        let (document, _) = self.document(record)?;
        let mut explanation = Explanation::default();
        let article =
            document.article(self.hosts.as_deref(), &mut explanation).and_then(|article| self.wanted(article));
        Ok((article, explanation))
    }

    /// The article, unless it is none and only articles are wanted.
    fn wanted(&self, article: RawArticle) -> Result<RawArticle, Stop> {
        match article.flags.iter().find(|flag| flag.is_no_article()) {
            Some(flag) if self.settings.articles_only => {
                let detail = format!("expected an article (input.articles_only), got {}", flag.in_words());
                Err(Stop::rejected(RejectReason::NotAnArticle, detail))
            }
            _ => Ok(article),
        }
    }

    /// The document in a payload, and what was decompressed on the way.
    fn document(&self, record: &Record) -> Result<(Document, usize), Stop> {
        let Some(value) = &record.value else { return Err(Stop::Filtered(FilterRule::Tombstone)) };
        let limit = self.settings.payload_bytes;
        if value.is_empty() {
            return Err(Stop::rejected(RejectReason::PayloadEmpty, "expected a payload, got no bytes"));
        }
        if value.len() > limit {
            let detail = format!("expected at most {limit} bytes (limits.payload_bytes), got {}", value.len());
            return Err(Stop::rejected(RejectReason::PayloadTooLarge, detail));
        }
        let headers = Headers::of(record, &self.settings.headers);
        let room = self.settings.decompressed_bytes;
        let bytes = decompress::decompress(value, headers.content_encoding.as_deref(), room)?;
        let mut decompressed_bytes = if matches!(bytes, Cow::Owned(_)) { bytes.len() } else { 0 };
        let document = match headers.content_type.media()? {
            Some(Media::Json) => self.envelope(&bytes, &headers, &mut decompressed_bytes)?,
            // The header may describe what an envelope holds: no page begins like one.
            Some(media) if media::is_json_object(&bytes) => self
                .envelope(&bytes, &headers, &mut decompressed_bytes)
                .or_else(|_| page(&bytes, media, &headers.charsets(), headers.declared()))?,
            Some(media) => page(&bytes, media, &headers.charsets(), headers.declared())?,
            None => match media::sniff(&bytes)? {
                Media::Json => self.envelope(&bytes, &headers, &mut decompressed_bytes)?,
                media => page(&bytes, media, &headers.charsets(), headers.declared())?,
            },
        };
        Ok((document, decompressed_bytes))
    }

    fn envelope(&self, bytes: &[u8], headers: &Headers, decompressed_bytes: &mut usize) -> Result<Document, Stop> {
        let json = charset::decode(bytes, Hints { labels: &headers.charsets(), ..Hints::default() })?;
        let envelope = self.envelopes.read(&json.text)?;
        let declared = Declared {
            id: envelope.id.or_else(|| headers.id.clone()),
            url: envelope.url.or_else(|| headers.url.clone()),
            fetched_at: envelope.fetched_at.or_else(|| headers.fetched_at.clone()),
            languages: envelope.languages,
            title: envelope.title,
            published_at: envelope.published_at,
            authors: envelope.authors,
        };
        let content_type = match &envelope.content_type {
            Some(content_type) => ContentType::parse(content_type).media()?,
            None => headers.content_type.media()?.filter(|media| *media != Media::Json),
        };
        let encoding =
            Encoding { declared: envelope.charsets.first().cloned().or(json.encoding.declared), ..json.encoding };
        let mut document = match envelope.body {
            Body::Html(text) => Document { form: Form::Html, text, encoding, declared, warnings: json.warnings },
            Body::Text(text) => Document { form: Form::TextDump, text, encoding, declared, warnings: json.warnings },
            Body::ArticleText(text) => {
                Document { form: Form::ArticleText, text, encoding, declared, warnings: json.warnings }
            }
            Body::Any(text) => {
                let form = form(content_type, text.as_bytes())?;
                Document { form, text, encoding, declared, warnings: json.warnings }
            }
            Body::Bytes(bytes) => {
                // Crawlers keep the bytes as they came over the wire, or decoded; their headers tell the same for both.
                let room = self.settings.decompressed_bytes.saturating_sub(*decompressed_bytes);
                let body = decompress::decompress(&bytes, None, room)?;
                if matches!(body, Cow::Owned(_)) {
                    *decompressed_bytes += body.len();
                }
                let media = match content_type {
                    Some(media) => media,
                    None => media::sniff(&body)?,
                };
                page(&body, media, &envelope.charsets, declared)?
            }
        };
        document.warnings.extend(envelope.warnings);
        Ok(document)
    }
}

/// A page in bytes.
fn page(bytes: &[u8], media: Media, charsets: &[String], declared: Declared) -> Result<Document, Stop> {
    let form = form(Some(media), bytes)?;
    let tld = declared.url.as_deref().and_then(top_level_domain);
    let hints = Hints { labels: charsets, tld: tld.as_deref(), html: form == Form::Html };
    let Decoded { text, encoding, warnings } = charset::decode(bytes, hints)?;
    Ok(Document { form, text, encoding, declared, warnings })
}

fn form(media: Option<Media>, bytes: &[u8]) -> Result<Form, Stop> {
    let media = match media {
        Some(media) => media,
        None => media::sniff(bytes)?,
    };
    match media {
        Media::Html => Ok(Form::Html),
        Media::Text => Ok(Form::TextDump),
        Media::Json => {
            let detail = "expected HTML or plain text in an envelope, got JSON in JSON";
            Err(Stop::rejected(RejectReason::UnsupportedType, detail))
        }
    }
}

fn top_level_domain(url: &str) -> Option<String> {
    let url = url::Url::parse(url).ok()?;
    url.domain()?.rsplit('.').find(|label| !label.is_empty()).map(str::to_owned)
}

/// What the record's headers say.
#[derive(Debug)]
struct Headers {
    content_type: ContentType,
    content_encoding: Option<String>,
    url: Option<String>,
    id: Option<String>,
    fetched_at: Option<String>,
}

impl Headers {
    fn of(record: &Record, names: &HeaderNames) -> Self {
        let text = |name: &str| {
            let value = String::from_utf8_lossy(record.header(name)?);
            let value = value.trim();
            (!value.is_empty()).then(|| value.to_owned())
        };
        Self {
            content_type: ContentType::parse(&text(&names.content_type).unwrap_or_default()),
            content_encoding: text(&names.content_encoding),
            url: text(&names.url),
            id: text(&names.id),
            fetched_at: text(&names.fetched_at),
        }
    }

    fn charsets(&self) -> Vec<String> {
        self.content_type.charset.iter().cloned().collect()
    }

    fn declared(&self) -> Declared {
        Declared {
            id: self.id.clone(),
            url: self.url.clone(),
            fetched_at: self.fetched_at.clone(),
            ..Declared::default()
        }
    }
}
