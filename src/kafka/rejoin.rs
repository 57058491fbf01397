//! Notices that the client has forgotten to join its group again.
//!
//! ```text
//!  revoke ▶ answered ▶ assign ▶ answered ▶ the client joins again ▶ the next assignment or revocation
//!                                     └──▶ it does not: it stands there, and the group waits for it
//! ```
//!
//! A cooperative member that gave partitions up joins again, so that they can be given to somebody. librdkafka (2.12)
//! forgets to where a topic grows while a revocation waits for our answer: it begins a rebalance of its own in
//! between, keeps a note of the first one for ever, and from then on takes every rebalance for one that is under way. The group
//! waits for it for `max.poll.interval.ms`, five minutes, with every partition that moves. Nothing we may call mends that
//! client; a worker that starts again does.

use std::sync::{Mutex, PoisonError};

/// Reports in a row in which it stands there. More than one, for a report may be older than the answer.
const REPORTS: u32 = 3;

#[derive(Debug)]
pub struct Rejoin {
    /// Members of other kinds do not join again.
    watched: bool,
    state: Mutex<State>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum State {
    #[default]
    Settled,
    /// Partitions are being given up.
    Revoked,
    /// It has to join again now, and stood there in so many reports.
    Due(u32),
}

impl Rejoin {
    #[must_use]
    pub fn new(watched: bool) -> Self {
        Self { watched, state: Mutex::default() }
    }

    /// The client gave us partitions.
    pub fn assigned(&self) {
        self.change(|state| if state == State::Revoked { State::Due(0) } else { State::Settled });
    }

    /// The client wants partitions back. Where they are lost no assignment follows of itself.
    pub fn revoked(&self, lost: bool) {
        self.change(|_| if lost { State::Settled } else { State::Revoked });
    }

    /// What the client reports of itself. Whether it is left behind for good.
    pub fn reported(&self, join_state: &str) -> bool {
        let state = self.change(|state| match (state, join_state) {
            (State::Due(stood), "steady") => State::Due(stood + 1),
            (State::Due(_), "init" | "wait-join" | "wait-metadata" | "wait-sync") => State::Settled,
            (state, _) => state,
        });
        matches!(state, State::Due(stood) if stood >= REPORTS)
    }

    fn change(&self, next: impl FnOnce(State) -> State) -> State {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if self.watched {
            *state = next(*state);
        }
        *state
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_that_does_not_join_again_after_a_revocation_is_left_behind() {
        let rejoin = Rejoin::new(true);
        rejoin.revoked(false);
        assert!(!rejoin.reported("wait-unassign-call"));
        rejoin.assigned();
        assert!(!rejoin.reported("wait-assign-call"));
        assert!(!rejoin.reported("steady") && !rejoin.reported("steady"));
        assert!(rejoin.reported("steady"));
    }

    #[test]
    fn one_that_joins_or_has_nothing_to_join_for_is_not() {
        let rejoin = Rejoin::new(true);
        let stands = || (0..10).any(|_| rejoin.reported("steady"));
        rejoin.assigned();
        assert!(!stands(), "an assignment without a revocation");
        rejoin.revoked(true);
        rejoin.assigned();
        assert!(!stands(), "lost partitions");
        rejoin.revoked(false);
        rejoin.assigned();
        assert!(!rejoin.reported("steady") && !rejoin.reported("wait-join"));
        assert!(!stands(), "it has joined");
        rejoin.revoked(false);
        rejoin.assigned();
        rejoin.assigned();
        assert!(!stands(), "the next assignment has come");
        let eager = Rejoin::new(false);
        eager.revoked(false);
        eager.assigned();
        assert!((0..10).all(|_| !eager.reported("steady")), "a member of another kind");
    }
}
