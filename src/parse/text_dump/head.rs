//! What the lines around the article say about it: title, section, byline, dates, publisher.

use std::ops::Range;

use super::Dump;
use super::chosen::{self, Fields, LEAST_LINES, Scores};
use super::guess::{Address, Scene};
use super::labels::{Label, leading};
use super::lines::{Line, fold};
use super::title;
use crate::article::{Author, AuthorRole, Confidence, Provenance, RemovedReason, Sourced};

/// How far above the body the head of an article reaches, in lines.
const REACH: usize = 14;
/// A score of trees from which they are surer than rules.
const SURE: i32 = 14_000;
/// What was found, and which lines it took.
#[derive(Debug, Default)]
pub struct Head {
    pub title: Option<Sourced<String>>,
    pub title_at: Option<usize>,
    /// The title, folded: it is no paragraph where it stands again.
    pub title_folded: Option<String>,
    pub section: Option<Sourced<String>>,
    pub publisher: Option<Sourced<String>>,
    pub authors: Vec<Author>,
    pub published: Vec<Sourced<String>>,
    pub modified: Vec<Sourced<String>>,
    /// Lines whose text stands in a field now: moved, not removed.
    pub moved: Vec<usize>,
    /// Those that were moved for a date.
    pub dated: Vec<usize>,
    /// What the trees said, where they were asked.
    pub scores: Scores,
    /// Labels, with or without a value.
    pub removed: Vec<(usize, RemovedReason)>,
}

/// Reads the lines around the run that is the body.
pub fn head(lines: &[Line], run: &Range<usize>, dump: Dump<'_>, fields: Fields<'_>) -> Head {
    let (mut head, declared_title) = (Head::default(), dump.title);
    let address = Address::of(dump.url);
    let fields = if lines.len() >= LEAST_LINES { fields } else { Fields::default() };
    if let Some(trees) = fields.title.filter(|_| declared_title.is_none()) {
        head.scores.titles = chosen::title(&Scene::new(lines, run, None, &address), trees);
    }
    let title = head.scores.titles.first().map(|(_, at)| *at).or_else(|| title::line(lines, run, declared_title));
    let first = match title {
        Some(at) => {
            if let Some(line) = lines.get(at) {
                head.title = Some(match head.scores.titles.first() {
                    // Where the rules would have taken it too, it is as sure as they are.
                    Some((score, _)) if *score >= SURE || title::line(lines, run, None) != Some(at) => {
                        Sourced::new(line.text.clone(), Provenance::Model, chosen::confidence(*score))
                    }
                    Some(_) => found(&line.text, 800),
                    None => found(&line.text, 800),
                });
                head.title_folded = Some(line.folded.clone());
            }
            head.title_at = Some(at);
            head.moved.push(at);
            head.section(lines, at);
            at + 1
        }
        None => run.start.saturating_sub(REACH),
    };
    head.title_folded = declared_title.map(fold).or(head.title_folded);
    // Below the title, above the body, and what a byline drew into the run; some pages print it above the title.
    let below = first..(first + REACH).min(run.start.max(first));
    let near = below.end.max(run.start.saturating_sub(REACH))..(run.start + 3).min(run.end);
    let above = title.map_or(0..0, |at| at.saturating_sub(2)..at);
    head.labels(lines, below.chain(near).chain(above), run);
    head.publisher(lines, run);
    let scene = Scene::new(lines, run, title, &address);
    if let Some(trees) = fields.date {
        head.choose_date(&scene, trees);
    }
    if let Some(trees) = fields.authors {
        head.choose_authors(&scene, trees);
    }
    head
}

pub fn found(text: &str, per_mille: u16) -> Sourced<String> {
    Sourced::new(text.to_owned(), Provenance::TextRule, Confidence::per_mille(per_mille))
}

impl Head {
    /// A word or two right above the title: at the very top, or an entry of the menu once more. Else it may be anything.
    fn section(&mut self, lines: &[Line], title: usize) {
        let Some((at, line)) = title.checked_sub(1).and_then(|at| Some((at, lines.get(at)?))) else { return };
        let in_menu = || lines.iter().take(at).any(|other| other.folded == line.folded);
        if at > 1 && !in_menu() {
            return;
        }
        let alone = line.blank_before && line.blank_after;
        if alone
            && line.words <= 3
            && line.width <= 30
            && !line.ends
            && line.label.is_none()
            && !line.text.contains(char::is_numeric)
        {
            self.section = Some(found(&line.text, 700));
            self.moved.push(at);
        }
    }

    fn labels(&mut self, lines: &[Line], places: impl Iterator<Item = usize>, run: &Range<usize>) {
        let mut waiting: Option<(usize, Label)> = None;
        for at in places {
            let Some(line) = lines.get(at) else { continue };
            if self.moved.contains(&at) || line.width > 2 * LONG_LINE {
                waiting = None;
                continue;
            }
            if let Some(label) = line.label.filter(|label| label.has_value())
                && leading(&line.text).is_none_or(|(_, value)| value.is_empty())
            {
                self.removed.push((at, label.reason()));
                waiting = Some((at, label));
                continue;
            }
            if let Some((before, label)) = waiting.take()
                && before + 1 == at
                && self.value(label, &line.text)
            {
                self.moved.push(at);
                continue;
            }
            if line.ends && line.width >= LONG_LINE {
                continue;
            }
            self.segments(at, line, run.contains(&at));
        }
    }

    /// Parts of a line such as `Jane Doe · Posted: May 3, 2024 | Updated: May 4`.
    fn segments(&mut self, at: usize, line: &Line, in_run: bool) {
        let mut label_seen = None;
        let mut value_seen = false;
        for part in line.text.split(['·', '|', '•', '\t']).map(str::trim).filter(|part| !part.is_empty()) {
            match leading(part) {
                Some((label, value)) if self.value(label, value) => {
                    label_seen = label_seen.or(Some(label));
                    if label == Label::Byline && self.published.is_empty() && is_date(value) {
                        self.published.push(found(value, 400));
                    }
                }
                Some(_) => {}
                None if !in_run && is_date(part) => {
                    self.published.push(found(part, 500));
                    value_seen = true;
                }
                None => {}
            }
        }
        match label_seen {
            Some(label) => self.removed.push((at, label.reason())),
            None if value_seen => {
                self.moved.push(at);
                self.dated.push(at);
            }
            None => {}
        }
    }

    /// Takes the value of a label; `false` if it is none of that kind.
    fn value(&mut self, label: Label, value: &str) -> bool {
        match label {
            Label::Published if is_date(value) => self.published.insert(0, found(value, 800)),
            Label::Updated if is_date(value) => self.modified.push(found(value, 800)),
            Label::Byline => {
                let names = names(value);
                if names.is_empty() {
                    return false;
                }
                self.authors.extend(names.into_iter().map(|name| Author {
                    name,
                    role: AuthorRole::Author,
                    provenance: Provenance::TextRule,
                    confidence: Confidence::per_mille(700),
                }));
            }
            Label::Source => {}
            _ => return false,
        }
        true
    }

    /// The holder of the copyright, if a line of its own near the title says the same name.
    fn publisher(&mut self, lines: &[Line], run: &Range<usize>) {
        let holders =
            lines.iter().filter(|line| line.label == Some(Label::Rights)).filter_map(|line| holder(&line.text));
        for holder in holders {
            let folded = fold(holder);
            let near = run.start.saturating_sub(REACH)..(run.start + 2).min(lines.len());
            let sighted = near.clone().find(|at| lines.get(*at).is_some_and(|line| line.folded == folded));
            if let Some(at) = sighted {
                let name = lines.get(at).map_or(holder, |line| line.text.as_str());
                self.publisher = Some(found(name, 800));
                self.moved.push(at);
                return;
            }
        }
    }
}

/// Width from which a line that ends as a sentence is no label line.
const LONG_LINE: usize = 80;

/// The name in `© 2025 Name. All rights reserved`.
fn holder(text: &str) -> Option<&str> {
    let at = text
        .find(['©', 'Ⓒ'])
        .or_else(|| text.to_ascii_lowercase().find("(c)"))
        .or_else(|| text.to_ascii_lowercase().find("copyright"))?;
    let (_, rest) = text.split_at_checked(at)?;
    let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    let rest = rest.strip_prefix("c)").or_else(|| rest.strip_prefix("C)")).unwrap_or(rest).trim_start();
    let rest = ["copyright", "Copyright", "COPYRIGHT"].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    let rest = rest.trim_start_matches(|c: char| !c.is_alphabetic());
    let end = rest.find(['.', '|', ',', '،', ';', '·', '–', '—', '。']).unwrap_or(rest.len());
    let name = rest.get(..end)?.trim();
    (!name.is_empty() && name.split_whitespace().count() <= 5).then_some(name)
}

/// Whether a short text holds a date: a year, or a day, a month and a year in digits. `normalize` reads it.
pub fn is_date(text: &str) -> bool {
    if text.chars().count() > 64 || text.split_whitespace().count() > 12 {
        return false;
    }
    let mut numbers = Vec::new();
    let mut current: Option<(u32, u32)> = None;
    for c in text.chars().chain([' ']) {
        match (digit(c), current) {
            (Some(d), Some((n, length))) => current = Some((n.saturating_mul(10).saturating_add(d), length + 1)),
            (Some(d), None) => current = Some((d, 1)),
            (None, Some(number)) => {
                numbers.push(number);
                current = None;
            }
            (None, None) => {}
        }
    }
    let year = numbers.iter().any(|(n, length)| *length == 4 && matches!(n, 1300..=1480 | 1900..=2100));
    let small = numbers.iter().filter(|(n, length)| *length <= 2 && *n <= 59).count();
    let short_year = small >= 3 && text.matches(['.', '/', '-']).count() >= 2;
    (year && small >= 1)
        || short_year
        || (text.starts_with("20") && numbers.first().is_some_and(|(_, length)| *length == 8))
}

/// The value of a decimal digit, of the scripts that news is dated in.
fn digit(c: char) -> Option<u32> {
    let zero = match c {
        '0'..='9' => '0',
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        '०'..='९' => '०',
        '০'..='৯' => '০',
        '０'..='９' => '０',
        _ => return None,
    };
    Some(u32::from(c) - u32::from(zero))
}

/// Words between two names.
const AND: [&str; 14] =
    [" and ", " und ", " et ", " y ", " e ", " och ", " og ", " en ", " ve ", " и ", " i ", " ja ", " & ", " و "];

/// The people in the value of a byline; none where it does not look like people.
pub fn names(value: &str) -> Vec<String> {
    let cut = value
        .find(['|', '·', '(', ')', ';', '•', '/', '（', '）', '／', '@', ']'])
        .and_then(|at| value.get(..at))
        .unwrap_or(value);
    let cut = cut.split(" - ").next().unwrap_or(cut).split(" – ").next().unwrap_or(cut);
    let cut = unglued(without_date(cut));
    let joined = AND.iter().find_map(|and| cut.split_once(and));
    let parts: Vec<&str> = match joined {
        // "A, B and C"; without an "and" what follows the comma may be a title or a place.
        Some((before, last)) => before.split([',', '،', '、']).chain(last.split([',', '،']).take(1)).collect(),
        None if cut.contains('、') => cut.split('、').collect(),
        None => {
            let mut parts = cut.split([',', '،']);
            let first = parts.next();
            first
                .into_iter()
                .chain(parts.take_while(|part| part.split_whitespace().count() >= 2 && is_name(part.trim())))
                .collect()
        }
    };
    let parts: Vec<&str> = parts
        .into_iter()
        .map(|part| part.trim().trim_end_matches(['.', ':', '*']))
        .filter(|part| !part.is_empty())
        .collect();
    if !parts.is_empty() && parts.iter().all(|part| is_name(part)) {
        return parts.into_iter().map(str::to_owned).collect();
    }
    if is_name(cut.trim()) { vec![cut.trim().to_owned()] } else { Vec::new() }
}

/// Without what stands glued behind a name, as where a dump loses the space before a role: `Ada LundReporter`. A name such as
/// McKay has its capital after a short beginning.
fn unglued(text: &str) -> &str {
    let mut before: Option<char> = None;
    let mut small = 0;
    for (at, sign) in text.char_indices() {
        if sign.is_uppercase() && before.is_some_and(char::is_lowercase) && small >= 3 {
            return text.get(..at).unwrap_or(text);
        }
        small = if sign.is_lowercase() { small + 1 } else { 0 };
        before = Some(sign);
    }
    text
}

/// What stands before a date: `Jane Doe April 12, 2024`, `Jane Doe 12.04.2024`.
fn without_date(text: &str) -> &str {
    // Glued to the name where the dump lost the space: `Ada Lund24.04.2024`.
    let mut before: Option<char> = None;
    let glued = text.char_indices().find(|(_, sign)| {
        let found = digit(*sign).is_some() && before.is_some_and(char::is_alphabetic);
        before = Some(*sign);
        found
    });
    let text = glued.and_then(|(at, _)| text.get(..at)).unwrap_or(text);
    let Some(number) = text.split_whitespace().find(|word| word.contains(|c| digit(c).is_some())) else { return text };
    let Some((before, _)) = text.split_once(number) else { return text };
    let before = before.trim_end();
    // A day alone follows its month.
    let day = number.trim_end_matches(',').chars().count() <= 2;
    match before.rsplit_once(' ') {
        Some((name, _month)) if day && name.contains(' ') => name,
        _ => before,
    }
}

/// Two to five words without digits, capitals at the beginning where the script has them.
fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let wide = text.chars().any(super::lines::is_wide);
    if text.chars().count() > 45 || words.len() > 5 || (words.len() < 2 && !wide) || text.chars().any(char::is_numeric)
    {
        return false;
    }
    if wide && text.chars().count() > 16 {
        return false;
    }
    let capital = |word: &&str| word.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase());
    let ends_are = words.first().is_some_and(capital) && words.last().is_some_and(capital);
    ends_are && !text.ends_with(['?', '!', ':', '؟', '。'])
}
