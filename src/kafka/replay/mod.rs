//! Dead letters back to the topics they came from.
//!
//! ```text
//!  dead letters ─▶ read ─▶ asked for? replayed before? too often? ─┬─▶ payload ──▶ input topic  ┐ one
//!       markers ─▶ memory ─────────────┘                           └─▶ marker ───▶ markers      ┘ transaction
//! ```
//!
//! A marker is written in the transaction that writes the payload, so a replay may be stopped at any moment and started
//! again, with any filter, and no payload is replayed twice (`docs/adr/0007-markers-for-replays.md`).
//!
//! - [`letter`]: what a dead letter says, and the decision about it; pure.
//! - [`memory`]: what has been replayed; [`markers`]: the topic that keeps it.
//! - [`scan`]: reads a topic once, to the end that it had.
//! - [`writer`]: the transactions.

mod letter;
mod markers;
mod memory;
mod scan;
mod writer;

use std::collections::HashMap;
use std::time::{Duration, Instant};

pub use letter::{Fate, Letter, ReplayOptions, Summary};

use self::letter::decide;
use self::memory::{Full, Memory};
use self::scan::Scan;
use self::writer::Writer;
use super::fault::Fault;
use super::settings::TopicFacts;
use super::topics::Asker;
use crate::config::Config;
use crate::record::Record;

/// How long the cluster may say nothing at the start.
const PATIENCE: Duration = Duration::from_secs(30);
/// A transaction holds so many letters, so many bytes (or one letter) and so much time at most.
const LETTERS: usize = 500;
const BYTES: usize = 4 << 20;
const OPEN: Duration = Duration::from_secs(1);
/// Markers that one transaction takes away.
const FORGET: usize = 5_000;

/// The topic of markers beside a topic of dead letters.
#[must_use]
pub fn markers_of(dead_letter_topic: &str) -> String {
    format!("{dead_letter_topic}.replayed")
}

/// How far a replay is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub read: u64,
    /// Offsets in the topic at the start: at least as many as there are letters.
    pub size: u64,
    pub replayed: u64,
}

/// Who is told of every record that was read and decided, with the letter where it is one.
pub type Watch<'a> = dyn FnMut(Progress, Option<(&Letter, Fate)>) + 'a;

/// Replays what `options` ask for. `summary` holds what was done when it returns, also where it returns an error.
///
/// # Errors
///
/// [`Fault`]; what was committed until then stays, and the next run goes on from there.
pub fn replay(
    config: &Config,
    options: &ReplayOptions,
    summary: &mut Summary,
    watch: &mut Watch<'_>,
) -> Result<(), Fault> {
    let deadline = Instant::now() + PATIENCE;
    let stop = || Instant::now() >= deadline;
    let mut asker = Asker::new(config, &stop)?;
    let partitions = |asker: &mut Asker<'_>, name: &str, key| -> Result<u32, Fault> {
        let topic = asker.topic(name, key)?;
        topic.map(|topic| topic.partitions).ok_or_else(|| asker.no_answer())
    };
    let dead_letters = &config.kafka.dead_letter_topic;
    let letters = partitions(&mut asker, dead_letters, "kafka.dead_letter_topic")?;
    let mut inputs = HashMap::new();
    let mut smallest: Option<u64> = None;
    for name in &config.kafka.input_topics {
        inputs.insert(name.clone(), partitions(&mut asker, name, "kafka.input_topics")?);
        smallest = smallest.into_iter().chain(asker.probe().settings_of(name).max_message_bytes).min();
    }
    let facts = TopicFacts {
        partitions: letters,
        max_message_bytes: smallest.map(|limit| u32::try_from(limit).unwrap_or(u32::MAX)),
    };

    let markers = markers_of(dead_letters);
    // First the producer: it aborts what an earlier run left open, so that the markers say all there is to say.
    let (writer, marked) = if options.dry_run {
        (None, markers::look_up(&mut asker, &markers)?)
    } else {
        let marked = markers::make(config, &mut asker, &markers)?;
        (Some(Writer::start(config, facts, markers.clone(), inputs)?), Some(marked))
    };
    let mut memory = Memory::default();
    if let Some(marked) = marked {
        let mut scan = Scan::start(config, &mut asker, &markers, marked)?;
        while let Some(record) = scan.next()? {
            memory.take(&record).map_err(|Full| full(&markers))?;
        }
    }

    let scan = Scan::start(config, &mut asker, dead_letters, letters)?;
    let mut run = Run {
        config,
        options,
        progress: Progress { read: 0, size: scan.size, replayed: 0 },
        chosen: 0,
        writer,
        memory,
        markers,
        batch: Batch::default(),
        start: Instant::now(),
        summary,
        watch,
    };
    let read_to_the_end = run.read(scan)?;
    run.flush()?;
    if read_to_the_end { run.tidy() } else { Ok(()) }
}

fn full(markers: &str) -> Fault {
    let reason =
        format!("topic {markers} holds more replayed payloads than fit in memory: delete the oldest dead letters");
    Fault::Replay { reason }
}

/// Letters of one transaction.
#[derive(Default)]
struct Batch {
    letters: Vec<Letter>,
    bytes: usize,
    since: Option<Instant>,
}

struct Run<'a> {
    config: &'a Config,
    options: &'a ReplayOptions,
    progress: Progress,
    /// Letters that were chosen, refused ones not counted.
    chosen: u64,
    /// `None`: a dry run.
    writer: Option<Writer>,
    memory: Memory,
    markers: String,
    batch: Batch,
    start: Instant,
    summary: &'a mut Summary,
    watch: &'a mut Watch<'a>,
}

impl Run<'_> {
    /// Whether it read to the end.
    fn read(&mut self, mut scan: Scan) -> Result<bool, Fault> {
        loop {
            if self.options.limit.is_some_and(|limit| self.chosen >= limit) {
                // Those that were chosen last may still be refused.
                self.flush()?;
                if self.options.limit.is_some_and(|limit| self.chosen >= limit) {
                    return Ok(false);
                }
            }
            let Some(record) = scan.next()? else { return Ok(true) };
            self.progress.read += 1;
            self.meet(record)?;
            if self.batch.since.is_some_and(|since| since.elapsed() >= OPEN) {
                self.flush()?;
            }
        }
    }

    fn meet(&mut self, record: Record) -> Result<(), Fault> {
        let letter = match Letter::read(record) {
            Ok(letter) => letter,
            Err(_) => {
                self.summary.count(Summary::NO_LETTER, Fate::NoLetter);
                (self.watch)(self.progress, None);
                return Ok(());
            }
        };
        let before = self.memory.knows(&letter);
        let fate = decide(&letter, self.options, &self.config.kafka.input_topics, before);
        (self.watch)(self.progress, Some((&letter, fate)));
        if fate != Fate::Replayed {
            self.summary.count(letter.reason_name(), fate);
            return Ok(());
        }
        self.memory.remember(&letter).map_err(|Full| full(&self.markers))?;
        self.chosen += 1;
        if self.writer.is_none() {
            self.summary.count(letter.reason_name(), fate);
            self.progress.replayed += 1;
            return Ok(());
        }
        self.pace()?;
        self.batch.bytes += letter.record.size();
        self.batch.since.get_or_insert_with(Instant::now);
        self.batch.letters.push(letter);
        if self.batch.letters.len() >= LETTERS || self.batch.bytes >= BYTES { self.flush() } else { Ok(()) }
    }

    /// Waits until one more letter keeps to the rate.
    fn pace(&mut self) -> Result<(), Fault> {
        let Some(rate) = self.options.rate else { return Ok(()) };
        let due = self.start + Duration::from_secs_f64((self.chosen.saturating_sub(1)) as f64 / f64::from(rate.max(1)));
        let wait = due.saturating_duration_since(Instant::now());
        // What is open already need not wait as long.
        if self.batch.since.is_some_and(|since| since.elapsed() + wait >= OPEN) {
            self.flush()?;
        }
        std::thread::sleep(wait);
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Fault> {
        let Batch { letters, .. } = std::mem::take(&mut self.batch);
        let Some(writer) = self.writer.as_ref().filter(|_| !letters.is_empty()) else { return Ok(()) };
        let refused = writer.write(&letters)?;
        for letter in &letters {
            let refusal = refused.iter().find(|(source, _)| *source == letter.source);
            let fate = if let Some((source, reason)) = refusal {
                tracing::warn!(payload = %source, reason, "the input topic refuses the payload");
                self.memory.forget(letter);
                self.chosen -= 1;
                Fate::Refused
            } else {
                self.progress.replayed += 1;
                Fate::Replayed
            };
            self.summary.count(letter.reason_name(), fate);
        }
        Ok(())
    }

    /// Takes markers away that stand for letters no longer there: all letters were met.
    fn tidy(&self) -> Result<(), Fault> {
        let Some(writer) = &self.writer else { return Ok(()) };
        self.memory.left_over().chunks(FORGET).try_for_each(|sources| writer.forget(sources))
    }
}
