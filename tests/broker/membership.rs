//! Every kind of membership: workers come and go, and nothing is lost.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;

use crate::support::broker::Broker;
use crate::support::committed::Group;
use crate::support::ledger::{Place, Written, assert_order};
use crate::support::metrics::Metrics;
use crate::support::payloads::mixed;
use crate::support::producer::Producer;
use crate::support::reader::{Read, Reader};
use crate::support::settings::Settings;
use crate::support::topics::Topics;
use crate::support::worker::Worker;
use crate::support::{PATIENCE, eventually};

const PARTITIONS: i32 = 6;

#[test]
fn cooperative_members_keep_what_does_not_move() {
    let smallest = join_and_leave("member-cooperative", &[("kafka.assignor", "\"cooperative-sticky\"")]);
    assert!(smallest >= 3, "the first worker was down to {smallest} partitions");
}

#[test]
fn members_of_the_consumer_protocol_keep_what_does_not_move() {
    let smallest = join_and_leave("member-kip848", &[("kafka.group_protocol", "\"consumer\"")]);
    assert!(smallest >= 3, "the first worker was down to {smallest} partitions");
}

#[test]
fn range_members_come_and_go_without_loss() {
    join_and_leave("member-range", &[("kafka.assignor", "\"range\"")]);
}

#[test]
fn roundrobin_members_come_and_go_without_loss() {
    join_and_leave("member-roundrobin", &[("kafka.assignor", "\"roundrobin\"")]);
}

/// One worker, a second one joins, and leaves, while payloads come in. The fewest partitions that the first ever owned.
fn join_and_leave(test: &str, membership: &[(&str, &str)]) -> u64 {
    let broker = Broker::shared();
    let topics = Topics::create(broker, test, PARTITIONS);
    let settings =
        membership.iter().fold(Settings::new(broker, &topics), |settings, (key, value)| settings.with(key, value));
    let mut scene = Scene {
        written: Written::default(),
        producer: Producer::new(broker, &topics.input),
        articles: Reader::new(broker, &topics.output),
        next: 0,
    };
    let group = Group::new(broker, &topics.group, &topics.input, PARTITIONS);

    scene.write(300);
    let mut first = Worker::start(&settings);
    owns(&mut first, 6);
    let owned = Owned::watch(first.admin_port());
    scene.wait_for_articles(20);

    let mut second = Worker::start(&settings);
    scene.write(300);
    owns(&mut second, 3);
    owns(&mut first, 3);
    scene.write(300);
    eventually("the second takes its share", PATIENCE, || second.metrics().ended() > 0);
    second.drain();
    scene.write(300);
    owns(&mut first, 6);

    eventually("all is committed", PATIENCE, || group.committed() == group.ends());
    let smallest = owned.finish();
    first.drain();
    let mut dead_letters = Reader::new(broker, &topics.dead_letters);
    let (articles, dead_letters) = (scene.articles.read_to_end(), dead_letters.read_to_end());
    scene.written.assert_all_ended(articles, dead_letters);
    assert_order(articles);
    smallest
}

struct Scene {
    written: Written,
    producer: Producer,
    articles: Reader,
    next: u64,
}

impl Scene {
    fn write(&mut self, payloads: u64) {
        for n in self.next..self.next + payloads {
            let (payload, expected) = mixed(n);
            let partition = i32::try_from(n % PARTITIONS as u64).unwrap();
            self.producer.send(partition, &payload);
            self.written.note(partition, payload, expected);
        }
        self.next += payloads;
        self.producer.flush();
    }

    #[track_caller]
    fn wait_for_articles(&mut self, count: usize) {
        self.articles.read_until("articles", PATIENCE, |read| {
            read.iter().map(Read::article_source).collect::<BTreeSet<Place>>().len() >= count
        });
    }
}

#[track_caller]
fn owns(worker: &mut Worker, partitions: u64) {
    eventually(&format!("a worker owns {partitions} partitions"), PATIENCE, || {
        worker.assert_alive();
        Metrics::scrape(worker.admin_port())
            .is_ok_and(|metrics| metrics.sum("copydesk_partitions_assigned") == partitions)
    });
}

/// Remembers the fewest partitions that a worker owned.
struct Owned {
    stop: Arc<AtomicBool>,
    smallest: Arc<AtomicU64>,
    thread: JoinHandle<()>,
}

impl Owned {
    fn watch(port: u16) -> Self {
        let (stop, smallest) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(u64::MAX)));
        let (stopped, seen) = (Arc::clone(&stop), Arc::clone(&smallest));
        let thread = std::thread::spawn(move || {
            while !stopped.load(Ordering::Acquire) {
                if let Ok(metrics) = Metrics::scrape(port) {
                    seen.fetch_min(metrics.sum("copydesk_partitions_assigned"), Ordering::AcqRel);
                }
                std::thread::sleep(std::time::Duration::from_millis(5));
            }
        });
        Self { stop, smallest, thread }
    }

    fn finish(self) -> u64 {
        self.stop.store(true, Ordering::Release);
        self.thread.join().expect("the watch");
        self.smallest.load(Ordering::Acquire)
    }
}

#[test]
fn a_worker_with_another_assignor_is_not_taken_in_and_says_why() {
    let broker = Broker::shared();
    let topics = Topics::create(broker, "member-mixed", 2);
    let settings = Settings::new(broker, &topics);
    let mut first = Worker::start(&settings.clone().with("kafka.assignor", "\"range\""));
    owns(&mut first, 2);
    let mut second = Worker::start(&settings);
    assert_eq!(second.wait(PATIENCE).code(), Some(3), "{}", second.stderr());
    assert!(second.stderr().contains("the group does not take this worker in"), "{}", second.stderr());
    owns(&mut first, 2);
    first.drain();
}

#[test]
fn of_two_workers_with_one_name_the_first_ends_and_says_why() {
    let broker = Broker::shared();
    let topics = Topics::create(broker, "member-twins", 2);
    let settings = Settings::new(broker, &topics).with("kafka.group_instance_id", "\"twin\"");
    let mut first = Worker::start(&settings);
    owns(&mut first, 2);
    let mut second = Worker::start(&settings);
    assert_eq!(first.wait(PATIENCE).code(), Some(3), "{}", first.stderr());
    assert!(first.stderr().contains("another worker took over the identity"), "{}", first.stderr());
    owns(&mut second, 2);
    second.drain();
}
