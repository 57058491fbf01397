//! The blocks of an article and the body they make.

use super::fields::Cleaner;
use crate::article::{Block, BlockKind, Body, RawBlock, SentencePlace};
use crate::outcome::{RejectReason, Stop};
use crate::text::{count_words, is_blank, reading_time_s, sentences};

/// Blocks that are taken: beyond it the rest is cut, with a warning. Payloads are bounded, so this bounds only the
/// overhead of blocks of one letter.
const MAX_BLOCKS: usize = 20_000;

/// Cleans the blocks, drops those that are empty, and gives each its place in the body.
///
/// # Errors
///
/// `body_empty` where no block but captions is left.
pub fn clean_blocks(raw: Vec<RawBlock>, cleaner: &mut Cleaner) -> Result<Vec<Block>, Stop> {
    let mut blocks = Vec::with_capacity(raw.len().min(MAX_BLOCKS));
    let mut headings: Vec<(u8, u32)> = Vec::new();
    let mut at: Option<u32> = None;
    for block in raw {
        let text = match block.kind {
            BlockKind::List | BlockKind::Table | BlockKind::Quote => cleaner.lines(&block.text),
            BlockKind::Heading | BlockKind::Paragraph | BlockKind::Caption => cleaner.line(&block.text),
        };
        if is_blank(&text) {
            continue;
        }
        if blocks.len() == MAX_BLOCKS {
            cleaner.truncated("blocks");
            break;
        }
        let idx = as_u32(blocks.len());
        let level = block.level.filter(|level| block.kind == BlockKind::Heading && (1..=6).contains(level));
        if block.kind == BlockKind::Heading {
            // A heading without a level stands below the title, as <h2> does.
            let own = level.unwrap_or(2);
            while headings.last().is_some_and(|(level, _)| *level >= own) {
                headings.pop();
            }
        }
        let parent_heading = headings.last().map(|(_, idx)| *idx);
        if block.kind == BlockKind::Heading {
            headings.push((level.unwrap_or(2), idx));
        }
        let (char_start, char_end) = if block.kind == BlockKind::Caption {
            (None, None)
        } else {
            // One line break stands between two blocks.
            let start = at.map_or(0, |end| end.saturating_add(1));
            let end = start.saturating_add(as_u32(text.chars().count()));
            at = Some(end);
            (Some(start), Some(end))
        };
        blocks.push(Block { idx, kind: block.kind, level, text, parent_heading, char_start, char_end });
    }
    if at.is_none() {
        return Err(Stop::rejected(RejectReason::BodyEmpty, "expected text in a block, got none after cleaning"));
    }
    Ok(blocks)
}

/// Whether blocks may have been left out.
pub fn is_cut(blocks: &[Block]) -> bool {
    blocks.len() == MAX_BLOCKS
}

/// The text of the body, and what is in it. Words and sentences leave headings out; each block begins a new sentence.
pub fn count(blocks: &[Block], lang: &str) -> Body {
    let parts: Vec<&str> = in_body(blocks).map(|block| block.text.as_str()).collect();
    let counted = || in_body(blocks).filter(|block| block.kind != BlockKind::Heading);
    let word_count = as_u32(counted().map(|block| count_words(&block.text)).sum());
    let sentences: Vec<SentencePlace> = counted().flat_map(|block| places(block, lang)).collect();
    let char_count = in_body(blocks).filter_map(|block| block.char_end).last().unwrap_or(0);
    Body {
        text: parts.join("\n"),
        char_count,
        word_count,
        sentence_count: as_u32(sentences.len()),
        reading_time_s: reading_time_s(word_count, lang),
        sentences,
    }
}

/// The sentences of a block, by their places in the body.
fn places<'b>(block: &'b Block, lang: &str) -> impl Iterator<Item = SentencePlace> + 'b {
    let (mut byte, mut at) = (0, block.char_start.unwrap_or(0));
    sentences(&block.text, lang).map(move |span| {
        let count = |from: usize, to: usize| as_u32(block.text.get(from..to).map_or(0, |text| text.chars().count()));
        let start = at.saturating_add(count(byte, span.start));
        let end = start.saturating_add(count(span.start, span.end));
        (byte, at) = (span.end, end);
        SentencePlace { start, end }
    })
}

/// The blocks that stand in the body: all but captions.
pub fn in_body(blocks: &[Block]) -> impl Iterator<Item = &Block> + Clone {
    blocks.iter().filter(|block| block.kind != BlockKind::Caption)
}

fn as_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(kind: BlockKind, level: Option<u8>, text: &str) -> RawBlock {
        RawBlock { kind, level, text: text.into() }
    }

    #[test]
    fn offsets_are_code_points_into_the_body() {
        let raw = vec![
            block(BlockKind::Paragraph, None, " وتُعد\u{A0}الأولى "),
            block(BlockKind::Caption, None, "a caption"),
            block(BlockKind::Paragraph, None, " \u{0} "),
            block(BlockKind::List, None, "one\n\n two"),
        ];
        let blocks = clean_blocks(raw, &mut Cleaner::default()).unwrap();
        let body = count(&blocks, "ar");
        assert_eq!(body.text, "وتُعد الأولى\none\ntwo");
        assert_eq!(body.char_count as usize, body.text.chars().count());
        let chars: Vec<char> = body.text.chars().collect();
        let of = |place: &SentencePlace| chars[place.start as usize..place.end as usize].iter().collect::<String>();
        assert_eq!(body.sentences.iter().map(of).collect::<Vec<_>>(), ["وتُعد الأولى", "one", "two"]);
        for block in &blocks {
            if let (Some(start), Some(end)) = (block.char_start, block.char_end) {
                assert_eq!(chars[start as usize..end as usize].iter().collect::<String>(), block.text);
            } else {
                assert_eq!(block.kind, BlockKind::Caption);
            }
        }
        assert_eq!(blocks.iter().map(|block| block.idx).collect::<Vec<_>>(), [0, 1, 2]);
    }

    #[test]
    fn a_block_stands_under_the_heading_before_it() {
        let raw = vec![
            block(BlockKind::Paragraph, None, "lead"),
            block(BlockKind::Heading, Some(2), "A"),
            block(BlockKind::Heading, Some(3), "A.1"),
            block(BlockKind::Paragraph, Some(9), "text"),
            block(BlockKind::Heading, None, "B"),
            block(BlockKind::Paragraph, None, "text"),
        ];
        let blocks = clean_blocks(raw, &mut Cleaner::default()).unwrap();
        let parents: Vec<_> = blocks.iter().map(|block| block.parent_heading).collect();
        assert_eq!(parents, [None, None, Some(1), Some(2), None, Some(4)]);
        assert_eq!(blocks[3].level, None);
    }

    #[test]
    fn without_text_there_is_no_body() {
        for raw in [vec![], vec![block(BlockKind::Paragraph, None, " \u{200B}\u{200F}\u{0}")]] {
            let stop = clean_blocks(raw, &mut Cleaner::default()).unwrap_err();
            assert!(matches!(stop, Stop::Rejected(rejection) if rejection.reason == RejectReason::BodyEmpty));
        }
        let only_caption = vec![block(BlockKind::Caption, None, "a")];
        assert!(clean_blocks(only_caption, &mut Cleaner::default()).is_err());
    }
}
