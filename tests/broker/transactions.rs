//! Input that was written in transactions.

use std::collections::BTreeSet;

use crate::support::broker::Broker;
use crate::support::committed::Group;
use crate::support::producer::Producer;
use crate::support::reader::Reader;
use crate::support::settings::Settings;
use crate::support::topics::Topics;
use crate::support::worker::Worker;
use crate::support::{PATIENCE, eventually};

#[test]
fn what_a_transaction_aborted_is_never_read_and_the_lag_settles_at_zero() {
    let broker = Broker::shared();
    let topics = Topics::create(broker, "transactions", 1);
    let mut producer = Producer::transactional(broker, &topics.input, "transactions.writer");
    let expected = producer.write_transactions(20);

    let mut worker = Worker::start(&Settings::new(broker, &topics));
    let mut reader = Reader::new(broker, &topics.output);
    let read = reader.read_until("all committed articles", PATIENCE, |read| read.len() >= expected.len());
    let offsets: BTreeSet<i64> = read.iter().map(|read| read.article_source().1).collect();
    assert_eq!(offsets, expected);

    eventually("lag is reported and 0", PATIENCE, || {
        worker.assert_alive();
        let metrics = worker.metrics();
        metrics.has("copydesk_consumer_lag_records") && metrics.sum("copydesk_consumer_lag_records") == 0
    });
    // The group's own figure: the next offset to read is right behind the last data, or further.
    let last = expected.last().copied().unwrap();
    let group = Group::new(broker, &topics.group, &topics.input, 1);
    eventually("the last article is committed", PATIENCE, || group.committed()[0] > last);
    assert_eq!(reader.read_to_end().len(), expected.len());
    worker.drain();
}
