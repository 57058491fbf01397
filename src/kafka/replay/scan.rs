//! Reads a topic once, from its beginning to the end it had at the start, as a reader of committed records sees it.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rdkafka::Message;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use crate::config::Config;
use crate::kafka::fault::{Fault, Verdict, judge};
use crate::kafka::headers;
use crate::kafka::probe::client_fault;
use crate::kafka::settings::{self, TopicFacts};
use crate::kafka::topics::Asker;
use crate::record::{Origin, Position, Record};

/// How long a poll waits for a record.
const POLL: Duration = Duration::from_millis(200);
/// How long brokers may say nothing.
const PATIENCE: Duration = Duration::from_secs(60);

/// A reading under way.
pub struct Scan {
    client: BaseConsumer,
    topic: std::sync::Arc<str>,
    /// The ends of the partitions that are not read yet.
    open: BTreeMap<i32, i64>,
    /// Offsets from beginnings to ends.
    pub size: u64,
}

impl Scan {
    /// # Errors
    ///
    /// [`Fault`] where the cluster is away or refuses us.
    pub fn start(config: &Config, asker: &mut Asker<'_>, topic: &str, partitions: u32) -> Result<Self, Fault> {
        let mut client = settings::consumer(config, TopicFacts { partitions, max_message_bytes: None });
        // Reads by itself, beside the group and not in it: a static member's name must not turn up twice.
        client.remove("group.instance.id");
        // Retention may take a record away while it is being read.
        client.set("auto.offset.reset", "earliest");
        client.set("statistics.interval.ms", "0");
        // An end that lies behind transaction markers is never reached by a record.
        client.set("enable.partition.eof", "true");
        let client: BaseConsumer = client.create().map_err(client_fault)?;
        let mut scan = Self { client, topic: topic.into(), open: BTreeMap::new(), size: 0 };
        let mut places = TopicPartitionList::new();
        for partition in 0..i32::try_from(partitions).unwrap_or(i32::MAX) {
            let Some((low, high)) = asker.ask(|probe| probe.watermarks(topic, partition))? else {
                return Err(asker.no_answer());
            };
            if high > low {
                scan.open.insert(partition, high);
                scan.size += u64::try_from(high - low).unwrap_or(0);
                places.add_partition_offset(topic, partition, Offset::Beginning).map_err(client_fault)?;
            }
        }
        scan.client.assign(&places).map_err(client_fault)?;
        Ok(scan)
    }

    /// The next record; `None` once every partition is read.
    ///
    /// # Errors
    ///
    /// [`Fault`] where the topic cannot be read any more.
    pub fn next(&mut self) -> Result<Option<Record>, Fault> {
        let mut deadline = Instant::now() + PATIENCE;
        while !self.open.is_empty() {
            match self.client.poll(POLL) {
                None => {}
                Some(Ok(message)) => {
                    let (partition, offset) = (message.partition(), message.offset());
                    deadline = Instant::now() + PATIENCE;
                    let Some(end) = self.open.get(&partition).copied() else { continue };
                    if offset + 1 >= end {
                        self.open.remove(&partition);
                    }
                    if offset < end {
                        let position = Position { topic: self.topic.clone(), partition, offset, epoch: 0 };
                        return Ok(Some(Record {
                            origin: Origin::Kafka(position),
                            timestamp_ms: message.timestamp().to_millis(),
                            key: message.key().map(<[u8]>::to_vec),
                            value: message.payload().map(<[u8]>::to_vec),
                            headers: headers::read(&message),
                        }));
                    }
                }
                Some(Err(KafkaError::PartitionEOF(partition))) => {
                    self.open.remove(&partition);
                }
                Some(Err(error)) => {
                    if let Verdict::Fatal(fault) = judge(&error, &format!("reading topic {}", self.topic), "") {
                        return Err(fault);
                    }
                    tracing::debug!(%error, topic = &*self.topic, "trouble while reading, going on");
                }
            }
            if Instant::now() >= deadline {
                let reason =
                    format!("topic {} gave nothing for {} s: look at its leaders", self.topic, PATIENCE.as_secs());
                return Err(Fault::Replay { reason });
            }
        }
        Ok(None)
    }
}
