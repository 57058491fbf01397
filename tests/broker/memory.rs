//! Memory stays under what `copydesk check` says it can need, with everything against it: a hundred partitions, a
//! backlog many times as large, and an output topic that takes nothing.
//!
//! `make memory` runs it with 2 GiB waiting and the limits that a worker has by default.

use std::time::{Duration, Instant};

use crate::support::broker::Broker;
use crate::support::payloads;
use crate::support::producer::{Outgoing, Producer};
use crate::support::settings::Settings;
use crate::support::topics::{Shape, Topics, plain};
use crate::support::worker::{Worker, run};
use crate::support::{PATIENCE, eventually};

const PARTITIONS: i32 = 100;
const MIB: u64 = 1 << 20;
/// MiB that wait in the topic; without it, a little more than a worker may hold, under small limits.
const WAITING: &str = "COPYDESK_TEST_WAITING_MIB";

#[test]
fn a_stuck_output_and_a_hundred_partitions_stay_under_the_bound_that_check_prints() {
    let broker = Broker::start();
    let mut second = broker.join();
    // The output lives on a broker that then goes: without a leader, every record waits without end. (One replica under
    // min.insync.replicas=2 would not do: brokers since 4.0 ask for no more than there are.)
    let topics = Topics::create_shaped(&broker, "memory", plain(PARTITIONS), Shape { node: 2, ..plain(3) });
    second.kill();
    // Until the controller has noticed, it would still give it partitions: those of the group's offsets, say.
    let admin = broker.admin();
    eventually("the second broker is gone", PATIENCE, || {
        let found = admin.inner().fetch_metadata(None, Duration::from_secs(2));
        found.is_ok_and(|found| found.brokers().len() == 1)
    });
    let settings =
        Settings::new(&broker, &topics).with("pipeline.workers", "2").with("pipeline.drain_timeout", "\"1s\"");
    let asked = std::env::var(WAITING).ok().map(|mib| mib.parse::<u64>().expect("a number of MiB") * MIB);
    let settings = match asked {
        Some(_) => settings,
        None => settings
            .with("limits.in_flight_bytes", "\"24MiB\"")
            .with("limits.prefetch_bytes", "\"16MiB\"")
            .with("limits.payload_bytes", "\"512KiB\"")
            .with("limits.decompressed_bytes", "\"2MiB\""),
    };
    let bound = printed_bound(&settings);

    let mut producer = Producer::new(&broker, &topics.input);
    let mut written = 0;
    let mut n = 0;
    // A worker that read all of it in would break the bound.
    let waiting = asked.unwrap_or(bound * 5 / 4);
    while written < waiting {
        let payload = large_page(n);
        written += payload.value.as_ref().map_or(0, Vec::len) as u64;
        producer.send(i32::try_from(n % PARTITIONS as u64).unwrap(), &payload);
        n += 1;
        if n.is_multiple_of(500) {
            producer.flush();
        }
    }
    producer.flush();

    let mut worker = Worker::start(&settings);
    worker.wait_until_ready();
    let patience = if asked.is_some() { PATIENCE * 10 } else { PATIENCE };
    eventually("the budget is full", patience, || {
        let metrics = worker.metrics();
        metrics.sum("copydesk_inflight_bytes") >= metrics.sum("copydesk_inflight_bytes_limit") / 5 * 4
    });
    // Full, it takes in nothing more: the count stands still while we look.
    let mut last = (worker.metrics().sum("copydesk_records_consumed_total"), Instant::now());
    eventually("intake stands still for two seconds", patience, || {
        let now = worker.metrics().sum("copydesk_records_consumed_total");
        if now != last.0 {
            last = (now, Instant::now());
        }
        last.1.elapsed() > Duration::from_secs(2)
    });
    worker.assert_alive();
    let metrics = worker.metrics();
    assert_eq!(metrics.conservation(), Ok(()));
    assert_eq!(metrics.sum("copydesk_records_published_total"), 0, "the output took something");
    let peak = worker.peak_resident_bytes();
    eprintln!("peak {} MiB of {} MiB; {} MiB were there to be read", peak / MIB, bound / MIB, written / MIB);
    assert!(peak < bound, "held {} MiB, check promised {} MiB", peak / MIB, bound / MIB);
}

/// The bytes that `check` says a worker may need at most.
fn printed_bound(settings: &Settings) -> u64 {
    let output = run(Some(settings), &["check", "--partitions", &PARTITIONS.to_string()]);
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    bytes_of_total(&text).unwrap_or_else(|| panic!("check prints a sum of memory:\n{text}"))
}

/// Its last line: `     337 MiB  total`.
fn bytes_of_total(text: &str) -> Option<u64> {
    let line = text.lines().find(|line| line.trim_end().ends_with("MiB  total"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|mib| mib * MIB)
}

/// A page of some 300 kB that does not compress to nothing.
fn large_page(n: u64) -> Outgoing {
    let body: Vec<String> = (0..250).flat_map(|m| payloads::paragraphs(n * 1000 + m)).collect();
    Outgoing::value(format!(
        "<html><head><title>Minutes {n}</title></head><body><article><h1>Minutes of the council, {n}</h1><p>{}</p></article></body></html>",
        body.join("</p><p>")
    ))
}
