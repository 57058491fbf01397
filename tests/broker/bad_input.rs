//! Bad input is data: every kind of it ends as the table says, and the worker goes on.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::support::PATIENCE;
use crate::support::broker::Broker;
use crate::support::payloads::{article, envelope, page, paragraphs};
use crate::support::producer::{Outgoing, Producer};
use crate::support::reader::{Read, Reader};
use crate::support::settings::Settings;
use crate::support::topics::{Topics, plain};
use crate::support::worker::Worker;

/// How a row of the table ends.
enum Ends {
    Filtered,
    DeadLetter(&'static str),
    /// Published, and the record says so much about it.
    Published(fn(&Value) -> bool),
}

struct Row {
    name: &'static str,
    payload: Outgoing,
    ends: Ends,
}

fn row(name: &'static str, payload: Outgoing, ends: Ends) -> Row {
    Row { name, payload, ends }
}

fn has_warning(record: &Value, code: &str) -> bool {
    record["warnings"].as_array().is_some_and(|warnings| warnings.iter().any(|warning| warning["code"] == code))
}

fn is_thin(record: &Value) -> bool {
    record["quality"]["flags"].as_array().is_some_and(|flags| flags.iter().any(|flag| flag == "thin_body"))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn gzipped(value: Vec<u8>) -> Outgoing {
    Outgoing::value(value).with_header("content-encoding", "gzip").with_header("content-type", "text/html")
}

const PAYLOAD_LIMIT: usize = 2 << 20;

#[rustfmt::skip]
fn dead_ends() -> Vec<Row> {
    use Ends::{DeadLetter, Filtered};
    let mut truncated = gzip(page(1).as_bytes());
    truncated.truncate(truncated.len() / 2);
    let noise: Vec<u8> = (0..4000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    vec![
        row("null", Outgoing::default(), Filtered),
        row("empty", Outgoing::value(""), DeadLetter("payload_empty")),
        row("not decodable", Outgoing::value(noise), DeadLetter("not_text")),
        row("invalid JSON", Outgoing::value("{\"html\": \"<p>x"), DeadLetter("invalid_json")),
        row("announced JSON that is none", Outgoing::value("plain words").with_header("content-type", "application/json"), DeadLetter("invalid_json")),
        row("JSON without a body", Outgoing::value("{\"id\": \"7\"}"), DeadLetter("field_missing")),
        row("HTML without text", Outgoing::value("<html><body><nav></nav></body></html>"), DeadLetter("body_empty")),
        row("over payload_bytes", Outgoing::value(vec![b'x'; PAYLOAD_LIMIT + 1]), DeadLetter("payload_too_large")),
        row("gzip bomb", gzipped(gzip(&vec![b' '; 64 << 20])), DeadLetter("decompression")),
        row("truncated gzip", gzipped(truncated), DeadLetter("decompression")),
        row("unknown content type", Outgoing::value("%PDF-1.7").with_header("content-type", "application/pdf"), DeadLetter("unsupported_type")),
        row("unknown content encoding", Outgoing::value("x").with_header("content-encoding", "snappy"), DeadLetter("unsupported_type")),
    ]
}

#[rustfmt::skip]
fn published() -> Vec<Row> {
    use Ends::Published;
    let body = paragraphs(40).join("</p><p>");
    let nested = format!("{}<article><h1>Deep</h1><p>{body}</p></article>", "<div>".repeat(100_000));
    let with_nul = page(41).replace("harbour master", "harbour\0 master");
    let surrogate = serde_json::json!({ "article_text": format!("HALF of a pair. {}", paragraphs(42).join("\n")) });
    let surrogate = surrogate.to_string().replace("HALF", "\\ud83d");
    let bad_url = serde_json::json!({ "url": "not a url", "article_text": paragraphs(43).join("\n") }).to_string();
    let far_date = serde_json::json!({ "published_at": "99999-01-01", "article_text": paragraphs(44).join("\n") }).to_string();
    let one_line = format!("Harbour news {}", paragraphs(45).join(" "));
    // In windows-1251, under a header that says UTF-8.
    let (cyrillic, _, _) = encoding_rs::WINDOWS_1251.encode("<html><head><title>Порт</title></head><body><article><h1>Совет решил перестроить старую пристань</h1><p>Городской совет во вторник вечером решил перестроить старую пристань после долгих споров, которые продолжались более трёх часов.</p><p>Работы начнутся весной, а до тех пор паромы будут отходить от северного причала, и рынок переедет на площадь за церковью.</p></article></body></html>");
    vec![
        row("100,000 nested divs", Outgoing::value(nested), Published(|record| has_warning(record, "depth_capped"))),
        row("NUL bytes", Outgoing::value(with_nul), Published(|record| has_warning(record, "control_characters_removed"))),
        row("lone surrogate in JSON", Outgoing::value(surrogate), Published(|record| has_warning(record, "lone_surrogate_replaced"))),
        row("url that is none", Outgoing::value(bad_url), Published(|record| has_warning(record, "invalid_url") && record.get("url").is_none())),
        row("date from year 99999", Outgoing::value(far_date), Published(|record| has_warning(record, "invalid_date") && record.get("published_at").is_none())),
        row("wrong declared charset", Outgoing::value(cyrillic).with_header("content-type", "text/html; charset=utf-8"), Published(|record| has_warning(record, "charset_mismatch") && record["language"]["tag"] == "ru")),
        row("one-line dump", Outgoing::value(one_line), Published(|record| record["body"]["word_count"].as_u64() > Some(20))),
        row("ten-word article", Outgoing::value("The old quay burned down last night, nobody was hurt."), Published(is_thin)),
        row("key of 1 MB", article(46).with_key(vec![b'k'; 1_000_000]), Published(|record| record["source"]["key"].as_str().is_some_and(|key| key.starts_with("sha256:")))),
        row("key that is no UTF-8", article(47).with_key(vec![0xff, 0xfe, 0x41]), Published(|record| record["source"]["key"] == "base64://5B")),
        row("envelope", Outgoing::value(envelope(48, "html", &page(48))), Published(|record| record["source"]["id"] == "48")),
    ]
}

#[test]
fn every_kind_of_bad_input_ends_as_it_should_and_the_worker_goes_on() {
    let broker = Broker::shared();
    let roomy = crate::support::topics::Shape { partitions: 1, config: &[("max.message.bytes", "20000000")], node: 1 };
    let topics = Topics::create_shaped(broker, "bad-input", roomy, plain(1));
    let settings = Settings::new(broker, &topics)
        .with("limits.payload_bytes", &format!("\"{PAYLOAD_LIMIT}B\""))
        .with("limits.decompressed_bytes", "\"8MiB\"");
    let rows: Vec<Row> = dead_ends().into_iter().chain(published()).collect();
    let mut producer = Producer::new(broker, &topics.input);
    producer.write(0, rows.iter().map(|row| &row.payload));
    // Who comes after all of them shows that the worker goes on.
    producer.write(0, [&article(1)]);
    let last = i64::try_from(rows.len()).unwrap();

    let mut worker = Worker::start(&settings);
    let mut articles = Reader::new(broker, &topics.output);
    articles.read_until("the article after the bad ones", PATIENCE, |read| {
        read.iter().any(|read| read.article_source() == (0, last))
    });
    let articles = articles.read_to_end().to_vec();
    let dead_letters = Reader::new(broker, &topics.dead_letters).read_to_end().to_vec();

    let problems: Vec<String> =
        rows.iter().zip(0..).filter_map(|(row, offset)| problem(row, offset, &articles, &dead_letters)).collect();
    assert!(problems.is_empty(), "{} rows end otherwise:\n{}", problems.len(), problems.join("\n"));

    let metrics = worker.metrics();
    assert_eq!(metrics.conservation(), Ok(()));
    assert_eq!(metrics.sum_where("copydesk_records_filtered_total", &[("rule", "tombstone")]), 1);
    worker.assert_alive();
    worker.drain();
}

/// What is wrong with the end of a row.
fn problem(row: &Row, offset: i64, articles: &[Read], dead_letters: &[Read]) -> Option<String> {
    let name = row.name;
    let article = articles.iter().find(|read| read.article_source() == (0, offset));
    let dead_letter = dead_letters.iter().find(|read| read.dead_letter_source() == (0, offset));
    let reason = dead_letter.and_then(|read| read.header("copydesk.reason"));
    let detail = dead_letter.and_then(|read| read.header("copydesk.detail"));
    match &row.ends {
        Ends::Filtered => (article.is_some() || dead_letter.is_some()).then(|| format!("{name}: came out")),
        Ends::DeadLetter(expected) => (reason != Some(expected) || article.is_some()).then(|| {
            format!("{name}: expected {expected}, got {reason:?} ({detail:?}), article: {}", article.is_some())
        }),
        Ends::Published(holds) => match article {
            None => Some(format!("{name}: not published, but {reason:?} ({detail:?})")),
            Some(read) => {
                let record = read.json();
                (!holds(&record)).then(|| format!("{name}: published, but: {}", short(&record)))
            }
        },
    }
}

fn short(record: &Value) -> String {
    let picked: Vec<String> = ["source", "url", "language", "published_at", "quality", "warnings"]
        .iter()
        .map(|field| format!("{field}: {}", record[field]))
        .collect();
    picked.join(", ").chars().take(1500).collect()
}
