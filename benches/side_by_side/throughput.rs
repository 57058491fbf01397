//! Everybody through the same topic, in turn, for some rounds.

use std::collections::HashMap;

use crate::contender::{Contender, Stage, Until};
use crate::figures::{cell, table};
use crate::input::Input;
use crate::measure::{self, Run};
use crate::visible;

/// The runs of each contender, round by round.
pub struct Rounds {
    input: Input,
    runs: Vec<(Contender, Vec<Run>)>,
}

/// A ratio that is asked for: this one over that one.
pub type Ratio = (Contender, Contender);

/// Runs each contender once a round. The first round warms broker and disk up and is thrown away.
pub fn rounds(stage: &Stage<'_>, input: &Input, contenders: &[Contender], rounds: usize) -> Rounds {
    let mut runs: Vec<(Contender, Vec<Run>)> = contenders.iter().map(|contender| (*contender, Vec::new())).collect();
    for round in 0..=rounds {
        let mut outputs = Vec::new();
        for (contender, runs) in &mut runs {
            let mut prepared = contender.prepare(stage, &input.topic, Until::End(input.records));
            let run = measure::run(&mut prepared.command);
            if round > 0 {
                runs.push(run);
            } else {
                let visible = visible::count(stage.broker, &prepared.output);
                println!("published  {visible} of {} by {}", input.records, contender.name());
            }
            outputs.push(prepared.output);
        }
        stage.clear(&outputs);
    }
    println!();
    Rounds { input: input.clone(), runs }
}

impl Rounds {
    /// Prints what each contender took, and the ratios.
    pub fn report(&self, title: &str, ratios: &[Ratio]) {
        let (records, bytes) = (self.input.records as f64, self.input.bytes as f64);
        println!("### {title}\n");
        let rows: Vec<Vec<String>> = self
            .runs
            .iter()
            .map(|(contender, runs)| {
                let figure = |figure: &dyn Fn(&Run) -> f64| cell(runs.iter().map(figure));
                vec![
                    contender.name(),
                    figure(&|run| records / run.wall_s),
                    figure(&|run| bytes / 1e6 / run.wall_s),
                    figure(&|run| run.cpu_s / (bytes / 1e9)),
                    figure(&|run| run.cpu_s / (records / 1e3)),
                    figure(&|run| run.peak_rss_mib),
                ]
            })
            .collect();
        table(&["contender", "records/s", "MB/s", "CPU s/GB", "CPU s/1,000", "peak RSS MiB"], &rows);
        let runs: HashMap<String, &Vec<Run>> = self.runs.iter().map(|(who, runs)| (who.name(), runs)).collect();
        let rows: Vec<Vec<String>> = ratios
            .iter()
            .filter_map(|(one, other)| {
                let (ours, theirs) = (runs.get(&one.name())?, runs.get(&other.name())?);
                // Within a round: what else the machine had to do then, it had to do for both.
                let ratio = |figure: &dyn Fn(&Run) -> f64| {
                    cell(ours.iter().zip(*theirs).map(|(ours, theirs)| figure(ours) / figure(theirs)))
                };
                let speed = ratio(&|run| 1.0 / run.wall_s);
                Some(vec![format!("{} / {}", one.name(), other.name()), speed, ratio(&|run| run.cpu_s)])
            })
            .collect();
        table(&["ratio, round by round", "throughput", "CPU"], &rows);
    }

    /// The median throughput of a contender, in records a second.
    pub fn records_per_second(&self, contender: Contender) -> Option<f64> {
        let (_, runs) = self.runs.iter().find(|(found, _)| *found == contender)?;
        let (median, ..) = crate::figures::spread(runs.iter().map(|run| self.input.records as f64 / run.wall_s));
        Some(median)
    }
}
