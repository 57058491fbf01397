//! Commits: an errand, so that the source need not wait for the coordinator.
//!
//! An asynchronous commit would do, but rdkafka 0.39 never calls back on one (rust-rdkafka #856), and a commit whose answer
//! nobody hears is a commit nobody may count on. So each is synchronous, on a thread of its own.

use std::sync::Arc;

use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use super::consumer_events::{ConsumerEvents, Place};
use super::errand::Errands;
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
pub type Commits = Errands<Offsets, Answer>;

/// # Errors
///
/// [`Fault`] where the system gives no thread.
pub fn start(consumer: &Arc<BaseConsumer<ConsumerEvents>>) -> Result<Commits, Fault> {
    let consumer = Arc::clone(consumer);
    Errands::start("kafka-commits", move |offsets| {
        let result = commit(&consumer, &offsets);
        Answer { offsets, result }
    })
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
