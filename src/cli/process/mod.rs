//! `copydesk process`: the worker's own stages over files, without Kafka.
//!
//! ```text
//!  files, lines ▶ feeder ──────────── places, in input order ────────────▶ writer ▶ records to stdout
//!                    └──▶ intake ▶ the road, in any order ▶ ends ─────────┘  └────▶ rejects to stderr or a file
//! ```
//!
//! - [`input`]: payloads out of files and lines, none larger than the limit.
//! - [`feed`]: payloads onto the road, as fast as the budget admits them.
//! - [`write`]: what became of them, in input order.
//!
//! Memory does not grow with the input: the budget bounds the bytes in flight, the channel of places their number.

mod feed;
pub(super) mod input;
mod pretty;
mod reject;
mod write;

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::ValueEnum;
use crossbeam_channel::bounded;

use super::{Configuration, Failure};
use crate::app;
use crate::commit::Budget;
use crate::config::Config;
use crate::pipeline::{self, Road};
use crate::record::Header;
use feed::Feeder;
use input::{Input, Shape};
use reject::Names;
use write::{Tally, Writer};

pub use pretty::pretty;

/// Payloads under way at once: what they cost beside their bytes stays small against any budget.
const WINDOW: usize = 4096;

/// Turn payloads from files into records, without Kafka: JSON lines on stdout, rejects as JSON lines on stderr
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Payloads; `-` or none: stdin
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What a file is: one payload of any format, or one JSON envelope a line
    #[arg(long, value_enum, default_value_t = InputArg::Auto)]
    input: InputArg,
    /// Where the payloads were fetched; an envelope's own url comes first
    #[arg(long)]
    url: Option<String>,
    /// Media type of the payloads, such as "text/html; charset=windows-1256"
    #[arg(long, value_name = "TYPE")]
    content_type: Option<String>,
    /// CPU workers; 0: as many as cores [default: pipeline.workers]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(0..=1024))]
    jobs: Option<u16>,
    /// Write records over several lines, for people
    #[arg(long)]
    pretty: bool,
    /// Where rejects go, as JSON lines, instead of stderr
    #[arg(long, value_name = "FILE")]
    rejected: Option<PathBuf>,
    #[command(flatten)]
    configuration: Configuration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum InputArg {
    Auto,
    Jsonl,
}

pub fn run(args: Args) -> Result<ExitCode, Failure> {
    let (mut config, _) = args.configuration.load()?;
    let inputs = inputs(&args.files)?;
    let rejects: Box<dyn Write> = match &args.rejected {
        None => Box::new(io::stderr()),
        Some(path) => Box::new(File::create(path).map(BufWriter::new).map_err(|error| {
            Failure::usage(format!("{}: {error}", path.display()), "name a file for --rejected that can be written")
        })?),
    };
    let feeder = Feeder {
        inputs,
        shape: if args.input == InputArg::Jsonl { Shape::Lines } else { Shape::Whole },
        headers: headers(&args, &config),
        payload_bytes: usize::try_from(config.limits.payload_bytes.0).unwrap_or(usize::MAX),
        budget: Arc::new(Budget::new(usize::try_from(config.limits.in_flight_bytes.0).unwrap_or(usize::MAX))),
    };
    let names = Names::new(&config);
    let writer = Writer::new(BufWriter::new(io::stdout().lock()), rejects, names, args.pretty);

    keep_panics_of_stages_quiet();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("process-io")
        .enable_all()
        .build()
        .map_err(|error| Failure::stopped(format!("cannot start the runtime: {error}")))?;
    let stages = app::stages(&config).map_err(|error| Failure::stopped(format!("{error:#}")))?;
    if let Some(jobs) = args.jobs {
        config.pipeline.workers = jobs.into();
    }
    let road = pipeline::start(stages, app::workers(&config), runtime.handle())
        .map_err(|error| Failure::stopped(format!("cannot start the stages: {error}")))?;

    let tally = drive(road, feeder, writer)?;
    // Where rejects are lines of JSON on stderr for a program, nothing else must stand among them.
    if args.rejected.is_some() || io::stderr().is_terminal() {
        let _ = writeln!(io::stderr(), "{tally}");
    }
    Ok(if tally.rejected == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Sends everything down the road and writes what comes out of it.
fn drive(road: Road, feeder: Feeder, mut writer: Writer<impl Write>) -> Result<Tally, Failure> {
    let Road { intake, ends, threads } = road;
    let (places, placed) = bounded(WINDOW);
    // One token is enough: it says that something ended since the feeder last looked.
    let (ended, wake) = bounded(1);
    let feeding = std::thread::Builder::new()
        .name("feeder".into())
        .spawn(move || feeder.run(&intake, &places, &wake))
        .map_err(|error| Failure::stopped(format!("cannot start the feeder: {error}")))?;

    // An output that is gone ends the command here; the feeder may be waiting for its input, and goes with the process.
    writer.run(&placed, &ends, &ended)?;
    drop((placed, ends, ended));
    let fed = feeding.join().unwrap_or_else(|_| Err(Failure::stopped("the feeder panicked")));
    for thread in threads.0 {
        thread.join().map_err(|_| Failure::stopped("a stage panicked outside of its payload"))?;
    }
    // Only now: what was read before the input failed has been written.
    fed?;
    writer.finish()
}

/// The files, each seen to be readable before any work is done.
fn inputs(files: &[PathBuf]) -> Result<Vec<Input>, Failure> {
    if files.is_empty() {
        if io::stdin().is_terminal() {
            let _ = writeln!(io::stderr(), "reading one payload from the terminal, until Ctrl-D");
        }
        return Ok(vec![Input::Stdin]);
    }
    let mut inputs = Vec::new();
    for file in files {
        let input = if file.as_os_str() == "-" { Input::Stdin } else { Input::File(file.clone()) };
        input.probe()?;
        if input == Input::Stdin && inputs.contains(&input) {
            return Err(Failure::usage("stdin (-) is given twice", "name it once: it can be read once"));
        }
        inputs.push(input);
    }
    Ok(inputs)
}

/// What the arguments say about every payload, under the names that the stages look for.
fn headers(args: &Args, config: &Config) -> Vec<Header> {
    let names = &config.input.headers;
    // A line that is no JSON is a broken line, not a text that happens to be short.
    let lines = (args.input == InputArg::Jsonl).then(|| "application/json".to_owned());
    [(&names.url, args.url.clone()), (&names.content_type, args.content_type.clone().or(lines))]
        .into_iter()
        .filter_map(|(name, value)| Some(Header { name: name.clone(), value: Some(value?.into_bytes()) }))
        .collect()
}

/// A panic in a stage is a reject with the panic's message; the hook's own lines would stand between lines of JSON.
fn keep_panics_of_stages_quiet() {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let thread = std::thread::current();
        let stage = thread.name().and_then(|name| name.split_once('-')).map(|(stage, _)| stage);
        if !crate::outcome::Stage::ALL.iter().any(|known| Some(known.as_str()) == stage) {
            hook(panic);
        }
    }));
}

#[cfg(test)]
mod tests;
