//! How much of its vocabulary a line shares with the lines that are the article for sure, and with the title: what stands
//! beside an article speaks of other things. Knows no language; texts without spaces share nothing.

use std::collections::HashMap;

use xxhash_rust::xxh3::xxh3_64;

/// Shorter words say too little of what a text is about.
const SHORTEST: usize = 4;
/// Words that are looked at in a line.
const MOST_WORDS: usize = 200;

/// The words of the surest lines, and of the title, by their hashes.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    counts: HashMap<u64, u32>,
    title: Vec<u64>,
}

impl Vocabulary {
    pub(super) fn of<'a>(lines: impl Iterator<Item = &'a str>, title: &str) -> Self {
        let mut counts = HashMap::new();
        for word in lines.flat_map(words) {
            *counts.entry(word).or_default() += 1;
        }
        let mut title: Vec<u64> = words(title).collect();
        title.sort_unstable();
        title.dedup();
        Self { counts, title }
    }

    /// Thousandths of the words of a line that stand elsewhere in the article; whether it is counted there itself.
    pub(super) fn shared(&self, line: &str, counted: bool) -> i32 {
        let mut own: Vec<u64> = words(line).collect();
        own.sort_unstable();
        let all = own.len();
        let mut shared = 0;
        for same in own.chunk_by(|one, other| one == other) {
            let times = u32::try_from(same.len()).unwrap_or(u32::MAX);
            let least = if counted { times } else { 0 };
            let found = same.first().and_then(|word| self.counts.get(word)).copied().unwrap_or(0);
            shared += if found > least { same.len() } else { 0 };
        }
        i32::try_from((shared * 1000).checked_div(all).unwrap_or(0)).unwrap_or(1000)
    }

    /// Words of the title in a line.
    pub(super) fn of_title(&self, line: &str) -> i32 {
        let mut found: Vec<u64> = words(line).filter(|word| self.title.binary_search(word).is_ok()).collect();
        found.sort_unstable();
        found.dedup();
        i32::try_from(found.len()).unwrap_or(i32::MAX).min(9)
    }
}

fn words(text: &str) -> impl Iterator<Item = u64> {
    let long = |word: &&str| word.chars().nth(SHORTEST - 1).is_some();
    text.split(|sign: char| !sign.is_alphanumeric())
        .filter(long)
        .take(MOST_WORDS)
        .map(|word| xxh3_64(word.to_lowercase().as_bytes()))
}

/// Thousandths of the words that begin with a capital, and whether the first does: headlines of some languages.
pub(super) fn capitals(text: &str) -> (i32, bool) {
    let (mut all, mut capital) = (0_i32, 0_i32);
    for word in text.split_whitespace().take(MOST_WORDS) {
        let Some(first) = word.chars().find(|sign| sign.is_alphanumeric()) else { continue };
        all += 1;
        capital += i32::from(first.is_uppercase());
    }
    let small = text.chars().find(|sign| sign.is_alphanumeric()).is_some_and(char::is_lowercase);
    ((capital * 1000).checked_div(all).unwrap_or(0), small)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_on_the_subject_shares_more_than_one_on_another() {
        let article = ["The ferry left the harbour at dawn.", "Nobody on the ferry saw the goat."];
        let words = Vocabulary::of(article.into_iter(), "The goat and the ferry");
        assert_eq!(words.shared("A ferry at dawn", false), 1000);
        assert_eq!(words.shared("Wages rise again", false), 0);
        // `ferry` stands in the other line; `harbour` and the others only in this one.
        assert_eq!(words.shared(article[0], true), 250);
        assert_eq!(words.of_title("Ferry, ferry, goat!"), 2);
        assert_eq!(words.shared("", true), 0);
    }

    #[test]
    fn capitals_are_counted_by_words() {
        assert_eq!(capitals("Ferry Lost at Sea"), (750, false));
        assert_eq!(capitals("(and more)"), (0, true));
        assert_eq!(capitals("海が荒れた。"), (0, false));
    }
}
