//! Parts of lines that look like the names of people: which of them wrote the article.

use super::Scene;
use super::dates::parts;
use super::scene::{cut, label, per_mille};
use crate::parse::text_dump::head::{is_date, names};
use crate::parse::text_dump::labels::{Label, leading, says};
use crate::parse::text_dump::lines::fold;

pub const OWN: [&str; 22] = [
    "leading",
    "back_alone",
    "names",
    "name_words",
    "name_width",
    "upper",
    "part",
    "parts",
    "part_words",
    "rest_words",
    "date_near",
    "date_below",
    "date_above",
    "lines_with_name",
    "lines_of_name",
    "body_with_name",
    "of_host",
    "in_slug",
    "says_byline",
    "candidates",
    "rank",
    "in_menu",
];

const ABOVE: usize = 8;
const BELOW: usize = 26;
const BEHIND: usize = 8;
/// A longer line is a sentence.
const WIDEST: usize = 160;
const MOST: usize = 60;
/// Lines in which a name is looked for.
const COMPARED: usize = 600;

pub struct AuthorGuess {
    pub at: usize,
    /// The part of the line is nothing but the names.
    pub whole: bool,
    pub names: Vec<String>,
    pub row: Vec<i32>,
}

struct Found {
    at: usize,
    part: usize,
    parts: usize,
    text: String,
    leading: Option<Label>,
    names: Vec<String>,
}

pub fn authors(scene: &Scene<'_>) -> Vec<AuthorGuess> {
    let mut found: Vec<Found> = Vec::new();
    for at in places(scene) {
        let Some(line) = scene.lines.get(at).filter(|line| line.width <= WIDEST) else { continue };
        if line.ends && line.width >= 80 || Some(at) == scene.title {
            continue;
        }
        let all = parts(&line.text);
        for (part, text) in all.iter().enumerate() {
            let (leading, value) = match leading(text) {
                Some((label @ Label::Byline, value)) => (Some(label), value),
                Some(_) => continue,
                None => (None, *text),
            };
            let names = names(value);
            if !names.is_empty() && found.len() < MOST {
                found.push(Found { at, part, parts: all.len(), text: (*text).to_owned(), leading, names });
            }
        }
    }
    let rows: Vec<Vec<i32>> = (0..found.len()).map(|n| row(scene, &found, n)).collect();
    let guess = |(found, row): (Found, Vec<i32>)| {
        let of_names: usize = found.names.iter().map(|name| name.split_whitespace().count()).sum();
        let whole = found.parts == 1 && found.text.split_whitespace().count() <= of_names + found.names.len();
        AuthorGuess { at: found.at, whole, names: found.names, row }
    };
    found.into_iter().zip(rows).map(guess).collect()
}

fn row(scene: &Scene<'_>, all: &[Found], n: usize) -> Vec<i32> {
    let Some(found) = all.get(n) else { return Vec::new() };
    let mut row = scene.row(found.at);
    let name = found.names.first().map(String::as_str).unwrap_or_default();
    let folded = fold(name);
    let dated = |at: Option<usize>| at.and_then(|at| scene.lines.get(at)).is_some_and(|line| is_date(&line.text));
    let back = found.at.checked_sub(1).and_then(|at| scene.lines.get(at));
    let near = |mut range: std::ops::Range<usize>| range.any(|at| dated(Some(at)));
    let holding = || scene.lines.iter().take(COMPARED).filter(|line| line.folded.contains(folded.as_str()));
    let of_names: usize = found.names.iter().map(|name| name.split_whitespace().count()).sum();
    let letters = name.chars().filter(|sign| sign.is_alphabetic()).count();
    let upper = name.chars().filter(|sign| sign.is_uppercase()).count();
    let words = found.text.split_whitespace().count();
    row.extend([
        label(found.leading),
        back.map_or(0, |line| if line.width <= 24 { label(line.label) } else { 0 }),
        cut(found.names.len()),
        cut(name.split_whitespace().count()),
        cut(name.chars().count()),
        per_mille(upper, letters),
        cut(found.part),
        cut(found.parts),
        cut(words),
        cut(words.saturating_sub(of_names)),
        i32::from(near(scene.near(found.at, 0, 0))),
        i32::from(near(found.at + 1..found.at + 4)),
        i32::from(near(found.at.saturating_sub(3)..found.at)),
        cut(holding().count()).min(20),
        cut(scene.lines.iter().take(COMPARED).filter(|line| line.folded == folded).count()).min(20),
        cut(holding().filter(|line| line.ends && line.width >= 60).count()).min(20),
        scene.address.of_host(name),
        scene.address.shared(name).1,
        i32::from(says(&found.text, Label::Byline)),
        cut(all.len()),
        cut(n),
        i32::from(found.at < scene.title.unwrap_or(scene.run.start)),
    ]);
    row
}

fn places(scene: &Scene<'_>) -> Vec<usize> {
    let title = scene.title.unwrap_or(scene.run.start);
    let mut places: Vec<usize> = scene.near(title, ABOVE, BELOW).collect();
    places.extend(scene.near(scene.run.start, ABOVE, 4));
    places.extend(scene.near(scene.run.end, 4, BEHIND));
    let labelled = |at: &usize| scene.lines.get(*at).is_some_and(|line| line.label == Some(Label::Byline));
    let labelled: Vec<usize> = (0..scene.lines.len()).filter(labelled).take(6).collect();
    places.extend(labelled.into_iter().flat_map(|at| [at, at + 1]));
    places.sort_unstable();
    places.dedup();
    places
}
