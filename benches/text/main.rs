//! What text costs, without Kafka: normalize and each local enricher, over body text in five languages.
//!
//! `cargo bench --bench text`, or `-- ROW` for one row of the table, as a profiler wants it.

mod costs;
mod cpu_time;
mod stories;

use copydesk::article::RawArticle;
use copydesk::config::Config;
use copydesk::pipeline::Stages;
use copydesk::record::{Origin, Record};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let done = match &arguments[..] {
        [] => costs::run(None),
        [row] => costs::run(Some(row)),
        _ => false,
    };
    if !done {
        eprintln!("usage: cargo bench --bench text [-- ROW], ROW the name of one in its table");
        std::process::exit(2);
    }
}

fn stages() -> Stages {
    copydesk::app::stages(&Config::default()).expect("stages")
}

/// An article as an envelope brings it, its text taken as it is.
fn article(stages: &Stages, language: &str, n: u64, text: &str) -> RawArticle {
    let envelope = serde_json::json!({
        "id": n, "title": text.chars().take(60).collect::<String>(), "article_text": text, "language": language,
        "published_at": "2025-01-20", "url": format!("https://gazette.example/{language}/{n}"),
    });
    let value = Some(envelope.to_string().into_bytes());
    let record =
        Record { origin: Origin::Input { index: n }, timestamp_ms: None, key: None, value, headers: Vec::new() };
    let parsed = stages.parser.parse(&record).expect("a good envelope");
    parsed.articles.into_iter().next().expect("an article").expect("a good article")
}
