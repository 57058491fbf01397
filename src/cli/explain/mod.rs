//! `copydesk explain`: why each line of a payload was kept or left out, what else a field could have been, and what was
//! found in the text.
//!
//! ```text
//!  FILE ▶ parse, with a watcher ▶ normalize ▶ told ─┬─ text ▶ stdout, in colour on a terminal
//!                                                   └─ page ▶ --html FILE
//! ```
//!
//! The stages are the worker's own. Payloads come from strangers: control characters never reach a terminal, and nothing
//! of a payload is markup in the page.

mod facts;
mod page;
mod text;
mod told;

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use super::process::input::{Input, Shape, Value};
use super::{Configuration, Failure, print};
use crate::app;
use crate::config::{ByteSize, Config};
use crate::record::{Header, Origin, Record};
use told::Told;

/// Show why each line of a payload was kept or left out, the candidates for each field, and what was found in the text
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The payload; `-`: stdin
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Where it was fetched; an envelope's own url comes first
    #[arg(long)]
    url: Option<String>,
    /// Its media type, such as "text/html; charset=windows-1256"
    #[arg(long, value_name = "TYPE")]
    content_type: Option<String>,
    /// Write a page for a browser there, instead of text to stdout
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    #[command(flatten)]
    configuration: Configuration,
}

pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let (config, _) = args.configuration.load()?;
    let input = if args.file.as_os_str() == "-" { Input::Stdin } else { Input::File(args.file.clone()) };
    input.probe()?;
    let record = record(args, &config, payload(&input, &config)?);
    let stages = app::stages(&config).map_err(|error| Failure::stopped(format!("{error:#}")))?;
    let told = Told::of(&stages, &record, input.name());
    match &args.html {
        None => {
            let colour =
                io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
            print(text::render(&told, colour).as_bytes())?;
        }
        Some(path) => fs::write(path, page::render(&told)).map_err(|error| {
            Failure::usage(format!("{}: {error}", path.display()), "name a file for --html that can be written")
        })?,
    }
    if let Err(stop) = &told.article {
        // Where the text goes to stdout, it says so itself.
        if args.html.is_some() {
            let _ = writeln!(io::stderr(), "{}", told::clean(&stop.to_string()));
        }
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

fn payload(input: &Input, config: &Config) -> Result<Vec<u8>, Failure> {
    let limit = config.limits.payload_bytes.0;
    let mut payload = None;
    input.payloads(Shape::Whole, usize::try_from(limit).unwrap_or(usize::MAX), |found| {
        payload = Some(found.value);
        true
    })?;
    match payload {
        Some(Value::Bytes(bytes)) => Ok(bytes),
        Some(Value::TooLarge(length)) => {
            let what = format!(
                "{}: expected at most {} (limits.payload_bytes), got {length} bytes",
                input.name(),
                ByteSize(limit)
            );
            Err(Failure::unwell(what, "raise limits.payload_bytes with --config"))
        }
        None => Ok(Vec::new()),
    }
}

fn record(args: &Args, config: &Config, value: Vec<u8>) -> Record {
    let names = &config.input.headers;
    let headers = [(&names.url, &args.url), (&names.content_type, &args.content_type)]
        .into_iter()
        .filter_map(|(name, value)| Some(Header { name: name.clone(), value: Some(value.clone()?.into_bytes()) }))
        .collect();
    Record { origin: Origin::Input { index: 0 }, timestamp_ms: None, key: None, value: Some(value), headers }
}

#[cfg(test)]
mod tests;
