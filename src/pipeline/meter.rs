//! What each local enricher takes: they are pure, so the stage that runs them holds the watch.

use std::time::Instant;

use crate::article::LocalKind;
use crate::enrich::Watch;
use crate::telemetry::events::LocallyEnriched;

/// Reports each enricher of one article as it ends.
pub struct Meter {
    since: Instant,
}

impl Default for Meter {
    fn default() -> Self {
        Self { since: Instant::now() }
    }
}

impl Watch for Meter {
    fn begins(&mut self) {
        self.since = Instant::now();
    }

    fn done(&mut self, kind: LocalKind, found: usize) {
        let now = Instant::now();
        LocallyEnriched { enricher: kind, found, elapsed: now - self.since }.emit();
        self.since = now;
    }
}
