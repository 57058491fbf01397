//! Properties of librdkafka that copydesk sets itself: a second hand on them would break what it promises.

/// The property and who owns it: a key of ours, or a promise.
const OWNED: [(&str, Owner); 58] = [
    ("bootstrap.servers", Owner::Key("kafka.brokers")),
    ("metadata.broker.list", Owner::Key("kafka.brokers")),
    ("group.id", Owner::Key("kafka.group_id")),
    ("group.instance.id", Owner::Key("kafka.group_instance_id")),
    ("transactional.id", Owner::Key("kafka.transactional_id")),
    ("session.timeout.ms", Owner::Key("kafka.session_timeout")),
    ("statistics.interval.ms", Owner::Key("kafka.statistics_interval")),
    ("compression.codec", Owner::Key("kafka.compression")),
    ("compression.type", Owner::Key("kafka.compression")),
    ("linger.ms", Owner::Key("kafka.linger")),
    ("queue.buffering.max.ms", Owner::Key("kafka.linger")),
    ("partitioner", Owner::Key("kafka.partitioner")),
    ("auto.offset.reset", Owner::Key("kafka.start_from")),
    ("auto.commit.interval.ms", Owner::Key("kafka.commit_interval")),
    ("transaction.timeout.ms", Owner::Promise("it stays below the session timeout")),
    ("queued.max.messages.kbytes", Owner::Key("limits.prefetch_bytes")),
    ("fetch.message.max.bytes", Owner::Key("limits.prefetch_bytes")),
    ("max.partition.fetch.bytes", Owner::Key("limits.prefetch_bytes")),
    ("fetch.max.bytes", Owner::Key("limits.prefetch_bytes")),
    ("receive.message.max.bytes", Owner::Key("limits.prefetch_bytes")),
    ("queue.buffering.max.kbytes", Owner::Key("limits.in_flight_bytes")),
    ("queue.buffering.max.messages", Owner::Key("limits.in_flight_bytes")),
    ("heartbeat.interval.ms", Owner::Key("kafka.session_timeout")),
    ("message.max.bytes", Owner::Promise("the topic says what is too large")),
    ("batch.size", Owner::Promise("batches are as large as the topics allow")),
    ("fetch.queue.backoff.ms", Owner::Promise("it goes with a bounded read-ahead")),
    ("enable.auto.commit", Owner::Promise(COMMITS)),
    ("auto.commit.enable", Owner::Promise(COMMITS)),
    ("enable.auto.offset.store", Owner::Promise(COMMITS)),
    ("offset.store.method", Owner::Promise(COMMITS)),
    ("isolation.level", Owner::Promise("aborted records are never read")),
    ("partition.assignment.strategy", Owner::Key("kafka.assignor")),
    ("group.remote.assignor", Owner::Key("kafka.assignor")),
    ("group.protocol", Owner::Key("kafka.group_protocol")),
    ("enable.idempotence", Owner::Promise(DELIVERY)),
    ("enable.gapless.guarantee", Owner::Promise(DELIVERY)),
    ("acks", Owner::Promise(DELIVERY)),
    ("request.required.acks", Owner::Promise(DELIVERY)),
    ("max.in.flight", Owner::Promise(DELIVERY)),
    ("max.in.flight.requests.per.connection", Owner::Promise(DELIVERY)),
    ("retries", Owner::Promise(DELIVERY)),
    ("message.send.max.retries", Owner::Promise(DELIVERY)),
    ("message.timeout.ms", Owner::Promise(DELIVERY)),
    ("delivery.timeout.ms", Owner::Promise(DELIVERY)),
    ("queuing.strategy", Owner::Promise(DELIVERY)),
    ("delivery.report.only.error", Owner::Promise(DELIVERY)),
    ("allow.auto.create.topics", Owner::Promise("a mistyped topic is a mistake, not a new topic")),
    ("enable.partition.eof", Owner::Promise("the worker asks for what it needs to know")),
    ("enabled_events", Owner::Promise(CODE)),
    ("log.queue", Owner::Promise(CODE)),
    ("opaque", Owner::Promise(CODE)),
    ("interceptors", Owner::Promise(CODE)),
    ("default_topic_conf", Owner::Promise(CODE)),
    ("internal.termination.signal", Owner::Promise(CODE)),
    ("msg_order_cmp", Owner::Promise(CODE)),
    // Loads code into the worker by a path: whoever writes the configuration must not be able to.
    ("plugin.library.paths", Owner::Promise("the worker loads no code by path")),
    ("ssl.engine.location", Owner::Promise("the worker loads no code by path")),
    ("ssl.providers", Owner::Promise("the worker loads no code by path")),
];

const COMMITS: &str = "offsets are committed when their payloads have ended";
const DELIVERY: &str = "the producer is idempotent, in order, and gives nothing up";
const CODE: &str = "it is set by code";

enum Owner {
    Key(&'static str),
    Promise(&'static str),
}

/// Why copydesk refuses to hand a property on, where it does.
pub fn refuse(property: &str) -> Option<String> {
    if property.is_empty() {
        return Some("expected the name of a librdkafka property, got \"\"".into());
    }
    let owner = OWNED.iter().find(|(name, _)| *name == property).map(|(_, owner)| owner);
    match owner {
        Some(Owner::Key(key)) => Some(format!("expected a property that copydesk does not own, set {key} instead")),
        Some(Owner::Promise(promise)) => {
            Some(format!("expected a property that copydesk does not own, remove it: {promise}"))
        }
        None if property.ends_with("_cb") => {
            Some(format!("expected a property that copydesk does not own, remove it: {CODE}"))
        }
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::super::keys::keys;
    use super::*;

    #[test]
    fn the_owning_key_is_named_and_exists() {
        assert!(refuse("bootstrap.servers").is_some_and(|complaint| complaint.contains("kafka.brokers")));
        let mut config = Config::default();
        let paths: Vec<_> = keys(&mut config).iter().map(|key| key.path).collect();
        for (property, owner) in &OWNED {
            if let Owner::Key(key) = owner {
                assert!(paths.contains(key), "{property} is owned by {key}");
            }
        }
    }

    #[test]
    fn what_copydesk_does_not_own_goes_through() {
        for property in [
            "sasl.password",
            "security.protocol",
            "ssl.ca.location",
            "client.rack",
            "topic.metadata.refresh.interval.ms",
        ] {
            assert_eq!(refuse(property), None);
        }
        assert!(refuse("dr_msg_cb").is_some());
    }
}
