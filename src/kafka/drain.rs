//! The end of a source: nothing more is taken in, what is in flight ends, and what has ended is committed.
//!
//! ```text
//!  drain ▶ intake closes ▶ in flight 0, or time is over ▶ commit ▶ leave the group
//! ```

use std::time::Instant;

use super::fault::Fault;
use super::source::{LAST_COMMIT, REST, Source};
use crate::failpoints;

impl Source {
    /// Takes nothing in any more, waits for what is in flight, commits.
    pub(super) fn drain(&mut self) -> Result<(), Fault> {
        failpoints::at("drain");
        self.shared.drain();
        let deadline = Instant::now() + self.options.drain_timeout;
        let mut fault = None;
        loop {
            self.shared.source_beat().beat();
            if let Some(batch) = self.waiting.take() {
                // A road that is gone takes nothing, and what waits is left to the next owner.
                let _ = self.send(batch);
            }
            if self.waiting.is_none() {
                self.intake = None;
            }
            // A client in trouble does not keep the prefix from being committed, as far as that goes.
            if let Err(trouble) = self.serve_while_draining() {
                fault.get_or_insert(trouble);
            }
            let in_flight = self.shared.ledger().in_flight();
            let over = self.shared.has_sink_ended() || Instant::now() >= deadline;
            if in_flight == 0 || over {
                if in_flight > 0 {
                    self.shared.abort();
                    fault.get_or_insert(Fault::DrainDeadline { in_flight });
                }
                self.waiting = None;
                self.intake = None;
                // After a violation nothing that the ledger says may be committed.
                if !matches!(self.shared.fault(), Some(Fault::Ledger(_)))
                    && let Err(trouble) = self.commit_and_wait()
                {
                    fault.get_or_insert(trouble);
                }
                return fault.map_or(Ok(()), Err);
            }
            std::thread::park_timeout(REST / 4);
        }
    }

    fn serve_while_draining(&mut self) -> Result<(), Fault> {
        self.poll()?;
        self.answer_membership()?;
        self.settle_revocation()?;
        self.commit_in_time();
        Ok(())
    }

    fn commit_and_wait(&mut self) -> Result<(), Fault> {
        let deadline = Instant::now() + LAST_COMMIT;
        while self.commits.are_under_way() || self.commit(|_| true) {
            if Instant::now() >= deadline {
                tracing::warn!("the last commit was not answered: the next owner reads its payloads again");
                break;
            }
            self.shared.source_beat().beat();
            std::thread::park_timeout(REST / 8);
            self.poll()?;
        }
        Ok(())
    }
}
