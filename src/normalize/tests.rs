//! The stage as a whole, on articles as `parse` hands them over.

use super::*;
use crate::article::{
    Author, AuthorRole, BlockKind, Confidence, Direction, Link, Provenance, QualityFlag, RawBlock, Sourced, WarningCode,
};
use crate::outcome::{FilterRule, RejectReason};

const ENGLISH: &str = "The harbour authority said on Tuesday that the new pier would open to ferries before the end of the \
    summer. Work had stopped for three weeks after divers found an old hull in the mud.";

fn normalizer(filter: FilterSettings) -> Normalizer {
    Normalizer::new(filter).unwrap()
}

fn normalize(raw: RawArticle) -> Article {
    normalizer(FilterSettings::default()).normalize(raw).unwrap()
}

fn declared(value: &str) -> Sourced<String> {
    Sourced::new(value.to_owned(), Provenance::Declared, Confidence::CERTAIN)
}

fn paragraph(text: &str) -> RawBlock {
    RawBlock { kind: BlockKind::Paragraph, level: None, text: text.into() }
}

fn english() -> RawArticle {
    let mut raw = RawArticle::new("article_text");
    raw.title = Some(declared("New pier to open before summer ends"));
    raw.blocks = vec![paragraph(ENGLISH)];
    raw
}

fn codes(article: &Article) -> Vec<WarningCode> {
    article.warnings.iter().map(|warning| warning.code).collect()
}

#[test]
fn the_seed_becomes_what_its_readers_expect() {
    let mut raw = RawArticle::new("text");
    raw.title = Some(Sourced::new(SEED_TITLE.into(), Provenance::TextRule, Confidence::per_mille(900)));
    raw.publisher = Some(declared("blinx"));
    raw.blocks = SEED.iter().map(|(kind, text)| RawBlock { kind: *kind, level: None, text: (*text).into() }).collect();
    let article = normalize(raw);
    assert_eq!((article.language.tag.as_str(), article.language.script.as_str()), ("ar", "Arab"));
    assert_eq!(article.language.direction, Direction::Rtl);
    assert!(article.language.confidence >= Confidence::per_mille(990), "{:?}", article.language);
    assert_eq!((article.body.word_count, article.body.sentence_count), (280, 15));
    assert_eq!(article.flags, [QualityFlag::NoPublishedAt, QualityFlag::NoUrl].into());
    assert_eq!(article.warnings, []);
    assert_eq!(article.encoding.repairs, Vec::<String>::new());
    assert_eq!(article.title.as_ref().unwrap().display, SEED_TITLE);
    for (block, (_, text)) in article.blocks.iter().zip(SEED) {
        assert_eq!(block.text, text);
    }
    let kept = ["لـ20", "وتُعد", "تُعتبر"];
    assert!(kept.iter().all(|word| article.body.text.contains(word)));
    let parents: Vec<_> = article.blocks.iter().map(|block| block.parent_heading).collect();
    assert_eq!(parents[..7], [None, None, None, None, None, Some(4), Some(4)]);
    assert_eq!(article.models.keys().collect::<Vec<_>>(), [&"lid", &"lid_ngrams"]);
    assert!(article.folded_body.contains("ل 20 عاما") && article.folded_body.contains("وتعد هذه المعاهده"));
}

#[test]
fn the_same_input_gives_the_same_article() {
    assert_eq!(normalize(english()), normalize(english()));
}

#[test]
fn a_normalized_article_normalizes_to_itself() {
    let first = normalize(english());
    let mut again = english();
    again.title = first.title.clone().map(|title| declared(&title.display));
    again.blocks = first.blocks.iter().map(|block| paragraph(&block.text)).collect();
    assert_eq!(normalize(again), first);
}

#[test]
fn addresses_are_cleaned_and_a_foreign_canonical_one_is_not_believed() {
    let mut raw = english();
    raw.url = Some("https://www.example.com/pier?utm_source=feed#comments".into());
    raw.canonical_url = Some("https://elsewhere.example.org/pier".into());
    let article = normalize(raw.clone());
    assert_eq!(article.url.as_deref(), Some("https://www.example.com/pier"));
    assert_eq!(article.host.as_deref(), Some("www.example.com"));
    assert_eq!((article.canonical_url.as_deref(), codes(&article)), (None, vec![WarningCode::InvalidUrl]));
    raw.canonical_url = Some("/news/pier".into());
    let canonical = normalize(raw);
    assert_eq!(canonical.canonical_url.as_deref(), Some("https://www.example.com/news/pier"));
    assert_ne!(canonical.id, article.id);
    assert!(!canonical.flags.contains(&QualityFlag::NoUrl));
}

#[test]
fn an_address_that_is_none_is_left_out_and_told() {
    let mut raw = english();
    raw.url = Some("see below".into());
    let article = normalize(raw);
    assert_eq!((article.url.as_deref(), codes(&article)), (None, vec![WarningCode::InvalidUrl]));
    assert!(article.flags.contains(&QualityFlag::NoUrl));
}

#[test]
fn the_text_decides_the_language_and_a_wrong_declaration_is_told() {
    let mut raw = english();
    raw.declared_languages = vec!["ar-EG".into(), "english".into(), "en-US".into()];
    let article = normalize(raw);
    assert_eq!((article.language.tag.as_str(), article.language.declared.as_deref()), ("en", Some("ar-EG")));
    assert_eq!(codes(&article), [WarningCode::LanguageMismatch; 2]);
}

#[test]
fn damaged_text_is_mended_and_told() {
    let mut raw = english();
    raw.title = Some(declared("Café on the pier\u{202E}"));
    raw.blocks = vec![paragraph(&format!("{ENGLISH}\u{1}")), paragraph("Tom &amp; Jerry&#39;s")];
    let article = normalize(raw);
    assert_eq!(article.blocks[1].text, "Tom & Jerry's");
    assert_eq!(article.encoding.repairs, ["entities_escaped_twice"]);
    assert_eq!(codes(&article), [WarningCode::ControlCharactersRemoved, WarningCode::BidiControlsRemoved]);
    let mut raw = english();
    raw.title = Some(declared("CafÃ© on the pier"));
    let article = normalize(raw);
    assert_eq!(article.title.unwrap().display, "Café on the pier");
    assert_eq!(article.encoding.repairs, ["mojibake_utf8_as_windows_1252"]);
}

#[test]
fn long_fields_are_cut_and_told() {
    let mut raw = english();
    raw.title = Some(declared(&"word ".repeat(400)));
    let author = |name: String| Author {
        name,
        role: AuthorRole::Author,
        provenance: Provenance::Meta,
        confidence: Confidence::CERTAIN,
    };
    raw.authors = (0..60).map(|n| author(format!("Anna Example {n}"))).collect();
    raw.authors.insert(1, author("ANNA  EXAMPLE 0".into()));
    raw.authors.insert(1, author(" - ".into()));
    let article = normalize(raw);
    assert_eq!(article.title.unwrap().display.chars().count(), 999);
    assert_eq!(article.authors.len(), 50);
    assert_eq!(article.authors[1].name, "Anna Example 1");
    let details: Vec<_> = article.warnings.iter().map(|warning| (warning.code, warning.detail.as_deref())).collect();
    assert_eq!(details, [(WarningCode::Truncated, Some("title")), (WarningCode::Truncated, Some("authors"))]);
}

#[test]
fn too_little_text_has_the_language_that_was_declared_or_none() {
    let mut raw = RawArticle::new("text");
    raw.blocks = vec![paragraph("OK 2025")];
    let unknown = normalize(raw.clone());
    assert_eq!(unknown.language.tag, "und");
    assert!(unknown.flags.contains(&QualityFlag::LanguageUnknown) && unknown.flags.contains(&QualityFlag::ThinBody));
    assert_eq!(unknown.models.len(), 0);
    raw.declared_languages = vec!["ar".into(), "de-AT".into()];
    let german = normalize(raw);
    assert_eq!((german.language.tag.as_str(), german.language.script.as_str()), ("de-AT", "Latn"));
    assert!(!german.flags.contains(&QualityFlag::LanguageUnknown));
}

#[test]
fn an_article_without_text_is_rejected() {
    let mut raw = english();
    raw.blocks = vec![paragraph(" \u{0}\u{A0} ")];
    match normalizer(FilterSettings::default()).normalize(raw) {
        Err(Stop::Rejected(rejection)) => assert_eq!(rejection.reason, RejectReason::BodyEmpty),
        other => panic!("{other:?}"),
    }
}

#[test]
fn rules_end_what_nobody_wants() {
    let filtered = |filter: FilterSettings, raw: RawArticle| normalizer(filter).normalize(raw).err();
    let settings = FilterSettings::default;
    let by = |rule| Some(Stop::Filtered(rule));
    let languages =
        |tags: &[&str]| FilterSettings { languages: tags.iter().map(|&tag| tag.into()).collect(), ..settings() };
    assert_eq!(filtered(languages(&["ar", "fa"]), english()), by(FilterRule::Language));
    assert_eq!(filtered(languages(&["ar", "EN-gb"]), english()), None);
    let words = normalize(english()).body.word_count;
    assert_eq!(filtered(FilterSettings { min_words: words + 1, ..settings() }, english()), by(FilterRule::MinWords));
    assert_eq!(filtered(FilterSettings { min_words: words, ..settings() }, english()), None);
    let mut raw = english();
    raw.url = Some("https://spam.example.com/a".into());
    let hosts = FilterSettings { hosts_deny: vec!["example.com".into()], ..settings() };
    assert_eq!(filtered(hosts, raw), by(FilterRule::HostDenied));
}

#[test]
fn the_models_hashes_are_those_of_their_files() {
    use sha2::{Digest, Sha256};
    let files: [(&[u8], &str); 2] = [
        (include_bytes!("../../data/lid.176.ftz"), language::MODEL_HASH),
        (include_bytes!("../../data/language/ngrams.bin"), ngrams::MODEL_HASH),
    ];
    for (file, hash) in files {
        let hex: String = Sha256::digest(file).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hash, format!("sha256:{hex}"));
    }
}

#[test]
fn a_megabyte_in_one_line_takes_its_time_and_no_more() {
    let mut raw = RawArticle::new("article_text");
    raw.blocks =
        vec![paragraph(&"كلمة ".repeat(120_000)), paragraph(&"ـ".repeat(400_000)), paragraph(&"a".repeat(1_000_000))];
    let article = normalize(raw);
    assert_eq!(article.body.word_count, 120_002);
    assert_eq!(article.blocks.len(), 3);
}

/// The article of the seed page, as it stands in its payload.
const SEED_TITLE: &str = "بوتين وبزشكيان يتحدثان عن \"المعاهدة الجديدة\"";
const SEED: [(BlockKind, &str); 17] = [
    (BlockKind::Paragraph, "قال الرئيس الروسي، فلاديمير بوتين، إن المعاهدة الجديدة مع إيران تعزز \"زخم\" العلاقات."),
    (
        BlockKind::Paragraph,
        "من جهته، أشار الرئيس الإيراني، مسعود بزشكيان، إلى أن المعاهدة مع روسيا \"أساس متين\" للعلاقات مع موسكو.",
    ),
    (BlockKind::Paragraph, "ووصل بزشكيان إلى موسكو، الجمعة، في زيارة تهدف إلى تعزيز العلاقات بين إيران وروسيا."),
    (
        BlockKind::Paragraph,
        "وكان من المقرر أن يلتقي بزشكيان بنظيره الروسي فلاديمير بوتين لإجراء محادثات ثنائية وتوقيع معاهدة شراكة استراتيجية تمتد لـ20 عاما، تتضمن تعزيز التعاون الدفاعي بين البلدين.",
    ),
    (BlockKind::Heading, "محادثات ومناقشات هامة"),
    (
        BlockKind::Paragraph,
        "تعد هذه الزيارة الأولى لبزشكيان إلى الكرملين منذ توليه الرئاسة في يوليو الماضي، عقب مقتل سلفه في حادث تحطم طائرة هليكوبتر.",
    ),
    (
        BlockKind::Paragraph,
        "ومن المنتظر أن تركز المحادثات بين الطرفين على العلاقات الثنائية والقضايا الدولية، إلى جانب مناقشة العقوبات الغربية المفروضة على إيران وروسيا. ويرافق بزشكيان وزير النفط الإيراني، مما يشير إلى احتمال بحث العقوبات على قطاع النفط خلال الزيارة.",
    ),
    (BlockKind::Heading, "تطورات العلاقات الروسية-الإيرانية"),
    (
        BlockKind::Paragraph,
        "شهدت العلاقات بين موسكو وطهران تقاربا كبيرا، خاصة منذ بدء الحرب في أوكرانيا. وتعمل روسيا على تعزيز علاقاتها مع دول معادية للولايات المتحدة مثل إيران وكوريا الشمالية. وتُعد هذه المعاهدة امتدادا لسلسلة اتفاقيات استراتيجية أخرى أبرمتها روسيا مع الصين وكوريا الشمالية وحليفتها الوثيقة بيلاروسيا.",
    ),
    (BlockKind::Heading, "قلق غربي متزايد"),
    (
        BlockKind::Paragraph,
        "من المتوقع أن يثير الاتفاق الروسي-الإيراني قلق الدول الغربية، خاصة أنه يتضمن بنودا لتعزيز التعاون الدفاعي.",
    ),
    (
        BlockKind::Paragraph,
        "وقد أكدت واشنطن في سبتمبر الماضي أن إيران زودت روسيا بصواريخ باليستية قصيرة المدى وطائرات مسيرة استخدمت بشكل مكثف في الحرب في أوكرانيا، وهو ما تنفيه طهران.",
    ),
    (BlockKind::Heading, "لقاءات سابقة"),
    (
        BlockKind::Paragraph,
        "تأتي هذه الزيارة بعد لقاءين سابقين جمعا بوتين وبزشكيان، أحدهما خلال قمة مجموعة بريكس في قازان الروسية، والآخر على هامش منتدى ثقافي في تركمانستان.",
    ),
    (BlockKind::Heading, "مواقف رسمية"),
    (
        BlockKind::Paragraph,
        "فيما تؤكد كل من موسكو وطهران أن تعاونهما ليس موجها ضد أي دولة أخرى، أشار الكرملين إلى أن التعاون بينهما يشمل \"المجالات الأكثر حساسية\".",
    ),
    (
        BlockKind::Paragraph,
        "الزيارة تُعتبر خطوة جديدة نحو تعزيز شراكة استراتيجية تهدف إلى تجاوز العقوبات الغربية ومواجهة التحديات المشتركة.",
    ),
];

const GERMAN: &str = "Die Hafenbehörde teilte am Dienstag mit, dass der neue Steg noch vor dem Ende des Sommers für die Fähren \
    geöffnet werden soll, nachdem die Arbeiten drei Wochen geruht hatten.";

fn flags_of(blocks: Vec<RawBlock>) -> std::collections::BTreeSet<QualityFlag> {
    normalize(RawArticle { blocks, ..english() }).flags
}

#[test]
fn a_text_of_two_languages_is_flagged_and_one_foreign_sentence_is_not() {
    let english = || vec![paragraph(ENGLISH); 4];
    let with = |foreign: &[&str]| {
        let blocks = english().into_iter().chain(foreign.iter().map(|text| paragraph(text))).collect();
        flags_of(blocks).contains(&QualityFlag::MixedLanguage)
    };
    assert!(with(&[GERMAN, GERMAN]));
    let arabic = "أعلنت سلطة الميناء يوم الثلاثاء أن الرصيف الجديد سيفتح أمام العبارات قبل نهاية الصيف";
    assert!(with(&[arabic, arabic]));
    assert!(!with(&[]) && !with(&[&GERMAN[..130]]));
}

#[test]
fn rows_make_a_list_and_sentences_do_not() {
    let rows: Vec<RawBlock> = (1..=12).map(|n| paragraph(&format!("{n}. Grey Haven Rowing Club {n}:0{n}"))).collect();
    assert!(flags_of(rows.clone()).contains(&QualityFlag::MachineList));
    let report = rows.into_iter().chain(vec![paragraph(ENGLISH); 3]).collect();
    assert!(!flags_of(report).contains(&QualityFlag::MachineList));
    let lines: Vec<RawBlock> = ENGLISH.split_inclusive("ed ").map(paragraph).collect();
    assert!(!flags_of(lines).contains(&QualityFlag::MachineList));
}

#[test]
fn a_text_full_of_links_is_flagged() {
    let link = |n: usize, text: &str| Link { text: text.into(), url: format!("https://a.example/{n}") };
    let linked = |count: usize, text: &str| {
        let links = (0..count).map(|n| link(n, text)).collect();
        normalize(RawArticle { links, ..english() }).flags.contains(&QualityFlag::ManyLinks)
    };
    assert!(linked(12, "the harbour authority"));
    assert!(!linked(12, "pier") && !linked(4, "the harbour authority said on Tuesday"));
}

#[test]
fn a_body_that_says_its_title_or_breaks_off_is_flagged() {
    let title = "«New pier to open before summer ends»";
    let flags = flags_of(vec![paragraph(ENGLISH), paragraph(title)]);
    assert!(flags.contains(&QualityFlag::TitleRepeated) && !flags.contains(&QualityFlag::Truncated));
    let flags =
        flags_of(vec![paragraph(ENGLISH), paragraph("New pier to open before summer ends, divers said. The […]")]);
    assert!(flags.contains(&QualityFlag::Truncated) && !flags.contains(&QualityFlag::TitleRepeated));
}
