//! `copydesk check`: the configuration that results from file and environment, and everything that is wrong with it.

use std::process::ExitCode;

use super::{Configuration, Failure, print};
use crate::config;

/// Print the configuration that results, with the origin of each value; exit with 2 where it is wrong
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    configuration: Configuration,
}

pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let (config, origins) = args.configuration.load()?;
    print(config::summary(&config, &origins).as_bytes())
}
