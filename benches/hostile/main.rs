//! Time and memory of pages and texts made to hurt, as tables: `cargo bench --bench hostile`, or `make hostile`.
//!
//! Each is read in a process of its own, on the stack that the worker's threads have: one that overflows it ends its process.
//! Time is that on a processor, whatever else the machine does; memory is what the process holds at most beyond the input.
//! Ends with 1 where one takes too much.

#[path = "../text/cpu_time.rs"]
mod cpu_time;
mod pages;
#[path = "../../src/parse/html/tests/hostile/shapes.rs"]
mod shapes;
mod stories;
mod texts;

use std::error::Error;
use std::process::{Command, Stdio};
use std::time::Duration;

use cpu_time::cpu_time;

const STACK: usize = 2 << 20;
/// What one may take on a processor, of all its stages.
const MOST_TIME: Duration = Duration::from_secs(1);

/// Pages or texts.
struct Kind {
    name: &'static str,
    stages: &'static [&'static str],
    names: fn() -> Vec<&'static str>,
    input: fn(&str) -> Option<Input>,
    most_mib: f64,
}

const KINDS: [Kind; 2] = [pages::KIND, stories::KIND];

/// One of them, and what reads it: when each of its stages had ended, if nothing went wrong.
struct Input {
    bytes: usize,
    read: Box<dyn FnOnce() -> Option<Vec<Duration>> + Send>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match &arguments[..] {
        [] => all(),
        [kind, name] => {
            let kind = KINDS.into_iter().find(|known| known.name == kind).ok_or("no such kind")?;
            one(&kind, name)
        }
        _ => Err("usage: cargo bench --bench hostile".into()),
    }
}

fn all() -> Result<(), Box<dyn Error>> {
    let mut bad = Vec::new();
    for kind in KINDS {
        println!("| {} | KiB | {}, ms | MiB beyond it |", kind.name, kind.stages.join(", ms | "));
        println!("|---|--:|{}--:|", "--:|".repeat(kind.stages.len()));
        for name in (kind.names)() {
            // The process prints its row.
            let ended = Command::new(std::env::current_exe()?).args([kind.name, name]).stdin(Stdio::null()).status()?;
            if !ended.success() {
                bad.push(name);
            }
        }
        println!();
    }
    if bad.is_empty() { Ok(()) } else { Err(format!("took too much, or had no end: {bad:?}").into()) }
}

/// One of them, in this process.
fn one(kind: &Kind, name: &str) -> Result<(), Box<dyn Error>> {
    let Input { bytes, read } = (kind.input)(name).ok_or("no such input")?;
    // The most that is held counts from here on.
    std::fs::write("/proc/self/clear_refs", "5")?;
    let before = most_held_mib()?;
    let reader = std::thread::Builder::new().stack_size(STACK).spawn(move || {
        let started = cpu_time();
        Some((started, read()?))
    })?;
    let (started, ends) = reader.join().map_err(|_| "it panicked")?.ok_or("it was not read")?;
    let mib = most_held_mib()? - before;
    let starts = std::iter::once(started).chain(ends.iter().copied());
    let times: Vec<String> =
        starts.zip(&ends).map(|(start, end)| format!("{:.0}", (*end - start).as_secs_f64() * 1e3)).collect();
    println!("| {name} | {} | {} | {mib:.1} |", bytes >> 10, times.join(" | "));
    let took = ends.last().map_or(Duration::ZERO, |end| *end - started);
    if took > MOST_TIME || mib > kind.most_mib { Err("too much".into()) } else { Ok(()) }
}

fn most_held_mib() -> Result<f64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    Ok(most.trim().trim_end_matches(" kB").parse::<f64>()? / 1024.0)
}
