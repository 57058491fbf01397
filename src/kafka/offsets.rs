//! Where reading begins, and how far the group is.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerContext};
use rdkafka::error::KafkaError;
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use super::consumer_events::Place;
use super::errand::Errands;
use super::fault::Fault;
use crate::config::StartFrom;

/// How long one question to the cluster may take before it is asked again.
const ASKING: Duration = Duration::from_secs(5);

/// How long an answer that says nothing is waited for.
const NUDGE: Duration = Duration::from_millis(500);

/// Why the starting offsets are not known.
#[derive(Debug)]
pub enum NotKnown {
    /// Ask again later.
    Yet(KafkaError),
    Fatal(Fault),
}

/// Where reading begins in each partition.
pub type Starts = Vec<(Place, Offset)>;

/// Partitions, each with the number of the assignment that brought it.
pub type Asked = Vec<(Place, u64)>;

/// What the cluster is asked.
#[derive(Debug)]
pub enum Question {
    /// Where these begin.
    Starts(Asked),
    /// Anything, of the brokers that these are read from. See [`nudge`].
    Nudge(Vec<Place>),
}

/// What the cluster said.
#[derive(Debug)]
pub enum Answer {
    Starts(Asked, Result<Starts, NotKnown>),
    Nudged,
}

/// The asking thread, seen from the source.
pub type Questions = Errands<Question, Answer>;

/// # Errors
///
/// [`Fault`] where the system gives no thread.
pub fn start<C: ConsumerContext + 'static>(
    consumer: &Arc<BaseConsumer<C>>,
    group: &str,
    start_from: &StartFrom,
) -> Result<Questions, Fault> {
    let (consumer, group, start_from) = (Arc::clone(consumer), group.to_string(), start_from.clone());
    Errands::start("kafka-offsets", move |question| match question {
        Question::Starts(asked) => {
            let result = starting(&consumer, &group, asked.iter().map(|(place, _)| place), &start_from);
            Answer::Starts(asked, result)
        }
        Question::Nudge(places) => {
            nudge(&consumer, places);
            Answer::Nudged
        }
    })
}

/// Wakes the client's fetchers. It pauses all partitions until a rebalance is answered, and when it lets them go on again it
/// tells nobody: a thread that found nothing to fetch meanwhile looks again after up to a second (librdkafka 2.12,
/// `rd_kafka_broker_consumer_serve`), or when it has something to send. So it is given something.
fn nudge<C: ConsumerContext>(consumer: &BaseConsumer<C>, places: Vec<Place>) {
    let Ok(times) = list(places.into_iter().map(|place| (place, Offset::Offset(0)))) else { return };
    if let Err(error) = consumer.offsets_for_times(times, NUDGE) {
        tracing::debug!(%error, "nobody answers a nudge");
    }
}

/// The partitions with the offsets to begin at: the group's commit where there is one, else by `start_from`.
///
/// `auto.offset.reset` could not do this alone: it knows no times, and it would also decide about offsets that fell out of
/// the topic, which is another question.
fn starting<'a, C: ConsumerContext>(
    consumer: &BaseConsumer<C>,
    group: &str,
    places: impl Iterator<Item = &'a Place>,
    start_from: &StartFrom,
) -> Result<Starts, NotKnown> {
    let mut asked = TopicPartitionList::new();
    for (topic, partition) in places {
        asked.add_partition(topic, *partition);
    }
    let committed = consumer.committed_offsets(asked, ASKING).map_err(NotKnown::Yet)?;
    let (mut starts, mut without) = (Starts::new(), Vec::new());
    for element in committed.elements() {
        element.error().map_err(NotKnown::Yet)?;
        let place: Place = (element.topic().into(), element.partition());
        match element.offset() {
            Offset::Offset(offset) => starts.push((place, Offset::Offset(offset))),
            _ => without.push(place),
        }
    }
    match start_from {
        StartFrom::Earliest => starts.extend(without.into_iter().map(|place| (place, Offset::Beginning))),
        StartFrom::Latest => starts.extend(without.into_iter().map(|place| (place, Offset::End))),
        StartFrom::Fail => {
            if let Some((topic, partition)) = without.into_iter().next() {
                let (group, topic) = (group.to_string(), topic.to_string());
                return Err(NotKnown::Fatal(Fault::NoCommittedOffset { group, topic, partition }));
            }
        }
        StartFrom::Time { unix_ms } if !without.is_empty() => {
            let times = list(without.into_iter().map(|place| (place, Offset::Offset(*unix_ms))))?;
            let found = consumer.offsets_for_times(times, ASKING).map_err(NotKnown::Yet)?;
            for element in found.elements() {
                element.error().map_err(NotKnown::Yet)?;
                // Without a record at or after that time the answer is the end: that is where such records will come.
                starts.push(((element.topic().into(), element.partition()), element.offset()));
            }
        }
        StartFrom::Time { .. } => {}
    }
    Ok(starts)
}

/// The same as the client takes it.
///
/// # Errors
///
/// [`NotKnown`] where the client takes no such offset.
pub fn list(starts: impl IntoIterator<Item = (Place, Offset)>) -> Result<TopicPartitionList, NotKnown> {
    let mut list = TopicPartitionList::new();
    for ((topic, partition), offset) in starts {
        list.add_partition_offset(&topic, partition, offset).map_err(NotKnown::Yet)?;
    }
    Ok(list)
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
