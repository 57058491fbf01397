//! Who fills the input topic.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rdkafka::error::KafkaError;
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{BaseRecord, DeliveryResult, Producer as _, ProducerContext, ThreadedProducer};
use rdkafka::types::RDKafkaErrorCode;
use rdkafka::{ClientConfig, ClientContext};

use super::broker::Broker;
use super::payloads::article;

/// One record to write.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outgoing {
    pub key: Option<Vec<u8>>,
    pub value: Option<Vec<u8>>,
    pub headers: Vec<(String, Vec<u8>)>,
    pub timestamp_ms: Option<i64>,
}

impl Outgoing {
    /// A value and nothing else.
    pub fn value(value: impl Into<Vec<u8>>) -> Self {
        Self { value: Some(value.into()), ..Self::default() }
    }

    pub fn with_key(mut self, key: impl Into<Vec<u8>>) -> Self {
        self.key = Some(key.into());
        self
    }

    pub fn with_header(mut self, name: &str, value: impl Into<Vec<u8>>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub fn at(mut self, timestamp_ms: i64) -> Self {
        self.timestamp_ms = Some(timestamp_ms);
        self
    }
}

/// Writes, and insists that what it wrote has arrived.
pub struct Producer {
    client: ThreadedProducer<Deliveries>,
    topic: String,
    sent: usize,
}

#[derive(Clone, Default)]
struct Deliveries {
    delivered: Arc<AtomicUsize>,
    failed: Arc<AtomicUsize>,
}

impl ClientContext for Deliveries {}

impl ProducerContext for Deliveries {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        let counter = if result.is_ok() { &self.delivered } else { &self.failed };
        counter.fetch_add(1, Ordering::AcqRel);
    }
}

impl Producer {
    /// A plain idempotent producer.
    pub fn new(broker: &Broker, topic: &str) -> Self {
        Self::with(broker.client(), topic)
    }

    /// One that writes in transactions: [`begin`](Self::begin), then [`commit`](Self::commit) or [`abort`](Self::abort).
    pub fn transactional(broker: &Broker, topic: &str, id: &str) -> Self {
        let mut client = broker.client();
        client.set("transactional.id", id);
        let producer = Self::with(client, topic);
        producer.client.init_transactions(super::PATIENCE).expect("transactions");
        producer
    }

    fn with(mut client: ClientConfig, topic: &str) -> Self {
        client.set("enable.idempotence", "true").set("message.max.bytes", "20000000").set("linger.ms", "5");
        let client = client.create_with_context(Deliveries::default()).expect("a producer");
        Self { client, topic: topic.into(), sent: 0 }
    }

    /// Puts a record into the client's queue.
    pub fn send(&mut self, partition: i32, record: &Outgoing) {
        let headers = record
            .headers
            .iter()
            .fold(OwnedHeaders::new(), |headers, (key, value)| headers.insert(Header { key, value: Some(value) }));
        let mut outgoing: BaseRecord<'_, [u8], [u8]> =
            BaseRecord::to(&self.topic).partition(partition).headers(headers);
        if let Some(key) = &record.key {
            outgoing = outgoing.key(key);
        }
        if let Some(value) = &record.value {
            outgoing = outgoing.payload(value);
        }
        if let Some(timestamp) = record.timestamp_ms {
            outgoing = outgoing.timestamp(timestamp);
        }
        loop {
            match self.client.send(outgoing) {
                Ok(()) => break,
                Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), again)) => {
                    outgoing = again;
                    std::thread::sleep(Duration::from_millis(5));
                }
                Err((error, _)) => panic!("producing failed: {error}"),
            }
        }
        self.sent += 1;
    }

    /// Waits until everything has arrived.
    pub fn flush(&self) {
        super::eventually("payloads delivered", super::PATIENCE, || {
            let deliveries = self.client.context();
            assert_eq!(deliveries.failed.load(Ordering::Acquire), 0, "payloads could not be delivered");
            deliveries.delivered.load(Ordering::Acquire) == self.sent
        });
    }

    /// Writes records, one after the other, and waits for them.
    pub fn write<'a>(&mut self, partition: i32, records: impl IntoIterator<Item = &'a Outgoing>) {
        for record in records {
            self.send(partition, record);
        }
        self.flush();
    }

    /// Writes transactions of five articles each to partition 0, and takes every third of them back. The offsets of what
    /// stands: a transaction takes five, and one more for its marker.
    pub fn write_transactions(&mut self, transactions: u64) -> BTreeSet<i64> {
        let mut expected = BTreeSet::new();
        for round in 0..transactions {
            self.begin();
            for n in 0..5 {
                self.send(0, &article(round * 5 + n));
            }
            if round % 3 == 1 {
                // What is aborted must have been in the log to prove anything.
                self.flush();
                self.abort();
            } else {
                self.commit();
                expected.extend((0..5).map(|n| i64::try_from(round * 6 + n).unwrap()));
            }
        }
        expected
    }

    pub fn begin(&self) {
        self.client.begin_transaction().expect("a transaction");
    }

    pub fn commit(&self) {
        self.client.commit_transaction(super::PATIENCE).expect("a commit");
    }

    pub fn abort(&self) {
        self.client.abort_transaction(super::PATIENCE).expect("an abort");
    }
}
