//! `copydesk run`: the worker.

use std::process::ExitCode;

use super::{Configuration, Failure};
use crate::app::{self, RunOptions};
use crate::telemetry::logs;

/// Run the worker until SIGTERM or SIGINT: it drains, commits, leaves its group and exits with 0
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    configuration: Configuration,
    /// Stop at the offsets that were the ends of the input topics at the start (backfills)
    #[arg(long)]
    until_end: bool,
}

pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let (config, _) = args.configuration.load()?;
    logs::init(config.telemetry.log_format);
    app::run(&config, &RunOptions { until_end: args.until_end, ..RunOptions::default() })
        .map_err(|error| Failure::stopped(format!("{error:#}")))?;
    Ok(ExitCode::SUCCESS)
}
