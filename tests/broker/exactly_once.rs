//! `delivery = "exactly_once"`: who reads committed records sees each payload's end once, whatever happens to the workers.

use crate::delivery::Scene;
use crate::support::ledger::assert_no_duplicates;
use crate::support::metrics::Watch;
use crate::support::settings::Settings;
use crate::support::worker::Worker;

/// Settings of a worker with an id of its own.
fn transactional(settings: &Settings, id: &str) -> Settings {
    settings
        .clone()
        .with("kafka.delivery", "\"exactly_once\"")
        .with("kafka.transactional_id", &format!("{id:?}"))
        .with("kafka.transaction.timeout", "\"3s\"")
}

fn scene(test: &str) -> Scene {
    Scene::set(&format!("eos-{test}"))
}

impl Scene {
    fn worker(&self, id: &str) -> Worker {
        // Ids are the cluster's, and tests share one.
        Worker::start(&transactional(&self.settings, &format!("{}.{id}", self.name)))
    }

    /// Records and dead letters that are visible now.
    fn came_out(&mut self) -> usize {
        self.articles.read_to_end().len() + self.dead_letters.read_to_end().len()
    }

    /// Everything is committed: and each payload that had to come out came out once, in order.
    #[track_caller]
    fn assert_exactly_once(&mut self) {
        self.wait_until_committed();
        self.assert_all_ended_in_order();
        assert_no_duplicates(&self.articles.records, &self.dead_letters.records);
        assert_eq!(self.articles.records.len() + self.dead_letters.records.len(), self.written.to_come_out());
    }
}

#[test]
fn two_workers_write_every_payload_once_and_their_sums_agree_at_every_scrape() {
    let mut scene = scene("two-workers");
    scene.write(1000);
    let mut first = scene.worker("a");
    let first_watch = Watch::start(first.admin_port());
    first.wait_until_ready();
    scene.wait_for_articles(50);
    let mut second = scene.worker("b");
    let second_watch = Watch::start(second.admin_port());
    second.wait_until_ready();
    scene.write(1000);
    scene.assert_exactly_once();
    let (one, other) = (first.metrics(), second.metrics());
    assert!(other.ended() > 0, "the second worker took its share");
    // What was taken back at the rebalance ended with its next owner, and nowhere else.
    assert_eq!(one.ended() + other.ended(), 2000);
    assert!(one.sum_where("copydesk_transactions_total", &[("outcome", "committed")]) > 0);
    first.drain();
    second.drain();
    assert!(first_watch.finish() + second_watch.finish() > 0, "no scrape fell into the work");
}

#[test]
fn five_kills_lose_nothing_and_double_nothing() {
    let mut scene = scene("five-kills");
    // A static member's place is taken over by its successor at once, without the wait for the session's end.
    scene.settings = scene.settings.with("kafka.group_instance_id", "\"worker-a\"");
    let mut in_mid_flight = 0;
    for round in 0..5_usize {
        scene.write(400);
        let mut worker = scene.worker("a");
        worker.wait_until_ready();
        scene.wait_for_articles(round * 200 + 50);
        worker.kill();
        in_mid_flight += usize::from(scene.group.committed() != scene.group.ends());
    }
    assert!(in_mid_flight > 0, "no kill met a worker at work");
    let worker = scene.worker("a");
    scene.assert_exactly_once();
    worker.drain();
}

#[test]
fn a_drained_worker_leaves_nothing_open_and_nothing_to_repeat() {
    let mut scene = scene("drained");
    scene.write(900);
    let mut first = scene.worker("a");
    first.wait_until_ready();
    scene.wait_for_articles(50);
    first.drain();
    let committed: i64 = scene.group.committed().iter().sum();
    let visible = scene.came_out();
    assert!(visible < scene.written.to_come_out(), "the drain came too late to prove anything");
    assert!(committed as usize >= visible, "{visible} payloads came out, the commits say {committed}");
    let second = scene.worker("b");
    scene.assert_exactly_once();
    second.drain();
}
