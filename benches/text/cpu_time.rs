//! The clock of benches that measure one thread.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// What this thread has spent on a processor: what else the machine does counts little.
pub fn cpu_time() -> Duration {
    let spent = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(spent.tv_sec.unsigned_abs(), u32::try_from(spent.tv_nsec).unwrap_or(0))
}
