//! `run --until-end`: has everything been read that was there at the start?

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::consumer_events::Place;
use super::offsets;
use super::source::Source;

/// How often that is asked.
const EVERY: Duration = Duration::from_millis(100);

/// Where a backfill stops, and how far it is.
#[derive(Debug)]
pub struct Backfill {
    /// The ends at the start of all partitions that were not empty.
    ends: BTreeMap<Place, i64>,
    asked: Instant,
    /// Whether our partitions were read to their ends when it was asked last. Twice in a row settles it: the client's
    /// report and the queue it reports on are not looked at in one moment.
    read: bool,
}

impl Backfill {
    #[must_use]
    pub fn new(ends: BTreeMap<Place, i64>) -> Self {
        Self { ends, asked: Instant::now(), read: false }
    }

    /// Where a partition ends; 0 where it was empty.
    #[must_use]
    pub fn end_of(&self, place: &Place) -> i64 {
        self.ends.get(place).copied().unwrap_or(0)
    }
}

impl Source {
    /// Whether everything has been read, by this worker or by others of its group.
    pub(super) fn is_complete(&mut self) -> bool {
        let Some(mut backfill) = self.backfill.take_if(|backfill| backfill.asked.elapsed() >= EVERY) else {
            return false;
        };
        backfill.asked = Instant::now();
        let before = std::mem::replace(&mut backfill.read, self.shared.is_joined() && self.have_read(&backfill.ends));
        let read = before && backfill.read;
        if read {
            self.commit_ends(&backfill.ends);
        }
        let complete = read && self.others_have(&backfill.ends);
        self.backfill = Some(backfill);
        complete
    }

    fn have_read(&self, ends: &BTreeMap<Place, i64>) -> bool {
        let ledger = self.shared.ledger();
        let assigned = self.shared.assigned();
        self.lanes.iter().all(|lane| {
            let Some(end) = ends.get(&lane.place()) else { return true };
            // Transaction markers at the end are never delivered; only the client's report shows that it is past them.
            let report = assigned.get(&lane.place()).and_then(|entry| entry.report);
            let read = lane.is_past(*end) || report.is_some_and(|report| report.is_drained_to(*end));
            read && ledger.in_flight_of(lane.slot) == 0
        })
    }

    /// Commits the ends themselves where markers leave the finished prefix short of them: other workers wait for this.
    fn commit_ends(&mut self, ends: &BTreeMap<Place, i64>) {
        let short = self.lanes.iter().filter_map(|lane| {
            let end = *ends.get(&lane.place())?;
            (!lane.is_past(end) && lane.sent < Some(end)).then(|| (lane.place(), end))
        });
        let short = short.collect();
        self.send_commit(short);
    }

    fn others_have(&self, ends: &BTreeMap<Place, i64>) -> bool {
        let ours: Vec<Place> = self.lanes.iter().map(super::assignment::Lane::place).collect();
        let others: Vec<(&Place, &i64)> = ends.iter().filter(|(place, _)| !ours.contains(place)).collect();
        if others.is_empty() {
            return true;
        }
        match offsets::committed(&self.consumer, others.iter().map(|(place, _)| (*place).clone())) {
            Ok(committed) => {
                others.iter().all(|(place, end)| committed.get(*place).is_some_and(|offset| offset >= *end))
            }
            Err(error) => {
                tracing::debug!(%error, "the commits of other workers are not known yet");
                false
            }
        }
    }
}
