//! What was found in an article's text, each with its place. Places are Unicode code points, the end not included.

use schemars::JsonSchema;
use serde::Serialize;

use super::Confidence;

/// Where a place counts, when it is not `body.text`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Within {
    /// `title.display`.
    Title,
}

/// Words between quotation marks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Quote {
    /// Absent: `body.text`.
    #[serde(rename = "in", skip_serializing_if = "Option::is_none")]
    pub within: Option<Within>,
    /// Without the marks.
    pub text: String,
    pub start: u32,
    pub end: u32,
    pub kind: QuoteKind,
    /// `id` of the entity that said it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker_entity: Option<String>,
    /// How the text names who said it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker_text: Option<String>,
    /// The place of `speaker_text` in the same text: what an entity is linked by.
    #[serde(skip)]
    pub speaker_span: Option<(u32, u32)>,
    /// The verb that says so, as it stands without a conjunction written with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verb: Option<String>,
    pub confidence: Confidence,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuoteKind {
    /// Whole sentences of somebody.
    Direct,
    /// Words of somebody within a sentence of the author.
    Partial,
    /// A title, a name, or words that the author keeps at a distance: nobody says them here.
    TitleOrScare,
}

/// A date, a time or a span of time that the text speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DateMention {
    pub text: String,
    pub start: u32,
    pub end: u32,
    pub kind: DateKind,
    /// EDTF (ISO 8601-2) as far as the words go: `2024-07`, `XXXX-07`, `P20Y`; of a weekday `XXXX-WXX-5`.
    pub value: String,
    /// The date itself, where the words only lead to it from the anchor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved: Option<String>,
    /// What it was reckoned from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor: Option<DateAnchor>,
    pub confidence: Confidence,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DateKind {
    Date,
    Time,
    Duration,
    /// It depends on when the text was written.
    Relative,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DateAnchor {
    PublishedAt,
    FetchedAt,
}

/// A number with what it counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Quantity {
    pub text: String,
    pub start: u32,
    pub end: u32,
    /// A decimal number, written out: `2500000`, `3.5`, `-1.2`.
    pub value: String,
    /// `percent`, `percentage_point`, or a unit by its symbol: `km`, `t`, `°C`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<&'static str>,
    /// The currency, where the text leaves no doubt which.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iso4217: Option<&'static str>,
}

/// Words that tell what the article is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Keyphrase {
    /// As it stands where it comes first.
    pub text: String,
    /// From 0 to 1, against the best of the article.
    pub score: Confidence,
    /// How often it stands in title and body, in any of its forms.
    pub count: u32,
}

/// A sentence of the summary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SummarySentence {
    /// Its number among the sentences of the body without headings, from 0.
    pub sentence: u32,
    /// Its place in `body.text`, without a dateline.
    pub start: u32,
    pub end: u32,
}
