//! `copydesk check`: the configuration that results from file and environment, the memory it can need, everything that is
//! wrong with it; with `--connect`, what the cluster lacks.

use std::fmt::Write as _;
use std::process::ExitCode;

use super::{Configuration, Failure, print};
use crate::app::{self, Memory};
use crate::config::{self, Config};
use crate::kafka::{self, Finding, Level};

/// Print the configuration that results, with the origin of each value and the memory it can need; exit with 2 where it is wrong
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    configuration: Configuration,
    /// Partitions of the input topics that one worker may own: the memory is computed for them
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..))]
    partitions: u32,
    /// Ask the brokers too: topics, rights, size limits; exit with 1 where something is wrong
    #[arg(long)]
    connect: bool,
    /// Make the topics that are missing, with --partitions partitions each
    #[arg(long, requires = "connect")]
    create_topics: bool,
}

pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let (config, origins) = args.configuration.load()?;
    print(config::summary(&config, &origins).as_bytes())?;
    print(memory(&app::worst_case(&config, args.partitions, app::workers(&config)), args.partitions).as_bytes())?;
    if !args.connect {
        return Ok(ExitCode::SUCCESS);
    }
    if args.create_topics {
        create(&config, args.partitions)?;
    }
    report(&kafka::examine(&config))
}

fn create(config: &Config, partitions: u32) -> Result<(), Failure> {
    let partitions = u16::try_from(partitions).map_err(|_| {
        Failure::usage(format!("expected at most {} partitions, got {partitions}", u16::MAX), "give fewer --partitions")
    })?;
    let help = "docs/OPERATIONS.md lists what each message means";
    let made = kafka::create(config, partitions, None).map_err(|fault| Failure::unwell(fault.to_string(), help))?;
    for topic in made {
        print(format!("created topic {topic} with {partitions} partitions\n").as_bytes())?;
    }
    Ok(())
}

fn report(findings: &[Finding]) -> Result<ExitCode, Failure> {
    let mut text = String::from("\n# cluster\n");
    for Finding { level, what, mend } in findings {
        let level = match level {
            Level::Note => "ok",
            Level::Warning => "warning",
            Level::Error => "error",
        };
        let _ = writeln!(text, "{level}: {what}");
        if !mend.is_empty() {
            let _ = writeln!(text, "  {mend}");
        }
    }
    print(text.as_bytes())?;
    let well = findings.iter().all(|finding| finding.level != Level::Error);
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn memory(memory: &Memory, partitions: u32) -> String {
    let mut text = format!("\n# memory, worst case, owning {partitions} partitions (docs/OPERATIONS.md, sizing)\n");
    for (what, bytes) in memory.parts().into_iter().chain([("total", memory.total())]) {
        let _ = writeln!(text, "{:>8} MiB  {what}", bytes.div_ceil(1 << 20));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_add_up_to_the_total() {
        let memory = app::worst_case(&Config::default(), 100, 2);
        assert_eq!(memory.parts().iter().map(|(_, bytes)| bytes).sum::<u64>(), memory.total());
        let text = super::memory(&memory, 100);
        assert!(text.contains(&format!("{:>8} MiB  total", memory.total().div_ceil(1 << 20))), "{text}");
    }
}
