//! Hashes of folded text, by which equal articles are found.
//!
//! Algorithm `cd1`: take the folded text, write every run of white space (Unicode `White_Space`) as one space, cut it off
//! at both ends, and hash the UTF-8 bytes with XXH3 and seed 0. The digest is written as a number, most significant digit
//! first, as `xxhsum -H2` and `xxhsum -H3` do. Where paragraphs end does therefore not count, so that a dump and a page of one article
//! meet. How text is folded belongs to the algorithm: when it changes, the name changes.

use std::borrow::Cow;

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

fn collapsed(text: &str) -> Cow<'_, str> {
    // Folded text has one space or line break between two words, and no other white space.
    if !text.starts_with(char::is_whitespace) && !text.ends_with(char::is_whitespace) && is_single_spaced(text) {
        return if text.contains('\n') { text.replace('\n', " ").into() } else { text.into() };
    }
    let mut collapsed = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !collapsed.is_empty() {
            collapsed.push(' ');
        }
        collapsed.push_str(word);
    }
    collapsed.into()
}

/// Whether no two spaces or line breaks stand together, and no other white space before the last character. All bytes are
/// asked alike and without a branch, so that many are asked at once.
fn is_single_spaced(text: &str) -> bool {
    let space = |byte: u8| (byte == b' ') | (byte == b'\n');
    let bytes = || text.bytes();
    let ones = bytes().fold(false, |any, one| any | ((b'\t'..=b'\r').contains(&one) & (one != b'\n')));
    // U+0085 and U+00A0.
    let twos = bytes().zip(bytes().skip(1)).fold(false, |any, (one, two)| {
        any | (space(one) & space(two)) | ((one == 0xC2) & ((two == 0x85) | (two == 0xA0)))
    });
    // U+1680; U+2000 to U+200A, U+2028, U+2029, U+202F; U+205F; U+3000.
    let threes = bytes().zip(bytes().skip(1)).zip(bytes().skip(2)).fold(false, |any, ((one, two), three)| {
        let of_80 = (three <= 0x8A) | (three == 0xA8) | (three == 0xA9) | (three == 0xAF);
        let of_e2 = ((two == 0x80) & of_80) | ((two == 0x81) & (three == 0x9F));
        let of_e1 = (two == 0x9A) & (three == 0x80);
        let of_e3 = (two == 0x80) & (three == 0x80);
        any | ((one == 0xE1) & of_e1) | ((one == 0xE2) & of_e2) | ((one == 0xE3) & of_e3)
    });
    !(ones | twos | threes)
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
        for ch in '\0'..=char::MAX {
            let spaced = format!("a{ch}b");
            let of_fold = !ch.is_whitespace() || matches!(ch, ' ' | '\n');
            assert_eq!(is_single_spaced(&spaced), of_fold, "{ch:?}");
            if ch.is_whitespace() {
                assert_eq!(collapsed(&spaced), "a b", "{ch:?}");
            }
        }
        assert_ne!(one.title, fingerprints("the boat\nis back", "boat").title);
    }

    #[test]
    fn a_title_of_nothing_has_no_fingerprint() {
        assert_eq!(fingerprints("the boat", " \n").title, None);
    }
}
