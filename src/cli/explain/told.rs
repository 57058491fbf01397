//! What there is to tell of a payload, before it is drawn.

use serde::Serialize;

use crate::article::{Article, EnrichedArticle, Provenance, RawArticle, Sourced};
use crate::outcome::Stop;
use crate::parse::{Candidate, Fate, Line};
use crate::pipeline::Stages;
use crate::record::Record;

/// How a payload was read.
#[derive(Debug)]
pub struct Told {
    /// What the payload is called.
    pub name: String,
    pub article: Result<Article, Stop>,
    pub fields: Vec<Field>,
    pub lines: Vec<Line>,
    /// What the local enrichers found in it.
    pub enriched: Option<EnrichedArticle>,
}

/// A field with its candidates, the best first.
#[derive(Debug)]
pub struct Field {
    pub name: &'static str,
    pub candidates: Vec<Row>,
}

#[derive(Debug)]
pub struct Row {
    pub candidate: Candidate,
    pub chosen: bool,
    /// Where else the same value stands.
    pub also: Vec<Provenance>,
    /// What stands in the record for it, where that is not the value as it stood. Of a date that is none: nothing.
    pub read: Option<String>,
    /// A date that cannot be read as one.
    pub unreadable: bool,
}

/// Fields as a reader looks for them.
const ORDER: [&str; 10] = [
    "title",
    "subtitle",
    "section",
    "authors",
    "publisher",
    "published_at",
    "modified_at",
    "canonical_url",
    "lead_image",
    "tags",
];

impl Told {
    pub fn of(stages: &Stages, record: &Record, name: String) -> Self {
        let (raw, explanation) = match stages.parser.explain(record) {
            Ok((raw, explanation)) => (raw, explanation),
            Err(stop) => {
                return Self { name, article: Err(stop), fields: Vec::new(), lines: Vec::new(), enriched: None };
            }
        };
        let fields = explanation.fields.into_iter().map(|field| match &raw {
            Ok(raw) if is_date(field.name) => dates(stages, raw, field.name, field.candidates),
            // Names that were looked at and not taken.
            Ok(raw) if field.name == "authors" && raw.authors.is_empty() => none_chosen(field.name, field.candidates),
            _ => chosen_first(field.name, field.candidates),
        });
        let mut fields: Vec<Field> = fields.collect();
        fields.sort_by_key(|field| ORDER.iter().position(|name| *name == field.name));
        let article = raw.and_then(|raw| stages.normalizer.normalize(raw));
        let enriched = article.as_ref().ok().map(|article| stages.local.enrich(article.clone()));
        Self { name, article, fields, lines: explanation.lines, enriched }
    }

    /// What it is, in a line.
    pub fn summary(&self) -> String {
        let (mut kept, mut moved, mut removed) = (0, 0, 0);
        for line in &self.lines {
            match line.fate {
                Fate::Kept(_) => kept += 1,
                Fate::Moved => moved += 1,
                Fate::Removed(_) => removed += 1,
            }
        }
        let lines = format!("{} lines: {kept} kept, {moved} moved into fields, {removed} left out", self.lines.len());
        match &self.article {
            Err(Stop::Filtered(rule)) => format!("{lines}\nfiltered by rule {}", rule.as_str()),
            Err(Stop::Rejected(rejection)) if self.lines.is_empty() => {
                format!("rejected: {}: {}", rejection.reason.as_str(), rejection.detail)
            }
            Err(Stop::Rejected(rejection)) => {
                format!("{lines}\nrejected: {}: {}", rejection.reason.as_str(), rejection.detail)
            }
            Ok(article) => {
                let language = &article.language;
                let direction = name(&language.direction);
                format!(
                    "read as {}, {}\n{} ({}, {direction}, {:.3}) · {} words in {} sentences",
                    article.parser,
                    lines,
                    language.tag,
                    language.script,
                    language.confidence.value(),
                    article.body.word_count,
                    article.body.sentence_count,
                )
            }
        }
    }
}

fn is_date(name: &str) -> bool {
    matches!(name, "published_at" | "modified_at")
}

fn chosen_first(name: &'static str, candidates: Vec<Candidate>) -> Field {
    let row = |(at, candidate)| Row { candidate, chosen: at == 0, also: Vec::new(), read: None, unreadable: false };
    Field { name, candidates: joined(candidates.into_iter().enumerate().map(row)) }
}

fn none_chosen(name: &'static str, candidates: Vec<Candidate>) -> Field {
    let mut field = chosen_first(name, candidates);
    field.candidates.iter_mut().for_each(|row| row.chosen = false);
    field
}

/// Equal values as one row, at the place of the best of them.
fn joined(rows: impl Iterator<Item = Row>) -> Vec<Row> {
    let mut joined: Vec<Row> = Vec::new();
    for row in rows {
        match joined.iter_mut().find(|known| known.candidate.value == row.candidate.value) {
            Some(known) if known.candidate.provenance == row.candidate.provenance => {}
            Some(known) if known.also.contains(&row.candidate.provenance) => {}
            Some(known) => known.also.push(row.candidate.provenance),
            None => joined.push(row),
        }
    }
    joined
}

/// Each candidate by itself through `normalize`: the first that it reads is the one it takes.
fn dates(stages: &Stages, raw: &RawArticle, name: &'static str, candidates: Vec<Candidate>) -> Field {
    // Where the reader gave none, those that it looked at lost.
    let mut found = if name == "published_at" { raw.published.is_empty() } else { raw.modified.is_empty() };
    let row = |candidate: Candidate| {
        let date = Sourced::new(candidate.value.clone(), candidate.provenance, candidate.confidence);
        let mut alone = raw.clone();
        (alone.published, alone.modified) = (Vec::new(), Vec::new());
        let place = if name == "published_at" { &mut alone.published } else { &mut alone.modified };
        place.push(date);
        let article = stages.normalizer.normalize(alone);
        let read = article.as_ref().ok().and_then(|article| {
            let date = if name == "published_at" { &article.published_at } else { &article.modified_at };
            date.as_ref().map(|date| date.value.clone())
        });
        let unreadable = article.is_ok() && read.is_none();
        let chosen = read.is_some() && !std::mem::replace(&mut found, true);
        Row { chosen, unreadable, also: Vec::new(), read: read.filter(|read| *read != candidate.value), candidate }
    };
    Field { name, candidates: candidates.into_iter().map(row).collect() }
}

impl Row {
    /// Where it comes from, with the other places that say the same.
    pub fn from(&self) -> String {
        let also = self.also.iter().map(|other| format!(" +{}", name(other)));
        std::iter::once(name(&self.candidate.provenance)).chain(also).collect()
    }
}

/// The word under which a value stands in a record.
pub fn name(word: &impl Serialize) -> String {
    serde_json::to_value(word).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The fate of a line in a word.
pub fn fate(line: &Line) -> String {
    match line.fate {
        Fate::Kept(kind) => name(&kind),
        Fate::Moved => "moved".into(),
        Fate::Removed(reason) => name(&reason),
    }
}

/// Text that can steer nothing: no control characters, and none that turn the direction of what follows.
pub fn clean(text: &str) -> String {
    let is_turn =
        |c: char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|c| !is_turn(*c)).map(|c| if c.is_control() { ' ' } else { c }).collect()
}
