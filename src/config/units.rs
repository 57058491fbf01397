//! Sizes and times with their units, as they stand in the configuration: `"64MiB"`, `"250ms"`.

use std::fmt;
use std::time::Duration;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ByteSize(pub u64);

/// Largest first within each family, so that the first one that divides a size is the one to print it with.
const SIZES: [(&str, u64); 6] =
    [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("MB", 1_000_000), ("kB", 1_000), ("B", 1)];

impl ByteSize {
    #[must_use]
    pub const fn mib(value: u64) -> Self {
        Self(value << 20)
    }

    /// Reads a whole number and its unit: `B`, `kB`, `MB`, `KiB`, `MiB` or `GiB`, with or without a space between.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        measure(text, &SIZES).map(Self)
    }
}

impl fmt::Display for ByteSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_measure(f, self.0, &SIZES)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period(pub Duration);

const TIMES: [(&str, u64); 4] = [("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

impl Period {
    #[must_use]
    pub const fn millis(value: u64) -> Self {
        Self(Duration::from_millis(value))
    }

    #[must_use]
    pub fn as_millis(self) -> u64 {
        u64::try_from(self.0.as_millis()).unwrap_or(u64::MAX)
    }

    /// Reads a whole number and its unit: `ms`, `s`, `m` or `h`, with or without a space between.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        measure(text, &TIMES).map(Self::millis)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_measure(f, self.as_millis(), &TIMES)
    }
}

fn measure(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let (digits, unit) = text.split_at_checked(text.find(|c: char| !c.is_ascii_digit())?)?;
    let (_, factor) = units.iter().find(|(name, _)| *name == unit.trim_start_matches(' '))?;
    digits.parse::<u64>().ok()?.checked_mul(*factor)
}

fn write_measure(f: &mut fmt::Formatter<'_>, value: u64, units: &[(&str, u64)]) -> fmt::Result {
    let fitting = units.iter().find(|(_, factor)| value > 0 && value.is_multiple_of(*factor)).or(units.last());
    let (unit, factor) = fitting.copied().unwrap_or(("", 1));
    write!(f, "{}{unit}", value / factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_carry_binary_or_decimal_units() {
        assert_eq!(ByteSize::parse("64MiB"), Some(ByteSize::mib(64)));
        assert_eq!(ByteSize::parse("2 GiB"), Some(ByteSize(2 << 30)));
        assert_eq!(ByteSize::parse("1KiB"), Some(ByteSize(1024)));
        assert_eq!(ByteSize::parse("3MB"), Some(ByteSize(3_000_000)));
        assert_eq!(ByteSize::parse("5kB"), Some(ByteSize(5_000)));
        assert_eq!(ByteSize::parse("7B"), Some(ByteSize(7)));
    }

    #[test]
    fn times_carry_units() {
        assert_eq!(Period::parse("250ms"), Some(Period::millis(250)));
        assert_eq!(Period::parse("20s"), Some(Period::millis(20_000)));
        assert_eq!(Period::parse("5m"), Some(Period::millis(300_000)));
        assert_eq!(Period::parse("1h"), Some(Period::millis(3_600_000)));
    }

    #[test]
    fn what_has_no_unit_or_a_wrong_one_is_refused() {
        for text in ["", "64", "MiB", "64mib", "64Mib", "-1B", "1.5MiB", "64 MiB ", "64TiB", "99999999999GiB"] {
            assert_eq!(ByteSize::parse(text), None, "{text}");
        }
        for text in ["", "20", "s", "20S", "-1s", "1.5s", "20 sec", "99999999999999999h"] {
            assert_eq!(Period::parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_printed_reads_back() {
        for text in ["64MiB", "1GiB", "3MB", "5kB", "7B", "0B"] {
            assert_eq!(ByteSize::parse(text).map(|size| size.to_string()).as_deref(), Some(text));
        }
        for text in ["250ms", "20s", "5m", "1h", "0ms"] {
            assert_eq!(Period::parse(text).map(|time| time.to_string()).as_deref(), Some(text));
        }
    }
}
