//! What Linux knows about this process, from `/proc`. Elsewhere the figures are absent, not 0.

use std::fs;

/// Clock ticks a second in `/proc/*/stat`: `USER_HZ`, 100 on every architecture Linux runs on today.
const TICKS_PER_SECOND: f64 = 100.0;

/// The figures every Prometheus client library exports under the same names.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Figures {
    pub cpu_seconds: Option<f64>,
    pub resident_bytes: Option<u64>,
    pub start_seconds: Option<f64>,
    pub open_fds: Option<usize>,
    pub max_fds: Option<u64>,
}

/// Asks for them now: four small reads and a directory listing.
pub fn figures() -> Figures {
    let stat = fs::read_to_string("/proc/self/stat").ok();
    let boot = fs::read_to_string("/proc/stat").ok().and_then(|text| number_after(&text, "btime "));
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let (cpu_seconds, started) = stat.as_deref().and_then(read_stat).unzip();
    Figures {
        cpu_seconds,
        resident_bytes: number_after(&status, "VmRSS:").map(|kib| kib * 1024),
        start_seconds: started.zip(boot).map(|(after_boot, boot)| boot as f64 + after_boot),
        // The listing holds the descriptor that lists.
        open_fds: fs::read_dir("/proc/self/fd").ok().map(|entries| entries.count().saturating_sub(1)),
        max_fds: number_after(&limits, "Max open files"),
    }
}

/// CPU seconds, and when the process started in seconds after boot (fields 14, 15 and 22 of proc(5)).
fn read_stat(stat: &str) -> Option<(f64, f64)> {
    // The second field is the command in parentheses and may hold anything, spaces and parentheses included.
    let (_, after_command) = stat.rsplit_once(')')?;
    let ticks = |field: usize| after_command.split_ascii_whitespace().nth(field - 3)?.parse::<f64>().ok();
    Some(((ticks(14)? + ticks(15)?) / TICKS_PER_SECOND, ticks(22)? / TICKS_PER_SECOND))
}

/// The number that follows a key at the start of a line.
fn number_after(text: &str, key: &str) -> Option<u64> {
    text.lines().find_map(|line| line.strip_prefix(key))?.split_ascii_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_with_spaces_and_parentheses_does_not_shift_the_fields() {
        let stat = "7 (a) (b c) S 1 7 7 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 9 0 12345 0 0";
        assert_eq!(read_stat(stat), Some((3.0, 123.45)));
        assert_eq!(read_stat("7 (cut"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn linux_says_all_of_it() {
        let figures = figures();
        assert!(figures.resident_bytes.is_some_and(|bytes| bytes > 100_000), "{figures:?}");
        assert!(figures.start_seconds.is_some_and(|start| start > 1.5e9), "{figures:?}");
        assert!(figures.cpu_seconds.is_some() && figures.max_fds.is_some(), "{figures:?}");
        assert!(figures.open_fds.is_some_and(|open| open >= 3), "{figures:?}");
    }
}
