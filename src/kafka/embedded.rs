//! A broker inside this process, for `copydesk demo` and nothing else.

use rdkafka::mocking::MockCluster;
use rdkafka::producer::DefaultProducerContext;

use super::fault::Fault;

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
}
