//! What is on its way to the brokers, and what their answers mean.
//!
//! The client gives every record it was handed back exactly once, in a delivery report, with the number it went under. The
//! number is a place in [`Outbox`]: no allocation, no channel and no future for each record.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crossbeam_channel::Sender;
use rdkafka::ClientContext;
use rdkafka::Message;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::error::KafkaError;
use rdkafka::message::DeliveryResult;
use rdkafka::producer::ProducerContext;

use super::fault::{Fault, Refusal, Verdict, judge, judge_refusal};
use super::headers;
use super::log_client_line;
use super::refusal::Size;
use super::shared::Shared;
use super::trouble::Trouble;
use crate::encode::EncodedRecord;
use crate::failpoints::{self, Rule};
use crate::outcome::Outcome;
use crate::pipeline::{DeadLetter, Flight};

/// One record on its way.
#[derive(Debug)]
pub struct Outgoing {
    pub flight: Arc<Flight>,
    /// The article's place, where the payload holds several.
    pub item: Option<u32>,
    pub parcel: Parcel,
    /// Sent with nothing else on its way: a refusal is about this record and none of its neighbours.
    pub alone: bool,
}

/// What is sent. The client has a copy of the bytes, and a refused record gets its own back from the report.
#[derive(Debug)]
pub enum Parcel {
    Record,
    DeadLetter(DeadLetter, Size),
}

impl Parcel {
    /// Whether the report of its delivery ends it: in every build but one that tests what happens else.
    pub fn ends_with_report(&self) -> bool {
        failpoints::holds(match self {
            Self::Record => Rule::FlushBeforeCommit,
            Self::DeadLetter(..) => Rule::DeadLetterBeforeCommit,
        })
    }
}

impl Outgoing {
    pub fn outcome(&self) -> Outcome {
        match &self.parcel {
            Parcel::Record => Outcome::Published,
            Parcel::DeadLetter(letter, _) => Outcome::DeadLettered { stage: letter.stage, reason: letter.reason },
        }
    }
}

/// A record that the broker would not take.
#[derive(Debug)]
pub struct Refused {
    pub outgoing: Outgoing,
    pub refusal: Refusal,
    pub error: KafkaError,
    /// The bytes of a refused record; a dead letter's are in its flight.
    pub record: Option<EncodedRecord>,
}

/// The producer's callbacks.
pub struct Deliveries {
    state: Mutex<State>,
    shared: Arc<Shared>,
    /// Tells the sink that a refusal waits. Holds one: a bell that rings does not have to be rung again.
    bell: Sender<()>,
    trouble: Trouble,
}

#[derive(Debug, Default)]
struct State {
    outbox: Outbox,
    /// Bounded by the outbox: an entry was in there until now.
    refused: VecDeque<Refused>,
    /// Why the client as a whole cannot go on.
    fault: Option<Fault>,
}

impl Deliveries {
    #[must_use]
    pub fn new(shared: Arc<Shared>, bell: Sender<()>) -> Self {
        Self { state: Mutex::default(), shared, bell, trouble: Trouble::new("producer") }
    }

    /// Gives a record its number, before the client can report on it.
    pub fn put(&self, outgoing: Outgoing) -> usize {
        self.state().outbox.put(outgoing)
    }

    /// Refuses a record that the client itself did not accept: there will be no report on it.
    pub fn refuse(&self, number: usize, error: KafkaError, bytes: impl FnOnce() -> EncodedRecord) {
        let refusal = judge_refusal(&error);
        {
            // One lock for both, so that a record is never neither on its way nor refused.
            let mut state = self.state();
            let Some(outgoing) = state.outbox.take(number) else { return };
            let record = matches!(outgoing.parcel, Parcel::Record).then(bytes);
            state.refused.push_back(Refused { outgoing, refusal, error, record });
        }
        self.ring();
    }

    pub fn next_refused(&self) -> Option<Refused> {
        self.state().refused.pop_front()
    }

    /// Records on their way. When it is 0 the refusals of all that were are in [`Self::next_refused`].
    pub fn on_their_way(&self) -> usize {
        self.state().outbox.len()
    }

    /// Why the client as a whole cannot go on, where that is so.
    pub fn fault(&self) -> Option<Fault> {
        self.state().fault.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ring(&self) {
        // Full means that it rings already.
        let _ = self.bell.try_send(());
    }
}

impl ClientContext for Deliveries {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        log_client_line(level, facility, message);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        match judge(&error, "the cluster", reason) {
            // Which topic is unknown is told by the delivery reports, with its name.
            Verdict::Fatal(Fault::UnknownTopic { .. }) | Verdict::Transient => self.trouble.say(reason),
            Verdict::Fatal(fault) => {
                self.state().fault.get_or_insert(fault);
                self.ring();
            }
        }
    }
}

impl ProducerContext for Deliveries {
    type DeliveryOpaque = usize;

    fn delivery(&self, result: &DeliveryResult<'_>, number: usize) {
        match result {
            Ok(_) => {
                failpoints::at("delivered");
                let outgoing = self.state().outbox.take(number);
                debug_assert!(outgoing.is_some(), "a delivery report for a record that is not on its way");
                if let Some(outgoing) = outgoing.filter(|outgoing| outgoing.parcel.ends_with_report()) {
                    self.shared.end_article(&outgoing.flight, outgoing.outcome());
                }
            }
            Err((error, message)) => self.refuse(number, error.clone(), || EncodedRecord {
                key: message.key().unwrap_or_default().to_vec(),
                value: message.payload().unwrap_or_default().to_vec(),
                headers: headers::read(message),
            }),
        }
    }
}

/// Records on their way, each under a number that is used again once it is free.
#[derive(Debug, Default)]
struct Outbox {
    places: Vec<Option<Outgoing>>,
    free: Vec<usize>,
}

impl Outbox {
    fn put(&mut self, outgoing: Outgoing) -> usize {
        if let Some(number) = self.free.pop()
            && let Some(place) = self.places.get_mut(number)
        {
            *place = Some(outgoing);
            return number;
        }
        self.places.push(Some(outgoing));
        self.places.len() - 1
    }

    fn take(&mut self, number: usize) -> Option<Outgoing> {
        let outgoing = self.places.get_mut(number)?.take()?;
        self.free.push(number);
        Some(outgoing)
    }

    fn len(&self) -> usize {
        self.places.len() - self.free.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commit::{Budget, Slot, Ticket};
    use crate::record::{Origin, Record};

    fn outgoing() -> Outgoing {
        let record = Record {
            origin: Origin::Input { index: 0 },
            timestamp_ms: None,
            key: None,
            value: None,
            headers: Vec::new(),
        };
        let ticket = Ticket { slot: Slot(0), epoch: 1, sequence: 0 };
        let flight = Flight::new(record, ticket, Arc::new(Budget::new(1 << 20)));
        Outgoing { flight, item: None, parcel: Parcel::Record, alone: false }
    }

    #[test]
    fn a_number_is_free_again_once_its_record_is_back() {
        let mut outbox = Outbox::default();
        let (a, b) = (outbox.put(outgoing()), outbox.put(outgoing()));
        assert_ne!(a, b);
        assert!(outbox.take(a).is_some());
        assert!(outbox.take(a).is_none());
        assert_eq!(outbox.len(), 1);
        assert_eq!(outbox.put(outgoing()), a);
        assert_eq!(outbox.len(), 2);
        assert!(outbox.take(99).is_none());
    }
}
