//! The article in a page that was dumped as plain text, menus, labels and notices among its lines.
//!
//! ```text
//!  text ── lines ──▶ wrapped ones joined ──▶ run (select) ──▶ head: title, byline, dates ──▶ blocks + what was removed
//! ```
//!
//! - `lines`: shape of a line: width, words, whether it ends as a sentence; `labels` and `phrases`: what it says, if it is
//!   furniture; `wrapped`: dumps with a fixed column.
//! - `seen_before`: what other pages of the host say about a line, where that is remembered.
//! - `select`: the run of lines that is the article, and what inside it is not.
//! - `subheads`: which of its lines are headings.
//! - `head`, `title`: what the lines around it say about it; `guess`, `chosen`: the same by trees, in larger dumps.
//!
//! Every line that is not blank ends as a block, a field, or a [`Removed`] with its reason. No rule knows a site; all of
//! them look at length, punctuation, place, repetition and at labels that the trade prints in many languages.

mod chosen;
mod explained;
mod guess;
mod head;
mod labels;
mod lines;
mod numbers;
mod phrases;
mod seen_before;
mod select;
mod subheads;
mod title;
mod weigh;
mod wrapped;

#[cfg(test)]
mod tests;

use std::ops::Range;

pub use self::chosen::Fields;
pub use self::guess::{author_features, date_features, title_features};
use self::head::Head;
use self::labels::Label;
pub use self::labels::{byline, is_label};
use self::lines::Line;
pub use self::lines::split_lines;
use self::select::{Verdict, bullet};
pub use self::weigh::{GuessSample, features, guesses, samples};
use super::explain::{Candidate, Watch};
use super::hosts::HostMemory;
use crate::article::{BlockKind, Confidence, RawArticle, RawBlock, Removed, RemovedReason};
use crate::outcome::{RejectReason, Stop};
use crate::parse::trees::Trees;

/// Removed lines that are listed, and characters of each: a page can be all menu.
const MAX_REMOVED: usize = 500;
const MAX_REMOVED_CHARS: usize = 200;

/// A page as text, and what is known of it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Dump<'d> {
    pub text: &'d str,
    /// Looked for among the lines, and taken out of the body.
    pub title: Option<&'d str>,
    pub url: Option<&'d str>,
    pub hosts: Option<&'d HostMemory>,
}

/// The trees that read a dump.
#[derive(Debug, Clone, Copy, Default)]
pub struct Models<'m> {
    /// Which lines are the article's.
    pub lines: Option<&'m Trees>,
    pub fields: Fields<'m>,
}

impl Models<'static> {
    pub fn shipped() -> Self {
        Self { lines: weigh::shipped(), fields: Fields::shipped() }
    }
}

/// Finds the article.
///
/// # Errors
///
/// `body_empty` where no line is left that could be an article's.
pub fn article(dump: Dump<'_>, watch: &mut impl Watch) -> Result<RawArticle, Stop> {
    article_by(dump, Models::shipped(), watch)
}

/// The same with trees of the caller's choice, or by rules alone.
pub fn article_by(dump: Dump<'_>, models: Models<'_>, watch: &mut impl Watch) -> Result<RawArticle, Stop> {
    let mut told = Told::by_rules(dump, models.fields);
    let trees = models.lines.filter(|_| weigh::fits(&told));
    if let Some(trees) = trees {
        weigh::weigh(&mut told, trees);
    }
    subheads::settle(&told.lines, &mut told.verdicts);
    let Told { lines, run, head, verdicts } = told;
    watch.lines(|| explained::lines(&lines, &run, &verdicts));
    watch.field("title", || explained::titles(&lines, &run, &head));
    watch.field("section", || Candidate::all(&head.section));
    watch.field("publisher", || Candidate::all(&head.publisher));
    watch.field("authors", || explained::authors(&head));
    watch.field("published_at", || explained::published(&head));
    watch.field("modified_at", || Candidate::all(&head.modified));
    let mut article = RawArticle::new("text");
    if let Some(trees) = trees {
        article.models.insert(weigh::MODEL, trees.hash().to_owned());
    }
    if lines.len() >= chosen::LEAST_LINES {
        article.models.extend(models.fields.hashes().map(|(name, hash)| (name, hash.to_owned())));
    }
    let count = lines.len();
    for (line, verdict) in lines.iter().zip(verdicts) {
        // What was moved stands in a field.
        let Some(verdict) = verdict else { continue };
        match verdict {
            Verdict::Paragraph => push(&mut article, BlockKind::Paragraph, &line.text),
            Verdict::Heading => push(&mut article, BlockKind::Heading, &line.text),
            Verdict::Item => item(&mut article, bullet(&line.text).unwrap_or(&line.text)),
            Verdict::Remove(reason) if article.removed.len() < MAX_REMOVED => {
                article.removed.push(removed(line, reason))
            }
            Verdict::Remove(_) => {}
        }
    }
    if let [line] = lines.as_slice()
        && line.label.is_none()
    {
        // One line and nothing around it is what somebody has to say, however short.
        article.blocks = vec![RawBlock { kind: BlockKind::Paragraph, level: None, text: line.text.clone() }];
        article.removed.clear();
    }
    if article.blocks.iter().all(|block| block.kind == BlockKind::Heading) {
        let detail = format!("expected an article, got {count} lines of which none could be one's");
        return Err(Stop::rejected(RejectReason::BodyEmpty, detail));
    }
    let Head { title, section, publisher, authors, published, modified, .. } = head;
    Ok(RawArticle { title, section, publisher, authors, published, modified, ..article })
}

/// Lets the memory see a page that nobody reads.
#[cfg(test)]
pub fn glance(dump: Dump<'_>) {
    seen_before::remember(&mut lines::lines(dump.text), dump);
}

/// What is told of each line.
struct Told {
    lines: Vec<Line>,
    run: Range<usize>,
    head: Head,
    /// None for lines that the head took as values.
    verdicts: Vec<Option<Verdict>>,
}

impl Told {
    fn by_rules(dump: Dump<'_>, fields: Fields<'_>) -> Self {
        let mut lines = wrapped::unwrap(lines::lines(dump.text));
        seen_before::remember(&mut lines, dump);
        let run = match select::run(&lines) {
            // Nothing looks like an article: then all of it is, but for the labels.
            run if run.is_empty() => without_title(&lines),
            run => run,
        };
        let head = head::head(&lines, &run, dump, fields);
        let verdicts = select::verdicts(&lines, run.clone(), head.title_folded.as_deref());
        let verdicts = with_head(&lines, &run, &head, &verdicts);
        Self { lines, run, head, verdicts }
    }
}

/// A verdict for every line of the dump; none for those that the head took as values.
fn with_head(lines: &[Line], run: &Range<usize>, head: &Head, verdicts: &[Verdict]) -> Vec<Option<Verdict>> {
    let mut under = None;
    let verdict = |(at, line): (usize, &Line)| {
        under = if run.contains(&at) { None } else { line.label.or(under) };
        let label = head.removed.iter().find(|(labelled, _)| *labelled == at).map(|(_, reason)| *reason);
        let own = || at.checked_sub(run.start).and_then(|at| verdicts.get(at)).copied();
        match label {
            Some(reason) => Some(Verdict::Remove(reason)),
            None if head.moved.contains(&at) => None,
            None => own().or_else(|| Some(Verdict::Remove(outside(line, under, head.title_folded.as_deref())))),
        }
    };
    lines.iter().enumerate().map(verdict).collect()
}

/// All lines, but for a title above them.
fn without_title(lines: &[Line]) -> Range<usize> {
    match lines {
        [first, second, ..] if first.blank_after && !first.ends && first.label.is_none() && second.label.is_none() => {
            1..lines.len()
        }
        _ => 0..lines.len(),
    }
}

/// Why a line outside the run is none of the article's. `under` is the label above it, or its own.
fn outside(line: &Line, under: Option<Label>, title: Option<&str>) -> RemovedReason {
    match line.label {
        Some(label) => label.reason(),
        None if title.is_some_and(|title| title == line.folded) => RemovedReason::TitleRepeated,
        None if under == Some(Label::Related) => RemovedReason::Related,
        None if line.elsewhere.at_least(2, 10) => RemovedReason::HostRepeated,
        None => RemovedReason::Boilerplate,
    }
}

fn removed(line: &Line, reason: RemovedReason) -> Removed {
    let confidence = Confidence::per_mille(match reason {
        RemovedReason::Boilerplate => 600,
        RemovedReason::HostRepeated => 800,
        _ => 900,
    });
    Removed { line: Some(line.number), text: line.text.chars().take(MAX_REMOVED_CHARS).collect(), reason, confidence }
}

fn push(article: &mut RawArticle, kind: BlockKind, text: &str) {
    let level = (kind == BlockKind::Heading).then_some(2);
    article.blocks.push(RawBlock { kind, level, text: text.to_owned() });
}

/// Items that follow one another are one list.
fn item(article: &mut RawArticle, text: &str) {
    match article.blocks.last_mut() {
        Some(list) if list.kind == BlockKind::List => {
            list.text.push('\n');
            list.text.push_str(text);
        }
        _ => push(article, BlockKind::List, text),
    }
}
