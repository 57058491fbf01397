//! The sink: an OS thread that restores order, produces records and dead letters, and sees to what the brokers refuse.
//!
//! ```text
//!  ends ▶ order per partition ▶ still ours? ┬ filtered ─────────────────────▶ ended
//!                                           └ produce ▶ delivery report ┬ ok ▶ ended
//!                                                                       └ refused ▶ alone ▶ dead letter ▶ without its value ▶ fault
//! ```
//!
//! Records of one input partition are produced in its order, and the idempotent producer keeps it per output partition,
//! through its own retries too. One thing bends it: a refusal for size hits a whole batch, and its records are sent
//! again one by one, behind what was on its way after them. `batch.size` follows the topic's `max.message.bytes` where we
//! may know it, and then a batch is refused only when it is a single record.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, bounded, select};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::OwnedHeaders;
use rdkafka::producer::{BaseRecord, Producer, ThreadedProducer};

use super::deliveries::{Deliveries, Outgoing, Parcel, Refused, Size};
use super::fault::{Fault, Refusal, Verdict, judge};
use super::headers;
use super::settings::{self, TopicFacts};
use super::shared::Shared;
use crate::config::Config;
use crate::encode::EncodedRecord;
use crate::outcome::{Outcome, RejectReason, Rejection, Stage};
use crate::pipeline::{Batch, DeadLetter, End, Ended, Flight, Sequencer};
use crate::record::Header;
use crate::telemetry::events::RecordRejected;

/// How long the loop rests at most.
const REST: Duration = Duration::from_millis(100);
/// How long it waits before it asks again whether a full queue has room, or everything has been answered.
const SHORT_REST: Duration = Duration::from_millis(2);
/// How long a sink that has to stop still waits for answers.
const LAST_ANSWERS: Duration = Duration::from_secs(5);

/// The header that stands for the value of a dead letter that was refused for its size; its own value is that size.
const VALUE_OMITTED: &str = "copydesk.value_omitted";

/// The producing end of the road.
pub struct Sink {
    producer: ThreadedProducer<Deliveries>,
    shared: Arc<Shared>,
    ends: Receiver<Batch<Ended>>,
    bell: Receiver<()>,
    output_topic: String,
    dead_letter_topic: String,
}

/// Why the sink produces no more.
enum Stop {
    /// Waiting is over: what was not delivered is left to the next owner of its partition.
    Aborted,
    Fault(Fault),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Sink {
    /// Makes the producer.
    ///
    /// # Errors
    ///
    /// [`Fault`] where the client refuses its settings.
    pub fn new(
        config: &Config,
        facts: TopicFacts,
        shared: Arc<Shared>,
        ends: Receiver<Batch<Ended>>,
    ) -> Result<Self, Fault> {
        let (ring, bell) = bounded(1);
        let producer = settings::producer(config, facts)
            .create_with_context(Deliveries::new(Arc::clone(&shared), ring))
            .map_err(|error| Fault::Client { reason: error.to_string() })?;
        let (output_topic, dead_letter_topic) =
            (config.kafka.output_topic.clone(), config.kafka.dead_letter_topic.clone());
        Ok(Self { producer, shared, ends, bell, output_topic, dead_letter_topic })
    }

    /// Produces until the road has ended and everything is answered.
    ///
    /// # Errors
    ///
    /// The [`Fault`] that ended it. It goes into [`Shared`] at once, for the source must stop as well; the sink still
    /// waits a while for what is on its way, so that the finished prefix is as long as it can be.
    pub fn run(self) -> Result<(), Fault> {
        let fault = match self.produce() {
            Ok(()) | Err(Stop::Aborted) => None,
            Err(Stop::Fault(fault)) => {
                self.shared.fail(fault.clone());
                self.await_answers(Instant::now() + LAST_ANSWERS);
                Some(fault)
            }
        };
        self.shared.end_sink();
        // The road must not stand still behind a sink that takes nothing any more: it could not end.
        for _ in &self.ends {
            self.shared.sink_beat().beat();
        }
        fault.map_or(Ok(()), Err)
    }

    fn produce(&self) -> Result<(), Stop> {
        let mut sequencer = Sequencer::default();
        let mut ready = Vec::new();
        loop {
            self.check()?;
            select! {
                recv(self.ends) -> batch => match batch {
                    Ok(batch) => for ended in batch {
                        sequencer.push(ended.flight.ticket, ended, |ended| ready.push(ended));
                    },
                    Err(_) => break,
                },
                recv(self.bell) -> _ => {},
                default(REST) => {},
            }
            for ended in ready.drain(..) {
                self.dispatch(ended)?;
            }
            self.settle_refusals()?;
        }
        // The road has ended. A refusal is sent again, and that may be refused as well.
        loop {
            self.quiesce()?;
            if !self.settle_refusals()? {
                return Ok(());
            }
        }
    }

    /// Ends a payload's articles: at once, or by producing what stands for them.
    fn dispatch(&self, ended: Ended) -> Result<(), Stop> {
        let Ended { flight, ends } = ended;
        if !self.is_ours(&flight) {
            return Ok(());
        }
        flight.expect(ends.len());
        for (item, end) in ends {
            match end {
                End::Filter(rule) => self.shared.end_article(&flight, Outcome::Filtered(rule)),
                End::Publish(record) => self.send_record(Arc::clone(&flight), item, record, false)?,
                End::DeadLetter(letter) => {
                    reject(&flight, &letter);
                    self.send_dead_letter(Arc::clone(&flight), item, letter, Size::Whole, false)?;
                }
            }
        }
        Ok(())
    }

    /// Whether its assignment still stands. Else the next owner of the partition does the same work.
    fn is_ours(&self, flight: &Flight) -> bool {
        self.shared.ledger().is_current(flight.ticket)
    }

    /// Sees to everything that was refused. Whether there was anything.
    fn settle_refusals(&self) -> Result<bool, Stop> {
        let mut any = false;
        while let Some(refused) = self.deliveries().next_refused() {
            any = true;
            self.settle(refused)?;
        }
        Ok(any)
    }

    /// Each step is taken once, so a record is sent four times at most: in its batch, alone, as a dead letter, as a dead
    /// letter without its value.
    fn settle(&self, refused: Refused) -> Result<(), Stop> {
        let Refused { outgoing: Outgoing { flight, item, parcel, alone }, refusal, error, record } = refused;
        match (refusal, parcel) {
            // The client is going down, and so are we.
            (Refusal::Teardown, _) => Ok(()),
            _ if !self.is_ours(&flight) => Ok(()),
            (Refusal::Client, parcel) => Err(self.fault(&parcel, &error).into()),
            (Refusal::Size | Refusal::Record, Parcel::Record) if !alone => match record {
                Some(record) => self.send_record(flight, item, record, true),
                None => {
                    Err(Fault::Client { reason: format!("a refused record came back without its bytes ({error})") }
                        .into())
                }
            },
            (Refusal::Size | Refusal::Record, Parcel::DeadLetter(letter, size)) if !alone => {
                self.send_dead_letter(flight, item, letter, size, true)
            }
            (Refusal::Size, Parcel::DeadLetter(letter, Size::Whole)) => {
                self.send_dead_letter(flight, item, letter, Size::WithoutValue, true)
            }
            (Refusal::Size | Refusal::Record, Parcel::DeadLetter(..)) => {
                let topic = self.dead_letter_topic.clone();
                Err(Fault::DeadLetterRefused { topic, reason: error.to_string() }.into())
            }
            (refusal, Parcel::Record) => {
                let size = record.map_or(0, |record| record.key.len() + record.value.len());
                let (reason, detail) = if refusal == Refusal::Size {
                    (
                        RejectReason::OutputTooLarge,
                        format!("topic {} refuses a record of {size} bytes", self.output_topic),
                    )
                } else {
                    (RejectReason::OutputRefused, format!("topic {} refuses the record: {error}", self.output_topic))
                };
                let letter = DeadLetter::new(&flight.record, Stage::Sink, Rejection { reason, detail }, item);
                reject(&flight, &letter);
                self.send_dead_letter(flight, item, letter, Size::Whole, false)
            }
        }
    }

    /// Why an error that is not about this one record ends the worker.
    fn fault(&self, parcel: &Parcel, error: &KafkaError) -> Fault {
        let (topic, key) = match parcel {
            Parcel::Record => (&self.output_topic, "kafka.output_topic"),
            Parcel::DeadLetter(..) => (&self.dead_letter_topic, "kafka.dead_letter_topic"),
        };
        match judge(error, &format!("writing to topic {topic}"), "") {
            Verdict::Fatal(Fault::UnknownTopic { .. }) => Fault::UnknownTopic { topic: topic.clone(), key },
            Verdict::Fatal(fault) => fault,
            Verdict::Transient => Fault::Client { reason: format!("writing to topic {topic}: {error}") },
        }
    }

    fn send_record(
        &self,
        flight: Arc<Flight>,
        item: Option<u32>,
        record: EncodedRecord,
        alone: bool,
    ) -> Result<(), Stop> {
        let outgoing = Outgoing { flight, item, parcel: Parcel::Record, alone };
        let headers = headers::write(&record.headers);
        let refused = self.send(&self.output_topic, outgoing, Some(&record.key), Some(&record.value), headers)?;
        if let Some((number, error)) = refused {
            self.deliveries().refuse(number, error, || record);
        }
        Ok(())
    }

    fn send_dead_letter(
        &self,
        flight: Arc<Flight>,
        item: Option<u32>,
        letter: DeadLetter,
        size: Size,
        alone: bool,
    ) -> Result<(), Stop> {
        let payload = Arc::clone(&flight);
        let value = payload.record.value.as_deref();
        let omitted = (size == Size::WithoutValue).then(|| Header {
            name: VALUE_OMITTED.into(),
            value: Some(value.map_or(0, <[u8]>::len).to_string().into_bytes()),
        });
        let headers = headers::write(letter.headers.iter().chain(&omitted));
        let value = value.filter(|_| size == Size::Whole);
        let outgoing = Outgoing { flight, item, parcel: Parcel::DeadLetter(letter, size), alone };
        let refused = self.send(&self.dead_letter_topic, outgoing, payload.record.key.as_deref(), value, headers)?;
        if let Some((number, error)) = refused {
            self.deliveries().refuse(number, error, EncodedRecord::default);
        }
        Ok(())
    }

    /// Hands a record to the client, as soon as there is room for it. What is sent alone has nothing beside it on its way,
    /// and is answered when this returns. The number of the record and why, where the client itself refuses it.
    fn send(
        &self,
        topic: &str,
        outgoing: Outgoing,
        key: Option<&[u8]>,
        value: Option<&[u8]>,
        headers: Option<OwnedHeaders>,
    ) -> Result<Option<(usize, KafkaError)>, Stop> {
        let alone = outgoing.alone;
        if alone {
            self.quiesce()?;
        }
        let number = self.deliveries().put(outgoing);
        let mut record = BaseRecord { key, payload: value, headers, ..BaseRecord::with_opaque_to(topic, number) };
        loop {
            match self.producer.send(record) {
                Ok(()) => break,
                Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), back)) => {
                    record = back;
                    self.check()?;
                    std::thread::sleep(SHORT_REST);
                }
                Err((error, _)) => return Ok(Some((number, error))),
            }
        }
        if alone {
            self.quiesce()?;
        }
        Ok(None)
    }

    /// Waits until nothing is on its way.
    fn quiesce(&self) -> Result<(), Stop> {
        while self.deliveries().on_their_way() > 0 {
            self.check()?;
            std::thread::sleep(SHORT_REST);
        }
        Ok(())
    }

    fn await_answers(&self, deadline: Instant) {
        while self.deliveries().on_their_way() > 0 && Instant::now() < deadline && !self.shared.is_aborted() {
            self.shared.sink_beat().beat();
            std::thread::sleep(SHORT_REST);
        }
    }

    fn check(&self) -> Result<(), Stop> {
        self.shared.sink_beat().beat();
        if self.shared.is_aborted() {
            return Err(Stop::Aborted);
        }
        self.deliveries().fault().map_or(Ok(()), |fault| Err(Stop::Fault(fault)))
    }

    fn deliveries(&self) -> &Deliveries {
        self.producer.client().context()
    }
}

fn reject(flight: &Flight, letter: &DeadLetter) {
    let position = flight.record.origin.position();
    RecordRejected { position, stage: letter.stage, reason: letter.reason, detail: &letter.detail }.emit();
}
