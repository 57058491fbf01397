//! `copydesk schema`: what comes out and what goes in, as JSON Schema.

use std::process::ExitCode;

use clap::ValueEnum;

use super::{Failure, print};
use crate::{config, encode};

/// Print a JSON Schema (2020-12)
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Of what
    of: Of,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Of {
    /// What is published for an article
    Record,
    /// The headers of a dead letter
    DeadLetter,
    /// The configuration file
    Config,
}

pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let schema = match args.of {
        Of::Record => encode::record_schema(),
        Of::DeadLetter => encode::dead_letter_schema(),
        Of::Config => config::schema(),
    };
    print(format!("{schema:#}\n").as_bytes())
}
