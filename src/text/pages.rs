//! What is to be known of each character of the first plane, in pages that are made when one of their characters is first
//! met: a text has a few scripts, and a start is not to wait for all of them.

use std::sync::OnceLock;

const PAGE: usize = 1 << 10;
const PAGES: usize = 0x1_0000 / PAGE;

/// The answers to one question.
pub struct Pages<T> {
    pages: [OnceLock<Box<[T; PAGE]>>; PAGES],
    ask: fn(char) -> T,
}

impl<T: Clone> Pages<T> {
    pub const fn new(ask: fn(char) -> T) -> Self {
        Self { pages: [const { OnceLock::new() }; PAGES], ask }
    }

    #[inline]
    pub fn get(&self, ch: char) -> T {
        let at = ch as usize;
        let page = self.pages.get(at / PAGE).map(|page| page.get_or_init(|| self.page(at / PAGE)));
        page.and_then(|page| page.get(at % PAGE)).cloned().unwrap_or_else(|| (self.ask)(ch))
    }

    /// Surrogates, which no text has, are as good as what stands for what cannot be read.
    #[cold]
    fn page(&self, number: usize) -> Box<[T; PAGE]> {
        let character = |at: usize| u32::try_from(number * PAGE + at).ok().and_then(char::from_u32);
        Box::new(std::array::from_fn(|at| (self.ask)(character(at).unwrap_or(char::REPLACEMENT_CHARACTER))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_has_its_own_answer() {
        static CODES: Pages<u32> = Pages::new(|ch| ch as u32);
        for ch in '\0'..=char::MAX {
            assert_eq!(CODES.get(ch), ch as u32);
        }
    }
}
