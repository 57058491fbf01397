//! How a dump was read, in words.

use std::cmp::Reverse;
use std::ops::Range;

use super::chosen;
use super::head::Head;
use super::lines::Line;
use super::select::{Verdict, scores};
use super::title;
use crate::article::{BlockKind, Confidence, Provenance, Sourced};
use crate::parse::explain::{self, Candidate, Fate};

/// Titles that lost and are shown.
const LOSERS: usize = 4;

/// Every line with its verdict and its measures.
pub fn lines(lines: &[Line], run: &Range<usize>, verdicts: &[Option<Verdict>]) -> Vec<explain::Line> {
    let scores = scores(lines);
    let explained = |((at, line), (verdict, points)): ((usize, &Line), (&Option<Verdict>, i32))| explain::Line {
        number: Some(line.number),
        text: line.text.clone(),
        fate: match verdict {
            None => Fate::Moved,
            Some(Verdict::Paragraph) => Fate::Kept(BlockKind::Paragraph),
            Some(Verdict::Heading) => Fate::Kept(BlockKind::Heading),
            Some(Verdict::Item) => Fate::Kept(BlockKind::List),
            Some(Verdict::Remove(reason)) => Fate::Removed(*reason),
        },
        points: Some(points),
        evidence: evidence(line, run.contains(&at)),
    };
    lines.iter().enumerate().zip(verdicts.iter().zip(scores)).map(explained).collect()
}

fn evidence(line: &Line, in_run: bool) -> Vec<String> {
    let place = if in_run { "in the run" } else { "outside the run" };
    let words = if line.words == 1 { "1 word".into() } else { format!("{} words", line.words) };
    let mut evidence = vec![place.to_owned(), format!("width {}", line.width), words];
    if line.ends {
        evidence.push("ends as a sentence".into());
    }
    if let Some(label) = line.label {
        evidence.push(format!("label: {}", format!("{label:?}").to_lowercase()));
    }
    evidence
}

/// The line that is the title, and those that came next.
pub fn titles(lines: &[Line], run: &Range<usize>, head: &Head) -> Vec<Candidate> {
    let mut scored: Vec<(i32, usize)> = head.scores.titles.clone();
    let confidence =
        |points| if head.scores.titles.is_empty() { Confidence::per_mille(800) } else { chosen::confidence(points) };
    if scored.is_empty() {
        scored = title::scored(lines, run).collect();
        scored.sort_by_key(|(points, at)| Reverse((*points, *at)));
    }
    let candidate = |(points, at): (i32, usize)| {
        let provenance = head.title.as_ref().map_or(Provenance::TextRule, |title| title.provenance);
        let found = Sourced::new(lines.get(at)?.text.clone(), provenance, confidence(points));
        Some(Candidate { points: Some(points), ..Candidate::from(&found) })
    };
    let chosen = head.title.as_ref().map(|title| title.value.as_str());
    let mut titles: Vec<Candidate> = scored.into_iter().filter_map(candidate).take(LOSERS + 1).collect();
    // A declared title was looked for, whatever its points are.
    if let Some(title) = &head.title
        && titles.first().is_none_or(|first| Some(first.value.as_str()) != chosen)
    {
        titles.retain(|other| Some(other.value.as_str()) != chosen);
        titles.insert(0, Candidate::from(title));
    }
    titles
}

/// The date of publication, and those that came next.
pub fn published(head: &Head) -> Vec<Candidate> {
    if head.scores.dates.is_empty() {
        return Candidate::all(&head.published);
    }
    let scored = head.scores.dates.iter().take(LOSERS + 1);
    scored.map(|(points, found)| Candidate { points: Some(*points), ..Candidate::from(found) }).collect()
}

/// The authors, and other names that were looked at.
pub fn authors(head: &Head) -> Vec<Candidate> {
    let taken = Candidate::of_authors(&head.authors);
    let is_taken = |name: &String| head.authors.iter().any(|author| author.name == *name);
    let lost = head.scores.authors.iter().filter(|(_, names)| !names.iter().all(is_taken)).take(LOSERS);
    let lost = lost.map(|(points, names)| {
        let found = Sourced::new(names.join(", "), Provenance::Model, chosen::confidence(*points));
        Candidate { points: Some(*points), ..Candidate::from(&found) }
    });
    taken.into_iter().chain(lost).collect()
}
