#[path = "../../../benches/hostile/texts.rs"]
mod hostile;

use proptest::prelude::*;

use super::*;
use crate::article::{EnrichedArticle, Provenance, QuoteKind};
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
    ParseSettings {
        payload_bytes: 1 << 20,
        decompressed_bytes: 1 << 20,
        headers,
        envelope: Default::default(),
        articles_only: false,
    }
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
    LocalEnricher::new(LocalEnrich::default()).enrich(article)
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
    // As an envelope declares it.
    let text = include_str!("../../../tests/fixtures/seed.txt");
    let envelope = serde_json::json!({ "text": text, "published_at": "2025-01-17" });
    let published = article(envelope.to_string().as_bytes()).unwrap();
    assert_eq!(published.published_at.as_ref().map(|date| date.provenance), Some(Provenance::Declared));
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
fn what_is_off_does_not_even_read_the_text() {
    let (off, article) = (LocalEnricher::new(LocalEnrich::OFF), seed());
    let before = crate::text::reads();
    let bare = off.enrich(article.clone());
    assert_eq!(crate::text::reads(), before);
    let Facts { quotes, dates, quantities, keyphrases, summary } = bare.facts;
    assert!(quotes.is_empty() && dates.is_empty() && quantities.is_empty() && keyphrases.is_empty());
    assert!(bare.topics.is_empty() && bare.entities.is_empty());
    assert!(bare.print.is_none() && bare.fingerprints.minhash.is_none() && bare.fingerprints.paragraphs.is_empty());
    assert_eq!(summary.len(), 3);
    enriched(article);
    assert_eq!(crate::text::reads(), before + 2, "the body once and the title once, for all that seek in them");
}

#[test]
fn each_switch_is_of_one_kind_of_facts() {
    let parts = |enriched: EnrichedArticle| {
        let EnrichedArticle { entities, facts, topics, .. } = enriched;
        let Facts { quotes, dates, quantities, keyphrases, .. } = facts;
        [entities.len(), quotes.len(), dates.len(), quantities.len(), topics.len(), keyphrases.len()]
    };
    let mut article = seed();
    article.body.text.push_str("\nبلغت الصادرات 300 مليون دولار.");
    let all = parts(enriched(article.clone()));
    assert!(all.iter().all(|count| *count > 0), "{all:?}");
    let switches: [fn(&mut LocalEnrich); 6] = [
        |settings| settings.entities = true,
        |settings| settings.quotes = true,
        |settings| settings.dates = true,
        |settings| settings.quantities = true,
        |settings| settings.topics = true,
        |settings| settings.keyphrases = true,
    ];
    for (nth, switch) in switches.into_iter().enumerate() {
        let mut settings = LocalEnrich::OFF;
        switch(&mut settings);
        let found = parts(LocalEnricher::new(settings).enrich(article.clone()));
        for (kind, (count, of_all)) in found.into_iter().zip(all).enumerate() {
            // Without the names there may be more phrases, never fewer.
            let expected = if kind == nth { of_all..=10.max(of_all) } else { 0..=0 };
            assert!(expected.contains(&count), "{count} of kind {kind} with only {nth} on");
        }
    }
}

#[test]
fn who_watches_is_told_of_each_that_is_on() {
    #[derive(Default)]
    struct Told(usize, Vec<(LocalKind, usize)>);
    impl Watch for Told {
        fn begins(&mut self) {
            self.0 += 1;
        }
        fn done(&mut self, kind: LocalKind, found: usize) {
            self.1.push((kind, found));
        }
    }
    let mut told = Told::default();
    let enriched = LocalEnricher::new(LocalEnrich::default()).enrich_watched(seed(), &mut told);
    assert_eq!((told.0, told.1.len()), (1, LocalKind::ALL.len()));
    assert!(told.1.contains(&(LocalKind::Entities, enriched.entities.len())));
    assert!(told.1.contains(&(LocalKind::Topics, enriched.topics.len())));
    let mut told = Told::default();
    let _ = LocalEnricher::new(LocalEnrich { dates: true, ..LocalEnrich::OFF }).enrich_watched(seed(), &mut told);
    assert_eq!(told.1, [(LocalKind::Dates, 4)]);
}

#[test]
fn places_of_sentences_stay_where_they_are_wanted() {
    let wanted = LocalEnrich { sentences: true, ..LocalEnrich::default() };
    let body = LocalEnricher::new(wanted).enrich(seed()).article.body;
    assert_eq!(body.sentences.len(), body.sentence_count as usize);
}

/// Every fixture that is an article.
fn fixtures() -> Vec<Article> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let folders = ["", "html", "bad", "dumps"].map(|folder| std::fs::read_dir(root.join(folder)).unwrap());
    let files = folders.into_iter().flatten().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    files.filter_map(|path| article(&std::fs::read(path).unwrap())).collect()
}

/// Looks at every place that an article names, and says how many there were of each kind.
fn assert_places(enriched: &EnrichedArticle) -> [usize; 5] {
    let EnrichedArticle { article, entities, facts, .. } = enriched;
    let title = article.title.as_ref().map(|title| title.display.as_str()).unwrap_or_default();
    let body = article.body.text.as_str();
    let cut = |text: &str, (start, end): (u32, u32)| {
        assert!(start < end, "{start}..{end}");
        text.chars().skip(start as usize).take((end - start) as usize).collect::<String>()
    };
    let mentions = || entities.iter().flat_map(|entity| &entity.mentions);
    for mention in mentions() {
        let text = if mention.part.is_some() { title } else { body };
        assert_eq!(cut(text, (mention.start, mention.end)), mention.surface);
    }
    for quote in &facts.quotes {
        let text = if quote.within.is_some() { title } else { body };
        assert_eq!(cut(text, (quote.start, quote.end)), quote.text);
        if let (Some(speaker), Some(span)) = (&quote.speaker_text, quote.speaker_span) {
            assert_eq!(&cut(text, span), speaker);
        }
    }
    for date in &facts.dates {
        assert_eq!(cut(body, (date.start, date.end)), date.text);
    }
    for quantity in &facts.quantities {
        assert_eq!(cut(body, (quantity.start, quantity.end)), quantity.text);
    }
    for sentence in &facts.summary {
        assert!(sentence.start < sentence.end && sentence.end as usize <= body.chars().count());
    }
    [mentions().count(), facts.quotes.len(), facts.dates.len(), facts.quantities.len(), facts.summary.len()]
}

#[test]
fn every_place_in_every_fixture_holds_its_text() {
    let articles = fixtures();
    assert!(articles.len() >= 14, "{}", articles.len());
    let mut places = [0; 5];
    for article in articles {
        for block in &article.blocks {
            let (Some(start), Some(end)) = (block.char_start, block.char_end) else { continue };
            let text: String = article.body.text.chars().skip(start as usize).take((end - start) as usize).collect();
            assert_eq!(text, block.text);
        }
        for (all, more) in places.iter_mut().zip(assert_places(&enriched(article))) {
            *all += more;
        }
    }
    assert!(places.iter().all(|count| *count >= 4), "{places:?}");
}

/// What is found and what stands beside it: names, quotations, dates and sums in several scripts, among letters of any plane,
/// marks, invisible characters and faces.
fn invented() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "قال الرئيس فلاديمير بوتين ",
            "ولبيروت ",
            "«أساس متين» ",
            "يوليو الماضي ",
            "لـ20 عاما ",
            "٣٫٥ مليون دولار ",
            "می\u{200C}خواهد تهران ",
            "President Emmanuel Macron said ",
            "“a second boat” ",
            "in Paris on 17 January 2025, ",
            "about 3.5 km ",
            "сказал Владимир Путин в Москве ",
            "„Hafen“ ",
            "ירושלים ",
            "東京で1月17日に",
            "กรุงเทพ",
            "😀",
            "👩\u{200D}🚒 ",
            "e\u{301}\u{327} ",
            "\u{2067}",
            "\n",
            ". ",
        ])
        .prop_map(String::from),
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 1..40).prop_map(|pieces| pieces.concat())
}

thread_local! {
    static ENRICHER: LocalEnricher = LocalEnricher::new(LocalEnrich::default());
    static ARTICLE: Article = seed();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_place_in_an_invented_text_holds_its_text(
        title in invented(),
        text in invented(),
        language in prop::sample::select(vec!["ar", "fa", "he", "en", "de", "ru", "ja", "th", "und"]),
    ) {
        let mut article = ARTICLE.with(Article::clone);
        article.language.tag = language.into();
        article.body.text = crate::text::display(&text).text;
        // The summary is made of the blocks, and those are of another text.
        article.blocks.clear();
        article.title.as_mut().unwrap().display = crate::text::display_line(&title).text;
        assert_places(&ENRICHER.with(|enricher| enricher.enrich(article)));
    }
}

#[test]
fn a_hostile_body_gives_a_bounded_record() {
    let (finder, sections) = (EntityFinder::default(), SectionTopics::default());
    for (_, language, text) in hostile::texts() {
        let mut article = seed();
        article.language.tag = language.into();
        article.body.text = text;
        let found = of(&article, LocalEnrich::default(), Some(&finder), &sections, Vec::new(), &mut ());
        assert!(found.topics.len() <= 8);
        let Facts { quotes, dates, quantities, keyphrases, summary } = found.facts;
        assert!(quotes.len() <= crate::enrich::quotes::MAX_QUOTES + 1);
        assert!(dates.len() <= crate::dates::MAX_MENTIONS);
        assert!(quantities.len() <= crate::enrich::quantities::MAX_QUANTITIES);
        assert!(keyphrases.len() <= crate::enrich::keyphrases::MAX_KEYPHRASES && summary.len() <= 3);
        let mentions: usize = found.entities.iter().map(|entity| entity.mentions.len()).sum();
        assert!(found.entities.len() <= 500 && mentions <= 4_000, "{} {mentions}", found.entities.len());
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
