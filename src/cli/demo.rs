//! `copydesk demo`: the worker on an embedded broker, fed with sample payloads, its output as it goes by.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::http::{self, Answer};
use super::{Failure, print};
use crate::app::{self, RunOptions, Stop};
use crate::config::{self, Config, LogFormat};
use crate::demo::{Sample, samples};
use crate::kafka::{EmbeddedBroker, Fault, Reader};
use crate::record::{Origin, Record};
use crate::telemetry::{logs, metrics};

const PARTITIONS: u16 = 3;
/// How long the whole of it may take before something is wrong.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two looks at the output and at /metrics.
const LOOK: Duration = Duration::from_millis(200);
/// Of a title, so many characters fit.
const TITLE_CHARS: usize = 72;

/// Run the worker on an embedded broker with sample articles: each of them goes by, and the totals add up
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Keep the worker running until SIGTERM or SIGINT
    #[arg(long)]
    keep_running: bool,
    /// Print the whole record of payload N as well
    #[arg(long, value_name = "N")]
    show: Option<usize>,
}

pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    logs::init_at(LogFormat::Text, "warn");
    let config = configuration()?;
    let kafka = &config.kafka;
    let topics = [kafka.input_topics.concat(), kafka.output_topic.clone(), kafka.dead_letter_topic.clone()];
    let [input, output, dead_letters] = topics.each_ref().map(String::as_str);
    let broker = EmbeddedBroker::start(&[input, output, dead_letters], PARTITIONS).map_err(stopped)?;
    let config = Config { kafka: config::Kafka { brokers: broker.brokers(), ..kafka.clone() }, ..config.clone() };

    let samples = samples();
    say(&format!(
        "copydesk on an embedded broker: {} payloads in {input}, records to {output}, dead letters to {dead_letters}\n\n",
        samples.len()
    ))?;
    let records: Vec<Record> = samples.iter().enumerate().map(|(n, sample)| record(n, sample)).collect();
    broker.feed(input, PARTITIONS, &records).map_err(stopped)?;
    let reader = broker.read(&[output, dead_letters], PARTITIONS).map_err(stopped)?;

    let stop = Stop::new();
    let worker = {
        let (config, stop) = (config.clone(), stop.clone());
        thread::spawn(move || app::run(&config, &RunOptions { until_end: false, stop }))
    };
    let watched = Show { samples: &samples, output, whole: args.show }.watch(&reader, &config, &worker);
    if watched.is_ok() && args.keep_running {
        say("\nstill running: Ctrl-C ends it\n")?;
    } else {
        stop.ask();
    }
    let ran = worker.join().unwrap_or_else(|_| Err(anyhow::anyhow!("the worker panicked")));
    ran.map_err(|error| Failure::stopped(format!("{error:#}")))?;
    watched?;
    Ok(ExitCode::SUCCESS)
}

/// The defaults, on the admin address or, where somebody has it already, beside it.
fn configuration() -> Result<Config, Failure> {
    let mut config = Config::default();
    if TcpListener::bind(&config.admin.listen).is_err() {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let free = free.map_err(|error| Failure::stopped(format!("no port to be had on 127.0.0.1: {error}")))?;
        config.admin.listen = free.to_string();
    }
    Ok(config)
}

fn record(n: usize, sample: &Sample) -> Record {
    Record {
        origin: Origin::Input { index: n as u64 },
        timestamp_ms: None,
        // The number comes back: in `source.key` of the record, and as the key of a dead letter.
        key: Some(n.to_string().into_bytes()),
        value: sample.value.clone(),
        headers: sample.headers.clone(),
    }
}

struct Show<'a> {
    samples: &'a [Sample],
    output: &'a str,
    whole: Option<usize>,
}

impl Show<'_> {
    /// Prints each end as it comes, until the worker's own figures say that every payload has ended, then those.
    fn watch<T>(&self, reader: &Reader, config: &Config, worker: &thread::JoinHandle<T>) -> Result<(), Failure> {
        let deadline = Instant::now() + PATIENCE;
        let mut articles = 0;
        say(&format!("{:>3}  {:<10} {:>5}  {:<8} {}\n", "#", "outcome", "words", "language", "title, or why not"))?;
        loop {
            while let Some(record) = reader.next(Instant::now() + LOOK) {
                articles += 1;
                self.line(&record)?;
            }
            let totals = Totals::read(&config.admin.listen);
            if let Some(totals) = &totals
                && totals.ended() == self.samples.len() as u64
                && totals.articles == articles
            {
                return say(&totals.text(&config.admin.listen));
            }
            if worker.is_finished() {
                return Err(Failure::stopped("the worker ended before its time"));
            }
            if Instant::now() >= deadline {
                let seen = totals.map_or_else(|| "no figures".into(), |totals| totals.text(&config.admin.listen));
                return Err(Failure::stopped(format!(
                    "not every payload ended within {} s\n{seen}",
                    PATIENCE.as_secs()
                )));
            }
        }
    }

    fn line(&self, record: &Record) -> Result<(), Failure> {
        let published = record.origin.position().is_some_and(|position| &*position.topic == self.output);
        let value: Option<Value> =
            record.value.as_deref().filter(|_| published).and_then(|value| serde_json::from_slice(value).ok());
        let Some(value) = value else {
            let n = key(record.key.as_deref().and_then(|key| std::str::from_utf8(key).ok()));
            let header = |name| String::from_utf8_lossy(record.header(name).unwrap_or_default()).into_owned();
            let why = format!("{}: {}", header("copydesk.reason"), header("copydesk.detail"));
            return say(&row(n, "dead letter", "", "", &why));
        };
        let text = |pointer| value.pointer(pointer).and_then(Value::as_str).unwrap_or("-");
        let n = key(value.pointer("/source/key").and_then(Value::as_str));
        let words = value.pointer("/body/word_count").map(ToString::to_string).unwrap_or_default();
        say(&row(n, "published", &words, text("/language/tag"), text("/title/display")))?;
        if n.is_some() && n == self.whole {
            say(&format!("{value:#}\n"))?;
        }
        Ok(())
    }
}

fn row(n: Option<usize>, outcome: &str, words: &str, language: &str, text: &str) -> String {
    let n = n.map(|n| n.to_string()).unwrap_or_default();
    let text: String = text.chars().filter(|c| !c.is_control()).take(TITLE_CHARS).collect();
    format!("{n:>3}  {outcome:<11} {words:>4}  {language:<8} {text}\n")
}

fn key(text: Option<&str>) -> Option<usize> {
    text?.parse().ok()
}

/// The worker's own figures, from its /metrics.
#[derive(Debug, Default, PartialEq, Eq)]
struct Totals {
    consumed: u64,
    published: u64,
    filtered: u64,
    dead_lettered: u64,
    abandoned: u64,
    inflight: u64,
    /// Records and dead letters; what was filtered leaves neither.
    articles: u64,
}

impl Totals {
    fn read(listen: &str) -> Option<Self> {
        let (host, port) = config::address(listen)?;
        let Answer { status, body } =
            http::get(host, port, "/metrics", Instant::now() + Duration::from_secs(5)).ok()?;
        (status == 200).then(|| Self::parse(&body))
    }

    fn parse(exposition: &str) -> Self {
        let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
        let mut filtered_articles = 0;
        for line in exposition.lines().filter(|line| !line.starts_with('#')) {
            let Some((series, value)) = line.rsplit_once(' ') else { continue };
            let value = value.parse::<f64>().unwrap_or(0.0) as u64;
            let (name, labels) = series.split_once('{').unwrap_or((series, ""));
            *sums.entry(name).or_default() += value;
            if name == metrics::ARTICLES && labels.contains("\"filtered\"") {
                filtered_articles += value;
            }
        }
        let sum = |name| sums.get(name).copied().unwrap_or(0);
        Self {
            consumed: sum(metrics::RECORDS_CONSUMED),
            published: sum(metrics::RECORDS_PUBLISHED),
            filtered: sum(metrics::RECORDS_FILTERED),
            dead_lettered: sum(metrics::RECORDS_DEAD_LETTERED),
            abandoned: sum(metrics::RECORDS_ABANDONED),
            inflight: sum(metrics::INFLIGHT_RECORDS),
            articles: sum(metrics::ARTICLES).saturating_sub(filtered_articles),
        }
    }

    fn ended(&self) -> u64 {
        self.published + self.filtered + self.dead_lettered
    }

    fn text(&self, listen: &str) -> String {
        let Self { consumed, published, filtered, dead_lettered, abandoned, inflight, .. } = self;
        format!(
            "\n{consumed} consumed = {published} published + {filtered} filtered + {dead_lettered} dead letters \
             + {abandoned} abandoned + {inflight} in flight\n\
             \n\
             a whole record:   copydesk demo --show 0\n\
             your own page:    copydesk process --pretty page.html\n\
             while it runs:    http://{listen}/ and http://{listen}/metrics (copydesk demo --keep-running)\n"
        )
    }
}

fn say(text: &str) -> Result<(), Failure> {
    print(text.as_bytes()).map(|_| ())
}

// By value, as `map_err` hands it over.
#[allow(clippy::needless_pass_by_value)]
fn stopped(fault: Fault) -> Failure {
    Failure::stopped(fault.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_sums_over_labels() {
        let totals = Totals::parse(
            "# HELP copydesk_records_consumed_total x\n\
             copydesk_records_consumed_total{topic=\"a\"} 7\n\
             copydesk_records_consumed_total{topic=\"b\"} 2\n\
             copydesk_records_published_total{topic=\"o\"} 5\n\
             copydesk_records_filtered_total{rule=\"tombstone\"} 1\n\
             copydesk_records_dead_lettered_total{stage=\"parse\",reason=\"not_text\"} 2\n\
             copydesk_articles_total{outcome=\"published\"} 5\n\
             copydesk_articles_total{outcome=\"filtered\"} 1\n\
             copydesk_articles_total{outcome=\"dead_lettered\"} 2\n\
             copydesk_inflight_records 1\n",
        );
        let expected =
            Totals { consumed: 9, published: 5, filtered: 1, dead_lettered: 2, abandoned: 0, inflight: 1, articles: 7 };
        assert_eq!(totals, expected);
        assert_eq!(totals.ended() + totals.inflight, totals.consumed);
    }

    #[test]
    fn a_title_cannot_steer_the_terminal() {
        assert_eq!(row(Some(3), "published", "10", "en", "a\u{1b}[2Jb\nc"), "  3  published     10  en       a[2Jbc\n");
    }
}
