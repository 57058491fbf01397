//! Delivery exactly once: records, dead letters and offsets of an interval stand in one transaction (KIP-447).
//!
//! ```text
//!  sink ▶ outbox ▶ transactor (OS thread): begin ▶ produce … ▶ membership ▶ offsets ▶ all delivered ▶ commit ▶ ending ▶ ended
//!                     │                      ▲                  ▲
//!                     │ goes on filling      │                  └ source: the group's view of us, now
//!                     ▼                      └── aborted: what is still ours, from memory, no stage again
//!                  the watch: a call that does not come back ends the process
//! ```
//!
//! What comes off the sequencer is the finished prefix of its partition, so an offset in a transaction never passes a
//! payload that is not in it or in one before. A payload ends in the ledger when its transaction is committed; until then
//! its bytes are kept, and charged to the budget.
//!
//! - [`transactor`]: the loop above, on a thread of its own, for every call of it blocks.
//! - [`recovery`]: what follows a transaction that was not committed.
//! - [`client`]: one producer, its calls, and what their errors mean; [`reports`]: its delivery reports.
//! - [`held`]: payloads from their way off the road to the commit.
//! - [`ending`]: what follows a commit, on a thread of its own.
//! - [`membership`]: the seam to the source, which owns the consumer.
//! - [`watch`]: knows since when a call has been under way.
//! - [`fences`]: when being fenced means that somebody else uses our id.

mod client;
mod ending;
mod fences;
mod held;
mod membership;
mod recovery;
mod reports;
mod transactor;
mod watch;

use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crossbeam_channel::{SendTimeoutError, Sender, bounded};

pub use membership::{Asks, Membership, membership};

use self::ending::Ending;
use self::transactor::Transactor;
use self::watch::Watch;
use super::delivery::Stop;
use super::fault::Fault;
use super::settings::TopicFacts;
use super::shared::Shared;
use crate::config::Config;
use crate::pipeline::{Batch, Ended};

/// Batches that wait for the next transaction. Their bytes are in the budget; this bounds their number.
const OUTBOX: usize = 256;
/// How long the sink waits before it looks at the watch again.
const REST: Duration = Duration::from_millis(20);

/// The transactor, seen from the sink.
pub struct Transactions {
    /// `None` once the road has ended.
    outbox: Option<Sender<Batch<Ended>>>,
    /// `None` once it was joined.
    thread: Option<JoinHandle<Result<(), Stop>>>,
    shared: Arc<Shared>,
    watch: Arc<Watch>,
}

impl Transactions {
    /// Starts the transactor.
    ///
    /// # Errors
    ///
    /// [`Fault`] where the system gives no thread.
    pub fn start(
        config: &Config,
        facts: TopicFacts,
        shared: Arc<Shared>,
        membership: Membership,
    ) -> Result<Self, Fault> {
        let (outbox, intake) = bounded(OUTBOX);
        // A call may take the transaction's own time, and the client's way of noticing that as long again.
        let watch = Arc::new(Watch::new(config.kafka.transaction.timeout.0 * 2 + Duration::from_secs(5)));
        let ending = Ending::start(Arc::clone(&shared))?;
        let (watched, told) = (Arc::clone(&watch), Arc::clone(&shared));
        let transactor = Transactor::new(config, facts, told, membership, watched, ending, intake);
        let thread = thread::Builder::new()
            .name("kafka-transact".into())
            .spawn(move || transactor.run())
            .map_err(|error| Fault::Resources { reason: error.to_string() })?;
        Ok(Self { outbox: Some(outbox), thread: Some(thread), shared, watch })
    }

    /// Puts payloads into the outbox, as soon as there is room.
    ///
    /// # Errors
    ///
    /// [`Stop`] where nothing can be produced any more.
    pub fn take(&mut self, mut batch: Batch<Ended>) -> Result<(), Stop> {
        loop {
            let Some(outbox) = &self.outbox else { return Err(Stop::Aborted) };
            match outbox.send_timeout(batch, REST) {
                Ok(()) => return Ok(()),
                Err(SendTimeoutError::Timeout(back)) => {
                    batch = back;
                    self.tend()?;
                }
                Err(SendTimeoutError::Disconnected(_)) => return self.join(),
            }
        }
    }

    /// Looks at the watch and at the transactor.
    ///
    /// # Errors
    ///
    /// [`Stop`] where nothing can be produced any more.
    pub fn tend(&mut self) -> Result<(), Stop> {
        self.shared.sink_beat().beat();
        self.shared.pulse()?;
        if self.shared.is_aborted() {
            return Err(Stop::Aborted);
        }
        if let Some((call, elapsed)) = self.watch.overdue() {
            return Err(Fault::TransactionHung { call, seconds: elapsed.as_secs() }.into());
        }
        if self.thread.as_ref().is_some_and(JoinHandle::is_finished) {
            return self.join();
        }
        Ok(())
    }

    /// Waits until the last payload's transaction is committed.
    ///
    /// # Errors
    ///
    /// [`Stop`] where that cannot be.
    pub fn finish(&mut self) -> Result<(), Stop> {
        self.outbox = None;
        while self.thread.as_ref().is_some_and(|thread| !thread.is_finished()) {
            self.tend()?;
            thread::sleep(REST / 10);
        }
        self.join()
    }

    /// How the transactor ended. Before the road did is a broken worker.
    fn join(&mut self) -> Result<(), Stop> {
        let Some(thread) = self.thread.take() else { return Ok(()) };
        let panicked = || Fault::ThreadEnded { thread: "kafka-transact".into() };
        match thread.join() {
            Ok(Ok(())) if self.outbox.is_some() => Err(panicked().into()),
            Ok(result) => result,
            Err(_) => Err(panicked().into()),
        }
    }
}
