//! Delivery at least once: each record is produced as it comes, and the report of its delivery ends its article.
//!
//! ```text
//!  payload ▶ still ours? ┬ filtered ─────────────────────▶ ended
//!                        └ produce ▶ delivery report ┬ ok ▶ ended
//!                                                    └ refused ▶ see refusal
//! ```
//!
//! Records of one input partition are produced in its order, and the idempotent producer keeps it per output partition,
//! through its own retries too. One thing bends it: a refusal for size hits a whole batch, and its records are sent
//! again one by one, behind what was on its way after them. `batch.size` follows the topic's `max.message.bytes` where we
//! may know it, and then a batch is refused only when it is a single record.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::Sender;
use rdkafka::error::KafkaError;
use rdkafka::message::OwnedHeaders;
use rdkafka::producer::{BaseRecord, Producer, ThreadedProducer};

use super::deliveries::{Deliveries, Outgoing, Parcel, Refused};
use super::delivery::{Stop, enqueue};
use super::fault::Fault;
use super::headers;
use super::refusal::{self, OutputTopics, Refusable, Size, Step};
use super::settings::{self, TopicFacts};
use super::shared::Shared;
use crate::config::Config;
use crate::encode::EncodedRecord;
use crate::failpoints;
use crate::outcome::{Outcome, Stage};
use crate::pipeline::{Batch, DeadLetter, End, Ended, Flight};

/// How long to wait before asking again whether a full queue has room, or everything has been answered.
const SHORT_REST: Duration = Duration::from_millis(2);

/// A producer without transactions, and what is on its way.
pub struct Direct {
    producer: ThreadedProducer<Deliveries>,
    shared: Arc<Shared>,
    topics: OutputTopics,
}

impl Direct {
    /// Makes the producer; `bell` rings when a refusal waits.
    ///
    /// # Errors
    ///
    /// [`Fault`] where the client refuses its settings.
    pub fn new(config: &Config, facts: TopicFacts, shared: Arc<Shared>, bell: Sender<()>) -> Result<Self, Fault> {
        let producer = settings::producer(config, facts)
            .create_with_context(Deliveries::new(Arc::clone(&shared), bell))
            .map_err(|error| Fault::Client { reason: error.to_string() })?;
        Ok(Self { producer, shared, topics: OutputTopics::new(config) })
    }

    /// Ends the articles of payloads whose assignment still stands: at once, or by producing what stands for them.
    ///
    /// # Errors
    ///
    /// [`Stop`] where nothing can be produced any more.
    pub fn take(&self, mut batch: Batch<Ended>) -> Result<(), Stop> {
        self.shared.keep_current(&mut batch, |ended| ended.flight.ticket);
        batch.into_iter().try_for_each(|ended| self.take_one(ended))
    }

    fn take_one(&self, Ended { flight, ends }: Ended) -> Result<(), Stop> {
        flight.expect(ends.len());
        failpoints::at("produce");
        for (item, end) in ends {
            match end {
                End::Filter(rule) => self.shared.end_article(&flight, Outcome::Filtered(rule)),
                End::Publish(record) => self.send_record(Arc::clone(&flight), item, record, false)?,
                End::DeadLetter(letter) => {
                    refusal::tell(&flight, &letter);
                    self.send_dead_letter(Arc::clone(&flight), item, letter, Size::Whole, false)?;
                }
            }
        }
        Ok(())
    }

    /// Sees to what was refused.
    ///
    /// # Errors
    ///
    /// [`Stop`] where nothing can be produced any more.
    pub fn tend(&self) -> Result<(), Stop> {
        self.check()?;
        self.settle_refusals().map(|_| ())
    }

    /// Waits for every answer. A refusal is sent again, and that may be refused as well.
    ///
    /// # Errors
    ///
    /// [`Stop`] where waiting is over.
    pub fn finish(&self) -> Result<(), Stop> {
        loop {
            failpoints::before("flush");
            self.quiesce()?;
            failpoints::after("flush");
            if !self.settle_refusals()? {
                return Ok(());
            }
        }
    }

    /// Waits until nothing is on its way, or time is over.
    pub fn await_answers(&self, deadline: Instant) {
        while self.deliveries().on_their_way() > 0 && Instant::now() < deadline && !self.shared.is_aborted() {
            self.shared.sink_beat().beat();
            std::thread::sleep(SHORT_REST);
        }
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

    fn settle(&self, refused: Refused) -> Result<(), Stop> {
        let Refused { outgoing: Outgoing { flight, item, parcel, alone }, refusal, error, record } = refused;
        let what = match &parcel {
            Parcel::Record => {
                Refusable::Record(record.as_ref().map_or(0, |record| record.key.len() + record.value.len()))
            }
            Parcel::DeadLetter(_, size) => Refusable::DeadLetter(*size),
        };
        let step = self.topics.after(refusal, &error, what, alone);
        if matches!(step, Step::Leave) || !self.is_ours(&flight) {
            return Ok(());
        }
        match (step, parcel) {
            (Step::Leave, _) => Ok(()),
            (Step::Stop(fault), _) => Err(fault.into()),
            (Step::Alone, Parcel::Record) => match record {
                Some(record) => self.send_record(flight, item, record, true),
                None => {
                    Err(Fault::Client { reason: format!("a refused record came back without its bytes ({error})") }
                        .into())
                }
            },
            (Step::Alone, Parcel::DeadLetter(letter, size)) => self.send_dead_letter(flight, item, letter, size, true),
            (Step::WithoutValue, Parcel::DeadLetter(letter, _)) => {
                self.send_dead_letter(flight, item, letter, Size::WithoutValue, true)
            }
            (Step::DeadLetter(rejection), _) => {
                let letter = DeadLetter::new(&flight.record, Stage::Sink, rejection, item);
                refusal::tell(&flight, &letter);
                self.send_dead_letter(flight, item, letter, Size::Whole, false)
            }
            (Step::WithoutValue, Parcel::Record) => {
                Err(Fault::Client { reason: format!("a record without its value was asked for ({error})") }.into())
            }
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
        let refused = self.send(&self.topics.articles, outgoing, Some(&record.key), Some(&record.value), headers)?;
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
        let (value, headers) = refusal::contents(&payload, &letter, size);
        let outgoing = Outgoing { flight, item, parcel: Parcel::DeadLetter(letter, size), alone };
        let key = payload.record.key.as_deref();
        let refused = self.send(&self.topics.dead_letters, outgoing, key, value, headers)?;
        if let Some((number, error)) = refused {
            self.deliveries().refuse(number, error, EncodedRecord::default);
        }
        Ok(())
    }

    /// Hands a record to the client. What is sent alone has nothing beside it on its way, and is answered when this
    /// returns. The number of the record and why, where the client itself refuses it.
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
        if !outgoing.parcel.ends_with_report() {
            self.shared.end_article(&outgoing.flight, outgoing.outcome());
        }
        let number = self.deliveries().put(outgoing);
        let record = BaseRecord { key, payload: value, headers, ..BaseRecord::with_opaque_to(topic, number) };
        let taken = enqueue(&self.producer, record, || {
            std::thread::sleep(SHORT_REST);
            self.check()
        })?;
        if let Err(error) = taken {
            return Ok(Some((number, error)));
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

    fn check(&self) -> Result<(), Stop> {
        self.shared.sink_beat().beat();
        self.shared.progress().set_on_their_way(self.deliveries().on_their_way());
        if self.shared.is_aborted() {
            return Err(Stop::Aborted);
        }
        self.deliveries().fault().map_or(Ok(()), |fault| Err(Stop::Fault(fault)))
    }

    fn deliveries(&self) -> &Deliveries {
        self.producer.client().context()
    }
}
