//! What the source keeps for each partition it owns.

use std::sync::Arc;
use std::thread::Thread;
use std::time::{Duration, Instant};

use rdkafka::Message;
use rdkafka::consumer::BaseConsumer;
use rdkafka::consumer::base_consumer::PartitionQueue;
use rdkafka::message::BorrowedMessage;

use super::consumer_events::{ConsumerEvents, Place};
use super::fault::{Fault, Verdict, judge};
use super::headers;
use super::shared::{Assigned, Shared};
use crate::commit::{Slot, StallClock};
use crate::pipeline::{Batch, Flight};
use crate::record::{Origin, Position, Record};

/// A batch is a hop through a channel: large enough that the hop costs little, small enough that it waits for nothing and
/// that one page of news is a batch of its own.
const BATCH_RECORDS: usize = 64;
const BATCH_BYTES: usize = 128 << 10;

/// Partitions that are being given up.
#[derive(Debug)]
pub struct Revocation {
    pub partitions: usize,
    pub lost: bool,
    pub since: Instant,
    pub deadline: Instant,
    /// Since when a partition that stays has had nothing to do. The client fetches nothing for it until we answer.
    pub idle: Option<Instant>,
    /// The finished prefix is on its way to the coordinator.
    pub committing: bool,
}

/// A partition that is assigned to this worker.
pub struct Lane {
    pub topic: Arc<str>,
    pub partition: i32,
    pub slot: Slot,
    pub revoking: bool,
    /// The last offset that went into a commit.
    pub sent: Option<i64>,
    pub epoch: u32,
    queue: PartitionQueue<ConsumerEvents>,
    /// The last offset that was delivered to us.
    delivered: Option<i64>,
    /// Where reading began, where that was an offset and no end of the topic.
    start: Option<i64>,
}

impl Lane {
    /// Opens a partition in the ledger and splits its queue off. Before the assignment reaches the client: what it fetched
    /// earlier would come on the main queue.
    ///
    /// # Errors
    ///
    /// [`Fault`] where the client knows no such partition.
    pub fn open(
        consumer: &Arc<BaseConsumer<ConsumerEvents>>,
        shared: &Shared,
        (topic, partition): &Place,
        start: Option<i64>,
    ) -> Result<Self, Fault> {
        let partition = *partition;
        let Some(mut queue) = consumer.split_partition_queue(topic, partition) else {
            return Err(Fault::Client { reason: format!("no queue for {topic}/{partition}") });
        };
        let source: Thread = std::thread::current();
        queue.set_nonempty_callback(move || source.unpark());
        let (slot, epoch) = shared.ledger().assign(topic, partition);
        let watched = Assigned { slot, committed: None, report: None, clock: StallClock::default() };
        shared.assigned().insert((Arc::clone(topic), partition), watched);
        let topic = Arc::clone(topic);
        Ok(Self { topic, partition, slot, revoking: false, sent: None, epoch, queue, delivered: None, start })
    }

    #[must_use]
    pub fn place(&self) -> Place {
        (Arc::clone(&self.topic), self.partition)
    }

    /// Whether everything before that offset has been delivered.
    #[must_use]
    pub fn is_past(&self, end: i64) -> bool {
        self.delivered.map(|offset| offset + 1).or(self.start).is_some_and(|next| next >= end)
    }

    /// Takes a batch from the queue, as far as the budget allows. A partition with nothing in flight may always have one
    /// payload, so that those of others cannot shut it out.
    ///
    /// # Errors
    ///
    /// [`Fault`] where the partition cannot be read any more.
    pub fn fill(&mut self, shared: &Shared, end: Option<i64>) -> Result<Batch<Arc<Flight>>, Fault> {
        let mut batch = Batch::new();
        let mut bytes = 0;
        while batch.len() < BATCH_RECORDS && bytes < BATCH_BYTES {
            let idle = batch.is_empty() && !shared.budget.is_open() && shared.ledger().in_flight_of(self.slot) == 0;
            if !idle && !shared.budget.is_open() {
                break;
            }
            if end.is_some_and(|end| end == 0 || self.is_past(end)) {
                break;
            }
            let record = match self.queue.poll(Duration::ZERO) {
                None => break,
                // Copied, and the borrowed message dropped: it would pin the whole response it came in.
                Some(Ok(message)) => self.copy(&message),
                Some(Err(error)) => match judge(&error, &format!("{}/{}", self.topic, self.partition), "") {
                    Verdict::Fatal(fault) => return Err(fault),
                    Verdict::Transient => break,
                },
            };
            let Some(offset) = record.origin.position().map(|position| position.offset) else { break };
            // The client goes back to the last offset it handed out when a rebalance makes it pause, and a record that is
            // being handed out at that very moment comes twice. Any other step back is a broken log, for the ledger to say.
            if self.delivered == Some(offset) {
                continue;
            }
            self.delivered = Some(offset);
            if end.is_some_and(|end| offset >= end) {
                break;
            }
            let ticket = shared.ledger().admit(self.slot, offset)?;
            bytes += record.size();
            batch.push(Flight::new(record, ticket, Arc::clone(&shared.budget)));
            if idle {
                break;
            }
        }
        Ok(batch)
    }

    fn copy(&self, message: &BorrowedMessage<'_>) -> Record {
        let position = Position {
            topic: Arc::clone(&self.topic),
            partition: self.partition,
            offset: message.offset(),
            epoch: self.epoch,
        };
        Record {
            origin: Origin::Kafka(position),
            timestamp_ms: message.timestamp().to_millis(),
            key: message.key().map(<[u8]>::to_vec),
            value: message.payload().map(<[u8]>::to_vec),
            headers: headers::read(message),
        }
    }
}
