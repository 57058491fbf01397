//! Pages made to hurt: shapes that have killed other readers, and fixtures broken at random.

use std::fs;
use std::time::{Duration, Instant};

use super::fixtures;
use crate::parse::html::{HtmlPage, article};

const SENTENCE: &str = "The harbour master said on Monday that the new wall had held through the night.";

/// Generous, since the machine may be busy: quadratic work over such a page would take many minutes.
const LIMIT: Duration = Duration::from_secs(60);

/// What stands behind the sentence. With the deep ones of `tests` these are the shapes on which extractors of other
/// projects overflow their stack or hang.
fn shapes() -> Vec<(&'static str, String)> {
    let deep = |open: &str, times: usize| open.repeat(times);
    vec![
        ("items", deep("<li>x", 100_000)),
        ("rows", deep("<tr><td>x", 50_000)),
        ("headings", deep("<h2>x</h2>", 50_000)),
        ("open headings", deep("<h2>x", 50_000)),
        ("forms", deep("<form>", 50_000)),
        ("options", format!("<select>{}", deep("<option>x", 100_000))),
        ("anchors", deep("<a href=#>", 100_000)),
        ("formatting", deep("<b><i><u><font>", 20_000)),
        ("misnested", deep("<b><p></b></p>", 50_000)),
        ("lists in lists", deep("<ul><li><ol><li>", 20_000)),
        ("tables in cells", deep("<table><tbody><tr><td>", 20_000)),
        ("templates", deep("<template>", 50_000)),
        ("frames", deep("<iframe src=a></iframe>", 50_000)),
        ("an open script", format!("<script>{}", deep("let a = '<p>';", 50_000))),
        ("an open comment", format!("<!-- {}", deep("-- > ", 100_000))),
        ("an open attribute", format!("<p title=\"{}", deep("x > ", 100_000))),
        ("attributes", format!("<p {}>", (0..50_000).map(|at| format!("a{at}=1 ")).collect::<String>())),
        ("less-than signs", deep("<", 500_000)),
        ("entities", deep("&notin;&#x1F600;&#0;&#xD800;&bogus;", 30_000)),
        ("NUL bytes", deep("\0<p>\0", 50_000)),
        ("doctypes", deep("<!DOCTYPE html>", 50_000)),
        ("CDATA", deep("<svg><![CDATA[x]]></svg>", 30_000)),
        ("metas", format!("<head>{}", deep("<meta property=og:title content=x>", 50_000))),
        ("JSON in JSON", format!("<script type=application/ld+json>{}</script>", deep("[{\"a\":", 50_000))),
        ("one long word", format!("<p>{}</p>", deep("x", 2_000_000))),
        ("equal paragraphs", deep(&format!("<p>{SENTENCE} Again.</p>"), 5_000)),
    ]
}

#[test]
fn no_shape_of_a_page_overflows_a_small_stack_or_hangs() {
    let shapes = shapes();
    assert_eq!(shapes.len(), 26);
    for (name, shape) in shapes {
        // The stack that tokio gives its workers.
        let thread = std::thread::Builder::new().stack_size(2 << 20);
        let read = thread.spawn(move || {
            let page = format!("<p>{SENTENCE}</p>{shape}");
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
