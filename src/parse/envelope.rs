//! The JSON envelope: an article or a page with what is known about it.
//!
//! ```text
//!  JSON text ── surrogates repaired ──▶ chosen places (pick) ──▶ Envelope { body, declared, … }
//! ```
//!
//! Types are taken as they come: a number is good as an id, one author may stand for a list. A body field of another type
//! counts as absent.

use std::collections::BTreeMap;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::pick::{Picked, Places};
use super::surrogates;
use crate::article::{Warning, WarningCode};
use crate::outcome::{RejectReason, Stop};

/// The fields that may hold the body, the first one with text in it counts.
const BODIES: [&str; 5] = ["html", "text", "article_text", "body", "body_base64"];

/// All others.
const FIELDS: [&str; 10] = [
    "id",
    "url",
    "content_type",
    "charset",
    "fetched_at",
    "http_headers",
    "language",
    "title",
    "published_at",
    "authors",
];

/// Declared authors and languages that are taken.
const MAX_NAMES: usize = 100;

/// Standard alphabet, padded or not; the URL-safe one is mapped onto it.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// What stood in an envelope.
#[derive(Debug, PartialEq, Eq)]
pub struct Envelope {
    pub body: Body,
    pub id: Option<String>,
    pub url: Option<String>,
    /// Of the body: the envelope's word, else that of the HTTP headers.
    pub content_type: Option<String>,
    /// Labels for the charset of the body, the envelope's first.
    pub charsets: Vec<String>,
    pub fetched_at: Option<String>,
    pub languages: Vec<String>,
    pub title: Option<String>,
    pub published_at: Option<String>,
    pub authors: Vec<String>,
    pub warnings: Vec<Warning>,
}

/// The body, by the field that held it.
#[derive(Debug, PartialEq, Eq)]
pub enum Body {
    /// Markup.
    Html(String),
    /// A page as plain text.
    Text(String),
    /// An article that somebody extracted already.
    ArticleText(String),
    /// Text of a kind that `content_type` or its beginning tells.
    Any(String),
    /// The same as bytes, in a charset still to be found.
    Bytes(Vec<u8>),
}

/// Reads envelopes of one shape.
#[derive(Debug, Clone)]
pub struct EnvelopeReader {
    places: Places,
    /// The pointers of the body fields, for people.
    looked_for: String,
}

impl EnvelopeReader {
    /// `pointers` names the fields that stand elsewhere than under their own name.
    #[must_use]
    pub fn new(pointers: &BTreeMap<String, String>) -> Self {
        let pointer = |field: &str| pointers.get(field).cloned().unwrap_or_else(|| format!("/{field}"));
        let mut places = Places::default();
        for field in BODIES.into_iter().chain(FIELDS) {
            places.add(field, &pointer(field));
        }
        let looked_for: Vec<String> =
            BODIES
                .into_iter()
                .map(|field| {
                    if pointers.contains_key(field) {
                        format!("{field} ({})", pointer(field))
                    } else {
                        field.to_owned()
                    }
                })
                .collect();
        Self { places, looked_for: looked_for.join(", ") }
    }

    /// # Errors
    ///
    /// - `invalid_json`: not JSON, or nested deeper than 128.
    /// - `field_missing`: no body field holds a string; an array or a scalar is no envelope and has none either.
    /// - `body_empty`: there are body fields, and all of them are blank.
    /// - `decompression`: `body_base64` is no base64; a transport coding that cannot be undone, like a broken gzip.
    pub fn read(&self, json: &str) -> Result<Envelope, Stop> {
        let mut warnings = Vec::new();
        let found = match self.places.read(json) {
            Ok(found) => found,
            // Repaired only then: good JSON, the usual case, is read once.
            Err(error) => match surrogates::repair(json) {
                Some((repaired, count)) => {
                    warnings.push(Warning::with_detail(WarningCode::LoneSurrogateReplaced, &count.to_string()));
                    self.places.read(&repaired).map_err(|error| invalid(&error))?
                }
                None => return Err(invalid(&error)),
            },
        };
        let Some(mut found) = found else {
            let detail = format!("expected a JSON object with one of {}, got JSON of another type", self.looked_for);
            return Err(Stop::rejected(RejectReason::FieldMissing, detail));
        };
        let body = self.body(&mut found)?;
        let text = |field: &str| {
            found.get(field).and_then(Picked::as_text).map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned)
        };
        let http_content_type = found.get("http_headers").and_then(http_content_type);
        let charset_of =
            |value: &Option<String>| value.as_deref().and_then(|v| super::media::ContentType::parse(v).charset);
        let content_type = text("content_type");
        let charsets = [text("charset"), charset_of(&content_type), charset_of(&http_content_type)];
        Ok(Envelope {
            body,
            id: text("id"),
            url: text("url"),
            charsets: charsets.into_iter().flatten().collect(),
            content_type: content_type.or(http_content_type),
            fetched_at: text("fetched_at"),
            languages: found.get("language").map(names).unwrap_or_default(),
            title: text("title"),
            published_at: text("published_at"),
            authors: found.get("authors").map(names).unwrap_or_default(),
            warnings,
        })
    }

    fn body(&self, found: &mut BTreeMap<&'static str, Picked>) -> Result<Body, Stop> {
        let mut blank = None;
        for field in BODIES {
            let Some(Picked::Text(text)) = found.remove(field) else { continue };
            if text.trim().is_empty() {
                blank = blank.or(Some(field));
                continue;
            }
            return Ok(match field {
                "html" => Body::Html(text),
                "text" => Body::Text(text),
                "article_text" => Body::ArticleText(text),
                "body_base64" => Body::Bytes(unbase64(&text)?),
                _ => Body::Any(text),
            });
        }
        Err(match blank {
            Some(field) => {
                Stop::rejected(RejectReason::BodyEmpty, format!("expected text in field \"{field}\", got none"))
            }
            None => {
                let detail = format!("expected a string in one of {}, got none of them", self.looked_for);
                Stop::rejected(RejectReason::FieldMissing, detail)
            }
        })
    }
}

fn invalid(error: &serde_json::Error) -> Stop {
    Stop::rejected(RejectReason::InvalidJson, format!("expected a JSON envelope, got invalid JSON: {error}"))
}

fn unbase64(text: &str) -> Result<Vec<u8>, Stop> {
    let clean: String = text
        .chars()
        .filter(|c| !c.is_ascii_whitespace())
        .map(|c| match c {
            '-' => '+',
            '_' => '/',
            c => c,
        })
        .collect();
    BASE64.decode(clean).map_err(|error| {
        let error = error.to_string();
        let detail =
            format!("expected base64 in field \"body_base64\", got something else: {}", error.trim_end_matches('.'));
        Stop::rejected(RejectReason::Decompression, detail)
    })
}

/// The content type among HTTP headers: an object of strings or lists, or a list of pairs.
fn http_content_type(headers: &Picked) -> Option<String> {
    let value = match headers {
        Picked::Object(_) => headers.member("content-type")?,
        Picked::List(pairs) => pairs.iter().find_map(|pair| match pair {
            Picked::List(pair) => match pair.as_slice() {
                [name, value] if name.as_text()?.eq_ignore_ascii_case("content-type") => Some(value),
                _ => None,
            },
            other => {
                other.member("name")?.as_text()?.eq_ignore_ascii_case("content-type").then(|| other.member("value"))?
            }
        })?,
        Picked::Text(_) | Picked::Scalar(_) => return None,
    };
    match value {
        Picked::List(values) => values.last()?.as_text().map(str::to_owned),
        value => value.as_text().map(str::to_owned),
    }
}

/// Names from a string, apart by semicolons (a comma may stand inside a name), or from a list of strings or of objects
/// with a `name`.
fn names(value: &Picked) -> Vec<String> {
    let parts: Vec<&str> = match value {
        Picked::Text(text) | Picked::Scalar(text) => text.split([';', '\n']).collect(),
        Picked::List(items) => {
            items.iter().filter_map(|item| item.as_text().or_else(|| item.member("name")?.as_text())).collect()
        }
        Picked::Object(_) => value.member("name").and_then(Picked::as_text).into_iter().collect(),
    };
    parts.into_iter().map(str::trim).filter(|name| !name.is_empty()).take(MAX_NAMES).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Envelope, Stop> {
        EnvelopeReader::new(&BTreeMap::new()).read(json)
    }

    fn rejected(json: &str) -> (RejectReason, String) {
        match read(json) {
            Err(Stop::Rejected(rejection)) => (rejection.reason, rejection.detail),
            other => panic!("expected a rejection, got {other:?}"),
        }
    }

    #[test]
    fn every_field_of_the_contract_is_read() {
        let envelope = read(
            r#"{"id": "a-1", "url": " https://news.example/a ", "body": "<p>x", "content_type": "text/html; charset=utf-8",
                "charset": "koi8-r", "fetched_at": "2026-01-02T03:04:05Z", "language": "ru", "title": "T",
                "http_headers": {"Content-Type": ["text/plain; charset=latin1"]},
                "published_at": "yesterday", "authors": ["A B", {"name": "C D"}, 7, {"x": 1}]}"#,
        )
        .unwrap();
        assert_eq!(
            envelope,
            Envelope {
                body: Body::Any("<p>x".into()),
                id: Some("a-1".into()),
                url: Some("https://news.example/a".into()),
                content_type: Some("text/html; charset=utf-8".into()),
                charsets: vec!["koi8-r".into(), "utf-8".into(), "latin1".into()],
                fetched_at: Some("2026-01-02T03:04:05Z".into()),
                languages: vec!["ru".into()],
                title: Some("T".into()),
                published_at: Some("yesterday".into()),
                authors: vec!["A B".into(), "C D".into(), "7".into()],
                warnings: vec![],
            }
        );
    }

    #[test]
    fn odd_types_are_tolerated() {
        let envelope =
            read(r#"{"id": 17, "text": "x", "authors": "Doe, Jane; Roe, Rick", "language": null, "title": {}}"#)
                .unwrap();
        assert_eq!(envelope.id.as_deref(), Some("17"));
        assert_eq!(envelope.authors, ["Doe, Jane", "Roe, Rick"]);
        assert_eq!((envelope.languages.len(), envelope.title), (0, None));
    }

    #[test]
    fn http_headers_come_in_three_shapes() {
        for headers in [
            r#"{"content-type": "text/html"}"#,
            r#"[["Date", "x"], ["Content-Type", "text/html"]]"#,
            r#"[{"name": "Content-Type", "value": "text/html"}]"#,
        ] {
            let envelope = read(&format!(r#"{{"body": "x", "http_headers": {headers}}}"#)).unwrap();
            assert_eq!(envelope.content_type.as_deref(), Some("text/html"), "{headers}");
        }
    }

    #[test]
    fn the_first_body_with_text_in_it_counts() {
        let body = |json| read(json).unwrap().body;
        assert_eq!(body(r#"{"html": " ", "text": "t", "article_text": "a"}"#), Body::Text("t".into()));
        assert_eq!(body(r#"{"html": 7, "article_text": "a"}"#), Body::ArticleText("a".into()));
        assert_eq!(body(r#"{"body_base64": "aGVs\nbG8_"}"#), Body::Bytes(b"hello?".to_vec()));
    }

    #[test]
    fn fields_may_stand_elsewhere() {
        let pointers =
            [("html", "/doc/raw"), ("id", "/meta/0/key")].map(|(field, at)| (field.to_owned(), at.to_owned()));
        let reader = EnvelopeReader::new(&BTreeMap::from(pointers));
        let envelope = reader.read(r#"{"id": "not this", "meta": [{"key": "k"}], "doc": {"raw": "<p>"}}"#).unwrap();
        assert_eq!((envelope.id.as_deref(), envelope.body), (Some("k"), Body::Html("<p>".into())));
        let Err(Stop::Rejected(rejection)) = reader.read(r#"{"html": "<p>"}"#) else {
            panic!("the own name still counts")
        };
        assert!(rejection.detail.contains("html (/doc/raw), text, article_text"), "{}", rejection.detail);
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        assert_eq!(rejected(r#"{"text": "x""#).0, RejectReason::InvalidJson);
        assert_eq!(rejected(r#"[{"text": "x"}]"#).0, RejectReason::FieldMissing);
        assert_eq!(rejected(r#"{"text": ""}"#).0, RejectReason::BodyEmpty);
        assert_eq!(rejected(r#"{"body_base64": "%%%"}"#).0, RejectReason::Decompression);
        let (reason, detail) = rejected(r#"{"headline": "x"}"#);
        assert_eq!(reason, RejectReason::FieldMissing);
        assert!(detail.contains("html, text, article_text, body, body_base64"), "{detail}");
    }

    #[test]
    fn lone_surrogates_are_repaired_with_a_warning() {
        let envelope = read(r#"{"text": "half \ud83d done"}"#).unwrap();
        assert_eq!(envelope.body, Body::Text("half \u{fffd} done".into()));
        assert_eq!(envelope.warnings, [Warning::with_detail(WarningCode::LoneSurrogateReplaced, "1")]);
    }
}
