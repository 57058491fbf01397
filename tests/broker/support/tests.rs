//! The instruments themselves, without a worker: what they say of Kafka has to be true first.

use super::PATIENCE;
use super::broker::Broker;
use super::committed::Group;
use super::producer::{Outgoing, Producer};
use super::reader::Reader;
use super::topics::{create, plain};

#[test]
fn a_reader_sees_what_was_committed_and_nothing_that_was_aborted() {
    let broker = Broker::shared();
    create(broker, &[("support.transactions", plain(1))]);
    let mut producer = Producer::transactional(broker, "support.transactions", "support");
    for (value, keep) in [("a", true), ("b", false), ("c", true)] {
        producer.begin();
        producer.send(0, &Outgoing::value(value).with_key("k").with_header("h", "1"));
        producer.flush();
        if keep {
            producer.commit();
        } else {
            producer.abort();
        }
    }
    let mut reader = Reader::new(broker, "support.transactions");
    let read = reader.read_to_end();
    let values: Vec<_> = read.iter().filter_map(|read| read.value.as_deref()).collect();
    assert_eq!(values, [b"a", b"c"]);
    assert_eq!((read[1].offset, read[1].header("h")), (4, Some("1")));
    assert_eq!(Group::new(broker, "support", "support.transactions", 1).ends(), [6]);
}

#[test]
fn a_broker_comes_back_on_its_port_with_its_data_after_a_stop_and_after_a_kill() {
    let mut broker = Broker::start();
    create(&broker, &[("kept", plain(3))]);
    let mut producer = Producer::new(&broker, "kept");
    let mut reader = Reader::new(&broker, "kept");
    producer.write(0, [&Outgoing::value("before")]);
    broker.stop();
    broker.restart();
    producer.write(1, [&Outgoing::value("between")]);
    broker.kill();
    broker.restart();
    producer.write(2, [&Outgoing::value("after")]);
    reader.read_until("three records", PATIENCE, |read| read.len() == 3);
    assert_eq!(reader.read_to_end().len(), 3);
}
