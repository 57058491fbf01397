//! Every setting that librdkafka gets from us, each with its reason.

use rdkafka::ClientConfig;
use rdkafka::config::RDKafkaLogLevel;

use crate::config::{Assignor, Config, GroupProtocol, Kafka, OnOutOfRange};

/// What the topics say about themselves; part of the settings depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TopicFacts {
    /// Partitions of all input topics together.
    pub partitions: u32,
    /// The smaller `max.message.bytes` of output and dead letter topic, where we may know it.
    pub max_message_bytes: Option<u32>,
}

/// The smallest read-ahead a partition gets: below it each fetch brings next to nothing.
pub const PREFETCH_FLOOR_BYTES: u64 = 64 << 10;

/// The bytes that the client may read ahead for one partition. librdkafka applies its limit to each partition alone and
/// fixes it at creation, so it is sized for owning every partition.
#[must_use]
pub fn prefetch_per_partition(prefetch_bytes: u64, partitions: u32) -> u64 {
    (prefetch_bytes / u64::from(partitions.max(1))).max(PREFETCH_FLOOR_BYTES)
}

/// The most that one fetch asks a broker for.
#[must_use]
pub fn fetch_bytes(prefetch_bytes: u64) -> u64 {
    (prefetch_bytes / 4).clamp(1 << 20, 50 << 20)
}

/// What all our clients share.
#[must_use]
pub fn common(config: &Config) -> ClientConfig {
    let mut client = ClientConfig::new();
    client.set("bootstrap.servers", config.kafka.brokers.join(","));
    client.set("client.id", "copydesk");
    // A worker never makes topics by asking for them: a typo in the configuration must not become one.
    client.set("allow.auto.create.topics", "false");
    // Reconnects after an outage within seconds, not after the default cap of 10 s on every broker.
    client.set("reconnect.backoff.max.ms", "2000");
    // New partitions are seen within a minute instead of five.
    client.set("topic.metadata.refresh.interval.ms", "60000");
    client.set_log_level(RDKafkaLogLevel::Warning);
    for (key, value) in &config.kafka.properties {
        client.set(key, value);
    }
    client
}

/// The settings of the consumer.
#[must_use]
pub fn consumer(config: &Config, facts: TopicFacts) -> ClientConfig {
    let kafka = &config.kafka;
    let mut client = common(config);
    client.set("group.id", &kafka.group_id);
    if !kafka.group_instance_id.is_empty() {
        client.set("group.instance.id", &kafka.group_instance_id);
    }
    // Commits are the ledger's: neither on a timer of the client's nor by delivery to us.
    client.set("enable.auto.commit", "false");
    client.set("enable.auto.offset.store", "false");
    // What a transaction aborted was never said.
    client.set("isolation.level", "read_committed");
    membership(config, &mut client);
    // Where there is no commit we say where to begin, so this is asked only for an offset that is no longer there.
    client.set(
        "auto.offset.reset",
        match kafka.on_out_of_range {
            OnOutOfRange::Fail => "error",
            OnOutOfRange::Earliest => "earliest",
            OnOutOfRange::Latest => "latest",
        },
    );
    client.set("statistics.interval.ms", kafka.statistics_interval.0.as_millis().to_string());
    let prefetch = config.limits.prefetch_bytes.0;
    let per_partition = prefetch_per_partition(prefetch, facts.partitions);
    client.set("queued.max.messages.kbytes", (per_partition >> 10).to_string());
    // The default of 1 MiB a fetch could overshoot the queue's limit many times over.
    client.set("fetch.message.max.bytes", per_partition.clamp(PREFETCH_FLOOR_BYTES, 1 << 20).to_string());
    client.set("fetch.max.bytes", fetch_bytes(prefetch).to_string());
    // Not a buffer but a refusal: a record that is larger than a fetch comes in one piece all the same, and refusing the
    // response would stop its partition for good. What bounds it is the topic's own max.message.bytes.
    client.set("receive.message.max.bytes", "1000000000");
    // One request at a time goes to a broker, for the partitions that are ready at that moment. Those that come a moment later,
    // at a rebalance all of them, wait until it is answered, and without data that takes as long as this. The default of 500 ms
    // would be half of what a rebalance may stop a partition for; an idle worker asks ten times a second instead of twice.
    if !kafka.properties.contains_key("fetch.wait.max.ms") {
        client.set("fetch.wait.max.ms", "100");
    }
    // A small queue that is full is asked again soon; the default of 1 s would starve it.
    client.set("fetch.queue.backoff.ms", "20");
    client
}

/// The largest batch of more than one record. The broker judges the size of a batch: a topic with a small limit must get
/// small batches, or neighbours that are fine alone are refused together. An eighth is for the batch's own frame and that
/// of each record.
#[must_use]
pub fn batch_bytes(facts: TopicFacts) -> u32 {
    facts.max_message_bytes.map_or(1_000_000, |limit| (limit / 8 * 7).clamp(1, 1_000_000))
}

/// How the consumer is a member of its group.
fn membership(config: &Config, client: &mut ClientConfig) {
    let Kafka { assignor, group_protocol, session_timeout, .. } = &config.kafka;
    match group_protocol {
        GroupProtocol::Classic => {
            client.set("group.protocol", "classic");
            client.set(
                "partition.assignment.strategy",
                match assignor {
                    // A rebalance takes only the partitions that move; the others go on.
                    Assignor::CooperativeSticky => "cooperative-sticky",
                    Assignor::Range => "range",
                    Assignor::RoundRobin => "roundrobin",
                },
            );
            client.set("session.timeout.ms", session_timeout.0.as_millis().to_string());
            client.set("heartbeat.interval.ms", (session_timeout.0.as_millis() / 3).clamp(1, 3000).to_string());
        }
        GroupProtocol::Consumer => {
            // Session and heartbeat are the brokers' here, and the client refuses to have them set.
            client.set("group.protocol", "consumer");
            client.set(
                "group.remote.assignor",
                match assignor {
                    // The brokers' sticky one. The configuration refuses roundrobin: brokers have none.
                    Assignor::CooperativeSticky | Assignor::RoundRobin => "uniform",
                    Assignor::Range => "range",
                },
            );
        }
    }
}

/// The settings of the producer.
#[must_use]
pub fn producer(config: &Config, facts: TopicFacts) -> ClientConfig {
    let kafka = &config.kafka;
    let mut client = common(config);
    // No duplicates and no reordering by the client's own retries.
    client.set("enable.idempotence", "true");
    // An outage is waited out, however long: the budget is the brake, and a record is given up by a person only.
    client.set("message.timeout.ms", "0");
    client.set("compression.codec", &kafka.compression);
    client.set("linger.ms", kafka.linger.0.as_millis().to_string());
    // The same key goes to the same partition as with the Java clients.
    client.set("partitioner", &kafka.partitioner);
    client.set("batch.size", batch_bytes(facts).to_string());
    // Whether a record is too large is for the topic to say; the client's own limit only has to be out of the way.
    client.set("message.max.bytes", "1000000000");
    // The budget counts what waits in here; these two only have to be wider than it.
    let queue = (config.limits.in_flight_bytes.0 + config.limits.payload_bytes.0) >> 10;
    client.set("queue.buffering.max.kbytes", queue.clamp(1 << 10, 2_097_151).to_string());
    client.set("queue.buffering.max.messages", "1000000");
    client
}

/// What part of a transaction's interval a record may linger at most.
const LINGER_SHARE: u32 = 25;

/// The settings of a producer that writes in transactions.
#[must_use]
pub fn transactional_producer(config: &Config, facts: TopicFacts) -> ClientConfig {
    let timeout = config.kafka.transaction.timeout.0.as_millis().to_string();
    let mut client = producer(config, facts);
    // Who takes it over aborts what the one before left open.
    client.set("transactional.id", &config.kafka.transactional_id);
    // How long readers, and the next owner of a partition, wait for a worker that is gone for good.
    client.set("transaction.timeout.ms", &timeout);
    // A transaction closes when everything in it is delivered: what lingers then holds up all of it.
    let linger = config.kafka.linger.0.min(config.kafka.transaction.interval.0 / LINGER_SHARE);
    client.set("linger.ms", linger.as_millis().to_string());
    // A record cannot outlive its transaction. An outage is waited out all the same: the records are kept, and sent again.
    client.set("message.timeout.ms", &timeout);
    client
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn read_ahead_is_shared_by_all_partitions_down_to_a_floor() {
        assert_eq!(prefetch_per_partition(64 << 20, 4), 16 << 20);
        assert_eq!(prefetch_per_partition(64 << 20, 100_000), PREFETCH_FLOOR_BYTES);
    }

    #[test]
    fn the_client_takes_every_setting() {
        let config = Config::default();
        let facts = TopicFacts { partitions: 100, max_message_bytes: Some(1_048_588) };
        consumer(&config, facts).create_native_config().unwrap();
        producer(&config, facts).create_native_config().unwrap();
        transactional_producer(&config, facts).create_native_config().unwrap();
    }

    #[test]
    fn every_kind_of_member_can_be_made() {
        let facts = TopicFacts { partitions: 1, max_message_bytes: None };
        let member = |assignor, group_protocol| {
            let mut config = Config::default();
            config.kafka.assignor = assignor;
            config.kafka.group_protocol = group_protocol;
            // Settings that contradict each other are refused only here.
            consumer(&config, facts).create::<rdkafka::consumer::BaseConsumer>().map(|_| ())
        };
        for assignor in [Assignor::CooperativeSticky, Assignor::Range, Assignor::RoundRobin] {
            assert_eq!(member(assignor, GroupProtocol::Classic), Ok(()), "{assignor:?}");
        }
        for assignor in [Assignor::CooperativeSticky, Assignor::Range] {
            assert_eq!(member(assignor, GroupProtocol::Consumer), Ok(()), "{assignor:?}");
        }
    }
}
