//! Where a storm takes place: brokers, seen by those who watch and by the workers, topics, and what the group has committed.

use std::time::{Duration, Instant};

use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions, NewPartitions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};
use rdkafka::types::RDKafkaErrorCode;

use super::payload::OUTPUT_BYTES;
use crate::support::broker::Broker;
use crate::support::settings::Settings;
use crate::support::topics::Topics;
use crate::support::{PATIENCE, eventually};

/// Takes anything.
const WIDE: &str = "20000000";

pub struct Field {
    /// For those who watch.
    pub direct: String,
    /// For the workers.
    pub roads: Vec<String>,
    pub replicas: i32,
    /// Partitions of the output topic.
    pub outputs: i32,
    pub topics: Topics,
}

impl Field {
    pub fn client(&self) -> ClientConfig {
        let mut client = ClientConfig::new();
        client.set("bootstrap.servers", &self.direct);
        client.set("reconnect.backoff.max.ms", "500").set("topic.metadata.refresh.interval.ms", "1000");
        client
    }

    /// A worker's settings, but for what makes it this worker.
    pub fn settings(&self, broker: &Broker) -> Settings {
        let roads: Vec<String> = self.roads.iter().map(|road| format!("{road:?}")).collect();
        Settings::new(broker, &self.topics).with("kafka.brokers", &format!("[{}]", roads.join(", ")))
    }

    pub fn make_topics(&self, partitions: i32) {
        let safe = if self.replicas > 1 { "2" } else { "1" };
        let narrow = OUTPUT_BYTES.to_string();
        let make = |name, partitions, bytes| {
            NewTopic::new(name, partitions, TopicReplication::Fixed(self.replicas))
                .set("min.insync.replicas", safe)
                .set("max.message.bytes", bytes)
        };
        let new = [
            make(&self.topics.input, partitions, WIDE),
            make(&self.topics.output, self.outputs, &narrow),
            make(&self.topics.dead_letters, 1, WIDE),
        ];
        let (admin, runtime) = (self.admin(), runtime());
        eventually("topics made", PATIENCE, || {
            let made = runtime.block_on(admin.create_topics(&new, &AdminOptions::new()));
            made.is_ok_and(|results| {
                results.iter().all(|result| matches!(result, Ok(_) | Err((_, RDKafkaErrorCode::TopicAlreadyExists))))
            })
        });
        eventually("every replica in step", PATIENCE, || self.is_in_sync());
    }

    /// One more partition for the input. Whether the brokers took it.
    pub fn grow_input(&self, partitions: i32) -> bool {
        let wanted = NewPartitions::new(&self.topics.input, usize::try_from(partitions).expect("a count"));
        let answers = runtime().block_on(self.admin().create_partitions([&wanted], &AdminOptions::new()));
        answers.is_ok_and(|answers| answers.iter().all(Result::is_ok))
    }

    /// Whether every partition of our topics has its leader and all its replicas.
    pub fn is_in_sync(&self) -> bool {
        let admin = self.admin();
        [&self.topics.input, &self.topics.output, &self.topics.dead_letters].iter().all(|topic| {
            admin.inner().fetch_metadata(Some(topic), Duration::from_secs(2)).is_ok_and(|found| {
                found.topics().iter().all(|topic| {
                    !topic.partitions().is_empty()
                        && topic
                            .partitions()
                            .iter()
                            .all(|partition| partition.leader() >= 0 && partition.isr().len() == self.replicas as usize)
                })
            })
        })
    }

    /// What the group has committed and where the input ends, partition by partition; `None` while nobody says.
    pub fn offsets(&self, partitions: i32) -> Option<Vec<(i64, i64)>> {
        let group = &self.topics.group;
        let client: BaseConsumer = self.client().set("group.id", group).create().expect("a consumer");
        let mut asked = TopicPartitionList::new();
        asked.add_partition_range(&self.topics.input, 0, partitions - 1);
        let committed = client.committed_offsets(asked, Duration::from_secs(5)).ok()?;
        (0..partitions)
            .map(|partition| {
                let found = committed.find_partition(&self.topics.input, partition)?;
                let (_, end) = client.fetch_watermarks(&self.topics.input, partition, Duration::from_secs(5)).ok()?;
                Some((if let Offset::Offset(offset) = found.offset() { offset } else { 0 }, end))
            })
            .collect()
    }

    /// Waits until no transaction is open on the output any more, so that a reader of committed records sees all there is.
    /// False where that does not come about.
    pub fn await_stable_output(&self, patience: Duration) -> bool {
        let ends = |isolation| -> Option<Vec<i64>> {
            let client: BaseConsumer =
                self.client().set("group.id", "storm-ends").set("isolation.level", isolation).create().ok()?;
            let output = (0..self.outputs).map(|partition| (&self.topics.output, partition));
            let all = output.chain([(&self.topics.dead_letters, 0)]);
            all.map(|(topic, partition)| {
                client.fetch_watermarks(topic, partition, Duration::from_secs(5)).ok().map(|(_, end)| end)
            })
            .collect()
        };
        let deadline = Instant::now() + patience;
        loop {
            let (stable, high) = (ends("read_committed"), ends("read_uncommitted"));
            if stable.is_some() && stable == high {
                return true;
            }
            if Instant::now() > deadline {
                return false;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn admin(&self) -> AdminClient<DefaultClientContext> {
        self.client().create().expect("an admin client")
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().build().expect("a runtime")
}
