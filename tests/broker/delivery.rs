//! Nothing is lost, order is kept, the sums agree: while workers come, go and are killed.

use std::collections::BTreeSet;
use std::time::Instant;

use crate::support::PATIENCE;
use crate::support::broker::Broker;
use crate::support::committed::Group;
use crate::support::ledger::{Place, Written, assert_no_duplicates, assert_order, places};
use crate::support::metrics::Watch;
use crate::support::payloads::mixed;
use crate::support::producer::Producer;
use crate::support::reader::{Read, Reader};
use crate::support::settings::Settings;
use crate::support::topics::Topics;
use crate::support::worker::Worker;

pub const PARTITIONS: i32 = 6;

/// A topic with its writer, its readers and the truth about it.
pub struct Scene {
    pub name: String,
    pub settings: Settings,
    pub written: Written,
    pub producer: Producer,
    pub group: Group,
    pub articles: Reader,
    pub dead_letters: Reader,
    next: u64,
}

impl Scene {
    pub fn set(test: &str) -> Self {
        let broker = Broker::shared();
        let topics = Topics::create(broker, test, PARTITIONS);
        Self {
            name: test.into(),
            settings: Settings::new(broker, &topics),
            written: Written::default(),
            producer: Producer::new(broker, &topics.input),
            group: Group::new(broker, &topics.group, &topics.input, PARTITIONS),
            articles: Reader::new(broker, &topics.output),
            dead_letters: Reader::new(broker, &topics.dead_letters),
            next: 0,
        }
    }

    /// Workers of this scene have one more setting.
    pub fn with(mut self, key: &str, toml: &str) -> Self {
        self.settings = self.settings.with(key, toml);
        self
    }

    /// Writes the next payloads, over all partitions in turn.
    pub fn write(&mut self, payloads: u64) {
        for n in self.next..self.next + payloads {
            let (payload, expected) = mixed(n);
            let partition = i32::try_from(n % PARTITIONS as u64).unwrap();
            self.producer.send(partition, &payload);
            self.written.note(partition, payload, expected);
        }
        self.next += payloads;
        self.producer.flush();
    }

    /// How many different payloads have come out as articles, read on until there are so many.
    #[track_caller]
    pub fn wait_for_articles(&mut self, count: usize) {
        self.articles.read_until(&format!("{count} articles"), PATIENCE, |read| {
            read.len() >= count && read.iter().map(Read::article_source).collect::<BTreeSet<Place>>().len() >= count
        });
    }

    /// The committed offsets lie at the ends.
    #[track_caller]
    pub fn wait_until_committed(&self) {
        let ends = self.group.ends();
        let mut committed = Vec::new();
        let deadline = Instant::now() + PATIENCE;
        while committed != ends {
            assert!(Instant::now() < deadline, "committed {committed:?}, but the ends are {ends:?}");
            committed = self.group.committed();
        }
    }

    /// What is committed has come out.
    #[track_caller]
    pub fn assert_commits_cover_only_what_came_out(&mut self) {
        // First what is committed, then what came out: the other way round a commit in between would look like a lie.
        let committed = self.group.committed();
        let articles = self.articles.read_to_end();
        let dead_letters = self.dead_letters.read_to_end();
        let missing = self.written.missing(articles, dead_letters, |partition| committed[partition as usize]);
        assert!(missing.is_empty(), "committed {committed:?}, but these did not come out: {missing:?}");
    }

    #[track_caller]
    pub fn assert_all_ended_in_order(&mut self) {
        let articles = self.articles.read_to_end();
        let dead_letters = self.dead_letters.read_to_end();
        self.written.assert_all_ended(articles, dead_letters);
        assert_order(articles);
    }
}

#[test]
fn two_workers_bring_every_payload_to_its_end_in_order_and_their_sums_agree_at_every_scrape() {
    let mut scene = Scene::set("two-workers");
    scene.write(1000);
    let mut first = Worker::start(&scene.settings);
    let first_watch = Watch::start(first.admin_port());
    first.wait_until_ready();
    scene.wait_for_articles(50);
    let mut second = Worker::start(&scene.settings);
    let second_watch = Watch::start(second.admin_port());
    second.wait_until_ready();
    scene.write(1000);
    scene.assert_commits_cover_only_what_came_out();
    scene.wait_until_committed();
    scene.assert_all_ended_in_order();

    let (one, other) = (first.metrics(), second.metrics());
    // What a rebalance took away from one worker in mid-flight ended with the other as well.
    assert!(one.ended() + other.ended() >= 2000, "{} + {} ended", one.ended(), other.ended());
    assert!(other.ended() > 0, "the second worker took its share");
    first.drain();
    second.drain();
    assert!(first_watch.finish() + second_watch.finish() > 0, "no scrape fell into the work");
}

#[test]
fn five_kills_lose_nothing() {
    let mut scene = Scene::set("five-kills");
    // A static member's place is taken over by its successor at once, without the wait for the session's end.
    scene.settings = scene.settings.with("kafka.group_instance_id", "\"worker-a\"");
    let mut in_mid_flight = 0;
    for round in 0..5_usize {
        scene.write(400);
        let mut worker = Worker::start(&scene.settings);
        worker.wait_until_ready();
        scene.wait_for_articles(round * 200 + 50);
        worker.kill();
        in_mid_flight += usize::from(scene.group.committed() != scene.group.ends());
        scene.assert_commits_cover_only_what_came_out();
    }
    assert!(in_mid_flight > 0, "no kill met a worker at work");
    let worker = Worker::start(&scene.settings);
    scene.wait_until_committed();
    scene.assert_all_ended_in_order();
    worker.drain();
}

#[test]
fn a_drained_worker_leaves_nothing_for_its_successor_to_repeat() {
    let mut scene = Scene::set("drained");
    scene.write(900);
    let mut first = Worker::start(&scene.settings);
    first.wait_until_ready();
    scene.wait_for_articles(50);
    first.drain();
    let behind = scene.group.committed();
    let ended: i64 = behind.iter().sum();
    let came_out = places(scene.articles.read_to_end(), scene.dead_letters.read_to_end()).len();
    assert!(ended as usize >= came_out, "{came_out} payloads came out, the commits say {ended}");

    let second = Worker::start(&scene.settings);
    scene.wait_until_committed();
    scene.assert_all_ended_in_order();
    assert_no_duplicates(&scene.articles.records, &scene.dead_letters.records);
    assert_eq!(scene.articles.records.len() + scene.dead_letters.records.len(), scene.written.to_come_out());
    second.drain();
}
