//! `copydesk man`: the manual, made from the command line itself.

use std::process::ExitCode;

use clap::CommandFactory;

use super::{Cli, Failure, print};

/// Print the manual page, or that of one command, in roff: `copydesk man | man -l -`
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The command whose page to print
    command: Option<String>,
}

pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let mut root = Cli::command();
    root.build();
    let (command, title) = match &args.command {
        None => (root, "copydesk".to_owned()),
        Some(name) => {
            let command = root.find_subcommand(name).cloned().ok_or_else(|| {
                let known: Vec<_> = root.get_subcommands().map(clap::Command::get_name).collect();
                Failure::usage(
                    format!("expected one of the commands, got \"{name}\""),
                    format!("the commands are {}", known.join(", ")),
                )
            })?;
            (command.display_name(format!("copydesk-{name}")), format!("copydesk-{name}"))
        }
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command).title(title).render(&mut page).map_err(Failure::output)?;
    print(&page)
}
