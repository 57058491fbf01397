//! What a stage costs, without Kafka: `cargo bench --bench stages [parse|ledger|road]`.
//! What text costs from then on: `cargo bench --bench text`.

#[path = "../pages.rs"]
mod pages;

use std::hint::black_box;
use std::sync::Arc;

use copydesk::commit::{Budget, Ledger, Slot, Ticket};
use copydesk::config::Config;
use copydesk::outcome::Outcome;
use copydesk::pipeline::{self, Flight, Sequencer};
use copydesk::record::{Origin, Record};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};

const PAGES: u64 = 64;
const ITEM_BYTES: usize = 1024;

fn record(index: u64, value: Vec<u8>) -> Record {
    Record { origin: Origin::Input { index }, timestamp_ms: None, key: None, value: Some(value), headers: Vec::new() }
}

fn html() -> Vec<Record> {
    (0..PAGES).map(|n| record(n, pages::page(n, pages::PAGE_BYTES).into_bytes())).collect()
}

fn envelopes() -> Vec<Record> {
    let envelope = |n| serde_json::json!({ "id": n, "url": format!("https://gazette.example/{n}"), "html": pages::page(n, pages::PAGE_BYTES) });
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

criterion_group!(stages, parse, ledger, road);
criterion_main!(stages);
