//! Metric names, labels and what they promise are public: dashboards and alerts are written against them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use copydesk::article::EnrichmentStatus;
use copydesk::outcome::{FilterRule, Outcome, RejectReason, Stage};
use copydesk::telemetry::events::{
    DeliveryLatencies, EnrichmentAnswered, OffsetReset, RebalanceKind, Rebalanced, StageDurations,
};
use copydesk::telemetry::metrics::{self, CATALOGUE, Exposition, Kind};
use copydesk::telemetry::snapshot::{PartitionState, Snapshot};

/// The names that were promised, with their labels. Change a line only with a decision record and a changelog line.
const PROMISED: [(&str, &[&str]); 15] = [
    ("copydesk_records_consumed_total", &["topic"]),
    ("copydesk_records_published_total", &["topic"]),
    ("copydesk_records_filtered_total", &["rule"]),
    ("copydesk_records_dead_lettered_total", &["stage", "reason"]),
    ("copydesk_records_abandoned_total", &[]),
    ("copydesk_inflight_records", &[]),
    ("copydesk_inflight_bytes", &[]),
    ("copydesk_inflight_bytes_limit", &[]),
    ("copydesk_stage_duration_seconds", &["stage"]),
    ("copydesk_end_to_end_latency_seconds", &[]),
    ("copydesk_consumer_lag_records", &["topic", "partition"]),
    ("copydesk_last_commit_timestamp_seconds", &[]),
    ("copydesk_rebalances_total", &["kind"]),
    ("copydesk_transactions_total", &["outcome"]),
    ("copydesk_build_info", &["version", "revision", "librdkafka"]),
];

/// One line of the exposition.
#[derive(Debug, PartialEq)]
struct Series {
    name: String,
    labels: BTreeMap<String, String>,
    value: f64,
}

#[test]
fn every_promised_name_is_in_the_catalogue() {
    for (name, labels) in PROMISED {
        let metric = metrics::find(name).unwrap_or_else(|| panic!("{name} is gone"));
        assert_eq!(metric.labels, labels, "{name}");
    }
    let requests = metrics::find("copydesk_enrichment_requests_total").unwrap();
    assert_eq!(requests.labels, ["provider", "outcome"]);
}

#[test]
fn names_follow_the_rules_of_prometheus() {
    let names: BTreeSet<_> = CATALOGUE.iter().map(|metric| metric.name).collect();
    assert_eq!(names.len(), CATALOGUE.len(), "a name stands twice");
    for metric in CATALOGUE {
        let name = metric.name;
        assert_eq!(metric.kind == Kind::Counter, name.ends_with("_total"), "{name}");
        assert!(metric.kind != Kind::Histogram || name.ends_with("_seconds"), "{name}");
        assert!(name.starts_with("copydesk_") || name.starts_with("process_"), "{name}");
        assert!(metric.help.ends_with('.'), "{name}");
    }
}

#[test]
fn the_exposition_shows_the_catalogue_and_nothing_else() {
    let page = exposition().render(&busy());
    let (types, series) = parse(&page);
    for metric in CATALOGUE {
        assert_eq!(types.get(metric.name).map(String::as_str), Some(metric.kind.as_str()), "{}", metric.name);
        let mine: Vec<_> = series.iter().filter(|line| family(&types, &line.name) == metric.name).collect();
        assert!(!mine.is_empty(), "{} has no series", metric.name);
        for line in mine {
            let labels: BTreeSet<_> = line.labels.keys().map(String::as_str).filter(|label| *label != "le").collect();
            assert_eq!(labels, metric.labels.iter().copied().collect(), "{line:?}");
        }
    }
    for name in types.keys() {
        assert!(metrics::find(name).is_some(), "{name} is not in the catalogue");
    }
}

#[test]
fn histograms_have_buckets_and_can_be_added_up_over_workers() {
    let (types, series) = parse(&exposition().render(&busy()));
    for metric in CATALOGUE.iter().filter(|metric| metric.kind == Kind::Histogram) {
        assert_eq!(types.get(metric.name).map(String::as_str), Some("histogram"));
        let bucket = format!("{}_bucket", metric.name);
        let bounds: BTreeSet<_> = series.iter().filter(|line| line.name == bucket).map(|l| &l.labels["le"]).collect();
        assert!(bounds.len() > 10 && bounds.contains(&"+Inf".to_string()), "{}: {bounds:?}", metric.name);
    }
}

#[test]
fn the_sums_of_a_scrape_agree() {
    let (_, series) = parse(&exposition().render(&busy()));
    let sum = |name: &str| series.iter().filter(|line| line.name == name).map(|line| line.value).sum::<f64>();
    let ended = sum(metrics::RECORDS_PUBLISHED) + sum(metrics::RECORDS_FILTERED) + sum(metrics::RECORDS_DEAD_LETTERED);
    let open = sum(metrics::RECORDS_ABANDONED) + sum(metrics::INFLIGHT_RECORDS);
    assert_eq!(sum(metrics::RECORDS_CONSUMED), ended + open);
    assert_eq!(sum(metrics::RECORDS_CONSUMED), 112.0);
}

#[test]
fn series_of_closed_sets_begin_at_zero() {
    let snapshot = Snapshot::starting(vec!["raw".into()], "articles".into());
    let (_, series) = parse(&exposition().render(&snapshot));
    let has = |name: &str, labels: &[(&str, &str)]| {
        let labels = labels.iter().map(|(name, value)| ((*name).to_string(), (*value).to_string())).collect();
        series.contains(&Series { name: name.into(), labels, value: 0.0 })
    };
    assert!(has(metrics::RECORDS_CONSUMED, &[("topic", "raw")]));
    assert!(has(metrics::RECORDS_PUBLISHED, &[("topic", "articles")]));
    for rule in FilterRule::ALL {
        assert!(has(metrics::RECORDS_FILTERED, &[("rule", rule.as_str())]));
    }
    let dead: Vec<_> = series.iter().filter(|line| line.name == metrics::RECORDS_DEAD_LETTERED).collect();
    for reason in RejectReason::ALL {
        assert!(dead.iter().any(|line| line.labels["reason"] == reason.as_str()), "{}", reason.as_str());
    }
    assert!(dead.len() < 20, "{} pairs of stage and reason, most of which cannot happen", dead.len());
}

#[test]
fn partitions_that_were_given_up_leave_no_series() {
    let mut snapshot = busy();
    let lines = |snapshot: &Snapshot| {
        let (_, series) = parse(&exposition().render(snapshot));
        series.iter().filter(|line| line.labels.contains_key("partition")).count()
    };
    assert_eq!(lines(&snapshot), 7);
    snapshot.partitions.truncate(1);
    assert_eq!(lines(&snapshot), 2);
}

#[test]
fn a_worker_with_every_partition_stays_within_a_thousand_series() {
    let mut snapshot = busy();
    let place =
        |partition| PartitionState { topic: "raw".into(), partition, lag: Some(1), committed: Some(1), stalled: None };
    snapshot.partitions = (0..300).map(place).collect();
    let (_, series) = parse(&exposition().render(&snapshot));
    assert!(series.len() < 1000, "{}", series.len());
}

#[test]
fn alerts_dashboard_and_runbooks_use_names_that_exist() {
    for file in
        ["deploy/prometheus/alerts.yml", "deploy/grafana/copydesk.json", "docs/METRICS.md", "docs/OPERATIONS.md"]
    {
        let text = read(file);
        let names = names_in(&text);
        assert!(file.ends_with(".md") || names.len() > 8, "{file} uses {} metrics", names.len());
        for name in names {
            let known = CATALOGUE.iter().any(|metric| {
                name == metric.name
                    || (metric.kind == Kind::Histogram
                        && ["_bucket", "_sum", "_count"].iter().any(|end| name == format!("{}{end}", metric.name)))
            });
            assert!(known, "{file} uses {name}, which nobody exports");
        }
    }
}

#[test]
fn every_alert_has_a_test_and_a_runbook() {
    let (alerts, tests, runbooks) =
        (read("deploy/prometheus/alerts.yml"), read("deploy/prometheus/alerts_test.yml"), read("docs/OPERATIONS.md"));
    let names: Vec<_> = alerts.lines().filter_map(|line| line.trim().strip_prefix("- alert: ")).collect();
    assert!(names.len() > 10, "{names:?}");
    for name in names {
        let cases = tests.matches(&format!("alertname: {name}\n")).count();
        assert!(cases >= 2, "{name} needs a case that fires and one that does not");
        assert!(runbooks.contains(&format!("### {name}\n")), "{name} has no runbook");
        let link = format!("docs/OPERATIONS.md#{}", name.to_ascii_lowercase());
        assert!(alerts.contains(&link), "{name} does not link to its runbook");
    }
}

#[test]
fn the_reference_says_what_the_catalogue_says() {
    let path = root().join("docs/METRICS.md");
    let text = read("docs/METRICS.md");
    let (begin, end) = ("<!-- catalogue: written by UPDATE_GOLDEN=1 -->\n", "<!-- end of catalogue -->");
    let (before, rest) = text.split_once(begin).expect("the reference has a place for the catalogue");
    let (table, after) = rest.split_once(end).expect("the catalogue ends");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, format!("{before}{begin}{}{end}{after}", catalogue_table())).unwrap();
        return;
    }
    assert_eq!(table, catalogue_table(), "UPDATE_GOLDEN=1 writes it anew");
    for name in RejectReason::ALL.map(RejectReason::as_str).into_iter().chain(FilterRule::ALL.map(FilterRule::as_str)) {
        assert!(after.contains(&format!("\n| `{name}` |")), "docs/METRICS.md does not explain {name}");
    }
}

fn catalogue_table() -> String {
    let mut out = String::from("\n| name | kind | labels | unit | meaning |\n|---|---|---|---|---|\n");
    for metric in CATALOGUE {
        let labels: Vec<_> = metric.labels.iter().map(|label| format!("`{label}`")).collect();
        let (kind, labels) = (metric.kind.as_str(), labels.join(", "));
        out += &format!("| `{}` | {kind} | {labels} | {} | {} |\n", metric.name, metric.unit, metric.help);
    }
    out + "\n"
}

/// The recorder is one for the whole process; everything that can happen has happened once.
fn exposition() -> &'static Exposition {
    static EXPOSITION: OnceLock<Exposition> = OnceLock::new();
    EXPOSITION.get_or_init(|| {
        let exposition = metrics::install("2.12.1").unwrap();
        for stage in Stage::ALL {
            StageDurations::of(stage).record(Duration::from_millis(3));
        }
        DeliveryLatencies::look_up().record(Duration::from_millis(700));
        for kind in RebalanceKind::ALL {
            Rebalanced { kind, partitions: 3, owned: 3, elapsed: Duration::from_millis(9) }.emit();
        }
        OffsetReset { topic: "raw", partition: 0, reason: "out of range" }.emit();
        for status in EnrichmentStatus::ALL {
            EnrichmentAnswered { provider: "geo", status, elapsed: Duration::from_millis(40) }.emit();
        }
        exposition
    })
}

/// A worker in the middle of its work.
fn busy() -> Snapshot {
    let mut snapshot = Snapshot::starting(vec!["raw".into(), "wire".into()], "articles".into());
    let dead = |stage, reason| Outcome::DeadLettered { stage, reason };
    snapshot.tallies.consumed = BTreeMap::from([("raw".into(), 100), ("wire".into(), 12)]);
    snapshot.tallies.payloads = BTreeMap::from([
        (Outcome::Published, 80),
        (Outcome::Filtered(FilterRule::Tombstone), 4),
        (Outcome::Filtered(FilterRule::Language), 3),
        (dead(Stage::Parse, RejectReason::InvalidJson), 9),
        (dead(Stage::Normalize, RejectReason::BodyEmpty), 2),
        (dead(Stage::Sink, RejectReason::OutputTooLarge), 1),
    ]);
    snapshot.tallies.articles = snapshot.tallies.payloads.clone();
    snapshot.tallies.abandoned = 5;
    snapshot.inflight_records = 8;
    snapshot.inflight_bytes = 123_456;
    snapshot.inflight_bytes_limit = 64 << 20;
    snapshot.partitions = (0..3)
        .map(|partition| PartitionState {
            topic: "raw".into(),
            partition,
            lag: Some(7),
            committed: Some(42),
            stalled: (partition == 2).then_some(Duration::from_secs(130)),
        })
        .collect();
    snapshot.last_commit_seconds = Some(1_772_357_400.125);
    snapshot.source_beat = Some(Duration::from_millis(20));
    snapshot.sink_beat = Some(Duration::from_millis(30));
    snapshot.ready = Ok(());
    snapshot
}

/// Reads the text format strictly: every line is a comment that is understood, a series of a declared type, or empty.
fn parse(page: &str) -> (BTreeMap<String, String>, Vec<Series>) {
    let (mut types, mut helps, mut series) = (BTreeMap::new(), BTreeSet::new(), Vec::<Series>::new());
    for line in page.lines().filter(|line| !line.is_empty()) {
        if let Some(help) = line.strip_prefix("# HELP ") {
            let (name, text) = help.split_once(' ').expect("help has a text");
            assert!(!text.is_empty() && helps.insert(name.to_string()), "{line}");
        } else if let Some(kind) = line.strip_prefix("# TYPE ") {
            let (name, kind) = kind.split_once(' ').expect("type has a name");
            assert!(types.insert(name.to_string(), kind.to_string()).is_none(), "twice: {line}");
        } else {
            let parsed = parse_series(line);
            let name = family(&types, &parsed.name);
            assert!(types.contains_key(name) && helps.contains(name), "no type or help before {line}");
            assert!(!series.iter().any(|s| s.name == parsed.name && s.labels == parsed.labels), "twice: {line}");
            series.push(parsed);
        }
    }
    (types, series)
}

fn parse_series(line: &str) -> Series {
    let (head, value) = line.rsplit_once(' ').expect("a value");
    let value = value.parse().unwrap_or_else(|_| panic!("no number: {line}"));
    let Some((name, labels)) = head.split_once('{') else {
        return Series { name: head.into(), labels: BTreeMap::new(), value };
    };
    // No label value of these tests holds a comma or a quote; that such are escaped is tested beside the writer.
    let labels = labels.strip_suffix('}').expect("a closing brace").split(',');
    let labels = labels.map(|label| {
        let (name, value) = label.split_once("=\"").expect("a label");
        (name.to_string(), value.strip_suffix('"').expect("a closing quote").to_string())
    });
    Series { name: name.into(), labels: labels.collect(), value }
}

fn family<'a>(types: &BTreeMap<String, String>, name: &'a str) -> &'a str {
    ["_bucket", "_sum", "_count"]
        .iter()
        .filter_map(|end| name.strip_suffix(end))
        .find(|base| types.get(*base).is_some_and(|kind| kind == "histogram"))
        .unwrap_or(name)
}

fn names_in(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| (word.starts_with("copydesk_") || word.starts_with("process_")) && !word.ends_with('_'))
        .collect()
}

fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}
