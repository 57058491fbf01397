//! What `normalize` made of a raw article: clean text in two forms, typed fields, identity, counts and flags.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::{Author, BlockKind, Confidence, Encoding, LeadImage, Link, Provenance, Removed, Warning};

/// A clean article. The display text is never damaged: everything folded stands beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// uuid v5 of the canonical url, else of the url, else of the folded body.
    pub id: Uuid,
    pub source_id: Option<String>,
    pub url: Option<String>,
    pub canonical_url: Option<String>,
    pub host: Option<String>,
    /// RFC 3339.
    pub fetched_at: Option<String>,
    pub published_at: Option<DateField>,
    pub modified_at: Option<DateField>,
    pub publisher: Option<Publisher>,
    pub authors: Vec<Author>,
    pub language: Language,
    pub encoding: Encoding,
    pub title: Option<Title>,
    pub subtitle: Option<String>,
    pub section: Option<Section>,
    pub lead_image: Option<LeadImage>,
    pub tags: Vec<Tag>,
    pub links: Vec<Link>,
    pub blocks: Vec<Block>,
    pub body: Body,
    /// `body.text` folded for search, matching and duplicates; not published as it is.
    pub folded_body: String,
    pub removed: Vec<Removed>,
    /// From 0 to 1.
    pub quality_score: Confidence,
    pub flags: BTreeSet<QualityFlag>,
    pub parser: &'static str,
    pub normalizer: &'static str,
    /// Name of a model to the hash of its file.
    pub models: BTreeMap<&'static str, String>,
    pub warnings: Vec<Warning>,
}

/// A keyword that the page gives itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Tag {
    pub label: String,
    pub provenance: Provenance,
    pub confidence: Confidence,
}

/// A date with as much of it as is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DateField {
    /// ISO 8601 as far as the precision goes, with the offset as it was published: `2025-01-17`, `2025-01-17T10:30+03:00`.
    pub value: String,
    pub precision: DatePrecision,
    /// The offset or zone as published. Absent where the page gave none: nothing is assumed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tz: Option<String>,
    pub provenance: Provenance,
    pub confidence: Confidence,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DatePrecision {
    Year,
    Month,
    Day,
    /// Of what was published "two hours ago".
    Hour,
    Minute,
    Second,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Publisher {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    pub provenance: Provenance,
    pub confidence: Confidence,
}

/// The language of the text, by the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Language {
    /// BCP 47; `und` where the text is too short to say.
    pub tag: String,
    /// ISO 15924; `Zyyy` where there are no letters.
    pub script: String,
    pub direction: Direction,
    pub confidence: Confidence,
    pub method: LanguageMethod,
    /// What the payload declared, as it stood.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub declared: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Ltr,
    Rtl,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LanguageMethod {
    /// The fastText model.
    Model,
    /// Letters that only one language uses.
    Letters,
    /// Frequent words, where the model confuses neighbours.
    Words,
    /// The script alone decides.
    Script,
    /// Too little text: what was declared, or nothing.
    Declared,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Title {
    pub display: String,
    pub folded: String,
    pub provenance: Provenance,
    pub confidence: Confidence,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Section {
    pub label: String,
    /// The IPTC Media Topic of that label, `medtop:NNNNNNNN`; set by `enrich`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub medtop: Option<String>,
    pub provenance: Provenance,
    pub confidence: Confidence,
}

/// One block of the body. Offsets are Unicode code points into `body.text`; a caption stands outside it and has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Block {
    pub idx: u32,
    pub kind: BlockKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<u8>,
    pub text: String,
    /// `idx` of the heading it stands under.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_heading: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub char_start: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub char_end: Option<u32>,
}

/// The blocks but captions, joined by `\n`, and what was counted in them. Words and sentences leave headings out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Body {
    pub text: String,
    /// Code points of `text`.
    pub char_count: u32,
    /// UAX #29 words with a letter or digit in them.
    pub word_count: u32,
    pub sentence_count: u32,
    pub reading_time_s: u32,
    /// Where the sentences stand, in code points of `text`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sentences: Vec<SentencePlace>,
}

/// The place of a sentence in `body.text`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SentencePlace {
    pub start: u32,
    pub end: u32,
}

/// What a reader should know before trusting the record. The list is in `docs/RECORD.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QualityFlag {
    NoPublishedAt,
    NoUrl,
    NoTitle,
    /// Fewer words than an article usually has.
    ThinBody,
    /// The text breaks off: it ends in an ellipsis, or was cut.
    Truncated,
    /// The language could not be told.
    LanguageUnknown,
    /// A good part of the text is in another language than the rest.
    MixedLanguage,
    /// Most of the text is rows rather than sentences: results, prices, a programme.
    MachineList,
    /// A large part of the text is links.
    ManyLinks,
    /// The body says the title once more, as a line of its own.
    TitleRepeated,
    /// The page says that not all of it is free, or breaks off before an offer to subscribe.
    Paywalled,
    /// Posts that are added while something happens.
    LiveBlog,
    /// No article: the front page of a site.
    HomePage,
    /// No article: links to articles, with a few lines about each.
    SectionList,
    /// No article: a video and what is said about it.
    VideoPage,
    /// No article: the page was not found, or not shown.
    ErrorPage,
    /// No article: a notice about cookies in the place of the page.
    CookieWall,
}

impl QualityFlag {
    /// Whether it says that the page is no article.
    #[must_use]
    pub fn is_no_article(self) -> bool {
        matches!(self, Self::HomePage | Self::SectionList | Self::VideoPage | Self::ErrorPage | Self::CookieWall)
    }

    /// What it says, for people.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::NoPublishedAt => "an article without a date",
            Self::NoUrl => "an article without an address",
            Self::NoTitle => "an article without a title",
            Self::ThinBody => "a thin article",
            Self::Truncated => "an article that breaks off",
            Self::LanguageUnknown => "an article in an unknown language",
            Self::MixedLanguage => "an article in several languages",
            Self::MachineList => "a list of rows",
            Self::ManyLinks => "an article full of links",
            Self::TitleRepeated => "an article that repeats its title",
            Self::Paywalled => "an article behind a paywall",
            Self::LiveBlog => "a live blog",
            Self::HomePage => "the front page of a site",
            Self::SectionList => "a list of articles",
            Self::VideoPage => "the page of a video",
            Self::ErrorPage => "a page that tells of an error",
            Self::CookieWall => "a notice about cookies",
        }
    }
}
