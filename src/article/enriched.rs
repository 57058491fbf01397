//! What `enrich` added to an article.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::facts::{DateMention, Keyphrase, Quantity, Quote, SummarySentence};
use super::{Article, Confidence, Print, Provenance};

/// An article with everything that was derived from it.
#[derive(Debug, Clone, PartialEq)]
pub struct EnrichedArticle {
    pub article: Article,
    /// Who and what is named, by where it is first named.
    pub entities: Vec<Entity>,
    pub facts: Facts,
    pub topics: Vec<Topic>,
    pub fingerprints: Fingerprints,
    /// For the window of duplicates, which takes it; not published.
    pub print: Option<Box<Print>>,
    /// What it repeats. Known only when its turn came.
    pub duplicate: Option<Duplicate>,
    /// By name of the remote enricher.
    pub enrichment: BTreeMap<String, Enrichment>,
}

/// Somebody or something that the article names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Entity {
    /// The same for the same entity in every article: `geonames:524901`, `iso3166_1:RU`, `wikidata:Q7747`, `org:brics`;
    /// where no list knows it, `name:` with a hash of its type and folded label.
    pub id: String,
    #[serde(rename = "type")]
    pub kind: EntityType,
    /// Its fullest name in the text.
    pub label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub canonical: Option<Canonical>,
    /// How much the article is about it, from 0 to 1: by title, place and number of its mentions.
    pub salience: Confidence,
    /// In the order of the text, the title first; at most 200. What is left out counts for the salience.
    pub mentions: Vec<Mention>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntityType {
    Person,
    Org,
    Place,
    Event,
    /// Nationalities, peoples, religious and political groups.
    Norp,
    /// Works and treaties.
    Work,
}

/// The entity in lists that others keep.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct Canonical {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wikidata: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub geonames: Option<u32>,
    /// The country itself, the country of a city, or the country a people belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iso3166_1: Option<&'static str>,
}

/// One place where the entity is named. Offsets are Unicode code points into `body.text`, or into `title.display`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Mention {
    /// Absent for the body.
    #[serde(rename = "in", skip_serializing_if = "Option::is_none")]
    pub part: Option<MentionPart>,
    pub start: u32,
    pub end: u32,
    pub surface: String,
    /// Particles written together with the name (و, ب, ل …). They stand before `start`, but for «لل», which cannot be parted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clitic: Option<String>,
    pub form: MentionForm,
    pub rule: MentionRule,
    pub confidence: Confidence,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MentionPart {
    Title,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MentionForm {
    Name,
    /// An adjective or a noun of belonging: «الروسي», "Russians".
    Nisba,
    /// A place that stands for those who govern there: "Washington said".
    Metonym,
}

/// What told the mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MentionRule {
    /// A list of names that ships with copydesk.
    Gazetteer,
    /// A first name and what follows it.
    FirstName,
    /// A title or an office before it.
    Title,
    /// A verb of saying beside it.
    Said,
    /// How names are built: initials, capitals, a family name.
    Pattern,
    /// A name that the article gives in full elsewhere.
    Repeated,
}

/// What stands in the text, each with its place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    pub quotes: Vec<Quote>,
    pub dates: Vec<DateMention>,
    pub quantities: Vec<Quantity>,
    pub keyphrases: Vec<Keyphrase>,
    pub summary: Vec<SummarySentence>,
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
    /// MinHash of the body's shingles: 126 values of 16 bits, low byte first, in base64. 42 bands of 3. Absent for a body
    /// of one or two words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minhash: Option<String>,
    /// Of paragraphs of eight words and more, the first 32.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub paragraphs: Vec<ParagraphHash>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ParagraphHash {
    /// `idx` of the block.
    pub block: u32,
    /// xxh3-64 of its folded words with one space between them, 16 hexadecimal digits.
    pub hash: String,
}

/// An earlier article that this one repeats, or shares a part with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Duplicate {
    pub kind: DuplicateKind,
    /// `record_id` of the earlier one: of several copies of one story the first, where it is still remembered.
    #[schemars(extend("format" = "uuid"))]
    pub of: String,
    /// From 0 to 1: how much of the text that shares more stands in the other. What many stories share weighs little.
    pub score: Confidence,
    pub scope: DuplicateScope,
    /// `idx` of blocks that stand word for word in the earlier one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub paragraphs: Vec<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DuplicateKind {
    /// The same body, but for case, marks and white space.
    Exact,
    /// Most of either text stands in the other: a revision, or a copy that was edited.
    Near,
    /// One text stands in the other: an excerpt, or a copy with additions.
    Derived,
    /// No duplicate: another story that shares a part.
    Related,
}

impl DuplicateKind {
    pub const ALL: [Self; 4] = [Self::Exact, Self::Near, Self::Derived, Self::Related];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Near => "near",
            Self::Derived => "derived",
            Self::Related => "related",
        }
    }
}

/// Among which articles was looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DuplicateScope {
    /// Those of one worker's window.
    Worker,
    /// Those of one run of `copydesk process`.
    Run,
}

/// The local enrichers that can be switched off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LocalKind {
    Entities,
    Quotes,
    Dates,
    Quantities,
    Topics,
    Keyphrases,
}

impl LocalKind {
    pub const ALL: [Self; 6] =
        [Self::Entities, Self::Quotes, Self::Dates, Self::Quantities, Self::Topics, Self::Keyphrases];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Entities => "entities",
            Self::Quotes => "quotes",
            Self::Dates => "dates",
            Self::Quantities => "quantities",
            Self::Topics => "topics",
            Self::Keyphrases => "keyphrases",
        }
    }
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
