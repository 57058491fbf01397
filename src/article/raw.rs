//! What `parse` found: the fields as they stood on the page, the body in blocks, what was left out and why.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::{Author, BlockKind, Confidence, Encoding, Provenance, QualityFlag, Removed, Sourced, Warning};

/// One article as it stood in its payload. Text is decoded, entities are resolved, blocks are apart; nothing else is
/// cleaned yet, and every date, url and language is still the string that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawArticle {
    /// What read it: `html`, `text`, `article_text`. Becomes `provenance.parser`.
    pub parser: &'static str,
    /// The id that the envelope or a header gave.
    pub source_id: Option<String>,
    /// The address that the envelope or a header gave.
    pub url: Option<String>,
    /// The address that the page names as its own; resolved and judged by `normalize`.
    pub canonical_url: Option<String>,
    /// When it was fetched, as declared.
    pub fetched_at: Option<String>,
    /// The languages that the envelope or the page declares, the most trustworthy first.
    pub declared_languages: Vec<String>,
    pub encoding: Encoding,
    pub title: Option<Sourced<String>>,
    pub subtitle: Option<Sourced<String>>,
    pub section: Option<Sourced<String>>,
    pub publisher: Option<Sourced<String>>,
    pub authors: Vec<Author>,
    /// Candidates for the publication date as they stood, the best first: `normalize` takes the first that is one.
    pub published: Vec<Sourced<String>>,
    /// Candidates for the date of the last change, in the same way.
    pub modified: Vec<Sourced<String>>,
    pub lead_image: Option<LeadImage>,
    /// Keywords that the page gives itself, as they stood.
    pub tags: Vec<Sourced<String>>,
    /// Links in the text of the body, in reading order.
    pub links: Vec<Link>,
    /// The body in reading order.
    pub blocks: Vec<RawBlock>,
    pub removed: Vec<Removed>,
    /// What the reader of the page has to say of it; `normalize` adds what is missing.
    pub flags: BTreeSet<QualityFlag>,
    /// The models that took part: name to the hash of the file. `normalize` adds its own.
    pub models: BTreeMap<&'static str, String>,
    pub warnings: Vec<Warning>,
}

impl RawArticle {
    /// An article about which nothing is known yet.
    #[must_use]
    pub fn new(parser: &'static str) -> Self {
        Self {
            parser,
            source_id: None,
            url: None,
            canonical_url: None,
            fetched_at: None,
            declared_languages: Vec::new(),
            encoding: Encoding::default(),
            title: None,
            subtitle: None,
            section: None,
            publisher: None,
            authors: Vec::new(),
            published: Vec::new(),
            modified: Vec::new(),
            lead_image: None,
            tags: Vec::new(),
            links: Vec::new(),
            blocks: Vec::new(),
            removed: Vec::new(),
            flags: BTreeSet::new(),
            models: BTreeMap::new(),
            warnings: Vec::new(),
        }
    }
}

/// One block of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawBlock {
    pub kind: BlockKind,
    /// 1 to 6 for a heading.
    pub level: Option<u8>,
    /// List items and table rows are apart by `\n`; anything else is one line.
    pub text: String,
}

/// A link in the text of an article. `url` is as it stood in a raw article, and absolute in a clean one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Link {
    /// The words that are the link.
    pub text: String,
    pub url: String,
}

/// The image that stands for the article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LeadImage {
    pub url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    pub provenance: Provenance,
    pub confidence: Confidence,
}
