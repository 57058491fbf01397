//! When to stop instead of draining a bad deploy into the dead-letter topic.

use std::collections::VecDeque;

use crate::outcome::Outcome;

/// The payloads over which the ratio is taken: the last to have ended.
const WINDOW: usize = 1_000;
/// How many of them it takes before the ratio says anything.
const MIN_RECORDS: usize = 100;

/// Counts dead letters among the payloads that end.
#[derive(Debug)]
pub struct DeadLetterLimit {
    max_ratio: f64,
    max_consecutive: u64,
    /// Whether each of the last payloads became a dead letter.
    window: VecDeque<bool>,
    dead: usize,
    consecutive: u64,
}

/// The limit that was passed, and by what: words for the operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitPassed {
    pub limit: String,
    pub seen: String,
}

impl DeadLetterLimit {
    /// 0 switches either of the two off.
    #[must_use]
    pub fn new(max_ratio: f64, max_consecutive: u64) -> Self {
        Self { max_ratio, max_consecutive, window: VecDeque::new(), dead: 0, consecutive: 0 }
    }

    /// Takes in how a payload ended.
    pub fn observe(&mut self, payload: Outcome) -> Option<LimitPassed> {
        let dead = matches!(payload, Outcome::DeadLettered { .. });
        self.consecutive = if dead { self.consecutive + 1 } else { 0 };
        self.window.push_back(dead);
        self.dead += usize::from(dead);
        if self.window.len() > WINDOW
            && let Some(true) = self.window.pop_front()
        {
            self.dead -= 1;
        }
        if self.max_consecutive > 0 && self.consecutive >= self.max_consecutive {
            let limit = format!("dead_letters.max_consecutive = {}", self.max_consecutive);
            return Some(LimitPassed { limit, seen: format!("{} in a row", self.consecutive) });
        }
        let seen = self.window.len();
        #[allow(clippy::cast_precision_loss)] // both are at most WINDOW
        let passed = self.max_ratio > 0.0 && seen >= MIN_RECORDS && self.dead as f64 > self.max_ratio * seen as f64;
        passed.then(|| LimitPassed {
            limit: format!("dead_letters.max_ratio = {}", self.max_ratio),
            seen: format!("{} of the last {seen}", self.dead),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::{RejectReason, Stage};

    const DEAD: Outcome = Outcome::DeadLettered { stage: Stage::Parse, reason: RejectReason::InvalidJson };

    #[test]
    fn a_good_payload_ends_a_row_of_dead_letters() {
        let mut limit = DeadLetterLimit::new(0.0, 3);
        for payload in [DEAD, DEAD, Outcome::Published, DEAD, DEAD] {
            assert_eq!(limit.observe(payload), None);
        }
        assert_eq!(limit.observe(DEAD).map(|passed| passed.seen), Some("3 in a row".into()));
    }

    #[test]
    fn the_ratio_waits_for_enough_payloads_and_forgets_old_ones() {
        let mut limit = DeadLetterLimit::new(0.5, 0);
        for _ in 1..MIN_RECORDS {
            assert_eq!(limit.observe(DEAD), None);
        }
        assert_eq!(limit.observe(DEAD).map(|passed| passed.seen), Some("100 of the last 100".into()));
        for _ in 0..WINDOW {
            limit.observe(Outcome::Published);
        }
        assert_eq!((limit.dead, limit.window.len()), (0, WINDOW));
        for _ in 0..WINDOW / 2 {
            assert_eq!(limit.observe(DEAD), None);
        }
        assert!(limit.observe(DEAD).is_some());
    }

    #[test]
    fn zero_is_off() {
        let mut limit = DeadLetterLimit::new(0.0, 0);
        assert!((0..2 * WINDOW).all(|_| limit.observe(DEAD).is_none()));
    }
}
