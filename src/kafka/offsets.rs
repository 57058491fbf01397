//! Where reading begins, and how far the group is.

use std::collections::BTreeMap;
use std::time::Duration;

use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerContext};
use rdkafka::error::KafkaError;
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use super::consumer_events::Place;
use super::fault::Fault;
use crate::config::StartFrom;

/// How long one question to the cluster may take before it is asked again.
const ASKING: Duration = Duration::from_secs(5);

/// Why the starting offsets are not known.
#[derive(Debug)]
pub enum NotKnown {
    /// Ask again later.
    Yet(KafkaError),
    Fatal(Fault),
}

/// The partitions with the offsets to begin at: the group's commit where there is one, else by `start_from`.
///
/// `auto.offset.reset` could not do this alone: it knows no times, and it would also decide about offsets that fell out of
/// the topic, which is another question.
///
/// # Errors
///
/// [`NotKnown`], to be asked again or to stop for.
pub fn starting<C: ConsumerContext>(
    consumer: &BaseConsumer<C>,
    group: &str,
    places: &[Place],
    start_from: &StartFrom,
) -> Result<TopicPartitionList, NotKnown> {
    let mut asked = TopicPartitionList::new();
    for (topic, partition) in places {
        asked.add_partition(topic, *partition);
    }
    if asked.count() == 0 {
        return Ok(asked);
    }
    let committed = consumer.committed_offsets(asked, ASKING).map_err(NotKnown::Yet)?;
    let mut list = TopicPartitionList::new();
    let mut without: Vec<(String, i32)> = Vec::new();
    for element in committed.elements() {
        element.error().map_err(NotKnown::Yet)?;
        match element.offset() {
            Offset::Offset(offset) => add(&mut list, element.topic(), element.partition(), Offset::Offset(offset))?,
            _ => without.push((element.topic().to_string(), element.partition())),
        }
    }
    match start_from {
        StartFrom::Earliest => add_all(&mut list, &without, Offset::Beginning)?,
        StartFrom::Latest => add_all(&mut list, &without, Offset::End)?,
        StartFrom::Fail => {
            if let Some((topic, partition)) = without.into_iter().next() {
                let group = group.to_string();
                return Err(NotKnown::Fatal(Fault::NoCommittedOffset { group, topic, partition }));
            }
        }
        StartFrom::Time { unix_ms } if !without.is_empty() => {
            let mut times = TopicPartitionList::new();
            add_all(&mut times, &without, Offset::Offset(*unix_ms))?;
            let found = consumer.offsets_for_times(times, ASKING).map_err(NotKnown::Yet)?;
            for element in found.elements() {
                element.error().map_err(NotKnown::Yet)?;
                // Without a record at or after that time the answer is the end: that is where such records will come.
                add(&mut list, element.topic(), element.partition(), element.offset())?;
            }
        }
        StartFrom::Time { .. } => {}
    }
    Ok(list)
}

fn add(list: &mut TopicPartitionList, topic: &str, partition: i32, offset: Offset) -> Result<(), NotKnown> {
    list.add_partition_offset(topic, partition, offset).map_err(NotKnown::Yet)
}

fn add_all(list: &mut TopicPartitionList, places: &[(String, i32)], offset: Offset) -> Result<(), NotKnown> {
    places.iter().try_for_each(|(topic, partition)| add(list, topic, *partition, offset))
}

/// What the group has committed in those partitions.
///
/// # Errors
///
/// What the cluster answered, to be asked again.
pub fn committed<C: ConsumerContext>(
    consumer: &BaseConsumer<C>,
    places: impl IntoIterator<Item = Place>,
) -> Result<BTreeMap<Place, i64>, KafkaError> {
    let mut asked = TopicPartitionList::new();
    for (topic, partition) in places {
        asked.add_partition(&topic, partition);
    }
    let answer = consumer.committed_offsets(asked, ASKING)?;
    Ok(answer
        .elements()
        .iter()
        .filter_map(|element| match element.offset() {
            Offset::Offset(offset) => Some(((element.topic().into(), element.partition()), offset)),
            _ => None,
        })
        .collect())
}
