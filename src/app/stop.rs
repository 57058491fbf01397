//! Who may ask a worker to stop: SIGTERM and SIGINT, or whoever holds a [`Stop`].

use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::signal::unix::{SignalKind, signal};

/// Signals so close together are one request: supervisors and `timeout` signal a process and then its group.
const ONE_REQUEST: Duration = Duration::from_millis(500);

/// A request to stop, shared with whoever has to hear of it.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks the worker to take nothing in any more, to drain, and to end well.
    pub fn ask(&self) {
        self.0.store(true, Ordering::Release);
    }

    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    /// Lets SIGTERM and SIGINT ask. A second signal does not ask: it ends the process, at once.
    ///
    /// # Errors
    ///
    /// Where the system gives no handler.
    pub fn on_signals(&self, runtime: &Handle) -> std::io::Result<()> {
        let _entered = runtime.enter();
        let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let stop = self.clone();
        runtime.spawn(async move {
            let mut first: Option<Instant> = None;
            loop {
                let (name, code) = tokio::select! {
                    _ = terminate.recv() => ("SIGTERM", 143),
                    _ = interrupt.recv() => ("SIGINT", 130),
                };
                match first {
                    None if !stop.is_asked() => {
                        tracing::info!(signal = name, "draining; a second signal ends at once");
                        first = Some(Instant::now());
                        stop.ask();
                    }
                    Some(first) if first.elapsed() < ONE_REQUEST => {}
                    _ => {
                        tracing::warn!(signal = name, "second signal: ending without draining");
                        process::exit(code);
                    }
                }
            }
        });
        Ok(())
    }
}
