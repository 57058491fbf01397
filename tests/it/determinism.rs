//! The same payloads give the same records, however many workers make them.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use copydesk::app;
use copydesk::commit::{Budget, Slot, Ticket};
use copydesk::config::Config;
use copydesk::pipeline::{self, End, Flight, Road, Sequencer};
use copydesk::record::{Origin, Position, Record};
use serde_json::{Value, json};

/// Payloads of one batch.
const AT_ONCE: usize = 7;

/// Every fixture three times, so that the later ones are copies, and half of each text, which is an excerpt. Short and long
/// ones and bad ones stand mixed: workers overtake each other.
fn payloads() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let folders = ["", "html", "bad", "dumps"].map(|folder| fs::read_dir(root.join(folder)).unwrap());
    let files = folders.into_iter().flatten().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    let mut pages: Vec<(_, Vec<u8>)> = files.map(|path| (path.clone(), fs::read(path).unwrap())).collect();
    pages.sort();
    let pages: Vec<Vec<u8>> = pages.into_iter().map(|(_, page)| page).collect();
    assert!(pages.len() >= 30, "{} fixtures", pages.len());
    let texts = (0..40).map(|n| {
        let sentence =
            |word: &str| format!("On day {n} the council of {word} voted on ferry {} and on berth {}.", n * 7, n * 3);
        let text: String = ["Harbour Town", "the northern islands", "the old lighthouse"].map(sentence).join("\n");
        let whole = format!("{text}\n{}", text.replace("council", "committee").replace("voted", "wrote a long report"));
        [json!({"article_text": whole}).to_string(), json!({"article_text": text}).to_string()].map(String::into_bytes)
    });
    let texts: Vec<Vec<u8>> = texts.flatten().collect();
    [&pages[..], &texts, &pages, &texts[20..], &pages].concat()
}

/// How each payload ends with so many workers, in the order of its partition.
fn outcomes(payloads: &[Vec<u8>], workers: usize, partitions: usize) -> Vec<Vec<String>> {
    let config = Config::default();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
    let stages = app::stages(&config).unwrap();
    let Road { intake, ends, threads } = pipeline::start(stages, workers, runtime.handle()).unwrap();
    let budget = Arc::new(Budget::new(1 << 30));
    let flights: Vec<_> = payloads
        .iter()
        .enumerate()
        .map(|(n, payload)| {
            let (partition, offset) = (n % partitions, n / partitions);
            let position =
                Position { topic: "raw".into(), partition: partition as i32, offset: offset as i64, epoch: 1 };
            let origin = Origin::Kafka(position);
            let value = Some(payload.clone());
            let record = Record { origin, timestamp_ms: None, key: None, value, headers: Vec::new() };
            let slot = Slot(u32::try_from(partition).unwrap());
            Flight::new(record, Ticket { slot, epoch: 1, sequence: offset as u64 }, Arc::clone(&budget))
        })
        .collect();
    let feeding = std::thread::spawn(move || {
        for first in (0..flights.len()).step_by(AT_ONCE * partitions) {
            // A batch is of one partition, as the source makes them.
            for partition in 0..partitions {
                let batch = flights.iter().skip(first + partition).step_by(partitions).take(AT_ONCE);
                intake.send(batch.map(Arc::clone).collect()).unwrap();
            }
        }
    });
    let mut sequencer = Sequencer::default();
    let mut outcomes = vec![Vec::new(); partitions];
    for payload in ends.iter().flatten() {
        sequencer.push(payload.flight.ticket, payload, |payload| {
            let ends = payload.ends.into_iter().map(|(_, end)| match end {
                End::Publish(record) => String::from_utf8(record.value).unwrap(),
                other => format!("{other:?}"),
            });
            outcomes[payload.flight.ticket.slot.0 as usize].extend(ends);
        });
    }
    feeding.join().unwrap();
    threads.0.into_iter().for_each(|thread| thread.join().unwrap());
    outcomes
}

#[test]
fn eight_workers_make_the_records_of_one_byte_for_byte_duplicates_included() {
    let payloads = payloads();
    let one = outcomes(&payloads, 1, 1);
    assert_eq!(one[0].len(), payloads.len());
    let of_kind = |kind: &str| {
        one[0].iter().filter(|record| record.contains(&format!(r#""duplicate":{{"kind":"{kind}"#))).count()
    };
    assert!(
        of_kind("exact") > 60 && of_kind("derived") + of_kind("near") > 20,
        "the fixtures hardly repeat each other"
    );
    for round in 0..3 {
        let eight = outcomes(&payloads, 8, 1);
        let other = one[0].iter().zip(&eight[0]).position(|(one, eight)| one != eight);
        assert_eq!((other, eight[0].len()), (None, payloads.len()), "round {round}");
    }
}

#[test]
fn between_partitions_nothing_but_the_duplicate_depends_on_who_came_first() {
    let payloads = payloads();
    let bare = |workers| {
        let mut outcomes = outcomes(&payloads, workers, 3);
        for record in outcomes.iter_mut().flatten() {
            if let Ok(Value::Object(mut fields)) = serde_json::from_str(record) {
                fields.remove("duplicate");
                *record = Value::Object(fields).to_string();
            }
        }
        outcomes
    };
    assert!(bare(1) == bare(8), "records differ in more than their duplicate");
}
