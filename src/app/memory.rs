//! The memory a configuration can need.

use crate::config::Config;
use crate::kafka::{fetch_bytes, prefetch_per_partition};
use crate::pipeline::OVERHEAD_BYTES;

/// The program, its language model, allocator slack, thread stacks: measured, not computed.
const BASE_BYTES: u64 = 96 << 20;
/// What a payload under work takes at most beside its decompressed bytes: the text out of it, the tree of the page, the
/// record before it replaces both. A factor on the larger of payload and decompressed bytes.
const WORKING_FACTOR: u64 = 4;

/// The most that each part of a worker can hold at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory {
    /// `limits.in_flight_bytes`: payloads, their text and records, and the producer's copies.
    pub in_flight: u64,
    /// A partition with nothing in flight may always have one payload, however full the budget is.
    pub one_each: u64,
    /// What the client has read ahead, and for each partition one fetch beyond that.
    pub prefetch: u64,
    /// Responses that are being taken apart.
    pub responses: u64,
    /// What articles are remembered by, to tell duplicates.
    pub duplicates: u64,
    /// What the payloads under work decompress and grow to, one for each worker. Compressed payloads beyond those wait for
    /// room in the budget.
    pub working: u64,
    /// `parse.host_memory.max_bytes`, where that is on.
    pub hosts: u64,
    pub base: u64,
}

impl Memory {
    /// Each part with a name for people.
    #[must_use]
    pub fn parts(&self) -> [(&'static str, u64); 8] {
        [
            ("in flight (limits.in_flight_bytes)", self.in_flight),
            ("one payload for each partition, however full the budget is", self.one_each),
            ("read ahead by the client (limits.prefetch_bytes)", self.prefetch),
            ("responses that are being taken apart", self.responses),
            ("the window of duplicates (enrich.duplicates.window_bytes)", self.duplicates),
            ("under work: decompressed payloads, trees, records", self.working),
            ("memory of hosts (parse.host_memory.max_bytes)", self.hosts),
            ("program, language model, threads", self.base),
        ]
    }

    #[must_use]
    pub fn total(&self) -> u64 {
        self.parts().into_iter().map(|(_, bytes)| bytes).fold(0, u64::saturating_add)
    }
}

/// The worst case for a worker that owns that many partitions. An input topic whose `max.message.bytes` lies above
/// `limits.payload_bytes` can pass it: such a record is read whole, once, to become a dead letter.
#[must_use]
pub fn worst_case(config: &Config, partitions: u32, workers: usize) -> Memory {
    let limits = &config.limits;
    let partitions_64 = u64::from(partitions);
    let workers = u64::try_from(workers).unwrap_or(u64::MAX);
    let ahead = prefetch_per_partition(limits.prefetch_bytes.0, partitions);
    let largest = limits.decompressed_bytes.0.max(limits.payload_bytes.0);
    Memory {
        in_flight: limits.in_flight_bytes.0,
        one_each: partitions_64.saturating_mul(limits.payload_bytes.0.saturating_add(OVERHEAD_BYTES as u64)),
        prefetch: partitions_64.saturating_mul(ahead.saturating_mul(2)),
        duplicates: if config.enrich.local.duplicates { config.enrich.duplicates.window_bytes.0 } else { 0 },
        responses: fetch_bytes(limits.prefetch_bytes.0).saturating_mul(2),
        working: workers.saturating_mul(largest.saturating_mul(WORKING_FACTOR)),
        hosts: if config.parse.host_memory.enabled { config.parse.host_memory.max_bytes.0 } else { 0 },
        base: BASE_BYTES,
    }
}
