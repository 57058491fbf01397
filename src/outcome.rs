//! How a payload or an article ends: published, filtered by a named rule, or dead-lettered with a reason.
//!
//! Every way to end is a variant here, with a stable name that becomes a metric label, a header of the dead letter and a
//! line in `docs/METRICS.md`. Names are a public contract; free text never becomes one.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

/// The stage in which something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Parse,
    Normalize,
    Enrich,
    Encode,
    Sink,
}

impl Stage {
    pub const ALL: [Self; 5] = [Self::Parse, Self::Normalize, Self::Enrich, Self::Encode, Self::Sink];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Parse => "parse",
            Self::Normalize => "normalize",
            Self::Enrich => "enrich",
            Self::Encode => "encode",
            Self::Sink => "sink",
        }
    }
}

/// Why a payload, or one article of it, became a dead letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RejectReason {
    /// The value has no bytes. A replay gives the same result.
    PayloadEmpty,
    /// The value, or what it decompresses to, is larger than `limits` allows. A replay helps after the limit was raised.
    PayloadTooLarge,
    /// The value does not decompress: truncated, corrupt, or a bomb. A replay gives the same result.
    Decompression,
    /// The content type or content encoding is none that is read. A replay helps after an upgrade or a mended header.
    UnsupportedType,
    /// The bytes are no text in any charset. A replay gives the same result.
    NotText,
    /// The payload announces JSON, or begins like it, and is none. A replay gives the same result.
    InvalidJson,
    /// The envelope has none of the fields that hold a body. A replay helps after the pointers were configured.
    FieldMissing,
    /// The document holds no text that could be an article's. A replay helps after an upgrade at most.
    BodyEmpty,
    /// The page is no article (a front page, a list, a video, an error, a notice about cookies), and
    /// `input.articles_only` is set. A replay helps after an upgrade, or once it is unset.
    NotAnArticle,
    /// A remote enricher with `on_failure = "dead_letter"` stayed away until its deadline. A replay helps once it is back.
    EnrichmentFailed,
    /// The output topic refuses the record for its size. A replay helps after `max.message.bytes` was raised.
    OutputTooLarge,
    /// The output topic refuses the record for another reason of its own. A replay helps after the topic was mended.
    OutputRefused,
    /// A stage panicked over this payload: a defect of copydesk. A replay helps after an upgrade.
    Panic,
}

impl RejectReason {
    pub const ALL: [Self; 13] = [
        Self::PayloadEmpty,
        Self::PayloadTooLarge,
        Self::Decompression,
        Self::UnsupportedType,
        Self::NotText,
        Self::InvalidJson,
        Self::FieldMissing,
        Self::BodyEmpty,
        Self::NotAnArticle,
        Self::EnrichmentFailed,
        Self::OutputTooLarge,
        Self::OutputRefused,
        Self::Panic,
    ];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PayloadEmpty => "payload_empty",
            Self::PayloadTooLarge => "payload_too_large",
            Self::Decompression => "decompression",
            Self::UnsupportedType => "unsupported_type",
            Self::NotText => "not_text",
            Self::InvalidJson => "invalid_json",
            Self::FieldMissing => "field_missing",
            Self::BodyEmpty => "body_empty",
            Self::NotAnArticle => "not_an_article",
            Self::EnrichmentFailed => "enrichment_failed",
            Self::OutputTooLarge => "output_too_large",
            Self::OutputRefused => "output_refused",
            Self::Panic => "panic",
        }
    }
}

/// The rule that filtered a payload or an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FilterRule {
    /// The record has no value: a deletion in a compacted topic, not an article.
    Tombstone,
    /// `filter.languages` does not list the article's language.
    Language,
    /// The body has fewer words than `filter.min_words`.
    MinWords,
    /// `filter.hosts_deny` lists the article's host.
    HostDenied,
}

impl FilterRule {
    pub const ALL: [Self; 4] = [Self::Tombstone, Self::Language, Self::MinWords, Self::HostDenied];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tombstone => "tombstone",
            Self::Language => "language",
            Self::MinWords => "min_words",
            Self::HostDenied => "host_denied",
        }
    }
}

/// The end of the road for one article (or a whole payload) before it is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// Nobody wants it, by a named rule.
    Filtered(FilterRule),
    /// It cannot be made into a record.
    Rejected(Rejection),
}

/// A reason with a sentence for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    pub reason: RejectReason,
    /// Lowercase, no final stop, what was expected and what came. Cut to 1 KiB on its way out.
    pub detail: String,
}

impl Stop {
    /// A rejection: the usual way for a stage to say that a payload is bad.
    pub fn rejected(reason: RejectReason, detail: impl Into<String>) -> Self {
        Self::Rejected(Rejection { reason, detail: detail.into() })
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Filtered(rule) => write!(f, "filtered by rule {}", rule.as_str()),
            Self::Rejected(rejection) => write!(f, "{}: {}", rejection.reason.as_str(), rejection.detail),
        }
    }
}

/// How one payload, or one article of it, ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    Published,
    Filtered(FilterRule),
    DeadLettered { stage: Stage, reason: RejectReason },
}

impl Outcome {
    /// The outcome of a payload from those of its articles: published if any was, else dead-lettered if any was, else
    /// filtered. Without an article there is none.
    pub fn of_payload(articles: impl IntoIterator<Item = Self>) -> Option<Self> {
        articles.into_iter().min_by_key(|outcome| match outcome {
            Self::Published => 0,
            Self::DeadLettered { .. } => 1,
            Self::Filtered(_) => 2,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_serde_writes() {
        for reason in RejectReason::ALL {
            assert_eq!(serde_json::json!(reason), reason.as_str());
        }
        for rule in FilterRule::ALL {
            assert_eq!(serde_json::json!(rule), rule.as_str());
        }
        for stage in Stage::ALL {
            assert_eq!(serde_json::json!(stage), stage.as_str());
        }
    }

    #[test]
    fn a_payload_is_published_when_one_of_its_articles_is() {
        let dead = Outcome::DeadLettered { stage: Stage::Parse, reason: RejectReason::BodyEmpty };
        let filtered = Outcome::Filtered(FilterRule::Language);
        assert_eq!(Outcome::of_payload([filtered, dead, Outcome::Published]), Some(Outcome::Published));
        assert_eq!(Outcome::of_payload([filtered, dead]), Some(dead));
        assert_eq!(Outcome::of_payload([filtered]), Some(filtered));
        assert_eq!(Outcome::of_payload([]), None);
    }
}
