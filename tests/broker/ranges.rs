//! Records that are gone, partitions that are added, a worker that stood still.

use std::collections::BTreeSet;

use crate::support::broker::Broker;
use crate::support::committed::Group;
use crate::support::payloads::article;
use crate::support::producer::Producer;
use crate::support::reader::{Read, Reader};
use crate::support::settings::Settings;
use crate::support::topics::{self, Topics};
use crate::support::worker::Worker;
use crate::support::{PATIENCE, eventually};

/// A topic of which the group had read 10 records, and retention took 15 of its 20.
struct Gone {
    settings: Settings,
    producer: Producer,
    articles: Reader,
}

impl Gone {
    fn set(test: &str, policy: &str) -> Self {
        let broker = Broker::shared();
        let topics = Topics::create(broker, test, 1);
        let mut producer = Producer::new(broker, &topics.input);
        producer.write(0, &(0..20).map(article).collect::<Vec<_>>());
        Group::new(broker, &topics.group, &topics.input, 1).commit(0, 10);
        topics::truncate(broker, &topics.input, 15);
        let settings = Settings::new(broker, &topics).with("kafka.on_out_of_range", &format!("{policy:?}"));
        Self { settings, producer, articles: Reader::new(broker, &topics.output) }
    }

    /// The worker, once it has noticed.
    fn noticed(&self) -> Worker {
        let mut worker = Worker::start(&self.settings);
        eventually("the jump is counted", PATIENCE, || {
            worker.assert_alive();
            worker.is_up() && worker.metrics().sum("copydesk_offset_resets_total") == 1
        });
        assert!(worker.stderr().contains("records are lost"), "{}", worker.stderr());
        worker
    }

    #[track_caller]
    fn came_out(&mut self, last: i64) -> BTreeSet<i64> {
        let offset = |read: &Read| read.article_source().1;
        self.articles.read_until("the last article", PATIENCE, |read| read.iter().any(|read| offset(read) == last));
        self.articles.read_to_end().iter().map(offset).collect()
    }
}

#[test]
fn a_worker_whose_next_record_is_gone_stops_and_says_so() {
    let gone = Gone::set("gone-fail", "fail");
    let mut worker = Worker::start(&gone.settings);
    assert_eq!(worker.wait(PATIENCE).code(), Some(3), "{}", worker.stderr());
    let log = worker.stderr();
    assert!(log.contains("gone-fail.raw/0 is no longer in the topic") && log.contains("on_out_of_range"), "{log}");
}

#[test]
fn told_to_go_on_at_the_earliest_record_it_does_and_counts_the_jump() {
    let mut gone = Gone::set("gone-earliest", "earliest");
    let worker = gone.noticed();
    assert_eq!(gone.came_out(19), (15..20).collect());
    worker.drain();
}

#[test]
fn told_to_go_on_at_the_end_it_does_and_counts_the_jump() {
    let mut gone = Gone::set("gone-latest", "latest");
    let worker = gone.noticed();
    eventually("the end is known", PATIENCE, || worker.metrics().has("copydesk_consumer_lag_records"));
    gone.producer.write(0, &(20..25).map(article).collect::<Vec<_>>());
    assert_eq!(gone.came_out(24), (20..25).collect());
    worker.drain();
}

#[test]
fn partitions_that_are_added_while_it_runs_are_read_from_their_beginning() {
    let broker = Broker::shared();
    let topics = Topics::create(broker, "grown", 1);
    let settings =
        Settings::new(broker, &topics).with("kafka.properties.\"topic.metadata.refresh.interval.ms\"", "\"500\"");
    let mut producer = Producer::new(broker, &topics.input);
    producer.write(0, &(0..5).map(article).collect::<Vec<_>>());
    let worker = Worker::start(&settings);
    let mut reader = Reader::new(broker, &topics.output);
    reader.read_until("articles of the first partition", PATIENCE, |read| read.len() == 5);

    topics::grow(broker, &topics.input, 3);
    // Its client has to hear of them as well.
    let mut producer = Producer::new(broker, &topics.input);
    for partition in [1, 2, 0] {
        producer.write(partition, &(0..5).map(article).collect::<Vec<_>>());
    }
    reader.read_until("articles of all partitions", PATIENCE, |read| read.len() >= 20);
    let places: BTreeSet<_> = reader.read_to_end().iter().map(Read::article_source).collect();
    assert_eq!(places.len(), 20);
    assert_eq!(worker.metrics().sum("copydesk_partitions_assigned"), 3);
    worker.drain();
}

#[test]
fn a_worker_that_stood_still_past_its_session_joins_again_and_loses_nothing() {
    let broker = Broker::shared();
    let topics = Topics::create(broker, "frozen", 2);
    let settings = Settings::new(broker, &topics).with("kafka.properties.\"max.poll.interval.ms\"", "\"6000\"");
    let mut producer = Producer::new(broker, &topics.input);
    let mut frozen = Worker::start(&settings);
    frozen.wait_until_ready();
    for n in 0..100 {
        producer.send((n % 2) as i32, &article(n));
    }
    producer.flush();
    frozen.signal("STOP");
    // Its session runs out, and the group gives its partitions away.
    let mut other = Worker::start(&settings);
    let group = Group::new(broker, &topics.group, &topics.input, 2);
    eventually("the other has done the work", PATIENCE, || {
        other.assert_alive();
        group.committed() == group.ends()
    });
    frozen.signal("CONT");
    eventually("it has lost its partitions and joined again", PATIENCE, || {
        frozen.assert_alive();
        let metrics = frozen.metrics();
        metrics.sum_where("copydesk_rebalances_total", &[("kind", "lost")]) > 0
            && metrics.sum("copydesk_partitions_assigned") == 1
    });
    for n in 100..200 {
        producer.send((n % 2) as i32, &article(n));
    }
    producer.flush();
    eventually("all is committed", PATIENCE, || group.committed() == group.ends());
    let mut reader = Reader::new(broker, &topics.output);
    let places: BTreeSet<_> = reader.read_to_end().iter().map(Read::article_source).collect();
    assert_eq!(places.len(), 200);
    frozen.drain();
    other.drain();
}
