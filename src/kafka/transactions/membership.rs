//! The seam between the transactor and the source: what the group knows of us, at the moment of a commit.
//!
//! The coordinator takes offsets in a transaction only from a member of the current generation. That keeps a worker that
//! lost its partitions from committing them, provided that the generation it shows is not newer than its own idea of what
//! it owns. The consumer lives on the source's thread, and only that thread knows which notes of the client it has
//! handled, so it is asked, each time:
//!
//! ```text
//!  transactor ── ask ──▶ source: take the metadata ▶ handle every note the client had left by then ▶ lost? ── answer ──▶ transactor
//! ```
//!
//! The client answers for its metadata on the same thread on which it notices that it was expelled, so a loss that is in
//! the metadata is in the notes, too. Only then the transactor looks whether all it holds is still ours.

use std::sync::{Arc, OnceLock, Weak};
use std::thread::{self, Thread};
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, SendTimeoutError, Sender, bounded};
use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerGroupMetadata};
use rdkafka::error::KafkaError;
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use crate::kafka::consumer_events::{ConsumerEvents, Place};
use crate::kafka::delivery::Stop;

type Answer = Option<ConsumerGroupMetadata>;

/// How long to wait before looking whether waiting is over.
const SLICE: Duration = Duration::from_millis(20);

/// The transactor's end.
#[derive(Clone)]
pub struct Membership {
    asks: Sender<Sender<Answer>>,
    source: Arc<OnceLock<Thread>>,
    /// Weak: the source decides when the consumer closes.
    consumer: Weak<BaseConsumer<ConsumerEvents>>,
}

/// The source's end.
pub struct Asks {
    asks: Receiver<Sender<Answer>>,
    source: Arc<OnceLock<Thread>>,
}

/// Both ends of the seam.
#[must_use]
pub fn membership(consumer: &Arc<BaseConsumer<ConsumerEvents>>) -> (Membership, Asks) {
    let (sender, receiver) = bounded(1);
    let source = Arc::new(OnceLock::new());
    let membership = Membership { asks: sender, source: Arc::clone(&source), consumer: Arc::downgrade(consumer) };
    (membership, Asks { asks: receiver, source })
}

impl Membership {
    /// The group's metadata of this moment. `None` where we are no member, or about to be none.
    ///
    /// # Errors
    ///
    /// What `check` has against waiting.
    pub fn ask(&self, mut check: impl FnMut() -> Result<(), Stop>) -> Result<Answer, Stop> {
        let (answer, answers) = bounded(1);
        let mut ask = answer;
        loop {
            match self.asks.send_timeout(ask, SLICE) {
                Ok(()) => break,
                Err(SendTimeoutError::Timeout(back)) => ask = back,
                Err(SendTimeoutError::Disconnected(_)) => return Ok(None),
            }
            check()?;
        }
        if let Some(source) = self.source.get() {
            source.unpark();
        }
        loop {
            match answers.recv_timeout(SLICE) {
                Ok(answer) => return Ok(answer),
                Err(RecvTimeoutError::Timeout) => check()?,
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
            }
        }
    }

    /// What the group has committed there, once no transaction is pending on it any more. `None` where the source has left.
    pub fn committed(
        &self,
        places: impl Iterator<Item = Place>,
        timeout: Duration,
    ) -> Option<Result<Vec<(Place, i64)>, KafkaError>> {
        let consumer = self.consumer.upgrade()?;
        let mut list = TopicPartitionList::new();
        for (topic, partition) in places {
            list.add_partition(&topic, partition);
        }
        // With isolation.level=read_committed the coordinator answers only when the offsets are settled.
        Some(consumer.committed_offsets(list, timeout).and_then(|list| {
            let mut committed = Vec::new();
            for element in list.elements() {
                // "Not yet" for one partition is no offset, and must not be taken for "none".
                element.error()?;
                if let Offset::Offset(offset) = element.offset() {
                    committed.push(((Arc::from(element.topic()), element.partition()), offset));
                }
            }
            Ok(committed)
        }))
    }
}

impl Asks {
    /// Says that this thread is the one that answers.
    pub fn answered_here(&self) {
        // A second thread there is none: the source runs once.
        let _ = self.source.set(thread::current());
    }

    /// Whoever waits for an answer now.
    #[must_use]
    pub fn next(&self) -> Option<Sender<Answer>> {
        self.asks.try_recv().ok()
    }
}

#[cfg(test)]
mod tests {
    use rdkafka::ClientConfig;

    use super::*;
    use crate::config::Config;
    use crate::kafka::shared::Shared;

    fn consumer() -> Arc<BaseConsumer<ConsumerEvents>> {
        let events = ConsumerEvents::new(Shared::new(&Config::default()));
        Arc::new(ClientConfig::new().set("group.id", "g").create_with_context(events).unwrap())
    }

    #[test]
    fn a_source_that_is_gone_answers_that_we_are_no_member() {
        let consumer = consumer();
        let (membership, asks) = membership(&consumer);
        drop(asks);
        assert!(matches!(membership.ask(|| Ok(())), Ok(None)));
        drop(consumer);
        assert!(membership.committed(std::iter::empty(), Duration::ZERO).is_none());
    }

    #[test]
    fn who_waits_for_an_answer_stops_when_told_to_and_a_late_answer_harms_nobody() {
        let consumer = consumer();
        let (membership, asks) = membership(&consumer);
        assert!(matches!(membership.ask(|| Err(Stop::Aborted)), Err(Stop::Aborted)));
        assert!(asks.next().is_some_and(|late| late.try_send(None).is_err()));
        assert!(asks.next().is_none());
    }

    #[test]
    fn the_answer_of_the_source_reaches_the_transactor() {
        let consumer = consumer();
        let (membership, asks) = membership(&consumer);
        let source = thread::spawn(move || {
            asks.answered_here();
            loop {
                if let Some(asker) = asks.next() {
                    return asker.try_send(consumer.group_metadata()).is_ok();
                }
                thread::park_timeout(Duration::from_millis(20));
            }
        });
        assert!(matches!(membership.ask(|| Ok(())), Ok(Some(_))));
        assert!(source.join().unwrap());
    }
}
