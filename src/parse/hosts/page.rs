//! A page as hashes of its lines.

use std::collections::HashSet;

use xxhash_rust::xxh3::xxh3_64;

/// Hashes by which a page is known again: the smallest ones of its sentences.
pub const SKETCH: usize = 8;
/// Lines of a page that are looked at: a page can be all menu.
const MOST_LINES: usize = 1_500;

/// One page of a host.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Of where it was fetched; 0 where that is not known.
    pub(super) address: u64,
    /// In their order.
    pub(super) lines: Vec<u64>,
    /// The smallest hashes of its sentences, ascending.
    pub(super) sketch: Vec<u64>,
}

/// What is kept of a page, to know it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Print {
    /// Which page of its host it was, from 1.
    pub number: u32,
    pub address: u64,
    pub sketch: Vec<u64>,
}

impl Page {
    /// A page by its lines, folded so that case and marks do not matter, each with whether it is a sentence of some length.
    pub fn new<'l>(address: Option<&str>, lines: impl IntoIterator<Item = (&'l str, bool)>) -> Self {
        let mut page =
            Self { address: address.map_or(0, |address| xxh3_64(address.as_bytes()).max(1)), ..Self::default() };
        for (line, is_sentence) in lines {
            let hash = hash(line);
            page.lines.push(hash);
            if is_sentence {
                page.sketch.push(hash);
            }
        }
        page.sketch.sort_unstable();
        page.sketch.dedup();
        page.sketch.truncate(SKETCH);
        page
    }

    /// The lines that are remembered, each once, in order of their hashes.
    pub(super) fn apart(&self) -> Vec<u64> {
        let half = MOST_LINES / 2;
        let from_end = self.lines.len().saturating_sub(half).max(half);
        let ends = self.lines.iter().take(half).chain(self.lines.iter().skip(from_end));
        let apart: HashSet<u64> = ends.copied().collect();
        let mut apart: Vec<u64> = apart.into_iter().collect();
        apart.sort_unstable();
        apart
    }

    pub(super) fn print(&self, number: u32) -> Print {
        Print { number, address: self.address, sketch: self.sketch.clone() }
    }
}

impl Print {
    /// Whether it is the same page: at the same address, or with half of its sentences.
    pub fn is(&self, page: &Page) -> bool {
        if self.address != 0 && self.address == page.address {
            return true;
        }
        let shared = self.sketch.iter().filter(|hash| page.sketch.binary_search(hash).is_ok()).count();
        let least = self.sketch.len().min(page.sketch.len());
        shared > 0 && shared * 2 >= least
    }
}

/// A number is any number: `12 comments` is the same furniture as `9 comments`.
fn hash(line: &str) -> u64 {
    if !line.contains(char::is_numeric) {
        return xxh3_64(line.as_bytes());
    }
    let mut out = String::with_capacity(line.len());
    for sign in line.chars() {
        let sign = if sign.is_numeric() { '#' } else { sign };
        if sign != '#' || !out.ends_with('#') {
            out.push(sign);
        }
    }
    xxh3_64(out.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(address: Option<&str>, lines: &[(&str, bool)]) -> Page {
        Page::new(address, lines.iter().copied())
    }

    #[test]
    fn numbers_are_alike() {
        let page = page(None, &[("12 comments", false), ("9 comments", false), ("comments", false), ("1.5 km", false)]);
        assert_eq!(page.lines[0], page.lines[1]);
        assert_ne!(page.lines[1], page.lines[2]);
        assert_eq!(page.apart().len(), 3);
    }

    #[test]
    fn a_page_is_known_again_by_address_or_by_half_of_its_sentences() {
        let lines = [("one is long.", true), ("two is long.", true), ("menu", false)];
        let print = page(Some("https://a.example/1"), &lines).print(1);
        assert!(print.is(&page(Some("https://a.example/1"), &[("nothing", false)])));
        assert!(print.is(&page(Some("https://a.example/2"), &[lines[0], ("three is long.", true)])));
        assert!(!print.is(&page(Some("https://a.example/2"), &[lines[2], ("three is long.", true)])));
        assert!(!print.is(&page(None, &[lines[2]])));
    }

    #[test]
    fn of_a_page_that_is_all_menu_both_ends_are_kept() {
        let text: Vec<String> = (0..5_000).map(|n| format!("{} entry", "x".repeat(n))).collect();
        let page = Page::new(None, text.iter().map(|line| (line.as_str(), false)));
        let apart = page.apart();
        assert_eq!((page.lines.len(), apart.len()), (5_000, MOST_LINES));
        assert!(
            apart.contains(&page.lines[0]) && apart.contains(&page.lines[4_999]) && !apart.contains(&page.lines[2_500])
        );
    }
}
