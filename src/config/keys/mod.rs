//! The table of all keys: name, meaning, bounds. Each key stands here once; reading, environment, example, reference and
//! schema follow from it, and the defaults from the model.

mod enricher;
mod kafka;

pub use enricher::{REQUIRED, enricher_keys};

use super::field::{Field, Pairs};
use super::model::{
    Admin, Config, DeadLetters, DuplicateWindow, Enrich, Filter, HostMemory, Input, InputHeaders, Limits, LocalEnrich,
    Parse, Pipeline, Telemetry,
};
use super::near::nearest;
use super::shape;

/// One key of the configuration.
pub struct Key<'a> {
    /// From the root, joined by dots.
    pub path: &'static str,
    /// For the operator, as sentences.
    pub doc: &'static str,
    pub field: Field<'a>,
}

/// The tables and what they are about, in the order of the example.
pub const TABLES: [(&str, &str); 18] = [
    ("kafka", "Where articles come from and where they go."),
    ("kafka.properties", "Handed to librdkafka as they are; keys that copydesk owns are refused."),
    ("kafka.properties_file", "Files whose content is the value of a property: secrets."),
    ("kafka.transaction", "Only for exactly_once."),
    ("limits", "What bounds the memory, whatever the input or the backlog."),
    ("pipeline", "The stages between intake and output."),
    ("input", "What payloads may be, and the names by which they tell about themselves."),
    ("input.headers", "Names of record headers, compared without case."),
    ("input.envelope", "Where the fields of the JSON envelope stand in your payloads, when not under their own names."),
    (
        "parse.host_memory",
        "Remembers which lines stand on many pages of a host: text dumps get better as pages pass, and a record depends on those before it.",
    ),
    ("dead_letters", "When to stop rather than to drain a bad deploy into the dead letters."),
    ("filter", "Articles nobody wants: ended as filtered, by named rule."),
    ("enrich", "Remote enrichers, none by default. Only in the file, not in the environment."),
    ("enrich.local", "What is derived from the article itself, without asking anybody. What is off costs nothing."),
    ("enrich.duplicates", "How far back a worker looks for what an article repeats."),
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
    let Config {
        kafka,
        limits,
        pipeline,
        input,
        parse: Parse { host_memory },
        dead_letters,
        filter,
        enrich: Enrich { local, duplicates, http: _ },
        admin,
        telemetry,
    } = config;
    let mut keys = kafka::keys(kafka);
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
    keys.extend(host_memory_keys(host_memory));
    let DeadLetters { max_ratio, max_consecutive } = dead_letters;
    keys.extend([
        Key {
            path: "dead_letters.max_ratio",
            doc: "The worker stops when more than this share of the last 1,000 payloads were rejected, from 100 on; 0: off.",
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
    keys.extend(local_keys(local));
    keys.extend(duplicate_keys(duplicates));
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

fn local_keys(local: &mut LocalEnrich) -> Vec<Key<'_>> {
    let LocalEnrich { entities, quotes, dates, quantities, topics, keyphrases, sentences, duplicates } = local;
    vec![
        Key {
            path: "enrich.local.entities",
            doc: "People, organisations, places and events that the article names.",
            field: Field::Switch(entities),
        },
        Key {
            path: "enrich.local.quotes",
            doc: "What stands between quotation marks, and who said it.",
            field: Field::Switch(quotes),
        },
        Key {
            path: "enrich.local.dates",
            doc: "Dates, times and spans of time that the text speaks of.",
            field: Field::Switch(dates),
        },
        Key {
            path: "enrich.local.quantities",
            doc: "Numbers with what they count: money, percentages, measures.",
            field: Field::Switch(quantities),
        },
        Key { path: "enrich.local.topics", doc: "IPTC Media Topics.", field: Field::Switch(topics) },
        Key {
            path: "enrich.local.keyphrases",
            doc: "Words that tell what the article is about.",
            field: Field::Switch(keyphrases),
        },
        Key {
            path: "enrich.local.sentences",
            doc: "Where each sentence stands, in body.sentences.",
            field: Field::Switch(sentences),
        },
        Key {
            path: "enrich.local.duplicates",
            doc: "What the article repeats: copies, revisions, agency reports with additions.",
            field: Field::Switch(duplicates),
        },
    ]
}

fn duplicate_keys(duplicates: &mut DuplicateWindow) -> Vec<Key<'_>> {
    let DuplicateWindow { window, window_bytes, snapshot_path, snapshot_interval } = duplicates;
    vec![
        Key {
            path: "enrich.duplicates.window",
            doc: "Older articles are forgotten.",
            field: Field::Time(window, MINUTE..=30 * 24 * 60 * MINUTE),
        },
        Key {
            path: "enrich.duplicates.window_bytes",
            doc: "Beyond it the oldest are forgotten before their time. An article takes about 1.2 KiB.",
            field: Field::Size(window_bytes, MIB..=64 * GIB),
        },
        Key {
            path: "enrich.duplicates.snapshot_path",
            doc: "A file from which a worker takes the window at its start, and to which it writes it; empty: none, and each start begins with nothing. One for each worker.",
            field: Field::Text(snapshot_path, shape::ANY),
        },
        Key {
            path: "enrich.duplicates.snapshot_interval",
            doc: "How often that file is written while the worker works; at its end it is in any case.",
            field: Field::Time(snapshot_interval, SECOND..=24 * 60 * MINUTE),
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
    let Input {
        articles_only,
        headers: InputHeaders { content_type, content_encoding, url, id, fetched_at },
        envelope,
    } = input;
    let header = |path, doc, field| Key { path, doc, field: Field::Text(field, shape::HEADER) };
    vec![
        Key {
            path: "input.articles_only",
            doc: "Whether pages that are no articles (front pages, lists, videos, errors, notices about cookies) are rejected as not_an_article; else they are published with a flag.",
            field: Field::Switch(articles_only),
        },
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

fn host_memory_keys(memory: &mut HostMemory) -> Vec<Key<'_>> {
    let HostMemory { enabled, max_bytes, path } = memory;
    vec![
        Key {
            path: "parse.host_memory.enabled",
            doc: "Off: the same payload always gives the same record. copydesk process and explain read the memory and add nothing to it.",
            field: Field::Switch(enabled),
        },
        Key {
            path: "parse.host_memory.max_bytes",
            doc: "What it holds at most; hosts that were not seen for longest go first.",
            field: Field::Size(max_bytes, MIB..=64 * GIB),
        },
        Key {
            path: "parse.host_memory.path",
            doc: "A file that it is read from at the start and written to at the end; empty: none. One for each worker.",
            field: Field::Text(path, shape::ANY),
        },
    ]
}

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
