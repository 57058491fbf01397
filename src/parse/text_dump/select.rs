//! Which lines are the article: the best run of lines, and what inside it is furniture all the same.
//!
//! ```text
//!  menu menu menu │ Title │ By … │ sentence. sentence. Heading sentence. Share sentence. │ Related teaser teaser © …
//!   −50  −50  −50    −50    −50  │   +180      +240      −10     +90      −60    +310    │  −150    −50    −50  −200
//!                                └────────────────── the run with the highest sum ───────┘
//! ```
//!
//! Long lines that end as sentences do weigh as many points as they have characters; short ones and known furniture cost.
//! The run of most points is the article (a maximum subarray, one pass). No list of sites, no markup, any language.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::head::is_date;
use super::labels::{Label, ends_in_credit};
use super::lines::Line;
use super::phrases::OF_THE_SITE;
use crate::article::RemovedReason;

/// From this width on a line is long.
const LONG: usize = 80;
/// No single line outweighs a page of menus.
const MOST: i32 = 600;

/// What becomes of a line in the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Paragraph,
    Heading,
    Item,
    Remove(RemovedReason),
}

/// The lines that hold the article, by index; empty if no line is like one of an article.
pub fn run(lines: &[Line]) -> Range<usize> {
    let seen = sightings(lines);
    let (mut best, mut best_sum) = (0..0, 0);
    let (mut start, mut sum) = (0, 0);
    for (at, line) in lines.iter().enumerate() {
        let points = points(lines, at, line, &seen);
        if sum <= 0 {
            (start, sum) = (at, 0);
        }
        sum += points;
        if sum > best_sum {
            (best, best_sum) = (start..at + 1, sum);
        }
    }
    best
}

/// How often a line stands in the dump.
fn sightings(lines: &[Line]) -> HashMap<&str, u32> {
    let mut seen = HashMap::new();
    for line in lines {
        *seen.entry(line.folded.as_str()).or_insert(0) += 1;
    }
    seen
}

fn points(lines: &[Line], at: usize, line: &Line, seen: &HashMap<&str, u32>) -> i32 {
    let width = i32::try_from(line.width).unwrap_or(MOST).min(MOST);
    if let Some(label) = line.label {
        return match label {
            Label::Comments => -500,
            Label::Rights => -400,
            Label::Related => -200,
            _ => -80,
        };
    }
    if line.folded.contains("cookie") {
        return -width.min(100);
    }
    if seen.get(line.folded.as_str()).is_some_and(|count| *count > 1) {
        return -30;
    }
    if ends_in_credit(&line.text) {
        return -20;
    }
    if speaks_of_the_site(&line.folded) {
        return -width / 4;
    }
    match (line.width >= LONG, line.ends) {
        (true, true) => width,
        (true, false) => width / 3,
        (false, true) if line.width >= LONG / 2 => width,
        (false, true) => width / 4,
        (false, false) if heads(lines, at) => -10,
        (false, false) => -40,
    }
}

/// Whether a line says three things that sites say about themselves and their readers.
fn speaks_of_the_site(folded: &str) -> bool {
    let stem = |word: &str| {
        // The Arabic article is written with its word.
        let word = word.strip_prefix("ال").unwrap_or(word);
        OF_THE_SITE.iter().find(|stem| word.starts_with(**stem)).copied()
    };
    let stems: HashSet<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter_map(stem).collect();
    stems.len() >= 3
}

/// Whether a short line is followed by a sentence: a heading, or the last line of the furniture.
fn heads(lines: &[Line], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| lines.get(at)).is_some_and(|line| line.ends && line.width >= LONG / 2);
    let after = lines.get(at + 1).is_some_and(|line| line.width >= LONG / 2 && line.ends && line.label.is_none());
    before && after
}

/// What becomes of each line of the run.
pub fn verdicts(lines: &[Line], run: Range<usize>, title: Option<&str>) -> Vec<Verdict> {
    let seen = sightings(lines);
    let spaced = lines.iter().filter(|line| line.blank_before).count() > 1;
    run.map(|at| match lines.get(at) {
        Some(line) => verdict(lines, at, line, &seen, title, spaced),
        None => Verdict::Remove(RemovedReason::Boilerplate),
    })
    .collect()
}

fn verdict(
    lines: &[Line],
    at: usize,
    line: &Line,
    seen: &HashMap<&str, u32>,
    title: Option<&str>,
    spaced: bool,
) -> Verdict {
    if let Some(label) = line.label {
        return Verdict::Remove(label.reason());
    }
    if title.is_some_and(|title| title == line.folded) {
        return Verdict::Remove(RemovedReason::TitleRepeated);
    }
    if line.width < 2 * LONG && seen.get(line.folded.as_str()).is_some_and(|count| *count > 1) {
        return Verdict::Remove(RemovedReason::Boilerplate);
    }
    if ends_in_credit(&line.text) {
        return Verdict::Remove(RemovedReason::Boilerplate);
    }
    if bullet(&line.text).is_some() {
        return Verdict::Item;
    }
    if line.ends || line.width >= LONG {
        return Verdict::Paragraph;
    }
    let before = at.checked_sub(1).and_then(|at| lines.get(at));
    let goes_on = before.is_none_or(|line| line.ends || line.width >= LONG || bullet(&line.text).is_some());
    let apart = !spaced || (line.blank_before && line.blank_after);
    let next = lines.get(at + 1).filter(|next| next.label.is_none());
    let leads = next.is_some_and(|next| (next.ends && next.width >= LONG / 2) || bullet(&next.text).is_some());
    if is_date(&line.text) {
        return Verdict::Remove(RemovedReason::Boilerplate);
    }
    if apart && goes_on && leads {
        return Verdict::Heading;
    }
    // In doubt it stays: text that goes on is more often the article's than not.
    let near_text = apart && next.is_some_and(|next| next.ends || next.width >= LONG / 2);
    if near_text || line.width >= LONG / 2 || line.text.ends_with([':', '：', ',', '،', ';', '؛']) {
        return Verdict::Paragraph;
    }
    Verdict::Remove(RemovedReason::Boilerplate)
}

/// The text of a list item, without its bullet. A dash may begin speech, and is none.
pub fn bullet(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(['•', '*', '▪', '◦', '‣', '●', '■', '–', '-', '·'])?;
    (rest.starts_with(char::is_whitespace) && !text.starts_with('–')).then(|| rest.trim())
}
