//! What `enrich` added to an article.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::{Article, Confidence, Provenance};

/// An article with everything that was derived from it.
#[derive(Debug, Clone, PartialEq)]
pub struct EnrichedArticle {
    pub article: Article,
    pub topics: Vec<Topic>,
    pub fingerprints: Fingerprints,
    /// By name of the remote enricher.
    pub enrichment: BTreeMap<String, Enrichment>,
}

/// What the article is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Topic {
    /// `medtop`: IPTC Media Topics.
    pub scheme: &'static str,
    /// `medtop:NNNNNNNN`.
    pub code: String,
    /// The English label of the code.
    pub label: String,
    pub provenance: Provenance,
    pub confidence: Confidence,
    /// What it was told from, such as `section:سياسة`.
    pub evidence: Vec<String>,
}

/// Hashes of folded text, the same on every platform for the same `algo`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Fingerprints {
    /// Version of how the text is folded and hashed.
    pub algo: &'static str,
    /// xxh3-128 of the folded body, 32 hexadecimal digits.
    pub exact: String,
    /// xxh3-64 of the folded title, 16 hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// The answer of one remote enricher.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Enrichment {
    pub status: EnrichmentStatus,
    /// The part of the response that the configuration chose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
    /// Why it is not complete, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EnrichmentStatus {
    Complete,
    Partial,
    Unavailable,
    Skipped,
}

impl EnrichmentStatus {
    pub const ALL: [Self; 4] = [Self::Complete, Self::Partial, Self::Unavailable, Self::Skipped];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Partial => "partial",
            Self::Unavailable => "unavailable",
            Self::Skipped => "skipped",
        }
    }
}
