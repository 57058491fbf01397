//! Each safety rule switched off in turn: the books must not balance then, and must with the rule.

use std::time::Duration;

use copydesk::failpoints::Rule;

use super::crew::{Delivery, Order};
use super::enricher::Enricher;
use super::field::Field;
use super::payload::Ending;
use super::scene::{Scene, Verdict};
use crate::support::PATIENCE;
use crate::support::broker::Broker;
use crate::support::settings::Settings;
use crate::support::topics::Topics;

use Delivery::{AtLeastOnce, ExactlyOnce};

/// What a trial with a broken rule may take until its books are closed.
const BOUND: Duration = Duration::from_secs(12);
/// How many records of a transaction of hundreds have to be committed before they came out, for a worker to be killed then.
const EXPOSED: usize = 20;

/// One trial, with its rule or without.
struct Trial {
    rule: Rule,
    off: bool,
    delivery: Delivery,
    scene: Scene,
}

impl Trial {
    fn set(rule: Rule, off: bool, delivery: Delivery, backlog: u64) -> Self {
        Self::set_for(rule, off, delivery, backlog, |_| true)
    }

    fn set_for(rule: Rule, off: bool, delivery: Delivery, backlog: u64, writes: fn(Ending) -> bool) -> Self {
        let broker = Broker::shared();
        let name = format!("mutation-{}-{}", rule.as_str(), if off { "off" } else { "on" });
        let (direct, roads) = (broker.address(), vec![broker.address()]);
        let field = Field { direct, roads, replicas: 1, outputs: 3, topics: Topics::named(&name) };
        let mut scene = Scene::set_for(field, 7, 3, backlog, writes);
        if off {
            scene.crew.rules_off = rule.as_str().into();
        }
        Self { rule, off, delivery, scene }
    }

    /// A worker with more settings, and perhaps a point.
    fn worker(&mut self, keys: &[(&str, &str)], order: Option<Order>) -> usize {
        let n = self.scene.crew.slots.len();
        let settings = self.scene.settings(Broker::shared(), self.delivery, n);
        let settings = keys.iter().fold(settings, |settings: Settings, (key, value)| settings.with(key, value));
        self.scene.crew.add(settings, false);
        self.scene.crew.start(n, order);
        n
    }

    fn await_work_in_flight(&mut self, payloads: u64) {
        let met = self.scene.pass_until(PATIENCE, |scene| scene.crew.in_flight() >= payloads);
        assert!(met, "no work in flight");
    }

    fn finish(self) -> Verdict {
        let (verdict, _) = self.scene.finish(if self.off { BOUND } else { PATIENCE });
        let (rule, off) = (self.rule.as_str(), if self.off { "off" } else { "on" });
        let sums = &verdict.sums;
        println!(
            "{rule} {off}: {} in, {} lost, {} doubled, {:?}",
            sums.input, sums.lost, sums.doubled, verdict.problems
        );
        verdict
    }
}

/// With the rule the promise holds; without it the books show what they have to.
#[track_caller]
fn assert_caught(delivery: Delivery, trial: impl Fn(bool) -> Verdict, shows: impl Fn(&Verdict) -> bool) {
    let kept = trial(false);
    assert_eq!(kept.broken(delivery), Vec::<String>::new(), "{:#?}", kept.sums.examples);
    assert!(!shows(&kept), "{kept:?}");
    let broken = trial(true);
    assert!(shows(&broken), "not caught: {broken:?}");
}

/// One transaction of payloads, whose records wait in the client for a long while, and the worker is killed: in the moment in
/// which more is committed than has come out, where there is one. What ended without being delivered is lost.
fn killed_while_records_wait(rule: Rule, off: bool, writes: fn(Ending) -> bool) -> Verdict {
    let mut trial = Trial::set_for(rule, off, AtLeastOnce, 1, writes);
    let keys = [("kafka.linger", "\"4s\""), ("kafka.commit_interval", "\"200ms\"")];
    let worker = trial.worker(&keys, None);
    if off {
        let partitions = trial.scene.writer.partitions();
        let is_exposed = trial.scene.pass_until(PATIENCE, |scene| {
            let offsets = scene.field.offsets(partitions).unwrap_or_default();
            scene.books.exposed((0..).zip(offsets.iter().map(|(committed, _)| *committed))) >= EXPOSED
        });
        assert!(is_exposed, "nothing was committed before it came out");
    } else {
        trial.await_work_in_flight(1);
        trial.scene.pass(Duration::from_secs(1));
    }
    trial.scene.crew.kill(worker);
    trial.scene.pass(Duration::from_secs(1));
    trial.finish()
}

#[test]
fn a_commit_beyond_the_finished_prefix_is_caught() {
    // Tombstones end at once, between articles that wait.
    let trial = |off| killed_while_records_wait(Rule::PrefixCommit, off, |_| true);
    assert_caught(AtLeastOnce, trial, |verdict| verdict.sums.lost > 0);
}

#[test]
fn a_commit_before_the_delivery_is_caught() {
    let trial =
        |off| killed_while_records_wait(Rule::FlushBeforeCommit, off, |ending| matches!(ending, Ending::Article(_)));
    assert_caught(AtLeastOnce, trial, |verdict| verdict.sums.lost > 0);
}

#[test]
fn a_commit_before_the_delivery_of_a_dead_letter_is_caught() {
    let trial = |off| {
        killed_while_records_wait(Rule::DeadLetterBeforeCommit, off, |ending| matches!(ending, Ending::DeadLetter(_)))
    };
    assert_caught(AtLeastOnce, trial, |verdict| verdict.sums.lost > 0);
}

#[test]
fn an_outbox_that_forgets_what_was_aborted_is_caught() {
    let trial = |off| {
        let mut trial = Trial::set(Rule::OutboxKept, off, ExactlyOnce, 300);
        // Longer than the transaction may last: the coordinator aborts it.
        let late = Order::new("send_offsets_to_transaction.before", "delay:5600", 3);
        let worker = trial.worker(&[], Some(late));
        trial.scene.crew.await_fired(worker);
        trial.scene.pass(Duration::from_secs(7));
        trial.finish()
    };
    assert_caught(ExactlyOnce, trial, |verdict| verdict.sums.lost > 0);
}

#[test]
fn offsets_outside_of_the_transaction_are_caught() {
    let trial = |off| {
        let mut trial = Trial::set(Rule::OffsetsInTransaction, off, ExactlyOnce, 300);
        trial.worker(&[], Some(Order::new("commit_transaction.after", "kill", 3)));
        let killed = trial.scene.pass_until(PATIENCE, |scene| !scene.events.is_empty());
        assert!(killed, "the point was not reached");
        trial.scene.pass(Duration::from_secs(2));
        trial.finish()
    };
    assert_caught(ExactlyOnce, trial, |verdict| verdict.sums.doubled > 0);
}

#[test]
fn work_of_an_older_assignment_is_caught() {
    let trial = |off| {
        let mut trial = Trial::set(Rule::EpochCheck, off, ExactlyOnce, 150);
        let enricher = Enricher::start();
        enricher.take_time(Duration::from_secs(5));
        let slow = format!(
            "[{{ name = \"facts\", url = {:?}, timeout = \"9s\", deadline = \"10s\", concurrency = 500 }}]",
            enricher.url()
        );
        let keys = [("enrich.http", slow.as_str())];
        trial.worker(&keys, None);
        trial.await_work_in_flight(50);
        // What is in flight takes longer than a revocation may: the second worker does it again.
        let second = trial.worker(&keys, None);
        let taken = trial.scene.pass_until(PATIENCE, |scene| scene.crew.owned_beside(0) > 0);
        assert!(taken, "worker {second} owns nothing");
        trial.scene.pass(Duration::from_secs(5));
        enricher.take_time(Duration::ZERO);
        trial.finish()
    };
    assert_caught(ExactlyOnce, trial, |verdict| verdict.sums.doubled > 0);
}

#[test]
fn partitions_that_are_given_up_without_a_commit_are_caught() {
    let trial = |off| {
        let mut trial = Trial::set(Rule::CommitAtRevoke, off, AtLeastOnce, 300);
        // So that the timer is no help.
        let keys = [("kafka.commit_interval", "\"20s\""), ("kafka.session_timeout", "\"30s\"")];
        trial.worker(&keys, None);
        let out = trial.scene.pass_until(PATIENCE, |scene| scene.writer.written() - scene.writer.aborted() > 600);
        assert!(out, "no work is done");
        trial.scene.writer.pause();
        let ended = trial.scene.pass_until(PATIENCE, |scene| scene.books.backlog() == 0);
        assert!(ended, "work does not end");
        let next = trial.worker(&keys, None);
        let taken = trial.scene.pass_until(PATIENCE, |scene| scene.crew.owned_beside(next) < 3);
        assert!(taken, "worker {next} owns nothing");
        trial.scene.pass(Duration::from_secs(1));
        trial.finish()
    };
    // Where nothing is in flight when partitions go, nothing is repeated in this mode either.
    assert_caught(AtLeastOnce, trial, |verdict| verdict.sums.doubled > 0);
}

#[test]
fn a_stale_view_of_the_group_is_caught() {
    let trial = |off| {
        let mut trial = Trial::set(Rule::FreshGroupMetadata, off, ExactlyOnce, 300);
        trial.worker(&[], None);
        trial.await_work_in_flight(1);
        let out = trial.scene.pass_until(PATIENCE, |scene| scene.writer.written() > 1000);
        assert!(out, "no work is done");
        trial.worker(&[], None);
        trial.scene.pass_until(PATIENCE, |scene| scene.crew.owned_beside(0) > 0);
        trial.scene.pass(Duration::from_secs(2));
        trial.finish()
    };
    // The group takes no offsets from it any more: it stands still.
    assert_caught(ExactlyOnce, trial, |verdict| {
        verdict.problems.iter().any(|problem| problem.contains("still differ"))
    });
}
