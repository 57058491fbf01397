//! Trees over the numbers of each line, inside what the head of the article holds fast.

use std::sync::LazyLock;

use super::chosen::Fields;
use super::guess;
use super::numbers::{self, Dump};
use super::select::{Verdict, shape};
use super::{Told, outside};
use crate::article::{BlockKind, RemovedReason};
use crate::parse::training::Sample;
use crate::parse::trees::Trees;

/// The trees that ship with copydesk, made by `tools/train`; see `data/README.md`.
const SHIPPED: &str = include_str!("../../../data/extraction/dump.trees");

/// The name by which records know them.
pub const MODEL: &str = "dump.trees";

static TREES: LazyLock<Option<Trees>> = LazyLock::new(|| {
    let names = numbers::names();
    Trees::read(SHIPPED, &names.iter().map(String::as_str).collect::<Vec<_>>()).ok()
});

/// The trees of this version. A test holds that they can be read; if they could not, the rules decide.
pub fn shipped() -> Option<&'static Trees> {
    TREES.as_ref()
}

/// Smaller dumps look like none that the trees have seen: there the rules decide.
const LEAST_LINES: usize = 24;
const LEAST_WIDTH: usize = 1_000;

/// Whether a dump is one that the trees can judge: with furniture around, and enough text that the rules would keep.
pub fn fits(told: &Told) -> bool {
    let kept = told.lines.iter().zip(&told.verdicts).filter(|(_, verdict)| **verdict == Some(Verdict::Paragraph));
    let width: usize = kept.map(|(line, _)| line.width).sum();
    told.lines.len() >= LEAST_LINES && width >= LEAST_WIDTH
}

/// Lets the trees say what becomes of each line that is neither a value nor a label of the head.
pub fn weigh(told: &mut Told, trees: &Trees) {
    let rows = numbers::rows(&met(told));
    let lines = told.lines.iter().enumerate();
    let judged = lines.zip(&told.verdicts).zip(rows).map(|(((at, line), rules), row)| {
        let Some(open) = rules.filter(is_open) else { return *rules };
        Some(match (trees.score(&row) > 0, open) {
            (true, Verdict::Remove(_)) => shape(&told.lines, at, line),
            (false, Verdict::Remove(_)) | (true, _) => open,
            (false, _) => Verdict::Remove(outside(line, None, None)),
        })
    });
    told.verdicts = judged.collect();
}

/// The lines of a dump as the trees meet them.
pub fn samples(dump: super::Dump<'_>, fields: Fields<'_>) -> Vec<Sample> {
    let told = Told::by_rules(dump, fields);
    let rows = numbers::rows(&met(&told));
    let sample = |((line, verdict), row): ((&super::Line, &Option<Verdict>), Vec<i32>)| Sample {
        text: line.text.clone(),
        kind: if *verdict == Some(Verdict::Heading) { BlockKind::Heading } else { BlockKind::Paragraph },
        kept: verdict.is_some_and(|verdict| !matches!(verdict, Verdict::Remove(_))),
        open: verdict.as_ref().is_some_and(is_open),
        row,
    };
    told.lines.iter().zip(&told.verdicts).zip(rows).map(sample).collect()
}

/// A guess at a field, as the trees meet it.
pub struct GuessSample {
    pub value: String,
    /// Of authors.
    pub names: Vec<String>,
    pub row: Vec<i32>,
}

/// The guesses at a title, a date or the authors of a dump.
pub fn guesses(kind: &str, dump: super::Dump<'_>, fields: Fields<'_>) -> Vec<GuessSample> {
    let told = Told::by_rules(dump, fields);
    let address = guess::Address::of(dump.url);
    let title = told.head.title_at;
    let scene = guess::Scene::new(&told.lines, &told.run, title, &address);
    let text = |at: usize| told.lines.get(at).map(|line| line.text.clone()).unwrap_or_default();
    match kind {
        "title" => {
            let sample =
                |found: guess::TitleGuess| GuessSample { value: text(found.at), names: Vec::new(), row: found.row };
            guess::titles(&scene).into_iter().map(sample).collect()
        }
        "date" => {
            let sample = |found: guess::DateGuess| GuessSample {
                value: found.day.to_string(),
                names: Vec::new(),
                row: found.row,
            };
            guess::dates(&scene).into_iter().map(sample).collect()
        }
        _ => {
            let sample =
                |found: guess::AuthorGuess| GuessSample { value: text(found.at), names: found.names, row: found.row };
            guess::authors(&scene).into_iter().map(sample).collect()
        }
    }
}

/// The names of the numbers by which trees judge a line.
pub fn features() -> Vec<String> {
    numbers::names()
}

fn met(told: &Told) -> Dump<'_> {
    Dump { lines: &told.lines, run: &told.run, verdicts: &told.verdicts, title: told.head.title_at }
}

/// Whether it is for the trees to say what becomes of a line.
fn is_open(verdict: &Verdict) -> bool {
    use RemovedReason::{BylineLabel, HostRepeated, PublishLabel, SourceLabel, TitleRepeated};
    !matches!(verdict, Verdict::Remove(BylineLabel | HostRepeated | PublishLabel | SourceLabel | TitleRepeated))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::text_dump::article;

    /// Changed weights are a change of every record: reviewed, trained anew, never by hand.
    #[test]
    fn the_weights_are_those_that_were_reviewed() {
        assert_eq!(
            shipped().map(Trees::hash),
            Some("sha256:c8679cd49d4a7f4784d75f5cfa39a4eea96a4e30cca99cc84faaa75c773a7d1e")
        );
    }

    #[test]
    fn a_dump_with_furniture_is_judged_by_the_trees_and_a_small_one_by_rules() {
        let read = |text| article(crate::parse::text_dump::Dump { text, ..Default::default() }, &mut ()).unwrap();
        let whole = read(include_str!("../../../tests/fixtures/dumps/whole_page_ar.txt"));
        assert_eq!(whole.models.get(MODEL).map(String::as_str), shipped().map(Trees::hash));
        assert!(read("No ferry leaves today, since the captain has a cold.").models.is_empty());
    }
}
