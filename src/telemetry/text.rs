//! Prometheus' text format, version 0.0.4, for the families that the recorder cannot keep: series that vanish with their
//! partition, and sums that must come from one snapshot.

use std::fmt::{Display, Write};

use super::metrics::Metric;

/// A page of families under construction. Each family is written once, its series together.
#[derive(Debug, Default)]
pub struct Text {
    out: String,
}

impl Text {
    pub fn new(out: String) -> Self {
        Self { out }
    }

    /// Begins a family.
    pub fn family(&mut self, metric: &'static Metric) -> Family<'_> {
        // Writing to a string does not fail; the same holds below.
        let _ = write!(self.out, "# HELP {} ", metric.name);
        escape(metric.help, false, &mut self.out);
        let _ = writeln!(self.out, "\n# TYPE {} {}", metric.name, metric.kind.as_str());
        Family { metric, out: &mut self.out }
    }

    pub fn finish(self) -> String {
        self.out
    }
}

/// The series of one family.
#[derive(Debug)]
pub struct Family<'a> {
    metric: &'static Metric,
    out: &'a mut String,
}

impl Family<'_> {
    /// Writes a series: the values of the labels in the order of the catalogue.
    pub fn series<const N: usize>(&mut self, labels: [&str; N], value: impl Display) -> &mut Self {
        debug_assert_eq!(N, self.metric.labels.len(), "labels of {}", self.metric.name);
        self.out.push_str(self.metric.name);
        for (n, (label, value)) in self.metric.labels.iter().zip(labels).enumerate() {
            let _ = write!(self.out, "{}{label}=\"", if n == 0 { '{' } else { ',' });
            escape(value, true, self.out);
            self.out.push('"');
        }
        let _ = writeln!(self.out, "{} {value}", if N == 0 { "" } else { "}" });
        self
    }

    /// Writes the one series of a family without labels, where its value is known.
    pub fn known(&mut self, value: Option<impl Display>) {
        if let Some(value) = value {
            self.series([], value);
        }
    }
}

/// Help texts escape backslash and newline, label values the quote as well.
fn escape(text: &str, quotes: bool, out: &mut String) {
    for character in text.chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '"' if quotes => out.push_str("\\\""),
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telemetry::metrics::{Kind, Source};

    const LAG: Metric = Metric {
        name: "lag",
        kind: Kind::Gauge,
        source: Source::Snapshot,
        labels: &["topic", "partition"],
        unit: "records",
        help: "a \\ and a\nnew line, \"quoted\"",
    };

    #[test]
    fn what_could_break_a_line_is_escaped() {
        static METRIC: Metric = LAG;
        let mut text = Text::default();
        text.family(&METRIC).series(["a\"b\\c\nd", "0"], 1.5).series(["é", "1"], 7_u64);
        assert_eq!(
            text.finish(),
            "# HELP lag a \\\\ and a\\nnew line, \"quoted\"\n# TYPE lag gauge\n\
             lag{topic=\"a\\\"b\\\\c\\nd\",partition=\"0\"} 1.5\nlag{topic=\"é\",partition=\"1\"} 7\n"
        );
    }

    #[test]
    fn a_series_without_labels_has_no_braces() {
        static METRIC: Metric = Metric { labels: &[], help: "h", ..LAG };
        let mut text = Text::default();
        text.family(&METRIC).series([], 0);
        assert!(text.finish().ends_with("\nlag 0\n"));
    }
}
