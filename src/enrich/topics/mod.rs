//! What an article is about, by its section, its address and its words.
//!
//! ```text
//!  section ─▶ .9      the site says so
//!  address ─▶ .8      /sport/…
//!  words   ─▶ ≤ .8    a lexicon votes, in title, tags and text; nothing where the vote is not clear
//! ```
//!
//! Each different term of a topic counts, more in the title and in tags and a little more when it comes again. The votes of narrow
//! topics count for the one above them. The first has to stand clear of the second, or the words say nothing. The parties
//! to a war are politics, their battles are conflict; an article about both has both topics.

mod lexicon;

use std::collections::BTreeMap;
use std::ops::Range;

use super::section::SectionTopics;
use crate::article::{Article, Confidence, Provenance, Topic};
use crate::text::Tokens;
use lexicon::{Lexicon, Term, Weight};

/// Narrow topics besides the top-level one.
const MAX_NARROW: usize = 5;
/// The most terms that are named as evidence.
const MAX_EVIDENCE: usize = 5;
/// The least vote for a topic, and for one of a text of a few lines.
const CLEAR: f64 = 3.0;
const CLEAR_SHORT: f64 = 2.0;
/// A text with fewer tokens is one of a few lines.
const SHORT: usize = 80;
/// How far the first stands before the second.
const AHEAD: f64 = 1.35;
const BY_ADDRESS: Confidence = Confidence::per_mille(800);

/// Politics, and conflict, war and peace.
const POLITICS: &str = "11000000";
const WAR: &str = "16000000";
/// Of a war whose parties speak for politics at least so much of what its battles speak for it, politics is the first topic.
const PARTIES: f64 = 0.4;
/// So often a term that pages name in passing has to come.
const AGAIN: u32 = 3;

/// So many tags are read, and so many bytes of them.
const MAX_TAGS: usize = 20;
const MAX_TAG_BYTES: usize = 2 << 10;

/// What speaks for one topic.
#[derive(Debug, Default)]
struct Vote {
    weight: f64,
    terms: Vec<&'static str>,
}

/// The topics of an article besides those of its section, which are given, the surest first.
pub fn topics(
    tables: &SectionTopics,
    article: &Article,
    body: &Tokens<'_>,
    title: Option<&Tokens<'_>>,
    mut topics: Vec<Topic>,
) -> Vec<Topic> {
    if topics.is_empty() {
        topics = address(tables, article);
    }
    let votes = votes(article, body, title);
    let add = |topics: &mut Vec<Topic>, code: &str, confidence: u16, terms: &[&'static str]| {
        let full = format!("medtop:{code}");
        if topics.iter().any(|topic| topic.code == full) {
            return;
        }
        let Some((label, _)) = tables.code(code) else { return };
        topics.push(Topic {
            scheme: "medtop",
            code: full,
            label: label.to_owned(),
            provenance: Provenance::Gazetteer,
            confidence: Confidence::per_mille(confidence),
            evidence: terms.iter().take(MAX_EVIDENCE).map(|term| format!("term:{term}")).collect(),
        });
    };
    let mut tops: BTreeMap<&str, Vote> = BTreeMap::new();
    for (code, vote) in &votes {
        let Some((_, top)) = tables.code(code) else { continue };
        let sum = tops.entry(top).or_default();
        sum.weight += vote.weight;
        sum.terms.extend(&vote.terms);
    }
    let known_top =
        topics.last().and_then(|topic| tables.code(topic.code.strip_prefix("medtop:")?)).map(|(_, top)| top.to_owned());
    let winner = known_top.or_else(|| {
        let (code, vote) = clear(&tops, if body.list.len() < SHORT { CLEAR_SHORT } else { CLEAR })?;
        let all = tops.values().map(|vote| vote.weight).sum::<f64>();
        let confidence = |weight: f64| 500 + (weight / all * 300.0) as u16;
        let (politics, war) = (tops.get(POLITICS), tops.get(WAR));
        if let (WAR, Some(parties)) = (code, politics)
            && parties.weight >= PARTIES * vote.weight
        {
            add(&mut topics, POLITICS, confidence(parties.weight + vote.weight), &parties.terms);
            add(&mut topics, WAR, confidence(vote.weight), &vote.terms);
            return Some(POLITICS.to_owned());
        }
        add(&mut topics, code, confidence(vote.weight), &vote.terms);
        if let (POLITICS, Some(war)) = (code, war)
            && war.weight >= CLEAR
        {
            add(&mut topics, WAR, confidence(war.weight), &war.terms);
        }
        Some(code.to_owned())
    });
    let Some(winner) = winner else { return topics };
    let mut narrow: Vec<(&str, f64, &Vote)> = votes
        .iter()
        .filter(|(code, _)| **code != winner && tables.code(code).is_some_and(|(_, top)| top == winner))
        .map(|(code, vote)| (*code, vote.weight, vote))
        .filter(|(_, weight, _)| *weight >= 1.0)
        .collect();
    narrow.sort_by(|(a, one, _), (b, other, _)| other.total_cmp(one).then(a.cmp(b)));
    for (code, weight, vote) in narrow.into_iter().take(MAX_NARROW) {
        let confidence = 500 + ((weight / 10.0).min(1.0) * 250.0) as u16;
        add(&mut topics, code, confidence, &vote.terms);
    }
    topics.sort_by_key(|topic| std::cmp::Reverse(topic.confidence));
    topics
}

/// A part of the path that is the name of a section.
fn address(tables: &SectionTopics, article: &Article) -> Vec<Topic> {
    let Some(url) = article.canonical_url.as_deref().or(article.url.as_deref()) else { return Vec::new() };
    let path = url.split("://").nth(1).and_then(|rest| rest.split_once('/')).map_or("", |(_, path)| path);
    let parts = path.split(['?', '#']).next().unwrap_or_default().split('/');
    // The last part is the article's own.
    let folders: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    let folders = folders.split_last().map_or(&[][..], |(_, folders)| folders);
    let found = folders.iter().take(4).find_map(|part| tables.named(&part.replace('-', " "), &article.language.tag));
    let Some((code, top)) = found else { return Vec::new() };
    let topic = |code: &str| {
        Some(Topic {
            scheme: "medtop",
            code: format!("medtop:{code}"),
            label: tables.code(code)?.0.to_owned(),
            provenance: Provenance::Url,
            confidence: BY_ADDRESS,
            evidence: vec![format!("url:{url}", url = path.chars().take(80).collect::<String>())],
        })
    };
    let narrow = (code != top).then(|| topic(code)).flatten();
    narrow.into_iter().chain(topic(top)).collect()
}

fn votes(article: &Article, body: &Tokens<'_>, title: Option<&Tokens<'_>>) -> BTreeMap<&'static str, Vote> {
    let mut votes: BTreeMap<&'static str, Vote> = BTreeMap::new();
    let Some(lexicon) = Lexicon::of(&article.language.tag) else { return votes };
    let mut counts: BTreeMap<(&str, &str), (&Term, u32, u32)> = BTreeMap::new();
    for (term, times) in found(lexicon, body) {
        counts.entry((term.code, term.text)).or_insert((term, 0, 0)).1 += times;
    }
    for (term, times) in title.into_iter().flat_map(|title| found(lexicon, title)) {
        counts.entry((term.code, term.text)).or_insert((term, 0, 0)).2 += times;
    }
    // Tags are what the desk says it is about: they weigh like the title.
    let labels: Vec<_> = article.tags.iter().take(MAX_TAGS).map(|tag| tag.label.as_str()).collect();
    if !labels.is_empty() {
        let labels = labels.join("\n");
        for (term, times) in found(lexicon, &Tokens::of(&labels, &article.language.tag, MAX_TAG_BYTES)) {
            counts.entry((term.code, term.text)).or_insert((term, 0, 0)).2 += times;
        }
    }
    let short = body.list.len() < SHORT;
    for (term, in_body, in_title) in counts.into_values() {
        if term.weight == Weight::Passing && in_body < AGAIN && in_title == 0 {
            continue;
        }
        let once = if short && term.weight == Weight::Strong { CLEAR_SHORT } else { 1.0 };
        let again = f64::from(in_body.saturating_sub(1).min(4)) * 0.4;
        let weight = once * f64::from(in_body.min(1)) + again + f64::from(in_title.min(1)) * once.max(1.5);
        let vote = votes.entry(term.code).or_default();
        vote.weight += weight;
        vote.terms.push(term.text);
    }
    votes
}

/// The terms in a text and how often each stands there.
fn found<'l>(lexicon: &'l Lexicon, tokens: &Tokens<'_>) -> Vec<(&'l Term, u32)> {
    // The terms that each key begins, and how often; and where those of a key stand among them.
    let mut starting: Vec<(&Term, u32)> = Vec::new();
    let of_key: Vec<Range<usize>> = tokens
        .hashed_keys()
        .map(|(key, hash)| {
            let from = starting.len();
            lexicon.starting(key, hash, &mut starting);
            from..starting.len()
        })
        .collect();
    for (at, token) in tokens.list.iter().enumerate() {
        let terms = token.key().and_then(|key| starting.get_mut(of_key.get(key as usize)?.clone()));
        for (term, times) in terms.into_iter().flatten() {
            *times += u32::from(lexicon.follows(tokens, at, term));
        }
    }
    let mut counts: BTreeMap<(&str, &str), (&Term, u32)> = BTreeMap::new();
    for (term, times) in starting.into_iter().filter(|(_, times)| *times > 0) {
        counts.entry((term.code, term.text)).or_insert((term, 0)).1 += times;
    }
    counts.into_values().collect()
}

/// The first topic, where it stands clear. War and the politics of war do not compete.
fn clear<'t, 'v>(tops: &'v BTreeMap<&'t str, Vote>, least: f64) -> Option<(&'t str, &'v Vote)> {
    let mut ranked: Vec<_> = tops.iter().map(|(code, vote)| (*code, vote)).collect();
    ranked.sort_by(|(a, one), (b, other)| other.weight.total_cmp(&one.weight).then(a.cmp(b)));
    let (code, first) = ranked.first().copied()?;
    let related = |other: &str| matches!((code, other), (POLITICS, WAR) | (WAR, POLITICS));
    let second = ranked.iter().skip(1).find(|(other, _)| !related(other)).map_or(0.0, |(_, vote)| vote.weight);
    (first.weight >= least && first.weight >= AHEAD * second).then_some((code, first))
}

#[cfg(test)]
mod tests;
