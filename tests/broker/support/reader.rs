//! Who reads the output topics, as a reader downstream would: only what is committed.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use rdkafka::TopicPartitionList;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::message::{BorrowedMessage, Headers, Message};
use rdkafka::topic_partition_list::Offset;

use super::broker::Broker;

/// One record as it was read.
#[derive(Debug, Clone)]
pub struct Read {
    pub partition: i32,
    pub offset: i64,
    pub key: Option<Vec<u8>>,
    pub value: Option<Vec<u8>>,
    pub headers: Vec<(String, Option<Vec<u8>>)>,
}

impl Read {
    /// A header's value as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(found, _)| found == name)?;
        std::str::from_utf8(value.as_deref()?).ok()
    }

    /// The value as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(self.value.as_deref().unwrap_or_default()).expect("a record is JSON")
    }

    /// Partition and offset of the payload that an article was made of.
    #[track_caller]
    pub fn article_source(&self) -> (i32, i64) {
        let source = &self.json()["source"];
        let number =
            |name: &str| source[name].as_i64().unwrap_or_else(|| panic!("source.{name} is a number: {source}"));
        (i32::try_from(number("partition")).expect("a partition"), number("offset"))
    }

    /// Partition and offset of the payload that became this dead letter.
    #[track_caller]
    pub fn dead_letter_source(&self) -> (i32, i64) {
        let number = |name: &str| -> i64 {
            let header = self.header(name).unwrap_or_else(|| panic!("header {name}"));
            header.parse().unwrap_or_else(|_| panic!("header {name} is a number, got {header:?}"))
        };
        let partition = number("copydesk.source.partition");
        (i32::try_from(partition).expect("a partition"), number("copydesk.source.offset"))
    }
}

/// A topic from its beginning, as far as it has been read.
pub struct Reader {
    client: BaseConsumer,
    partitions: BTreeSet<i32>,
    at_end: BTreeSet<i32>,
    pub records: Vec<Read>,
}

impl Reader {
    pub fn new(broker: &Broker, topic: &str) -> Self {
        let client: BaseConsumer = broker
            .client()
            .set("group.id", "copydesk-tests-reader")
            .set("enable.auto.commit", "false")
            .set("isolation.level", "read_committed")
            .set("enable.partition.eof", "true")
            .set("fetch.wait.max.ms", "50")
            .create()
            .expect("a consumer");
        let metadata = client.fetch_metadata(Some(topic), super::PATIENCE).expect("metadata");
        let found = metadata.topics().first().expect("the topic");
        let partitions: BTreeSet<i32> =
            found.partitions().iter().map(rdkafka::metadata::MetadataPartition::id).collect();
        let mut assignment = TopicPartitionList::new();
        for partition in &partitions {
            assignment.add_partition_offset(topic, *partition, Offset::Beginning).expect("an offset");
        }
        client.assign(&assignment).expect("an assignment");
        Self { client, partitions, at_end: BTreeSet::new(), records: Vec::new() }
    }

    /// Reads on until every partition has been read to its end of this moment.
    #[track_caller]
    pub fn read_to_end(&mut self) -> &[Read] {
        self.at_end.clear();
        let deadline = Instant::now() + super::PATIENCE;
        // An end that was reported before this call is reported again only after a new record: ask from here on by seeking.
        self.rewind();
        while self.at_end != self.partitions {
            assert!(Instant::now() < deadline, "a topic could not be read to its end: {:?}", self.at_end);
            self.step(Duration::from_millis(200));
        }
        &self.records
    }

    /// Reads on until what was read answers the question with yes.
    #[track_caller]
    pub fn read_until(&mut self, what: &str, patience: Duration, mut question: impl FnMut(&[Read]) -> bool) -> &[Read] {
        let deadline = Instant::now() + patience;
        while !question(&self.records) {
            assert!(
                Instant::now() < deadline,
                "after {patience:?} and {} records still not: {what}",
                self.records.len()
            );
            self.step(Duration::from_millis(50));
        }
        &self.records
    }

    /// Begins again at the beginning.
    fn rewind(&mut self) {
        self.records.clear();
        let mut assignment = self.client.assignment().expect("an assignment");
        assignment.set_all_offsets(Offset::Beginning).expect("an offset");
        self.client.assign(&assignment).expect("an assignment");
    }

    fn step(&mut self, patience: Duration) {
        match self.client.poll(patience) {
            Some(Ok(message)) => {
                self.at_end.remove(&message.partition());
                let read = own(&message);
                drop(message);
                self.records.push(read);
            }
            Some(Err(KafkaError::PartitionEOF(partition))) => {
                self.at_end.insert(partition);
            }
            // A broker that is away comes back, or the deadline of the caller speaks.
            Some(Err(_)) | None => {}
        }
    }
}

fn own(message: &BorrowedMessage<'_>) -> Read {
    let headers = message.headers().map_or_else(Vec::new, |headers| {
        headers.iter().map(|header| (header.key.to_owned(), header.value.map(<[u8]>::to_vec))).collect()
    });
    Read {
        partition: message.partition(),
        offset: message.offset(),
        key: message.key().map(<[u8]>::to_vec),
        value: message.payload().map(<[u8]>::to_vec),
        headers,
    }
}
