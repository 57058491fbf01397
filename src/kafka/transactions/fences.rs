//! When being fenced means that somebody else uses our id.
//!
//! A transaction that ran into its time limit looks to this client exactly like one of an id that another producer took
//! over (librdkafka has no KIP-588). The first happens to a worker that was slow for a while and is mended by beginning
//! again; the second happens again and again.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

const WITHIN: Duration = Duration::from_secs(60);
const TOO_MANY: usize = 3;

/// The last times that we were fenced.
#[derive(Debug, Default)]
pub struct Fences(VecDeque<Instant>);

impl Fences {
    /// Takes in another time. Whether that is one too many.
    pub fn note(&mut self, now: Instant) -> bool {
        self.0.push_back(now);
        while self.0.front().is_some_and(|first| now.saturating_duration_since(*first) > WITHIN) {
            self.0.pop_front();
        }
        self.0.len() >= TOO_MANY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_fences_within_a_minute_are_too_many_and_old_ones_are_forgotten() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut fences = Fences::default();
        assert!(!fences.note(at(0)));
        assert!(!fences.note(at(50)));
        assert!(!fences.note(at(100)));
        assert!(fences.note(at(105)));
    }
}
