//! Invented articles for the tests here and of the enrichers.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use uuid::Uuid;

use crate::article::{
    Article, Author, AuthorRole, Block, BlockKind, Body, Canonical, Confidence, DateAnchor, DateField, DateKind,
    DateMention, DatePrecision, Direction, Duplicate, DuplicateKind, DuplicateScope, Encoding, EnrichedArticle,
    Enrichment, EnrichmentStatus, Entity, EntityType, Facts, Fingerprints, Keyphrase, Language, LanguageMethod,
    LeadImage, Link, Mention, MentionForm, MentionPart, MentionRule, ParagraphHash, Provenance, Publisher, QualityFlag,
    Quantity, Quote, QuoteKind, Removed, RemovedReason, Section, SentencePlace, SummarySentence, Tag, Title, Topic,
    Warning, WarningCode, Within,
};

/// An article about which nothing is known but its text.
pub fn bare() -> EnrichedArticle {
    EnrichedArticle {
        article: Article {
            id: Uuid::from_u128(0x0190_0000_0000_5000_8000_0000_0000_0001),
            source_id: None,
            url: None,
            canonical_url: None,
            host: None,
            fetched_at: None,
            published_at: None,
            modified_at: None,
            publisher: None,
            authors: vec![],
            language: Language {
                tag: "und".into(),
                script: "Zyyy".into(),
                direction: Direction::Ltr,
                confidence: Confidence::per_mille(0),
                method: LanguageMethod::Script,
                declared: None,
            },
            encoding: Encoding { declared: None, detected: "UTF-8".into(), used: "UTF-8".into(), repairs: vec![] },
            title: None,
            subtitle: None,
            section: None,
            lead_image: None,
            tags: vec![],
            links: vec![],
            blocks: vec![block(0, BlockKind::Paragraph, "17:4", Some((0, 4)))],
            body: Body {
                text: "17:4".into(),
                char_count: 4,
                word_count: 2,
                sentence_count: 1,
                reading_time_s: 1,
                sentences: Vec::new(),
            },
            folded_body: "17:4".into(),
            removed: vec![],
            quality_score: Confidence::per_mille(100),
            flags: BTreeSet::from([QualityFlag::NoUrl, QualityFlag::NoPublishedAt, QualityFlag::NoTitle]),
            parser: "text",
            normalizer: "1",
            models: BTreeMap::new(),
            warnings: vec![],
        },
        entities: vec![],
        facts: Facts::default(),
        topics: vec![],
        fingerprints: Fingerprints {
            algo: "cd1",
            exact: "0".repeat(32),
            title: None,
            minhash: None,
            paragraphs: vec![],
        },
        print: None,
        duplicate: None,
        enrichment: BTreeMap::new(),
    }
}

fn block(idx: u32, kind: BlockKind, text: &str, place: Option<(u32, u32)>) -> Block {
    Block {
        idx,
        kind,
        level: None,
        text: text.into(),
        parent_heading: None,
        char_start: place.map(|(start, _)| start),
        char_end: place.map(|(_, end)| end),
    }
}

/// An article about which everything is known that a record can tell.
pub fn full() -> EnrichedArticle {
    let EnrichedArticle { article, .. } = bare();
    let (sure, likely) = (Confidence::CERTAIN, Confidence::per_mille(850));
    let date = |value: &str, precision, tz: Option<&str>| DateField {
        value: value.into(),
        precision,
        tz: tz.map(Into::into),
        provenance: Provenance::Jsonld,
        confidence: likely,
    };
    let blocks = vec![
        block(0, BlockKind::Paragraph, "عاد القارب إلى المرفأ.", Some((0, 22))),
        Block { level: Some(2), ..block(1, BlockKind::Heading, "البحر", Some((23, 28))) },
        Block {
            parent_heading: Some(1), ..block(2, BlockKind::Quote, "«هدأ \"البحر\"»\tاليوم", Some((29, 48)))
        },
        Block { parent_heading: Some(1), ..block(3, BlockKind::Caption, "القارب", None) },
    ];
    let text = "عاد القارب إلى المرفأ.\nالبحر\n«هدأ \"البحر\"»\tاليوم";
    EnrichedArticle {
        article: Article {
            source_id: Some("crawl-9".into()),
            url: Some("https://news.example/harbour?x=1".into()),
            canonical_url: Some("https://news.example/harbour".into()),
            host: Some("news.example".into()),
            fetched_at: Some("2024-11-15T00:00:00Z".into()),
            published_at: Some(date("2024-11-14T21:30+03:00", DatePrecision::Minute, Some("+03:00"))),
            modified_at: Some(date("2024-11", DatePrecision::Month, None)),
            publisher: Some(Publisher {
                name: "المرفأ".into(),
                domain: Some("news.example".into()),
                provenance: Provenance::Meta,
                confidence: likely,
            }),
            authors: vec![Author {
                name: "سلمى".into(),
                role: AuthorRole::Author,
                provenance: Provenance::Html,
                confidence: likely,
            }],
            language: Language {
                tag: "ar".into(),
                script: "Arab".into(),
                direction: Direction::Rtl,
                confidence: Confidence::per_mille(998),
                method: LanguageMethod::Model,
                declared: Some("ar-LB".into()),
            },
            encoding: Encoding {
                declared: Some("windows-1256".into()),
                detected: "windows-1256".into(),
                used: "windows-1256".into(),
                repairs: vec!["invalid_bytes_replaced".into()],
            },
            title: Some(Title {
                display: "عودة «القارب»".into(),
                folded: "عوده \"القارب\"".into(),
                provenance: Provenance::Html,
                confidence: sure,
            }),
            subtitle: Some("بعد عاصفة".into()),
            section: Some(Section {
                label: "طقس".into(),
                medtop: Some("medtop:17000000".into()),
                provenance: Provenance::Html,
                confidence: sure,
            }),
            lead_image: Some(LeadImage {
                url: "https://news.example/boat.jpg".into(),
                alt: Some("قارب".into()),
                caption: Some("القارب".into()),
                provenance: Provenance::Meta,
                confidence: sure,
            }),
            tags: vec![Tag { label: "ميناء".into(), provenance: Provenance::Meta, confidence: sure }],
            links: vec![Link { text: "المرفأ".into(), url: "https://news.example/harbour".into() }],
            blocks,
            body: Body {
                text: text.into(),
                char_count: u32::try_from(text.chars().count()).unwrap(),
                word_count: 7,
                sentence_count: 2,
                reading_time_s: 2,
                sentences: vec![SentencePlace { start: 0, end: 22 }, SentencePlace { start: 29, end: 48 }],
            },
            removed: vec![Removed {
                line: Some(9),
                text: "شارك".into(),
                reason: RemovedReason::Share,
                confidence: likely,
            }],
            quality_score: Confidence::per_mille(940),
            flags: BTreeSet::from([QualityFlag::ThinBody]),
            parser: "html",
            models: BTreeMap::from([("lid.176.ftz", "8f3472cf".into())]),
            warnings: vec![
                Warning::new(WarningCode::DepthCapped),
                Warning::with_detail(WarningCode::InvalidDate, "modified_at: soon"),
            ],
            ..article
        },
        entities: vec![Entity {
            id: "geonames:276781".into(),
            kind: EntityType::Place,
            label: "المرفأ".into(),
            canonical: Some(Canonical { wikidata: Some("Q1".into()), geonames: Some(276_781), iso3166_1: Some("LB") }),
            salience: likely,
            mentions: vec![
                Mention {
                    part: Some(MentionPart::Title),
                    start: 0,
                    end: 4,
                    surface: "عودة".into(),
                    clitic: None,
                    form: MentionForm::Metonym,
                    rule: MentionRule::Pattern,
                    confidence: likely,
                },
                Mention {
                    part: None,
                    start: 15,
                    end: 21,
                    surface: "المرفأ".into(),
                    clitic: Some("و".into()),
                    form: MentionForm::Name,
                    rule: MentionRule::Gazetteer,
                    confidence: sure,
                },
            ],
        }],
        facts: facts(),
        topics: vec![Topic {
            scheme: "medtop",
            code: "medtop:17000000".into(),
            label: "weather".into(),
            provenance: Provenance::Gazetteer,
            confidence: Confidence::per_mille(900),
            evidence: vec!["section:طقس".into()],
        }],
        fingerprints: Fingerprints {
            algo: "cd1",
            exact: "1".repeat(32),
            title: Some("2".repeat(16)),
            minhash: Some("AAEC".repeat(84)),
            paragraphs: vec![ParagraphHash { block: 1, hash: "3".repeat(16) }],
        },
        print: None,
        duplicate: Some(Duplicate {
            kind: DuplicateKind::Derived,
            of: Uuid::from_u128(0x0190_0000_0000_5000_8000_0000_0000_0002).to_string(),
            score: Confidence::per_mille(912),
            scope: DuplicateScope::Worker,
            paragraphs: vec![1],
        }),
        enrichment: BTreeMap::from([
            (
                "geo".into(),
                Enrichment {
                    status: EnrichmentStatus::Complete,
                    data: Some(json!([{"name": "المرفأ", "lat": 33.9}])),
                    detail: None,
                },
            ),
            (
                "tone".into(),
                Enrichment { status: EnrichmentStatus::Unavailable, data: None, detail: Some("http_503".into()) },
            ),
        ]),
    }
}

/// One of each, some of them invented where the text is too short for them.
fn facts() -> Facts {
    let sure = Confidence::per_mille(850);
    Facts {
        quotes: vec![Quote {
            within: Some(Within::Title),
            text: "القارب".into(),
            start: 6,
            end: 12,
            kind: QuoteKind::Partial,
            speaker_entity: Some("name:1f".into()),
            speaker_text: Some("سلمى".into()),
            speaker_span: None,
            verb: Some("قالت".into()),
            confidence: sure,
        }],
        dates: vec![DateMention {
            text: "اليوم".into(),
            start: 43,
            end: 48,
            kind: DateKind::Relative,
            value: "XXXX-XX-XX".into(),
            resolved: Some("2024-11-14".into()),
            anchor: Some(DateAnchor::PublishedAt),
            confidence: sure,
        }],
        quantities: vec![Quantity {
            text: "3 ملايين دولار أمريكي".into(),
            start: 0,
            end: 21,
            value: "3000000".into(),
            unit: Some("percent"),
            iso4217: Some("USD"),
        }],
        keyphrases: vec![Keyphrase { text: "القارب".into(), score: Confidence::CERTAIN, count: 3 }],
        summary: vec![SummarySentence { sentence: 0, start: 0, end: 22 }],
    }
}
