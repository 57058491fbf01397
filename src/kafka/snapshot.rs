//! The worker at one moment, for those who watch.

use std::sync::Arc;
use std::time::Duration;

use super::shared::Shared;
use crate::telemetry::snapshot::{PartitionState, Snapshot};

/// How long a loop may stay away before something is wrong with it. Above the longest question it asks the cluster
/// within one turn; an outage of the brokers does not stop the loops.
const STALE: Duration = Duration::from_secs(30);

impl Shared {
    /// Reads everything that a scrape or a probe shows; the sums and what is in flight under one lock.
    #[must_use]
    pub fn snapshot(&self, input_topics: Vec<Arc<str>>, output_topic: Arc<str>) -> Snapshot {
        let (tallies, inflight_records, partitions) = {
            let ledger = self.ledger();
            let partitions = self
                .assigned()
                .iter()
                .map(|((topic, partition), assigned)| {
                    let processed = ledger.committable(assigned.slot);
                    let in_flight = ledger.in_flight_of(assigned.slot);
                    PartitionState {
                        topic: Arc::clone(topic),
                        partition: *partition,
                        lag: assigned.report.map(|report| report.lag(processed, in_flight)),
                        committed: assigned.committed,
                        stalled: assigned.clock.stalled(),
                    }
                })
                .collect();
            (ledger.tallies().clone(), ledger.in_flight(), partitions)
        };
        let (source_beat, sink_beat) = (self.source_beat().age(), self.sink_beat().age());
        Snapshot {
            input_topics,
            output_topic,
            tallies,
            inflight_records,
            inflight_bytes: self.budget.used(),
            inflight_bytes_limit: self.budget.limit(),
            partitions,
            hosts: Default::default(),
            last_commit_seconds: self.last_commit_seconds(),
            source_beat,
            sink_beat,
            live: self.live(),
            ready: self.ready(),
        }
    }

    fn live(&self) -> Result<(), String> {
        if let Some(fault) = self.fault() {
            return Err(fault.to_string());
        }
        if let Some(reason) = self.progress().stuck() {
            return Err(reason);
        }
        for (name, beat) in [("source", self.source_beat()), ("sink", self.sink_beat())] {
            if let Some(age) = beat.age().filter(|age| *age > STALE) {
                return Err(format!("the {name} has stood still for {} s", age.as_secs()));
            }
        }
        Ok(())
    }

    fn ready(&self) -> Result<(), String> {
        self.live()?;
        let why = if self.is_draining() {
            "draining"
        } else if self.source_beat().age().is_none() {
            "waiting for the brokers"
        } else if !self.is_joined() {
            "not a member of the group yet"
        } else {
            return Ok(());
        };
        Err(why.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn a_worker_is_ready_once_it_is_a_member_and_no_more_when_it_drains() {
        let shared = Shared::new(&Config::default());
        let ready = || shared.snapshot(Vec::new(), "out".into()).ready;
        assert_eq!(ready(), Err("waiting for the brokers".into()));
        shared.source_beat().beat();
        assert_eq!(ready(), Err("not a member of the group yet".into()));
        shared.set_joined(true);
        assert_eq!(ready(), Ok(()));
        shared.drain();
        assert_eq!(ready(), Err("draining".into()));
    }

    #[test]
    fn a_fault_ends_life_and_readiness() {
        let shared = Shared::new(&Config::default());
        assert_eq!(shared.snapshot(Vec::new(), "out".into()).live, Ok(()));
        shared.fail(super::super::Fault::Client { reason: "gone".into() });
        let snapshot = shared.snapshot(Vec::new(), "out".into());
        assert!(snapshot.live.is_err() && snapshot.ready.is_err());
    }
}
