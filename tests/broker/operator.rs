//! What an operator who mistook something is told, and where a worker begins.

use std::time::Duration;

use crate::support::broker::Broker;
use crate::support::committed::Group;
use crate::support::payloads::article;
use crate::support::producer::Producer;
use crate::support::reader::Reader;
use crate::support::settings::Settings;
use crate::support::topics::{self, Topics, plain};
use crate::support::worker::Worker;
use crate::support::{PATIENCE, eventually, free_port};

#[test]
fn a_topic_that_does_not_exist_is_named_and_the_worker_ends_with_3() {
    let broker = Broker::shared();
    let topics = Topics::create(broker, "wrong-topic", 1);
    let settings = Settings::new(broker, &topics).with("kafka.input_topics", "[\"no.such.topic\"]");
    let mut worker = Worker::start(&settings);
    assert_eq!(worker.wait(PATIENCE).code(), Some(3), "{}", worker.stderr());
    assert!(worker.stderr().contains("no.such.topic"), "{}", worker.stderr());
    assert!(worker.stderr().contains("input_topics"), "the key to mend is named: {}", worker.stderr());
}

#[test]
fn a_broker_that_is_not_there_is_named_and_waited_for() {
    let broker = Broker::shared();
    let topics = Topics::named("wrong-broker");
    let nobody = format!("127.0.0.1:{}", free_port());
    let settings = Settings::new(broker, &topics).with("kafka.brokers", &format!("[\"{nobody}\"]"));
    let mut worker = Worker::start(&settings);
    eventually("the log names the broker", PATIENCE, || {
        worker.assert_alive();
        worker.stderr().contains(&nobody)
    });
    worker.terminate();
    assert_eq!(worker.wait(PATIENCE).code(), Some(0), "{}", worker.stderr());
}

#[test]
fn a_wrong_password_ends_the_worker_with_3_and_is_not_printed() {
    let port = free_port();
    let broker = Broker::start_with(|ports| {
        let listener = "listener.name.sasl_plaintext.plain.sasl.jaas.config";
        format!(
            "listeners=PLAINTEXT://127.0.0.1:{plain},SASL_PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}\n\
             advertised.listeners=PLAINTEXT://127.0.0.1:{plain},SASL_PLAINTEXT://127.0.0.1:{port}\n\
             listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT\n\
             sasl.enabled.mechanisms=PLAIN\n\
             {listener}=org.apache.kafka.common.security.plain.PlainLoginModule required user_worker=\"right\";",
            plain = ports.plain,
            controller = ports.controller,
        )
    });
    let topics = Topics::create(&broker, "password", 1);
    let settings = Settings::new(&broker, &topics)
        .with("kafka.brokers", &format!("[\"127.0.0.1:{port}\"]"))
        .with("kafka.properties.\"security.protocol\"", "\"sasl_plaintext\"")
        .with("kafka.properties.\"sasl.mechanism\"", "\"PLAIN\"")
        .with("kafka.properties.\"sasl.username\"", "\"worker\"");
    let secret = "mistyped-4711";
    let mut refused =
        Worker::start(&settings.clone().with("kafka.properties.\"sasl.password\"", &format!("\"{secret}\"")));
    assert_eq!(refused.wait(PATIENCE).code(), Some(3), "{}", refused.stderr());
    let log = refused.stderr();
    assert!(log.to_lowercase().contains("authenticat"), "{log}");
    assert!(!log.contains(secret), "the password stands in the log: {log}");

    let mut let_in = Worker::start(&settings.with("kafka.properties.\"sasl.password\"", "\"right\""));
    let_in.wait_until_ready();
    let_in.drain();
}

#[test]
fn a_group_without_a_commit_begins_at_the_time_it_was_told() {
    let broker = Broker::shared();
    let topics = Topics::create(broker, "start-time", 1);
    let mut producer = Producer::new(broker, &topics.input);
    // 2026-02-03T04:05:06Z, and a record an hour apart each.
    let told = 1_770_091_506_000;
    let payloads: Vec<_> = (0..6_i64).map(|n| article(n as u64).at(told + (n - 3) * 3_600_000)).collect();
    producer.write(0, &payloads);
    let settings = Settings::new(broker, &topics).with("kafka.start_from", "\"2026-02-03T04:05:06Z\"");
    let worker = Worker::start(&settings);
    let mut reader = Reader::new(broker, &topics.output);
    reader.read_until("the last article", PATIENCE, |read| read.iter().any(|read| read.article_source().1 == 5));
    let mut offsets: Vec<i64> = reader.read_to_end().iter().map(|read| read.article_source().1).collect();
    offsets.sort_unstable();
    assert_eq!(offsets, [3, 4, 5]);
    worker.drain();
}

#[test]
fn a_worker_that_runs_until_the_end_stops_there_by_itself() {
    let broker = Broker::shared();
    let topics = Topics::create(broker, "until-end", 3);
    let mut producer = Producer::new(broker, &topics.input);
    for n in 0..60 {
        producer.send((n % 3) as i32, &article(n));
    }
    producer.flush();
    let mut worker = Worker::start_with(&Settings::new(broker, &topics), &["--until-end"]);
    let status = worker.wait(PATIENCE);
    assert_eq!(status.code(), Some(0), "{}", worker.stderr());
    assert_eq!(Reader::new(broker, &topics.output).read_to_end().len(), 60);
    let group = Group::new(broker, &topics.group, &topics.input, 3);
    assert_eq!(group.committed(), group.ends());

    // Once more with nothing left, and on topics that hold nothing at all.
    let mut again = Worker::start_with(&Settings::new(broker, &topics), &["--until-end"]);
    assert_eq!(again.wait(PATIENCE).code(), Some(0), "{}", again.stderr());
    let empty = Topics::named("until-end-empty");
    topics::create(broker, &[(&empty.input, plain(2)), (&empty.output, plain(1)), (&empty.dead_letters, plain(1))]);
    let mut nothing = Worker::start_with(&Settings::new(broker, &empty), &["--until-end"]);
    assert_eq!(nothing.wait(Duration::from_secs(60)).code(), Some(0), "{}", nothing.stderr());
}
