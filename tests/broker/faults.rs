//! A broker that goes away and comes back.

use std::time::{Duration, Instant};

use crate::support::PATIENCE;
use crate::support::broker::Broker;
use crate::support::payloads::article;
use crate::support::producer::Producer;
use crate::support::reader::Reader;
use crate::support::settings::Settings;
use crate::support::topics::Topics;
use crate::support::worker::Worker;

#[test]
fn a_broker_that_is_away_for_a_while_is_waited_for() {
    let mut broker = Broker::start();
    let topics = Topics::create(&broker, "away", 2);
    let settings = Settings::new(&broker, &topics);
    let mut worker = Worker::start(&settings);
    let mut producer = Producer::new(&broker, &topics.input);
    let mut reader = Reader::new(&broker, &topics.output);
    for n in 0..100 {
        producer.send((n % 2) as i32, &article(n));
    }
    producer.flush();
    reader.read_until("articles before the outage", PATIENCE, |read| read.len() >= 100);

    broker.stop();
    // The outage itself: the worker lives through all of it.
    let back_at = Instant::now() + Duration::from_secs(20);
    while Instant::now() < back_at {
        worker.assert_alive();
        std::thread::sleep(Duration::from_millis(100));
    }
    broker.restart();

    for n in 100..200 {
        producer.send((n % 2) as i32, &article(n));
    }
    producer.flush();
    let all = reader.read_until("articles after the outage", PATIENCE, |read| {
        let places: std::collections::BTreeSet<_> = read.iter().map(|read| read.article_source()).collect();
        places.len() == 200
    });
    assert!(all.len() >= 200);
    worker.drain();
}

#[test]
fn a_broker_that_is_killed_and_comes_back_is_waited_for() {
    let mut broker = Broker::start();
    let topics = Topics::create(&broker, "killed", 2);
    let settings = Settings::new(&broker, &topics);
    let mut worker = Worker::start(&settings);
    let mut producer = Producer::new(&broker, &topics.input);
    let mut reader = Reader::new(&broker, &topics.output);
    for n in 0..200 {
        producer.send((n % 2) as i32, &article(n));
    }
    producer.flush();
    reader.read_until("the first articles", PATIENCE, |read| !read.is_empty());
    broker.kill();
    worker.assert_alive();
    broker.restart();
    reader.read_until("all articles", PATIENCE, |read| {
        let places: std::collections::BTreeSet<_> = read.iter().map(|read| read.article_source()).collect();
        places.len() == 200
    });
    worker.drain();
}
