//! Which kept lines are headings, once it is settled what was kept: buttons and credits that stood between are gone then.

use super::lines::Line;
use super::select::{Verdict, bullet};

/// The widest heading, in characters and words.
const WIDEST: usize = 110;
const WORDS: usize = 16;
/// What a heading stands above.
const PROSE: usize = 60;
const SHORT_PROSE: usize = 40;
/// Lines that were left out between a heading and its text.
const GAP: usize = 4;

/// Tells headings and paragraphs apart anew.
pub fn settle(lines: &[Line], verdicts: &mut [Option<Verdict>]) {
    let is_kept =
        |verdict: &Option<Verdict>| matches!(verdict, Some(Verdict::Paragraph | Verdict::Heading | Verdict::Item));
    let kept: Vec<usize> =
        verdicts.iter().enumerate().filter(|(_, verdict)| is_kept(verdict)).map(|(at, _)| at).collect();
    let spaced = lines.iter().filter(|line| line.blank_before).count() > 1;
    for (n, at) in kept.iter().enumerate() {
        let (Some(line), Some(verdict)) = (lines.get(*at), verdicts.get_mut(*at)) else { continue };
        let next = kept.get(n + 1).filter(|next| **next <= at + GAP).and_then(|next| lines.get(*next));
        match verdict {
            Some(Verdict::Heading) if !could_head(line) => *verdict = Some(Verdict::Paragraph),
            Some(Verdict::Paragraph) if n > 0 => {
                let alone = !spaced || (line.blank_before && line.blank_after);
                if alone && could_head(line) && next.is_some_and(|next| is_text(line, next)) {
                    *verdict = Some(Verdict::Heading);
                }
            }
            _ => {}
        }
    }
}

/// A few words that are no sentence but perhaps a question, begin as one, and announce nothing behind a colon.
fn could_head(line: &Line) -> bool {
    let text = line.text.as_str();
    let begins = text.chars().find(|sign| sign.is_alphanumeric()).is_some_and(|sign| !sign.is_lowercase());
    let stops = line.ends && !text.ends_with(['?', '!', '？', '！', '؟', '”', '“', '»', '"']);
    line.width <= WIDEST
        && line.words <= WORDS
        && line.label.is_none()
        && begins
        && !stops
        && text.contains(char::is_alphabetic)
        && !text.contains(['©', '|'])
        && !text.ends_with([':', '：', ',', '،', ';', '؛', '…'])
        && !text.starts_with(['-', '–', '—', '('])
        && bullet(text).is_none()
}

/// Whether a line is what a heading stands above.
fn is_text(heading: &Line, next: &Line) -> bool {
    let long = next.width >= PROSE || (next.ends && next.width >= SHORT_PROSE);
    long && next.width > heading.width && (next.ends || next.width >= 2 * PROSE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::text_dump::lines::lines;

    fn headings(text: &str) -> Vec<String> {
        let lines = lines(text);
        let mut verdicts = vec![Some(Verdict::Paragraph); lines.len()];
        settle(&lines, &mut verdicts);
        let heads = lines.iter().zip(verdicts).filter(|(_, verdict)| *verdict == Some(Verdict::Heading));
        heads.map(|(line, _)| line.text.clone()).collect()
    }

    #[test]
    fn a_question_above_its_answer_is_a_heading_and_an_announcement_is_none() {
        let prose =
            "The ferry left the harbour of Lindhavn before dawn, with forty-one passengers and a crew of six on board.";
        let text = format!(
            "{prose}\n\nWho runs the ferry?\n\n{prose}\n\nThe council lists three reasons:\n\n{prose}\n\nA slow search\n\n{prose}\n\n\
             The quay at dawn © Coast Ledger\n\n{prose}\n\nHe said no.\n\n{prose}\n\n***\n\n{prose}\n\nIt ended so\n"
        );
        assert_eq!(headings(&text), ["Who runs the ferry?", "A slow search"]);
    }

    #[test]
    fn the_first_line_of_an_article_is_no_heading() {
        let prose =
            "يغادر المركب الميناء قبل الفجر وعلى متنه واحد وأربعون راكبا وطاقم من ستة أشخاص في كل يوم من أيام الأسبوع.";
        assert_eq!(headings(&format!("ما الذي حدث؟\n\n{prose}\n\nماذا بعد؟\n\n{prose}\n")), ["ماذا بعد؟"]);
    }
}
