//! `delivery = "exactly_once"`: who reads committed records sees each payload's end once, whatever happens to the workers.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use crate::delivery::Scene;
use crate::support::broker::Broker;
use crate::support::committed::Group;
use crate::support::ledger::assert_no_duplicates;
use crate::support::metrics::Watch;
use crate::support::payloads::{Expected, article, paragraphs};
use crate::support::producer::{Outgoing, Producer};
use crate::support::reader::Reader;
use crate::support::settings::Settings;
use crate::support::topics::{Shape, Topics, plain};
use crate::support::worker::Worker;
use crate::support::{PATIENCE, eventually};

/// Settings of a worker with an id of its own.
pub fn transactional(settings: &Settings, id: &str) -> Settings {
    settings
        .clone()
        .with("kafka.delivery", "\"exactly_once\"")
        .with("kafka.transactional_id", &format!("{id:?}"))
        .with("kafka.transaction.timeout", "\"3s\"")
}

pub fn scene(test: &str) -> Scene {
    Scene::set(&format!("eos-{test}"))
}

impl Scene {
    pub fn worker(&self, id: &str) -> Worker {
        // Ids are the cluster's, and tests share one.
        Worker::start(&transactional(&self.settings, &format!("{}.{id}", self.name)))
    }

    /// A worker with one more setting.
    pub fn worker_with(&self, id: &str, key: &str, toml: &str) -> Worker {
        Worker::start(&transactional(&self.settings, &format!("{}.{id}", self.name)).with(key, toml))
    }

    /// Records and dead letters that are visible now.
    fn came_out(&mut self) -> usize {
        self.articles.read_to_end().len() + self.dead_letters.read_to_end().len()
    }

    /// Everything is committed: and each payload that had to come out came out once, in order.
    #[track_caller]
    pub fn assert_exactly_once(&mut self) {
        self.wait_until_committed();
        // Offsets and records become visible together, but not in the same millisecond: each partition has a marker.
        let expected = self.written.to_come_out();
        eventually("all of it is visible", PATIENCE, || self.came_out() >= expected);
        self.assert_all_ended_in_order();
        assert_no_duplicates(&self.articles.records, &self.dead_letters.records);
        assert_eq!(self.articles.records.len() + self.dead_letters.records.len(), expected);
    }
}

#[test]
fn two_workers_write_every_payload_once_and_their_sums_agree_at_every_scrape() {
    let mut scene = scene("two-workers");
    scene.write(1000);
    let mut first = scene.worker("a");
    let first_watch = Watch::start(first.admin_port());
    first.wait_until_ready();
    scene.wait_for_articles(50);
    let mut second = scene.worker("b");
    let second_watch = Watch::start(second.admin_port());
    second.wait_until_ready();
    scene.write(1000);
    scene.assert_exactly_once();
    let (one, other) = (first.metrics(), second.metrics());
    assert!(other.ended() > 0, "the second worker took its share");
    // What was taken back at the rebalance ended with its next owner, and nowhere else.
    assert_eq!(one.ended() + other.ended(), 2000);
    assert!(one.sum_where("copydesk_transactions_total", &[("outcome", "committed")]) > 0);
    first.drain();
    second.drain();
    assert!(first_watch.finish() + second_watch.finish() > 0, "no scrape fell into the work");
}

#[test]
fn five_kills_lose_nothing_and_double_nothing() {
    let mut scene = scene("five-kills");
    // A static member's place is taken over by its successor at once, without the wait for the session's end.
    scene.settings = scene.settings.with("kafka.group_instance_id", "\"worker-a\"");
    let mut in_mid_flight = 0;
    for round in 0..5_usize {
        scene.write(400);
        let mut worker = scene.worker("a");
        worker.wait_until_ready();
        scene.wait_for_articles(round * 200 + 50);
        worker.kill();
        in_mid_flight += usize::from(scene.group.committed() != scene.group.ends());
    }
    assert!(in_mid_flight > 0, "no kill met a worker at work");
    let worker = scene.worker("a");
    scene.assert_exactly_once();
    worker.drain();
}

#[test]
fn a_drained_worker_leaves_nothing_open_and_nothing_to_repeat() {
    let mut scene = scene("drained");
    // A drain ends what is in flight: so little that a part of the topic is left.
    scene.settings = scene.settings.with("limits.in_flight_bytes", "\"1MiB\"").with("limits.payload_bytes", "\"1MiB\"");
    scene.write(2000);
    let mut first = scene.worker("a");
    first.wait_until_ready();
    scene.wait_for_articles(50);
    first.drain();
    let committed: i64 = scene.group.committed().iter().sum();
    let visible = scene.came_out();
    assert!(visible < scene.written.to_come_out(), "the drain came too late to prove anything");
    assert!(committed as usize >= visible, "{visible} payloads came out, the commits say {committed}");
    let second = scene.worker("b");
    scene.assert_exactly_once();
    second.drain();
}

#[test]
fn a_worker_that_was_frozen_past_its_session_writes_nothing_more_and_says_why_it_ends() {
    let mut scene = scene("zombie");
    // So that the first commit comes while most of the topic is left.
    scene.settings =
        scene.settings.with("kafka.transaction.interval", "\"2s\"").with("kafka.transaction.records", "200");
    scene.write(2000);
    let mut zombie = scene.worker("a");
    zombie.wait_until_ready();
    scene.wait_for_articles(1);
    zombie.freeze();
    assert_ne!(scene.group.committed(), scene.group.ends(), "it was frozen too late to hold anything");
    let heir = scene.worker("b");
    scene.assert_exactly_once();

    zombie.wake();
    let status = zombie.wait(PATIENCE);
    assert_eq!(status.code(), Some(3));
    assert!(zombie.stderr().contains("stood still"), "{}", zombie.stderr());
    scene.write(100);
    scene.assert_exactly_once();
    heir.drain();
}

#[test]
fn of_two_workers_with_the_same_id_one_ends_and_names_the_id() {
    let mut scene = scene("same-id");
    let mut workers = [scene.worker("both"), scene.worker("both")];
    let deadline = Instant::now() + PATIENCE;
    let (ended, status) = loop {
        scene.write(30);
        if let Some(found) = workers.iter_mut().enumerate().find_map(|(n, w)| Some((n, w.ended()?))) {
            break found;
        }
        assert!(Instant::now() < deadline, "both go on");
        std::thread::sleep(Duration::from_millis(100));
    };
    assert_eq!(status.code(), Some(3));
    let log = workers[ended].stderr();
    assert!(log.contains("eos-same-id.both") && log.contains("Look for a second worker"), "{log}");
    scene.write(100);
    scene.assert_exactly_once();
    let [first, second] = workers;
    if ended == 0 { second.drain() } else { first.drain() }
}

#[test]
fn payloads_that_are_filtered_move_the_offsets_and_idleness_commits_nothing() {
    let mut scene = scene("filtered");
    for n in 0..60 {
        let tombstone = Outgoing { key: Some(format!("key-{n}").into_bytes()), ..Outgoing::default() };
        scene.producer.send(n % 6, &tombstone);
        scene.written.note(n % 6, tombstone, Expected::Filtered);
    }
    scene.producer.flush();
    let worker = scene.worker("a");
    scene.assert_exactly_once();
    eventually("the worker knows of its commits", PATIENCE, || worker.metrics().ended() == 60);
    let transactions = || worker.metrics().sum("copydesk_transactions_total");
    let busy = transactions();
    assert!(busy > 0);
    // Four intervals without anything to commit.
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(transactions(), busy, "an empty transaction was committed");
    worker.drain();
}

#[test]
fn input_of_which_a_part_was_aborted_is_copied_without_that_part() {
    let broker = Broker::shared();
    let topics = Topics::create(broker, "eos-transactions", 1);
    let mut producer = Producer::transactional(broker, &topics.input, "eos-transactions.writer");
    let expected = producer.write_transactions(20);
    let worker = Worker::start(&transactional(&Settings::new(broker, &topics), "eos-transactions.a"));
    let mut reader = Reader::new(broker, &topics.output);
    reader.read_until("all committed articles", PATIENCE, |read| read.len() >= expected.len());
    let group = Group::new(broker, &topics.group, &topics.input, 1);
    eventually("the last article is committed", PATIENCE, || Some(&group.committed()[0]) > expected.last());
    let mut offsets: Vec<i64> = reader.read_to_end().iter().map(|read| read.article_source().1).collect();
    offsets.sort_unstable();
    assert_eq!(offsets, Vec::from_iter(expected));
    worker.drain();
}

#[test]
fn what_is_too_large_becomes_a_dead_letter_within_the_transaction_of_its_neighbours() {
    let broker = Broker::shared();
    let narrow = Shape { partitions: 1, config: &[("max.message.bytes", "40000")], node: 1 };
    let topics = Topics::create_shaped(broker, "eos-too-large", plain(1), narrow);
    let mut producer = Producer::new(broker, &topics.input);
    let payloads: Vec<Outgoing> = (0..40).map(|n| if n % 13 == 7 { large(n) } else { article(n) }).collect();
    producer.write(0, &payloads);
    // Sizes are judged as sent: compressed, the large ones would fit.
    let settings = Settings::new(broker, &topics).with("kafka.compression", "\"none\"");
    let worker = Worker::start(&transactional(&settings, "eos-too-large.a"));
    let mut articles = Reader::new(broker, &topics.output);
    let mut dead_letters = Reader::new(broker, &topics.dead_letters);
    articles.read_until("the neighbours", PATIENCE, |read| read.len() >= 37);
    dead_letters.read_until("the large ones as dead letters", PATIENCE, |read| read.len() >= 3);

    let offsets: Vec<i64> = articles.read_to_end().iter().map(|read| read.article_source().1).collect();
    let expected: Vec<i64> = (0..40).filter(|n| n % 13 != 7).collect();
    assert_eq!(offsets, expected, "each neighbour once and in order");
    let dead: Vec<(i64, Option<&str>)> = dead_letters
        .read_to_end()
        .iter()
        .map(|read| (read.dead_letter_source().1, read.header("copydesk.reason")))
        .collect();
    assert_eq!(dead, [7, 20, 33].map(|offset| (offset, Some("output_too_large"))));
    let metrics = worker.metrics();
    assert_eq!(metrics.conservation(), Ok(()));
    assert!(metrics.sum_where("copydesk_transactions_total", &[("outcome", "aborted")]) > 0);
    worker.drain();
}

fn large(n: u64) -> Outgoing {
    let body: Vec<String> = (0..30).flat_map(|m| paragraphs(n * 1000 + m)).collect();
    let body = body.join("</p><p>");
    Outgoing::value(format!("<html><body><article><h1>All of it, {n}</h1><p>{body}</p></article></body></html>"))
}

#[test]
fn an_outage_longer_than_a_transaction_may_last_loses_nothing_and_doubles_nothing() {
    let mut broker = Broker::start();
    let topics = Topics::create(&broker, "eos-outage", 2);
    let settings = transactional(&Settings::new(&broker, &topics), "eos-outage.a");
    let mut worker = Worker::start(&settings);
    let mut producer = Producer::new(&broker, &topics.input);
    let mut reader = Reader::new(&broker, &topics.output);
    for n in 0..600 {
        producer.send((n % 2) as i32, &article(n));
    }
    producer.flush();
    reader.read_until("the first articles", PATIENCE, |read| !read.is_empty());
    broker.kill();
    // Longer than kafka.transaction.timeout: the records of the open transaction time out in the client.
    let back_at = Instant::now() + Duration::from_secs(5);
    while Instant::now() < back_at {
        worker.assert_alive();
        std::thread::sleep(Duration::from_millis(100));
    }
    broker.restart();
    reader.read_until("all articles", PATIENCE, |read| {
        read.len() >= 600 && read.iter().map(|read| read.article_source()).collect::<BTreeSet<_>>().len() == 600
    });
    let group = Group::new(&broker, &topics.group, &topics.input, 2);
    eventually("everything is committed", PATIENCE, || group.committed() == group.ends());
    assert_eq!(reader.read_to_end().len(), 600, "each article once");
    worker.drain();
}
