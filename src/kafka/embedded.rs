//! A broker inside this process, for `copydesk demo` and nothing else.

use std::time::{Duration, Instant};

use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::message::Message;
use rdkafka::mocking::MockCluster;
use rdkafka::producer::{BaseProducer, BaseRecord, DefaultProducerContext, Producer};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use super::fault::Fault;
use super::headers;
use crate::record::{Origin, Position, Record};

/// How long anything in this process may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// librdkafka's mock cluster. It keeps 5 MiB of each partition and forgets it at the end; it proves nothing about delivery.
pub struct EmbeddedBroker {
    cluster: MockCluster<'static, DefaultProducerContext>,
}

impl EmbeddedBroker {
    /// Starts a broker with these topics, `partitions` each, on a free port of this machine.
    ///
    /// # Errors
    ///
    /// [`Fault`] where the system gives no socket or the name of a topic is none.
    pub fn start(topics: &[&str], partitions: u16) -> Result<Self, Fault> {
        let resources = |error: rdkafka::error::KafkaError| Fault::Resources { reason: error.to_string() };
        let cluster = MockCluster::new(1).map_err(resources)?;
        for topic in topics {
            cluster.create_topic(topic, i32::from(partitions), 1).map_err(resources)?;
        }
        Ok(Self { cluster })
    }

    /// What goes into `kafka.brokers`.
    #[must_use]
    pub fn brokers(&self) -> Vec<String> {
        self.cluster.bootstrap_servers().split(',').map(str::to_string).collect()
    }

    /// Puts records into a topic, the first of them into partition 0, each next one into the next.
    ///
    /// # Errors
    ///
    /// [`Fault`] where they are not taken.
    pub fn feed<'a>(
        &self,
        topic: &str,
        partitions: u16,
        records: impl IntoIterator<Item = &'a Record>,
    ) -> Result<(), Fault> {
        let producer: BaseProducer = self.client().create().map_err(client)?;
        for (record, partition) in records.into_iter().zip((0..i32::from(partitions)).cycle()) {
            let record = BaseRecord {
                key: record.key.as_deref(),
                payload: record.value.as_deref(),
                headers: headers::write(&record.headers),
                partition: Some(partition),
                ..BaseRecord::<[u8], [u8]>::to(topic)
            };
            producer.send(record).map_err(|(error, _)| client(error))?;
        }
        producer.flush(PATIENCE).map_err(client)
    }

    /// Reads topics from their beginning.
    ///
    /// # Errors
    ///
    /// [`Fault`] where the client cannot be made.
    pub fn read(&self, topics: &[&str], partitions: u16) -> Result<Reader, Fault> {
        let consumer: BaseConsumer = self.client().set("group.id", "reader").create().map_err(client)?;
        let mut places = TopicPartitionList::new();
        for topic in topics {
            for partition in 0..i32::from(partitions) {
                places.add_partition_offset(topic, partition, Offset::Beginning).map_err(client)?;
            }
        }
        consumer.assign(&places).map_err(client)?;
        Ok(Reader { consumer })
    }

    fn client(&self) -> ClientConfig {
        let mut client = ClientConfig::new();
        client.set("bootstrap.servers", self.cluster.bootstrap_servers());
        client
    }
}

/// Reads what the worker publishes.
pub struct Reader {
    consumer: BaseConsumer,
}

impl Reader {
    /// The next record, where one comes before the deadline. Errors are the broker's way to say that it is not there yet.
    #[must_use]
    pub fn next(&self, deadline: Instant) -> Option<Record> {
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.consumer.poll(left) {
                Some(Ok(message)) => {
                    let position = Position {
                        topic: message.topic().into(),
                        partition: message.partition(),
                        offset: message.offset(),
                        epoch: 0,
                    };
                    return Some(Record {
                        origin: Origin::Kafka(position),
                        timestamp_ms: message.timestamp().to_millis(),
                        key: message.key().map(<[u8]>::to_vec),
                        value: message.payload().map(<[u8]>::to_vec),
                        headers: headers::read(&message),
                    });
                }
                Some(Err(_)) if !left.is_zero() => {}
                Some(Err(_)) | None => return None,
            }
        }
    }
}

// By value, as `map_err` hands it over.
#[allow(clippy::needless_pass_by_value)]
fn client(error: KafkaError) -> Fault {
    Fault::Client { reason: error.to_string() }
}
