//! copydesk, its wiring alone and bare copy loops over the same topics, in turn, on a real Kafka: `make bench`. See
//! docs/BENCHMARKS.md.

mod contender;
mod copy;
mod figures;
mod input;
mod latency;
mod measure;
#[path = "../pages.rs"]
mod pages;
// The broker suite's instruments; this driver needs some of them.
#[allow(dead_code, unused_imports)]
#[path = "../../tests/broker/support/mod.rs"]
mod support;
mod throughput;
mod visible;
mod wiring;

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use contender::{Contender, Delivery, Kind, Stage};
use copy::Way;
use input::Input;
use latency::Pace;
use support::broker::Broker;
use support::topics::{Shape, create};

const PARTITIONS: i32 = 4;
const ROOMY: &[(&str, &str)] = &[("max.message.bytes", "20000000")];
const DEAD_LETTERS: &str = "bench.dlq";

const COPYDESK: Contender = Contender::new(Kind::Copydesk, Delivery::AtLeastOnce);
const COPYDESK_ONCE: Contender = Contender::new(Kind::Copydesk, Delivery::ExactlyOnce);
const WIRING: Contender = Contender::new(Kind::Wiring, Delivery::AtLeastOnce);
const WIRING_ONCE: Contender = Contender::new(Kind::Wiring, Delivery::ExactlyOnce);
const COPY: Contender = Contender::new(Kind::Copy, Delivery::AtLeastOnce);
const COPY_ONCE: Contender = Contender::new(Kind::Copy, Delivery::ExactlyOnce);
const COPY_ONCE_ON: Contender = Contender::new(Kind::CopyOn, Delivery::ExactlyOnce);

/// What the wiring's latency is measured at.
const PACE: f64 = 20_000.0;

const USAGE: &str = "\
--data FILE.jsonl.gz   pages of your own
--only PARTS           of pages,wiring,items,latency
--contenders NAME      those whose name holds NAME, as in \"wiring alone\"
--pages N              news pages (2000)
--items N              items for the wiring; copydesk gets a fortieth (1000000)
--seconds N            how long a latency is measured (14)
--rounds N             beside the one that warms up (3)";

struct Options {
    data: Option<PathBuf>,
    only: Vec<String>,
    contenders: String,
    pages: u64,
    items: u64,
    seconds: u64,
    rounds: usize,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if run_as_contender(&arguments) {
        return;
    }
    let options = options(&arguments);
    let wanted = |part: &str| options.only.is_empty() || options.only.iter().any(|only| only == part);
    println!("machine    {}", machine());
    let broker = Broker::start();
    create(&broker, &[(DEAD_LETTERS, Shape { partitions: 1, config: ROOMY, node: 1 })]);
    let stage = Stage::new(&broker);
    println!("rounds     {}, and one before them to warm up", options.rounds);
    let lasting = Duration::from_secs(options.seconds);
    let mut pages_per_second = None;
    let among = |all: &[Contender]| -> Vec<Contender> {
        all.iter().filter(|contender| contender.name().contains(&options.contenders)).copied().collect()
    };

    if wanted("pages") {
        let input = Input::pages(&broker, options.data.as_deref(), options.pages);
        let contenders = among(&[COPY, COPY_ONCE, COPYDESK, COPYDESK_ONCE]);
        let rounds = throughput::rounds(&stage, &input, &contenders, options.rounds);
        rounds.report("News pages", &[(COPYDESK_ONCE, COPYDESK), (COPY_ONCE, COPY), (COPYDESK, COPY)]);
        pages_per_second = rounds.records_per_second(COPYDESK);
    }
    if wanted("wiring") {
        let input = Input::items(&broker, "bench.items", options.items);
        let contenders = among(&[COPY, COPY_ONCE, COPY_ONCE_ON, WIRING, WIRING_ONCE]);
        let rounds = throughput::rounds(&stage, &input, &contenders, options.rounds);
        let ratios =
            [(WIRING, COPY), (WIRING_ONCE, COPY_ONCE), (WIRING_ONCE, WIRING), (COPY_ONCE, COPY), (COPY_ONCE_ON, COPY)];
        rounds.report("The wiring alone, 1 KiB", &ratios);
    }
    if wanted("items") {
        let input = Input::items(&broker, "bench.items.few", options.items / 40);
        let rounds = throughput::rounds(&stage, &input, &among(&[COPYDESK, COPYDESK_ONCE]), options.rounds);
        rounds.report("copydesk, 1 KiB", &[(COPYDESK_ONCE, COPYDESK)]);
    }
    if wanted("latency") {
        let items: Vec<Vec<u8>> = (0..500).map(|n| pages::item(n, input::ITEM_BYTES).into_bytes()).collect();
        let pace = Pace { payloads: &items, per_second: PACE, lasting };
        let contenders = among(&[COPY, COPY_ONCE, WIRING, WIRING_ONCE]);
        let title = format!("Latency at {PACE:.0} records of 1 KiB a second");
        latency::report(&stage, &title, &contenders, &pace, options.rounds);
    }
    if let (true, Some(full)) = (wanted("latency"), pages_per_second) {
        let pages = input::pages_of(options.data.as_deref());
        let pace = Pace { payloads: &pages, per_second: full / 2.0, lasting };
        let title = format!("Latency at half load, {:.0} news pages a second", full / 2.0);
        latency::report(&stage, &title, &among(&[COPYDESK, COPYDESK_ONCE]), &pace, options.rounds);
    }
}

/// The bare loops and the wiring run in processes of their own: this program, started with other arguments.
fn run_as_contender(arguments: &[String]) -> bool {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["wiring", config, until] => wiring::run(config, *until == "until-end"),
        [kind, brokers, input, output, group, records] if kind.starts_with("copy") => {
            let way = Way { brokers, input, output, group };
            let records = records.parse().expect("a number");
            copy::end_when_asked();
            match *kind {
                "copy" => copy::at_least_once(&way, records),
                "copy-in-transactions" => copy::exactly_once(&way, records),
                _ => copy::exactly_once_reading_on(&way, records),
            }
        }
        _ => return false,
    }
    true
}

fn options(arguments: &[String]) -> Options {
    let mut options = Options {
        data: None,
        only: Vec::new(),
        contenders: String::new(),
        pages: 2000,
        items: 1_000_000,
        seconds: 14,
        rounds: 3,
    };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let mut value = || rest.next().unwrap_or_else(|| panic!("{argument} needs a value"));
        match argument.as_str() {
            "--data" => options.data = Some(value().into()),
            "--only" => options.only = value().split(',').map(str::to_owned).collect(),
            "--contenders" => value().clone_into(&mut options.contenders),
            "--pages" => options.pages = value().parse().expect("--pages takes a number"),
            "--items" => options.items = value().parse().expect("--items takes a number"),
            "--seconds" => options.seconds = value().parse().expect("--seconds takes a number"),
            "--rounds" => options.rounds = value().parse().expect("--rounds takes a number"),
            // What `cargo bench` adds by itself.
            "--bench" => {}
            _ => {
                eprintln!("{argument}: expected\n{USAGE}");
                std::process::exit(if argument == "--help" { 0 } else { 2 });
            }
        }
    }
    options
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
