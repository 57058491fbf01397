//! What a process took: wall time, CPU time, peak memory.

use std::fs;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

/// One run of a contender.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    pub wall_s: f64,
    pub cpu_s: f64,
    pub peak_rss_mib: f64,
}

/// `/proc` counts CPU time in hundredths of a second on every Linux that Rust runs on.
const TICKS_PER_SECOND: f64 = 100.0;

/// Runs a command to its end.
///
/// # Panics
///
/// Where it cannot be started or ends with anything but 0.
pub fn run(command: &mut Command) -> Run {
    watch(&mut command.spawn().expect("a contender starts"))
}

/// Waits for the end of a process.
///
/// # Panics
///
/// Where it ends with anything but 0.
pub fn watch(child: &mut Child) -> Run {
    let started = Instant::now();
    let mut peak_kib = 0.0_f64;
    // A process that has ended stays readable until somebody waits for it: its CPU time is complete then.
    let (wall_s, cpu_s) = loop {
        let (state, cpu_s) = state(child);
        if state == 'Z' {
            break (started.elapsed().as_secs_f64(), cpu_s);
        }
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = peak.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse::<f64>().ok());
        peak_kib = peak_kib.max(kib.unwrap_or(0.0));
        std::thread::sleep(Duration::from_millis(5));
    };
    let status = child.wait().expect("a child");
    assert!(status.success(), "a contender ended with {status}");
    Run { wall_s, cpu_s, peak_rss_mib: peak_kib / 1024.0 }
}

/// CPU seconds of a process so far.
pub fn cpu_s(child: &Child) -> f64 {
    state(child).1
}

fn state(child: &Child) -> (char, f64) {
    let stat = fs::read_to_string(format!("/proc/{}/stat", child.id())).expect("/proc");
    // Behind the name, which may hold anything, in parentheses.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |place: usize| fields.get(place).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    let state = fields.first().and_then(|field| field.chars().next()).unwrap_or('?');
    (state, (ticks(11) + ticks(12)) / TICKS_PER_SECOND)
}
