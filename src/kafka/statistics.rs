//! What the client reports about its partitions, as far as lag and the end of a backfill need it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde::Deserialize;

/// What is known of one partition by the latest report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PartitionReport {
    /// The end of what a `read_committed` reader can see.
    pub end: i64,
    /// The next offset the client will fetch. It moves past transaction markers, which no record ever shows.
    pub next_fetch: i64,
    /// Records that wait in the client's queue.
    pub queued: u64,
    /// Whether the client is connected to the broker it reads it from.
    pub reachable: bool,
}

impl PartitionReport {
    /// Whether everything up to `end` has been handed to us: nothing is left to fetch, nothing waits.
    #[must_use]
    pub fn is_drained_to(&self, end: i64) -> bool {
        self.next_fetch >= end && self.queued == 0
    }

    /// Records that are not processed yet. `processed` is the next offset after what is, `in_flight` what is under way.
    ///
    /// Markers and aborted records are never delivered, so the distance between offsets stays above 0 on a topic that is
    /// written by transactions; an empty queue at the end with nothing in flight is a lag of 0.
    #[must_use]
    pub fn lag(&self, processed: Option<i64>, in_flight: usize) -> u64 {
        if in_flight == 0 && self.is_drained_to(self.end) {
            return 0;
        }
        let behind = self.end - processed.unwrap_or(self.next_fetch);
        u64::try_from(behind).unwrap_or(0).max(in_flight as u64 + self.queued)
    }
}

/// Topic and partition to the latest report.
pub type Reports = BTreeMap<(Arc<str>, i32), PartitionReport>;

/// What is looked at of the client's statistics.
#[derive(Debug)]
pub struct Read {
    pub reports: Reports,
    /// How the client stands to its group, in its own words; empty where it does not say.
    pub join_state: String,
}

/// Reads the client's statistics (JSON, librdkafka's STATISTICS.md).
///
/// # Errors
///
/// Where they are no such JSON.
pub fn read(json: &[u8]) -> Result<Read, serde_json::Error> {
    let statistics: Statistics = serde_json::from_slice(json)?;
    let up: BTreeSet<i32> =
        statistics.brokers.values().filter(|broker| broker.state == "UP").map(|broker| broker.nodeid).collect();
    let mut reports = Reports::new();
    for (topic, Topic { partitions }) in statistics.topics {
        let topic: Arc<str> = topic.into();
        for partition in partitions.into_values() {
            // -1 is the client's own bookkeeping partition; -1001 and the like say "not known yet".
            if partition.partition < 0 || partition.ls_offset < 0 || partition.next_offset < 0 {
                continue;
            }
            reports.insert(
                (Arc::clone(&topic), partition.partition),
                PartitionReport {
                    end: partition.ls_offset,
                    next_fetch: partition.next_offset,
                    queued: u64::try_from(partition.fetchq_cnt).unwrap_or(0),
                    reachable: up.contains(&partition.broker),
                },
            );
        }
    }
    Ok(Read { reports, join_state: statistics.cgrp.join_state })
}

#[derive(Deserialize)]
struct Statistics {
    #[serde(default)]
    brokers: HashMap<String, Broker>,
    #[serde(default)]
    topics: HashMap<String, Topic>,
    #[serde(default)]
    cgrp: Group,
}

#[derive(Default, Deserialize)]
struct Group {
    #[serde(default)]
    join_state: String,
}

#[derive(Deserialize)]
struct Broker {
    nodeid: i32,
    state: String,
}

#[derive(Deserialize)]
struct Topic {
    #[serde(default)]
    partitions: HashMap<String, Partition>,
}

#[derive(Deserialize)]
struct Partition {
    partition: i32,
    /// The one it is read from; -1 where there is none.
    #[serde(default = "none")]
    broker: i32,
    ls_offset: i64,
    next_offset: i64,
    fetchq_cnt: i64,
}

fn none() -> i32 {
    -1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lag_settles_at_zero_although_markers_stand_at_the_end() {
        let report = PartitionReport { end: 12, next_fetch: 12, queued: 0, reachable: true };
        assert_eq!(report.lag(Some(10), 0), 0);
        assert_eq!(report.lag(Some(10), 1), 2);
        assert_eq!(PartitionReport { next_fetch: 11, ..report }.lag(Some(10), 0), 2);
        assert_eq!(PartitionReport { queued: 1, ..report }.lag(None, 0), 1);
    }

    #[test]
    fn only_partitions_with_known_offsets_are_reported() {
        let json = br#"{"name":"x","brokers":{"a:9092/1":{"nodeid":1,"state":"UP"},"b:9092/2":{"nodeid":2,"state":"DOWN"}},"topics":{"raw":{"partitions":{
            "0":{"partition":0,"broker":1,"ls_offset":9,"next_offset":7,"fetchq_cnt":2,"other":1},
            "2":{"partition":2,"broker":2,"ls_offset":9,"next_offset":7,"fetchq_cnt":0},
            "1":{"partition":1,"ls_offset":-1001,"next_offset":-1001,"fetchq_cnt":0},
            "-1":{"partition":-1,"ls_offset":0,"next_offset":0,"fetchq_cnt":0}}}},
            "cgrp":{"state":"up","join_state":"wait-join"}}"#;
        let Read { reports, join_state } = read(json).unwrap();
        assert_eq!(join_state, "wait-join");
        assert_eq!(reports.len(), 2);
        assert_eq!(reports[&("raw".into(), 0)], PartitionReport { end: 9, next_fetch: 7, queued: 2, reachable: true });
        assert!(!reports[&("raw".into(), 2)].reachable, "its broker is down");
    }
}
