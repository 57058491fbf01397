//! copydesk and a bare copy loop over the same topic, in turn, on a real Kafka: `make bench`. See docs/BENCHMARKS.md.

mod copy;
mod measure;
#[path = "../pages.rs"]
mod pages;
// The broker suite's instruments; this driver needs some of them.
#[allow(dead_code, unused_imports)]
#[path = "../../tests/broker/support/mod.rs"]
mod support;

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use flate2::read::MultiGzDecoder;
use measure::{Run, spread};
use support::broker::Broker;
use support::producer::{Outgoing, Producer};
use support::reader::Reader;
use support::settings::Settings;
use support::topics::{Shape, Topics, create};

const PARTITIONS: i32 = 4;
const PAGE_BYTES: usize = 60_000;

struct Options {
    data: Option<PathBuf>,
    pages: u64,
    rounds: usize,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [mode, brokers, input, output, group, records] = arguments.as_slice()
        && mode == "copy"
    {
        copy::copy(brokers, input, output, group, records.parse().expect("a number"));
        return;
    }
    let options = options(&arguments);
    println!("machine    {}", machine());
    let broker = Broker::start();
    let roomy: &[(&str, &str)] = &[("max.message.bytes", "20000000")];
    let topics = Topics::named("bench");
    create(
        &broker,
        &[
            (&topics.input, Shape { partitions: PARTITIONS, config: roomy, node: 1 }),
            (&topics.dead_letters, Shape { partitions: 1, config: roomy, node: 1 }),
        ],
    );
    let (records, bytes) = load(&broker, &topics.input, &options);
    println!("input      {records} payloads, {:.1} MB, {PARTITIONS} partitions", bytes as f64 / 1e6);
    println!("rounds     {} and one to warm up\n", options.rounds);

    let folder = tempfile::tempdir().expect("a folder");
    let (mut desk, mut loops) = (Vec::new(), Vec::new());
    for round in 0..=options.rounds {
        let one = |who: &str| Topics {
            output: format!("bench.{who}.{round}"),
            group: format!("bench.{who}.{round}"),
            ..topics.clone()
        };
        let (copydesk, copy) = (one("copydesk"), one("copy"));
        create(
            &broker,
            &[
                (&copydesk.output, Shape { partitions: PARTITIONS, config: roomy, node: 1 }),
                (&copy.output, Shape { partitions: PARTITIONS, config: roomy, node: 1 }),
            ],
        );
        let desk_run = measure::run(&mut copydesk_command(&broker, &copydesk, folder.path()));
        let loop_run = measure::run(&mut copy_command(&broker, &copy, records));
        if round > 0 {
            desk.push(desk_run);
            loops.push(loop_run);
        } else {
            println!(
                "published  {} of {records} by copydesk\n",
                Reader::new(&broker, &copydesk.output).read_to_end().len()
            );
        }
    }
    report(&[("copydesk", &desk), ("copy loop", &loops)], records as f64, bytes as f64);
}

fn options(arguments: &[String]) -> Options {
    let mut options = Options { data: None, pages: 2000, rounds: 3 };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let mut value = || rest.next().unwrap_or_else(|| panic!("{argument} needs a value"));
        match argument.as_str() {
            "--data" => options.data = Some(value().into()),
            "--pages" => options.pages = value().parse().expect("--pages takes a number"),
            "--rounds" => options.rounds = value().parse().expect("--rounds takes a number"),
            // What `cargo bench` adds by itself.
            "--bench" => {}
            _ => panic!("expected --data FILE.jsonl.gz, --pages N or --rounds N, got {argument}"),
        }
    }
    options
}

/// Fills the topic: how many payloads, how many bytes.
fn load(broker: &Broker, topic: &str, options: &Options) -> (u64, u64) {
    let mut producer = Producer::new(broker, topic);
    let (mut records, mut bytes) = (0, 0);
    let mut send = |value: Vec<u8>| {
        bytes += value.len() as u64;
        let partition = i32::try_from(records % PARTITIONS as u64).expect("a partition");
        producer.send(partition, &Outgoing::value(value).with_key(records.to_string()));
        records += 1;
    };
    match &options.data {
        Some(path) => {
            let file = File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let lines = BufReader::new(MultiGzDecoder::new(file)).lines();
            let values: Vec<Vec<u8>> = lines.map(|line| envelope(&line.expect("a line"))).collect();
            assert!(!values.is_empty(), "{}: no pages", path.display());
            // Again from the start until there are enough: what a process costs to start must not be the figure.
            (0..options.pages).zip(values.iter().cycle()).for_each(|(_, value)| send(value.clone()));
        }
        None => (0..options.pages).for_each(|n| send(pages::page(n, PAGE_BYTES).into_bytes())),
    }
    producer.flush();
    (records, bytes)
}

fn envelope(line: &str) -> Vec<u8> {
    let page: serde_json::Value = serde_json::from_str(line).expect("JSON");
    let picked: serde_json::Map<String, serde_json::Value> = ["id", "url", "html", "text"]
        .iter()
        // A page has its markup or, without any, its text.
        .filter(|field| **field != "text" || page["html"].is_null())
        .filter(|field| !page[**field].is_null())
        .map(|field| ((*field).to_owned(), page[*field].clone()))
        .collect();
    serde_json::Value::from(picked).to_string().into_bytes()
}

fn copydesk_command(broker: &Broker, topics: &Topics, folder: &Path) -> Command {
    let config = folder.join("copydesk.toml");
    let settings =
        Settings::names_only(broker, topics).with("admin.listen", &format!("\"127.0.0.1:{}\"", support::free_port()));
    fs::write(&config, settings.to_toml()).expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
    command.arg("run").arg("--until-end").arg("--config").arg(config).env("RUST_LOG", "warn").stdin(Stdio::null());
    command
}

fn copy_command(broker: &Broker, topics: &Topics, records: u64) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    let arguments = ["copy", &broker.address(), &topics.input, &topics.output, &topics.group, &records.to_string()];
    command.args(arguments).stdin(Stdio::null());
    command
}

type Figure = (&'static str, fn(&Run, f64, f64) -> f64);

fn report(contenders: &[(&str, &[Run])], records: f64, bytes: f64) {
    let figures: [Figure; 5] = [
        ("records/s", |run, records, _| records / run.wall_s),
        ("MB/s", |run, _, bytes| bytes / 1e6 / run.wall_s),
        ("CPU s/GB", |run, _, bytes| run.cpu_s / (bytes / 1e9)),
        ("CPU s/1,000", |run, records, _| run.cpu_s / (records / 1e3)),
        ("peak RSS MiB", |run, _, _| run.peak_rss_mib),
    ];
    print!("{:<14}", "");
    contenders.iter().for_each(|(name, _)| print!("{name:>28}"));
    println!("{:>12}", "ratio");
    for (name, figure) in figures {
        print!("{name:<14}");
        let mut medians = Vec::new();
        for (_, runs) in contenders {
            let (median, least, most) = spread(runs.iter().map(|run| figure(run, records, bytes)).collect());
            print!("{:>28}", format!("{median:.2} ({least:.2}–{most:.2})"));
            medians.push(median);
        }
        match medians.as_slice() {
            [first, second] if *second > 0.0 => println!("{:>12.2}", first / second),
            _ => println!(),
        }
    }
}

fn machine() -> String {
    let processor = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = processor
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .unwrap_or("unknown")
        .trim_start_matches(['\t', ' ', ':']);
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    format!("{name}, {cores} cores, librdkafka {}", rdkafka::util::get_rdkafka_version().1)
}
