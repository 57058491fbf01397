//! Time and memory of pages made to hurt, as a table: `hostile`. Ends with 1 where one of them takes too much.
//!
//! Each page is read in a process of its own, on the stack that the worker's threads have. Memory is what the process holds
//! at its peak beyond the page itself (`VmHWM` of Linux), time is that on a processor, whatever else the machine does. An overflow of the stack ends such a process: no row, and 1.

#[path = "../src/parse/html/tests/hostile/shapes.rs"]
mod shapes;

use std::error::Error;
use std::io::{self, Write};
use std::process::Command;

use copydesk::parse::html::{HtmlPage, article};
use shapes::{page, shapes};

const STACK: usize = 2 << 20;
const MOST_MS: u64 = 1_000;
const MOST_KIB: u64 = 32 << 10;

fn main() -> Result<(), Box<dyn Error>> {
    if let Some(name) = std::env::args().nth(1) {
        return read_one(&name);
    }
    writeln!(io::stdout(), "| page | KiB | ms | KiB over the page |\n|---|--:|--:|--:|")?;
    let mut bad = 0;
    for (name, _) in shapes() {
        // The child prints its row.
        let done = Command::new(std::env::current_exe()?).arg(name).status()?;
        if !done.success() {
            bad += 1;
            writeln!(io::stderr(), "{name}: {done}")?;
        }
    }
    if bad > 0 { Err(format!("{bad} pages took too much").into()) } else { Ok(()) }
}

fn read_one(name: &str) -> Result<(), Box<dyn Error>> {
    let (_, shape) = shapes().into_iter().find(|(known, _)| *known == name).ok_or("no such page")?;
    let page = page(&shape);
    drop(shape);
    let bytes = page.len();
    // The peak from here on.
    std::fs::write("/proc/self/clear_refs", "5")?;
    let before = peak_kib()?;
    let reader = std::thread::Builder::new().stack_size(STACK).spawn(move || {
        let started = cpu_ms().ok()?;
        let found = article(HtmlPage { text: &page, url: None });
        Some((found.is_ok(), cpu_ms().ok()?.saturating_sub(started)))
    })?;
    let (found, ms) = reader.join().map_err(|_| "the reader panicked")?.ok_or("no time of the thread")?;
    let over = peak_kib()?.saturating_sub(before);
    writeln!(io::stdout(), "| {name} | {} | {} | {over} |", bytes >> 10, ms)?;
    if found && ms <= MOST_MS && over <= MOST_KIB { Ok(()) } else { Err("too much".into()) }
}

/// What this thread has spent on a processor.
fn cpu_ms() -> Result<u64, Box<dyn Error>> {
    let spent = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    Ok(spent.split(' ').next().unwrap_or_default().parse::<u64>()? / 1_000_000)
}

fn peak_kib() -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    Ok(peak.trim().trim_end_matches(" kB").parse()?)
}
