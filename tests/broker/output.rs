//! What the output topics get, and what they refuse.

use crate::support::PATIENCE;
use crate::support::broker::Broker;
use crate::support::murmur2;
use crate::support::payloads::{article, page, paragraphs};
use crate::support::producer::{Outgoing, Producer};
use crate::support::reader::Reader;
use crate::support::settings::Settings;
use crate::support::topics::{Shape, Topics, plain};
use crate::support::worker::Worker;

#[test]
fn a_record_that_is_too_large_for_its_topic_is_a_dead_letter_and_its_neighbours_are_published() {
    let broker = Broker::shared();
    let narrow = Shape { partitions: 1, config: &[("max.message.bytes", "40000")], node: 1 };
    let topics = Topics::create_shaped(broker, "too-large", plain(1), narrow);
    let mut producer = Producer::new(broker, &topics.input);
    let payloads: Vec<Outgoing> = (0..40).map(|n| if n % 13 == 7 { large(n) } else { article(n) }).collect();
    producer.write(0, &payloads);

    // Sizes are judged as sent: compressed, the large ones would fit.
    let settings = Settings::new(broker, &topics).with("kafka.compression", "\"none\"");
    let worker = Worker::start(&settings);
    let mut articles = Reader::new(broker, &topics.output);
    let mut dead_letters = Reader::new(broker, &topics.dead_letters);
    dead_letters.read_until("the large ones as dead letters", PATIENCE, |read| read.len() >= 3);
    articles.read_until("their neighbours", PATIENCE, |read| read.len() >= 37);

    for read in dead_letters.read_to_end() {
        let (_, offset) = read.dead_letter_source();
        assert_eq!(offset % 13, 7, "offset {offset} is not one of the large ones");
        assert_eq!(read.header("copydesk.reason"), Some("output_too_large"));
        assert_eq!(read.header("copydesk.stage"), Some("sink"));
        assert_eq!(read.value, payloads[offset as usize].value);
    }
    let offsets: Vec<i64> = articles.read_to_end().iter().map(|read| read.article_source().1).collect();
    let expected: Vec<i64> = (0..40).filter(|n| n % 13 != 7).collect();
    assert_eq!(offsets, expected, "each neighbour once and in order");
    assert_eq!(worker.metrics().conservation(), Ok(()));
    worker.drain();
}

fn large(n: u64) -> Outgoing {
    let body: Vec<String> = (0..30).flat_map(|m| paragraphs(n * 1000 + m)).collect();
    Outgoing::value(format!(
        "<html><body><article><h1>All of it, {n}</h1><p>{}</p></article></body></html>",
        body.join("</p><p>")
    ))
}

#[test]
fn a_dead_letter_that_is_too_large_for_its_topic_goes_without_its_value() {
    let broker = Broker::shared();
    let topics = Topics::named("omitted");
    let narrow = Shape { partitions: 1, config: &[("max.message.bytes", "3000")], node: 1 };
    crate::support::topics::create(
        broker,
        &[(&topics.input, plain(1)), (&topics.output, plain(1)), (&topics.dead_letters, narrow)],
    );
    let mut producer = Producer::new(broker, &topics.input);
    let value = format!("{{\"html\": \"{}", paragraphs(1).join(" ").repeat(10).replace('"', "'"));
    producer.write(0, [&Outgoing::value(value.clone()).with_key("k"), &article(1)]);
    let worker = Worker::start(&Settings::new(broker, &topics).with("kafka.compression", "\"none\""));
    let mut dead_letters = Reader::new(broker, &topics.dead_letters);
    let read = dead_letters.read_until("the dead letter", PATIENCE, |read| !read.is_empty());
    assert_eq!(read[0].header("copydesk.reason"), Some("invalid_json"));
    assert_eq!(read[0].value.as_deref().unwrap_or_default(), b"");
    assert_eq!(read[0].key.as_deref(), Some(&b"k"[..]));
    let length = value.len().to_string();
    let omitted = read[0].header("copydesk.value_omitted").expect("it says what it left out");
    assert!(
        omitted.contains(&length) || read[0].header("copydesk.value_length") == Some(&length),
        "{:?}",
        read[0].headers
    );
    Reader::new(broker, &topics.output).read_until("the article after it", PATIENCE, |read| read.len() == 1);
    worker.drain();
}

#[test]
fn a_key_goes_to_the_partition_that_a_java_producer_would_choose() {
    let broker = Broker::shared();
    let topics = Topics::create_shaped(broker, "murmur2", plain(2), plain(7));
    let mut producer = Producer::new(broker, &topics.input);
    for n in 0..60 {
        producer.send((n % 2) as i32, &article(n));
    }
    producer.flush();
    let worker = Worker::start(&Settings::new(broker, &topics));
    let mut reader = Reader::new(broker, &topics.output);
    let articles = reader.read_until("the articles", PATIENCE, |read| read.len() >= 60);
    for read in articles {
        let key = read.key.as_deref().expect("a key");
        assert_eq!(read.partition, murmur2::partition(key, 7), "{}", String::from_utf8_lossy(key));
        assert_eq!(read.json()["id"], String::from_utf8_lossy(key).as_ref(), "the key is the article's id");
    }
    let used: std::collections::BTreeSet<i32> = articles.iter().map(|read| read.partition).collect();
    assert!(used.len() > 3, "sixty keys fell on {used:?} only");
    worker.drain();
}

#[test]
fn articles_that_nobody_wants_are_filtered_by_name() {
    let broker = Broker::shared();
    let topics = Topics::create_shaped(broker, "filters", plain(1), plain(1));
    let mut producer = Producer::new(broker, &topics.input);
    let hosted = |host: &str, n: u64| {
        Outgoing::value(page(n).replace("harbourpost.example", host))
            .with_header("url", format!("https://{host}/news/{n}"))
    };
    let german = "<html lang=\"de\"><body><article><h1>Der alte Kai wird neu gebaut</h1><p>Der Gemeinderat hat am Dienstagabend \
        beschlossen, den alten Kai neu zu bauen, nachdem der Sturm des vergangenen Winters einen Teil der Mauer fortgerissen hatte.</p>\
        <p>Die Arbeiten sollen im Frühjahr beginnen, und bis dahin legen die Fähren an der nördlichen Mole ab.</p></article></body></html>";
    let short = "<html lang=\"en\"><body><article><h1>Quay news</h1><p>The old quay burned down last night and nobody was hurt.</p></article></body></html>";
    producer.write(
        0,
        [
            &hosted("gossip.example", 1),
            &hosted("live.gossip.example", 2),
            &Outgoing::value(german),
            &Outgoing::value(short),
            &Outgoing::default(),
            &hosted("harbourpost.example", 3),
        ],
    );
    let settings = Settings::new(broker, &topics)
        .with("filter.languages", "[\"en\"]")
        .with("filter.min_words", "30")
        .with("filter.hosts_deny", "[\"gossip.example\"]");
    let worker = Worker::start(&settings);
    let mut reader = Reader::new(broker, &topics.output);
    let read = reader.read_until("the one article that is wanted", PATIENCE, |read| !read.is_empty());
    assert_eq!(read[0].article_source(), (0, 5));
    let metrics = worker.metrics();
    let filtered = |rule| metrics.sum_where("copydesk_records_filtered_total", &[("rule", rule)]);
    assert_eq!(
        [filtered("host_denied"), filtered("language"), filtered("min_words"), filtered("tombstone")],
        [2, 1, 1, 1]
    );
    assert_eq!(reader.read_to_end().len(), 1);
    assert!(Reader::new(broker, &topics.dead_letters).read_to_end().is_empty());
    worker.drain();
}
