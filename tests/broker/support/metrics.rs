//! What `/metrics` says, and whether it adds up.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// An answer over HTTP.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: String,
}

/// Asks a local server for a path.
pub fn get(port: u16, path: &str) -> std::io::Result<Answer> {
    let bad = |what: &str| std::io::Error::new(std::io::ErrorKind::InvalidData, what.to_owned());
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    write!(stream, "GET {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(|| bad("no end of headers"))?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(|| bad("no status"))?;
    Ok(Answer { status, body: body.to_owned() })
}

/// One scrape.
#[derive(Debug, Clone)]
pub struct Metrics(Vec<Series>);

#[derive(Debug, Clone)]
struct Series {
    name: String,
    labels: BTreeMap<String, String>,
    value: f64,
}

impl Metrics {
    pub fn scrape(port: u16) -> std::io::Result<Self> {
        get(port, "/metrics").map(|answer| Self::parse(&answer.body))
    }

    pub fn parse(text: &str) -> Self {
        Self(text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(Series::parse).collect())
    }

    /// The sum of all series of a name.
    pub fn sum(&self, name: &str) -> u64 {
        self.sum_where(name, &[])
    }

    /// The sum of those with these labels.
    pub fn sum_where(&self, name: &str, labels: &[(&str, &str)]) -> u64 {
        let fits = |series: &&Series| {
            series.name == name
                && labels.iter().all(|(label, value)| series.labels.get(*label).is_some_and(|v| v == value))
        };
        self.0.iter().filter(fits).map(|series| series.value).sum::<f64>() as u64
    }

    /// The values of a label in all series of a name.
    pub fn labels(&self, name: &str, label: &str) -> BTreeSet<String> {
        let of_name = self.0.iter().filter(|series| series.name == name);
        of_name.filter_map(|series| series.labels.get(label).cloned()).collect()
    }

    /// Whether there is any series of that name.
    pub fn has(&self, name: &str) -> bool {
        self.has_where(name, &[])
    }

    /// Whether there is one with these labels.
    pub fn has_where(&self, name: &str, labels: &[(&str, &str)]) -> bool {
        let fits =
            |series: &Series| labels.iter().all(|(label, value)| series.labels.get(*label).is_some_and(|v| v == value));
        self.0.iter().any(|series| series.name == name && fits(series))
    }

    /// Payloads that have ended: published, filtered, dead-lettered.
    pub fn ended(&self) -> u64 {
        self.sum("copydesk_records_published_total")
            + self.sum("copydesk_records_filtered_total")
            + self.sum("copydesk_records_dead_lettered_total")
    }

    /// `consumed = published + filtered + dead-lettered + abandoned + in flight`, or what does not add up.
    pub fn conservation(&self) -> Result<(), String> {
        let consumed = self.sum("copydesk_records_consumed_total");
        let (ended, abandoned) = (self.ended(), self.sum("copydesk_records_abandoned_total"));
        let in_flight = self.sum("copydesk_inflight_records");
        if consumed == ended + abandoned + in_flight {
            Ok(())
        } else {
            Err(format!("consumed {consumed}, but ended {ended} + abandoned {abandoned} + in flight {in_flight}"))
        }
    }
}

impl Series {
    fn parse(line: &str) -> Self {
        let (series, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("a series and its value: {line:?}"));
        let (name, labels) = series.split_once('{').unwrap_or((series, "}"));
        let labels = labels.strip_suffix('}').unwrap_or_else(|| panic!("labels end with a brace: {line:?}"));
        let labels = labels
            .split("\",")
            .filter(|label| !label.is_empty())
            .map(|label| {
                let (name, value) = label.split_once("=\"").unwrap_or_else(|| panic!("a quoted label: {line:?}"));
                (name.to_owned(), value.trim_end_matches('"').to_owned())
            })
            .collect();
        Self { name: name.into(), labels, value: value.parse().unwrap_or_else(|_| panic!("a number: {line:?}")) }
    }
}

/// Scrapes a worker over and over; every scrape has to add up.
pub struct Watch {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<Result<usize, String>>,
}

impl Watch {
    pub fn start(port: u16) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            let mut busy = 0;
            while !stopped.load(Ordering::Acquire) {
                // A worker that is starting or has ended answers nothing.
                if let Ok(metrics) = Metrics::scrape(port) {
                    metrics.conservation()?;
                    busy += usize::from(metrics.sum("copydesk_inflight_records") > 0);
                }
                std::thread::sleep(Duration::from_millis(10));
            }
            Ok(busy)
        });
        Self { stop, thread }
    }

    /// Ends the watch: how many scrapes saw payloads in flight and added up.
    #[track_caller]
    pub fn finish(self) -> usize {
        self.stop.store(true, Ordering::Release);
        let result = self.thread.join().expect("the watch");
        result.unwrap_or_else(|problem| panic!("a scrape does not add up: {problem}"))
    }
}

#[test]
fn sums_that_do_not_agree_are_noticed() {
    let text = "# HELP x y\ncopydesk_records_consumed_total{topic=\"a\"} 3\ncopydesk_records_published_total{topic=\"b\"} 1\n\
                copydesk_records_dead_lettered_total{stage=\"parse\",reason=\"not_text\"} 1\ncopydesk_inflight_records 1\n";
    let metrics = Metrics::parse(text);
    assert_eq!(metrics.conservation(), Ok(()));
    assert_eq!(metrics.sum_where("copydesk_records_dead_lettered_total", &[("reason", "not_text")]), 1);
    assert!(Metrics::parse(&text.replace("records 1", "records 2")).conservation().is_err());
}
