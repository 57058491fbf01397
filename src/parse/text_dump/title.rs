//! Which line is the title.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::head::is_date;
use super::lines::{Line, fold, is_wide};
use super::select::bullet;

/// How far above the body a title is looked for, in lines.
const REACH: usize = 120;
/// How far into the run: a lead line may have drawn it in.
const INTO: usize = 2;
/// Width a title may have.
const WIDTH: Range<usize> = 8..260;
/// Paragraphs that a title is compared with.
const COMPARED: usize = 40;
/// Characters of each that are compared.
const COMPARED_CHARS: usize = 2000;
/// A word said that often is what the article is about.
const OFTEN: usize = 3;
/// Words that a title has at least.
const FEW: usize = 4;
/// Lines among which a window title or a breadcrumb is looked for.
const TOP: usize = 400;
/// Points without which a line is no title.
const ENOUGH: i32 = 10;

/// The line of the title: near above the body, of its words, and said twice if the page had a window title.
pub fn line(lines: &[Line], run: &Range<usize>, declared: Option<&str>) -> Option<usize> {
    if let Some(declared) = declared.map(fold).filter(|title| !title.is_empty()) {
        let same = |line: &Line| line.folded == declared;
        return lines.iter().take(run.end).rposition(same).or_else(|| lines.iter().position(same));
    }
    scored(lines, run).max_by_key(|(points, _)| *points).map(|(_, at)| at)
}

/// Every line that could be the title, with its points.
pub fn scored(lines: &[Line], run: &Range<usize>) -> impl Iterator<Item = (i32, usize)> {
    let body = lines.get(run.clone()).unwrap_or_default();
    let told = Told::of(lines, run);
    let into = body.iter().position(|line| line.width >= 40 && line.ends && !questions(line)).unwrap_or(0).min(INTO);
    let range = run.start.saturating_sub(REACH)..run.start + into;
    let scored = range.filter_map(move |at| Some((points(lines, at, lines.get(at)?, run, &told)?, at)));
    scored.filter(|(points, _)| *points > ENOUGH)
}

/// How often each term stands in the body.
pub struct Told(HashMap<String, usize>);

impl Told {
    pub fn of(lines: &[Line], run: &Range<usize>) -> Self {
        let body = lines.get(run.clone()).unwrap_or_default();
        let mut told: HashMap<String, usize> = HashMap::new();
        for term in
            body.iter().filter(|line| line.width >= 40).take(COMPARED).flat_map(|line| terms(beginning(&line.folded)))
        {
            *told.entry(term).or_insert(0) += 1;
        }
        Self(told)
    }

    /// Thousandths of the terms of a line that the body has, those that it has often counted as such, and all alike.
    pub fn shares(&self, own: &HashSet<String>) -> (i32, i32) {
        let counts: Vec<usize> =
            own.iter().filter_map(|term| self.0.get(term)).map(|count| (*count).min(OFTEN)).collect();
        (part(1000, counts.iter().sum(), own.len() * OFTEN), part(1000, counts.len(), own.len()))
    }
}

/// The points of a line; none where the rules see no title in it.
pub fn points_at(lines: &[Line], at: usize, run: &Range<usize>, told: &Told) -> Option<i32> {
    points(lines, at, lines.get(at)?, run, told)
}

pub fn terms_of(folded: &str) -> HashSet<String> {
    terms(beginning(folded)).collect()
}

/// Points for a line, as a logistic choice among the lines above a few hundred labelled bodies gave them, rounded.
fn points(lines: &[Line], at: usize, line: &Line, run: &Range<usize>, told: &Told) -> Option<i32> {
    let stops = (line.ends && !questions(line)) || line.text.ends_with([':', '：', ',', '،', ';', '؛']);
    // What stands on every other page is no title; on some it is a teaser for this one.
    let is_none = line.label.is_some()
        || line.elsewhere.at_least(3, 50)
        || stops
        || bullet(&line.text).is_some()
        || is_date(&line.text);
    if is_none || !WIDTH.contains(&line.width) || line.words < 2 {
        return None;
    }
    let own: HashSet<String> = terms(&line.folded).collect();
    let shared: Vec<usize> = own.iter().filter_map(|term| told.0.get(term)).map(|count| (*count).min(OFTEN)).collect();
    // A heading of two words shares them easily: its share counts as if it had a few more.
    let often = part(45, shared.iter().sum(), own.len().max(FEW) * OFTEN);
    let any = part(10, shared.len(), own.len().max(FEW)) + part(10, shared.len(), own.len().max(1));
    // The title of the window and a breadcrumb say it once more.
    let inside = lines
        .iter()
        .take(TOP)
        .any(|other| other.folded.len() > line.folded.len() && other.folded.contains(line.folded.as_str()));
    let width = match line.width {
        0..15 => 0,
        15..25 => 9,
        25..=110 => 13,
        111..=150 => -2,
        _ => -15,
    };
    let words = match line.words {
        0..4 => -24,
        4..6 => -12,
        _ => 0,
    };
    let before = at.checked_sub(1).and_then(|at| lines.get(at));
    let after = lines.get(at + 1);
    let path = line.text.contains(['/', '›', '»', '>']) && line.text.matches(char::is_whitespace).count() > 2;
    // What stands above a title is menu; long lines there are another article, or a notice.
    let long_above = lines.iter().take(at).filter(|line| line.width >= 80).take(5).count();
    let far = run.start.saturating_sub(at).min(40);
    let facts = [
        (inside, 14),
        (line.blank_before && line.blank_after, 20),
        (path, -17),
        (questions(line), -5),
        (before.is_none_or(|line| line.width < 25), 12),
        (after.is_some_and(|line| line.width > 80), 8),
        (after.is_some_and(|line| line.label.is_some() || is_date(&line.text)), 8),
        (run.contains(&at), -21),
    ];
    let facts: i32 = facts.into_iter().filter(|(holds, _)| *holds).map(|(_, points)| points).sum();
    Some(often + any + width + words + facts - part(50, long_above, 5) - part(28, far, 40))
}

/// So many points, times a fraction.
fn part(points: i32, of: usize, all: usize) -> i32 {
    i32::try_from(of).unwrap_or(0) * points / i32::try_from(all).unwrap_or(1).max(1)
}

fn questions(line: &Line) -> bool {
    line.width < 150 && line.text.ends_with(['?', '!', '？', '！', '؟', '"', '”', '»', '…', ')'])
}

/// As much of a paragraph as is compared: a whole dump may be one line.
fn beginning(folded: &str) -> &str {
    let end = folded.char_indices().nth(COMPARED_CHARS).map_or(folded.len(), |(at, _)| at);
    folded.get(..end).unwrap_or(folded)
}

/// What two texts can share: words of four letters and more, pairs of characters where words are not apart.
fn terms(folded: &str) -> impl Iterator<Item = String> {
    let words = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= 4 && !word.contains(is_wide));
    // The first letters only: endings and clitics differ.
    let words = words.map(|word| word.chars().take(6).collect::<String>());
    let pairs = folded
        .chars()
        .zip(folded.chars().skip(1))
        .filter(|(a, b)| is_wide(*a) && is_wide(*b))
        .map(|(a, b)| format!("{a}{b}"));
    words.chain(pairs)
}
