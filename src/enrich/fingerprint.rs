//! Hashes of folded text, by which equal articles are found.
//!
//! Algorithm `cd1`: take the folded text, write every run of white space (Unicode `White_Space`) as one space, cut it off
//! at both ends, and hash the UTF-8 bytes with XXH3 and seed 0. The digest is written as a number, most significant digit
//! first, as `xxhsum -H2` and `xxhsum -H3` do. Where paragraphs end does therefore not count, so that a dump and a page of one article
//! meet. How text is folded belongs to the algorithm: when it changes, the name changes.

use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use crate::article::{Article, Fingerprints};

pub const ALGORITHM: &str = "cd1";

pub fn of(article: &Article) -> Fingerprints {
    let title = article.title.as_ref().map(|title| collapsed(&title.folded)).filter(|title| !title.is_empty());
    Fingerprints {
        algo: ALGORITHM,
        exact: format!("{:032x}", xxh3_128(collapsed(&article.folded_body).as_bytes())),
        title: title.map(|title| format!("{:016x}", xxh3_64(title.as_bytes()))),
        minhash: None,
        paragraphs: Vec::new(),
    }
}

fn collapsed(text: &str) -> String {
    // Folded text has one space or line break between two words, and no other white space.
    if !text.starts_with(is_space) && !text.ends_with(is_space) && is_single_spaced(text) {
        return text.replace('\n', " ");
    }
    let mut collapsed = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !collapsed.is_empty() {
            collapsed.push(' ');
        }
        collapsed.push_str(word);
    }
    collapsed
}

fn is_space(ch: char) -> bool {
    matches!(ch, ' ' | '\n')
}

fn is_single_spaced(text: &str) -> bool {
    let mut before = b'a';
    text.bytes().enumerate().all(|(at, byte)| {
        let single = match byte {
            b' ' | b'\n' => !matches!(before, b' ' | b'\n'),
            b'\t' | 0x0B..=0x0D => false,
            // The first bytes of all other white space.
            0xC2 | 0xE1..=0xE3 => !text.get(at..).is_some_and(|rest| rest.starts_with(char::is_whitespace)),
            _ => true,
        };
        before = byte;
        single
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::samples::full;

    fn fingerprints(body: &str, title: &str) -> Fingerprints {
        let mut article = full().article;
        article.folded_body = body.into();
        if let Some(of_article) = &mut article.title {
            of_article.folded = title.into();
        }
        of(&article)
    }

    #[test]
    fn the_digests_are_those_of_the_reference() {
        // XXH3 of "the boat is back" and "boat", seed 0, by the xxhash package of Python.
        let found = fingerprints("the boat is back", "boat");
        assert_eq!(found.exact, "e44ce5b9cdaa42eec835bfb21a79ae07");
        assert_eq!(found.title.as_deref(), Some("5e9d0c14fd9f1406"));
    }

    #[test]
    fn white_space_does_not_count_and_words_do() {
        let one = fingerprints("the boat\nis back", "a boat");
        assert_eq!(one, fingerprints(" the  boat is\t\u{a0}back\n", "\u{3000}a  boat"));
        assert_ne!(one.exact, fingerprints("the boatis back", "a boat").exact);
        let spaced = |ch: char| format!("a{ch}b");
        for ch in ('\0'..=char::MAX).filter(|ch| ch.is_whitespace()) {
            assert_eq!(collapsed(&spaced(ch)), "a b", "{ch:?}");
            assert_eq!(is_single_spaced(&spaced(ch)), is_space(ch), "{ch:?}");
        }
        assert_ne!(one.title, fingerprints("the boat\nis back", "boat").title);
    }

    #[test]
    fn a_title_of_nothing_has_no_fingerprint() {
        assert_eq!(fingerprints("the boat", " \n").title, None);
    }
}
