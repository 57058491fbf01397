//! Reads real pages that were broken on purpose, and counts what they did to the parser: `mutate SETS [PAGES]`.
//!
//! SETS holds NAME.jsonl.gz files, a page `{"html", "url"?}` on each line. Each broken page is cut, has bits flipped, tags
//! shuffled or left out, or a few hostile characters put in; the same pages and number give the same mutations. A panic is
//! told with the page that raised it, and ends the program with 1. An overflow of the stack would end it at once: the
//! pages are read with the stack that the worker's threads have.

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use flate2::read::GzDecoder;
use serde::Deserialize;

use copydesk::parse::html::{HtmlPage, article};

#[derive(Deserialize)]
struct Page {
    id: String,
    html: String,
    url: Option<String>,
}

const PAGES: usize = 10_000;
const STACK: usize = 2 << 20;
const SEED: u64 = 0x9E37_79B9_7F4A_7C15;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let sets = arguments.next().ok_or("usage: mutate SETS [PAGES]")?;
    let wanted = arguments.next().map_or(Ok(PAGES), |count| count.parse())?;
    let pages = pages(Path::new(&sets))?;
    if pages.is_empty() {
        return Err("no pages in SETS".into());
    }
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || read_broken(&pages, wanted))?;
    let panics = thread.join().map_err(|_| "the thread that reads panicked")?;
    if panics > 0 { Err(format!("{panics} pages raised a panic").into()) } else { Ok(()) }
}

fn pages(folder: &Path) -> Result<Vec<Page>, Box<dyn Error>> {
    let mut files: Vec<_> = std::fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    files.sort_by_key(std::fs::DirEntry::path);
    let mut pages = Vec::new();
    for file in files.iter().map(std::fs::DirEntry::path).filter(|path| path.to_string_lossy().ends_with(".jsonl.gz")) {
        for line in BufReader::new(GzDecoder::new(File::open(file)?)).lines() {
            pages.push(serde_json::from_str(&line?)?);
        }
    }
    Ok(pages)
}

/// How many pages raised a panic.
fn read_broken(pages: &[Page], wanted: usize) -> usize {
    let mut dice = Dice(SEED);
    let (mut articles, mut panics, mut slowest) = (0, 0, Duration::ZERO);
    for at in 0..wanted {
        let Some(page) = pages.get(at % pages.len()) else { break };
        let text = broken(&page.html, &mut dice);
        let started = Instant::now();
        let read = catch_unwind(AssertUnwindSafe(|| article(HtmlPage { text: &text, url: page.url.as_deref() })));
        slowest = slowest.max(started.elapsed());
        match read {
            Ok(found) => articles += usize::from(found.is_ok()),
            Err(_) => {
                panics += 1;
                let _ = writeln!(std::io::stderr(), "mutation {at} of page {} raised a panic", page.id);
            }
        }
    }
    let _ = writeln!(
        std::io::stdout(),
        "{wanted} mutations of {} pages: {articles} articles, {panics} panics, the slowest {slowest:?}",
        pages.len()
    );
    panics
}

/// Xorshift.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let bound = u64::try_from(bound.max(1)).unwrap_or(1);
        usize::try_from(self.0 % bound).unwrap_or(0)
    }
}

fn broken(page: &str, dice: &mut Dice) -> String {
    let mut bytes = page.as_bytes().to_vec();
    match dice.below(6) {
        0 => bytes.truncate(dice.below(page.len())),
        1 => drop(bytes.drain(..dice.below(page.len()))),
        2 => {
            for _ in 0..=dice.below(200) {
                let at = dice.below(bytes.len());
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << dice.below(8);
                }
            }
        }
        3 => {
            for _ in 0..=dice.below(20) {
                let at = dice.below(bytes.len());
                bytes.splice(at..at, "\0\u{202e}\u{feff}\u{d7ff}<!--<table><svg>".bytes());
            }
        }
        kind => {
            let mut parts: Vec<&str> = page.split_inclusive('>').collect();
            for _ in 0..=dice.below(300) {
                let (one, two) = (dice.below(parts.len()), dice.below(parts.len()));
                if kind == 4 {
                    parts.swap(one, two);
                } else if let Some(part) = parts.get_mut(one) {
                    *part = "";
                }
            }
            return parts.concat();
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
