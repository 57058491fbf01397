//! `exactly_once` while workers come and go, with every kind of membership: one becomes four, and four become two.

use crate::delivery::Scene;
use crate::exactly_once::scene;
use crate::support::metrics::Metrics;
use crate::support::worker::Worker;
use crate::support::{PATIENCE, eventually};

#[test]
fn cooperative_members_write_everything_once() {
    one_becomes_four_and_two(scene("scale-cooperative"), |_| None);
}

#[test]
fn members_of_the_consumer_protocol_write_everything_once() {
    one_becomes_four_and_two(scene("scale-kip848").with("kafka.group_protocol", "\"consumer\""), |_| None);
}

#[test]
fn range_members_write_everything_once() {
    one_becomes_four_and_two(scene("scale-range").with("kafka.assignor", "\"range\""), |_| None);
}

#[test]
fn roundrobin_members_write_everything_once() {
    one_becomes_four_and_two(scene("scale-roundrobin").with("kafka.assignor", "\"roundrobin\""), |_| None);
}

#[test]
fn static_members_write_everything_once() {
    one_becomes_four_and_two(scene("scale-static"), |id| Some(format!("member-{id}")));
}

/// `instance`: the static name of a worker, where it has one.
fn one_becomes_four_and_two(mut scene: Scene, instance: impl Fn(&str) -> Option<String>) {
    let worker = |scene: &Scene, id: &str| match instance(id) {
        Some(name) => scene.worker_with(id, "kafka.group_instance_id", &format!("{name:?}")),
        None => scene.worker(id),
    };
    scene.write(400);
    let mut first = worker(&scene, "a");
    first.wait_until_ready();
    scene.wait_for_articles(30);
    let others: Vec<Worker> = ["b", "c", "d"].iter().map(|id| worker(&scene, id)).collect();
    scene.write(400);
    for other in &others {
        // Work goes on coming in: the last one joins when it joins.
        eventually("each of four has work", PATIENCE, || {
            scene.write(12);
            Metrics::scrape(other.admin_port()).is_ok_and(|metrics| metrics.ended() > 0)
        });
    }
    let [second, mut third, mut fourth] = <[Worker; 3]>::try_from(others).ok().expect("three more");
    scene.write(300);
    third.terminate();
    fourth.terminate();
    scene.write(60);
    for leaving in [&mut third, &mut fourth] {
        assert_eq!(leaving.wait(PATIENCE).code(), Some(0), "{}", leaving.stderr());
    }
    scene.write(60);
    scene.assert_exactly_once();
    first.drain();
    second.drain();
}
