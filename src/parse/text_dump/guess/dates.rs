//! Parts of lines that hold a day, and the day in the address: which of them is that of publication.

use std::ops::RangeInclusive;

use super::Scene;
use super::scene::{cut, label, per_mille};
use crate::dates::{Context, Date, Form, parse_field};
use crate::parse::text_dump::labels::{Label, leading, says};

type Day = jiff::civil::Date;

pub const OWN: [&str; 25] = [
    "of_address",
    "form",
    "has_time",
    "part",
    "part_width",
    "part_words",
    "part_digits",
    "leading",
    "says_published",
    "says_updated",
    "back_says_published",
    "back_says_updated",
    "address_days",
    "address_year",
    "address_month",
    "same_day",
    "earliest",
    "latest",
    "after_earliest",
    "candidates",
    "rank",
    "rank_below",
    "year",
    "has_label",
    "part_alone",
];

/// How far around the title, the beginning and the end of the body a date is looked for.
const ABOVE: usize = 14;
const BELOW: usize = 30;
const BEHIND: usize = 14;
/// A longer part is a sentence.
const WIDEST_LINE: usize = 220;
const WIDEST_PART: usize = 90;
/// Guesses of a page.
const MOST: usize = 60;
/// The days of news.
const YEARS: RangeInclusive<i16> = 1990..=2100;

pub struct DateGuess {
    /// None: the address.
    pub at: Option<usize>,
    pub text: String,
    /// The line is nothing else.
    pub whole: bool,
    pub day: Day,
    pub row: Vec<i32>,
}

struct Found {
    at: Option<usize>,
    part: usize,
    parts: usize,
    text: String,
    date: Date,
    day: Day,
}

pub fn dates(scene: &Scene<'_>) -> Vec<DateGuess> {
    let context = Context { lang: "", tld: scene.address.tld.as_deref(), anchor: None };
    let mut found: Vec<Found> = Vec::new();
    for at in places(scene) {
        let Some(line) = scene.lines.get(at).filter(|line| line.width <= WIDEST_LINE) else { continue };
        if line.ends && line.width >= 80 || line.text.contains('©') {
            continue;
        }
        let all = parts(&line.text);
        for (part, text) in all.iter().enumerate() {
            if found.len() < MOST
                && let Some((date, day)) = read(text, &context)
            {
                found.push(Found { at: Some(at), part, parts: all.len(), text: (*text).to_owned(), date, day });
            }
        }
    }
    if let Some(day) = scene.address.day {
        let text = day.to_string();
        if let Some((date, day)) = read(&text, &context) {
            found.push(Found { at: None, part: 0, parts: 1, text, date, day });
        }
    }
    let earliest = found.iter().map(|found| found.day).min();
    let latest = found.iter().map(|found| found.day).max();
    let rows: Vec<Vec<i32>> = (0..found.len()).map(|n| row(scene, &found, n, earliest, latest)).collect();
    found
        .into_iter()
        .zip(rows)
        .map(|(found, row)| DateGuess { at: found.at, whole: found.parts == 1, text: found.text, day: found.day, row })
        .collect()
}

fn row(scene: &Scene<'_>, all: &[Found], n: usize, earliest: Option<Day>, latest: Option<Day>) -> Vec<i32> {
    let Some(found) = all.get(n) else { return Vec::new() };
    let mut row = found.at.map_or_else(|| vec![-1; super::LINE.len()], |at| scene.row(at));
    let title = scene.title.unwrap_or(scene.run.start);
    let digits = found.text.chars().filter(|sign| sign.is_numeric()).count();
    let back = found.at.and_then(|at| scene.lines.get(at.checked_sub(1)?)).filter(|line| line.width <= 60);
    let before = found.at.and_then(|at| {
        let line = scene.lines.get(at)?;
        parts(&line.text).get(found.part.checked_sub(1)?).map(|text| (*text).to_owned())
    });
    let context = before.as_deref().or(back.map(|line| line.text.as_str())).unwrap_or_default();
    let days = |one: Day, other: Day| one.until(other).map_or(999, |span| span.get_days().abs()).min(999);
    let is = |known: Option<bool>| known.map_or(-1, i32::from);
    row.extend([
        i32::from(found.at.is_none()),
        match found.date.form {
            Form::Machine => 0,
            Form::Written => 1,
            Form::DayMonthOrder => 2,
            Form::Relative => 3,
        },
        i32::from(found.date.time.is_some()),
        cut(found.part),
        cut(found.text.chars().count()),
        cut(found.text.split_whitespace().count()),
        per_mille(digits, found.text.chars().count()),
        label(leading(&found.text).map(|(label, _)| label)),
        i32::from(says(&found.text, Label::Published)),
        i32::from(says(&found.text, Label::Updated)),
        i32::from(says(context, Label::Published)),
        i32::from(says(context, Label::Updated)),
        scene.address.day.map_or(-1, |day| days(day, found.day)),
        is(scene.address.year.map(|year| year == found.day.year())),
        is(scene.address.month.map(|month| month == found.day.month())),
        cut(all.iter().filter(|other| other.day == found.day).count()),
        i32::from(earliest == Some(found.day)),
        i32::from(latest == Some(found.day)),
        earliest.map_or(0, |earliest| days(earliest, found.day)),
        cut(all.len()),
        cut(n),
        cut(all.iter().take(n).filter(|other| other.at.is_some_and(|at| at > title)).count()),
        i32::from(found.day.year()) - 2000,
        i32::from(
            found.at.and_then(|at| scene.lines.get(at)).is_some_and(|line| line.label.is_some_and(Label::has_value)),
        ),
        i32::from(found.parts == 1),
    ]);
    row
}

/// The lines that are looked at, in their order, each once.
fn places(scene: &Scene<'_>) -> Vec<usize> {
    let title = scene.title.unwrap_or(scene.run.start);
    let mut places: Vec<usize> = scene.near(title, ABOVE, BELOW).collect();
    places.extend(scene.near(scene.run.start, ABOVE, 6));
    places.extend(scene.near(scene.run.end, 4, BEHIND));
    places.extend(0..scene.lines.len().min(6));
    let labelled = |at: &usize| {
        scene.lines.get(*at).is_some_and(|line| matches!(line.label, Some(Label::Published | Label::Updated)))
    };
    let labelled: Vec<usize> = (0..scene.lines.len()).filter(labelled).take(8).collect();
    places.extend(labelled.into_iter().flat_map(|at| [at, at + 1]));
    places.sort_unstable();
    places.dedup();
    places
}

/// The parts of a line that stand for themselves.
pub fn parts(text: &str) -> Vec<&str> {
    let split = text.split(['·', '|', '•', '\t', '●', '∙', '—']);
    split
        .flat_map(|part| part.split(" - "))
        .flat_map(|part| part.split(" – "))
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect()
}

fn read(text: &str, context: &Context<'_>) -> Option<(Date, Day)> {
    let digits = text.chars().filter(|sign| sign.is_numeric()).count();
    if digits < 3 || text.chars().all(char::is_numeric) || text.chars().nth(WIDEST_PART).is_some() {
        return None;
    }
    let date = parse_field(text, context)?;
    let (month, day) = (i8::try_from(date.month?).ok()?, i8::try_from(date.day?).ok()?);
    let day = Day::new(i16::try_from(date.year).ok()?, month, day).ok()?;
    YEARS.contains(&day.year()).then_some((date, day))
}
