//! Pages made to hurt: shapes that have killed other readers, and fixtures broken at random.

mod shapes;

use std::fs;
use std::time::{Duration, Instant};

use super::fixtures;
use crate::parse::html::{HtmlPage, article};
use shapes::{page, shapes};

/// Generous, since the machine may be busy and the build is not optimised: `make hostile` measures.
const LIMIT: Duration = Duration::from_secs(60);

#[test]
fn no_shape_of_a_page_overflows_a_small_stack_or_hangs() {
    let shapes = shapes();
    assert_eq!(shapes.len(), 34);
    for (name, shape) in shapes {
        // The stack that tokio gives its workers.
        let thread = std::thread::Builder::new().stack_size(2 << 20);
        let read = thread.spawn(move || {
            let page = page(&shape);
            let started = Instant::now();
            let found = article(HtmlPage { text: &page, url: None });
            (found.map(|found| found.blocks.len()), started.elapsed())
        });
        let (found, took) = read.unwrap().join().unwrap();
        assert!(found.is_ok_and(|blocks| blocks > 0), "{name}: nothing was found");
        assert!(took < LIMIT, "{name} took {took:?}");
    }
}

/// Xorshift: the same mutations on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }
}

fn broken(page: &str, dice: &mut Dice) -> String {
    let mut bytes = page.as_bytes().to_vec();
    match dice.below(6) {
        0 => bytes.truncate(dice.below(page.len())),
        1 => drop(bytes.drain(..dice.below(page.len()))),
        2 => {
            for _ in 0..=dice.below(40) {
                let at = dice.below(bytes.len());
                bytes[at] ^= 1 << dice.below(8);
            }
        }
        3 => {
            let at = dice.below(bytes.len());
            bytes.splice(at..at, "\0\u{202e}\u{feff}\u{d7ff}<!--".bytes());
        }
        other => {
            // Tags in another order, or some of them left out.
            let mut parts: Vec<&str> = page.split_inclusive('>').collect();
            for _ in 0..=dice.below(30) {
                let (one, two) = (dice.below(parts.len()), dice.below(parts.len()));
                if other == 4 { parts.swap(one, two) } else { parts[one] = "" }
            }
            return parts.concat();
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn thousands_of_broken_pages_are_read_without_harm() {
    let pages: Vec<String> = fixtures().iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let mut read = 0;
    for at in 0..3_000 {
        let page = broken(&pages[at % pages.len()], &mut dice);
        if let Ok(found) = article(HtmlPage { text: &page, url: None }) {
            assert!(found.blocks.iter().all(|block| !block.text.trim().is_empty()), "{page}");
            read += 1;
        }
    }
    // Most are still pages.
    assert!(read > 2_000, "{read}");
}
