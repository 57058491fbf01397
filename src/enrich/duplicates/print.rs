//! An article → its print and its published fingerprints.

use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use super::minhash;
use super::shingles::{Runs, Words, is_word};
use crate::article::{Article, BlockKind, Fingerprints, ParagraphHash, ParagraphPrint, Print};
use crate::text::fold;

/// How many hashes of shingles stand for a text.
pub const SKETCH: usize = 64;
// One bit each says which of them another text has.
const _: () = assert!(SKETCH <= u64::BITS as usize);
/// Numbers of a text that are looked at: the smallest hashes, so that two texts keep the same ones.
const NUMBERS: usize = 48;
/// Paragraphs of a text that are looked at, from the first on, and how long one must be to say anything.
const PARAGRAPHS: usize = 32;
const PARAGRAPH_WORDS: u32 = 8;

const ZWNJ: char = '\u{200C}';

/// Adds what near duplicates are found by to the fingerprints of an article, and makes its print.
pub fn of(article: &Article, fingerprints: &mut Fingerprints) -> Print {
    let words = words(article);
    fingerprints.minhash = minhash::signature(words.shingles()).map(|signature| minhash::published(&signature));
    let paragraphs = paragraphs(article);
    fingerprints.paragraphs = paragraphs
        .iter()
        .map(|print| ParagraphHash { block: print.block, hash: format!("{:016x}", print.hash) })
        .collect();

    // The hash, and below it where it first stands in the text: one number sorts faster than two.
    let mut all: Vec<u64> =
        (0_u32..).zip(words.shingles()).map(|(at, hash)| (hash >> 16) << 32 | u64::from(at)).collect();
    all.sort_unstable();
    all.dedup_by_key(|shingle| *shingle >> 32);
    let shingles = u32::try_from(all.len()).unwrap_or(u32::MAX);
    all.truncate(SKETCH);
    let sketch = all.iter().map(|shingle| (shingle >> 32) as u32).collect();
    let mut order: Vec<u8> = (0..).take(all.len()).collect();
    order.sort_by_key(|place| all.get(usize::from(*place)).map(|shingle| *shingle as u32));
    let count = u32::try_from(words.hashes.len()).unwrap_or(u32::MAX);
    let mut numbers = words.numbers;
    numbers.truncate(NUMBERS);
    Print {
        exact: number(&fingerprints.exact),
        title: fingerprints.title.as_deref().map(number).and_then(|hash| u64::try_from(hash).ok()),
        words: count,
        shingles,
        sketch,
        order,
        numbers,
        paragraphs,
    }
}

/// The words of the body. A zero width non-joiner stands between the parts of Persian words where others write a space;
/// folded text has lost it, so it becomes one before.
fn words(article: &Article) -> Words {
    let text = &article.body.text;
    if text.contains(ZWNJ) {
        Words::of(&fold(&text.replace(ZWNJ, " "), &article.language.tag))
    } else {
        Words::of(&article.folded_body)
    }
}

fn number(hexadecimal: &str) -> u128 {
    u128::from_str_radix(hexadecimal, 16).unwrap_or_else(|_| xxh3_128(hexadecimal.as_bytes()))
}

fn paragraphs(article: &Article) -> Vec<ParagraphPrint> {
    let blocks = || article.blocks.iter().filter(|block| block.kind != BlockKind::Caption);
    let told = |block: u32, kind: BlockKind, folded: &str| {
        let (text, words) = spaced(folded);
        let long = kind != BlockKind::Heading && words >= PARAGRAPH_WORDS;
        long.then(|| ParagraphPrint { block, words, hash: xxh3_64(text.as_bytes()) })
    };
    // The folded body has a line for each block, unless one of them holds nothing that folds to anything.
    if article.folded_body.lines().count() == blocks().count() {
        let lines = blocks().zip(article.folded_body.lines());
        lines.filter_map(|(block, line)| told(block.idx, block.kind, line)).take(PARAGRAPHS).collect()
    } else {
        let lang = &article.language.tag;
        blocks().filter_map(|block| told(block.idx, block.kind, &fold(&block.text, lang))).take(PARAGRAPHS).collect()
    }
}

/// The letters and digits of a folded text with one space between their runs, and how many words these are: runs, and
/// characters beyond the first where they are not spaced.
fn spaced(folded: &str) -> (String, u32) {
    let mut text = String::with_capacity(folded.len());
    let mut words = 0;
    for run in Runs::of(folded) {
        words += 1;
        // A character of a script without spaces that is no letter parts, too.
        let letters = if run.unspaced { run.text.trim_matches(|ch| !is_word(ch)) } else { run.text };
        if !text.is_empty() && (run.parted || letters.is_empty()) && !text.ends_with(' ') {
            text.push(' ');
        }
        text.push_str(letters);
    }
    text.truncate(text.trim_end_matches(' ').len());
    (text, words)
}
