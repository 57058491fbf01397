//! Partitions that stand still, and some that only look like it.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use crate::support::broker::Broker;
use crate::support::metrics::get;
use crate::support::payloads::article;
use crate::support::producer::Producer;
use crate::support::reader::Reader;
use crate::support::settings::Settings;
use crate::support::topics::{Shape, Topics, plain};
use crate::support::worker::Worker;
use crate::support::{PATIENCE, eventually};

const STALLED: &str = "copydesk_partition_stalled_seconds";

/// What `/livez` answers.
fn livez(worker: &Worker) -> (u16, String) {
    let answer = get(worker.admin_port(), "/livez").expect("the worker answers");
    (answer.status, answer.body)
}

/// Looks for a while: it stays as it is.
#[track_caller]
fn always(what: &str, during: Duration, mut question: impl FnMut() -> bool) {
    let end = Instant::now() + during;
    while Instant::now() < end {
        assert!(question(), "no more: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_payload_that_does_not_end_is_reported_for_its_partition_until_it_ends() {
    let broker = Broker::shared();
    let topics = Topics::create(broker, "stalls-enricher", 2);
    // It takes requests and never answers.
    let enricher = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = enricher.local_addr().expect("an address");
    let settings = Settings::new(broker, &topics).with("kafka.stall_timeout", "\"1s\"").with(
        "enrich.http",
        &format!(
            "[{{ name = \"geo\", url = \"http://{address}/\", timeout = \"60s\", deadline = \"60s\", max_attempts = 1 }}]"
        ),
    );
    Producer::new(broker, &topics.input).write(1, [&article(1)]);
    let worker = Worker::start(&settings);
    eventually("the partition is reported", PATIENCE, || worker.is_up() && worker.metrics().has(STALLED));
    let metrics = worker.metrics();
    assert!(metrics.sum_where(STALLED, &[("topic", &topics.input), ("partition", "1")]) >= 1);
    assert!(!metrics.has_where(STALLED, &[("partition", "0")]), "the idle one is none of it");
    eventually("/livez fails", PATIENCE, || livez(&worker).0 == 503);
    assert!(livez(&worker).1.contains("stalls-enricher.raw/1 has stood still"), "{:?}", livez(&worker));

    // The enricher goes away: the article is published without it.
    drop(enricher);
    Reader::new(broker, &topics.output).read_until("the article", PATIENCE, |read| read.len() == 1);
    eventually("the partition moves again", PATIENCE, || !worker.metrics().has(STALLED) && livez(&worker).0 == 200);
    let log = worker.stderr();
    assert_eq!(log.matches("the partition stands still").count(), 1, "{log}");
    worker.drain();
}

#[test]
fn an_output_without_a_leader_is_reported_and_no_reason_for_a_restart() {
    let broker = Broker::start();
    let mut second = broker.join();
    let output = Shape { node: 2, ..plain(1) };
    let topics = Topics::create_shaped(&broker, "stalls-output", plain(1), output);
    second.stop();
    Producer::new(&broker, &topics.input).write(0, [&article(1)]);
    let worker = Worker::start(&Settings::new(&broker, &topics).with("kafka.stall_timeout", "\"1s\""));
    eventually("the partition is reported", PATIENCE, || worker.is_up() && worker.metrics().sum(STALLED) >= 3);
    always("it lives", Duration::from_secs(3), || livez(&worker).0 == 200);
    second.restart();
    eventually("the partition moves again", PATIENCE, || !worker.metrics().has(STALLED));
    worker.drain();
}

#[test]
fn an_idle_worker_behind_transaction_markers_does_not_stand_still() {
    let broker = Broker::shared();
    let topics = Topics::create(broker, "stalls-idle", 1);
    let mut producer = Producer::transactional(broker, &topics.input, "stalls-idle.writer");
    producer.begin();
    producer.send(0, &article(1));
    producer.commit();
    producer.begin();
    producer.send(0, &article(2));
    producer.flush();
    producer.abort();
    let worker = Worker::start(&Settings::new(broker, &topics).with("kafka.stall_timeout", "\"1s\""));
    Reader::new(broker, &topics.output).read_until("the article", PATIENCE, |read| read.len() == 1);
    eventually("lag is reported", PATIENCE, || worker.metrics().has("copydesk_consumer_lag_records"));
    always("nothing stands still", Duration::from_secs(5), || {
        !worker.metrics().has(STALLED) && livez(&worker).0 == 200
    });
    worker.drain();
}

#[test]
fn a_drain_ends_in_its_time_although_an_enricher_does_not_answer() {
    let broker = Broker::shared();
    let topics = Topics::create(broker, "stalls-drain", 1);
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = silent.local_addr().expect("an address");
    let settings = Settings::new(broker, &topics).with("pipeline.drain_timeout", "\"2s\"");
    let waiting = settings.clone().with(
        "enrich.http",
        &format!(
            "[{{ name = \"geo\", url = \"http://{address}/\", timeout = \"60s\", deadline = \"60s\", max_attempts = 1 }}]"
        ),
    );
    Producer::new(broker, &topics.input).write(0, [&article(1)]);
    let mut worker = Worker::start(&waiting);
    eventually("the article waits for the enricher", PATIENCE, || {
        worker.is_up() && worker.metrics().sum("copydesk_inflight_records") == 1
    });
    let asked = Instant::now();
    worker.terminate();
    assert_eq!(worker.wait(PATIENCE).code(), Some(3), "{}", worker.stderr());
    let took = asked.elapsed();
    assert!(took < Duration::from_secs(9), "a drain of 2 s took {took:?}");
    assert!(worker.stderr().contains("1 payloads were still in flight"), "{}", worker.stderr());

    // Nothing of it was written or committed: the next worker has it.
    let next = Worker::start(&settings);
    Reader::new(broker, &topics.output).read_until("the article, once", PATIENCE, |read| read.len() == 1);
    next.drain();
}
