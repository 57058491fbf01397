//! Every way a payload can be bad or odd, one fixture each: what is small is a file in `tests/fixtures/bad/`.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;
use crate::article::{BlockKind, Provenance, WarningCode};
use crate::record::{Header, Origin};

const PAYLOAD_BYTES: usize = 1 << 20;
const DECOMPRESSED_BYTES: usize = 4 << 20;

macro_rules! bad {
    ($name:literal) => {
        include_bytes!(concat!("../../tests/fixtures/bad/", $name)).as_slice()
    };
}

fn parser() -> Parser {
    let headers = HeaderNames {
        content_type: "content-type".into(),
        content_encoding: "content-encoding".into(),
        url: "url".into(),
        id: "id".into(),
        fetched_at: "fetched-at".into(),
    };
    Parser::new(ParseSettings {
        payload_bytes: PAYLOAD_BYTES,
        decompressed_bytes: DECOMPRESSED_BYTES,
        headers,
        envelope: BTreeMap::new(),
        articles_only: false,
    })
}

fn record(value: Option<&[u8]>, headers: &[(&str, &str)]) -> Record {
    let header = |(name, value): &(&str, &str)| Header { name: (*name).into(), value: Some(value.as_bytes().to_vec()) };
    Record {
        origin: Origin::Input { index: 0 },
        timestamp_ms: None,
        key: None,
        value: value.map(<[u8]>::to_vec),
        headers: headers.iter().map(header).collect(),
    }
}

fn parse(value: &[u8], headers: &[(&str, &str)]) -> Result<RawArticle, Stop> {
    let mut parsed = parser().parse(&record(Some(value), headers))?;
    assert_eq!(parsed.articles.len(), 1);
    parsed.articles.remove(0)
}

fn rejected(value: &[u8], headers: &[(&str, &str)]) -> (RejectReason, String) {
    match parse(value, headers) {
        Err(Stop::Rejected(rejection)) => (rejection.reason, rejection.detail),
        other => panic!("expected a rejection, got {other:?}"),
    }
}

fn body(article: &RawArticle) -> String {
    let texts: Vec<&str> = article.blocks.iter().map(|block| block.text.as_str()).collect();
    texts.join("\n")
}

fn codes(article: &RawArticle) -> Vec<WarningCode> {
    article.warnings.iter().map(|warning| warning.code).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_tombstone_is_filtered() {
    let result = parser().parse(&record(None, &[]));
    assert_eq!(result.unwrap_err(), Stop::Filtered(FilterRule::Tombstone));
}

#[test]
fn bad_payloads_are_rejected_with_their_reason() {
    for (value, headers, reason) in [
        (bad!("empty.bin"), &[][..], RejectReason::PayloadEmpty),
        (bad!("not_text.bin"), &[], RejectReason::NotText),
        (bad!("not_text.bin"), &[("content-type", "text/html; charset=utf-8")], RejectReason::NotText),
        (bad!("invalid.json"), &[], RejectReason::InvalidJson),
        (bad!("ten_words.txt"), &[("content-type", "application/json")], RejectReason::InvalidJson),
        (bad!("no_body.json"), &[], RejectReason::FieldMissing),
        (bad!("array.json"), &[], RejectReason::FieldMissing),
        (bad!("no_text.html"), &[], RejectReason::BodyEmpty),
        (b" \n\n ", &[], RejectReason::BodyEmpty),
        (bad!("truncated.gz"), &[], RejectReason::Decompression),
        (bad!("truncated.gz"), &[("content-encoding", "gzip")], RejectReason::Decompression),
        (bad!("bad_base64.json"), &[], RejectReason::Decompression),
        (bad!("ten_words.txt"), &[("content-encoding", "sdch")], RejectReason::UnsupportedType),
        (bad!("ten_words.txt"), &[("content-type", "image/png")], RejectReason::UnsupportedType),
        (bad!("document.pdf"), &[], RejectReason::UnsupportedType),
        (bad!("feed.xml"), &[], RejectReason::UnsupportedType),
        (bad!("feed.xml"), &[("content-type", "application/xml")], RejectReason::UnsupportedType),
    ] {
        let (got, detail) = rejected(value, headers);
        assert_eq!(got, reason, "{detail} ({:?})", String::from_utf8_lossy(value));
        assert!(!detail.is_empty() && !detail.ends_with('.'), "{detail}");
    }
}

#[test]
fn a_payload_over_its_limit_is_told_from_a_bomb() {
    let (reason, detail) = rejected(&vec![b'a'; PAYLOAD_BYTES + 1], &[]);
    assert_eq!(reason, RejectReason::PayloadTooLarge);
    assert!(detail.contains("1048576") && detail.contains("1048577"), "{detail}");
    let bomb = gzip(&vec![b'a'; 2 * DECOMPRESSED_BYTES]);
    assert_eq!(rejected(&bomb, &[("content-encoding", "gzip")]).0, RejectReason::Decompression);
}

#[test]
fn what_a_payload_decompresses_to_is_told() {
    let plain = bad!("one_line.txt");
    let parsed = parser().parse(&record(Some(&gzip(plain)), &[("content-encoding", "gzip")])).unwrap();
    assert_eq!(parsed.decompressed_bytes, plain.len());
    assert_eq!(parser().parse(&record(Some(plain), &[])).unwrap().decompressed_bytes, 0);
}

#[test]
fn a_hundred_thousand_nested_elements_do_no_harm() {
    let page =
        format!("<html><body>{}<p>{}</p>", "<div>".repeat(100_000), String::from_utf8_lossy(bad!("one_line.txt")));
    let article = parse(page.as_bytes(), &[]).unwrap();
    assert!(body(&article).contains("Captain Mira Holt"));
}

#[test]
fn odd_payloads_are_parsed_with_a_warning_each() {
    for (value, headers, warnings) in [
        (bad!("lone_surrogates.json"), &[][..], &[WarningCode::LoneSurrogateReplaced][..]),
        (
            bad!("wrong_charset.txt"),
            &[("content-type", "text/plain; charset=windows-1256")],
            &[WarningCode::CharsetMismatch],
        ),
        (bad!("invalid_bytes.txt"), &[], &[WarningCode::InvalidBytesReplaced]),
        // Warned of by `normalize`, which knows what a url and a date are, and takes the NULs out.
        (bad!("nul_bytes.txt"), &[], &[]),
        (bad!("url_that_is_none.json"), &[], &[]),
        (bad!("year_99999.json"), &[], &[]),
    ] {
        let article = parse(value, headers).unwrap();
        assert_eq!(codes(&article), warnings, "{}", String::from_utf8_lossy(value));
        assert!(body(&article).chars().count() > 80, "{}", body(&article));
    }
}

#[test]
fn what_normalize_will_judge_is_handed_on_as_it_stood() {
    let article = parse(bad!("url_that_is_none.json"), &[]).unwrap();
    assert_eq!(article.url.as_deref(), Some("ht!tp:/not a url"));
    let article = parse(bad!("year_99999.json"), &[]).unwrap();
    let date = article.published.first().unwrap();
    assert_eq!((date.value.as_str(), date.provenance), ("99999-01-01T00:00:00Z", Provenance::Declared));
    assert_eq!(body(&parse(bad!("nul_bytes.txt"), &[]).unwrap()).matches('\0').count(), 3);
}

#[test]
fn one_line_and_ten_words_are_articles() {
    for value in [bad!("one_line.txt"), bad!("ten_words.txt")] {
        let article = parse(value, &[]).unwrap();
        assert_eq!(body(&article), String::from_utf8_lossy(value).trim());
        assert_eq!(article.blocks.first().map(|block| block.kind), Some(BlockKind::Paragraph));
    }
}

#[test]
fn the_envelope_goes_before_the_headers_and_headers_fill_the_gaps() {
    let headers = [("url", "https://h.example/"), ("id", "from-header"), ("fetched-at", "2026-01-02T03:04:05Z")];
    let article = parse(br#"{"id": "from-envelope", "article_text": "One.\nTwo."}"#, &headers).unwrap();
    assert_eq!(article.source_id.as_deref(), Some("from-envelope"));
    assert_eq!(article.url.as_deref(), Some("https://h.example/"));
    assert_eq!(article.fetched_at.as_deref(), Some("2026-01-02T03:04:05Z"));
    assert_eq!((article.parser, article.blocks.len()), ("article_text", 2));
}

#[test]
fn declared_fields_go_first_with_their_provenance() {
    let json = br#"{"title": "Declared", "authors": ["A B"], "published_at": 1736000000, "language": "en", "article_text": "One."}"#;
    let article = parse(json, &[]).unwrap();
    assert_eq!(
        article.title.map(|title| (title.value, title.provenance)),
        Some(("Declared".into(), Provenance::Declared))
    );
    assert_eq!(article.authors.first().map(|author| author.name.as_str()), Some("A B"));
    assert_eq!(article.published.first().map(|date| date.value.as_str()), Some("1736000000"));
    assert_eq!(article.declared_languages, ["en"]);
}

#[test]
fn bytes_in_base64_are_decompressed_and_decoded() {
    use base64::Engine;
    let text = "Городская библиотека открылась в воскресенье, вход свободный для всех жителей старого города.";
    let (bytes, ..) = encoding_rs::WINDOWS_1251.encode(text);
    let base64 = base64::engine::general_purpose::STANDARD.encode(gzip(&bytes));
    let json = format!(
        r#"{{"body_base64": "{base64}", "http_headers": {{"Content-Type": "text/plain; charset=windows-1251"}}}}"#
    );
    let parsed = parser().parse(&record(Some(json.as_bytes()), &[])).unwrap();
    assert_eq!(parsed.decompressed_bytes, bytes.len());
    let article = parsed.articles.into_iter().next().unwrap().unwrap();
    assert_eq!((body(&article).as_str(), article.encoding.used.as_str()), (text, "windows-1251"));
    assert_eq!(article.encoding.declared.as_deref(), Some("windows-1251"));
}

#[test]
fn a_content_type_may_describe_what_the_envelope_holds() {
    let headers = [("content-type", "text/plain")];
    let article = parse(br#"{"body": "The <b>bold</b> mayor spoke for an hour."}"#, &headers).unwrap();
    assert_eq!((article.parser, body(&article).as_str()), ("text", "The <b>bold</b> mayor spoke for an hour."));
    let article = parse(br#"{"a set": of words} is what the mayor wrote on the wall."#, &headers).unwrap();
    assert_eq!(article.parser, "text");
}

#[test]
fn json_inside_an_envelope_is_refused() {
    assert_eq!(rejected(br#"{"body": "{\"text\": \"x\"}"}"#, &[]).0, RejectReason::UnsupportedType);
}

/// Pieces that switch a reader's state: a random mix of them comes closer to real damage than random bytes do.
const PIECES: [&[u8]; 24] = [
    b"{",
    b"}",
    b"[",
    b"\"text\":",
    b"\"body_base64\":",
    b"\"",
    b"\\ud83d",
    b"\\u12",
    b"\\",
    b":",
    b",",
    b"\n",
    b"\r\n",
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xd8\xa7\xd9\x84",
    b"\xe5\x9b\xb3",
    b"\x1f\x8b\x08",
    b"<p>",
    b"<meta charset=",
    b"\xc2\xa9 2025 a. ",
    b"By Jane Doe: 2025-01-02 | ",
    "The ferry left before dawn, and it came back after dark with forty-one crates of fish. ".as_bytes(),
];

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(400))]

    #[test]
    fn whatever_comes_ends_as_an_article_or_a_reason(pieces in proptest::collection::vec(0..PIECES.len(), 1..40)) {
        let value: Vec<u8> = pieces.iter().flat_map(|piece| PIECES[*piece]).copied().collect();
        for content_type in ["", "text/html", "text/plain; charset=utf-16", "application/json", "text/plain; charset=shift_jis"] {
            if let Ok(parsed) = parser().parse(&record(Some(&value), &[("content-type", content_type)])) {
                for article in parsed.articles.into_iter().flatten() {
                    proptest::prop_assert!(!article.blocks.is_empty());
                }
            }
        }
    }
}

#[test]
fn what_decompresses_is_known_before_it_does() {
    let decompresses = |value: &[u8], headers: &[(&str, &str)]| {
        let headers = headers
            .iter()
            .map(|(name, value)| Header { name: (*name).into(), value: Some(value.as_bytes().to_vec()) })
            .collect();
        let record = Record {
            origin: Origin::Input { index: 0 },
            timestamp_ms: None,
            key: None,
            value: Some(value.to_vec()),
            headers,
        };
        parser().decompresses(&record)
    };
    assert!(decompresses(b"any", &[("content-encoding", "br")]));
    assert!(decompresses(b"\x1f\x8b\x08\x00", &[]));
    assert!(decompresses(br#"{"body_base64": "H4sIAAAA"}"#, &[]));
    assert!(!decompresses(br#"{"text": "plain"}"#, &[("content-type", "application/json")]));
    assert!(!decompresses(b"plain H4sI", &[]));
}

#[test]
fn pages_that_are_no_articles_are_flagged_and_rejected_only_where_articles_alone_are_wanted() {
    for (name, kind) in [
        ("front_page_en", "the front page of a site"),
        ("section_list_de", "a list of articles"),
        ("video_es", "the page of a video"),
        ("error_ar", "a page that tells of an error"),
        ("cookie_wall_fr", "a notice about cookies"),
        ("paywalled_en", ""),
        ("live_tr", ""),
    ] {
        let path =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/html/kind_{name}.html"));
        let page = record(Some(&std::fs::read(path).unwrap()), &[]);
        let any = parser();
        let mut only = parser();
        only.settings.articles_only = true;
        let flagged = any.parse(&page).unwrap().articles.remove(0).unwrap();
        assert_eq!(flagged.flags.len(), 1, "{name}: {:?}", flagged.flags);
        match only.parse(&page).unwrap().articles.remove(0) {
            Ok(article) => assert_eq!((article, kind), (flagged, ""), "{name}"),
            Err(stop) => {
                let wanted = format!("not_an_article: expected an article (input.articles_only), got {kind}");
                assert_eq!(stop.to_string(), wanted, "{name}");
            }
        }
    }
}
