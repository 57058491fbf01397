//! What a guess is measured in: the lines of a dump, the run that is its body, its title, its address.

use std::ops::Range;

use super::Address;
use crate::parse::overlap::capitals;
use crate::parse::text_dump::head::is_date;
use crate::parse::text_dump::labels::Label;
use crate::parse::text_dump::lines::Line;
use crate::parse::text_dump::select::{Sightings, bullet};

/// What every guess tells of its line.
pub const LINE: [&str; 28] = [
    "from_title",
    "from_run",
    "from_end",
    "in_run",
    "place",
    "page_lines",
    "width",
    "words",
    "ends",
    "label",
    "back_label",
    "next_label",
    "blank_before",
    "blank_after",
    "back_width",
    "back2_width",
    "next_width",
    "next2_width",
    "back_dated",
    "next_dated",
    "dated",
    "times_seen",
    "first_seen",
    "capitals",
    "digits",
    "bullet",
    "back_ends",
    "next_ends",
];

/// Far is far.
const FAR: i32 = 60;

pub struct Scene<'d> {
    pub lines: &'d [Line],
    pub run: &'d Range<usize>,
    pub title: Option<usize>,
    pub address: &'d Address,
    seen: Sightings<'d>,
}

impl<'d> Scene<'d> {
    pub fn new(lines: &'d [Line], run: &'d Range<usize>, title: Option<usize>, address: &'d Address) -> Self {
        Self { lines, run, title, address, seen: Sightings::of(lines) }
    }

    /// The lines within so many before and behind of a line.
    pub fn near(&self, at: usize, before: usize, behind: usize) -> Range<usize> {
        at.saturating_sub(before)..(at + behind + 1).min(self.lines.len())
    }

    /// The numbers of [`LINE`].
    pub fn row(&self, at: usize) -> Vec<i32> {
        let Some(line) = self.lines.get(at) else { return vec![-1; LINE.len()] };
        let beside = |step: isize| at.checked_add_signed(step).and_then(|at| self.lines.get(at));
        let width = |step| beside(step).map_or(-1, |line| cut(line.width));
        let label_of = |step| beside(step).map_or(-1, |line| label(line.label));
        let dated = |step| beside(step).map_or(-1, |line| i32::from(is_date(&line.text)));
        let ends = |step| beside(step).map_or(-1, |line| i32::from(line.ends));
        let digits = line.text.chars().filter(|sign| sign.is_numeric()).count();
        let (times, first) = self.seen.times(line);
        vec![
            self.title.map_or(-99, |title| distance(title, at)),
            distance(self.run.start, at),
            distance(self.run.end, at),
            i32::from(self.run.contains(&at)),
            per_mille(at, self.lines.len()),
            cut(self.lines.len()),
            cut(line.width),
            cut(line.words),
            i32::from(line.ends),
            label(line.label),
            label_of(-1),
            label_of(1),
            i32::from(line.blank_before),
            i32::from(line.blank_after),
            width(-1),
            width(-2),
            width(1),
            width(2),
            dated(-1),
            dated(1),
            i32::from(is_date(&line.text)),
            times.min(9) as i32,
            i32::from(first == at),
            capitals(&line.text).0,
            per_mille(digits, line.text.chars().count()),
            i32::from(bullet(&line.text).is_some()),
            ends(-1),
            ends(1),
        ]
    }
}

pub fn label(label: Option<Label>) -> i32 {
    label.map_or(0, |label| 1 + label as i32)
}

pub fn per_mille(part: usize, whole: usize) -> i32 {
    i32::try_from((part * 1000).checked_div(whole).unwrap_or(0)).unwrap_or(1000)
}

pub fn cut(value: usize) -> i32 {
    i32::try_from(value).unwrap_or(999).min(999)
}

/// Lines from one to another.
pub fn distance(from: usize, to: usize) -> i32 {
    let signed = |at: usize| i32::try_from(at).unwrap_or(i32::MAX);
    (signed(to) - signed(from)).clamp(-FAR, FAR)
}
