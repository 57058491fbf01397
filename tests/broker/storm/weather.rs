//! A storm: one fault after the other, while work goes on.

use std::time::{Duration, Instant};

use super::cluster::Cluster;
use super::crew::{self, Delivery, Event, Order};
use super::dice::Dice;
use super::enricher::Enricher;
use super::faults::{Deck, Fault, orders};
use super::plan::Plan;
use super::report::{Report, Struck};
use super::scene::{Happening, Scene};
use crate::support::settings::SESSION;

/// A partition with work waiting that stands still for so long after a fault has been lost for good.
const LIVENESS: Duration = Duration::from_secs(120);
/// How long a fault is waited for before the next comes all the same; in a short storm there is less time.
const BETWEEN: Duration = Duration::from_secs(30);
const BETWEEN_SHORT: Duration = Duration::from_secs(8);
/// Workers that are always there; one more comes and goes.
const WORKERS: usize = 3;
/// Input partitions at the start.
const PARTITIONS: i32 = 6;

/// Said of a zombie that its own fail point killed when it began to stop.
const KILLED: &str = "killed by its fail point";

pub struct Storm {
    plan: Plan,
    dice: Dice,
    cluster: Cluster,
    scene: Scene,
    enricher: Enricher,
    struck: Vec<Struck>,
    zombies: Vec<String>,
    start: Instant,
}

impl Storm {
    pub fn rage(plan: &Plan) -> Report {
        let mut storm = Self::gather(plan);
        let mut deck = if plan.is_short { Deck::short() } else { Deck::new(plan.seed, plan.brokers) };
        while !storm.is_over() {
            storm.strike(deck.draw());
            storm.weigh();
            let patient = !storm.dice.percent(35);
            if patient {
                let between = if plan.is_short { BETWEEN_SHORT } else { BETWEEN };
                storm.scene.pass_until(between, |scene| scene.books.longest_wait().is_zero());
            }
            storm.pass(100, 900);
            storm.weigh();
            if storm.scene.books.longest_wait() > LIVENESS {
                storm.scene.problems.push(format!("nothing moved for {LIVENESS:?} after a fault"));
                break;
            }
        }
        storm.calm()
    }

    fn gather(plan: &Plan) -> Self {
        let cluster = Cluster::start(plan.brokers);
        let enricher = Enricher::start();
        let mut dice = Dice::new(plan.seed);
        let field = cluster.field(&format!("storm-{}", plan.seed));
        let partitions = if plan.is_short { 3 } else { PARTITIONS };
        let mut scene = Scene::set(field, plan.seed, partitions, plan.backlog);
        scene.crew.orders = orders(plan.delivery, &mut dice);
        scene.crew.armed_percent = 60;
        if plan.is_short {
            // There is no time for what blocks, nor for many transactions.
            scene.crew.orders.retain(Order::kills);
            scene.crew.orders.iter_mut().for_each(|order| order.nth = order.nth.min(3));
        }
        let logs = plan.folder.join("logs");
        let _ = std::fs::remove_dir_all(&plan.folder);
        std::fs::create_dir_all(&logs).expect("a folder for the report");
        scene.crew.logs = Some(logs);
        let workers = if plan.is_short { 2 } else { WORKERS };
        for n in 0..=workers {
            let mut settings = scene.settings(&cluster.brokers[0], plan.delivery, n);
            if n == 0 {
                // A static member: its partitions wait for it, and come back to it.
                settings = settings.with("kafka.group_instance_id", "\"static\"");
            }
            if n == 1 {
                let enricher = format!(
                    "[{{ name = \"facts\", url = {:?}, timeout = \"200ms\", deadline = \"600ms\" }}]",
                    enricher.url()
                );
                settings = settings.with("enrich.http", &enricher);
            }
            scene.crew.add(settings, n < workers);
        }
        let mut storm = Self {
            plan: plan.clone(),
            dice,
            cluster,
            scene,
            enricher,
            struck: Vec::new(),
            zombies: Vec::new(),
            start: Instant::now(),
        };
        // The first of them calm, so that there is work in flight when it begins.
        for n in 0..workers {
            storm.scene.crew.start(n, None);
        }
        storm.scene.pass_until(Duration::from_secs(60), |scene| scene.crew.in_flight() > 0);
        storm.start = Instant::now();
        storm
    }

    fn is_over(&self) -> bool {
        let enough = self.struck.len() >= self.plan.faults && self.scene.writer.written() >= self.plan.records;
        enough || self.start.elapsed() >= self.plan.time
    }

    /// Takes in what happened to workers by their points, and how they ended.
    fn weigh(&mut self) {
        for Happening { at, event, struck } in std::mem::take(&mut self.scene.events) {
            match event {
                Event::Fired { worker, order, in_flight } => {
                    let what = match order.action {
                        "kill" => format!("SIGKILL at {}", order.point),
                        "block" => format!("{} blocks for ever", order.point),
                        _ => format!("{} is late", order.point),
                    };
                    let detail = format!("worker {}, hit {}", crew::name(worker), order.nth);
                    let at = at.saturating_duration_since(self.start);
                    let (number, backlog) = struck;
                    self.struck.push(Struck { at, what, detail, in_flight, backlog, number });
                }
                Event::Ended { worker, code, why } => {
                    // 3 asks to be started again; the log says why.
                    if code != Some(3) {
                        let who = crew::name(worker);
                        self.scene.problems.push(format!("worker {who} ended with {code:?} unasked: {why}"));
                    }
                }
            }
        }
        if !self.plan.is_short && self.struck.len().is_multiple_of(10) {
            eprintln!(
                "{:>5} s  {} faults, {} written, {} waiting, slowest open fault {:?}",
                self.start.elapsed().as_secs(),
                self.struck.len(),
                self.scene.writer.written(),
                self.scene.books.backlog(),
                self.scene.books.longest_wait(),
            );
        }
    }

    fn note(&mut self, what: String, detail: String, in_flight: u64) {
        let (number, backlog) = self.scene.books.strike();
        self.struck.push(Struck { at: self.start.elapsed(), what, detail, in_flight, backlog, number });
    }

    fn strike(&mut self, fault: Fault) {
        let in_flight = self.scene.crew.in_flight();
        let note = |storm: &mut Self, detail: String| storm.note(fault.name().into(), detail, in_flight);
        match fault {
            Fault::Kill => {
                let Some(n) = self.scene.crew.any(&mut self.dice) else { return };
                note(self, format!("worker {}", crew::name(n)));
                self.scene.crew.kill(n);
            }
            Fault::Zombie => {
                // Who owns nothing, because it has only just begun, has no reason to end when it wakes.
                let Some(n) = self.scene.crew.any_owner(&mut self.dice) else { return };
                note(self, format!("worker {}", crew::name(n)));
                self.zombie(n);
            }
            Fault::Freeze => {
                let Some(n) = self.scene.crew.any(&mut self.dice) else { return };
                note(self, format!("worker {}", crew::name(n)));
                self.freeze(n);
                self.pass(500, 3000);
                self.wake(n);
            }
            Fault::Leave => {
                let Some(n) = self.scene.crew.any(&mut self.dice) else { return };
                note(self, format!("worker {}", crew::name(n)));
                self.leave(n, true);
            }
            Fault::Scale => {
                let n = self.scene.crew.slots.len() - 1;
                if self.scene.crew.slots[n].wanted {
                    note(self, format!("worker {} leaves", crew::name(n)));
                    self.leave(n, false);
                } else {
                    note(self, format!("worker {} joins", crew::name(n)));
                    self.scene.crew.slots[n].wanted = true;
                }
            }
            Fault::BrokerKill => {
                let n = self.a_broker();
                note(self, format!("broker {}", n + 1));
                self.cluster.brokers[n].kill();
                self.pass(500, 3000);
                self.restart_broker(n);
            }
            Fault::RollingRestart => {
                self.a_broker();
                note(self, String::new());
                for n in 0..self.cluster.brokers.len() {
                    self.cluster.brokers[n].stop();
                    self.restart_broker(n);
                    self.await_replicas();
                }
            }
            Fault::Cut => {
                let n = self.dice.below(self.cluster.roads.len() as u64) as usize;
                note(self, format!("broker {}", n + 1));
                self.cluster.roads[n].cut();
                self.pass(50, 2500);
                self.cluster.heal();
            }
            Fault::Delay => {
                let n = self.dice.below(self.cluster.roads.len() as u64) as usize;
                let delay = Duration::from_millis(self.dice.between(100, 800));
                note(self, format!("broker {}, {delay:?}", n + 1));
                self.cluster.roads[n].delay(delay);
                self.pass(2000, 4000);
                self.cluster.heal();
            }
            Fault::Growth => {
                if self.scene.writer.partitions() >= self.plan.partitions {
                    return;
                }
                note(self, format!("{} partitions", self.scene.writer.partitions() + 1));
                self.scene.grow();
            }
            Fault::Silence => {
                note(self, String::new());
                self.enricher.fall_silent(Duration::from_millis(self.dice.between(500, 3000)));
            }
        }
    }

    fn pass(&mut self, shortest_ms: u64, longest_ms: u64) {
        let time = Duration::from_millis(self.dice.between(shortest_ms, longest_ms));
        self.scene.pass(time);
    }

    fn freeze(&mut self, n: usize) {
        self.scene.crew.slots[n].frozen = true;
        if let Some(worker) = &self.scene.crew.slots[n].worker {
            worker.freeze();
        }
    }

    fn wake(&mut self, n: usize) {
        self.scene.crew.slots[n].frozen = false;
        if let Some(worker) = &self.scene.crew.slots[n].worker {
            worker.wake();
        }
    }

    /// Stops a worker until others have all it had, wakes it, and hears what it says.
    fn zombie(&mut self, n: usize) {
        self.freeze(n);
        // Its last heartbeat may lie behind it: others can have everything while it has not stood still for a session yet.
        self.scene.pass(SESSION);
        let partitions = u64::try_from(self.scene.writer.partitions()).expect("a count");
        let taken = self.scene.pass_until(Duration::from_secs(30), |scene| scene.crew.owned_beside(n) >= partitions);
        self.pass(1000, 2500);
        let ended_before = self.scene.events.len();
        self.wake(n);
        let ended = |happening: &Happening| match &happening.event {
            Event::Ended { worker, why, .. } if *worker == n => Some(why.clone()),
            // On its way out, before it could say why.
            Event::Fired { worker, order, .. } if *worker == n && order.kills() => Some(KILLED.into()),
            _ => None,
        };
        let mut why = None;
        self.scene.pass_until(Duration::from_secs(20), |scene| {
            why = scene.events[ended_before.min(scene.events.len())..].iter().find_map(ended);
            why.is_some()
        });
        let taken = if taken { "taken over" } else { "not all taken over in 30 s" };
        let said = why.clone().unwrap_or_else(|| "goes on".into());
        self.zombies.push(format!("{taken}; {said}"));
        if self.plan.delivery == Delivery::ExactlyOnce
            && !why.is_some_and(|why| why.contains("stood still") || why == KILLED)
        {
            self.scene.problems.push(format!("a zombie said {said:?} when it woke"));
        }
    }

    fn leave(&mut self, n: usize, comes_back: bool) {
        self.scene.crew.slots[n].wanted = false;
        let Some(worker) = &self.scene.crew.slots[n].worker else { return };
        worker.terminate();
        let before = self.scene.events.len();
        let gone = self.scene.pass_until(Duration::from_secs(60), |scene| scene.crew.slots[n].worker.is_none());
        if !gone {
            self.scene.problems.push(format!("worker {} did not end within a minute of SIGTERM", crew::name(n)));
        }
        // An end with 0 was asked for.
        let asked = |happening: &Happening| matches!(happening.event, Event::Ended { worker, code: Some(0), .. } if worker == n);
        if let Some(found) = self.scene.events[before..].iter().position(asked) {
            self.scene.events.remove(before + found);
        }
        if comes_back {
            self.pass(300, 2000);
            self.scene.crew.slots[n].wanted = true;
        }
    }

    /// One that may fail: the others have everything.
    fn a_broker(&mut self) -> usize {
        self.await_replicas();
        self.dice.below(self.cluster.brokers.len() as u64) as usize
    }

    fn await_replicas(&mut self) {
        if !self.scene.pass_until(Duration::from_secs(90), |scene| scene.field.is_in_sync()) {
            self.scene.problems.push("the replicas are not in step after 90 s".into());
        }
    }

    /// Starts a broker again, and looks after the workers meanwhile.
    fn restart_broker(&mut self, n: usize) {
        let mut broker = self.cluster.brokers.remove(n);
        let starting = std::thread::spawn(move || {
            broker.restart();
            broker
        });
        while !starting.is_finished() {
            self.scene.pass(Duration::from_millis(50));
        }
        self.cluster.brokers.insert(n, starting.join().expect("a broker that starts again"));
    }

    /// The end: everything is mended, and everything has to come out.
    fn calm(mut self) -> Report {
        self.cluster.heal();
        let aborted = self.scene.writer.aborted();
        let stormed = self.start.elapsed();
        self.await_replicas();
        self.scene.pass(Duration::from_millis(50));
        self.weigh();
        let books = std::sync::Arc::clone(&self.scene.books);
        let (verdict, crew) = self.scene.finish(Duration::from_secs(180));
        if !verdict.broken(self.plan.delivery).is_empty() {
            for (n, broker) in (1..).zip(&self.cluster.brokers) {
                broker.keep(&self.plan.folder.join(format!("broker-{n}")));
            }
        }
        Report {
            plan: self.plan,
            struck: self.struck,
            recoveries: books.recoveries(),
            verdict,
            exits: crew.exits,
            zombies: self.zombies,
            requests: self.enricher.requests(),
            aborted,
            stormed,
            took: self.start.elapsed(),
        }
    }
}
