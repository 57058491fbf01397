//! What a reader downstream sees: only what is committed.

use std::time::Duration;

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use crate::PARTITIONS;
use crate::support::broker::Broker;

/// A reader of a topic from its beginning.
pub fn reader(broker: &Broker, topic: &str) -> BaseConsumer {
    let reader: BaseConsumer = broker
        .client()
        .set("group.id", "bench-reader")
        .set("enable.auto.commit", "false")
        .set("isolation.level", "read_committed")
        .set("enable.partition.eof", "true")
        .create()
        .expect("a consumer");
    let mut assignment = TopicPartitionList::new();
    for partition in 0..PARTITIONS {
        assignment.add_partition_offset(topic, partition, Offset::Beginning).expect("an offset");
    }
    reader.assign(&assignment).expect("an assignment");
    reader
}

/// How many records are visible in a topic.
pub fn count(broker: &Broker, topic: &str) -> u64 {
    let reader = reader(broker, topic);
    let (mut records, mut at_end) = (0, 0);
    while at_end < PARTITIONS {
        match reader.poll(Duration::from_millis(200)) {
            Some(Ok(_)) => records += 1,
            Some(Err(KafkaError::PartitionEOF(_))) => at_end += 1,
            Some(Err(_)) | None => {}
        }
    }
    records
}
