//! What source, sink and the admin pages look at together.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::fault::Fault;
use super::progress::Progress;
use super::pulse::Pulse;
use super::rejoin::Rejoin;
use super::statistics::{PartitionReport, Reports};
use crate::commit::{Budget, DeadLetterLimit, Ledger, LimitPassed, Slot, StallClock, Ticket};
use crate::config::{Assignor, Config, DeadLetters, GroupProtocol};
use crate::enrich::duplicates::Finished;
use crate::outcome::Outcome;
use crate::pipeline::Flight;
use crate::telemetry::events::DeliveryLatencies;

/// A partition that is assigned to this worker, for those who watch.
#[derive(Debug, Clone)]
pub struct Assigned {
    pub slot: Slot,
    /// The last commit that the coordinator took.
    pub committed: Option<i64>,
    pub report: Option<PartitionReport>,
    pub clock: StallClock,
}

/// The state of a worker's Kafka side.
#[derive(Debug)]
pub struct Shared {
    ledger: Mutex<Ledger>,
    /// `None` where nothing is limited.
    dead_letters: Option<Mutex<DeadLetterLimit>>,
    dead_letter_topic: String,
    pub budget: Arc<Budget>,
    assigned: Mutex<BTreeMap<(Arc<str>, i32), Assigned>>,
    last_commit_ms: AtomicI64,
    source_beat: Heartbeat,
    sink_beat: Heartbeat,
    /// Whether this worker is a member of its group: an assignment came, be it an empty one.
    joined: AtomicBool,
    draining: AtomicBool,
    /// Partitions are being given up: whoever holds payloads back ends them now.
    revoking: AtomicBool,
    pulse: Pulse,
    /// Set when waiting for anything is over; what is in flight then is left for the next owner.
    aborted: AtomicBool,
    /// Nothing that is in flight now can end any more.
    sink_ended: AtomicBool,
    fault: Mutex<Option<Fault>>,
    progress: Progress,
    rejoin: Rejoin,
    latencies: DeliveryLatencies,
}

impl Shared {
    #[must_use]
    pub fn new(config: &Config) -> Arc<Self> {
        let DeadLetters { max_ratio, max_consecutive } = config.dead_letters;
        let in_flight_bytes = usize::try_from(config.limits.in_flight_bytes.0).unwrap_or(usize::MAX);
        Arc::new(Self {
            ledger: Mutex::new(Ledger::new()),
            dead_letters: (max_ratio > 0.0 || max_consecutive > 0)
                .then(|| Mutex::new(DeadLetterLimit::new(max_ratio, max_consecutive))),
            dead_letter_topic: config.kafka.dead_letter_topic.clone(),
            budget: Arc::new(Budget::new(in_flight_bytes)),
            assigned: Mutex::default(),
            last_commit_ms: AtomicI64::new(0),
            source_beat: Heartbeat::new(),
            sink_beat: Heartbeat::new(),
            joined: AtomicBool::new(false),
            draining: AtomicBool::new(false),
            revoking: AtomicBool::new(false),
            pulse: Pulse::new(config.kafka.session_timeout.0),
            aborted: AtomicBool::new(false),
            sink_ended: AtomicBool::new(false),
            fault: Mutex::new(None),
            progress: Progress::new(config.kafka.stall_timeout.0),
            rejoin: Rejoin::new(is_cooperative(config)),
            latencies: DeliveryLatencies::look_up(),
        })
    }

    /// The ledger. Held for a few instructions, never while waiting for anything.
    pub fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Drops what belongs to an assignment that is over: the next owner of its partition has it.
    pub fn keep_current<T>(&self, payloads: &mut Vec<T>, ticket: impl Fn(&T) -> Ticket) {
        let ledger = self.ledger();
        payloads.retain(|payload| ledger.is_current(ticket(payload)));
    }

    /// Ends one article; with the last of them the payload ends in the ledger.
    pub fn end_article(&self, flight: &Flight, outcome: Outcome) {
        flight.end_article(outcome, |outcomes| {
            let Some(payload) = Outcome::of_payload(outcomes.iter().copied()) else { return };
            let ended = self.ledger().end(flight.ticket, payload, outcomes);
            match ended {
                Ok(true) => self.payload_ended(flight, payload),
                // Its assignment is over, and it was counted as abandoned then.
                Ok(false) => {}
                Err(error) => self.fail(error.into()),
            }
        });
    }

    fn payload_ended(&self, flight: &Flight, payload: Outcome) {
        if !matches!(payload, Outcome::Filtered(_)) {
            self.latencies.record(since(flight.record.timestamp_ms));
        }
        let Some(limit) = &self.dead_letters else { return };
        let passed = limit.lock().unwrap_or_else(PoisonError::into_inner).observe(payload);
        if let Some(LimitPassed { limit, seen }) = passed {
            self.fail(Fault::TooManyDeadLetters { limit, seen, topic: self.dead_letter_topic.clone() });
        }
    }

    pub fn assigned(&self) -> MutexGuard<'_, BTreeMap<(Arc<str>, i32), Assigned>> {
        self.assigned.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How far the payloads of each partition have ended, for those that are assigned now.
    #[must_use]
    pub fn finished(&self) -> Vec<Finished> {
        let ledger = self.ledger();
        let of = |((topic, partition), assigned): (&(Arc<str>, i32), &Assigned)| Finished {
            topic: Arc::clone(topic),
            partition: *partition,
            next: ledger.committable(assigned.slot),
        };
        self.assigned().iter().map(of).collect()
    }

    /// Takes in what the client reports; reports of partitions that are not ours are passed over.
    pub fn take_reports(&self, reports: Reports) {
        let mut assigned = self.assigned();
        for (place, report) in reports {
            if let Some(entry) = assigned.get_mut(&place) {
                entry.report = Some(report);
            }
        }
    }

    pub fn commit_succeeded(&self, offsets: impl IntoIterator<Item = ((Arc<str>, i32), i64)>) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        self.last_commit_ms.store(i64::try_from(now).unwrap_or(i64::MAX), Ordering::Relaxed);
        let mut assigned = self.assigned();
        for (place, offset) in offsets {
            if let Some(entry) = assigned.get_mut(&place) {
                entry.committed = Some(offset);
            }
        }
    }

    /// Seconds since the epoch at the last commit; `None` before the first.
    pub fn last_commit_seconds(&self) -> Option<f64> {
        let ms = self.last_commit_ms.load(Ordering::Relaxed);
        (ms > 0).then_some(ms as f64 / 1000.0)
    }

    /// Records why the worker must stop; the first reason stands, later ones follow from it.
    pub fn fail(&self, fault: Fault) {
        self.fault.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(fault);
    }

    #[must_use]
    pub fn fault(&self) -> Option<Fault> {
        self.fault.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn set_joined(&self, joined: bool) {
        self.joined.store(joined, Ordering::Relaxed);
    }

    pub fn is_joined(&self) -> bool {
        self.joined.load(Ordering::Relaxed)
    }

    pub fn drain(&self) {
        self.draining.store(true, Ordering::Release);
    }

    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Acquire)
    }

    pub fn set_revoking(&self, revoking: bool) {
        self.revoking.store(revoking, Ordering::Release);
    }

    /// Whether somebody waits for what is in flight to end.
    pub fn is_hurried(&self) -> bool {
        self.is_draining() || self.revoking.load(Ordering::Acquire)
    }

    /// Looks in, for the pulse.
    ///
    /// # Errors
    ///
    /// [`Fault::StoodStill`].
    pub fn pulse(&self) -> Result<(), Fault> {
        self.pulse.beat(Instant::now()).map_err(|gap| Fault::StoodStill { seconds: gap.as_secs() })
    }

    pub fn abort(&self) {
        self.aborted.store(true, Ordering::Release);
    }

    pub fn is_aborted(&self) -> bool {
        self.aborted.load(Ordering::Acquire)
    }

    pub fn end_sink(&self) {
        self.sink_ended.store(true, Ordering::Release);
    }

    pub fn has_sink_ended(&self) -> bool {
        self.sink_ended.load(Ordering::Acquire)
    }

    pub fn rejoin(&self) -> &Rejoin {
        &self.rejoin
    }

    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    pub fn source_beat(&self) -> &Heartbeat {
        &self.source_beat
    }

    pub fn sink_beat(&self) -> &Heartbeat {
        &self.sink_beat
    }
}

/// Whether the client, and not the brokers, shares partitions out one by one.
fn is_cooperative(config: &Config) -> bool {
    config.kafka.group_protocol == GroupProtocol::Classic && config.kafka.assignor == Assignor::CooperativeSticky
}

/// The time since a record's timestamp; clocks that disagree count as none.
fn since(timestamp_ms: Option<i64>) -> Duration {
    let stamped = timestamp_ms.and_then(|ms| u64::try_from(ms).ok()).map(Duration::from_millis);
    stamped.and_then(|stamped| SystemTime::now().duration_since(UNIX_EPOCH + stamped).ok()).unwrap_or_default()
}

/// When a loop last came round.
#[derive(Debug)]
pub struct Heartbeat {
    start: Instant,
    /// Milliseconds since `start`; [`NEVER`] before the first beat.
    last_ms: AtomicU64,
}

const NEVER: u64 = u64::MAX;

impl Heartbeat {
    fn new() -> Self {
        Self { start: Instant::now(), last_ms: AtomicU64::new(NEVER) }
    }

    pub fn beat(&self) {
        let now = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(NEVER - 1);
        self.last_ms.store(now, Ordering::Relaxed);
    }

    /// How long ago the last beat was; `None` before the first.
    #[must_use]
    pub fn age(&self) -> Option<Duration> {
        let last = Some(self.last_ms.load(Ordering::Relaxed)).filter(|last| *last != NEVER)?;
        Some(self.start.elapsed().saturating_sub(Duration::from_millis(last)))
    }
}
