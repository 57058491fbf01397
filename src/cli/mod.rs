//! The command line: one file a command. Data goes to stdout, everything else to stderr.
//!
//! | exit code | meaning |
//! |---|---|
//! | 0 | done |
//! | 1 | `process`, `explain`: a payload became no record; `check --connect`, `healthcheck`: not well |
//! | 2 | wrong usage or configuration |
//! | 3 | copydesk had to stop |

mod check;
mod completions;
mod demo;
mod explain;
mod failure;
mod healthcheck;
mod http;
mod man;
mod process;
mod replay;
mod run;
mod schema;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::LazyLock;

use clap::{Parser, Subcommand};

use crate::config::{self, Config, Origins};
use crate::kafka;
pub use failure::Failure;
pub use process::pretty;

/// Turns raw news payloads from Kafka into clean, structured article records.
#[derive(Debug, Parser)]
#[command(
    name = "copydesk",
    version = VERSION.as_str(),
    disable_help_subcommand = true,
    arg_required_else_help = true,
    after_help = "Data goes to stdout, everything else to stderr. Exit codes: 0 done, 1 rejected or not well, \
        2 wrong usage or configuration, 3 the worker had to stop."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::Args),
    Demo(demo::Args),
    Process(process::Args),
    Explain(explain::Args),
    Check(check::Args),
    Replay(replay::Args),
    Schema(schema::Args),
    Healthcheck(healthcheck::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// Where the configuration comes from.
#[derive(Debug, clap::Args)]
struct Configuration {
    /// The configuration; environment variables (COPYDESK__…) go over it
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// Runs the command that the arguments name, and tells people on stderr when it went wrong.
#[must_use]
pub fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Run(args) => run::run(&args),
        Command::Demo(args) => demo::run(&args),
        Command::Process(args) => process::run(args),
        Command::Explain(args) => explain::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Replay(args) => replay::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Healthcheck(args) => healthcheck::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
    };
    done.unwrap_or_else(|failure| failure.tell(&mut std::io::stderr()))
}

/// Version, where the build knew it the revision, and the Kafka client's version.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let version = env!("CARGO_PKG_VERSION");
    let client = kafka::librdkafka_version();
    match option_env!("COPYDESK_REVISION").filter(|revision| !revision.is_empty()) {
        Some(revision) => format!("{version} ({revision}, librdkafka {client})"),
        None => format!("{version} (librdkafka {client})"),
    }
});

impl Configuration {
    fn load(&self) -> Result<(Config, Origins), Failure> {
        // A variable of ours that is no Unicode comes along damaged, to be complained about by its name.
        let environment = std::env::vars_os()
            .map(|(name, value)| (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned()));
        config::load_with_origins(self.config.as_deref(), environment).map_err(Failure::from)
    }
}

/// Writes data to stdout, whole.
fn print(data: &[u8]) -> Result<ExitCode, Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(data).and_then(|()| out.flush()).map_err(Failure::output)?;
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_says_what_it_does() {
        for command in Cli::command().get_subcommands() {
            assert!(command.get_about().is_some(), "{}", command.get_name());
        }
    }
}
