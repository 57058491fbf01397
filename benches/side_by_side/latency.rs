//! From a record's timestamp to its arrival with a reader, at a steady pace.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use rdkafka::consumer::BaseConsumer;
use rdkafka::message::{BorrowedMessage, Headers, Message};

use crate::PARTITIONS;
use crate::contender::{Contender, Stage, Until};
use crate::figures::{cell, percentile, table};
use crate::measure;
use crate::support::producer::{Outgoing, Producer};
use crate::support::topics::{Shape, create};
use crate::visible;

/// How long the first records are left out: everybody has joined and warmed up by then.
const WARM_UP: Duration = Duration::from_secs(4);
const TICK: Duration = Duration::from_millis(1);
/// How long the last records may take before they count as missing.
const PATIENCE: Duration = Duration::from_secs(3);

/// What is sent, and how fast.
pub struct Pace<'a> {
    pub payloads: &'a [Vec<u8>],
    pub per_second: f64,
    pub lasting: Duration,
}

struct Sample {
    p50: f64,
    p99: f64,
    cpu_s: f64,
    arrived: f64,
}

/// Measures each contender once a round, in turn.
pub fn report(stage: &Stage<'_>, title: &str, contenders: &[Contender], pace: &Pace<'_>, rounds: usize) {
    let mut samples: Vec<(Contender, Vec<Sample>)> = contenders.iter().map(|one| (*one, Vec::new())).collect();
    for round in 0..rounds {
        for (contender, samples) in &mut samples {
            samples.push(one(stage, *contender, pace, round));
        }
    }
    println!("### {title}\n");
    let rows: Vec<Vec<String>> = samples
        .iter()
        .map(|(contender, samples)| {
            let figure = |figure: &dyn Fn(&Sample) -> f64| cell(samples.iter().map(figure));
            vec![contender.name(), figure(&|s| s.p50), figure(&|s| s.p99), figure(&|s| s.cpu_s), figure(&|s| s.arrived)]
        })
        .collect();
    table(&["contender", "p50 ms", "p99 ms", "CPU s", "arrived"], &rows);
}

fn one(stage: &Stage<'_>, contender: Contender, pace: &Pace<'_>, round: usize) -> Sample {
    let input = format!("bench.paced.{contender:?}.{round}").replace([' ', '{', '}', ':', ','], "");
    create(stage.broker, &[(&input, Shape { partitions: PARTITIONS, config: crate::ROOMY, node: 1 })]);
    let mut prepared = contender.prepare(stage, &input, Until::Asked);
    let mut child = prepared.command.spawn().expect("a contender starts");
    let reader = visible::reader(stage.broker, &prepared.output);
    let sent_all = AtomicBool::new(false);
    let (from, mut latencies, cpu_s) = thread::scope(|scope| {
        let arrivals = scope.spawn(|| receive(&reader, &sent_all));
        let from = SystemTime::now() + WARM_UP;
        let mut producer = Producer::new(stage.broker, &input);
        pace.send(&mut producer);
        producer.flush();
        let cpu_s = measure::cpu_s(&child);
        sent_all.store(true, Ordering::Release);
        (from, arrivals.join().expect("no panic"), cpu_s)
    });
    // Standard input is how the bare loops and the wiring are asked to end; SIGTERM asks copydesk.
    drop(child.stdin.take());
    if contender.kind == crate::contender::Kind::Copydesk {
        crate::support::worker::send_signal(&child.id().to_string(), "TERM");
    }
    measure::watch(&mut child);
    stage.clear(&[input, prepared.output]);

    let from = millis(from);
    latencies.retain(|(stamp, _)| *stamp >= from);
    let mut taken: Vec<f64> = latencies.into_iter().map(|(_, taken)| taken).collect();
    taken.sort_by(f64::total_cmp);
    let expected = pace.per_second * (pace.lasting - WARM_UP).as_secs_f64();
    // Far from 1 where the machine cannot keep the pace: the other figures mean nothing then.
    let arrived = taken.len() as f64 / expected;
    Sample { p50: percentile(&taken, 50), p99: percentile(&taken, 99), cpu_s, arrived }
}

impl Pace<'_> {
    /// Sends at the pace; a generator that falls behind catches up.
    fn send(&self, producer: &mut Producer) {
        let begun = Instant::now();
        let mut sent = 0_u64;
        let mut payloads = self.payloads.iter().cycle();
        while begun.elapsed() < self.lasting {
            let due = (begun.elapsed().as_secs_f64() * self.per_second) as u64;
            while sent < due {
                let Some(payload) = payloads.next() else { return };
                let partition = i32::try_from(sent % PARTITIONS as u64).expect("a partition");
                let stamp = format!("{:.3}", millis(SystemTime::now()));
                producer.send(partition, &Outgoing::value(payload.clone()).with_key(stamp));
                sent += 1;
            }
            thread::sleep(TICK);
        }
    }
}

/// When each record was stamped, and how long it took; until nothing comes any more.
fn receive(reader: &BaseConsumer, sent_all: &AtomicBool) -> Vec<(f64, f64)> {
    let mut arrivals = Vec::new();
    let mut last = Instant::now();
    while !(sent_all.load(Ordering::Acquire) && last.elapsed() > PATIENCE) {
        let Some(Ok(message)) = reader.poll(Duration::from_millis(50)) else { continue };
        let now = millis(SystemTime::now());
        last = Instant::now();
        if let Some(stamp) = stamp(&message) {
            arrivals.push((stamp, now - stamp));
        }
    }
    arrivals
}

/// The payload's time: copydesk says it in a header, the others keep the key.
fn stamp(message: &BorrowedMessage<'_>) -> Option<f64> {
    if let Some(headers) = message.headers()
        && let Some(time) = headers.iter().find(|header| header.key == "ce_time")
    {
        let time: Timestamp = std::str::from_utf8(time.value?).ok()?.parse().ok()?;
        return Some(time.as_millisecond() as f64);
    }
    std::str::from_utf8(message.key()?).ok()?.parse().ok()
}

fn millis(time: SystemTime) -> f64 {
    time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64() * 1e3
}
