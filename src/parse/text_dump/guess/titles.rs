//! Lines that could be the title.

use super::Scene;
use super::scene::{cut, distance, per_mille};
use crate::parse::text_dump::head::is_date;
use crate::parse::text_dump::labels::Label;
use crate::parse::text_dump::lines::Line;
use crate::parse::text_dump::title::{self, Told};

pub const OWN: [&str; 23] = [
    "points",
    "points_lead",
    "shared_often",
    "shared_any",
    "shared_lead",
    "inside",
    "inside_first",
    "holds",
    "slug_share",
    "slug_cover",
    "slug_lead",
    "questions",
    "path",
    "colon",
    "numbered",
    "date_below",
    "byline_below",
    "date_above",
    "prose_above",
    "prose_below",
    "like_above",
    "candidates_below",
    "of_host",
];

/// How far above the body and into it a title is looked for, and at the top of the dump.
const REACH: usize = 150;
const INTO: usize = 3;
const TOP: usize = 6;
/// Widths that a title can have.
const WIDTH: std::ops::Range<usize> = 4..280;
/// Lines in which a guess is looked for once more.
const COMPARED: usize = 500;
/// How far a date and a byline are looked for.
const NEAR: usize = 10;

pub struct TitleGuess {
    pub at: usize,
    pub row: Vec<i32>,
}

pub fn titles(scene: &Scene<'_>) -> Vec<TitleGuess> {
    let run = scene.run;
    let told = Told::of(scene.lines, run);
    let from = run.start.saturating_sub(REACH);
    let places = (0..TOP.min(from)).chain(from..(run.start + INTO).min(scene.lines.len()));
    let places: Vec<usize> = places.filter(|at| scene.lines.get(*at).is_some_and(could_be)).collect();
    let points: Vec<i32> =
        places.iter().map(|at| title::points_at(scene.lines, *at, run, &told).unwrap_or(-99)).collect();
    let slugs: Vec<(i32, i32)> = places
        .iter()
        .map(|at| scene.lines.get(*at).map_or((-1, -1), |line| scene.address.shared(&line.text)))
        .collect();
    let most_points = points.iter().copied().max().unwrap_or(0);
    let most_slug = slugs.iter().map(|(share, cover)| share + cover).max().unwrap_or(0);
    let lead = scene.lines.iter().skip(run.start).find(|line| line.ends && line.width >= 60);
    let lead = lead.map(|line| title::terms_of(&line.folded)).unwrap_or_default();
    let measured = |(n, at): (usize, &usize)| {
        let line = scene.lines.get(*at)?;
        let mut row = scene.row(*at);
        let points = points.get(n).copied().unwrap_or(-99);
        let slug = slugs.get(n).copied().unwrap_or((-1, -1));
        let own = title::terms_of(&line.folded);
        let (often, any) = told.shares(&own);
        let (inside, first, holds) = repeats(scene.lines, *at, line);
        let below = |found: &dyn Fn(&Line) -> bool| {
            let lines = scene.lines.iter().skip(at + 1).take(NEAR);
            lines.enumerate().find(|(_, line)| found(line)).map_or(99, |(steps, _)| cut(steps))
        };
        let prose = |line: &&Line| line.ends && line.width >= 80;
        let long_path = line.text.contains(['/', '›', '»', '>', '|']);
        let like_above = scene.near(*at, 60, 0).filter(|other| other != at).filter_map(|other| scene.lines.get(other));
        let like_above = like_above.map(|other| like(&own, &other.folded)).max().unwrap_or(0);
        row.extend([
            points,
            most_points - points,
            often,
            any,
            per_mille(own.iter().filter(|term| lead.contains(*term)).count(), own.len()),
            inside,
            first,
            holds,
            slug.0,
            slug.1,
            most_slug - slug.0 - slug.1,
            i32::from(line.text.ends_with(['?', '!', '？', '！', '؟'])),
            i32::from(long_path),
            i32::from(line.text.contains(':')),
            i32::from(line.text.starts_with(|sign: char| sign.is_numeric())),
            below(&|line| is_date(&line.text)),
            below(&|line| line.label == Some(Label::Byline)),
            i32::from(
                scene
                    .lines
                    .get(at.saturating_sub(4)..*at)
                    .is_some_and(|lines| lines.iter().any(|line| is_date(&line.text))),
            ),
            cut(scene.lines.iter().take(*at).filter(prose).count()).min(20),
            cut(scene.lines.iter().skip(at + 1).take(12).filter(prose).count()),
            like_above,
            places.get(n + 1..).map_or(0, |rest| distance(0, rest.len())),
            scene.address.of_host(&line.text),
        ]);
        Some(TitleGuess { at: *at, row })
    };
    places.iter().enumerate().filter_map(measured).collect()
}

fn could_be(line: &Line) -> bool {
    WIDTH.contains(&line.width)
        && line.label.is_none()
        && !line.elsewhere.at_least(3, 50)
        && line.text.contains(char::is_alphabetic)
}

/// Longer lines that hold it, where the first of them stands, and shorter ones that it holds.
fn repeats(lines: &[Line], at: usize, line: &Line) -> (i32, i32, i32) {
    let (mut inside, mut first, mut holds) = (0, -1, 0);
    for (other, text) in lines.iter().take(COMPARED).map(|line| line.folded.as_str()).enumerate() {
        if text.len() > line.folded.len() && line.folded.len() > 8 && text.contains(line.folded.as_str()) {
            inside += 1;
            if first < 0 {
                first = distance(other, at);
            }
        }
        holds += i32::from(text.len() < line.folded.len() && text.len() > 12 && line.folded.contains(text));
    }
    (inside.min(9), first, holds.min(9))
}

/// Thousandths of terms that a line shares.
fn like(own: &std::collections::HashSet<String>, other: &str) -> i32 {
    if own.len() < 2 || other.chars().nth(400).is_some() {
        return 0;
    }
    let others = title::terms_of(other);
    per_mille(own.intersection(&others).count(), own.len().max(others.len()))
}
