//! What a stage costs, without Kafka: `cargo bench --bench stages [parse|normalize|enrich|ledger|road]`.
//!
//! `enrich` has one line for each local enricher alone, so that the words of a text are taken apart for it alone, one for none
//! of them and one for all, over body text; `normalize and enrich` is the whole of it.

#[path = "../pages.rs"]
mod pages;
mod stories;

use std::hint::black_box;
use std::sync::Arc;

use copydesk::commit::{Budget, Ledger, Slot, Ticket};
use copydesk::config::{Config, LocalEnrich};
use copydesk::enrich::LocalEnricher;
use copydesk::outcome::Outcome;
use copydesk::pipeline::{self, Flight, Sequencer};
use copydesk::record::{Origin, Record};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};

const PAGES: u64 = 64;
const PAGE_BYTES: usize = 60_000;
const ITEM_BYTES: usize = 1024;

fn record(index: u64, value: Vec<u8>) -> Record {
    Record { origin: Origin::Input { index }, timestamp_ms: None, key: None, value: Some(value), headers: Vec::new() }
}

fn html() -> Vec<Record> {
    (0..PAGES).map(|n| record(n, pages::page(n, PAGE_BYTES).into_bytes())).collect()
}

fn envelopes() -> Vec<Record> {
    let envelope = |n| serde_json::json!({ "id": n, "url": format!("https://gazette.example/{n}"), "html": pages::page(n, PAGE_BYTES) });
    (0..PAGES).map(|n| record(n, envelope(n).to_string().into_bytes())).collect()
}

fn items() -> Vec<Record> {
    (0..PAGES).map(|n| record(n, pages::item(n, ITEM_BYTES).into_bytes())).collect()
}

fn bytes(records: &[Record]) -> Throughput {
    Throughput::Bytes(records.iter().map(|record| record.size() as u64).sum())
}

fn parse(criterion: &mut Criterion) {
    let stages = copydesk::app::stages(&Config::default()).expect("stages");
    let mut group = criterion.benchmark_group("parse");
    for (name, records) in [("html", html()), ("envelope", envelopes()), ("item", items())] {
        group.throughput(bytes(&records));
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                records.iter().map(|record| stages.parser.parse(black_box(record))).filter(Result::is_ok).count()
            });
        });
    }
    group.finish();
}

fn normalize(criterion: &mut Criterion) {
    let stages = copydesk::app::stages(&Config::default()).expect("stages");
    let articles: Vec<_> = html()
        .iter()
        .flat_map(|record| stages.parser.parse(record).expect("a good page").articles)
        .map(|article| article.expect("a good page"))
        .collect();
    let mut group = criterion.benchmark_group("normalize");
    group.throughput(Throughput::Elements(articles.len() as u64));
    group.bench_function("articles", |bencher| {
        bencher.iter_batched(
            || articles.clone(),
            |articles| {
                articles.into_iter().map(|article| stages.normalizer.normalize(article)).filter(Result::is_ok).count()
            },
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

/// Articles of some 4 KB in English, German, French and Arabic, with names, quotations, dates and sums as news has them.
fn stories() -> Vec<Record> {
    let told = |n: u64, text: &str| {
        let text: Vec<_> = (0..10).map(|_| text).collect();
        let envelope = serde_json::json!({
            "id": n, "title": "A story", "article_text": text.join("\n"), "published_at": "2025-01-17",
            "url": format!("https://gazette.example/story/{n}"),
        });
        record(n, envelope.to_string().into_bytes())
    };
    (0..).zip(stories::STORIES).map(|(n, text)| told(n, text)).collect()
}

fn enrich(criterion: &mut Criterion) {
    let stages = copydesk::app::stages(&Config::default()).expect("stages");
    let raw: Vec<_> = stories()
        .iter()
        .flat_map(|record| stages.parser.parse(record).expect("a good envelope").articles)
        .map(|article| article.expect("a good article"))
        .collect();
    let articles: Vec<_> =
        raw.iter().map(|article| stages.normalizer.normalize(article.clone()).expect("an article")).collect();
    let bytes = Throughput::Bytes(articles.iter().map(|article| article.body.text.len() as u64).sum());
    let off = LocalEnrich::OFF;
    let mut group = criterion.benchmark_group("enrich");
    group.throughput(bytes.clone());
    for (name, settings) in [
        ("none", off),
        ("entities", LocalEnrich { entities: true, ..off }),
        ("quotes", LocalEnrich { quotes: true, ..off }),
        ("dates", LocalEnrich { dates: true, ..off }),
        ("quantities", LocalEnrich { quantities: true, ..off }),
        ("topics", LocalEnrich { topics: true, ..off }),
        ("keyphrases", LocalEnrich { keyphrases: true, ..off }),
        ("all", LocalEnrich::default()),
    ] {
        let enricher = LocalEnricher::new(settings);
        group.bench_function(name, |bencher| {
            let enrich =
                |articles: Vec<_>| articles.into_iter().map(|article| enricher.enrich(article)).collect::<Vec<_>>();
            bencher.iter_batched(|| articles.clone(), enrich, BatchSize::SmallInput);
        });
    }
    group.finish();
    let mut group = criterion.benchmark_group("normalize and enrich");
    group.throughput(bytes);
    group.bench_function("articles", |bencher| {
        let both = |raw: Vec<_>| {
            let normalized = raw.into_iter().filter_map(|article| stages.normalizer.normalize(article).ok());
            normalized.map(|article| stages.local.enrich(article)).collect::<Vec<_>>()
        };
        bencher.iter_batched(|| raw.clone(), both, BatchSize::SmallInput);
    });
    group.finish();
}

fn ledger(criterion: &mut Criterion) {
    const RECORDS: i64 = 10_000;
    let mut group = criterion.benchmark_group("ledger");
    group.throughput(Throughput::Elements(RECORDS as u64));
    for (name, reversed) in [("in order", false), ("reversed", true)] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let mut ledger = Ledger::new();
                let (slot, _) = ledger.assign(&"raw".into(), 0);
                let mut tickets: Vec<_> =
                    (0..RECORDS).map(|offset| ledger.admit(slot, offset).expect("a ticket")).collect();
                if reversed {
                    tickets.reverse();
                }
                for ticket in tickets {
                    ledger.end(ticket, Outcome::Published, &[Outcome::Published]).expect("an end");
                }
                black_box(ledger.committable(slot))
            });
        });
    }
    group.finish();
}

/// All stages with their channels, as `copydesk process` runs them.
fn road(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().expect("a runtime");
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let records = html();
    let mut group = criterion.benchmark_group("road");
    group.sample_size(20).throughput(bytes(&records));
    group.bench_function("html", |bencher| {
        let stages = copydesk::app::stages(&Config::default()).expect("stages");
        let road = pipeline::start(stages, workers, runtime.handle()).expect("threads");
        let budget = Arc::new(Budget::new(64 << 20));
        let mut sequence = 0;
        bencher.iter_batched(
            || records.clone(),
            |records| {
                let mut sequencer = Sequencer::default();
                let (first, count) = (sequence, records.len());
                let intake = road.intake.clone();
                let feeder = std::thread::spawn({
                    let budget = Arc::clone(&budget);
                    move || {
                        for (record, sequence) in records.into_iter().zip(first..) {
                            let ticket = Ticket { slot: Slot(0), epoch: 1, sequence };
                            intake.send(vec![Flight::new(record, ticket, Arc::clone(&budget))]).expect("a road");
                        }
                    }
                });
                let mut released = 0;
                for ended in road.ends.iter().flatten() {
                    // Each run counts on; the sequencer counts from 0.
                    let ticket = Ticket { sequence: ended.flight.ticket.sequence - first, ..ended.flight.ticket };
                    sequencer.push(ticket, ended, |_| released += 1);
                    if released == count {
                        break;
                    }
                }
                sequence += count as u64;
                feeder.join().expect("the feeder");
            },
            BatchSize::PerIteration,
        );
        drop(road.intake);
        for thread in road.threads.0 {
            thread.join().expect("a stage");
        }
    });
    group.finish();
}

criterion_group!(stages, parse, normalize, enrich, ledger, road);
criterion_main!(stages);
