//! What the scenarios are told with: a broker, topics, someone who writes, someone who reads, workers, their metrics.
//!
//! Nothing here sleeps for luck: [`eventually`] asks a question until the answer is yes or a deadline says it never will be.

pub mod broker;
pub mod committed;
pub mod ledger;
pub mod metrics;
pub mod murmur2;
pub mod payloads;
pub mod producer;
pub mod reader;
pub mod settings;
mod tests;
pub mod topics;
pub mod worker;

use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

/// Long enough for a loaded machine, short enough for a person who waits: what takes longer is broken.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Asks until the answer is yes.
///
/// # Panics
///
/// Where it is still no after `patience`, with what was waited for.
#[track_caller]
pub fn eventually(what: &str, patience: Duration, mut question: impl FnMut() -> bool) {
    let deadline = Instant::now() + patience;
    while !question() {
        assert!(Instant::now() < deadline, "after {patience:?} still not: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A port that nobody listens on. Below the range from which the system takes ports for outgoing connections, so that a
/// broker that comes back finds its own still free.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // Processes that start one after the other begin far apart.
    let start = u16::try_from(std::process::id().wrapping_mul(101) % 10_000).unwrap_or(0);
    loop {
        let port = 20_000 + (start + NEXT.fetch_add(1, Ordering::Relaxed)) % 12_000;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
