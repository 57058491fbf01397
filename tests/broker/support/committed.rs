//! What a group has committed, and how far it is behind.

use rdkafka::TopicPartitionList;
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer};
use rdkafka::topic_partition_list::Offset;

use super::broker::Broker;

/// Looks at a group from outside, without joining it.
pub struct Group {
    client: BaseConsumer,
    topic: String,
    partitions: i32,
}

impl Group {
    pub fn new(broker: &Broker, group: &str, topic: &str, partitions: i32) -> Self {
        let client = broker.client().set("group.id", group).create().expect("a consumer");
        Self { client, topic: topic.into(), partitions }
    }

    /// The next offset to read of each partition; 0 where nothing is committed.
    pub fn committed(&self) -> Vec<i64> {
        let mut asked = TopicPartitionList::new();
        asked.add_partition_range(&self.topic, 0, self.partitions - 1);
        let mut answer = None;
        super::eventually("committed offsets", super::PATIENCE, || {
            answer = self.client.committed_offsets(asked.clone(), super::PATIENCE).ok();
            answer.is_some()
        });
        let offset = |partition: i32| match answer.as_ref().and_then(|all| all.find_partition(&self.topic, partition)) {
            Some(found) => match found.offset() {
                Offset::Offset(offset) => offset,
                _ => 0,
            },
            None => 0,
        };
        (0..self.partitions).map(offset).collect()
    }

    /// Commits for a group that has no members.
    pub fn commit(&self, partition: i32, offset: i64) {
        let mut list = TopicPartitionList::new();
        list.add_partition_offset(&self.topic, partition, Offset::Offset(offset)).expect("an offset");
        super::eventually("a commit", super::PATIENCE, || self.client.commit(&list, CommitMode::Sync).is_ok());
    }

    /// The end of each partition.
    pub fn ends(&self) -> Vec<i64> {
        (0..self.partitions)
            .map(|partition| {
                self.client.fetch_watermarks(&self.topic, partition, super::PATIENCE).expect("watermarks").1
            })
            .collect()
    }
}
