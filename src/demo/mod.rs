//! The sample payloads behind `copydesk demo`: invented articles in twelve languages, in every form that is read, and
//! six payloads that cannot be.
//!
//! Data only. People, towns and outlets are invented, hosts end in `.example`. The seed is the one page that was not
//! written for this: the plain-text dump that `docs/` explains line by line.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::record::Header;

/// One payload as it would lie in the input topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Says what it shows.
    pub name: &'static str,
    pub key: Option<Vec<u8>>,
    pub headers: Vec<Header>,
    /// `None` is a tombstone.
    pub value: Option<Vec<u8>>,
}

impl Sample {
    fn new(name: &'static str, value: &[u8]) -> Self {
        Self { name, key: Some(name.as_bytes().to_vec()), headers: Vec::new(), value: Some(value.to_vec()) }
    }

    fn with(mut self, header: &str, value: &str) -> Self {
        self.headers.push(Header { name: header.to_owned(), value: Some(value.as_bytes().to_vec()) });
        self
    }

    fn page(name: &'static str, url: &str, value: &[u8]) -> Self {
        Self::new(name, value).with("content-type", "text/html; charset=utf-8").with("url", url)
    }
}

/// Good and broken payloads, mixed as they would come.
#[must_use]
pub fn samples() -> Vec<Sample> {
    let beach = gzip(include_bytes!("samples/pt_beach.html"));
    let cut = beach.get(..beach.len() / 2).unwrap_or_default();
    vec![
        Sample::new("seed: Arabic text dump without url or date", include_bytes!("samples/ar_seed.txt")),
        Sample::page(
            "English page with JSON-LD",
            "https://coastledger.example/2026/03/09/lindhavn-harbour-reopens?utm_source=feed",
            include_bytes!("samples/en_harbour.html"),
        ),
        Sample::new("broken: JSON cut short", include_bytes!("samples/broken_invalid.json")),
        Sample::new("Arabic page in windows-1256", include_bytes!("samples/ar_library.windows-1256.html"))
            .with("url", "https://alnakheel.example/culture/15-03-2026/library"),
        Sample::new("Persian text dump", include_bytes!("samples/fa_water.txt")).with("content-type", "text/plain"),
        Sample::page(
            "Hebrew page with OpenGraph",
            "https://kolhaemek.example/news/little-train",
            include_bytes!("samples/he_train.html"),
        ),
        Sample::new("German text dump", include_bytes!("samples/de_bridge.txt"))
            .with("url", "https://muehlentalerbote.example/regional/holzbruecke-gerettet")
            .with("fetched-at", "2026-02-12T09:00:00Z"),
        Sample::new("broken: no bytes", b""),
        Sample::new("French page in a JSON envelope", include_bytes!("samples/fr_theatre.json"))
            .with("content-type", "application/json"),
        Sample::page(
            "Spanish page with a JSON-LD graph",
            "https://diariodelparamo.example/economia/mercado-nocturno",
            include_bytes!("samples/es_market.html"),
        ),
        Sample::new("broken: binary data", include_bytes!("samples/broken_binary.bin")),
        Sample::new("Russian page in windows-1251", include_bytes!("samples/ru_observatory.windows-1251.html"))
            .with("url", "https://vestnik-predgorya.example/news/observatoriya"),
        Sample::new("Japanese text dump", include_bytes!("samples/ja_ferry.txt"))
            .with("url", "https://shiokaze.example/chiiki/watashibune"),
        Sample::new("broken: a PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n").with("content-type", "application/pdf"),
        Sample::new("Turkish text dump in a JSON envelope", include_bytes!("samples/tr_olive.json")),
        Sample::new("Hindi article, extracted already", include_bytes!("samples/hi_library.json")),
        Sample::page(
            "Portuguese page, gzipped",
            "https://folhadaenseada.example/cidade/restinga-praia-do-sabia",
            &beach,
        )
        .with("content-encoding", "gzip"),
        Sample::new("broken: gzip cut short", cut).with("content-encoding", "gzip"),
        Sample { value: None, ..Sample::new("tombstone", b"") },
        Sample::new("Italian text dump", include_bytes!("samples/it_clock.txt"))
            .with("url", "https://gazzettadiborgoscuro.example/cultura/campanile"),
    ]
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // A vector takes every write.
    encoder.write_all(bytes).and_then(|()| encoder.finish()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::outcome::{RejectReason, Stop};
    use crate::parse::{HeaderNames, ParseSettings, Parser};
    use crate::record::{Origin, Record};

    fn parser() -> Parser {
        let headers = HeaderNames {
            content_type: "content-type".into(),
            content_encoding: "content-encoding".into(),
            url: "url".into(),
            id: "id".into(),
            fetched_at: "fetched-at".into(),
        };
        Parser::new(ParseSettings {
            payload_bytes: 1 << 20,
            decompressed_bytes: 1 << 20,
            headers,
            envelope: BTreeMap::new(),
            articles_only: false,
        })
    }

    fn record(sample: Sample) -> Record {
        let Sample { key, headers, value, .. } = sample;
        Record { origin: Origin::Input { index: 0 }, timestamp_ms: None, key, value, headers }
    }

    #[test]
    fn good_samples_are_parsed_and_broken_ones_end_as_their_names_say() {
        for sample in samples() {
            let name = sample.name;
            let result = parser().parse(&record(sample));
            match (name, result) {
                ("tombstone", result) => assert!(matches!(result, Err(Stop::Filtered(_))), "{name}"),
                (name, Err(Stop::Rejected(rejection))) => {
                    let reason = match name {
                        "broken: JSON cut short" => RejectReason::InvalidJson,
                        "broken: no bytes" => RejectReason::PayloadEmpty,
                        "broken: binary data" => RejectReason::NotText,
                        "broken: a PDF" => RejectReason::UnsupportedType,
                        "broken: gzip cut short" => RejectReason::Decompression,
                        name => panic!("{name}: {rejection:?}"),
                    };
                    assert_eq!(rejection.reason, reason, "{name}");
                }
                (name, result) => {
                    let article = result.unwrap().articles.remove(0).unwrap();
                    let words: usize = article.blocks.iter().map(|block| block.text.split_whitespace().count()).sum();
                    assert!(
                        !name.starts_with("broken") && (words > 60 || name.starts_with("Japanese")),
                        "{name}: {words} words"
                    );
                }
            }
        }
    }

    #[test]
    fn names_are_unique_and_no_host_is_real() {
        let samples = samples();
        let names: BTreeSet<&str> = samples.iter().map(|sample| sample.name).collect();
        assert_eq!(names.len(), samples.len());
        for header in samples.iter().flat_map(|sample| &sample.headers).filter(|header| header.name == "url") {
            let url = String::from_utf8_lossy(header.value.as_deref().unwrap_or_default()).into_owned();
            let host = url.split('/').nth(2).unwrap_or_default().to_owned();
            assert!(host.ends_with(".example"), "{url}");
        }
    }

    #[test]
    fn the_seed_is_the_one_that_the_tests_know() {
        assert_eq!(include_bytes!("samples/ar_seed.txt"), include_bytes!("../../tests/fixtures/seed.txt"));
    }
}
