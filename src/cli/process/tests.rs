use std::sync::Mutex;

use super::*;
use crate::encode::EncodedRecord;
use crate::outcome::{FilterRule, RejectReason, Stage};
use crate::pipeline::{Batch, DeadLetter, End, Ended, Flight, Threads};

/// What was written, to be looked at from outside.
#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl Page {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A road of one thread that gathers up to `most` payloads and ends them in the wrong order, each by its first letter:
/// `r` is rejected, `f` filtered, `2` are two articles, anything else published as it is.
fn road(most: usize) -> Road {
    let (intake, payloads) = bounded::<Batch<Arc<Flight>>>(2);
    let (sender, ends) = bounded(2);
    let mut threads = Threads::default();
    threads
        .spawn("backwards".into(), move || {
            let mut waiting = Vec::new();
            loop {
                // Whatever is there now and no more: the feeder may be waiting for the budget.
                let next = if waiting.is_empty() { payloads.recv().ok() } else { payloads.try_recv().ok() };
                let done = next.is_none();
                waiting.extend(next.into_iter().flatten());
                if (done || waiting.len() == most)
                    && (waiting.is_empty() || sender.send(waiting.drain(..).rev().map(ended).collect()).is_err())
                {
                    return;
                }
            }
        })
        .unwrap();
    Road { intake, ends, threads }
}

fn ended(flight: Arc<Flight>) -> Ended {
    let value = flight.record.value.clone().unwrap();
    let publish =
        |value: &[u8]| End::Publish(EncodedRecord { key: Vec::new(), value: value.to_vec(), headers: Vec::new() });
    let ends = match value.first() {
        Some(b'r') => {
            let detail = "expected better".into();
            let (stage, reason) = (Stage::Normalize, RejectReason::BodyEmpty);
            vec![(None, End::DeadLetter(DeadLetter { stage, reason, detail, headers: Vec::new() }))]
        }
        Some(b'f') => vec![(None, End::Filter(FilterRule::Language))],
        Some(b'2') => vec![(Some(0), publish(b"first")), (Some(1), publish(b"second"))],
        _ => vec![(None, publish(&value))],
    };
    Ended { flight, ends }
}

/// Runs lines over the road: records, rejects, tally.
fn process(lines: &str, payload_bytes: usize, budget: &Arc<Budget>) -> (String, String, Result<Tally, Failure>) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lines");
    std::fs::write(&file, lines).unwrap();
    let feeder = Feeder {
        inputs: vec![Input::File(file)],
        shape: Shape::Lines,
        headers: Vec::new(),
        payload_bytes,
        budget: Arc::clone(budget),
    };
    let (records, rejects) = (Page::default(), Page::default());
    let writer = Writer::new(records.clone(), Box::new(rejects.clone()), Names::new(&Config::default()), false);
    let tally = drive(road(7), feeder, writer);
    (records.text(), rejects.text(), tally)
}

#[test]
fn records_come_out_in_input_order_whatever_ends_first() {
    let lines: Vec<String> = (0..1000).map(|n| format!("line {n}")).collect();
    let budget = Arc::new(Budget::new(1 << 20));
    let (records, rejects, tally) = process(&lines.join("\n"), 100, &budget);
    assert_eq!(records.lines().collect::<Vec<_>>(), lines);
    assert_eq!(rejects, "");
    assert_eq!(tally, Ok(Tally { published: 1000, ..Tally::default() }));
    assert_eq!(budget.used(), 0);
}

#[test]
fn a_budget_for_one_payload_lets_all_of_them_through_one_by_one() {
    let lines: Vec<String> = (0..100).map(|n| format!("line {n}")).collect();
    let budget = Arc::new(Budget::new(1));
    let (records, _, tally) = process(&lines.join("\n"), 100, &budget);
    assert_eq!(records.lines().collect::<Vec<_>>(), lines);
    assert_eq!(tally.unwrap().published, 100);
    assert_eq!(budget.used(), 0);
}

#[test]
fn every_payload_ends_as_record_reject_or_filtered() {
    let lines = "a\nreject me\nfilter me\n\n2\nthis line is much too long\nlast";
    let (records, rejects, tally) = process(lines, 12, &Arc::new(Budget::new(1 << 20)));
    assert_eq!(records, "a\nfirst\nsecond\nlast\n");
    let rejects: Vec<serde_json::Value> = rejects.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |index: usize, name: &str| rejects[index][name].clone();
    assert_eq!((of(0, "line"), of(0, "stage"), of(0, "reason")), (2.into(), "normalize".into(), "body_empty".into()));
    assert_eq!((of(1, "line"), of(1, "stage")), (6.into(), "parse".into()));
    assert_eq!(of(1, "reason"), "payload_too_large");
    assert_eq!(of(1, "detail"), "expected at most 12B (limits.payload_bytes), got 26 bytes");
    let filtered = [(FilterRule::Language, 1)].into();
    let tally = tally.unwrap();
    assert_eq!(tally, Tally { published: 4, rejected: 2, filtered });
    assert_eq!(tally.to_string(), "published 4, filtered 1 (language 1), rejected 2");
}

#[test]
fn a_road_that_breaks_down_is_no_end_of_the_input() {
    let (intake, payloads) = bounded::<Batch<Arc<Flight>>>(2);
    let (sender, ends) = bounded(2);
    drop((payloads, sender));
    let road = Road { intake, ends, threads: Threads::default() };
    let feeder = Feeder {
        inputs: vec![Input::File("Cargo.toml".into())],
        shape: Shape::Whole,
        headers: Vec::new(),
        payload_bytes: 1 << 20,
        budget: Arc::new(Budget::new(1 << 20)),
    };
    let writer = Writer::new(Page::default(), Box::new(io::sink()), Names::new(&Config::default()), false);
    assert_eq!(drive(road, feeder, writer), Err(Failure::stopped("the stages ended before their work was done")));
}

#[test]
fn what_was_read_before_an_input_fails_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("good");
    std::fs::write(&good, "good\n").unwrap();
    let feeder = Feeder {
        inputs: vec![Input::File(good), Input::File(folder.path().join("gone"))],
        shape: Shape::Lines,
        headers: Vec::new(),
        payload_bytes: 100,
        budget: Arc::new(Budget::new(1 << 20)),
    };
    let records = Page::default();
    let writer = Writer::new(records.clone(), Box::new(io::sink()), Names::new(&Config::default()), false);
    assert!(drive(road(1), feeder, writer).is_err());
    assert_eq!(records.text(), "good\n");
}
