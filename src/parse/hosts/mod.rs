//! What a worker remembers of each host: which lines stand on how many of its pages. A dump has no markup that tells a
//! menu from a text; that a line stood on the last nine pages of the host as well does.
//!
//! ```text
//!  lines of a page ── hashes ──▶ visit ──┬─▶ known page? its own visit is taken off, nothing is learnt
//!                                        ├─▶ on which other pages each line stood
//!                                        └─▶ host: lines of its last 32 pages ─┬─ on trial   new hosts, a quarter of the bytes
//!                                                                              └─ known      three pages and more
//! ```
//!
//! - `page`: a page as hashes. A page that comes again, as it was or edited, is no second witness.
//! - `host`: the lines of one host, bounded; what is on none of its last pages is forgotten.
//! - `store`: all hosts within so many bytes; which go first.
//! - `file`: the memory as text, to be kept over a restart or carried to another worker.
//!
//! Pages come from strangers, so the memory is written to be lied to: a host speaks for itself alone, one site cannot push
//! the others out with subdomains, and hosts on trial cannot push out known ones. What may be concluded from a line that was
//! seen before is for the readers to say; for dumps see `text_dump::seen_before`. Holds no word of any page.

mod file;
mod host;
mod page;
mod store;

#[cfg(test)]
mod tests;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub use file::ImportError;
pub use page::Page;
pub use store::Figures;

use host::Host;
use store::Store;

/// The memory of one worker, shared by its threads.
#[derive(Debug)]
pub struct HostMemory {
    store: Mutex<Store>,
    learns: bool,
}

/// How often the lines of a page stood on other pages of its host.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sightings(Vec<Elsewhere>);

/// How often one line stood on other pages of its host.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Elsewhere {
    /// Other pages of the host that are remembered.
    pub pages: u16,
    /// On how many of them it stood.
    pub of: u16,
    /// On how many of the newest [`RECENT`] of them.
    pub recent: u16,
}

impl HostMemory {
    /// An empty memory that never holds more than that.
    #[must_use]
    pub fn new(max_bytes: usize) -> Self {
        Self { store: Mutex::new(Store::new(max_bytes)), learns: true }
    }

    /// From now on what is remembered stays as it is: whoever asks gets the same answer, in any order.
    #[must_use]
    pub fn frozen(self) -> Self {
        Self { learns: false, ..self }
    }

    /// On how many other pages of the host the lines of a page stood; and remembers the page.
    pub fn visit(&self, host: &str, page: &Page) -> Sightings {
        let mut store = self.store();
        let name = store::name(host);
        let seen = store.get(&name).map(|host| host.sightings(page)).unwrap_or_default();
        if self.learns && !name.is_empty() {
            store.learn(name, page);
        }
        seen
    }

    #[must_use]
    pub fn figures(&self) -> Figures {
        self.store().figures()
    }

    // A thread that panicked here left whole numbers behind, wrong by one page at most.
    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sightings {
    /// Of a line of the page, by its place there.
    #[must_use]
    pub fn line(&self, at: usize) -> Elsewhere {
        self.0.get(at).copied().unwrap_or_default()
    }
}

/// Pages that have to be known before the memory speaks.
const LEAST_PAGES: u16 = 3;
/// So many pages are the newest ones.
const RECENT: usize = 8;
/// A line on so many of those is on all pages, as far as anybody can tell.
const ALWAYS: u16 = 6;

impl Elsewhere {
    /// Whether a line stood on so many other pages, and on such a share of them.
    #[must_use]
    pub fn at_least(self, pages: u16, percent: u16) -> bool {
        let share = u32::from(self.pages) * u32::from(percent);
        self.pages >= LEAST_PAGES && self.of >= pages && u32::from(self.of) * 100 >= share
    }

    /// Whether a line stood on nearly all of the newest pages.
    #[must_use]
    pub fn always(self) -> bool {
        self.recent >= ALWAYS
    }
}
