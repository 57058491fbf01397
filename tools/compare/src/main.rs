//! Other extractors beside copydesk, on the same pages.
//!
//! ```text
//! copydesk-compare predict trafilatura|dom_smoothie < payloads > found    {id, title, authors, published, html}
//! copydesk-compare time ROUNDS < payloads                                 a table in Markdown
//! copydesk-compare time ROUNDS PAGES                                      the same over so many invented pages
//! ```
//!
//! Payloads are the JSON lines that `copydesk process` takes: `{id, html, url?}`. Times need no `id`, and leave out what has no
//! `html`.

// The pages of the worker's own benchmarks; they hold more than is needed here.
#[allow(dead_code)]
#[path = "../../../benches/pages.rs"]
mod pages;

use std::hint::black_box;
use std::io::{self, BufRead, Write};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use copydesk::config::Config;
use copydesk::parse::Parser;
use copydesk::record::{Header, Origin, Record};
use dom_smoothie::Readability;
use rustix::time::{ClockId, clock_gettime};
use serde::Deserialize;
use serde_json::{Value, json};
use trafilatura::Options;

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    id: String,
    url: Option<String>,
    #[serde(default)]
    html: String,
}

/// Whoever takes pages; what it does when it gives up is its own matter.
enum Extractor {
    Copydesk(Parser),
    DomSmoothie,
    Trafilatura,
}

impl Extractor {
    fn named(name: &str) -> Result<Self> {
        Ok(match name {
            "copydesk" => Self::Copydesk(copydesk::app::stages(&Config::default())?.parser),
            "dom_smoothie" => Self::DomSmoothie,
            "trafilatura" => Self::Trafilatura,
            _ => bail!("no extractor is called {name}"),
        })
    }

    /// Title, authors, date and the HTML of the body; `None` where it finds no article.
    fn predict(&self, page: &Page) -> Option<Value> {
        match self {
            Self::Copydesk(_) => None,
            Self::DomSmoothie => {
                let found = Readability::new(page.html.as_str(), None, None).ok()?.parse().ok()?;
                Some(json!({
                    "id": page.id, "title": found.title, "authors": found.byline.into_iter().collect::<Vec<_>>(),
                    "published": found.published_time, "html": &*found.content,
                }))
            }
            Self::Trafilatura => {
                let found = trafilatura::extract(&page.html, &Options::default()).ok()?;
                let authors: Vec<&str> =
                    found.metadata.author.split(';').map(str::trim).filter(|a| !a.is_empty()).collect();
                Some(json!({
                    "id": page.id, "title": found.metadata.title, "authors": authors,
                    "published": found.metadata.date.map(|date| date.to_string()), "html": found.content_html,
                }))
            }
        }
    }

    /// Takes the page, all that it finds, and throws it away.
    fn work(&self, page: &Page, record: &Record) {
        match self {
            Self::Copydesk(parser) => drop(black_box(parser.parse(black_box(record)))),
            Self::DomSmoothie => {
                drop(black_box(Readability::new(page.html.as_str(), None, None).map(|mut reader| reader.parse())));
            }
            Self::Trafilatura => drop(black_box(trafilatura::extract(black_box(&page.html), &Options::default()))),
        }
    }
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["predict", name] => predict(&Extractor::named(name)?),
        ["time", rounds] => time(number(rounds)?, given().collect::<Result<_>>()?),
        ["time", rounds, pages] => time(number(rounds)?, (0..number(pages)?).map(invented).collect()),
        _ => bail!(
            "usage: copydesk-compare predict trafilatura|dom_smoothie | time ROUNDS, pages on stdin | time ROUNDS PAGES"
        ),
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T> {
    text.parse().ok().with_context(|| format!("{text}: expected a number"))
}

fn invented(n: u64) -> Page {
    Page { id: n.to_string(), url: None, html: pages::page(n, pages::PAGE_BYTES) }
}

fn given() -> impl Iterator<Item = Result<Page>> {
    io::stdin().lock().lines().map(|line| Ok(serde_json::from_str(&line?)?))
}

fn predict(extractor: &Extractor) -> Result<()> {
    let mut out = io::stdout().lock();
    for page in given() {
        // Some of them panic on some pages: no answer, as for a page they find nothing on.
        let page = page?;
        let found = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| extractor.predict(&page)));
        if let Ok(Some(found)) = found {
            writeln!(out, "{found}")?;
        }
    }
    Ok(())
}

/// The payload as a topic holds it: the page itself, with its address in a header.
fn record(page: &Page) -> Record {
    let headers = page.url.iter().map(|url| Header { name: "url".to_owned(), value: Some(url.clone().into_bytes()) });
    Record {
        origin: Origin::Input { index: 0 },
        timestamp_ms: None,
        key: None,
        value: Some(page.html.clone().into_bytes()),
        headers: headers.collect(),
    }
}

/// In each round every extractor takes each page once, page by page in turn, so that a busy machine hurts all alike.
fn time(rounds: usize, mut pages: Vec<Page>) -> Result<()> {
    pages.retain(|page| !page.html.is_empty());
    if pages.is_empty() {
        println!("No page with `html`: nothing to compare.");
        return Ok(());
    }
    let records: Vec<Record> = pages.iter().map(record).collect();
    let names = ["copydesk", "dom_smoothie", "trafilatura"];
    let extractors = names.iter().map(|name| Extractor::named(name)).collect::<Result<Vec<_>>>()?;
    std::panic::set_hook(Box::new(|_| {}));

    let mut spent = vec![vec![Duration::MAX; pages.len()]; extractors.len()];
    for round in 0..=rounds {
        for (n, page) in pages.iter().enumerate() {
            for (extractor, spent) in extractors.iter().zip(&mut spent) {
                let before = cpu_time();
                let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| extractor.work(page, &records[n])));
                let took = cpu_time().saturating_sub(before);
                // The first round warms caches up. Of the others the best: what a page costs when nothing disturbs.
                if round > 0 {
                    spent[n] = spent[n].min(took);
                }
            }
        }
    }

    let bytes: usize = pages.iter().map(|page| page.html.len()).sum();
    let total = |times: &[Duration]| times.iter().sum::<Duration>().as_secs_f64();
    let ours = total(&spent[0]);
    println!(
        "{} pages, {:.1} MB, CPU time of one core, best of {rounds} rounds for each page",
        pages.len(),
        bytes as f64 / 1e6
    );
    println!();
    println!("| extractor | CPU s | MB/s | ms a page, p50 | p99 | longest | CPU / copydesk's |");
    println!("|---|--:|--:|--:|--:|--:|--:|");
    for (name, mut times) in names.into_iter().zip(spent) {
        let sum = total(&times);
        times.sort_unstable();
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
        println!(
            "| {name} | {sum:.3} | {:.1} | {:.2} | {:.2} | {:.2} | {:.2} |",
            bytes as f64 / 1e6 / sum,
            at(0.5),
            at(0.99),
            at(1.0),
            sum / ours
        );
    }
    Ok(())
}

/// What this thread has spent on a processor.
fn cpu_time() -> Duration {
    let spent = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(spent.tv_sec.unsigned_abs(), u32::try_from(spent.tv_nsec).unwrap_or(0))
}
