//! Commits: a thread that waits for the coordinator, so that the source need not.
//!
//! An asynchronous commit would do, but rdkafka 0.39 never calls back on one (rust-rdkafka #856), and a commit whose answer
//! nobody hears is a commit nobody may count on. So each is synchronous, on this thread, and there is one at a time: an
//! absent coordinator gathers no heap of them.

use std::sync::Arc;
use std::thread::{self, JoinHandle, Thread};

use crossbeam_channel::{Receiver, Sender, bounded};
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use super::consumer_events::{ConsumerEvents, Place};
use super::fault::Fault;
use crate::failpoints;

/// Offsets to commit: the next to read in each partition.
pub type Offsets = Vec<(Place, i64)>;

/// What the coordinator said.
#[derive(Debug)]
pub struct Answer {
    pub offsets: Offsets,
    pub result: Result<(), KafkaError>,
}

/// The committing thread, seen from the source.
pub struct Commits {
    requests: Sender<Request>,
    answers: Receiver<Answer>,
    under_way: bool,
    thread: JoinHandle<()>,
}

struct Request {
    offsets: Offsets,
    /// Who is woken when the answer is there.
    asker: Thread,
}

impl Commits {
    /// # Errors
    ///
    /// [`Fault`] where the system gives no thread.
    pub fn start(consumer: &Arc<BaseConsumer<ConsumerEvents>>) -> Result<Self, Fault> {
        let (requests, to_do) = bounded::<Request>(1);
        let (done, answers) = bounded(1);
        let consumer = Arc::clone(consumer);
        let thread = thread::Builder::new()
            .name("kafka-commits".into())
            .spawn(move || {
                for Request { offsets, asker } in to_do {
                    let result = commit(&consumer, &offsets);
                    if done.send(Answer { offsets, result }).is_err() {
                        return;
                    }
                    asker.unpark();
                }
            })
            .map_err(|error| Fault::Resources { reason: error.to_string() })?;
        Ok(Self { requests, answers, under_way: false, thread })
    }

    /// Whether an answer is outstanding.
    #[must_use]
    pub fn are_under_way(&self) -> bool {
        self.under_way
    }

    /// Sends a commit off. False where the one before is not answered yet, or the thread is gone.
    pub fn send(&mut self, offsets: Offsets) -> bool {
        if self.under_way {
            return false;
        }
        self.under_way = self.requests.try_send(Request { offsets, asker: thread::current() }).is_ok();
        self.under_way
    }

    /// The answer, once it is there.
    pub fn answer(&mut self) -> Option<Answer> {
        let answer = self.answers.try_recv().ok()?;
        self.under_way = false;
        Some(answer)
    }

    /// Ends the thread. One that still waits for the coordinator is left behind: it holds the consumer, and closes it then.
    pub fn end(self) {
        let Self { requests, answers, under_way, thread } = self;
        drop((requests, answers));
        if !under_way && thread.join().is_err() {
            tracing::warn!("the committing thread panicked");
        }
    }
}

fn commit(consumer: &BaseConsumer<ConsumerEvents>, offsets: &Offsets) -> Result<(), KafkaError> {
    let mut list = TopicPartitionList::new();
    for ((topic, partition), offset) in offsets {
        list.add_partition_offset(topic, *partition, Offset::Offset(*offset))?;
    }
    failpoints::before("commit");
    let result = consumer.commit(&list, CommitMode::Sync);
    failpoints::after("commit");
    result
}
