//! An article → its print and its published fingerprints.

use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use super::minhash;
use super::shingles::{Run, Runs, Words};
use crate::article::{Article, Block, BlockKind, Fingerprints, ParagraphHash, ParagraphPrint, Print};
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
    let (words, paragraphs) = read(article);
    let shingles: Vec<u64> = words.shingles().collect();
    let signature = minhash::signature(shingles.iter().copied());
    fingerprints.minhash = signature.map(|signature| minhash::published(&signature));
    fingerprints.paragraphs = paragraphs
        .iter()
        .map(|print| ParagraphHash { block: print.block, hash: format!("{:016x}", print.hash) })
        .collect();

    // The hash, and below it where it first stands in the text: one number sorts faster than two.
    let mut all: Vec<u64> = (0_u32..).zip(shingles).map(|(at, hash)| (hash >> 16) << 32 | u64::from(at)).collect();
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

fn number(hexadecimal: &str) -> u128 {
    u128::from_str_radix(hexadecimal, 16).unwrap_or_else(|_| xxh3_128(hexadecimal.as_bytes()))
}

/// The words of the body and its paragraphs. The folded body has a line for each block, unless one of them holds nothing
/// that folds to anything: it is read once for both.
fn read(article: &Article) -> (Words, Vec<ParagraphPrint>) {
    let (lang, folded) = (&article.language.tag, &article.folded_body);
    let blocks = || article.blocks.iter().filter(|block| block.kind != BlockKind::Caption);
    let mut paragraphs = Paragraphs::default();
    // A zero width non-joiner stands between the parts of Persian words where others write a space; folded text has lost
    // it, so it becomes one before.
    let parted = article.body.text.contains(ZWNJ).then(|| fold(&article.body.text.replace(ZWNJ, " "), lang));
    if folded.lines().count() != blocks().count() {
        for block in blocks() {
            paragraphs.add(block, &fold(&block.text, lang), |_| ());
        }
        return (Words::of(parted.as_ref().unwrap_or(folded)), paragraphs.prints);
    }
    let mut words = Words::in_order(folded);
    for (block, line) in blocks().zip(folded.lines()) {
        paragraphs.add(block, line, |run| {
            if parted.is_none() {
                words.push(run)
            }
        });
    }
    (parted.as_deref().map_or(words, Words::of), paragraphs.prints)
}

/// The paragraphs of a text that are looked at.
#[derive(Debug, Default)]
struct Paragraphs {
    prints: Vec<ParagraphPrint>,
    /// The letters and digits of the block that is read, with one space between their runs.
    text: String,
}

impl Paragraphs {
    /// Adds a block by its folded text, and shows each of its words. It has as many as runs, and characters where they are
    /// not spaced.
    fn add(&mut self, block: &Block, folded: &str, mut shown: impl FnMut(&Run<'_>)) {
        let wanted = block.kind != BlockKind::Heading && self.prints.len() < PARAGRAPHS;
        self.text.clear();
        let mut count = 0;
        for run in Runs::of(folded) {
            shown(&run);
            count += 1;
            if !wanted {
                continue;
            }
            if !self.text.is_empty() && (run.parted || run.sign) && !self.text.ends_with(' ') {
                self.text.push(' ');
            }
            if !run.sign {
                self.text.push_str(run.text);
            }
        }
        if wanted && count >= PARAGRAPH_WORDS {
            let hash = xxh3_64(self.text.trim_end_matches(' ').as_bytes());
            self.prints.push(ParagraphPrint { block: block.idx, words: count, hash });
        }
    }
}
