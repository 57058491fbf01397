//! The other contender: bare librdkafka loops that write each value to the output as it came.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::bounded;
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::message::{Message, OwnedMessage};
use rdkafka::producer::{BaseRecord, DeliveryResult, Producer, ProducerContext, ThreadedProducer};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};
use rdkafka::types::RDKafkaErrorCode;
use rdkafka::{ClientConfig, ClientContext};

/// What copydesk has for `kafka.transaction.interval`.
const INTERVAL: Duration = Duration::from_millis(250);
const CALL: Duration = Duration::from_secs(30);
/// `flush()` would look every 100 ms.
const LOOK_AGAIN: Duration = Duration::from_micros(500);

#[derive(Clone, Default)]
struct Delivered(Arc<AtomicU64>);

impl ClientContext for Delivered {}

impl ProducerContext for Delivered {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        if let Err((error, _)) = result {
            // On the client's thread: a panic would leave the loop waiting for ever.
            eprintln!("a record was not delivered: {error}");
            std::process::exit(1);
        }
        self.0.fetch_add(1, Ordering::AcqRel);
    }
}

/// From where to where.
pub struct Way<'a> {
    pub brokers: &'a str,
    pub input: &'a str,
    pub output: &'a str,
    pub group: &'a str,
}

impl Way<'_> {
    fn consumer(&self) -> BaseConsumer {
        let consumer: BaseConsumer = ClientConfig::new()
            .set("bootstrap.servers", self.brokers)
            .set("group.id", self.group)
            .set("enable.auto.commit", "false")
            .set("auto.offset.reset", "earliest")
            .set("isolation.level", "read_committed")
            .create()
            .expect("a consumer");
        consumer.subscribe(&[self.input]).expect("a subscription");
        consumer
    }

    /// The client's settings are copydesk's own.
    fn producer(&self, transactional: bool) -> ThreadedProducer<Delivered> {
        let mut settings = ClientConfig::new();
        settings
            .set("bootstrap.servers", self.brokers)
            .set("enable.idempotence", "true")
            .set("compression.codec", "lz4")
            .set("linger.ms", if transactional { "10" } else { "20" })
            // Pages go up to several megabytes; the topics take them.
            .set("message.max.bytes", "20000000")
            .set("partitioner", "murmur2_random");
        if transactional {
            settings.set("transactional.id", self.group);
        }
        settings.create_with_context(Delivered::default()).expect("a producer")
    }
}

/// Copies so many records and ends. It promises nothing: what Kafka itself costs.
pub fn at_least_once(way: &Way<'_>, records: u64) {
    let (consumer, producer) = (way.consumer(), way.producer(false));
    let (mut copied, mut committed) = (0, Instant::now());
    while copied < records {
        if pass_on(&consumer, &producer, way.output, Duration::from_millis(100)) {
            copied += 1;
        }
        // A commit a second, of what was consumed.
        if committed.elapsed() > Duration::from_secs(1) {
            let _ = consumer.commit_consumer_state(CommitMode::Async);
            committed = Instant::now();
        }
    }
    await_deliveries(&producer, copied);
    consumer.commit_consumer_state(CommitMode::Sync).expect("a commit");
}

/// The same in transactions, with the offsets in them. It stands still while one closes.
pub fn exactly_once(way: &Way<'_>, records: u64) {
    let (consumer, producer) = (way.consumer(), way.producer(true));
    producer.init_transactions(CALL).expect("transactions");
    let mut copied = 0;
    while copied < records {
        producer.begin_transaction().expect("a transaction");
        let begun = Instant::now();
        let mut any = false;
        while copied < records && begun.elapsed() < INTERVAL {
            if pass_on(&consumer, &producer, way.output, Duration::from_millis(10)) {
                any = true;
                copied += 1;
            }
        }
        if !any {
            producer.abort_transaction(CALL).expect("an abort");
            continue;
        }
        await_deliveries(&producer, copied);
        close(&consumer, &producer, &positions(&consumer));
    }
}

/// The same, but one thread reads on into memory while the other closes a transaction: the offsets are those of what is in it.
pub fn exactly_once_reading_on(way: &Way<'_>, records: u64) {
    const AT_ONCE: usize = 64;
    const QUEUE: usize = 512;
    let (consumer, producer) = (Arc::new(way.consumer()), way.producer(true));
    producer.init_transactions(CALL).expect("transactions");
    let (sender, queue) = bounded(QUEUE);
    thread::spawn({
        let consumer = Arc::clone(&consumer);
        move || {
            loop {
                let first = consumer.poll(Duration::from_millis(10)).into_iter();
                let rest = std::iter::from_fn(|| consumer.poll(Duration::ZERO));
                let messages = first.chain(rest).filter_map(Result::ok).take(AT_ONCE);
                let batch: Vec<OwnedMessage> = messages.map(|message| message.detach()).collect();
                if !batch.is_empty() && sender.send(batch).is_err() {
                    return;
                }
            }
        }
    });
    let mut copied = 0;
    while copied < records {
        let mut batch = queue.recv().expect("the reader goes on");
        producer.begin_transaction().expect("a transaction");
        let due = Instant::now() + INTERVAL;
        let mut next = BTreeMap::new();
        loop {
            for message in &batch {
                send(&producer, way.output, message);
                next.insert(message.partition(), message.offset() + 1);
                copied += 1;
            }
            match queue.recv_deadline(due) {
                Ok(more) if copied < records => batch = more,
                _ => break,
            }
        }
        await_deliveries(&producer, copied);
        let mut offsets = TopicPartitionList::new();
        for (partition, offset) in next {
            offsets.add_partition_offset(way.input, partition, Offset::Offset(offset)).expect("an offset");
        }
        close(&consumer, &producer, &offsets);
    }
}

fn close(consumer: &BaseConsumer, producer: &ThreadedProducer<Delivered>, offsets: &TopicPartitionList) {
    let member = consumer.group_metadata().expect("a member");
    producer.send_offsets_to_transaction(offsets, &member, CALL).expect("offsets");
    producer.commit_transaction(CALL).expect("a commit");
}

/// Where the next poll reads on; a partition that has brought nothing yet has no such place.
fn positions(consumer: &BaseConsumer) -> TopicPartitionList {
    let mut known = TopicPartitionList::new();
    for element in consumer.position().expect("positions").elements() {
        if let Offset::Offset(_) = element.offset() {
            known.add_partition_offset(element.topic(), element.partition(), element.offset()).expect("an offset");
        }
    }
    known
}

/// Copies the next record, where there is one.
fn pass_on(consumer: &BaseConsumer, producer: &ThreadedProducer<Delivered>, output: &str, patience: Duration) -> bool {
    let Some(Ok(message)) = consumer.poll(patience) else { return false };
    send(producer, output, &message);
    true
}

fn send(producer: &ThreadedProducer<Delivered>, output: &str, message: &impl Message) {
    let key = message.key().unwrap_or_default();
    let value = message.payload().unwrap_or_default();
    let mut record = BaseRecord::to(output).key(key).payload(value);
    while let Err((error, again)) = producer.send(record) {
        assert!(matches!(error, KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull)), "{error}");
        record = again;
        thread::sleep(Duration::from_millis(1));
    }
}

fn await_deliveries(producer: &ThreadedProducer<Delivered>, copied: u64) {
    while producer.context().0.load(Ordering::Acquire) < copied {
        thread::sleep(LOOK_AGAIN);
    }
}

/// Ends this process once its standard input closes: a bare loop has nothing to put in order.
pub fn end_when_asked() {
    thread::spawn(|| {
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        std::process::exit(0);
    });
}
