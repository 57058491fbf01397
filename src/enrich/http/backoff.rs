//! How long to wait before the next attempt.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use xxhash_rust::xxh3::xxh3_64;

const FIRST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(5);

/// The wait after so many attempts: doubled each time and capped, of which the upper half is jitter. The jitter comes from
/// the article and the enricher, so that articles that failed together do not come back together, and no run differs
/// from another.
pub fn after(attempts: u32, article: &str, enricher: &str) -> Duration {
    let doubled = FIRST.saturating_mul(1_u32.checked_shl(attempts.saturating_sub(1)).unwrap_or(u32::MAX)).min(LONGEST);
    let seed = xxh3_64(format!("{article}/{enricher}/{attempts}").as_bytes());
    let share = u32::try_from(seed % 1024).unwrap_or_default();
    doubled / 2 + doubled / 2 * share / 1024
}

/// The wait that a `Retry-After` header asks for (RFC 9110, section 10.2.3): seconds, or a date.
pub fn retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let then = DateTimeParser::new().parse_timestamp(value).ok()?;
    Some(Duration::try_from(then.duration_since(now)).unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_are_capped_and_jitter_in_their_upper_half() {
        for (attempts, longest) in [(1, 100), (2, 200), (3, 400), (6, 3200), (7, 5000), (40, 5000), (u32::MAX, 5000)] {
            for article in ["a", "b", "c"] {
                let wait = after(attempts, article, "geo");
                let longest = Duration::from_millis(longest);
                assert!(wait >= longest / 2 && wait < longest, "{attempts}: {wait:?}");
                assert_eq!(wait, after(attempts, article, "geo"));
            }
        }
        assert_ne!(after(1, "a", "geo"), after(1, "b", "geo"));
        assert_ne!(after(1, "a", "geo"), after(1, "a", "tone"));
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now: Timestamp = "2024-11-15T08:00:00Z".parse().unwrap();
        assert_eq!(retry_after(" 120 ", now), Some(Duration::from_secs(120)));
        assert_eq!(retry_after("Fri, 15 Nov 2024 08:00:07 GMT", now), Some(Duration::from_secs(7)));
        assert_eq!(retry_after("Fri, 15 Nov 2024 07:00:00 GMT", now), Some(Duration::ZERO));
        assert_eq!(retry_after("soon", now), None);
        assert_eq!(retry_after("-3", now), None);
    }
}
