//! A dead letter as its headers describe it, and what a replay makes of it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::outcome::{RejectReason, Stage};
use crate::record::Record;

/// Where a payload stood when it was rejected. Payloads are told apart by it, and not letters: a payload of several
/// articles may have left several letters, and after a crash a letter may be there twice.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Source {
    pub topic: Arc<str>,
    pub partition: i32,
    pub offset: i64,
}

/// The key of its marker.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.topic, self.partition, self.offset)
    }
}

impl Source {
    /// A source from the key of its marker.
    #[must_use]
    pub fn of_key(key: &[u8]) -> Option<Self> {
        let mut parts = std::str::from_utf8(key).ok()?.split('/');
        let source = Self {
            topic: parts.next()?.into(),
            partition: parts.next()?.parse().ok()?,
            offset: parts.next()?.parse().ok()?,
        };
        parts.next().is_none().then_some(source)
    }
}

/// What stands for a replayed payload in the topic of markers: its value, as JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marker {
    /// Of the payload. Another payload may stand at the same offset once its topic was made anew.
    pub timestamp: Option<i64>,
    /// The letter it was replayed from, for people.
    pub letter_partition: i32,
    pub letter_offset: i64,
}

/// One dead letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub record: Record,
    pub source: Source,
    pub timestamp: Option<i64>,
    pub stage: Option<Stage>,
    /// `None`: a reason that this version does not know.
    pub reason: Option<RejectReason>,
    pub attempts: u32,
    pub value_omitted: bool,
}

impl Letter {
    /// Reads the headers; gives the record back where they are none of ours.
    ///
    /// # Errors
    ///
    /// The record, where it is no dead letter.
    // The error is the record itself, to be counted.
    #[allow(clippy::result_large_err)]
    pub fn read(record: Record) -> Result<Self, Record> {
        let text = |name: &str| std::str::from_utf8(record.header(name)?).ok();
        let source = || {
            Some(Source {
                topic: text("copydesk.source.topic")?.into(),
                partition: text("copydesk.source.partition")?.parse().ok()?,
                offset: text("copydesk.source.offset")?.parse().ok()?,
            })
        };
        let Some(source) = source() else { return Err(record) };
        let timestamp = text("copydesk.source.timestamp").and_then(|text| text.parse().ok());
        let stage = text("copydesk.stage").and_then(|name| Stage::ALL.into_iter().find(|stage| stage.as_str() == name));
        let reason = text("copydesk.reason")
            .and_then(|name| RejectReason::ALL.into_iter().find(|reason| reason.as_str() == name));
        let attempts = text("copydesk.attempts").and_then(|text| text.parse().ok()).unwrap_or(1);
        // A tombstone never becomes a dead letter: without a value it was taken away.
        let value_omitted = record.value.is_none() || record.header("copydesk.value_omitted").is_some();
        Ok(Self { source, timestamp, stage, reason, attempts, value_omitted, record })
    }

    /// Its reason as a line of the summary.
    #[must_use]
    pub fn reason_name(&self) -> &'static str {
        self.reason.map_or("other", RejectReason::as_str)
    }

    /// What stands for it once it is replayed.
    #[must_use]
    pub fn marker(&self) -> Marker {
        let position = self.record.origin.position();
        Marker {
            timestamp: self.timestamp,
            letter_partition: position.map_or(-1, |position| position.partition),
            letter_offset: position.map_or(-1, |position| position.offset),
        }
    }
}

/// Which letters are to be replayed, and how.
#[derive(Debug, Clone)]
pub struct ReplayOptions {
    pub reason: Option<RejectReason>,
    pub stage: Option<Stage>,
    /// How many letters at most.
    pub limit: Option<u64>,
    /// How many a second at most.
    pub rate: Option<u32>,
    /// A payload that became a dead letter so often stays one.
    pub max_attempts: u32,
    /// Decide, and write nothing.
    pub dry_run: bool,
}

/// What became of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    Replayed,
    /// The filters did not ask for it.
    NotAsked,
    /// Replayed before, by this run or an earlier one.
    Before,
    TooManyAttempts,
    ValueOmitted,
    /// It comes from a topic that is none of `kafka.input_topics`.
    OtherTopic,
    /// The input topic takes no such record.
    Refused,
    /// No dead letter of copydesk's.
    NoLetter,
}

impl Fate {
    pub const ALL: [Self; 8] = [
        Self::Replayed,
        Self::NotAsked,
        Self::Before,
        Self::TooManyAttempts,
        Self::ValueOmitted,
        Self::OtherTopic,
        Self::Refused,
        Self::NoLetter,
    ];
}

/// Decides about a letter. `before`: whether its payload was replayed already.
#[must_use]
pub fn decide(letter: &Letter, options: &ReplayOptions, inputs: &[String], before: bool) -> Fate {
    let asked = options.reason.is_none_or(|reason| letter.reason == Some(reason))
        && options.stage.is_none_or(|stage| letter.stage == Some(stage));
    if !asked {
        Fate::NotAsked
    } else if before {
        Fate::Before
    } else if letter.value_omitted {
        Fate::ValueOmitted
    } else if letter.attempts >= options.max_attempts {
        Fate::TooManyAttempts
    } else if !inputs.iter().any(|input| **input == *letter.source.topic) {
        // Whoever can write a letter could else write to any topic through us.
        Fate::OtherTopic
    } else {
        Fate::Replayed
    }
}

/// How many letters of each reason met which fate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary(BTreeMap<&'static str, BTreeMap<Fate, u64>>);

impl Summary {
    /// The line of what is no letter.
    pub const NO_LETTER: &'static str = "(no dead letter)";

    pub fn count(&mut self, reason: &'static str, fate: Fate) {
        *self.0.entry(reason).or_default().entry(fate).or_default() += 1;
    }

    /// Reasons that were met, in order of their names.
    pub fn reasons(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.0.keys().copied()
    }

    #[must_use]
    pub fn of(&self, reason: &str, fate: Fate) -> u64 {
        self.0.get(reason).and_then(|fates| fates.get(&fate)).copied().unwrap_or(0)
    }

    #[must_use]
    pub fn total(&self, fate: Fate) -> u64 {
        self.0.values().filter_map(|fates| fates.get(&fate)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::{dead_letter_headers, value_omitted_header};
    use crate::outcome::Rejection;
    use crate::record::{Header, Origin, Position};

    fn at(topic: &str, offset: i64) -> Origin {
        Origin::Kafka(Position { topic: topic.into(), partition: 2, offset, epoch: 0 })
    }

    fn payload() -> Record {
        let header = |name: &str, value: &[u8]| Header { name: name.into(), value: Some(value.to_vec()) };
        Record {
            origin: at("raw", 41),
            timestamp_ms: Some(7),
            key: None,
            value: Some(b"{".to_vec()),
            // A producer's own header that looks like one of ours, and comes before them.
            headers: vec![header("url", b"x"), header("COPYDESK.SOURCE.TOPIC", b"elsewhere")],
        }
    }

    fn letter(payload: &Record) -> Letter {
        let rejection = Rejection { reason: RejectReason::InvalidJson, detail: "expected a value".into() };
        let headers = dead_letter_headers(payload, Stage::Parse, &rejection, None);
        Letter::read(Record { origin: at("dlq", 5), headers, ..payload.clone() }).unwrap()
    }

    fn options() -> ReplayOptions {
        ReplayOptions { reason: None, stage: None, limit: None, rate: None, max_attempts: 3, dry_run: false }
    }

    fn inputs() -> Vec<String> {
        vec!["raw".into()]
    }

    #[test]
    fn what_the_worker_wrote_is_what_a_replay_reads() {
        let letter = letter(&payload());
        assert_eq!(letter.source, Source { topic: "raw".into(), partition: 2, offset: 41 });
        assert_eq!((letter.stage, letter.reason), (Some(Stage::Parse), Some(RejectReason::InvalidJson)));
        assert_eq!((letter.timestamp, letter.attempts, letter.value_omitted), (Some(7), 1, false));
        assert_eq!(letter.marker(), Marker { timestamp: Some(7), letter_partition: 2, letter_offset: 5 });
        assert_eq!(decide(&letter, &options(), &inputs(), false), Fate::Replayed);
    }

    #[test]
    fn a_payload_that_failed_again_counts_on_until_it_stays_a_dead_letter() {
        let mut record = payload();
        for attempts in 1..=3 {
            let letter = letter(&record);
            assert_eq!(letter.attempts, attempts);
            let expected = if attempts < 3 { Fate::Replayed } else { Fate::TooManyAttempts };
            assert_eq!(decide(&letter, &options(), &inputs(), false), expected);
            record = Record { origin: at("raw", 41 + i64::from(attempts)), ..letter.record };
        }
    }

    #[test]
    fn filters_choose_by_reason_and_by_stage() {
        let letter = letter(&payload());
        let by = |reason, stage| decide(&letter, &ReplayOptions { reason, stage, ..options() }, &inputs(), false);
        assert_eq!(by(Some(RejectReason::InvalidJson), Some(Stage::Parse)), Fate::Replayed);
        assert_eq!(by(Some(RejectReason::NotText), None), Fate::NotAsked);
        assert_eq!(by(None, Some(Stage::Sink)), Fate::NotAsked);
    }

    #[test]
    fn nothing_goes_to_a_topic_that_is_no_input() {
        let letter = letter(&payload());
        assert_eq!(decide(&letter, &options(), &["other".into()], false), Fate::OtherTopic);
    }

    #[test]
    fn a_letter_without_its_value_cannot_be_replayed() {
        let mut omitted = letter(&payload()).record;
        omitted.value = None;
        omitted.headers.push(value_omitted_header(1));
        let letter = Letter::read(omitted).unwrap();
        assert_eq!(decide(&letter, &options(), &inputs(), false), Fate::ValueOmitted);
        assert_eq!(decide(&letter, &options(), &inputs(), true), Fate::Before);
    }

    #[test]
    fn a_foreign_record_is_no_letter() {
        assert_eq!(Letter::read(payload()), Err(payload()));
    }

    #[test]
    fn a_marker_finds_its_payload_again() {
        let source = Source { topic: "raw.articles".into(), partition: 11, offset: 1 << 40 };
        assert_eq!(Source::of_key(source.to_string().as_bytes()), Some(source));
        for odd in ["", "raw", "raw/1", "raw/1/x", "raw/1/2/3", "raw/-/2"] {
            assert_eq!(Source::of_key(odd.as_bytes()), None, "{odd:?}");
        }
    }
}
