//! Readers of committed records: one of the input, which is the truth about what was written, and two of what came out.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rdkafka::TopicPartitionList;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::message::{BorrowedMessage, Headers, Message};
use rdkafka::topic_partition_list::Offset;
use serde::Deserialize;
use xxhash_rust::xxh3::xxh3_64;

use super::books::{Books, Out, Topic};
use super::field::Field;

/// What a reader makes of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    Input,
    Articles,
    DeadLetters,
}

/// A reader on a thread of its own, as long as it is held.
pub struct Reading {
    stop: Arc<AtomicBool>,
    /// Partitions that are not read to their end, as far as anybody knows.
    behind: Arc<AtomicUsize>,
    thread: Option<JoinHandle<()>>,
}

impl Reading {
    /// Reads these partitions of a topic from their beginning.
    pub fn start(field: &Field, reads: Reads, partitions: std::ops::Range<i32>, books: &Arc<Books>) -> Self {
        let topic = match reads {
            Reads::Input => &field.topics.input,
            Reads::Articles => &field.topics.output,
            Reads::DeadLetters => &field.topics.dead_letters,
        };
        let consumer: BaseConsumer = field
            .client()
            .set("group.id", "storm-reader")
            .set("enable.auto.commit", "false")
            .set("isolation.level", "read_committed")
            .set("enable.partition.eof", "true")
            .set("fetch.wait.max.ms", "100")
            .create()
            .expect("a consumer");
        let mut assignment = TopicPartitionList::new();
        for partition in partitions.clone() {
            assignment.add_partition_offset(topic, partition, Offset::Beginning).expect("an offset");
        }
        consumer.assign(&assignment).expect("an assignment");
        let stop = Arc::new(AtomicBool::new(false));
        let behind = Arc::new(AtomicUsize::new(partitions.len()));
        let (books, stopped, lag) = (Arc::clone(books), Arc::clone(&stop), Arc::clone(&behind));
        let first = partitions.start;
        let thread = thread::spawn(move || {
            let mut at_end = vec![false; partitions.len()];
            let index = |partition: i32| usize::try_from(partition - first).expect("a partition of ours");
            while !stopped.load(Ordering::Acquire) {
                match consumer.poll(Duration::from_millis(100)) {
                    Some(Ok(message)) => {
                        at_end[index(message.partition())] = false;
                        note(reads, &message, &books);
                    }
                    Some(Err(KafkaError::PartitionEOF(partition))) => at_end[index(partition)] = true,
                    // A broker that is away comes back.
                    Some(Err(_)) | None => {}
                }
                lag.store(at_end.iter().filter(|at_end| !**at_end).count(), Ordering::Release);
            }
        });
        Self { stop, behind, thread: Some(thread) }
    }

    /// Waits until it stands at the end. False where that does not come about.
    pub fn await_end(&self, patience: Duration) -> bool {
        let deadline = Instant::now() + patience;
        while self.behind.load(Ordering::Acquire) > 0 {
            if Instant::now() > deadline {
                return false;
            }
            thread::sleep(Duration::from_millis(50));
        }
        true
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
            && !thread::panicking()
        {
            panic!("a reader panicked: see above");
        }
    }
}

fn note(reads: Reads, message: &BorrowedMessage<'_>, books: &Books) {
    match reads {
        Reads::Input => {
            books.came_in(number(&header(message, "id")), message.partition(), message.offset());
        }
        Reads::Articles => {
            let value = message.payload().unwrap_or_default();
            let article: Article<'_> = serde_json::from_slice(value).expect("an article is JSON of its form");
            books.came_out(Out {
                number: number(&article.source.id),
                topic: Topic::Articles,
                partition: message.partition(),
                source: article.source.partition,
                hash: xxh3_64(article.body.text.as_bytes()),
            });
        }
        Reads::DeadLetters => books.came_out(Out {
            number: number(&header(message, "id")),
            topic: Topic::DeadLetters,
            partition: message.partition(),
            source: header(message, "copydesk.source.partition").parse().expect("a partition"),
            hash: xxh3_64(message.payload().unwrap_or_default()),
        }),
    }
}

/// What is looked at of an article.
#[derive(Deserialize)]
struct Article<'a> {
    #[serde(borrow)]
    source: Source<'a>,
    #[serde(borrow)]
    body: Body<'a>,
}

#[derive(Deserialize)]
struct Source<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    partition: i32,
}

#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
}

fn number(text: &str) -> u64 {
    text.parse().unwrap_or_else(|_| panic!("expected a number, got {text:?}"))
}

fn header(message: &BorrowedMessage<'_>, name: &str) -> String {
    let found = message.headers().and_then(|headers| headers.iter().find(|header| header.key == name)?.value);
    let value = found.unwrap_or_else(|| panic!("no header {name:?}"));
    String::from_utf8(value.to_vec()).expect("a header of text")
}
