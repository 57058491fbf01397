//! Errors that pass by themselves, said once in a while instead of at every attempt.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How often at most.
const EVERY: Duration = Duration::from_secs(10);

/// A client that is in trouble: an outage gives an error per broker and attempt, and one line about it is enough.
#[derive(Debug)]
pub struct Trouble {
    client: &'static str,
    said: Mutex<Said>,
}

#[derive(Debug, Default)]
struct Said {
    last: Option<Instant>,
    since: u32,
}

impl Said {
    /// How many were kept back before this one, where this one is to be said.
    fn next(&mut self, now: Instant) -> Option<u32> {
        if self.last.is_some_and(|last| now.saturating_duration_since(last) < EVERY) {
            self.since = self.since.saturating_add(1);
            return None;
        }
        self.last = Some(now);
        Some(std::mem::take(&mut self.since))
    }
}

impl Trouble {
    #[must_use]
    pub fn new(client: &'static str) -> Self {
        Self { client, said: Mutex::default() }
    }

    pub fn say(&self, reason: &str) {
        let kept_back = self.said.lock().unwrap_or_else(PoisonError::into_inner).next(Instant::now());
        if let Some(kept_back) = kept_back {
            tracing::warn!(client = self.client, reason, kept_back, "trouble with the brokers, going on by itself");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_is_one_line_in_ten_seconds_and_none_is_forgotten() {
        let mut said = Said::default();
        let start = Instant::now();
        assert_eq!(said.next(start), Some(0));
        assert_eq!(said.next(start + Duration::from_secs(1)), None);
        assert_eq!(said.next(start + Duration::from_secs(9)), None);
        assert_eq!(said.next(start + EVERY), Some(2));
        assert_eq!(said.next(start + EVERY + EVERY), Some(0));
    }
}
