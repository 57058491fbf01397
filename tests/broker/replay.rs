//! `copydesk replay`: dead letters back to where they came from, each payload once.

use std::collections::BTreeMap;

use crate::support::PATIENCE;
use crate::support::broker::Broker;
use crate::support::committed::Group;
use crate::support::payloads::{envelope, page};
use crate::support::producer::{Outgoing, Producer};
use crate::support::reader::{Read, Reader};
use crate::support::settings::Settings;
use crate::support::topics::{self, Shape, Topics, plain};
use crate::support::worker::{Worker, run, spawn};

/// A letter as the worker writes it, of payload number `offset` in partition 0.
fn letter(topics: &Topics, offset: u64, attempts: u32) -> Outgoing {
    Outgoing::value(page(offset))
        .with_key(format!("key-{offset}"))
        .with_header("url", format!("https://paper.example/{offset}"))
        .with_header("copydesk.stage", "enrich")
        .with_header("copydesk.reason", "enrichment_failed")
        .with_header("copydesk.attempts", attempts.to_string())
        .with_header("copydesk.source.topic", topics.input.as_str())
        .with_header("copydesk.source.partition", "0")
        .with_header("copydesk.source.offset", offset.to_string())
        .with_header("copydesk.source.timestamp", "1770091506000")
}

/// What one run printed; it has to end well.
#[track_caller]
fn replay(settings: &Settings, arguments: &[&str]) -> String {
    let output = run(Some(settings), &[&["replay"], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The counts of a line of the table, by the names of the columns.
#[track_caller]
fn counts(table: &str, reason: &str) -> BTreeMap<String, u64> {
    let mut lines = table.lines().skip_while(|line| !line.starts_with("reason ")).map(|line| {
        line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    });
    let names = lines.next().unwrap_or_else(|| panic!("no table: {table}"));
    let line = lines.find(|line| line[0] == reason).unwrap_or_else(|| panic!("no line {reason}: {table}"));
    names.into_iter().zip(line).skip(1).map(|(name, count)| (name, count.parse().unwrap())).collect()
}

fn of<const N: usize>(expected: [(&str, u64); N]) -> BTreeMap<String, u64> {
    expected.into_iter().map(|(name, count)| (name.to_owned(), count)).collect()
}

/// How often each key stands in a topic.
fn keys(read: &[Read]) -> BTreeMap<String, usize> {
    let mut keys = BTreeMap::new();
    for read in read {
        let key = String::from_utf8_lossy(read.key.as_deref().unwrap_or_default()).into_owned();
        *keys.entry(key).or_default() += 1;
    }
    keys
}

#[test]
fn rejected_payloads_are_published_after_the_configuration_was_mended_and_each_is_replayed_once() {
    let broker = Broker::shared();
    let topics = Topics::create(broker, "replay-mended", 2);
    let settings = Settings::new(broker, &topics);
    let mut producer = Producer::new(broker, &topics.input);
    let unread = |n: u64| {
        Outgoing::value(envelope(n, "content", &page(n)))
            .with_key(format!("key-{n}"))
            .with_header("id", vec![0xfe, b'0'])
    };
    for n in 0..30 {
        producer.send((n % 2) as i32, &unread(n));
    }
    for n in 30..33 {
        producer.send(0, &Outgoing::value("").with_key(format!("key-{n}")));
    }
    producer.flush();
    let worker = Worker::start(&settings);
    let mut letters = Reader::new(broker, &topics.dead_letters);
    letters.read_until("the dead letters", PATIENCE, |read| read.len() == 33);
    worker.drain();
    let group = Group::new(broker, &topics.group, &topics.input, 2);
    let before = group.ends();

    let dry = replay(&settings, &["--dry-run", "--reason", "field_missing"]);
    assert_eq!(dry.lines().filter(|line| line.contains("\tparse\tfield_missing\tattempts 1\t")).count(), 30, "{dry}");
    assert_eq!(counts(&dry, "field_missing"), of([("would be replayed", 30), ("not asked for", 0)]));
    assert_eq!(group.ends(), before, "a dry run writes nothing");

    let first = replay(&settings, &["--reason", "field_missing"]);
    assert_eq!(counts(&first, "field_missing"), of([("replayed", 30), ("not asked for", 0)]));
    assert_eq!(counts(&first, "payload_empty"), of([("replayed", 0), ("not asked for", 3)]));
    let mut input = Reader::new(broker, &topics.input);
    let all = input.read_to_end();
    assert_eq!(all.len(), 63);
    for again in all.iter().filter(|read| read.header("copydesk.attempts").is_some()) {
        let first = all.iter().find(|read| read.key == again.key).expect("the payload as it was");
        assert_eq!((&again.value, again.partition), (&first.value, first.partition));
        assert_eq!(again.headers[..first.headers.len()], first.headers);
    }

    // Any other run, whatever it asks for, leaves those alone.
    let second = replay(&settings, &[]);
    assert_eq!(counts(&second, "field_missing"), of([("replayed", 0), ("replayed before", 30)]));
    assert_eq!(counts(&second, "payload_empty"), of([("replayed", 3), ("replayed before", 0)]));
    let third = replay(&settings, &["--stage", "parse"]);
    assert_eq!(counts(&third, "total"), of([("replayed", 0), ("replayed before", 33)]));

    let worker = Worker::start(&settings.clone().with("input.envelope.html", "\"/content\""));
    let mut articles = Reader::new(broker, &topics.output);
    articles.read_until("the articles", PATIENCE, |read| read.len() == 30);
    let all = letters.read_until("the ones that stay dead letters", PATIENCE, |read| read.len() == 36);
    let attempts: Vec<_> = all[33..].iter().map(|read| read.header("copydesk.attempts")).collect();
    assert_eq!(attempts, [Some("2"); 3]);
    worker.drain();
    let last = replay(&settings, &["--max-attempts", "2"]);
    assert_eq!(counts(&last, "payload_empty"), of([("replayed", 0), ("replayed before", 3), ("too many attempts", 3)]));
}

#[test]
fn a_replay_that_is_killed_goes_on_where_it_stopped() {
    let broker = Broker::shared();
    let topics = Topics::create(broker, "replay-killed", 1);
    let settings = Settings::new(broker, &topics);
    let mut producer = Producer::new(broker, &topics.dead_letters);
    // A crash of the worker left some letters twice, and a payload of several articles left several.
    for n in 0..400 {
        producer.send(0, &letter(&topics, n, 1));
        if n % 10 == 0 {
            producer.send(0, &letter(&topics, n, 1).with_header("copydesk.item", "1"));
        }
    }
    producer.flush();

    let mut input = Reader::new(broker, &topics.input);
    for _ in 0..2 {
        let had = input.records.len();
        let mut replaying = spawn(&settings, &["replay", "--rate", "100"]);
        input.read_until("some payloads are back", PATIENCE, |read| read.len() > had + 20);
        replaying.kill();
    }
    let first = replay(&settings, &["--limit", "7"]);
    assert_eq!(counts(&first, "total")["replayed"], 7);
    let rest = replay(&settings, &[]);
    assert!(counts(&rest, "total")["replayed"] > 0, "the kills left nothing to do: {rest}");
    let all = keys(input.read_to_end());
    assert_eq!(all.len(), 400);
    let twice: Vec<_> = all.iter().filter(|(_, count)| **count != 1).collect();
    assert!(twice.is_empty(), "not once: {twice:?}");
}

#[test]
fn what_cannot_be_replayed_is_counted_and_holds_nothing_up() {
    let broker = Broker::shared();
    let topics = Topics::named("replay-odd");
    let narrow = Shape { partitions: 1, config: &[("max.message.bytes", "10000")], node: 1 };
    let inputs = [(topics.input.as_str(), narrow), (&topics.output, plain(1)), (&topics.dead_letters, plain(1))];
    topics::create(broker, &inputs);
    let settings = Settings::new(broker, &topics);
    let elsewhere = Topics { input: "replay-odd.private".into(), ..topics.clone() };
    let mut omitted = letter(&topics, 3, 1).with_header("copydesk.value_omitted", "20000000");
    omitted.value = None;
    let mut large = letter(&topics, 4, 1);
    // It fits into its topic as it was; with our headers it does not.
    large.value = Some(
        b"not pressed together: 0123456789"
            .iter()
            .cycle()
            .take(20_000)
            .enumerate()
            .map(|(n, byte)| byte.wrapping_add(u8::try_from((n * n / 7) % 251).unwrap()))
            .collect(),
    );
    let letters = [
        letter(&topics, 0, 1),
        Outgoing::value("somebody else's").with_key("foreign"),
        letter(&elsewhere, 1, 1),
        letter(&topics, 2, 3),
        omitted,
        large,
        letter(&topics, 5, 2),
    ];
    Producer::new(broker, &topics.dead_letters).write(0, &letters);

    let said = replay(&settings, &[]);
    let expected = [
        ("replayed", 2),
        ("too many attempts", 1),
        ("value omitted", 1),
        ("from another topic", 1),
        ("refused", 1),
        ("no dead letter", 1),
    ];
    assert_eq!(counts(&said, "total"), of(expected), "{said}");
    let mut input = Reader::new(broker, &topics.input);
    assert_eq!(keys(input.read_to_end()), [("key-0".into(), 1), ("key-5".into(), 1)].into());
}

#[test]
fn a_dead_letter_topic_that_is_not_there_is_named() {
    let broker = Broker::shared();
    let topics = Topics::create(broker, "replay-nowhere", 1);
    let settings = Settings::new(broker, &topics).with("kafka.dead_letter_topic", "\"no.such.dlq\"");
    let output = run(Some(&settings), &["replay"]);
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("topic no.such.dlq does not exist"), "{said}");
}
