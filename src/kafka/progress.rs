//! Looks whether every owned partition moves, and says which one does not.
//!
//! The loops come round, the brokers are there, and yet a partition may stand still: a fetcher that has stopped, a payload
//! that does not end. Heartbeats do not see that.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::shared::Shared;
use crate::commit::{Look, Turn};
use crate::telemetry::events::{PartitionMoves, PartitionStalled};

/// Between two looks.
const EVERY: Duration = Duration::from_secs(1);

/// What is kept from look to look.
#[derive(Debug)]
pub struct Progress {
    start: Instant,
    limit: Duration,
    /// What waits for an answer of the output: records on their way, payloads in a transaction.
    on_their_way: AtomicUsize,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    looked: Option<Duration>,
    /// When the last payload ended, and how many had by then.
    moved: Duration,
    ended: u64,
    /// Why a restart may help.
    stuck: Option<String>,
}

impl Progress {
    #[must_use]
    pub fn new(limit: Duration) -> Self {
        Self { start: Instant::now(), limit, on_their_way: AtomicUsize::new(0), state: Mutex::default() }
    }

    /// Tells how much waits for an answer of the output.
    pub fn set_on_their_way(&self, waiting: usize) {
        self.on_their_way.store(waiting, Ordering::Relaxed);
    }

    /// Why a restart may help: a partition has stood still for twice as long as it may.
    #[must_use]
    pub fn stuck(&self) -> Option<String> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).stuck.clone()
    }
}

impl Shared {
    /// Looks at every owned partition, once a second.
    pub fn watch_progress(&self) {
        let progress = self.progress();
        let now = progress.start.elapsed();
        let mut state = progress.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.looked.is_some_and(|looked| now.saturating_sub(looked) < EVERY) {
            return;
        }
        state.looked = Some(now);
        let (mut longest, mut turns) = (None, Vec::new());
        {
            let ledger = self.ledger();
            let ended = ledger.tallies().payloads.values().sum();
            if ended != state.ended {
                (state.ended, state.moved) = (ended, now);
            }
            for (place, assigned) in self.assigned().iter_mut() {
                let (processed, in_flight) = (ledger.committable(assigned.slot), ledger.in_flight_of(assigned.slot));
                let look = Look {
                    ended: processed,
                    waiting: in_flight > 0
                        || assigned.report.is_some_and(|report| report.lag(processed, in_flight) > 0),
                    reachable: assigned.report.is_none_or(|report| report.reachable),
                };
                if let Some(turn) = assigned.clock.look(look, now, progress.limit) {
                    turns.push((place.clone(), turn, look.ended, in_flight));
                }
                longest = longest.max(assigned.clock.stalled().map(|stalled| (stalled, place.clone())));
            }
        }
        // An output that takes nothing from anybody is waited for, and a restart would not change it.
        let output_away =
            progress.on_their_way.load(Ordering::Relaxed) > 0 && now.saturating_sub(state.moved) >= progress.limit;
        let stuck = longest.filter(|(stalled, _)| *stalled >= progress.limit * 2 && !output_away);
        state.stuck = stuck.map(|(stalled, (topic, partition))| {
            format!("partition {topic}/{partition} has stood still for {} s", stalled.as_secs())
        });
        drop(state);
        for ((topic, partition), turn, ended, in_flight) in turns {
            match turn {
                Turn::Stalled(stood) => {
                    PartitionStalled { topic: &topic, partition, ended, in_flight, stood }.emit();
                }
                Turn::Moves => PartitionMoves { topic: &topic, partition }.emit(),
            }
        }
    }
}
