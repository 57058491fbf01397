//! The keys of `[kafka]` and the tables in it.

use super::{GIB, KIB, Key, MINUTE, SECOND};
use crate::config::field::{Field, Pairs};
use crate::config::model::{Kafka, Transaction};
use crate::config::{owned, shape};

/// In the order of the example.
pub fn keys(kafka: &mut Kafka) -> Vec<Key<'_>> {
    let Kafka {
        brokers,
        group_id,
        input_topics,
        output_topic,
        dead_letter_topic,
        delivery,
        start_from,
        on_out_of_range,
        group_instance_id,
        assignor,
        group_protocol,
        transactional_id,
        commit_interval,
        statistics_interval,
        session_timeout,
        stall_timeout,
        compression,
        linger,
        partitioner,
        properties,
        properties_file,
        transaction: Transaction { interval, bytes, records, timeout },
    } = kafka;
    vec![
        Key {
            path: "kafka.brokers",
            doc: "Brokers to ask for all the others.",
            field: Field::List(brokers, shape::BROKER, 1),
        },
        Key {
            path: "kafka.group_id",
            doc: "The consumer group that the workers share.",
            field: Field::Text(group_id, shape::NOT_EMPTY),
        },
        Key {
            path: "kafka.input_topics",
            doc: "Topics with raw payloads.",
            field: Field::List(input_topics, shape::TOPIC, 1),
        },
        Key {
            path: "kafka.output_topic",
            doc: "The topic that article records go to.",
            field: Field::Text(output_topic, shape::TOPIC),
        },
        Key {
            path: "kafka.dead_letter_topic",
            doc: "The topic that rejected payloads go to, untouched and with the reason.",
            field: Field::Text(dead_letter_topic, shape::TOPIC),
        },
        Key {
            path: "kafka.delivery",
            doc: "at_least_once: a record may come twice after a crash, with the same id. exactly_once: in transactions, for readers that read committed records. docs/DELIVERY.md says which to take.",
            field: Field::Word(delivery),
        },
        Key {
            path: "kafka.start_from",
            doc: "Where to begin in a partition for which the group has no commit yet; fail: stop with a message.",
            field: Field::Start(start_from),
        },
        Key {
            path: "kafka.on_out_of_range",
            doc: "What to do when the committed offset is no longer in the topic; fail: stop with a message, for records were lost.",
            field: Field::Word(on_out_of_range),
        },
        Key {
            path: "kafka.group_instance_id",
            doc: "Static membership: unique to this worker and the same after a restart; empty: a dynamic member.",
            field: Field::Text(group_instance_id, shape::ANY),
        },
        Key {
            path: "kafka.assignor",
            doc: "How partitions are shared out. cooperative-sticky: those that stay go on at a rebalance; range, roundrobin: all stop. The same in the whole group.",
            field: Field::Word(assignor),
        },
        Key {
            path: "kafka.group_protocol",
            doc: "classic, or consumer: the brokers share out (KIP-848, Kafka 4.0 and later); kafka.session_timeout is the brokers' then.",
            field: Field::Word(group_protocol),
        },
        Key {
            path: "kafka.transactional_id",
            doc: "Required by exactly_once: unique to this worker and the same after a restart, such as a pod's name.",
            field: Field::Text(transactional_id, shape::ANY),
        },
        Key {
            path: "kafka.commit_interval",
            doc: "How often finished prefixes are committed (at_least_once). What a crash reads again.",
            field: Field::Time(commit_interval, 100..=MINUTE),
        },
        Key {
            path: "kafka.statistics_interval",
            doc: "How often the client reports its figures; lag is as fresh as this.",
            field: Field::Time(statistics_interval, 100..=10 * MINUTE),
        },
        Key {
            path: "kafka.session_timeout",
            // 6 s and 30 min are the brokers' own defaults for group.min.session.timeout.ms and group.max.session.timeout.ms.
            doc: "How long the group waits for a worker that went silent. The brokers have bounds of their own.",
            field: Field::Time(session_timeout, 6 * SECOND..=30 * MINUTE),
        },
        Key {
            path: "kafka.stall_timeout",
            doc: "How long a partition may stand still while data waits in it before it is reported; after twice as long /livez fails.",
            field: Field::Time(stall_timeout, SECOND..=60 * MINUTE),
        },
        Key {
            path: "kafka.compression",
            doc: "How batches of records are compressed.",
            field: Field::Listed(compression, &["none", "gzip", "snappy", "lz4", "zstd"]),
        },
        Key {
            path: "kafka.linger",
            doc: "How long the producer waits to fill a batch; in exactly_once a twenty-fifth of the transaction interval at most.",
            field: Field::Time(linger, 0..=5 * SECOND),
        },
        Key {
            path: "kafka.partitioner",
            doc: "How the output key chooses its partition; murmur2_random is what Java clients do.",
            // `random` is left out: revisions of one article have to meet in one partition.
            field: Field::Listed(
                partitioner,
                &["consistent", "consistent_random", "murmur2", "murmur2_random", "fnv1a", "fnv1a_random"],
            ),
        },
        Key {
            path: "kafka.properties",
            doc: "Such as \"security.protocol\" = \"sasl_ssl\".",
            field: Field::Pairs(
                properties,
                Pairs { names: "librdkafka properties", refuse: owned::refuse, value: shape::ANY, dots: true },
            ),
        },
        Key {
            path: "kafka.properties_file",
            doc: "Such as \"sasl.password\" = \"/run/secrets/kafka\". One line break at the end of the file is not part of the value.",
            field: Field::Pairs(
                properties_file,
                Pairs { names: "librdkafka properties", refuse: owned::refuse, value: shape::PATH, dots: true },
            ),
        },
        Key {
            path: "kafka.transaction.interval",
            doc: "How long a transaction stays open: readers of committed records wait as long.",
            field: Field::Time(interval, 10..=5 * SECOND),
        },
        Key {
            path: "kafka.transaction.bytes",
            doc: "A transaction closes earlier when its records hold so much.",
            field: Field::Size(bytes, KIB..=GIB),
        },
        Key {
            path: "kafka.transaction.records",
            doc: "A transaction closes earlier when it holds so many records.",
            field: Field::Count(records, 1..=1_000_000),
        },
        Key {
            path: "kafka.transaction.timeout",
            doc: "When the brokers abort a transaction whose worker went silent; until then readers of committed records wait. Below kafka.session_timeout, and at most transaction.max.timeout.ms of the brokers.",
            field: Field::Time(timeout, SECOND..=15 * MINUTE),
        },
    ]
}
