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
use super::seen_before::{self, Before};
use crate::article::RemovedReason;

/// From this width on a line is long.
pub const LONG: usize = 80;
/// No single line outweighs a page of menus.
const MOST: i32 = 600;

/// Lines that a run may skip to go on.
const GAP: usize = 4;

/// Width up to which a paragraph may be a notice; it also bounds the search for its words.
const NOTICE: usize = 1000;

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
    let seen = Sightings::of(lines);
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
    stretch(lines, best, &seen)
}

/// A run that stops at a button, or at a button and a heading, goes on behind it.
fn stretch(lines: &[Line], run: Range<usize>, seen: &Sightings<'_>) -> Range<usize> {
    let is_text = |at: usize| {
        lines.get(at).is_some_and(|line| line.ends && line.width >= LONG && points(lines, at, line, seen) > 0)
    };
    let is_button = |at: usize| {
        let label = lines.get(at).and_then(|line| line.label);
        matches!(label, Some(Label::Share | Label::Advertisement | Label::Credit | Label::App | Label::Subscribe))
    };
    // Buttons, then perhaps a heading in reading order.
    let is_gap = |gap: Range<usize>| {
        let buttons = gap.clone().take_while(|at| is_button(*at)).count();
        buttons > 0 && buttons + 1 >= gap.len()
    };
    let Range { mut start, mut end } = run;
    while start < end
        && let Some(before) =
            (1..=GAP).filter_map(|gap| start.checked_sub(gap + 1)).find(|at| is_text(*at) && is_gap(*at + 1..start))
    {
        start = before;
    }
    while start < end
        && let Some(after) = (1..=GAP).map(|gap| end + gap).find(|at| is_text(*at) && is_gap(end..*at))
    {
        end = after + 1;
    }
    start..end
}

/// What each line adds to a run that holds it.
pub fn scores(lines: &[Line]) -> Vec<i32> {
    let seen = Sightings::of(lines);
    lines.iter().enumerate().map(|(at, line)| points(lines, at, line, &seen)).collect()
}

/// How often each line stands in the dump, and where first.
#[derive(Debug)]
pub struct Sightings<'a>(HashMap<&'a str, (u32, usize)>);

impl<'a> Sightings<'a> {
    pub fn of(lines: &'a [Line]) -> Self {
        let mut seen = HashMap::new();
        for (at, line) in lines.iter().enumerate() {
            seen.entry(line.folded.as_str()).or_insert((0, at)).0 += 1;
        }
        Self(seen)
    }

    /// How often a line stands there, and where first.
    pub fn times(&self, line: &Line) -> (u32, usize) {
        self.0.get(line.folded.as_str()).copied().unwrap_or((1, 0))
    }

    /// Whether a line is one too many: short ones wherever they stand, paragraphs from the second time on.
    fn repeated(&self, at: usize, line: &Line) -> bool {
        let paragraph = line.ends && line.width >= LONG;
        self.0.get(line.folded.as_str()).is_some_and(|(count, first)| *count > 1 && !(paragraph && *first == at))
    }
}

/// What a line adds to a run.
pub fn points(lines: &[Line], at: usize, line: &Line, seen: &Sightings<'_>) -> i32 {
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
    if seen.repeated(at, line) {
        return -30;
    }
    match seen_before::says(lines, at, line) {
        Some(Before::Furniture) => return -60,
        // At the ends of a run it is left out, between sentences of the article it stays.
        Some(Before::Notice) => return -width / 4,
        None => {}
    }
    if ends_in_credit(&line.text) {
        return -20;
    }
    if line.width < NOTICE && speaks_of_the_site(&line.folded) {
        return -width / 4;
    }
    if bullet(&line.text).is_some() && !line.ends {
        return if line.width >= 25 { width / 3 } else { -10 };
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
    site_words(folded) >= 3
}

/// How many different things of that kind it says.
pub fn site_words(folded: &str) -> usize {
    let stem = |word: &str| {
        // The Arabic article is written with its word.
        let word = word.strip_prefix("ال").unwrap_or(word);
        OF_THE_SITE.iter().find(|stem| word.starts_with(**stem)).copied()
    };
    let stems: HashSet<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter_map(stem).collect();
    stems.len()
}

/// Whether a short line is followed by a sentence: a heading, or the last line of the furniture.
pub fn heads(lines: &[Line], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| lines.get(at)).is_some_and(|line| line.ends && line.width >= LONG / 2);
    let after = lines.get(at + 1).is_some_and(|line| line.width >= LONG / 2 && line.ends && line.label.is_none());
    before && after
}

/// What becomes of each line of the run.
pub fn verdicts(lines: &[Line], run: Range<usize>, title: Option<&str>) -> Vec<Verdict> {
    let seen = Sightings::of(lines);
    let spaced = lines.iter().filter(|line| line.blank_before).count() > 1;
    run.map(|at| match lines.get(at) {
        Some(line) => verdict(lines, at, line, &seen, title, spaced),
        None => Verdict::Remove(RemovedReason::Boilerplate),
    })
    .collect()
}

fn verdict(lines: &[Line], at: usize, line: &Line, seen: &Sightings<'_>, title: Option<&str>, spaced: bool) -> Verdict {
    if let Some(label) = line.label {
        return Verdict::Remove(label.reason());
    }
    if title.is_some_and(|title| title == line.folded) {
        return Verdict::Remove(RemovedReason::TitleRepeated);
    }
    if seen.repeated(at, line) {
        return Verdict::Remove(RemovedReason::Boilerplate);
    }
    if seen_before::says(lines, at, line) == Some(Before::Furniture) {
        return Verdict::Remove(RemovedReason::HostRepeated);
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
    // A button between two paragraphs is not there.
    let before = lines.iter().take(at).rev().find(|line| line.label.is_none());
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

/// What a line is that belongs to the article although the rules would leave it out.
pub fn shape(lines: &[Line], at: usize, line: &Line) -> Verdict {
    if bullet(&line.text).is_some() {
        Verdict::Item
    } else if !line.ends && line.width < LONG && line.label.is_none() && heads(lines, at) {
        Verdict::Heading
    } else {
        Verdict::Paragraph
    }
}

/// The text of a list item, without its bullet. A dash may begin speech, and is none.
pub fn bullet(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(['•', '*', '▪', '◦', '‣', '●', '■', '–', '-', '·'])?;
    (rest.starts_with(char::is_whitespace) && !text.starts_with('–')).then(|| rest.trim())
}
