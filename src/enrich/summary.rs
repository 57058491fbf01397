//! The summary: the first sentences of the article, without the dateline before them.
//!
//! News puts first what matters. Sentences are named by their number and place; nothing is written anew.

use crate::article::{Article, BlockKind, SummarySentence};
use crate::text::sentences;

/// How many sentences a summary has.
const SENTENCES: usize = 3;
/// Shorter ones are captions and labels.
const MIN_CHARS: usize = 20;
/// A dateline ends within so many code points.
const MAX_DATELINE: usize = 60;

/// News agencies as Arabic datelines name them.
const AGENCIES: [&str; 12] =
    ["رويترز", "وكالات", "سبوتنيك", "الأناضول", "واس", "وام", "سانا", "أ ف ب", "د ب أ", "أ ش أ", "بترا", "قنا"];

/// The first sentences of the paragraphs.
#[must_use]
pub fn summary(article: &Article) -> Vec<SummarySentence> {
    let mut summary = Vec::new();
    let mut number = 0;
    let blocks = article.blocks.iter().filter(|block| !matches!(block.kind, BlockKind::Heading | BlockKind::Caption));
    for block in blocks {
        let Some(block_start) = block.char_start else { continue };
        let (mut byte, mut place) = (0, block_start);
        for span in sentences(&block.text, &article.language.tag) {
            let count =
                |text: Option<&str>| u32::try_from(text.unwrap_or_default().chars().count()).unwrap_or(u32::MAX);
            let sentence = block.text.get(span.clone()).unwrap_or_default();
            let start = place + count(block.text.get(byte..span.start));
            let end = start + count(Some(sentence));
            (byte, place) = (span.end, end);
            let dateline = if number == 0 { dateline(sentence) } else { 0 };
            number += 1;
            if (end - start) as usize - dateline >= MIN_CHARS && block.kind == BlockKind::Paragraph {
                let start = start + u32::try_from(dateline).unwrap_or(0);
                summary.push(SummarySentence { sentence: number - 1, start, end });
            }
            if summary.len() == SENTENCES {
                return summary;
            }
        }
    }
    summary
}

/// The length of a dateline in code points: "LONDON (Agency) - ", «موسكو - رويترز: ».
fn dateline(sentence: &str) -> usize {
    let head: Vec<char> = sentence.chars().take(MAX_DATELINE).collect();
    let space = |at: usize| head.get(at).is_none_or(|ch| ch.is_whitespace());
    let mut ends = head.iter().enumerate().rev().filter(|(at, ch)| match ch {
        '-' | '–' | '—' => *at > 0 && (space(at - 1) || head.get(at - 1) == Some(&')')) && space(at + 1),
        ':' => space(at + 1),
        _ => false,
    });
    let Some(end) = ends.find_map(|(at, _)| is_dateline(&head, at).then_some(at)) else { return 0 };
    end + 1 + head.iter().skip(end + 1).take_while(|ch| ch.is_whitespace()).count()
}

fn is_dateline(head: &[char], end: usize) -> bool {
    let text: String = head.iter().take(end).collect();
    let text = text.trim();
    let words = text.split_whitespace().count();
    let first = text.split([' ', ',']).next().unwrap_or_default();
    let shouted = first.chars().count() > 2 && first.chars().all(|ch| ch.is_uppercase() || ch == '-');
    let agency = AGENCIES.iter().any(|agency| text.contains(agency)) || (text.ends_with(')') && text.contains('('));
    head.get(end) != Some(&':') && words <= 8 && (shouted || agency) || (agency && words <= 5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Block;
    use crate::encode::samples::bare;

    fn article(paragraphs: &[(&str, BlockKind)], lang: &str) -> Article {
        let mut article = bare().article;
        article.language.tag = lang.into();
        let mut start = 0;
        article.blocks = (0..)
            .zip(paragraphs)
            .map(|(idx, (text, kind))| {
                let end = start + text.chars().count() as u32;
                let block = Block {
                    idx,
                    kind: *kind,
                    level: None,
                    text: (*text).into(),
                    parent_heading: None,
                    char_start: Some(start),
                    char_end: Some(end),
                };
                start = end + 1;
                block
            })
            .collect();
        let texts: Vec<_> = paragraphs.iter().map(|(text, _)| *text).collect();
        article.body.text = texts.join("\n");
        article
    }

    fn texts(article: &Article) -> Vec<String> {
        let cut = |s: SummarySentence| {
            article.body.text.chars().skip(s.start as usize).take((s.end - s.start) as usize).collect()
        };
        summary(article).into_iter().map(cut).collect()
    }

    #[test]
    fn the_first_sentences_are_the_summary_and_headings_are_not() {
        let article = article(
            &[
                ("HARBOUR (Agency) - The new pier opened on Monday.", BlockKind::Paragraph),
                ("A long heading of the story", BlockKind::Heading),
                (
                    "Boats came from every island. Bands played until the night. Nobody slept that day.",
                    BlockKind::Paragraph,
                ),
            ],
            "en",
        );
        let expected =
            ["The new pier opened on Monday.", "Boats came from every island.", "Bands played until the night."];
        assert_eq!(texts(&article), expected);
        let numbers: Vec<_> = summary(&article).into_iter().map(|sentence| sentence.sentence).collect();
        assert_eq!(numbers, [0, 1, 2]);
    }

    #[test]
    fn a_dateline_is_left_out_and_nothing_else_is() {
        for (text, rest) in [
            ("موسكو - رويترز: وصل الوزير إلى المدينة اليوم.", "وصل الوزير إلى المدينة اليوم."),
            ("LONDON, Jan 17 (Agency) — Ships came into the harbour.", "Ships came into the harbour."),
            (
                "The pier - long and new - was opened by the mayor.",
                "The pier - long and new - was opened by the mayor.",
            ),
            ("الجسر الجديد - وهو طويل - افتتح أمس في المدينة.", "الجسر الجديد - وهو طويل - افتتح أمس في المدينة."),
        ] {
            assert_eq!(texts(&article(&[(text, BlockKind::Paragraph)], "ar")), [rest]);
        }
    }
}
