//! The table of all keys: name, meaning, bounds. Each key stands here once; reading, environment, example, reference and
//! schema follow from it, and the defaults from the model.

use super::field::{Field, Pairs};
use super::model::{
    Admin, Config, DeadLetters, Enrich, Filter, HttpEnricher, Input, InputHeaders, Kafka, Limits, Pipeline, Telemetry,
    Transaction,
};
use super::near::nearest;
use super::{owned, shape};

/// One key of the configuration.
pub struct Key<'a> {
    /// From the root, joined by dots.
    pub path: &'static str,
    /// For the operator, as sentences.
    pub doc: &'static str,
    pub field: Field<'a>,
}

/// The tables and what they are about, in the order of the example.
pub const TABLES: [(&str, &str); 15] = [
    ("kafka", "Where articles come from and where they go."),
    ("kafka.properties", "Handed to librdkafka as they are; keys that copydesk owns are refused."),
    ("kafka.properties_file", "Files whose content is the value of a property: secrets."),
    ("kafka.transaction", "Only for exactly_once."),
    ("limits", "What bounds the memory, whatever the input or the backlog."),
    ("pipeline", "The stages between intake and output."),
    ("input", "Names by which payloads tell about themselves."),
    ("input.headers", "Names of record headers, compared without case."),
    ("input.envelope", "Where the fields of the JSON envelope stand in your payloads, when not under their own names."),
    ("dead_letters", "When to stop rather than to drain a bad deploy into the dead letters."),
    ("filter", "Articles nobody wants: ended as filtered, by named rule."),
    ("enrich", "Remote enrichers, none by default. Only in the file, not in the environment."),
    (ENRICHERS, "An HTTP service that is asked about each article; what it answers stands in the record by its name."),
    ("admin", "Metrics, probes and a page for people, over HTTP."),
    ("telemetry", "What the worker tells. The log level comes from RUST_LOG."),
];

/// The one array of tables.
pub const ENRICHERS: &str = "enrich.http";

const KIB: u64 = 1 << 10;
const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;
const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;

/// Every key outside the arrays of tables, in the order of the example.
pub fn keys(config: &mut Config) -> Vec<Key<'_>> {
    // Taken apart without `..`, here and below: a field without a key does not compile.
    let Config { kafka, limits, pipeline, input, dead_letters, filter, enrich: Enrich { http: _ }, admin, telemetry } =
        config;
    let mut keys = kafka_keys(kafka);
    keys.extend(limits_keys(limits));
    let Pipeline { workers, drain_timeout } = pipeline;
    keys.extend([
        Key {
            path: "pipeline.workers",
            doc: "CPU workers; 0: as many as cores, as the container sees them.",
            field: Field::Count(workers, 0..=1024),
        },
        Key {
            path: "pipeline.drain_timeout",
            doc: "How long the work in flight may take to end after a signal or at a rebalance. Below the grace period of whoever stops the worker.",
            field: Field::Time(drain_timeout, SECOND..=10 * MINUTE),
        },
    ]);
    keys.extend(input_keys(input));
    let DeadLetters { max_ratio, max_consecutive } = dead_letters;
    keys.extend([
        Key {
            path: "dead_letters.max_ratio",
            doc: "The worker stops when more than this share of the payloads are rejected; 0: off.",
            field: Field::Share(max_ratio),
        },
        Key {
            path: "dead_letters.max_consecutive",
            doc: "The worker stops when so many payloads in a row are rejected; 0: off.",
            field: Field::Count(max_consecutive, 0..=1_000_000_000),
        },
    ]);
    let Filter { languages, min_words, hosts_deny } = filter;
    keys.extend([
        Key {
            path: "filter.languages",
            doc: "Languages to keep; empty: all.",
            field: Field::List(languages, shape::LANGUAGE, 0),
        },
        Key {
            path: "filter.min_words",
            doc: "Articles with fewer words in their body are dropped; 0: none.",
            field: Field::Count(min_words, 0..=1_000_000),
        },
        Key {
            path: "filter.hosts_deny",
            doc: "Hosts whose articles are dropped, subdomains included.",
            field: Field::List(hosts_deny, shape::HOST, 0),
        },
    ]);
    let Admin { listen } = admin;
    let Telemetry { log_format } = telemetry;
    keys.extend([
        Key {
            path: "admin.listen",
            doc: "Where to listen. The container image sets 0.0.0.0:9464.",
            field: Field::Text(listen, shape::LISTEN),
        },
        Key {
            path: "telemetry.log_format",
            doc: "text for people, json for machines.",
            field: Field::Word(log_format),
        },
    ]);
    keys
}

fn kafka_keys(kafka: &mut Kafka) -> Vec<Key<'_>> {
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
        transactional_id,
        commit_interval,
        statistics_interval,
        session_timeout,
        compression,
        linger,
        partitioner,
        properties,
        properties_file,
        transaction: Transaction { interval },
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
            doc: "at_least_once: a record may come twice after a crash, with the same id. exactly_once: transactions.",
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
            path: "kafka.compression",
            doc: "How batches of records are compressed.",
            field: Field::Listed(compression, &["none", "gzip", "snappy", "lz4", "zstd"]),
        },
        Key {
            path: "kafka.linger",
            doc: "How long the producer waits to fill a batch.",
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
    ]
}

fn limits_keys(limits: &mut Limits) -> Vec<Key<'_>> {
    let Limits { in_flight_bytes, prefetch_bytes, payload_bytes, decompressed_bytes } = limits;
    vec![
        Key {
            path: "limits.in_flight_bytes",
            doc: "Between intake and end: payload, what it decompresses to, record, outbox, and a fixed overhead each.",
            field: Field::Size(in_flight_bytes, MIB..=1024 * GIB),
        },
        Key {
            path: "limits.prefetch_bytes",
            doc: "What the client may have read ahead, over all partitions.",
            field: Field::Size(prefetch_bytes, MIB..=1024 * GIB),
        },
        Key {
            path: "limits.payload_bytes",
            doc: "Larger payloads become dead letters.",
            // Not all of the 1 GB that librdkafka allows: room for headers, and for the record beside its payload.
            field: Field::Size(payload_bytes, KIB..=512 * MIB),
        },
        Key {
            path: "limits.decompressed_bytes",
            doc: "Payloads that decompress to more become dead letters.",
            field: Field::Size(decompressed_bytes, KIB..=2 * GIB),
        },
    ]
}

fn input_keys(input: &mut Input) -> Vec<Key<'_>> {
    let Input { headers: InputHeaders { content_type, content_encoding, url, id, fetched_at }, envelope } = input;
    let header = |path, doc, field| Key { path, doc, field: Field::Text(field, shape::HEADER) };
    vec![
        header("input.headers.content_type", "Media type of the payload, with its charset.", content_type),
        header(
            "input.headers.content_encoding",
            "How the payload is compressed: gzip, deflate, br, zstd.",
            content_encoding,
        ),
        header("input.headers.url", "Where the payload was fetched.", url),
        header("input.headers.id", "The producer's own id of the payload.", id),
        header("input.headers.fetched_at", "When the payload was fetched, RFC 3339.", fetched_at),
        Key {
            path: "input.envelope",
            doc: "Such as html = \"/data/content\".",
            field: Field::Pairs(
                envelope,
                Pairs { names: "envelope fields", refuse: no_envelope_field, value: shape::POINTER, dots: false },
            ),
        },
    ]
}

/// The keys of one `[[enrich.http]]`, with paths from there.
pub fn enricher_keys(enricher: &mut HttpEnricher) -> Vec<Key<'_>> {
    let HttpEnricher {
        name,
        url,
        request,
        response,
        headers,
        headers_file,
        timeout,
        deadline,
        max_attempts,
        concurrency,
        response_bytes,
        on_failure,
    } = enricher;
    let header_names = |value| Pairs { names: "header names", refuse: no_header, value, dots: false };
    vec![
        Key {
            path: "name",
            doc: "Stands in the record and in metrics. Required, and unique.",
            field: Field::Text(name, shape::ENRICHER),
        },
        Key {
            path: "url",
            doc: "Asked with POST and JSON. Required. Redirects are not followed.",
            field: Field::Text(url, shape::HTTP_URL),
        },
        Key { path: "timeout", doc: "For one attempt.", field: Field::Time(timeout, 10..=MINUTE) },
        Key { path: "deadline", doc: "For all attempts together.", field: Field::Time(deadline, 10..=5 * MINUTE) },
        Key { path: "max_attempts", doc: "The first one included.", field: Field::Count(max_attempts, 1..=10) },
        Key { path: "concurrency", doc: "Requests under way at once.", field: Field::Count(concurrency, 1..=1024) },
        Key {
            path: "response_bytes",
            doc: "The largest response that is read.",
            field: Field::Size(response_bytes, KIB..=64 * MIB),
        },
        Key {
            path: "on_failure",
            doc: "degrade: the record goes out without the answer and says so. dead_letter: the payload is rejected.",
            field: Field::Word(on_failure),
        },
        Key {
            path: "response",
            doc: "The part of the response to keep; empty: all of it.",
            field: Field::Text(response, shape::POINTER_OR_EMPTY),
        },
        Key {
            path: "request",
            doc: "Fields of the request to the part of the record that fills them, such as title = \"/title/display\"; empty: id, url, title and language.",
            field: Field::Pairs(
                request,
                Pairs { names: "request fields", refuse: |_| None, value: shape::POINTER, dots: false },
            ),
        },
        Key {
            path: "headers",
            doc: "Headers of the request, such as accept-language = \"ar\".",
            field: Field::Pairs(headers, header_names(shape::ANY)),
        },
        Key {
            path: "headers_file",
            doc: "Files whose content is the value of a header: secrets, such as authorization = \"/run/secrets/geo\".",
            field: Field::Pairs(headers_file, header_names(shape::PATH)),
        },
    ]
}

/// The keys that an enricher cannot do without.
pub const REQUIRED: [&str; 2] = ["name", "url"];

/// Fields of the JSON envelope.
const ENVELOPE: [&str; 15] = [
    "id",
    "url",
    "html",
    "text",
    "article_text",
    "body",
    "body_base64",
    "content_type",
    "charset",
    "fetched_at",
    "http_headers",
    "language",
    "title",
    "published_at",
    "authors",
];

fn no_envelope_field(name: &str) -> Option<String> {
    let fields = || ENVELOPE.into_iter();
    if fields().any(|field| field == name) {
        return None;
    }
    let hint = nearest(name, fields()).map_or_else(String::new, |field| format!("; did you mean \"{field}\"?"));
    let known = fields().collect::<Vec<_>>().join(", ");
    Some(format!("expected one of the envelope's fields ({known}), got \"{name}\"{hint}"))
}

fn no_header(name: &str) -> Option<String> {
    (!(shape::HEADER.holds)(name)).then(|| format!("expected {}, got {name:?}", shape::HEADER.expected))
}
