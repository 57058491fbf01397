//! A panic is one line of the log and one count. Stages catch theirs and turn the payload into a dead letter; any other
//! ends its thread, and the worker with it.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic::PanicHookInfo;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A panic message may quote what was worked on, and article bodies do not belong in logs.
const MESSAGE_CHARS: usize = 200;

/// A defect that every payload meets would fill the disk with the same line: so many within a period are logged, the
/// others counted. The metric counts all.
const LINES: u32 = 10;
const PERIOD: Duration = Duration::from_secs(10);

static THROTTLE: Mutex<Throttle> = Mutex::new(Throttle { since: None, logged: 0, suppressed: 0 });

/// Takes the place of the standard hook, which would print several lines around the log.
pub(super) fn install_hook() {
    std::panic::set_hook(Box::new(report));
}

fn report(info: &PanicHookInfo<'_>) {
    ::metrics::counter!(super::metrics::PANICS).increment(1);
    let Some(suppressed) = THROTTLE.lock().unwrap_or_else(PoisonError::into_inner).admit(Instant::now()) else {
        return;
    };
    let thread = std::thread::current();
    let location = info.location().map(ToString::to_string);
    // Taken only where RUST_BACKTRACE asks for it.
    let backtrace = Backtrace::capture();
    let backtrace = (backtrace.status() == BacktraceStatus::Captured).then(|| backtrace.to_string());
    let suppressed = (suppressed > 0).then_some(suppressed);
    tracing::error!(thread = thread.name(), location, suppressed, backtrace, "panic: {}", message(info));
}

/// Lets the first lines of a period through.
#[derive(Debug)]
struct Throttle {
    since: Option<Instant>,
    logged: u32,
    suppressed: u64,
}

impl Throttle {
    /// How many were suppressed before this one, where it may be logged.
    fn admit(&mut self, now: Instant) -> Option<u64> {
        if self.since.is_none_or(|since| now.duration_since(since) >= PERIOD) {
            (self.since, self.logged) = (Some(now), 0);
        }
        if self.logged == LINES {
            self.suppressed += 1;
            return None;
        }
        self.logged += 1;
        Some(std::mem::take(&mut self.suppressed))
    }
}

fn message(info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    let text = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no message").chars().take(MESSAGE_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use metrics_exporter_prometheus::PrometheusBuilder;

    use super::*;
    use crate::config::LogFormat;
    use crate::telemetry::logs::testing::logged;

    #[test]
    fn a_panic_is_one_line_and_one_count() {
        let recorder = PrometheusBuilder::new().build_recorder();
        let before = std::panic::take_hook();
        install_hook();
        let log = logged(LogFormat::Text, || {
            ::metrics::with_local_recorder(&recorder, || {
                let caught = std::panic::catch_unwind(|| panic!("two\nlines, {}", "x".repeat(1000)));
                assert!(caught.is_err());
            });
        });
        std::panic::set_hook(before);

        assert_eq!(log.lines().count(), 1, "{log}");
        assert!(log.contains("ERROR") && log.contains("panics.rs:") && log.contains("panic: two\\nlines, x"), "{log}");
        assert!(log.matches('x').count() < MESSAGE_CHARS + 20, "{log}");
        assert!(recorder.handle().render().contains("copydesk_panics_total 1"));
    }

    #[test]
    fn a_flood_is_cut_and_what_was_cut_is_counted() {
        let mut throttle = Throttle { since: None, logged: 0, suppressed: 0 };
        let start = Instant::now();
        let lines = (0..50).filter(|n| throttle.admit(start + Duration::from_millis(*n)).is_some()).count();
        assert_eq!(lines, LINES as usize);
        assert_eq!(throttle.admit(start + PERIOD), Some(40));
        assert_eq!(throttle.admit(start + PERIOD), Some(0));
    }
}
