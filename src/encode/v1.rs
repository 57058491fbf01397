//! Record v1, field by field in the order in which it is written. It borrows the article: nothing is copied to write it.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::SCHEMA_VERSION;
use super::source::Source;
use crate::article::{
    Author, Block, Body, Confidence, DateField, DateMention, Duplicate, Encoding, EnrichedArticle, Enrichment, Entity,
    Fingerprints, Keyphrase, Language, LeadImage, Link, Publisher, QualityFlag, Quantity, Quote, Removed, Section,
    SummarySentence, Tag, Title, Topic, Warning,
};

/// One news article as copydesk publishes it. A field that is unknown is absent, never null. Offsets are Unicode code
/// points. Readers ignore fields and values of enumerations that they do not know.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "copydesk article record, version 1")]
pub struct RecordV1<'a> {
    /// The article: uuid v5 of its canonical url, else of its url, else of its folded body. Also the record's key.
    #[schemars(extend("format" = "uuid"))]
    id: &'a str,
    /// This record: uuid v5 of the payload's place and the article's place in it.
    #[schemars(extend("format" = "uuid"))]
    record_id: &'a str,
    /// Major and minor version of this schema.
    #[schemars(regex(pattern = r"^1\.[0-9]+$"))]
    schema_version: &'static str,
    /// Where the payload came from.
    source: Source<'a>,
    /// The address under which the payload came.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    /// The address that the page names as its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    canonical_url: Option<&'a str>,
    /// The host of the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<&'a str>,
    /// When the payload was fetched, as its sender says. RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "date-time"))]
    fetched_at: Option<&'a str>,
    /// When the article was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<&'a DateField>,
    /// When the article was last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    modified_at: Option<&'a DateField>,
    /// Who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<&'a Publisher>,
    /// Who made it, in the order of the page.
    authors: &'a [Author],
    /// The language of the text.
    language: &'a Language,
    /// How the bytes of the payload became text.
    encoding: &'a Encoding,
    /// The headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a Title>,
    /// The line under the headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    subtitle: Option<&'a str>,
    /// The section of the site in which it stood.
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<&'a Section>,
    /// The image that stands for the article.
    #[serde(skip_serializing_if = "Option::is_none")]
    lead_image: Option<&'a LeadImage>,
    /// Keywords that the page gives itself, the surest first.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    tags: &'a [Tag],
    /// Links in the text of the body, in reading order.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    links: &'a [Link],
    /// The article in reading order.
    blocks: &'a [Block],
    /// Its text as one string.
    body: &'a Body,
    /// Lines of the payload that do not belong to the article.
    removed: &'a [Removed],
    /// Who and what it names, by where they are first named.
    entities: &'a [Entity],
    /// What stands between quotation marks, and who said it.
    quotes: &'a [Quote],
    /// Dates, times and spans of time that the text speaks of.
    dates: &'a [DateMention],
    /// Numbers with what they count.
    quantities: &'a [Quantity],
    /// What it is about, the surest first.
    topics: &'a [Topic],
    /// Words that tell what it is about, the best first.
    keyphrases: &'a [Keyphrase],
    /// The sentences to read where there is no time for all.
    summary: &'a [SummarySentence],
    /// Hashes by which equal texts are found.
    fingerprints: &'a Fingerprints,
    /// The earlier article that it repeats; absent where none is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    duplicate: Option<&'a Duplicate>,
    /// What remote enrichers answered, by the name of the enricher.
    enrichment: &'a BTreeMap<String, Enrichment>,
    /// How far the record can be trusted.
    quality: Quality<'a>,
    /// What made the record.
    provenance: Provenance<'a>,
    /// What was odd in the payload and was mended or left out.
    warnings: &'a [Warning],
}

#[derive(Debug, Serialize, JsonSchema)]
struct Quality<'a> {
    /// From 0 to 1.
    score: Confidence,
    /// What a reader should know before trusting the record, in a fixed order.
    flags: &'a BTreeSet<QualityFlag>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "RecordProvenance")]
struct Provenance<'a> {
    /// What read the payload.
    parser: &'static str,
    /// The rules that cleaned it, with their version.
    normalizer: &'static str,
    /// The models that took part: name to the hash of the file.
    models: &'a BTreeMap<&'static str, String>,
}

impl<'a> RecordV1<'a> {
    pub fn new(enriched: &'a EnrichedArticle, id: &'a str, record_id: &'a str, source: Source<'a>) -> Self {
        let EnrichedArticle { article, entities, facts, topics, fingerprints, print: _, duplicate, enrichment } =
            enriched;
        Self {
            id,
            record_id,
            schema_version: SCHEMA_VERSION,
            source,
            url: article.url.as_deref(),
            canonical_url: article.canonical_url.as_deref(),
            host: article.host.as_deref(),
            fetched_at: article.fetched_at.as_deref(),
            published_at: article.published_at.as_ref(),
            modified_at: article.modified_at.as_ref(),
            publisher: article.publisher.as_ref(),
            authors: &article.authors,
            language: &article.language,
            encoding: &article.encoding,
            title: article.title.as_ref(),
            subtitle: article.subtitle.as_deref(),
            section: article.section.as_ref(),
            lead_image: article.lead_image.as_ref(),
            tags: &article.tags,
            links: &article.links,
            blocks: &article.blocks,
            body: &article.body,
            removed: &article.removed,
            entities,
            quotes: &facts.quotes,
            dates: &facts.dates,
            quantities: &facts.quantities,
            topics,
            keyphrases: &facts.keyphrases,
            summary: &facts.summary,
            fingerprints,
            duplicate: duplicate.as_ref(),
            enrichment,
            quality: Quality { score: article.quality_score, flags: &article.flags },
            provenance: Provenance { parser: article.parser, normalizer: article.normalizer, models: &article.models },
            warnings: &article.warnings,
        }
    }
}
