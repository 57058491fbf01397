//! Memory is bounded in bytes, whatever comes in: the road under a sink that stands still.

use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use copydesk::app;
use copydesk::commit::{Budget, Slot, Ticket};
use copydesk::config::{ByteSize, Config};
use copydesk::pipeline::{self, Flight, OVERHEAD_BYTES, Road, Sequencer};
use copydesk::record::{Origin, Record};
use flate2::Compression;
use flate2::write::GzEncoder;

const WORKERS: usize = 2;
const PAYLOADS: u64 = 300;
const PARTITIONS: u64 = 3;
const PAGE_BYTES: usize = 1 << 20;
const LIMIT_BYTES: usize = 16 << 20;

/// A page of a mebibyte that is a few kilobytes when compressed, with a short article in it.
fn compressed_page() -> Vec<u8> {
    let article = "<article><h1>Ferry line opens</h1><p>The council of the two islands opened the ferry line on Monday, \
                   after a debate of eleven hours and a vote that nobody had expected to be so clear.</p></article>";
    let filler = PAGE_BYTES - article.len() - "<!---->".len();
    let page = format!("{article}<!--{}-->", "x".repeat(filler));
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(page.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn compressed_payloads_wait_for_room_behind_a_sink_that_stands_still() {
    let config = Config {
        limits: copydesk::config::Limits { in_flight_bytes: ByteSize(LIMIT_BYTES as u64), ..Default::default() },
        ..Config::default()
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
    let Road { intake, ends, threads } =
        pipeline::start(app::stages(&config).unwrap(), WORKERS, runtime.handle()).unwrap();
    let budget = Arc::new(Budget::new(LIMIT_BYTES));
    let page = compressed_page();
    assert!(page.len() * 100 < PAGE_BYTES);

    // All of it is admitted, for it is small: the budget is closed only by what the payloads grow to.
    let flights: Vec<_> = (0..PAYLOADS)
        .map(|n| {
            let record = Record {
                origin: Origin::Input { index: n },
                timestamp_ms: None,
                key: None,
                value: Some(page.clone()),
                headers: Vec::new(),
            };
            let slot = Slot(u32::try_from(n % PARTITIONS).unwrap());
            Flight::new(record, Ticket { slot, epoch: 1, sequence: n / PARTITIONS }, Arc::clone(&budget))
        })
        .collect();
    let admitted = budget.used();
    assert!(admitted < LIMIT_BYTES, "{admitted}");
    let feeding = std::thread::spawn(move || {
        // Batches of one partition each, as the source makes them.
        for partition in 0..PARTITIONS {
            for batch in
                flights.iter().skip(partition as usize).step_by(PARTITIONS as usize).collect::<Vec<_>>().chunks(16)
            {
                intake.send(batch.iter().map(|flight| Arc::clone(flight)).collect()).unwrap();
            }
        }
    });

    // Nobody takes the ends. What grew beyond the limit: one payload for each worker, and the oldest.
    let bound = LIMIT_BYTES + (WORKERS + 1) * (PAGE_BYTES + page.len() + OVERHEAD_BYTES);
    let mut highest = 0;
    let mut still = 0;
    let mut last = 0;
    let deadline = Instant::now() + Duration::from_secs(120);
    while still < 50 && Instant::now() < deadline {
        let used = budget.used();
        highest = highest.max(used);
        still = if used == last && used > admitted { still + 1 } else { 0 };
        last = used;
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(highest <= bound, "{highest} bytes in flight, expected at most {bound}");

    // The sink moves again: everything ends, in the order of each partition.
    let mut sequencer = Sequencer::default();
    let mut next = vec![0; usize::try_from(PARTITIONS).unwrap()];
    let mut ended = 0;
    for payload in ends.iter().flatten() {
        highest = highest.max(budget.used());
        sequencer.push(payload.flight.ticket, payload, |payload| {
            let ticket = payload.flight.ticket;
            let next = &mut next[ticket.slot.0 as usize];
            assert_eq!(ticket.sequence, *next);
            *next += 1;
            ended += 1;
        });
    }
    feeding.join().unwrap();
    assert_eq!(ended, PAYLOADS);
    assert!(highest <= bound, "{highest} bytes in flight, expected at most {bound}");
    for thread in threads.0 {
        thread.join().unwrap();
    }
    assert_eq!(budget.used(), 0);
}
