//! What becomes of a record that a topic refuses, one step after the other.
//!
//! ```text
//!  refused ▶ alone ▶ as a dead letter ▶ that alone ▶ that without its value ▶ the worker stops
//! ```
//!
//! A refusal for size hits a whole batch, so the first step is to send a record with nothing beside it. Each step is taken
//! once: no record goes round for ever.

use rdkafka::error::KafkaError;
use rdkafka::message::OwnedHeaders;

use super::fault::{Fault, Refusal, Verdict, judge};
use super::headers;
use crate::config::Config;
use crate::encode;
use crate::outcome::{RejectReason, Rejection};
use crate::pipeline::{DeadLetter, Flight};
use crate::telemetry::events::RecordRejected;

/// What a dead letter carries of its payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    Whole,
    /// The value was refused for its size.
    WithoutValue,
}

/// What was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusable {
    /// A record of so many bytes.
    Record(usize),
    DeadLetter(Size),
}

/// What to do next.
#[derive(Debug)]
pub enum Step {
    /// The client is going down, and so are we.
    Leave,
    /// The same again, with nothing else on its way.
    Alone,
    DeadLetter(Rejection),
    WithoutValue,
    /// This is not about this one record.
    Stop(Fault),
}

/// Where things are sent.
#[derive(Debug, Clone)]
pub struct OutputTopics {
    pub articles: String,
    pub dead_letters: String,
}

impl OutputTopics {
    #[must_use]
    pub fn new(config: &Config) -> Self {
        Self { articles: config.kafka.output_topic.clone(), dead_letters: config.kafka.dead_letter_topic.clone() }
    }

    /// The next step after a refusal; `alone`: nothing else was on its way.
    #[must_use]
    pub fn after(&self, refusal: Refusal, error: &KafkaError, what: Refusable, alone: bool) -> Step {
        match (refusal, what) {
            (Refusal::Teardown, _) => Step::Leave,
            (Refusal::Client, what) => Step::Stop(self.fault(what, error)),
            (Refusal::Size | Refusal::Record, _) if !alone => Step::Alone,
            (Refusal::Size, Refusable::Record(bytes)) => Step::DeadLetter(Rejection {
                reason: RejectReason::OutputTooLarge,
                detail: format!("topic {} refuses a record of {bytes} bytes", self.articles),
            }),
            (Refusal::Record, Refusable::Record(_)) => Step::DeadLetter(Rejection {
                reason: RejectReason::OutputRefused,
                detail: format!("topic {} refuses the record: {error}", self.articles),
            }),
            (Refusal::Size, Refusable::DeadLetter(Size::Whole)) => Step::WithoutValue,
            (Refusal::Size | Refusal::Record, Refusable::DeadLetter(_)) => {
                let topic = self.dead_letters.clone();
                Step::Stop(Fault::DeadLetterRefused { topic, reason: error.to_string() })
            }
        }
    }

    /// Why an error that is not about this one record ends the worker.
    #[must_use]
    pub fn fault(&self, what: Refusable, error: &KafkaError) -> Fault {
        let (topic, key) = match what {
            Refusable::Record(_) => (&self.articles, "kafka.output_topic"),
            Refusable::DeadLetter(_) => (&self.dead_letters, "kafka.dead_letter_topic"),
        };
        match judge(error, &format!("writing to topic {topic}"), "") {
            Verdict::Fatal(Fault::UnknownTopic { .. }) => Fault::UnknownTopic { topic: topic.clone(), key },
            Verdict::Fatal(fault) => fault,
            Verdict::Transient => Fault::Client { reason: format!("writing to topic {topic}: {error}") },
        }
    }
}

/// Value and headers of a dead letter, as they are sent.
pub fn contents<'a>(flight: &'a Flight, letter: &DeadLetter, size: Size) -> (Option<&'a [u8]>, Option<OwnedHeaders>) {
    let value = flight.record.value.as_deref();
    let omitted = (size == Size::WithoutValue).then(|| encode::value_omitted_header(value.map_or(0, <[u8]>::len)));
    let headers = headers::write(letter.headers.iter().chain(&omitted));
    (value.filter(|_| size == Size::Whole), headers)
}

/// Tells of a new dead letter.
pub fn tell(flight: &Flight, letter: &DeadLetter) {
    let position = flight.record.origin.position();
    RecordRejected { position, stage: letter.stage, reason: letter.reason, detail: &letter.detail }.emit();
}

#[cfg(test)]
mod tests {
    use rdkafka::types::RDKafkaErrorCode as Code;

    use super::*;
    use crate::kafka::fault::judge_refusal;

    /// The steps of what is refused each time with the same error.
    fn steps(code: Code) -> Vec<String> {
        let topics = OutputTopics { articles: "out".into(), dead_letters: "dlq".into() };
        let error = KafkaError::MessageProduction(code);
        let (mut what, mut alone, mut taken) = (Refusable::Record(9), false, Vec::new());
        loop {
            let step = topics.after(judge_refusal(&error), &error, what, alone);
            taken.push(match &step {
                Step::DeadLetter(rejection) => rejection.reason.as_str().to_string(),
                Step::Stop(fault) => fault.to_string(),
                step => format!("{step:?}"),
            });
            match step {
                Step::Alone => alone = true,
                Step::DeadLetter(_) => (what, alone) = (Refusable::DeadLetter(Size::Whole), false),
                Step::WithoutValue => what = Refusable::DeadLetter(Size::WithoutValue),
                Step::Leave | Step::Stop(_) => return taken,
            }
        }
    }

    #[test]
    fn a_size_refused_everywhere_takes_each_step_once_and_stops_the_worker() {
        let taken = steps(Code::MessageSizeTooLarge);
        assert_eq!(taken[..4], ["Alone", "output_too_large", "Alone", "WithoutValue"]);
        assert!(taken[4].starts_with("dead letter topic dlq refuses"), "{taken:?}");
        assert_eq!(taken.len(), 5);
    }

    #[test]
    fn a_record_refused_for_another_reason_becomes_a_dead_letter_with_its_value() {
        let taken = steps(Code::InvalidRecord);
        assert_eq!(taken[..3], ["Alone", "output_refused", "Alone"]);
        assert!(taken[3].starts_with("dead letter topic dlq refuses"), "{taken:?}");
    }

    #[test]
    fn what_is_not_about_the_record_stops_the_worker_at_once() {
        assert_eq!(steps(Code::PurgeQueue), ["Leave"]);
        let taken = steps(Code::UnknownTopicOrPartition);
        assert!(taken[0].contains("out") && taken[0].contains("kafka.output_topic"), "{taken:?}");
    }
}
