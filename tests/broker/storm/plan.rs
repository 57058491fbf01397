//! What a storm is to be: the short one that every run of the tests holds, or what the environment asks for.

use std::fmt::Display;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use super::crew::Delivery;

#[derive(Debug, Clone)]
pub struct Plan {
    pub seed: u64,
    pub delivery: Delivery,
    pub brokers: i32,
    /// It lasts until it has so many faults and so many payloads, and no longer than this.
    pub time: Duration,
    pub faults: usize,
    pub records: u64,
    /// The input does not grow beyond so many partitions.
    pub partitions: i32,
    /// Payloads that may wait to come out.
    pub backlog: u64,
    /// The short one, which every run of the tests holds.
    pub is_short: bool,
    /// Where the report goes, what the workers said, and what the brokers had where the books do not balance.
    pub folder: PathBuf,
}

impl Plan {
    /// `make storm` speaks through the environment.
    pub fn from_environment() -> Self {
        let minutes: u64 = read("STORM_MINUTES", 0);
        let delivery = match std::env::var("STORM_DELIVERY").as_deref() {
            Ok("at_least_once") => Delivery::AtLeastOnce,
            Ok("exactly_once" | "") | Err(_) => Delivery::ExactlyOnce,
            Ok(other) => panic!("STORM_DELIVERY: expected exactly_once or at_least_once, got {other:?}"),
        };
        let seed = read("STORM_SEED", 1);
        let name = match (minutes, delivery) {
            (0, _) => "short",
            (_, Delivery::ExactlyOnce) => "exactly_once",
            (_, Delivery::AtLeastOnce) => "at_least_once",
        };
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("target/storm/{name}-{seed}"));
        if minutes == 0 {
            let time = Duration::from_secs(40);
            return Self {
                seed,
                delivery,
                brokers: 1,
                time,
                faults: 9,
                records: 0,
                partitions: 3,
                backlog: 400,
                is_short: true,
                folder,
            };
        }
        Self {
            seed,
            delivery,
            brokers: read("STORM_BROKERS", 3),
            time: Duration::from_secs(minutes * 60),
            faults: read("STORM_FAULTS", usize::MAX),
            records: read("STORM_RECORDS", u64::MAX),
            partitions: read("STORM_PARTITIONS", 12),
            backlog: 6000,
            is_short: false,
            folder,
        }
    }
}

fn read<T: FromStr<Err: Display>>(name: &str, default: T) -> T {
    match std::env::var(name) {
        Ok(text) if !text.is_empty() => text.parse().unwrap_or_else(|error| panic!("{name}: {error}, got {text:?}")),
        _ => default,
    }
}
