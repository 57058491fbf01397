//! What a process took: wall time, CPU time, peak memory.

use std::fs;
use std::process::Command;
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
    let started = Instant::now();
    let mut child = command.spawn().expect("a contender starts");
    let mut peak_kib = 0.0_f64;
    // A process that has ended stays readable until somebody waits for it: its CPU time is complete then.
    let (wall_s, cpu_s) = loop {
        let stat = fs::read_to_string(format!("/proc/{}/stat", child.id())).expect("/proc");
        // Behind the name, which may hold anything, in parentheses.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        if fields.first() == Some(&"Z") {
            let ticks = |place: usize| fields.get(place).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
            break (started.elapsed().as_secs_f64(), (ticks(11) + ticks(12)) / TICKS_PER_SECOND);
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

/// Median, and the range.
pub fn spread(mut values: Vec<f64>) -> (f64, f64, f64) {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let median =
        if values.len().is_multiple_of(2) { f64::midpoint(values[middle - 1], values[middle]) } else { values[middle] };
    (median, values[0], values[values.len() - 1])
}
