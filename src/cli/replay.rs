//! `copydesk replay`: dead letters back to the topics they came from.

use std::fmt::Write as _;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::{Configuration, Failure, print};
use crate::kafka::{self, Fate, Letter, Progress, ReplayOptions, Summary};
use crate::outcome::{RejectReason, Stage};
use crate::telemetry::logs;

/// Put dead letters back into the topics they came from; each payload once, however often it is run
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    configuration: Configuration,
    /// Only dead letters with this reason
    #[arg(long, value_parser = reasons())]
    reason: Option<RejectReason>,
    /// Only dead letters of this stage
    #[arg(long, value_parser = stages())]
    stage: Option<Stage>,
    /// Replay so many at most
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    limit: Option<u64>,
    /// Replay so many a second at most
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    rate: Option<u32>,
    /// Leave those alone that became dead letters so often
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    max_attempts: u32,
    /// Write nothing; print each letter that would be replayed
    #[arg(long)]
    dry_run: bool,
}

fn reasons() -> impl TypedValueParser<Value = RejectReason> {
    PossibleValuesParser::new(RejectReason::ALL.map(RejectReason::as_str)).try_map(|name| {
        RejectReason::ALL.into_iter().find(|reason| reason.as_str() == name).ok_or("no reason of that name")
    })
}

fn stages() -> impl TypedValueParser<Value = Stage> {
    PossibleValuesParser::new(Stage::ALL.map(Stage::as_str))
        .try_map(|name| Stage::ALL.into_iter().find(|stage| stage.as_str() == name).ok_or("no stage of that name"))
}

pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let (config, _) = args.configuration.load()?;
    logs::init(config.telemetry.log_format);
    let options = ReplayOptions {
        reason: args.reason,
        stage: args.stage,
        limit: args.limit,
        rate: args.rate,
        max_attempts: args.max_attempts,
        dry_run: args.dry_run,
    };
    let mut summary = Summary::default();
    let mut bar = Bar::new();
    let mut unprinted = None;
    let done = kafka::replay(&config, &options, &mut summary, &mut |progress, met| {
        if let Some((letter, Fate::Replayed)) = met
            && args.dry_run
            && unprinted.is_none()
        {
            bar.clear();
            unprinted = print(line(letter).as_bytes()).err();
        }
        bar.show(progress);
    });
    bar.clear();
    // Also where it had to stop: what was committed until then stands.
    print(table(&summary, args.dry_run).as_bytes())?;
    if let Some(failure) = unprinted {
        return Err(failure);
    }
    done.map_err(|fault| Failure::stopped(fault.to_string()))?;
    Ok(ExitCode::SUCCESS)
}

/// A letter that would be replayed, for people and for `cut -f`.
fn line(letter: &Letter) -> String {
    let place = letter.record.origin.position().map_or_else(String::new, ToString::to_string);
    let stage = letter.stage.map_or("other", Stage::as_str);
    let (source, reason, attempts) =
        (letter.source.to_string().escape_debug().to_string(), letter.reason_name(), letter.attempts);
    format!("{place}\t{source}\t{stage}\t{reason}\tattempts {attempts}\t{} bytes\n", letter.record.size())
}

/// One line for each reason, one column for each fate that was met.
fn table(summary: &Summary, dry_run: bool) -> String {
    let shown: Vec<Fate> =
        Fate::ALL.into_iter().filter(|fate| *fate == Fate::Replayed || summary.total(*fate) > 0).collect();
    let headings = shown.iter().map(|fate| heading(*fate, dry_run).to_string());
    let mut lines: Vec<Vec<String>> = vec![std::iter::once("reason".to_string()).chain(headings).collect()];
    for reason in summary.reasons() {
        let counts = shown.iter().map(|fate| summary.of(reason, *fate).to_string());
        lines.push(std::iter::once(reason.to_string()).chain(counts).collect());
    }
    lines.push(
        std::iter::once("total".to_string()).chain(shown.iter().map(|fate| summary.total(*fate).to_string())).collect(),
    );
    let widths: Vec<usize> = (0..=shown.len())
        .map(|n| lines.iter().filter_map(|line| line.get(n)).map(String::len).max().unwrap_or(0))
        .collect();
    let mut text = String::new();
    for line in &lines {
        for (n, (cell, width)) in line.iter().zip(&widths).enumerate() {
            let _ = if n == 0 { write!(text, "{cell:<width$}") } else { write!(text, "  {cell:>width$}") };
        }
        text.push('\n');
    }
    text
}

fn heading(fate: Fate, dry_run: bool) -> &'static str {
    match fate {
        Fate::Replayed if dry_run => "would be replayed",
        Fate::Replayed => "replayed",
        Fate::NotAsked => "not asked for",
        Fate::Before => "replayed before",
        Fate::TooManyAttempts => "too many attempts",
        Fate::ValueOmitted => "value omitted",
        Fate::OtherTopic => "from another topic",
        Fate::Refused => "refused",
        Fate::NoLetter => "no dead letter",
    }
}

/// One line on a terminal, written over and over; nothing anywhere else.
struct Bar {
    terminal: bool,
    shown: Option<Instant>,
}

impl Bar {
    /// Between two lines: quick enough to look alive, slow enough to cost nothing.
    const EVERY: Duration = Duration::from_millis(100);

    fn new() -> Self {
        Self { terminal: std::io::stderr().is_terminal(), shown: None }
    }

    fn show(&mut self, progress: Progress) {
        if self.terminal && self.shown.is_none_or(|shown| shown.elapsed() >= Self::EVERY) {
            self.shown = Some(Instant::now());
            // Nobody to tell is no failure.
            let _ = write!(std::io::stderr(), "\r\x1b[K{}", bar(progress));
        }
    }

    fn clear(&mut self) {
        if self.shown.take().is_some() {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}

fn bar(Progress { read, size, replayed }: Progress) -> String {
    const WIDTH: u64 = 30;
    let full = if size == 0 { WIDTH } else { (read.min(size) * WIDTH).div_euclid(size) };
    let filled: String = (0..WIDTH).map(|n| if n < full { '#' } else { '.' }).collect();
    format!("[{filled}] {read}/{size} read, {replayed} replayed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_a_column_for_what_was_met_and_adds_up() {
        let mut summary = Summary::default();
        for _ in 0..12 {
            summary.count("enrichment_failed", Fate::Replayed);
        }
        summary.count("enrichment_failed", Fate::ValueOmitted);
        summary.count("not_text", Fate::NotAsked);
        let expected = "reason             replayed  not asked for  value omitted\n\
                        enrichment_failed        12              0              1\n\
                        not_text                  0              1              0\n\
                        total                    12              1              1\n";
        assert_eq!(table(&summary, false), expected);
        assert_eq!(table(&Summary::default(), true), "reason  would be replayed\ntotal                   0\n");
    }

    #[test]
    fn the_bar_is_full_at_the_end_and_never_fuller() {
        let at = |read, size| bar(Progress { read, size, replayed: 1 });
        assert_eq!(at(0, 10), format!("[{}] 0/10 read, 1 replayed", ".".repeat(30)));
        assert_eq!(at(5, 10), format!("[{}{}] 5/10 read, 1 replayed", "#".repeat(15), ".".repeat(15)));
        assert_eq!(at(12, 10), format!("[{}] 12/10 read, 1 replayed", "#".repeat(30)));
        assert!(at(0, 0).starts_with(&format!("[{}]", "#".repeat(30))));
    }
}
