//! The page for people: state, the sums and that they add up, partitions with their lag. It looks again every few
//! seconds without a script, and loads nothing from anywhere.

use std::fmt::Write;
use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::outcome::Outcome;
use crate::telemetry::snapshot::{PartitionState, Snapshot};

const STYLE: &str = include_str!("page.css");
/// A browser stays usable with this many rows; all of them are in `/metrics`.
const PARTITION_ROWS: usize = 500;

/// Nothing may be loaded, run, framed or sent; the style is allowed by its hash.
pub fn policy() -> &'static str {
    static POLICY: OnceLock<String> = OnceLock::new();
    POLICY.get_or_init(|| {
        let hash = STANDARD.encode(Sha256::digest(STYLE));
        format!(
            "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
    })
}

/// Draws the page.
pub fn render(snapshot: &Snapshot) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><meta http-equiv=\"refresh\" content=\"5\">\
         <title>copydesk</title><style>{STYLE}</style></head><body>\n\
         <h1>copydesk <small>{version}</small></h1>\n"
    );
    state(&mut out, snapshot);
    sums(&mut out, snapshot);
    dead_letters(&mut out, snapshot);
    partitions(&mut out, &snapshot.partitions);
    out.push_str(
        "<p><a href=\"/metrics\">metrics</a> · <a href=\"/livez\">livez</a> · <a href=\"/readyz\">readyz</a></p>\n\
         </body></html>\n",
    );
    out
}

// Writing to a string does not fail, here and below.
fn state(out: &mut String, snapshot: &Snapshot) {
    for (name, verdict) in [("ready", &snapshot.ready), ("live", &snapshot.live)] {
        let _ = match verdict {
            Ok(()) => writeln!(out, "<p><strong class=\"good\">{name}</strong></p>"),
            Err(reason) => writeln!(out, "<p><strong class=\"bad\">not {name}</strong>: {}</p>", escape(reason)),
        };
    }
    let share = (snapshot.inflight_bytes as f64 / snapshot.inflight_bytes_limit.max(1) as f64 * 100.0).round();
    let _ = writeln!(
        out,
        "<p>{} in flight: {} of {} ({share} %)</p>",
        snapshot.inflight_records,
        size(snapshot.inflight_bytes),
        size(snapshot.inflight_bytes_limit)
    );
}

fn sums(out: &mut String, snapshot: &Snapshot) {
    let (mut published, mut filtered, mut dead) = (0, 0, 0);
    for (outcome, count) in &snapshot.tallies.payloads {
        match outcome {
            Outcome::Published => published += count,
            Outcome::Filtered(_) => filtered += count,
            Outcome::DeadLettered { .. } => dead += count,
        }
    }
    let consumed: u64 = snapshot.tallies.consumed.values().sum();
    let abandoned = snapshot.tallies.abandoned;
    let accounted = published + filtered + dead + abandoned + snapshot.inflight_records as u64;
    out.push_str("<h2>Payloads</h2>\n<table>\n");
    for (name, count) in [
        ("published", published),
        ("filtered", filtered),
        ("dead-lettered", dead),
        ("abandoned at a rebalance", abandoned),
        ("in flight", snapshot.inflight_records as u64),
    ] {
        let _ = writeln!(out, "<tr><td>{name}</td><td class=\"n\">{count}</td></tr>");
    }
    let _ = writeln!(out, "<tr class=\"sum\"><td>consumed</td><td class=\"n\">{consumed}</td></tr>\n</table>");
    let _ = if consumed == accounted {
        writeln!(out, "<p class=\"good\">The sums agree: every payload is accounted for.</p>")
    } else {
        writeln!(out, "<p class=\"bad\">The sums disagree: {consumed} consumed, {accounted} accounted for.</p>")
    };
}

fn dead_letters(out: &mut String, snapshot: &Snapshot) {
    let mut rows = String::new();
    for (outcome, count) in &snapshot.tallies.payloads {
        if let Outcome::DeadLettered { stage, reason } = outcome {
            let (stage, reason) = (stage.as_str(), reason.as_str());
            let _ = writeln!(rows, "<tr><td>{reason}</td><td>{stage}</td><td class=\"n\">{count}</td></tr>");
        }
    }
    if !rows.is_empty() {
        let head = "<tr><th>reason</th><th>stage</th><th class=\"n\">payloads</th></tr>";
        let _ = writeln!(out, "<h2>Dead letters</h2>\n<table>\n{head}\n{rows}</table>");
    }
}

fn partitions(out: &mut String, partitions: &[PartitionState]) {
    let _ = writeln!(out, "<h2>Partitions</h2>\n<p>{} assigned to this worker.</p>", partitions.len());
    if partitions.is_empty() {
        return;
    }
    out.push_str("<table>\n<tr><th>topic</th><th class=\"n\">partition</th><th class=\"n\">lag</th>");
    out.push_str("<th class=\"n\">committed</th></tr>\n");
    for place in partitions.iter().take(PARTITION_ROWS) {
        let lag = place.lag.map_or("–".into(), |lag| lag.to_string());
        let committed = place.committed.map_or("–".into(), |offset| offset.to_string());
        let _ = writeln!(
            out,
            "<tr><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{lag}</td><td class=\"n\">{committed}</td></tr>",
            escape(&place.topic),
            place.partition
        );
    }
    out.push_str("</table>\n");
    if partitions.len() > PARTITION_ROWS {
        let _ = writeln!(out, "<p>… and {} more: see metrics.</p>", partitions.len() - PARTITION_ROWS);
    }
}

fn size(bytes: usize) -> String {
    if bytes < 1 << 20 {
        format!("{:.1} KiB", bytes as f64 / 1024.0)
    } else {
        format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20))
    }
}

/// For text between tags: the only place where foreign text stands.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}
