//! The words for an article on its way: what `parse` found, what `normalize` made of it, what `enrich` added.
//!
//! ```text
//!  RawArticle ── normalize ──▶ Article ── enrich ──▶ EnrichedArticle
//!  as it stood on the page      clean, typed          with what was derived
//! ```
//!
//! Types only. Nothing here does I/O, reads a clock or knows of Kafka. The types that stand in the published record as
//! they are derive `Serialize` and `JsonSchema`, so that the schema cannot drift from them.

mod clean;
mod enriched;
mod facts;
mod print;
mod raw;
mod words;

pub use clean::{
    Article, Block, Body, DateField, DatePrecision, Direction, Language, LanguageMethod, Publisher, QualityFlag,
    Section, SentencePlace, Tag, Title,
};
pub use enriched::{
    Canonical, Duplicate, DuplicateKind, DuplicateScope, EnrichedArticle, Enrichment, EnrichmentStatus, Entity,
    EntityType, Facts, Fingerprints, LocalKind, Mention, MentionForm, MentionPart, MentionRule, ParagraphHash, Topic,
};
pub use facts::{DateAnchor, DateKind, DateMention, Keyphrase, Quantity, Quote, QuoteKind, SummarySentence, Within};
pub use print::{ParagraphPrint, Print};
pub use raw::{LeadImage, Link, RawArticle, RawBlock};
pub use words::{
    Author, AuthorRole, BlockKind, Confidence, Encoding, Provenance, Removed, RemovedReason, Sourced, Warning,
    WarningCode,
};
