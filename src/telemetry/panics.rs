//! A panic is one line of the log and one count. Stages catch theirs and turn the payload into a dead letter; any other
//! ends its thread, and the worker with it.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic::PanicHookInfo;

/// A panic message may quote what was worked on, and article bodies do not belong in logs.
const MESSAGE_CHARS: usize = 200;

/// Takes the place of the standard hook, which would print several lines around the log.
pub(super) fn install_hook() {
    std::panic::set_hook(Box::new(report));
}

fn report(info: &PanicHookInfo<'_>) {
    ::metrics::counter!(super::metrics::PANICS).increment(1);
    let thread = std::thread::current();
    let location = info.location().map(ToString::to_string);
    // Taken only where RUST_BACKTRACE asks for it.
    let backtrace = Backtrace::capture();
    let backtrace = (backtrace.status() == BacktraceStatus::Captured).then(|| backtrace.to_string());
    tracing::error!(thread = thread.name(), location, backtrace, "panic: {}", message(info));
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
}
