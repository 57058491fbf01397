use super::*;
use crate::article::{DatePrecision, EnrichedArticle, Provenance, QuoteKind};
use crate::enrich::LocalEnricher;
use crate::normalize::{FilterSettings, Normalizer};
use crate::parse::{HeaderNames, ParseSettings, Parser};
use crate::record::{Origin, Record};

fn settings() -> ParseSettings {
    let headers = HeaderNames {
        content_type: "content-type".into(),
        content_encoding: "content-encoding".into(),
        url: "url".into(),
        id: "id".into(),
        fetched_at: "fetched-at".into(),
    };
    ParseSettings { payload_bytes: 1 << 20, decompressed_bytes: 1 << 20, headers, envelope: Default::default() }
}

fn article(payload: &[u8]) -> Option<Article> {
    let record = Record {
        origin: Origin::Input { index: 0 },
        key: None,
        value: payload.to_vec().into(),
        headers: Vec::new(),
        timestamp_ms: None,
    };
    let parsed = Parser::new(settings()).parse(&record).ok()?;
    let raw = parsed.articles.into_iter().next()?.ok()?;
    Normalizer::new(FilterSettings::default()).unwrap().normalize(raw).ok()
}

fn seed() -> Article {
    article(include_bytes!("../../../tests/fixtures/seed.txt")).unwrap()
}

fn enriched(article: Article) -> EnrichedArticle {
    LocalEnricher::new(LocalSettings::default()).enrich(article)
}

#[test]
fn the_seed_has_four_quotes_and_knows_who_said_three() {
    let quotes = enriched(seed()).facts.quotes;
    let told: Vec<_> = quotes
        .iter()
        .map(|quote| {
            (quote.within, quote.text.as_str(), quote.kind, quote.speaker_text.as_deref(), quote.verb.as_deref())
        })
        .collect();
    let (partial, body) = (QuoteKind::Partial, None);
    assert_eq!(
        told,
        [
            (Some(Within::Title), "المعاهدة الجديدة", QuoteKind::TitleOrScare, None, None),
            (body, "زخم", partial, Some("الرئيس الروسي، فلاديمير بوتين"), Some("قال")),
            (body, "أساس متين", partial, Some("الرئيس الإيراني، مسعود بزشكيان"), Some("أشار")),
            (body, "المجالات الأكثر حساسية", partial, Some("الكرملين"), Some("أشار")),
        ]
    );
}

fn dates(article: Article) -> Vec<(String, String, Option<String>)> {
    enriched(article).facts.dates.into_iter().map(|date| (date.text, date.value, date.resolved)).collect()
}

#[test]
fn the_dates_of_the_seed_are_resolved_by_the_day_of_publication_only() {
    let told = |resolved: [Option<&str>; 4]| {
        let words = [
            ("الجمعة", "XXXX-WXX-5"),
            ("لـ20 عاما", "P20Y"),
            ("يوليو الماضي", "XXXX-07"),
            ("سبتمبر الماضي", "XXXX-09"),
        ];
        let both = words.into_iter().zip(resolved);
        both.map(|((text, value), resolved)| (text.to_owned(), value.to_owned(), resolved.map(str::to_owned)))
            .collect::<Vec<_>>()
    };
    assert_eq!(dates(seed()), told([None; 4]));
    let mut published = seed();
    published.published_at = Some(DateField {
        value: "2025-01-17".into(),
        precision: DatePrecision::Day,
        tz: None,
        provenance: Provenance::Declared,
        confidence: crate::article::Confidence::CERTAIN,
    });
    assert_eq!(dates(published), told([Some("2025-01-17"), None, Some("2024-07"), Some("2024-09")]));
}

#[test]
fn the_keyphrases_of_the_seed_tell_what_it_is_about() {
    let phrases = enriched(seed()).facts.keyphrases;
    let texts: Vec<_> = phrases.iter().map(|phrase| phrase.text.as_str()).collect();
    for expected in ["المعاهدة الجديدة", "العقوبات الغربية", "شراكة استراتيجية"]
    {
        assert!(texts.contains(&expected), "{expected}: {texts:?}");
    }
    assert!(texts.iter().any(|text| text.ends_with("تعزيز التعاون الدفاعي")), "{texts:?}");
    assert!(phrases.is_sorted_by(|one, next| one.score >= next.score));
}

#[test]
fn the_seed_is_politics_and_the_relations_of_states() {
    let topics = enriched(seed()).topics;
    let codes: Vec<_> = topics.iter().map(|topic| (topic.code.as_str(), topic.confidence.value())).collect();
    assert_eq!(codes.first(), Some(&("medtop:11000000", 0.9)));
    for code in ["medtop:20000638", "medtop:20000641", "medtop:20000639", "medtop:20000642"] {
        assert!(codes.iter().any(|(found, sure)| *found == code && (0.5..=0.8).contains(sure)), "{code}: {codes:?}");
    }
    assert_eq!(codes.get(1).map(|(code, _)| *code), Some("medtop:20000638"));
}

#[test]
fn what_is_off_is_not_there() {
    let off = LocalSettings {
        entities: false,
        quotes: false,
        dates: false,
        quantities: false,
        topics: false,
        keyphrases: false,
    };
    let bare = LocalEnricher::new(off).enrich(seed());
    let Facts { quotes, dates, quantities, keyphrases, summary } = bare.facts;
    assert!(quotes.is_empty() && dates.is_empty() && quantities.is_empty() && keyphrases.is_empty());
    assert_eq!(summary.len(), 3);
    assert!(bare.topics.is_empty());
}

/// Every fixture that is an article.
fn fixtures() -> Vec<Article> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let folders = ["", "html", "bad"].map(|folder| std::fs::read_dir(root.join(folder)).unwrap());
    let files = folders.into_iter().flatten().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    files.filter_map(|path| article(&std::fs::read(path).unwrap())).collect()
}

#[test]
fn every_place_in_every_fixture_holds_its_text() {
    let articles = fixtures();
    assert!(articles.len() >= 12, "{}", articles.len());
    let mut places = 0;
    for article in articles {
        let EnrichedArticle { article, facts, .. } = enriched(article);
        let cut = |text: &str, start: u32, end: u32| {
            text.chars().skip(start as usize).take((end - start) as usize).collect::<String>()
        };
        let title = article.title.as_ref().map(|title| title.display.clone()).unwrap_or_default();
        let body = &article.body.text;
        for quote in &facts.quotes {
            let text = if quote.within.is_some() { &title } else { body };
            assert_eq!(cut(text, quote.start, quote.end), quote.text);
            if let (Some(speaker), Some((start, end))) = (&quote.speaker_text, quote.speaker_span) {
                assert_eq!(&cut(text, start, end), speaker);
            }
        }
        for date in &facts.dates {
            assert_eq!(cut(body, date.start, date.end), date.text);
        }
        for quantity in &facts.quantities {
            assert_eq!(cut(body, quantity.start, quantity.end), quantity.text);
        }
        for sentence in &facts.summary {
            assert!(sentence.start < sentence.end && sentence.end <= article.body.char_count);
        }
        places += facts.quotes.len() + facts.dates.len() + facts.quantities.len();
    }
    assert!(places >= 10, "{places}");
}

#[test]
fn a_hostile_body_gives_a_bounded_record() {
    for text in ["«a b c d» 7% yesterday ".repeat(40_000), "word".repeat(250_000), "\"' ".repeat(300_000)] {
        let mut article = seed();
        article.language.tag = "en".into();
        article.body.text = text;
        let (facts, topics) = of(&article, LocalSettings::default(), &SectionTopics::default(), Vec::new());
        assert!(topics.len() <= 8);
        assert!(facts.quotes.len() <= crate::enrich::quotes::MAX_QUOTES + 1);
        assert!(facts.dates.len() <= crate::dates::MAX_MENTIONS);
        assert!(facts.quantities.len() <= crate::enrich::quantities::MAX_QUANTITIES);
    }
}

#[test]
fn the_speakers_of_the_seed_are_entities_of_it() {
    let enriched = enriched(seed());
    let said: Vec<_> = enriched
        .facts
        .quotes
        .iter()
        .filter_map(|quote| {
            let speaker = enriched.entities.iter().find(|entity| Some(&entity.id) == quote.speaker_entity.as_ref())?;
            Some((quote.text.as_str(), speaker.id.as_str()))
        })
        .collect();
    assert_eq!(said[0], ("زخم", "wikidata:Q7747"));
    assert_eq!(said.iter().map(|(text, _)| *text).collect::<Vec<_>>(), ["زخم", "أساس متين", "المجالات الأكثر حساسية"]);
}
