//! What is remembered of one host: which lines stood on which of its last pages.

use std::collections::VecDeque;
use std::mem::size_of;

use super::page::{Page, Print, SKETCH};
use super::{Elsewhere, RECENT, Sightings};

/// Pages that a line is remembered from, one bit each. Furniture changes: what is gone is forgotten so many pages later.
const PAGES: u32 = u32::BITS;
/// Lines of a host; the rarest and oldest go.
const MOST_LINES: usize = 1_536;
/// What is left of them when there are more.
const KEPT_LINES: usize = 1_024;
/// What an entry of the map and its name cost beside the lines.
const OVERHEAD: usize = 192;

/// The lines of a host and its last pages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Host {
    /// In order of their hashes.
    pub(super) lines: Vec<Seen>,
    /// The last pages, the newest last.
    pub(super) prints: VecDeque<Print>,
    /// Pages ever.
    pub(super) pages: u32,
    /// When it was last visited, among all hosts.
    pub(super) touched: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    pub line: u64,
    /// The page on which it stood last, and one bit for each page before, from the lowest on: that page itself.
    pub last: u32,
    pub on: u32,
}

impl Seen {
    /// Its bits as of a page: the lowest is that of the newest page.
    fn as_of(self, page: u32) -> u32 {
        self.on.checked_shl(page.saturating_sub(self.last)).unwrap_or(0)
    }
}

impl Host {
    /// On how many other pages each line of a page stood.
    pub fn sightings(&self, page: &Page) -> Sightings {
        let own =
            self.known(page).map_or(0, |print| 1_u32.checked_shl(self.pages.saturating_sub(print.number)).unwrap_or(0));
        let all = u32::MAX.checked_shr(PAGES.saturating_sub(self.pages.min(PAGES))).unwrap_or(0) & !own;
        let recent =
            (0..PAGES).map(|age| 1_u32 << age).filter(|bit| all & bit != 0).take(RECENT).fold(0, |all, bit| all | bit);
        let seen = |line: &u64| {
            let at = self.lines.binary_search_by_key(line, |seen| seen.line).ok();
            let on = at.and_then(|at| self.lines.get(at)).map_or(0, |seen| seen.as_of(self.pages));
            Elsewhere { pages: count(all), of: count(on & all), recent: count(on & recent) }
        };
        Sightings(page.lines.iter().map(seen).collect())
    }

    /// Remembers a page. One that is known already is no second witness.
    pub fn learn(&mut self, page: &Page) {
        if self.known(page).is_some() {
            return;
        }
        self.pages = self.pages.saturating_add(1);
        self.merge(&page.apart());
        if self.lines.len() > MOST_LINES {
            self.prune();
        }
        if self.prints.len() >= PAGES as usize {
            self.prints.pop_front();
        }
        self.prints.push_back(page.print(self.pages));
    }

    /// What it costs, the name aside.
    pub fn bytes(&self) -> usize {
        let print = size_of::<Print>() + SKETCH * size_of::<u64>();
        OVERHEAD + self.lines.capacity() * size_of::<Seen>() + self.prints.capacity() * print
    }

    fn known(&self, page: &Page) -> Option<&Print> {
        self.prints.iter().find(|print| print.is(page))
    }

    /// Both in order of their hashes. What stood on none of the last pages goes.
    fn merge(&mut self, lines: &[u64]) {
        let now = self.pages;
        let mut merged = Vec::with_capacity(self.lines.len() + lines.len());
        let mut known = self.lines.iter().copied().filter(|seen| seen.as_of(now) != 0).peekable();
        for line in lines {
            while let Some(seen) = known.next_if(|seen| seen.line < *line) {
                merged.push(seen);
            }
            let before = known.next_if(|seen| seen.line == *line).map_or(0, |seen| seen.as_of(now));
            merged.push(Seen { line: *line, last: now, on: before | 1 });
        }
        merged.extend(known);
        merged.shrink_to_fit();
        self.lines = merged;
    }

    /// Lets the rarest lines go, of equally rare ones the oldest.
    fn prune(&mut self) {
        let worth = |seen: &Seen| (seen.on.count_ones(), seen.last, seen.line);
        let mut all: Vec<(u32, u32, u64)> = self.lines.iter().map(worth).collect();
        all.sort_unstable();
        let least = all.get(all.len().saturating_sub(KEPT_LINES)).copied().unwrap_or_default();
        self.lines.retain(|seen| worth(seen) >= least);
        self.lines.shrink_to_fit();
    }

    /// Whether this version could have remembered it so: what a file says is checked.
    pub fn is_sound(&self) -> bool {
        let ascending = self.lines.windows(2).all(|pair| matches!(pair, [one, next] if one.line < next.line));
        let of_a_page = |page: u32| (1..=self.pages).contains(&page);
        ascending
            && self.lines.iter().all(|seen| of_a_page(seen.last))
            && self.lines.len() <= MOST_LINES
            && self.prints.len() <= PAGES as usize
            && self.prints.iter().all(|print| of_a_page(print.number) && print.sketch.len() <= SKETCH)
    }
}

fn count(bits: u32) -> u16 {
    // At most 32.
    bits.count_ones() as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(number: usize, menu: &str) -> Page {
        let lines = (0..30).map(|n| format!("{} of {}.", "x".repeat(number), "y".repeat(n)));
        let lines: Vec<(String, bool)> = lines.map(|line| (line, true)).chain([(menu.to_owned(), false)]).collect();
        Page::new(None, lines.iter().map(|(line, long)| (line.as_str(), *long)))
    }

    fn seen(host: &Host, line: &str) -> (u16, u16, u16) {
        let Elsewhere { pages, of, recent } = host.sightings(&Page::new(None, [(line, false)])).line(0);
        (of, pages, recent)
    }

    #[test]
    fn a_page_that_comes_again_is_no_second_witness() {
        let mut host = Host::default();
        for _ in 0..5 {
            host.learn(&page(1, "menu"));
        }
        assert_eq!(seen(&host, "menu"), (1, 1, 1));
        // And it does not testify about itself.
        let own = host.sightings(&page(1, "menu"));
        assert!((0..31).all(|at| own.line(at) == Elsewhere::default()));
        host.learn(&page(2, "menu"));
        assert_eq!(host.sightings(&page(1, "menu")).line(30), Elsewhere { pages: 1, of: 1, recent: 1 });
    }

    #[test]
    fn lines_stay_within_their_bound_and_those_seen_often_stay() {
        let mut host = Host::default();
        for number in 0..400 {
            host.learn(&page(number, "menu"));
            assert!(host.lines.len() <= MOST_LINES && host.prints.len() <= 32 && host.is_sound());
        }
        assert!(host.bytes() < 40_000, "{}", host.bytes());
        assert_eq!(seen(&host, "menu"), (32, 32, 8));
    }

    #[test]
    fn furniture_that_is_gone_is_forgotten_page_by_page() {
        let mut host = Host::default();
        (0..30).for_each(|number| host.learn(&page(number, "old menu")));
        (30..35).for_each(|number| host.learn(&page(number, "new menu")));
        assert_eq!((seen(&host, "old menu"), seen(&host, "new menu")), ((27, 32, 3), (5, 32, 5)));
        (35..62).for_each(|number| host.learn(&page(number, "new menu")));
        assert_eq!((seen(&host, "old menu"), seen(&host, "new menu")), ((0, 32, 0), (32, 32, 8)));
        assert!(host.lines.iter().all(|seen| seen.as_of(host.pages) != 0));
    }
}
