//! Every fixture, byte for byte: what the stages make of a page is in `tests/fixtures/golden/`, a file for each.
//!
//! `UPDATE_GOLDEN=1 cargo test --test it golden` writes them anew; the diff is what a change does to articles, and is
//! reviewed like code.

use std::fs;
use std::path::{Path, PathBuf};

use copydesk::app;
use copydesk::cli::pretty;
use copydesk::config::Config;
use copydesk::encode;
use copydesk::outcome::{Stage, Stop};
use copydesk::pipeline::Stages;
use copydesk::record::{Origin, Record};
use serde_json::{Value, json};

#[test]
fn every_fixture_becomes_the_same_record_or_reject_as_ever() {
    let stages = app::stages(&Config::default()).unwrap();
    let golden = fixtures().join("golden");
    let mut wrong = Vec::new();
    let pages = pages();
    assert!(pages.len() >= 30, "only {} fixtures", pages.len());
    for page in &pages {
        let found = outcome(&stages, fs::read(page).unwrap());
        let file = golden.join(format!("{}.json", page.file_name().unwrap().to_str().unwrap()));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&file, &found).unwrap();
        }
        let expected = fs::read(&file).unwrap_or_default();
        if found != expected {
            wrong.push(format!("{}: {}", file.display(), first_difference(&expected, &found)));
        }
    }
    assert!(wrong.is_empty(), "UPDATE_GOLDEN=1 writes them anew\n{}", wrong.join("\n"));
}

#[test]
fn no_golden_record_is_left_of_a_fixture_that_is_gone() {
    let names: Vec<String> =
        pages().iter().map(|page| format!("{}.json", page.file_name().unwrap().to_str().unwrap())).collect();
    for file in fs::read_dir(fixtures().join("golden")).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        assert!(names.contains(&name), "{name} has no fixture");
    }
}

#[test]
fn the_seed_is_the_article_a_reader_expects() {
    let stages = app::stages(&Config::default()).unwrap();
    let seed = fs::read(fixtures().join("seed.txt")).unwrap();
    let record: Value = serde_json::from_slice(&outcome(&stages, seed)).unwrap();

    let language = &record["language"];
    assert_eq!(
        (&language["tag"], &language["script"], &language["direction"]),
        (&json!("ar"), &json!("Arab"), &json!("rtl"))
    );
    assert!(language["confidence"].as_f64().unwrap() >= 0.99, "{language}");
    assert_eq!(record["section"]["label"], "سياسة");
    assert_eq!(record["section"]["medtop"], "medtop:11000000");
    assert_eq!(record["title"]["display"], "بوتين وبزشكيان يتحدثان عن \"المعاهدة الجديدة\"");
    assert_eq!(record["publisher"]["name"], "blinx");
    assert_eq!(record["authors"], json!([]));
    assert_eq!(record.get("published_at"), None);
    assert_eq!(record["quality"]["flags"], json!(["no_published_at", "no_url"]));

    // Headings with their text, paragraphs with their words.
    let shape: Vec<String> = record["blocks"].as_array().unwrap().iter().map(shape).collect();
    assert_eq!(
        shape,
        [
            "13",
            "17",
            "14",
            "26",
            "محادثات ومناقشات هامة",
            "21",
            "37",
            "تطورات العلاقات الروسية-الإيرانية",
            "44",
            "قلق غربي متزايد",
            "16",
            "27",
            "لقاءات سابقة",
            "24",
            "مواقف رسمية",
            "24",
            "16",
        ]
    );
    assert_eq!((&record["body"]["word_count"], &record["body"]["sentence_count"]), (&json!(280), &json!(15)));
    let body = record["body"]["text"].as_str().unwrap();
    for kept in ["لـ20", "تُعد", "تُعتبر"] {
        assert!(body.contains(kept), "{kept} is damaged");
    }

    let removed: Vec<(&str, &str)> = record["removed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (line["text"].as_str().unwrap(), line["reason"].as_str().unwrap()))
        .collect();
    let copyright = ("© 2025 blinx. جميع الحقوق محفوظة", "copyright");
    assert_eq!(removed, [("نشر", "publish_label"), ("حمل التطبيق", "app_promo"), copyright, copyright]);
}

/// A paragraph's words, apart by spaces; a heading's text.
fn shape(block: &Value) -> String {
    let text = block["text"].as_str().unwrap();
    match block["kind"].as_str().unwrap() {
        "heading" => text.to_owned(),
        "paragraph" => text.split_whitespace().count().to_string(),
        kind => panic!("a {kind} in the seed: {text}"),
    }
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// The payloads: the seed, the pages, and everything that is bad.
fn pages() -> Vec<PathBuf> {
    let files = |folder: &str| {
        let files = fs::read_dir(fixtures().join(folder)).unwrap();
        files.map(|file| file.unwrap().path()).collect::<Vec<_>>()
    };
    let is_page = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "html");
    let mut pages: Vec<PathBuf> =
        files("html").into_iter().filter(is_page).chain(files("bad")).chain(files("dumps")).collect();
    pages.push(fixtures().join("seed.txt"));
    pages.sort();
    pages
}

/// The record over several lines, or where and why there is none.
fn outcome(stages: &Stages, value: Vec<u8>) -> Vec<u8> {
    let value = Some(value);
    let record =
        Record { origin: Origin::Input { index: 0 }, timestamp_ms: None, key: None, value, headers: Vec::new() };
    let parsed = stages.parser.parse(&record).map_err(|stop| (Stage::Parse, stop));
    let article = parsed.and_then(|parsed| {
        let mut articles = parsed.articles;
        assert_eq!(articles.len(), 1, "a fixture holds one article");
        articles.remove(0).map_err(|stop| (Stage::Parse, stop))
    });
    let article = article.and_then(|raw| stages.normalizer.normalize(raw).map_err(|stop| (Stage::Normalize, stop)));
    let mut out = match article {
        Ok(article) => pretty(&encode::record(&stages.local.enrich(article), &record, None).value),
        Err((stage, Stop::Rejected(rejection))) => {
            let reject = json!({"stage": stage, "reason": rejection.reason, "detail": rejection.detail});
            format!("{reject:#}").into_bytes()
        }
        Err((stage, Stop::Filtered(rule))) => panic!("filtered in {stage:?} by {rule:?}"),
    };
    out.push(b'\n');
    out
}

fn first_difference(expected: &[u8], found: &[u8]) -> String {
    let (expected, found) = (String::from_utf8_lossy(expected), String::from_utf8_lossy(found));
    let pairs = expected.lines().chain(["(end)"]).zip(found.lines().chain(["(end)"])).enumerate();
    let (line, (expected, found)) = pairs.into_iter().find(|(_, (a, b))| a != b).unwrap_or_default();
    let cut = |text: &str| text.trim().chars().take(160).collect::<String>();
    format!("line {}\n  expected {}\n  found    {}", line + 1, cut(expected), cut(found))
}

#[test]
fn the_seed_names_whom_and_what_a_reader_expects() {
    let stages = app::stages(&Config::default()).unwrap();
    let seed = fs::read(fixtures().join("seed.txt")).unwrap();
    let record: Value = serde_json::from_slice(&outcome(&stages, seed)).unwrap();
    let found: Vec<String> =
        record["entities"].as_array().unwrap().iter().map(|entity| told(entity, &record)).collect();
    let expected = [
        "person wikidata:Q7747: title بوتين, P1 فلاديمير بوتين, P4 فلاديمير بوتين, P10 بوتين",
        "person person:pezeshkian: title و+بزشكيان, P2 مسعود بزشكيان, P3 بزشكيان, P4 بزشكيان, P5 ل+بزشكيان, P6 بزشكيان, P10 و+بزشكيان",
        "work معاهدة شراكة استراتيجية: title المعاهدة الجديدة, P1 المعاهدة الجديدة, P4 معاهدة شراكة استراتيجية",
        "norp norp:RU: P1 الروسي nisba, P4 الروسي nisba, H الروسية nisba, P8 الروسي nisba, P10 الروسية nisba",
        "place iso3166_1:IR: P1 إيران, P3 إيران, P6 إيران, P7 إيران, P9 إيران",
        "norp norp:IR: P2 الإيراني nisba, P6 الإيراني nisba, H الإيرانية nisba, P8 الإيراني nisba",
        "place iso3166_1:RU: P2 روسيا, P3 و+روسيا, P6 و+روسيا, P7 روسيا, P7 روسيا, P9 روسيا",
        "place geonames:524901: P2 موسكو metonym, P3 موسكو, P7 موسكو metonym, P11 موسكو metonym",
        "place place:kremlin: P5 الكرملين",
        "norp norp:west: P6 الغربية nisba, H غربي nisba, P8 الدول الغربية nisba, P12 الغربية nisba",
        "place geonames:112931: P7 و+طهران metonym, P9 طهران metonym, P11 و+طهران metonym",
        "event الحرب في أوكرانيا: P7 الحرب في أوكرانيا, P9 الحرب في أوكرانيا",
        "place iso3166_1:UA: P7 أوكرانيا, P9 أوكرانيا",
        "place iso3166_1:US: P7 لل+للولايات المتحدة",
        "place iso3166_1:KP: P7 و+كوريا الشمالية, P7 و+كوريا الشمالية",
        "place iso3166_1:CN: P7 الصين",
        "place iso3166_1:BY: P7 بيلاروسيا",
        "place geonames:4140963: P9 واشنطن metonym",
        "event قمة مجموعة بريكس في قازان: P10 قمة مجموعة بريكس في قازان",
        "org org:brics: P10 مجموعة بريكس",
        "place geonames:551487: P10 قازان",
        "place iso3166_1:TM: P10 تركمانستان",
        "org org:kremlin: P11 الكرملين metonym",
    ];
    assert_eq!(found, expected, "{found:#?}");
}

/// Id and type, then each mention: the paragraph it stands in, its surface, and its form where it is not the name.
fn told(entity: &Value, record: &Value) -> String {
    let mentions = entity["mentions"].as_array().unwrap().iter().map(|mention| {
        let place = if mention["in"] == "title" { "title".to_owned() } else { paragraph(&mention["start"], record) };
        let form =
            mention["form"].as_str().filter(|form| *form != "name").map_or(String::new(), |form| format!(" {form}"));
        let clitic = mention["clitic"].as_str().map_or(String::new(), |clitic| format!("{clitic}+"));
        format!("{place} {clitic}{}{form}", mention["surface"].as_str().unwrap())
    });
    let (id, kind) = (entity["id"].as_str().unwrap(), entity["type"].as_str().unwrap());
    let id = if id.starts_with("name:") { entity["label"].as_str().unwrap() } else { id };
    format!("{kind} {id}: {}", mentions.collect::<Vec<_>>().join(", "))
}

/// `P3` for the third paragraph, `H` for a heading.
fn paragraph(start: &Value, record: &Value) -> String {
    let mut paragraphs = 0;
    for block in record["blocks"].as_array().unwrap() {
        let heading = block["kind"] == "heading";
        paragraphs += usize::from(!heading);
        if block["char_start"].as_u64() <= start.as_u64() && start.as_u64() < block["char_end"].as_u64() {
            return if heading { "H".to_owned() } else { format!("P{paragraphs}") };
        }
    }
    "nowhere".to_owned()
}
