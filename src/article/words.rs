//! The small words that raw and finished articles share.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};

/// How sure we are, from 0 to 1 in steps of a thousandth: a whole number inside, so that equal input gives equal bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Confidence(u16);

impl Confidence {
    pub const CERTAIN: Self = Self(1000);

    /// From thousandths; more than 1000 counts as 1000.
    #[must_use]
    pub const fn per_mille(value: u16) -> Self {
        Self(if value > 1000 { 1000 } else { value })
    }

    /// From a model's score, rounded down: .9999 is not certainty.
    #[must_use]
    pub fn from_score(score: f32) -> Self {
        // A NaN becomes 0, a score above 1 becomes 1.
        Self((score.clamp(0.0, 1.0) * 1000.0) as u16)
    }

    #[must_use]
    pub fn value(self) -> f64 {
        f64::from(self.0) / 1000.0
    }
}

impl Serialize for Confidence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.value())
    }
}

impl JsonSchema for Confidence {
    fn schema_name() -> Cow<'static, str> {
        "Confidence".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "How sure copydesk is, from 0 to 1.",
            "type": "number", "minimum": 0, "maximum": 1
        })
    }
}

/// Where a value came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// A JSON-LD object of the page.
    Jsonld,
    /// Microdata attributes (`itemprop`).
    Microdata,
    /// A `<meta>` element, OpenGraph included.
    Meta,
    /// The markup itself: a heading, `<title>`, `<time>`, a class or rel that says what it holds.
    Html,
    /// A rule over visible text.
    TextRule,
    /// An item of an RSS, Atom or JSON feed.
    Feed,
    /// A news-agency document.
    Newsml,
    /// The envelope or a header said so.
    Declared,
    /// The address of the page.
    Url,
    /// A list of names that ships with copydesk.
    Gazetteer,
    /// A trained model that ships with copydesk.
    Model,
    /// A remote enricher.
    Remote,
}

/// A value with its origin and how sure we are of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sourced<T> {
    pub value: T,
    pub provenance: Provenance,
    pub confidence: Confidence,
}

impl<T> Sourced<T> {
    pub fn new(value: T, provenance: Provenance, confidence: Confidence) -> Self {
        Self { value, provenance, confidence }
    }
}

/// Someone who made the article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Author {
    pub name: String,
    pub role: AuthorRole,
    pub provenance: Provenance,
    pub confidence: Confidence,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuthorRole {
    Author,
    Editor,
    Photographer,
    Translator,
}

/// What a block of the body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    Heading,
    Paragraph,
    List,
    Quote,
    /// Stands in `blocks`, not in `body.text`.
    Caption,
    Table,
}

/// How the bytes became text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct Encoding {
    /// The label that the payload, its headers or its markup gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub declared: Option<String>,
    /// What the bytes look like, by the names of the WHATWG Encoding Standard.
    pub detected: String,
    /// What they were decoded with.
    pub used: String,
    /// What was mended on the way, such as `invalid_bytes_replaced`.
    pub repairs: Vec<String>,
}

/// A line that stood in the payload and does not belong to the article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Removed {
    /// Its line in a text dump, from 1. Absent where the payload has no lines of its own (HTML).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    pub text: String,
    pub reason: RemovedReason,
    pub confidence: Confidence,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RemovedReason {
    /// A label such as «نشر» or "Published".
    PublishLabel,
    /// A label in front of names, such as "By".
    BylineLabel,
    /// A label in front of a source.
    SourceLabel,
    AppPromo,
    Copyright,
    /// Share and follow lines.
    Share,
    /// Links to other articles.
    Related,
    /// Newsletters and subscriptions.
    Subscribe,
    Advertisement,
    /// Menus, breadcrumbs, cookie notices, log-in, comment forms.
    Navigation,
    /// The title once more, inside the body.
    TitleRepeated,
    /// It stands on other pages of the host as well.
    HostRepeated,
    /// No rule names it; its place, length or links say that it is not the article.
    Boilerplate,
}

/// Something odd that was mended or left out; the record is good all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Warning {
    pub code: WarningCode,
    /// For people: the field or the value, cut short.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl Warning {
    #[must_use]
    pub fn new(code: WarningCode) -> Self {
        Self { code, detail: None }
    }

    /// With a detail of at most 200 characters.
    #[must_use]
    pub fn with_detail(code: WarningCode, detail: &str) -> Self {
        Self { code, detail: Some(detail.chars().take(200).collect()) }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WarningCode {
    /// Elements nested deeper than the cap were put one beside the other.
    DepthCapped,
    /// The document has more elements than the cap; the rest was not read.
    NodesCapped,
    /// NUL bytes or other control characters were taken out.
    ControlCharactersRemoved,
    /// Half a surrogate pair in JSON became U+FFFD.
    LoneSurrogateReplaced,
    /// Bytes that are invalid in the charset became U+FFFD.
    InvalidBytesReplaced,
    /// The declared charset is unknown or does not fit the bytes.
    CharsetMismatch,
    /// A url that is none was left out.
    InvalidUrl,
    /// A date that is none, or lies outside what a publication date can be, was left out.
    InvalidDate,
    /// A declared language that is no language tag, or not that of the text, was not believed.
    LanguageMismatch,
    /// Text that a field should have held was cut to the field's bound.
    Truncated,
    /// Bidirectional controls that were not balanced were taken out.
    BidiControlsRemoved,
    /// A JSON-LD block that is no JSON was passed over.
    InvalidJsonld,
}
