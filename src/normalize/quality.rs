//! What a reader should know before trusting an article.

use std::collections::BTreeSet;

use super::body::in_body;
use crate::article::{Block, BlockKind, Body, Confidence, Language, Link, QualityFlag, Title};

/// A body with fewer words is thin: a teaser, a caption, a live ticker's entry.
pub const THIN_BODY_WORDS: u32 = 50;

/// The text is full of links from so many on, where so many hundredths of its characters stand in them.
const MANY_LINKS: usize = 10;
const LINKED_PERCENT: usize = 40;
/// A list has so many lines, and so many hundredths of its characters in rows.
const LIST_LINES: usize = 10;
const LIST_PERCENT: usize = 66;
/// A longer line is no row, in characters.
const ROW_CHARS: usize = 100;
/// A title of so few characters stands in a body by chance, as the name of a place or a heading.
const SHORT_TITLE: usize = 15;

/// What the flags are told from.
pub struct Facts<'a> {
    pub title: Option<&'a Title>,
    pub url: bool,
    pub published_at: bool,
    pub language: &'a Language,
    /// A part of the text is in another language.
    pub mixed_language: bool,
    pub body: &'a Body,
    pub folded_body: &'a str,
    pub blocks: &'a [Block],
    pub links: &'a [Link],
    /// Blocks were cut off.
    pub cut: bool,
}

pub fn flags(facts: &Facts<'_>) -> BTreeSet<QualityFlag> {
    [
        (QualityFlag::NoPublishedAt, !facts.published_at),
        (QualityFlag::NoUrl, !facts.url),
        (QualityFlag::NoTitle, facts.title.is_none()),
        (QualityFlag::ThinBody, facts.body.word_count < THIN_BODY_WORDS),
        (QualityFlag::Truncated, facts.cut || breaks_off(&facts.body.text)),
        (QualityFlag::LanguageUnknown, facts.language.tag == "und"),
        (QualityFlag::MixedLanguage, facts.mixed_language),
        (QualityFlag::MachineList, is_list(facts.blocks)),
        (QualityFlag::ManyLinks, is_full_of_links(facts)),
        (QualityFlag::TitleRepeated, facts.title.is_some_and(|title| repeats(facts.folded_body, &title.folded))),
    ]
    .into_iter()
    .filter_map(|(flag, raised)| raised.then_some(flag))
    .collect()
}

/// Whether the last line ends in an ellipsis, perhaps in brackets or before a count of what was left out: `[+1204 chars]`.
fn breaks_off(text: &str) -> bool {
    let mut end = text.trim_end();
    if let Some(open) = end.strip_suffix(" chars]").and_then(|counted| counted.rfind("[+")) {
        end = end.get(..open).unwrap_or(end).trim_end();
        return !end.is_empty();
    }
    end = end.trim_end_matches([']', ')', '>']).trim_end();
    end.ends_with('…') || end.ends_with("...")
}

/// Whether most of the text is in lines that are short and no sentences.
fn is_list(blocks: &[Block]) -> bool {
    let text = in_body(blocks).filter(|block| block.kind != BlockKind::Heading);
    let (mut lines, mut all, mut rows) = (0, 0, 0);
    for line in text.flat_map(|block| block.text.lines()) {
        let chars = line.chars().count();
        lines += 1;
        all += chars;
        rows += if chars <= ROW_CHARS && !ends_sentence(line) { chars } else { 0 };
    }
    lines >= LIST_LINES && rows * 100 >= all * LIST_PERCENT
}

fn ends_sentence(line: &str) -> bool {
    let closing = |ch: char| matches!(ch, '"' | '”' | '“' | '»' | '’' | '\'' | '」' | '』' | ')' | ']' | ' ');
    line.trim_end_matches(closing).ends_with(['.', '!', '?', '…', ':', '؟', '۔', '。', '！', '？', '।', '॥', '።', '։'])
}

fn is_full_of_links(facts: &Facts<'_>) -> bool {
    let linked: usize = facts.links.iter().map(|link| link.text.chars().count()).sum();
    facts.links.len() >= MANY_LINKS && linked * 100 >= facts.body.char_count as usize * LINKED_PERCENT
}

/// Whether a line says the title, whatever marks stand around it.
fn repeats(folded_body: &str, title: &str) -> bool {
    let title = bare(title);
    title.chars().nth(SHORT_TITLE).is_some() && folded_body.lines().any(|line| bare(line) == title)
}

fn bare(line: &str) -> &str {
    line.trim_matches(|ch: char| !ch.is_alphanumeric())
}

/// What all flags together cost at most.
const MOST_COST: u16 = 900;

/// 1 less what each flag costs: an article that lacks all of it keeps a tenth.
pub fn score(flags: &BTreeSet<QualityFlag>) -> Confidence {
    let cost: u16 = flags
        .iter()
        .map(|flag| match flag {
            QualityFlag::NoPublishedAt => 150,
            QualityFlag::NoUrl => 100,
            QualityFlag::NoTitle => 200,
            QualityFlag::ThinBody => 250,
            QualityFlag::LanguageUnknown | QualityFlag::Truncated => 200,
            QualityFlag::MachineList | QualityFlag::ManyLinks => 150,
            QualityFlag::Paywalled | QualityFlag::MixedLanguage => 100,
            QualityFlag::LiveBlog | QualityFlag::TitleRepeated => 50,
            QualityFlag::HomePage
            | QualityFlag::SectionList
            | QualityFlag::VideoPage
            | QualityFlag::ErrorPage
            | QualityFlag::CookieWall => 600,
        })
        .sum();
    Confidence::per_mille(1000 - cost.min(MOST_COST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_breaks_off_where_it_ends_in_an_ellipsis() {
        for text in ["The harbour is…", "The harbour is [...]", "The harbour is (…)", "The harbour is cl [+1204 chars]"]
        {
            assert!(breaks_off(text), "{text}");
        }
        assert!(!breaks_off("The harbour … is closed.") && !breaks_off("[+12 chars]"));
    }

    #[test]
    fn every_flag_costs_something_and_all_of_them_not_everything() {
        let all = [
            QualityFlag::NoPublishedAt,
            QualityFlag::NoUrl,
            QualityFlag::NoTitle,
            QualityFlag::ThinBody,
            QualityFlag::Truncated,
            QualityFlag::LanguageUnknown,
            QualityFlag::MixedLanguage,
            QualityFlag::MachineList,
            QualityFlag::ManyLinks,
            QualityFlag::TitleRepeated,
            QualityFlag::Paywalled,
            QualityFlag::LiveBlog,
            QualityFlag::HomePage,
            QualityFlag::SectionList,
            QualityFlag::VideoPage,
            QualityFlag::ErrorPage,
            QualityFlag::CookieWall,
        ];
        assert_eq!(score(&BTreeSet::new()), Confidence::CERTAIN);
        for flag in all {
            assert!(score(&BTreeSet::from([flag])) < Confidence::CERTAIN);
        }
        assert_eq!(score(&BTreeSet::from(all)), Confidence::per_mille(100));
    }
}
