//! The workers of a storm: processes that are started, armed, killed, frozen, and started again when they end.

use std::collections::{BTreeMap, VecDeque};
use std::os::unix::process::ExitStatusExt as _;
use std::process::ExitStatus;
use std::time::{Duration, Instant};

use super::dice::Dice;
use crate::support::PATIENCE;
use crate::support::eventually;
use crate::support::metrics::Metrics;
use crate::support::settings::Settings;
use crate::support::worker::Worker;

/// Between two looks at a worker.
const LOOK: Duration = Duration::from_millis(250);
/// What a worker says when a point acts.
const FIRED: &str = "fail point ";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    AtLeastOnce,
    ExactlyOnce,
}

/// A point that a worker is started with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pub point: &'static str,
    pub action: &'static str,
    pub nth: u64,
}

impl Order {
    pub fn new(point: &'static str, action: &'static str, nth: u64) -> Self {
        Self { point, action, nth }
    }

    pub fn kills(&self) -> bool {
        self.action == "kill"
    }
}

/// What happened to a worker by itself, or by a point.
#[derive(Debug)]
pub enum Event {
    Fired {
        worker: usize,
        order: Order,
        in_flight: u64,
    },
    /// With the exit code and what it said last.
    Ended {
        worker: usize,
        code: Option<i32>,
        why: String,
    },
}

pub struct Slot {
    pub worker: Option<Worker>,
    settings: Settings,
    order: Option<Order>,
    pub frozen: bool,
    /// Whether it is started again when it has ended.
    pub wanted: bool,
    restart_at: Instant,
    in_flight: u64,
    looked: Instant,
}

pub struct Crew {
    pub slots: Vec<Slot>,
    /// Points that workers are started with, one after the other.
    pub orders: VecDeque<Order>,
    /// How many of a hundred starts get one.
    pub armed_percent: u64,
    pub rules_off: String,
    dice: Dice,
    /// How workers ended, but for those that were killed.
    pub exits: BTreeMap<String, u64>,
    /// The logs of those that ended, where they are to be kept.
    pub logs: Option<std::path::PathBuf>,
    kept: u32,
}

impl Crew {
    pub fn new(seed: u64) -> Self {
        Self {
            slots: Vec::new(),
            orders: VecDeque::new(),
            armed_percent: 0,
            rules_off: String::new(),
            dice: Dice::new(seed),
            exits: BTreeMap::new(),
            logs: None,
            kept: 0,
        }
    }

    /// One more place for a worker; it is started at the next look where it is wanted.
    pub fn add(&mut self, settings: Settings, wanted: bool) -> usize {
        let now = Instant::now();
        self.slots.push(Slot {
            worker: None,
            settings,
            order: None,
            frozen: false,
            wanted,
            restart_at: now,
            in_flight: 0,
            looked: now,
        });
        self.slots.len() - 1
    }

    /// Starts a worker with a point.
    pub fn start(&mut self, n: usize, order: Option<Order>) {
        let slot = &mut self.slots[n];
        let points = order.as_ref().map(|order| format!("{}={}@{}", order.point, order.action, order.nth));
        let environment =
            [("COPYDESK_FAILPOINTS", points.as_deref().unwrap_or("")), ("COPYDESK_RULES_OFF", &self.rules_off)];
        slot.worker = Some(Worker::start_in(&slot.settings, &[], &environment));
        (slot.order, slot.frozen, slot.wanted, slot.in_flight) = (order, false, true, 0);
    }

    /// Looks after everybody: who has ended is started again. What happened since the last look.
    pub fn tend(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        for n in 0..self.slots.len() {
            let slot = &mut self.slots[n];
            match &mut slot.worker {
                Some(worker) => match worker.ended() {
                    Some(status) => self.bury(n, status, &mut events),
                    None if !slot.frozen && slot.looked.elapsed() > LOOK => {
                        slot.looked = Instant::now();
                        if let Ok(metrics) = Metrics::scrape(worker.admin_port()) {
                            slot.in_flight = metrics.sum("copydesk_inflight_records");
                        }
                        let has_fired = worker.stderr().contains(FIRED);
                        if let Some(order) = slot.order.take_if(|order| has_fired && !order.kills()) {
                            events.push(Event::Fired { worker: n, order, in_flight: slot.in_flight });
                        }
                    }
                    None => {}
                },
                None if slot.wanted && Instant::now() >= slot.restart_at => {
                    let order = if self.dice.percent(self.armed_percent) { self.orders.pop_front() } else { None };
                    if let Some(order) = &order {
                        self.orders.push_back(order.clone());
                    }
                    self.start(n, order);
                }
                None => {}
            }
        }
        events
    }

    fn bury(&mut self, n: usize, status: ExitStatus, events: &mut Vec<Event>) {
        let slot = &mut self.slots[n];
        let Some(worker) = slot.worker.take() else { return };
        let (log, in_flight) = (worker.stderr(), slot.in_flight);
        let fired = slot.order.take().filter(|_| log.contains(FIRED));
        self.keep(n, &log);
        self.rest(n);
        let killed = fired.as_ref().is_some_and(Order::kills);
        if let Some(order) = fired {
            events.push(Event::Fired { worker: n, order, in_flight });
        }
        if !(killed && status.signal() == Some(9)) {
            let why = last_words(&log);
            if status.code() != Some(0) {
                *self.exits.entry(format!("{}: {why}", said(status))).or_default() += 1;
            }
            events.push(Event::Ended { worker: n, code: status.code(), why });
        }
    }

    /// Lets a while pass before the next start.
    fn rest(&mut self, n: usize) {
        self.slots[n].restart_at = Instant::now() + Duration::from_millis(self.dice.between(100, 1000));
    }

    fn keep(&mut self, n: usize, log: &str) {
        if let Some(folder) = &self.logs {
            self.kept += 1;
            let _ = std::fs::write(folder.join(format!("{:04}-{}.log", self.kept, name(n))), log);
        }
    }

    /// Kills a worker on the spot.
    pub fn kill(&mut self, n: usize) {
        if let Some(worker) = self.slots[n].worker.take() {
            let log = worker.stderr();
            worker.kill();
            self.keep(n, &log);
        }
        self.slots[n].order = None;
        self.rest(n);
    }

    /// Payloads in flight in all workers at this moment, as far as they answer.
    pub fn in_flight(&self) -> u64 {
        let living = self.slots.iter().filter(|slot| !slot.frozen).filter_map(|slot| slot.worker.as_ref());
        living
            .filter_map(|worker| Metrics::scrape(worker.admin_port()).ok())
            .map(|metrics| metrics.sum("copydesk_inflight_records"))
            .sum()
    }

    /// Partitions that the workers beside this one say they own.
    pub fn owned_beside(&self, n: usize) -> u64 {
        let others = self.slots.iter().enumerate().filter(|(other, slot)| *other != n && !slot.frozen);
        others
            .filter_map(|(_, slot)| Metrics::scrape(slot.worker.as_ref()?.admin_port()).ok())
            .map(|metrics| metrics.sum("copydesk_partitions_assigned"))
            .sum()
    }

    /// One of those that run and are not frozen.
    pub fn any(&self, dice: &mut Dice) -> Option<usize> {
        self.any_of(dice, |_| true)
    }

    /// One of those that have something to lose.
    pub fn any_owner(&self, dice: &mut Dice) -> Option<usize> {
        self.any_of(dice, |worker| {
            Metrics::scrape(worker.admin_port()).is_ok_and(|metrics| metrics.sum("copydesk_partitions_assigned") > 0)
        })
    }

    fn any_of(&self, dice: &mut Dice, is_wanted: impl Fn(&Worker) -> bool) -> Option<usize> {
        let is_wanted = |slot: &Slot| !slot.frozen && slot.worker.as_ref().is_some_and(&is_wanted);
        let living: Vec<usize> = (0..self.slots.len()).filter(|n| is_wanted(&self.slots[*n])).collect();
        let index = dice.below(living.len() as u64) as usize;
        living.get(index).copied()
    }

    /// Drains everybody. What was wrong with how they ended.
    pub fn dismiss(&mut self) -> Vec<String> {
        let mut wrong = Vec::new();
        for slot in &self.slots {
            if let Some(worker) = &slot.worker {
                worker.terminate();
            }
        }
        for n in 0..self.slots.len() {
            self.slots[n].wanted = false;
            let Some(mut worker) = self.slots[n].worker.take() else { continue };
            let status = worker.wait(PATIENCE);
            let log = worker.stderr();
            self.keep(n, &log);
            if status.code() != Some(0) && !log.contains(FIRED) {
                wrong.push(format!(
                    "worker {} was drained and ended with {}: {}",
                    name(n),
                    said(status),
                    last_words(&log)
                ));
            }
        }
        wrong
    }

    /// Waits until a worker says that its point has acted.
    pub fn await_fired(&mut self, n: usize) {
        eventually("the fail point", PATIENCE, || {
            self.slots[n].worker.as_ref().is_some_and(|worker| worker.stderr().contains(FIRED))
        });
    }
}

pub fn name(n: usize) -> char {
    char::from(b'a' + u8::try_from(n).unwrap_or(25))
}

fn said(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exit code {code}"),
        (None, signal) => format!("signal {}", signal.unwrap_or_default()),
    }
}

/// The line in which a worker says why it ended, without its numbers.
fn last_words(log: &str) -> String {
    let line = log.lines().rev().find(|line| line.starts_with("error: ")).unwrap_or("nothing said");
    let mut words = String::new();
    for letter in line.trim_start_matches("error: ").chars().take(100) {
        match letter {
            '0'..='9' if words.ends_with('#') => {}
            '0'..='9' => words.push('#'),
            letter => words.push(letter),
        }
    }
    words
}
