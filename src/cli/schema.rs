//! `copydesk schema`: what comes out and what goes in, as JSON Schema.

use std::process::ExitCode;

use clap::ValueEnum;

use super::{Failure, print};
use crate::config;

/// Print a JSON Schema (2020-12)
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Of what
    of: Of,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Of {
    /// The configuration file
    Config,
}

pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let schema = match args.of {
        Of::Config => config::schema(),
    };
    print(format!("{schema:#}\n").as_bytes())
}
