//! Which blocks are the article: rules over features, each with its weight in sight.
//!
//! Trained trees over the same features were tried in the place of [`judge`], with folds disjoint by host: .9602 of body
//! F1 against .9581 over three sets, less than what separates two trainings, for a third of the time of a page.

use std::collections::{HashMap, HashSet};

use crate::article::{Author, BlockKind, RemovedReason};

use super::authors;
use super::blocks::{Block, Blocks};
use super::dated::looks_like_a_date;
use super::facts::Facts;
use super::features::{AGAINST, Features, Measured, ends_sentence};
use super::hints::Hints;
use super::phrases;
use super::title::normal;

/// What becomes of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Keep,
    Drop(RemovedReason),
}

/// The lines that the page's own fields hold already.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The title and what else names the page, as `title::normal` writes it.
    pub(super) titles: Vec<String>,
    /// Names of authors and of the site, in the same way.
    pub(super) names: Vec<String>,
    pub(super) authors: Vec<String>,
    /// What the page announces as its description: its lead more often than not.
    pub(super) descriptions: Vec<String>,
}

impl Known {
    pub(super) fn new(title: Option<&str>, authors: &[Author], publisher: Option<&str>, facts: &Facts) -> Self {
        let headline = facts.linked.headline.as_deref();
        let announced = facts.meta(&["og:title"]);
        let headings = facts.h1.iter().take(1).map(|(_, text)| text.as_str());
        let titles = [title, headline, announced].into_iter().flatten().chain(headings).map(normal);
        let names = authors.iter().map(|author| author.name.as_str()).chain(publisher).map(normal);
        let descriptions = ["description", "og:description", "twitter:description"].into_iter();
        let descriptions = descriptions.filter_map(|name| facts.meta(&[name])).map(normal);
        let some = |text: &String| !text.is_empty();
        // A newsroom that signs is named in its articles, too.
        let persons = authors.iter().filter(|author| author.confidence != authors::OF_NEWSROOM);
        Self {
            titles: titles.filter(some).collect(),
            names: names.filter(some).collect(),
            authors: persons.map(|author| normal(&author.name)).filter(some).collect(),
            descriptions: descriptions.filter(|text| text.chars().count() >= SHORTEST_DESCRIPTION).collect(),
        }
    }
}

/// A description shorter than this is a slogan.
const SHORTEST_DESCRIPTION: usize = 40;

/// A verdict for each block, in their order.
pub(super) fn judge(blocks: &Blocks, measured: &Measured, known: &Known) -> Vec<Verdict> {
    let mut verdicts: Vec<Verdict> =
        blocks.list.iter().zip(&measured.blocks).map(|(block, feature)| alone(block, feature, known)).collect();
    add_lead(blocks, measured, known, &mut verdicts);
    keep_linked_sentences(blocks, measured, &mut verdicts);
    drop_repeated(blocks, measured, &mut verdicts);
    drop_biography(blocks, known, &mut verdicts);
    trim_ends(blocks, measured, known, &mut verdicts);
    drop_refrains(blocks, &mut verdicts);
    drop_headings_of_nothing(blocks, &mut verdicts);
    verdicts
}

/// A block by itself.
fn alone(block: &Block, feature: &Features, known: &Known) -> Verdict {
    let because_of_zone = reason_of(feature.zone);
    let plain = if feature.units < 400 { normal(&block.text) } else { String::new() };
    if !plain.is_empty() && known.titles.contains(&plain) {
        return Verdict::Drop(RemovedReason::TitleRepeated);
    }
    if !feature.in_container {
        return Verdict::Drop(phrases::reason(&block.text).unwrap_or(because_of_zone));
    }
    if let Some(reason) = phrases::reason(&block.text) {
        return Verdict::Drop(reason);
    }
    if is_template(&block.text) {
        return Verdict::Drop(RemovedReason::Boilerplate);
    }
    if announces(&block.text, feature, known) {
        return Verdict::Keep;
    }
    let hard = AGAINST.without(Hints::HEADER).without(Hints::BYLINE).without(Hints::EMBED).without(Hints::ASIDE);
    // A quoted post of a network is a quote.
    let hard = if feature.zone.any(Hints::QUOTE) { hard.without(Hints::SHARE) } else { hard };
    if feature.zone.any(hard) {
        return Verdict::Drop(because_of_zone);
    }
    if block.kind == BlockKind::Caption {
        let says_something = feature.units >= 12 && feature.link_share < 0.6;
        return if says_something { Verdict::Keep } else { Verdict::Drop(because_of_zone) };
    }
    let soft = feature.zone.any(AGAINST.with(Hints::FIGURE)) && !feature.zone.any(Hints::QUOTE);
    if soft && !feature.is_prose {
        return Verdict::Drop(because_of_zone);
    }
    let most_links = if block.kind == BlockKind::List { 0.7 } else { 0.6 };
    if feature.link_share > most_links && !(block.kind == BlockKind::Table) {
        return Verdict::Drop(RemovedReason::Related);
    }
    let in_rows = matches!(block.kind, BlockKind::List | BlockKind::Table);
    if feature.units < 50 && !in_rows && looks_like_a_date(&block.text) {
        return Verdict::Drop(RemovedReason::Boilerplate);
    }
    if feature.units < 60 && names_someone(&plain, known) {
        return Verdict::Drop(RemovedReason::Boilerplate);
    }
    Verdict::Keep
}

/// Whether a text was meant for a program that fills it in, or is markup that was escaped once too often.
fn is_template(text: &str) -> bool {
    let starts = ["<img ", "<iframe ", "<script", "<div ", "{*", "{{", "{%", "{|", "<%"];
    starts.iter().any(|sign| text.starts_with(sign)) || text.contains("{|") && text.contains("|}")
}

/// A short line that is a name the page gives as author or site, or little more.
fn names_someone(plain: &str, known: &Known) -> bool {
    let length = plain.chars().count();
    known.names.iter().any(|name| plain.contains(name.as_str()) && length < name.chars().count() + 12)
}

fn reason_of(zone: Hints) -> RemovedReason {
    let reasons = [
        (Hints::SHARE, RemovedReason::Share),
        (Hints::SUBSCRIBE, RemovedReason::Subscribe),
        (Hints::ADVERT, RemovedReason::Advertisement),
        (Hints::COPYRIGHT, RemovedReason::Copyright),
        (Hints::COMMENTS, RemovedReason::Navigation),
        (Hints::NAVIGATION, RemovedReason::Navigation),
        (Hints::FORM, RemovedReason::Navigation),
        (Hints::DIALOG, RemovedReason::Navigation),
        (Hints::TAGS, RemovedReason::Navigation),
        (Hints::RELATED, RemovedReason::Related),
    ];
    reasons.iter().find(|(hint, _)| zone.any(*hint)).map_or(RemovedReason::Boilerplate, |(_, reason)| *reason)
}

/// A lead that stands between the title and the container belongs to the article.
fn add_lead(blocks: &Blocks, measured: &Measured, known: &Known, verdicts: &mut [Verdict]) {
    let Some(first) = measured.blocks.iter().position(|feature| feature.in_container) else { return };
    let Some(title) = blocks.list.iter().take(first).rposition(|block| block.level == Some(1)) else { return };
    let between = blocks.list.iter().zip(&measured.blocks).zip(verdicts).take(first).skip(title + 1);
    for ((block, feature), verdict) in between {
        let hard = AGAINST.without(Hints::HEADER);
        if feature.is_prose
            && feature.units >= 60
            && feature.link_share < 0.2
            && !feature.zone.any(hard)
            && phrases::reason(&block.text).is_none()
            || announces(&block.text, feature, known)
        {
            *verdict = Verdict::Keep;
        }
    }
}

/// Whether a line is what the page announces as its description, or the beginning of it.
pub(super) fn announces(text: &str, feature: &Features, known: &Known) -> bool {
    if known.descriptions.is_empty() || feature.units < 30 || feature.units > 1_200 {
        return false;
    }
    let plain = normal(text);
    known.descriptions.iter().any(|description| {
        // Descriptions are cut short at some length, leads are not.
        let end = description.char_indices().nth_back(3).map_or(0, |(at, _)| at);
        plain.starts_with(description.get(..end).unwrap_or_default()) || description.starts_with(&plain)
    })
}

/// A paragraph that is one link as a whole, but a sentence between two others beside it, is text all the same.
fn keep_linked_sentences(blocks: &Blocks, measured: &Measured, verdicts: &mut [Verdict]) {
    for at in 1..blocks.list.len() {
        let (Some(before), Some(block), Some(after)) =
            (blocks.list.get(at - 1), blocks.list.get(at), blocks.list.get(at + 1))
        else {
            continue;
        };
        let kept = |at: usize| {
            verdicts.get(at) == Some(&Verdict::Keep) && measured.blocks.get(at).is_some_and(|other| other.is_prose)
        };
        let is_sentence = block.kind == BlockKind::Paragraph
            && measured.blocks.get(at).is_some_and(|feature| feature.units >= 40 && !feature.zone.any(AGAINST))
            && ends_sentence(&block.text)
            && phrases::reason(&block.text).is_none();
        let beside = [before, after].iter().all(|other| other.kind == BlockKind::Paragraph);
        if is_sentence
            && beside
            && kept(at - 1)
            && kept(at + 1)
            && let Some(verdict) = verdicts.get_mut(at)
        {
            *verdict = Verdict::Keep;
        }
    }
}

/// Text that stands on the page a second time, for another width of screen, say.
fn drop_repeated(blocks: &Blocks, measured: &Measured, verdicts: &mut [Verdict]) {
    let mut seen: HashSet<&str> = HashSet::new();
    for ((verdict, block), feature) in verdicts.iter_mut().zip(&blocks.list).zip(&measured.blocks) {
        if *verdict == Verdict::Keep && feature.units >= 40 && !seen.insert(block.text.as_str()) {
            *verdict = Verdict::Drop(RemovedReason::Boilerplate);
        }
    }
}

/// Paragraphs at the end of an article in which its author is looked for.
const BIOGRAPHY: usize = 3;
/// Words before the name in them: "Correspondent Mara Quill reports on …".
const BEFORE_NAME: usize = 4;

/// At the end of an article a paragraph that begins with the author's name tells of the author, and so does what follows.
fn drop_biography(blocks: &Blocks, known: &Known, verdicts: &mut [Verdict]) {
    let kept = verdicts.iter().zip(&blocks.list).enumerate().filter(|(_, (verdict, _))| **verdict == Verdict::Keep);
    let last = kept.rev().take(BIOGRAPHY).filter(|(_, (_, block))| block.kind == BlockKind::Paragraph);
    let Some((first, _)) = last.filter(|(_, (_, block))| names_author(&block.text, known)).last() else { return };
    for (verdict, block) in verdicts.iter_mut().zip(&blocks.list).skip(first) {
        if *verdict == Verdict::Keep && block.kind == BlockKind::Paragraph {
            *verdict = Verdict::Drop(RemovedReason::Boilerplate);
        }
    }
}

/// Whether a text begins with an author of the page, or nearly so.
fn names_author(text: &str, known: &Known) -> bool {
    if known.authors.is_empty() {
        return false;
    }
    let end = text.char_indices().nth(200).map_or(text.len(), |(at, _)| at);
    let plain = normal(text.get(..end).unwrap_or(text));
    known.authors.iter().any(|name| {
        let before = plain.split(name.as_str()).next().unwrap_or("");
        before.len() < plain.len() && before.split_whitespace().count() < BEFORE_NAME
    })
}

/// Short lines before the first and after the last line of prose are kickers, bylines, dates, tags.
fn trim_ends(blocks: &Blocks, measured: &Measured, known: &Known, verdicts: &mut [Verdict]) {
    let is_anchor = |(verdict, feature): (&Verdict, &Features)| *verdict == Verdict::Keep && feature.is_prose;
    let Some(first) = verdicts.iter().zip(&measured.blocks).position(is_anchor) else { return };
    let last = verdicts.iter().zip(&measured.blocks).rposition(is_anchor).unwrap_or(first);
    // A short sentence beside the last paragraph is the end of the article.
    let end = blocks.list.get(last).map(|block| block.parent);
    for (index, ((verdict, block), feature)) in verdicts.iter_mut().zip(&blocks.list).zip(&measured.blocks).enumerate()
    {
        let opens = block.kind == BlockKind::Heading && index + 1 == first && block.level != Some(1);
        let before = index < first && !opens && !announces(&block.text, feature, known);
        let closes = block.kind == BlockKind::Paragraph && Some(block.parent) == end && ends_sentence(&block.text);
        let after = index > last && !closes && !matches!(block.kind, BlockKind::Table | BlockKind::List);
        if *verdict == Verdict::Keep && (before || after) && block.kind != BlockKind::Caption {
            *verdict = Verdict::Drop(RemovedReason::Boilerplate);
        }
    }
}

/// A short line that stands there again and again is a label of the page.
fn drop_refrains(blocks: &Blocks, verdicts: &mut [Verdict]) {
    let mut seen: HashMap<&str, u32> = HashMap::new();
    let is_short = |block: &Block| block.chars < 40 && !matches!(block.kind, BlockKind::Table | BlockKind::List);
    for block in blocks.list.iter().filter(|block| is_short(block)) {
        *seen.entry(block.text.as_str()).or_default() += 1;
    }
    for (verdict, block) in verdicts.iter_mut().zip(&blocks.list) {
        if *verdict == Verdict::Keep && is_short(block) && seen.get(block.text.as_str()).is_some_and(|count| *count > 2)
        {
            *verdict = Verdict::Drop(RemovedReason::Boilerplate);
        }
    }
}

/// A heading goes with what stood under it: where the next block is gone for a reason of its own, and nothing of the
/// article comes before the next heading.
fn drop_headings_of_nothing(blocks: &Blocks, verdicts: &mut [Verdict]) {
    let mut kept_below = false;
    let mut gone_below = true;
    for (verdict, block) in verdicts.iter_mut().zip(&blocks.list).rev() {
        match (block.kind, *verdict) {
            (BlockKind::Heading, Verdict::Keep) => {
                if gone_below && !kept_below {
                    *verdict = Verdict::Drop(RemovedReason::Related);
                }
                (kept_below, gone_below) = (false, false);
            }
            (BlockKind::Caption, _) => {}
            (_, Verdict::Keep) => kept_below = true,
            (_, Verdict::Drop(RemovedReason::Boilerplate)) => {}
            (_, Verdict::Drop(_)) => gone_below = true,
        }
    }
}
