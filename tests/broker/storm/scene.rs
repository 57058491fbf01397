//! A scene: someone who writes, workers, readers and the books. What storms and mutations have in common.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::books::{Books, Sums};
use super::crew::{Crew, Delivery, Event};
use super::field::Field;
use super::payload::Ending;
use super::reading::{Reading, Reads};
use super::writer::Writer;
use crate::support::broker::Broker;
use crate::support::settings::Settings;

pub struct Scene {
    pub field: Field,
    pub books: Arc<Books>,
    pub writer: Writer,
    pub crew: Crew,
    readings: Vec<Reading>,
    /// What went wrong beside the books.
    pub problems: Vec<String>,
    /// What happened to workers since it was last asked.
    pub events: Vec<Happening>,
}

/// What happened, when, and its number in the books with what waited then, where it was a fault.
pub struct Happening {
    pub at: Instant,
    pub event: Event,
    pub struck: (usize, u64),
}

/// How a scene ended.
#[derive(Debug, Clone)]
pub struct Verdict {
    pub sums: Sums,
    pub problems: Vec<String>,
}

impl Verdict {
    /// What breaks the promise. A repetition is none where payloads may be processed again, and order is that of the first
    /// time then.
    pub fn broken(&self, delivery: Delivery) -> Vec<String> {
        let mut broken = self.problems.clone();
        let sums = &self.sums;
        let mut rule = |count: u64, what: &str| {
            if count > 0 {
                broken.push(format!("{count} {what}"));
            }
        };
        rule(sums.lost, "lost");
        rule(sums.wrong, "with another content");
        rule(sums.phantoms, "that nobody wrote");
        if delivery == Delivery::ExactlyOnce {
            rule(sums.doubled, "doubled");
            rule(sums.out_of_order, "out of order");
        }
        broken
    }
}

impl Scene {
    pub fn set(field: Field, seed: u64, partitions: i32, backlog: u64) -> Self {
        Self::set_for(field, seed, partitions, backlog, |_| true)
    }

    /// One in which only payloads are written that end as they should for it.
    pub fn set_for(field: Field, seed: u64, partitions: i32, backlog: u64, writes: fn(Ending) -> bool) -> Self {
        field.make_topics(partitions);
        let books = Arc::new(Books::default());
        let read = |reads, partitions| Reading::start(&field, reads, 0..partitions, &books);
        let readings =
            vec![read(Reads::Input, partitions), read(Reads::Articles, field.outputs), read(Reads::DeadLetters, 1)];
        let writer = Writer::start(&field, &books, seed, partitions, backlog, writes);
        let crew = Crew::new(seed ^ 1);
        Self { field, books, writer, crew, readings, problems: Vec::new(), events: Vec::new() }
    }

    /// Settings for worker `n`.
    pub fn settings(&self, broker: &Broker, delivery: Delivery, n: usize) -> Settings {
        let settings = self
            .field
            .settings(broker)
            .with("kafka.compression", "\"none\"")
            .with("kafka.properties.\"topic.metadata.refresh.interval.ms\"", "\"2000\"")
            .with("limits.in_flight_bytes", "\"8MiB\"")
            .with("limits.prefetch_bytes", "\"8MiB\"")
            .with("limits.payload_bytes", "\"1MiB\"")
            .with("limits.decompressed_bytes", "\"8MiB\"")
            .with("pipeline.workers", "1")
            .with("pipeline.drain_timeout", "\"5s\"");
        match delivery {
            Delivery::AtLeastOnce => settings,
            Delivery::ExactlyOnce => settings
                .with("kafka.delivery", "\"exactly_once\"")
                .with("kafka.transactional_id", &format!("\"{}.{}\"", self.field.topics.group, super::crew::name(n)))
                .with("kafka.transaction.interval", "\"100ms\"")
                .with("kafka.transaction.timeout", "\"5s\""),
        }
    }

    /// Lets time pass, looking after the workers.
    pub fn pass(&mut self, time: Duration) {
        let until = Instant::now() + time;
        loop {
            for event in self.crew.tend() {
                let is_fault = matches!(event, Event::Fired { .. });
                let struck = if is_fault { self.books.strike() } else { (0, 0) };
                self.events.push(Happening { at: Instant::now(), event, struck });
            }
            if Instant::now() >= until {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Lets time pass until the answer is yes. False where it never is.
    pub fn pass_until(&mut self, patience: Duration, mut question: impl FnMut(&mut Self) -> bool) -> bool {
        let deadline = Instant::now() + patience;
        loop {
            self.pass(Duration::from_millis(30));
            if question(self) {
                return true;
            }
            if Instant::now() >= deadline {
                return false;
            }
        }
    }

    /// One more input partition, for the one who writes and the one who reads it.
    pub fn grow(&mut self) -> bool {
        let partitions = self.writer.partitions() + 1;
        if !self.field.grow_input(partitions) {
            return false;
        }
        self.readings.push(Reading::start(&self.field, Reads::Input, partitions - 1..partitions, &self.books));
        self.writer.spread(partitions);
        true
    }

    /// Nothing more is written, everything has to end, and everybody goes home.
    pub fn finish(mut self, patience: Duration) -> (Verdict, Crew) {
        self.crew.armed_percent = 0;
        self.writer.finish(&self.field);
        let partitions = self.writer.partitions();
        let mut offsets = None;
        let mut asked = Instant::now();
        let all = self.pass_until(patience, |scene| {
            if asked.elapsed() > Duration::from_millis(300) {
                offsets = scene.field.offsets(partitions);
                asked = Instant::now();
            }
            let is_committed = |offsets: &Vec<(i64, i64)>| offsets.iter().all(|(committed, end)| committed == end);
            offsets.as_ref().is_some_and(is_committed)
        });
        if !all {
            self.problems.push(format!("committed offsets and ends still differ after {patience:?}: {offsets:?}"));
        }
        self.problems.extend(self.crew.dismiss());
        let settled = Duration::from_secs(30);
        if !self.field.await_stable_output(settled) {
            self.problems.push("a transaction stays open on the output".into());
        }
        if !self.readings.iter().all(|reading| reading.await_end(settled)) {
            self.problems.push("the topics could not be read to their ends".into());
        }
        drop(self.readings);
        (Verdict { sums: self.books.close(), problems: self.problems }, self.crew)
    }
}
