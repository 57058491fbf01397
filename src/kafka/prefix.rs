//! The finished prefix of each partition goes to the coordinator: on an interval, and at once when a partition is given up
//! or the worker ends.

use std::time::Instant;

use super::assignment::Lane;
use super::commits::{Answer, Offsets};
use super::fault::{Fault, Verdict, judge};
use super::source::Source;

impl Source {
    pub(super) fn commit_in_time(&mut self) {
        if !self.commits.are_under_way() && self.last_commit.elapsed() >= self.options.commit_interval {
            self.commit(|_| true);
        }
    }

    /// Commits the finished prefix of those partitions where it has grown. Whether there was anything to send.
    pub(super) fn commit(&mut self, which: impl Fn(&Lane) -> bool) -> bool {
        if self.options.transactional {
            return false;
        }
        self.last_commit = Instant::now();
        let offsets: Offsets = {
            let ledger = self.shared.ledger();
            self.lanes
                .iter()
                .filter(|lane| which(lane))
                .filter_map(|lane| {
                    let offset = ledger.committable(lane.slot).filter(|offset| lane.sent < Some(*offset))?;
                    Some((lane.place(), offset))
                })
                .collect()
        };
        self.send_commit(offsets)
    }

    /// False where there is nothing to send, or the commit before has not been answered yet.
    pub(super) fn send_commit(&mut self, offsets: Offsets) -> bool {
        if offsets.is_empty() || self.commits.are_under_way() {
            return false;
        }
        for lane in &mut self.lanes {
            let place = lane.place();
            if let Some((_, offset)) = offsets.iter().find(|(sent, _)| *sent == place) {
                lane.sent = Some(*offset);
            }
        }
        self.commits.send(offsets)
    }

    pub(super) fn committed(&mut self, Answer { offsets, result }: Answer) -> Result<(), Fault> {
        let Err(error) = result else {
            self.shared.commit_succeeded(offsets);
            return Ok(());
        };
        // Nothing is lost by it: the prefix stands, and the next turn sends all of it again.
        for lane in &mut self.lanes {
            lane.sent = None;
        }
        match judge(&error, &format!("group {}", self.options.group), "") {
            Verdict::Fatal(fault) => Err(fault),
            Verdict::Transient => {
                self.trouble.say(&format!("commit failed, trying again: {error}"));
                Ok(())
            }
        }
    }
}
