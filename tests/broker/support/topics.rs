//! Topics of one test: their names begin with the test's, so that tests can share a broker.

use std::time::Duration;

use rdkafka::admin::{AdminOptions, NewPartitions, NewTopic, TopicReplication};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};
use rdkafka::types::RDKafkaErrorCode;

use super::broker::Broker;

/// The three topics of a worker.
#[derive(Debug, Clone)]
pub struct Topics {
    pub input: String,
    pub output: String,
    pub dead_letters: String,
    pub group: String,
}

/// What a topic is made with.
#[derive(Debug, Clone, Copy)]
pub struct Shape<'a> {
    pub partitions: i32,
    pub config: &'a [(&'a str, &'a str)],
    /// The broker that holds it.
    pub node: i32,
}

/// A topic of so many partitions and the broker's defaults.
pub const fn plain(partitions: i32) -> Shape<'static> {
    Shape { partitions, config: &[], node: 1 }
}

impl Topics {
    /// Names only.
    pub fn named(test: &str) -> Self {
        Self {
            input: format!("{test}.raw"),
            output: format!("{test}.articles"),
            dead_letters: format!("{test}.dlq"),
            group: format!("{test}.copydesk"),
        }
    }

    /// Makes them with so many input partitions and the defaults everywhere else.
    pub fn create(broker: &Broker, test: &str, partitions: i32) -> Self {
        Self::create_shaped(broker, test, plain(partitions), plain(3))
    }

    /// Makes them, input and output as given.
    pub fn create_shaped(broker: &Broker, test: &str, input: Shape<'_>, output: Shape<'_>) -> Self {
        let topics = Self::named(test);
        let roomy = Shape { partitions: 1, config: &[("max.message.bytes", "20000000")], node: 1 };
        create(broker, &[(&topics.input, input), (&topics.output, output), (&topics.dead_letters, roomy)]);
        topics
    }
}

/// Takes the records of partition 0 away that stand before an offset, as retention does.
pub fn truncate(broker: &Broker, topic: &str, before: i64) {
    let (admin, runtime) = (broker.admin(), tokio::runtime::Builder::new_current_thread().build().expect("a runtime"));
    let mut offsets = TopicPartitionList::new();
    offsets.add_partition_offset(topic, 0, Offset::Offset(before)).expect("an offset");
    let answer = runtime.block_on(admin.delete_records(&offsets, &AdminOptions::new())).expect("records deleted");
    for element in answer.elements() {
        element.error().expect("records deleted");
    }
}

/// Gives a topic more partitions.
pub fn grow(broker: &Broker, topic: &str, partitions: usize) {
    let (admin, runtime) = (broker.admin(), tokio::runtime::Builder::new_current_thread().build().expect("a runtime"));
    let wanted = NewPartitions::new(topic, partitions);
    let answers = runtime.block_on(admin.create_partitions([&wanted], &AdminOptions::new())).expect("more partitions");
    for answer in answers {
        answer.expect("more partitions");
    }
}

/// Makes topics and waits until each has its leaders.
pub fn create(broker: &Broker, topics: &[(&str, Shape<'_>)]) {
    let admin = broker.admin();
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let holders: Vec<[i32; 1]> = topics.iter().map(|(_, shape)| [shape.node]).collect();
    let held: Vec<Vec<&[i32]>> =
        topics.iter().zip(&holders).map(|((_, shape), node)| vec![&node[..]; shape.partitions as usize]).collect();
    let new: Vec<NewTopic<'_>> = topics
        .iter()
        .zip(&held)
        .map(|((name, shape), held)| {
            let topic = NewTopic::new(name, shape.partitions, TopicReplication::Variable(held));
            shape.config.iter().fold(topic, |topic, (key, value)| topic.set(key, value))
        })
        .collect();
    super::eventually("topics made", super::PATIENCE, || {
        let options = AdminOptions::new().operation_timeout(Some(Duration::from_secs(10)));
        let Ok(results) = runtime.block_on(admin.create_topics(&new, &options)) else { return false };
        results.iter().all(|result| match result {
            Ok(_) | Err((_, RDKafkaErrorCode::TopicAlreadyExists)) => true,
            Err((name, RDKafkaErrorCode::InvalidConfig)) => panic!("topic {name}: invalid configuration"),
            Err(_) => false,
        })
    });
    for (name, shape) in topics {
        super::eventually(&format!("leaders of {name}"), super::PATIENCE, || {
            admin.inner().fetch_metadata(Some(name), Duration::from_secs(2)).is_ok_and(|found| {
                found.topics().iter().any(|topic| {
                    topic.partitions().len() == shape.partitions as usize
                        && topic.partitions().iter().all(|partition| partition.leader() >= 0)
                })
            })
        });
    }
}
