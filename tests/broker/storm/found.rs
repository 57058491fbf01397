//! What storms have found, played again.

use std::time::Duration;

use rdkafka::producer::{BaseRecord, DefaultProducerContext, Producer as _, ThreadedProducer};

use super::cluster::Cluster;
use super::crew::Delivery;
use super::enricher::Enricher;
use super::field::Field;
use super::scene::Scene;
use crate::support::PATIENCE;
use crate::support::broker::Broker;
use crate::support::topics::Topics;

/// The client forgets to join its group again where a topic grows while it waits for our answer to a revocation, and the
/// group waits for it for five minutes: `src/kafka/rejoin.rs`.
#[test]
fn a_topic_that_grows_while_partitions_are_given_up_stops_nobody_for_good() {
    let broker = Broker::shared();
    let (direct, roads) = (broker.address(), vec![broker.address()]);
    let field = Field { direct, roads, replicas: 1, outputs: 3, topics: Topics::named("found-growth") };
    let mut scene = Scene::set(field, 7, 3, 300);
    let enricher = Enricher::start();
    // What is in flight takes long to end, so that a revocation is not answered at once.
    enricher.take_time(Duration::from_secs(6));
    let slow = format!(
        "[{{ name = \"facts\", url = {:?}, timeout = \"9s\", deadline = \"10s\", concurrency = 500 }}]",
        enricher.url()
    );
    for n in 0..2 {
        let settings = scene
            .settings(broker, Delivery::AtLeastOnce, n)
            .with("enrich.http", &slow)
            .with("kafka.session_timeout", "\"30s\"")
            .with("pipeline.drain_timeout", "\"8s\"")
            .with("kafka.properties.\"topic.metadata.refresh.interval.ms\"", "\"300\"");
        scene.crew.add(settings, false);
    }
    scene.crew.start(0, None);
    let met = scene.pass_until(PATIENCE, |scene| scene.crew.in_flight() >= 50);
    assert!(met, "no work in flight");
    scene.crew.start(1, None);
    // The second is in the group, and the first gives partitions up: heartbeats tell it within 3 s.
    scene.pass(Duration::from_secs(4));
    assert!(scene.grow(), "the topic grows");
    scene.pass(Duration::from_secs(3));
    enricher.take_time(Duration::ZERO);
    // Three reports of the client, and the start of another worker. Nobody is told to drain before: a client that stands in
    // that state does not always close.
    scene.pass(Duration::from_secs(10));
    let (verdict, crew) = scene.finish(PATIENCE);
    println!("{:?} {:?}", verdict.problems, crew.exits);
    assert_eq!(verdict.broken(Delivery::AtLeastOnce), Vec::<String>::new(), "{:#?}", verdict.sums.examples);
}

/// A transaction that runs out of its time while no broker is up gets its markers when they are back. Apache Kafka 4.3.0 and
/// 4.3.1 forget them (KAFKA-20734): what was aborted stays open, and the next commit of the same producer commits it, too.
#[test]
fn the_brokers_of_these_tests_abort_what_ran_out_while_they_were_away() {
    let mut cluster = Cluster::start(1);
    let field = cluster.field("found-markers");
    field.make_topics(3);
    let mut config = field.client();
    config.set("transactional.id", "found-markers").set("transaction.timeout.ms", "1500");
    let producer: ThreadedProducer<DefaultProducerContext> = config.create().expect("a producer");
    producer.init_transactions(PATIENCE).expect("the id");
    producer.begin_transaction().expect("a transaction");
    for partition in 0..field.outputs {
        let record: BaseRecord<'_, [u8], [u8]> = BaseRecord::to(&field.topics.output).partition(partition);
        producer.send(record.payload(b"never committed")).map_err(|(error, _)| error).expect("room");
    }
    producer.flush(PATIENCE).expect("delivered");
    assert!(!field.await_stable_output(Duration::ZERO), "the transaction is not open");
    cluster.brokers[0].kill();
    std::thread::sleep(Duration::from_secs(2));
    cluster.brokers[0].restart();
    assert!(field.await_stable_output(Duration::from_secs(30)), "the transaction is still open");
}
