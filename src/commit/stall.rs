//! Whether a partition stands still: data waits in it, and none of it ends.

use std::time::Duration;

/// A partition at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// How far it has ended: what may be committed.
    pub ended: Option<i64>,
    /// Whether there is data that has not ended. Transaction markers are none: an idle partition waits for nothing.
    pub waiting: bool,
    /// Whether its broker is there. A partition that cannot be read does not stand still by itself.
    pub reachable: bool,
}

/// What a look has shown for the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// It has stood still for so long.
    Stalled(Duration),
    /// It moves again, or has nothing to do any more.
    Moves,
}

/// Looks at one partition over and over. Times are counted from any moment that stays the same.
#[derive(Debug, Clone, Copy, Default)]
pub struct StallClock {
    ended: Option<i64>,
    since: Option<Duration>,
    /// For how long it stands still, once that is longer than it may be.
    stalled: Option<Duration>,
}

impl StallClock {
    /// Takes a look in, where standing still is allowed up to `limit`.
    pub fn look(&mut self, look: Look, now: Duration, limit: Duration) -> Option<Turn> {
        let moved = look.ended != self.ended;
        self.ended = look.ended;
        if moved || !look.waiting || !look.reachable {
            self.since = None;
        }
        if !look.waiting || !look.reachable {
            return self.stalled.take().map(|_| Turn::Moves);
        }
        let stood = now.saturating_sub(*self.since.get_or_insert(now));
        if stood < limit {
            return self.stalled.take().map(|_| Turn::Moves);
        }
        let first = self.stalled.replace(stood).is_none();
        first.then_some(Turn::Stalled(stood))
    }

    /// For how long it has stood still, where that is longer than it may be.
    #[must_use]
    pub fn stalled(&self) -> Option<Duration> {
        self.stalled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(120);

    /// Looks once a second from `from` on, as long as `looks` says; what was told, and when.
    fn watch(clock: &mut StallClock, from: u64, seconds: u64, look: impl Fn(u64) -> Look) -> Vec<(u64, Turn)> {
        let told = |second| Some((second, clock.look(look(second), Duration::from_secs(second), LIMIT)?));
        (from..from + seconds).filter_map(told).collect()
    }

    fn waiting(ended: i64) -> Look {
        Look { ended: Some(ended), waiting: true, reachable: true }
    }

    fn stalled(seconds: u64) -> Turn {
        Turn::Stalled(Duration::from_secs(seconds))
    }

    #[test]
    fn a_partition_that_stands_still_is_told_once_and_its_time_goes_on() {
        let mut clock = StallClock::default();
        assert_eq!(watch(&mut clock, 0, 300, |_| waiting(7)), [(120, stalled(120))]);
        assert_eq!(clock.stalled(), Some(Duration::from_secs(299)));
    }

    #[test]
    fn one_that_moves_again_is_told_and_starts_anew() {
        let mut clock = StallClock::default();
        watch(&mut clock, 0, 200, |_| waiting(7));
        assert_eq!(watch(&mut clock, 200, 120, |_| waiting(8)), [(200, Turn::Moves)]);
        assert_eq!(clock.stalled(), None);
        assert_eq!(watch(&mut clock, 320, 10, |_| waiting(8)), [(320, stalled(120))]);
    }

    #[test]
    fn slow_progress_is_progress() {
        let mut clock = StallClock::default();
        assert_eq!(watch(&mut clock, 0, 2000, |second| waiting((second / 119).try_into().unwrap())), []);
    }

    #[test]
    fn an_idle_partition_does_not_stand_still_and_its_first_payload_has_all_the_time() {
        let mut clock = StallClock::default();
        let idle = Look { ended: Some(10), waiting: false, reachable: true };
        assert_eq!(watch(&mut clock, 0, 5000, |_| idle), []);
        assert_eq!(watch(&mut clock, 5000, 120, |_| waiting(10)), []);
        assert_eq!(watch(&mut clock, 5120, 1, |_| waiting(10)), [(5120, stalled(120))]);
    }

    #[test]
    fn a_partition_whose_broker_is_away_does_not_stand_still_by_itself() {
        let mut clock = StallClock::default();
        let away = Look { reachable: false, ..waiting(3) };
        assert_eq!(watch(&mut clock, 0, 5000, |_| away), []);
        assert_eq!(watch(&mut clock, 5000, 121, |_| waiting(3)), [(5120, stalled(120))]);
        assert_eq!(watch(&mut clock, 5121, 1, |_| away), [(5121, Turn::Moves)]);
    }
}
