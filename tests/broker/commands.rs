//! The other commands that talk to Kafka, and `process`, which does without.

use std::process::Command;

use crate::support::PATIENCE;
use crate::support::broker::Broker;
use crate::support::payloads::article;
use crate::support::producer::Producer;
use crate::support::reader::Reader;
use crate::support::settings::Settings;
use crate::support::topics::Topics;
use crate::support::worker::{Worker, run};

#[test]
fn check_makes_topics_on_an_empty_broker_that_work() {
    let broker = Broker::start();
    let topics = Topics::named("made");
    let settings = Settings::new(&broker, &topics);
    let before = run(Some(&settings), &["check", "--connect"]);
    assert_eq!(before.status.code(), Some(1), "missing topics are not well: {before:?}");
    let said = [before.stdout, before.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    for topic in [&topics.input, &topics.output, &topics.dead_letters] {
        assert!(said.contains(topic.as_str()), "{topic} is named: {said}");
    }

    let made = run(Some(&settings), &["check", "--connect", "--create-topics"]);
    assert_eq!(made.status.code(), Some(0), "{made:?}");
    let after = run(Some(&settings), &["check", "--connect"]);
    assert_eq!(after.status.code(), Some(0), "{after:?}");

    let mut producer = Producer::new(&broker, &topics.input);
    producer.write(0, [&article(1)]);
    let worker = Worker::start(&settings);
    Reader::new(&broker, &topics.output).read_until("an article", PATIENCE, |read| read.len() == 1);
    worker.drain();
}

#[test]
fn the_seed_comes_out_of_process_as_one_arabic_record() {
    let seed = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/seed.txt");
    let output =
        Command::new(env!("CARGO_BIN_EXE_copydesk")).args(["process", seed]).output().expect("copydesk starts");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(text.lines().count(), 1);
    let record: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(record["language"]["tag"], "ar");
    assert_eq!(record["body"]["word_count"], 280);
    assert_eq!(record["removed"].as_array().map(Vec::len), Some(4));
}
