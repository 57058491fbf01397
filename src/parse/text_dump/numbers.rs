//! A line of a dump and its place as a row of whole numbers, for the trees that judge it.
//!
//! Numbers only: no word of a page. Shares are thousandths, lengths are cut, so that one long page looks like another.

use std::ops::Range;

use super::head::is_date;
use super::labels::{Label, ends_in_credit};
use super::lines::Line;
use super::select::{Sightings, Verdict, bullet, points, site_words};
use crate::parse::overlap::{Vocabulary, capitals};

/// What a line says by itself, where it stands, and what the rules say.
const OWN: [&str; 36] = [
    "width",
    "words",
    "ends",
    "label",
    "blank_before",
    "blank_after",
    "bullet",
    "points",
    "in_run",
    "verdict",
    "digits",
    "commas",
    "colon",
    "dated",
    "credit",
    "times_seen",
    "site_words",
    "place",
    "page_lines",
    "page_prose",
    "prose_before",
    "after_title",
    "after_start",
    "before_end",
    "run_share",
    "kept_before",
    "kept_after",
    "stretch",
    "stretch_prose",
    "label_above",
    "spaced",
    "first_seen",
    "shared_words",
    "title_words",
    "capitals",
    "small",
];
/// Of the lines before and after.
const NEIGHBOUR: [&str; 5] = ["width", "ends", "label", "kept", "points"];
#[rustfmt::skip]
const NEIGHBOURS: [(&str, isize); 6] = [("back3", -3), ("back2", -2), ("back1", -1), ("next1", 1), ("next2", 2), ("next3", 3)];
/// Of the lines around, so many on each side.
const WINDOW: [&str; 3] = ["prose", "kept", "short"];
const WINDOWS: [usize; 3] = [3, 8, 20];

/// Lengths are cut here.
const MOST: i64 = 1_000;
/// From this width on a line is prose, if it ends as a sentence.
const PROSE: usize = 40;

/// The names of a row's numbers, in their order.
pub fn names() -> Vec<String> {
    let own = OWN.iter().map(|name| (*name).to_owned());
    let beside = NEIGHBOURS.iter().flat_map(|(at, _)| NEIGHBOUR.iter().map(move |name| format!("{at}_{name}")));
    let windows = WINDOWS.iter().flat_map(|size| WINDOW.iter().map(move |name| format!("near{size}_{name}")));
    own.chain(beside).chain(windows).collect()
}

/// All that is known of a dump when its lines are weighed.
pub struct Dump<'d> {
    pub lines: &'d [Line],
    pub run: &'d Range<usize>,
    /// What the rules say; none for lines that stand in a field.
    pub verdicts: &'d [Option<Verdict>],
    pub title: Option<usize>,
}

impl Dump<'_> {
    fn kept(&self, at: usize) -> bool {
        matches!(self.verdicts.get(at), Some(Some(Verdict::Paragraph | Verdict::Heading | Verdict::Item)))
    }
}

/// What is counted once over the whole dump.
struct Around<'d> {
    seen: Sightings<'d>,
    /// Width of prose, prose in the run, kept lines and short lines, before each line and at the end.
    prose: Vec<i64>,
    kept_lines: Vec<i64>,
    short: Vec<i64>,
    points: Vec<i64>,
    kept: Vec<usize>,
    spaced: bool,
    words: Vocabulary,
}

/// One row for each line, in their order.
pub fn rows(dump: &Dump<'_>) -> Vec<Vec<i32>> {
    let lines = dump.lines;
    let seen = Sightings::of(lines);
    let points = lines.iter().enumerate().map(|(at, line)| points(lines, at, line, &seen).into()).collect();
    let title = dump.title.and_then(|at| lines.get(at)).map_or("", |line| line.folded.as_str());
    let kept = lines.iter().enumerate().filter(|(at, _)| dump.kept(*at)).map(|(_, line)| line.folded.as_str());
    let around = Around {
        words: Vocabulary::of(kept, title),
        prose: sums(lines.iter().map(|line| if is_prose(line) { length(line.width) } else { 0 })),
        kept_lines: sums((0..lines.len()).map(|at| i64::from(dump.kept(at)))),
        short: sums(lines.iter().map(|line| i64::from(line.width < PROSE))),
        points,
        kept: (0..lines.len()).filter(|at| dump.kept(*at) && lines.get(*at).is_some_and(is_prose)).collect(),
        spaced: lines.iter().filter(|line| line.blank_before).count() > 1,
        seen,
    };
    let mut above = None;
    let mut rows = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate() {
        above = line.label.or(if is_prose(line) { None } else { above });
        let mut row = own(dump, &around, at, line, above).to_vec();
        for (_, step) in NEIGHBOURS {
            row.extend(neighbour(dump, &around, at.checked_add_signed(step)));
        }
        for size in WINDOWS {
            let near = (at.saturating_sub(size), at + size + 1);
            let between = |sums: &[i64]| between(sums, near).min(MOST * 10) as i32;
            row.extend([between(&around.prose), between(&around.kept_lines), between(&around.short)]);
        }
        rows.push(row);
    }
    rows
}

fn own(dump: &Dump<'_>, around: &Around<'_>, at: usize, line: &Line, above: Option<Label>) -> [i32; OWN.len()] {
    let all = (0, dump.lines.len());
    let run = (dump.run.start, dump.run.end);
    let prose = between(&around.prose, all);
    let chars = length(line.text.chars().count());
    let digits = line.text.chars().filter(|sign| sign.is_numeric()).count();
    let commas = line.text.chars().filter(|sign| matches!(sign, ',' | '،' | '、' | '，' | ';' | '؛')).count();
    let before = around.kept.partition_point(|kept| *kept < at);
    let last = before.checked_sub(1).and_then(|last| around.kept.get(last));
    let next = around.kept.get(before..).and_then(|rest| rest.iter().find(|kept| **kept > at));
    // Lines that no blank line parts.
    let up = dump.lines.get(..at).unwrap_or(&[]).iter().rev().take_while(|line| !line.blank_after).take(30).count();
    let down = dump.lines.get(at..).unwrap_or(&[]).iter().take_while(|line| !line.blank_after).take(30).count();
    let stretch = (at - up.min(at), at + down + 1);
    let (capitals, small) = capitals(&line.text);
    let (times, first) = around.seen.times(line);
    [
        cut(line.width),
        cut(line.words),
        i32::from(line.ends),
        label(line.label),
        i32::from(line.blank_before),
        i32::from(line.blank_after),
        i32::from(bullet(&line.text).is_some()),
        around.points.get(at).copied().unwrap_or(0) as i32,
        i32::from(dump.run.contains(&at)),
        dump.verdicts.get(at).map_or(0, verdict),
        per_mille(length(digits), chars),
        per_mille(length(commas), chars),
        i32::from(line.text.ends_with([':', '：'])),
        i32::from(is_date(&line.text)),
        i32::from(ends_in_credit(&line.text)),
        times.min(9) as i32,
        cut(site_words(&line.folded)),
        per_mille(length(at), length(all.1)),
        cut(all.1),
        prose.min(20_000) as i32,
        per_mille(between(&around.prose, (0, at)), prose),
        dump.title.map_or(-999, |title| distance(title, at)),
        distance(dump.run.start, at),
        distance(at, dump.run.end),
        per_mille(between(&around.prose, run), prose),
        last.map_or(99, |last| distance(*last, at).min(99)),
        next.map_or(99, |next| distance(at, *next).min(99)),
        cut(stretch.1 - stretch.0),
        between(&around.prose, stretch).min(MOST * 10) as i32,
        label(above),
        i32::from(around.spaced),
        i32::from(first == at),
        around.words.shared(&line.folded, dump.kept(at)),
        around.words.of_title(&line.folded),
        capitals,
        i32::from(small),
    ]
}

fn neighbour(dump: &Dump<'_>, around: &Around<'_>, at: Option<usize>) -> [i32; NEIGHBOUR.len()] {
    let Some((at, line)) = at.and_then(|at| Some((at, dump.lines.get(at)?))) else { return [-1; NEIGHBOUR.len()] };
    [
        cut(line.width),
        i32::from(line.ends),
        label(line.label),
        i32::from(dump.kept(at)),
        around.points.get(at).copied().unwrap_or(0) as i32,
    ]
}

fn is_prose(line: &Line) -> bool {
    line.ends && line.width >= PROSE && line.label.is_none()
}

fn verdict(verdict: &Option<Verdict>) -> i32 {
    match verdict {
        None | Some(Verdict::Remove(_)) => 0,
        Some(Verdict::Paragraph) => 1,
        Some(Verdict::Heading) => 2,
        Some(Verdict::Item) => 3,
    }
}

fn label(label: Option<Label>) -> i32 {
    label.map_or(0, |label| 1 + label as i32)
}

/// What stands before each, and all of it at the end.
fn sums(values: impl Iterator<Item = i64>) -> Vec<i64> {
    let running = values.scan(0, |sum, value| {
        *sum += value;
        Some(*sum)
    });
    std::iter::once(0).chain(running).collect()
}

fn between(sums: &[i64], (from, to): (usize, usize)) -> i64 {
    let last = sums.len().saturating_sub(1);
    let at = |index: usize| sums.get(index.min(last)).copied().unwrap_or(0);
    at(to) - at(from)
}

fn per_mille(part: i64, whole: i64) -> i32 {
    if whole <= 0 { 0 } else { (part * 1000 / whole).clamp(0, 1000) as i32 }
}

fn length(value: usize) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn cut(value: usize) -> i32 {
    length(value).min(MOST) as i32
}

/// Lines from one to another; cut, since far is far.
fn distance(from: usize, to: usize) -> i32 {
    (length(to) - length(from)).clamp(-200, 200) as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::text_dump::Dump as Page;

    fn samples(text: &str) -> Vec<crate::parse::training::Sample> {
        crate::parse::text_dump::samples(Page { text, ..Page::default() }, Default::default())
    }

    const DUMP: &str = include_str!("../../../tests/fixtures/dumps/whole_page_ar.txt");

    #[test]
    fn every_row_has_a_number_for_each_name() {
        let names = names();
        let mut apart = names.clone();
        apart.sort();
        apart.dedup();
        assert_eq!(apart.len(), names.len());
        for dump in [DUMP, "", "x", "a\n\nb"] {
            assert!(samples(dump).iter().all(|sample| sample.row.len() == names.len()));
        }
    }

    #[test]
    fn a_line_of_the_menu_and_one_of_the_article_differ_in_the_numbers_that_name_them() {
        let samples = samples(DUMP);
        let value = |start: &str, name: &str| {
            let sample = samples.iter().find(|sample| sample.text.starts_with(start)).unwrap();
            sample.row[names().iter().position(|known| known == name).unwrap()]
        };
        assert_eq!((value("طقس", "ends"), value("ويمتد", "ends")), (0, 1));
        assert_eq!((value("طقس", "stretch"), value("ويمتد", "stretch")), (10, 1));
        assert_eq!((value("طقس", "in_run"), value("ويمتد", "in_run")), (0, 1));
        assert!(value("ويمتد", "near8_prose") > value("طقس", "near8_prose"));
        assert!(value("اشترك", "label") > 0);
    }
}
