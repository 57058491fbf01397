//! The other contender: a bare librdkafka loop that writes each value to the output as it came.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::message::Message;
use rdkafka::producer::{BaseRecord, DeliveryResult, Producer, ProducerContext, ThreadedProducer};
use rdkafka::types::RDKafkaErrorCode;
use rdkafka::{ClientConfig, ClientContext};

#[derive(Clone, Default)]
struct Delivered(Arc<AtomicU64>);

impl ClientContext for Delivered {}

impl ProducerContext for Delivered {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        assert!(result.is_ok(), "a record was not delivered");
        self.0.fetch_add(1, Ordering::AcqRel);
    }
}

/// Copies so many records from one topic to the other and ends. The client's settings are copydesk's own.
pub fn copy(brokers: &str, input: &str, output: &str, group: &str, records: u64) {
    let consumer: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", brokers)
        .set("group.id", group)
        .set("enable.auto.commit", "false")
        .set("auto.offset.reset", "earliest")
        .set("isolation.level", "read_committed")
        .create()
        .expect("a consumer");
    let producer: ThreadedProducer<Delivered> = ClientConfig::new()
        .set("bootstrap.servers", brokers)
        .set("enable.idempotence", "true")
        .set("compression.codec", "lz4")
        .set("linger.ms", "20")
        // Pages go up to several megabytes; the topics take them.
        .set("message.max.bytes", "20000000")
        .set("partitioner", "murmur2_random")
        .create_with_context(Delivered::default())
        .expect("a producer");
    consumer.subscribe(&[input]).expect("a subscription");
    let (mut copied, mut committed) = (0, Instant::now());
    while copied < records {
        let Some(message) = consumer.poll(Duration::from_millis(100)) else { continue };
        let Ok(message) = message else { continue };
        let key = message.key().unwrap_or_default();
        let value = message.payload().unwrap_or_default();
        let mut record = BaseRecord::to(output).key(key).payload(value);
        while let Err((error, again)) = producer.send(record) {
            assert!(matches!(error, KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull)), "{error}");
            record = again;
            std::thread::sleep(Duration::from_millis(1));
        }
        copied += 1;
        // A commit a second, of what was consumed: a loop that promises nothing, for what Kafka itself costs.
        if committed.elapsed() > Duration::from_secs(1) {
            let _ = consumer.commit_consumer_state(CommitMode::Async);
            committed = Instant::now();
        }
    }
    while producer.context().0.load(Ordering::Acquire) < copied {
        std::thread::sleep(Duration::from_micros(500));
    }
    consumer.commit_consumer_state(CommitMode::Sync).expect("a commit");
}
