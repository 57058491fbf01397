//! The kinds of values a key can have: what is expected of one, how a text becomes one, how one is written.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::model::{Assignor, Delivery, GroupProtocol, LogFormat, OnFailure, OnOutOfRange, StartFrom};
use super::near::nearest;
use super::shape::Shape;
use super::units::{ByteSize, Period};

/// A field of the configuration, borrowed to be read into or written out, and its bounds.
pub enum Field<'a> {
    Text(&'a mut String, Shape),
    /// Texts of one shape, at least so many.
    List(&'a mut Vec<String>, Shape, usize),
    /// Bounds in bytes.
    Size(&'a mut ByteSize, RangeInclusive<u64>),
    /// Bounds in milliseconds.
    Time(&'a mut Period, RangeInclusive<u64>),
    Count(&'a mut dyn Count, RangeInclusive<u64>),
    /// `true` or `false`.
    Switch(&'a mut bool),
    /// From 0 to 1.
    Share(&'a mut f64),
    Word(&'a mut dyn Word),
    /// One of a closed list of words that someone else gives a meaning to.
    Listed(&'a mut String, &'static [&'static str]),
    Start(&'a mut StartFrom),
    /// A table of names that the operator chooses.
    Pairs(&'a mut BTreeMap<String, String>, Pairs),
}

/// What a table of free names may hold.
#[derive(Clone, Copy)]
pub struct Pairs {
    /// What the names are, for the reference.
    pub names: &'static str,
    /// Why a name is refused.
    pub refuse: fn(&str) -> Option<String>,
    pub value: Shape,
    /// Whether `_` in the name of an environment variable stands for a dot in the name.
    pub dots: bool,
}

/// A whole number of any width.
pub trait Count {
    fn get(&self) -> u64;
    /// False where the number is too large for the field.
    fn set(&mut self, value: u64) -> bool;
}

impl<T> Count for T
where
    T: Copy + TryFrom<u64> + TryInto<u64>,
{
    fn get(&self) -> u64 {
        (*self).try_into().unwrap_or(u64::MAX)
    }

    fn set(&mut self, value: u64) -> bool {
        T::try_from(value).map(|value| *self = value).is_ok()
    }
}

/// A choice among words.
pub trait Word {
    fn words(&self) -> Vec<&'static str>;
    fn get(&self) -> &'static str;
    /// False where it is none of the words.
    fn set(&mut self, word: &str) -> bool;
}

/// A choice by the table of its words.
trait Words: Copy + PartialEq + 'static {
    const WORDS: &'static [(&'static str, Self)];
}

impl<T: Words> Word for T {
    fn words(&self) -> Vec<&'static str> {
        T::WORDS.iter().map(|(word, _)| *word).collect()
    }

    fn get(&self) -> &'static str {
        T::WORDS.iter().find(|(_, value)| value == self).map_or("", |(word, _)| word)
    }

    fn set(&mut self, word: &str) -> bool {
        T::WORDS.iter().find(|(known, _)| *known == word).map(|(_, value)| *self = *value).is_some()
    }
}

impl Words for Delivery {
    const WORDS: &'static [(&'static str, Self)] =
        &[("at_least_once", Self::AtLeastOnce), ("exactly_once", Self::ExactlyOnce)];
}

impl Words for OnOutOfRange {
    const WORDS: &'static [(&'static str, Self)] =
        &[("fail", Self::Fail), ("earliest", Self::Earliest), ("latest", Self::Latest)];
}

impl Words for Assignor {
    const WORDS: &'static [(&'static str, Self)] =
        &[("cooperative-sticky", Self::CooperativeSticky), ("range", Self::Range), ("roundrobin", Self::RoundRobin)];
}

impl Words for GroupProtocol {
    const WORDS: &'static [(&'static str, Self)] = &[("classic", Self::Classic), ("consumer", Self::Consumer)];
}

impl Words for OnFailure {
    const WORDS: &'static [(&'static str, Self)] = &[("degrade", Self::Degrade), ("dead_letter", Self::DeadLetter)];
}

impl Words for LogFormat {
    const WORDS: &'static [(&'static str, Self)] = &[("text", Self::Text), ("json", Self::Json)];
}

const STARTS: [(&str, StartFrom); 3] =
    [("earliest", StartFrom::Earliest), ("latest", StartFrom::Latest), ("fail", StartFrom::Fail)];

impl Field<'_> {
    /// Reads a scalar from its text. The words of the complaint, where it is none.
    pub fn read(&mut self, text: &str) -> Result<(), String> {
        let read = match self {
            Self::Text(field, shape) => (shape.holds)(text).then(|| **field = text.into()),
            Self::Size(field, bounds) => {
                ByteSize::parse(text).filter(|size| bounds.contains(&size.0)).map(|size| **field = size)
            }
            Self::Time(field, bounds) => {
                Period::parse(text).filter(|time| bounds.contains(&time.as_millis())).map(|time| **field = time)
            }
            Self::Count(field, bounds) => {
                text.parse().ok().filter(|value| bounds.contains(value) && field.set(*value)).map(drop)
            }
            Self::Share(field) => {
                text.parse().ok().filter(|share| (0.0..=1.0).contains(share)).map(|share| **field = share)
            }
            Self::Switch(field) => text.parse().ok().map(|switch| **field = switch),
            Self::Word(field) => field.set(text).then_some(()),
            Self::Listed(field, words) => words.contains(&text).then(|| **field = text.into()),
            Self::Start(field) => start(text).map(|start| **field = start),
            Self::List(..) | Self::Pairs(..) => None,
        };
        read.ok_or_else(|| {
            let hint = nearest(text, self.words().iter().copied())
                .map_or_else(String::new, |word| format!("; did you mean \"{word}\"?"));
            format!("expected {}, got {}{hint}", self.expected(), quoted(text))
        })
    }

    /// What a value has to be, to stand after "expected".
    pub fn expected(&self) -> String {
        let words = || self.words().iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ");
        match self {
            Self::Text(_, shape) => shape.expected.into(),
            Self::List(_, shape, 0) => format!("a list, each {}", shape.expected),
            Self::List(_, shape, _) => format!("a list with at least one, each {}", shape.expected),
            Self::Size(_, bounds) => {
                let (min, max) = (ByteSize(*bounds.start()), ByteSize(*bounds.end()));
                format!("a size with its unit from \"{min}\" to \"{max}\"")
            }
            Self::Time(_, bounds) => {
                let (min, max) = (Period::millis(*bounds.start()), Period::millis(*bounds.end()));
                format!("a time with its unit from \"{min}\" to \"{max}\"")
            }
            Self::Count(_, bounds) => format!("a whole number from {} to {}", bounds.start(), bounds.end()),
            Self::Switch(_) => "true or false".into(),
            Self::Share(_) => "a number from 0.0 to 1.0".into(),
            Self::Word(_) | Self::Listed(..) => format!("one of {}", words()),
            Self::Start(_) => format!("one of {} or an RFC 3339 time", words()),
            Self::Pairs(_, pairs) => format!("a table from {} to {}", pairs.names, pairs.value.expected),
        }
    }

    /// The words that are allowed, where only words are.
    pub fn words(&self) -> Vec<&'static str> {
        match self {
            Self::Word(field) => field.words(),
            Self::Listed(_, words) => words.to_vec(),
            Self::Start(_) => STARTS.iter().map(|(word, _)| *word).collect(),
            _ => Vec::new(),
        }
    }

    /// The value as TOML. A table of names has no line of its own: nothing.
    pub fn toml(&self) -> Option<String> {
        Some(match self {
            Self::Text(field, _) | Self::Listed(field, _) => literal(field),
            Self::List(field, ..) => {
                format!("[{}]", field.iter().map(|text| literal(text)).collect::<Vec<_>>().join(", "))
            }
            Self::Size(field, _) => literal(&field.to_string()),
            Self::Time(field, _) => literal(&field.to_string()),
            Self::Count(field, _) => field.get().to_string(),
            Self::Switch(field) => field.to_string(),
            Self::Share(field) => format!("{field:?}"),
            Self::Word(field) => literal(field.get()),
            Self::Start(field) => literal(&start_text(field)),
            Self::Pairs(..) => return None,
        })
    }
}

/// A text as a TOML string.
pub fn literal(text: &str) -> String {
    toml::Value::String(text.into()).to_string()
}

/// What came, for a complaint: quoted, and cut where it is long.
pub fn quoted(text: &str) -> String {
    const ENOUGH: usize = 80;
    if text.chars().count() <= ENOUGH {
        format!("{text:?}")
    } else {
        format!("{:?}…", text.chars().take(ENOUGH).collect::<String>())
    }
}

fn start(text: &str) -> Option<StartFrom> {
    let word = STARTS.iter().find(|(word, _)| *word == text).map(|(_, start)| start.clone());
    word.or_else(|| {
        let time: jiff::Timestamp = text.parse().ok()?;
        Some(StartFrom::Time { unix_ms: time.as_millisecond() })
    })
}

fn start_text(start: &StartFrom) -> String {
    if let StartFrom::Time { unix_ms } = start {
        return jiff::Timestamp::from_millisecond(*unix_ms)
            .map_or_else(|_| unix_ms.to_string(), |time| time.to_string());
    }
    STARTS.iter().find(|(_, known)| known == start).map_or_else(String::new, |(word, _)| (*word).into())
}

#[cfg(test)]
mod tests {
    use super::super::shape;
    use super::*;

    #[test]
    fn bounds_are_part_of_what_is_expected() {
        let mut size = ByteSize::mib(1);
        let mut field = Field::Size(&mut size, 1024..=1 << 30);
        let complaint = field.read("2GiB").unwrap_err();
        assert_eq!(complaint, r#"expected a size with its unit from "1KiB" to "1GiB", got "2GiB""#);
        assert!(field.read("1GiB").is_ok());
        assert_eq!(size, ByteSize(1 << 30));
    }

    #[test]
    fn a_wrong_word_gets_the_right_ones_and_the_nearest() {
        let mut delivery = Delivery::AtLeastOnce;
        let complaint = Field::Word(&mut delivery).read("exactly-once").unwrap_err();
        assert_eq!(
            complaint,
            r#"expected one of "at_least_once", "exactly_once", got "exactly-once"; did you mean "exactly_once"?"#
        );
    }

    #[test]
    fn a_switch_is_true_or_false() {
        let mut on = true;
        assert!(Field::Switch(&mut on).read("false").is_ok());
        assert_eq!(Field::Switch(&mut on).read("no").unwrap_err(), r#"expected true or false, got "no""#);
        assert!(!on);
    }

    #[test]
    fn a_start_is_a_word_or_a_time() {
        let mut from = StartFrom::Earliest;
        assert!(Field::Start(&mut from).read("2026-01-31T08:00:00+03:00").is_ok());
        assert_eq!(from, StartFrom::Time { unix_ms: 1_769_835_600_000 });
        assert_eq!(Field::Start(&mut from).toml().as_deref(), Some(r#""2026-01-31T05:00:00Z""#));
        assert!(Field::Start(&mut from).read("yesterday").is_err());
        assert!(Field::Start(&mut from).read("2026-01-31").is_err());
    }

    #[test]
    fn a_number_that_does_not_fit_is_out_of_bounds() {
        let mut count = 3_u32;
        assert!(Field::Count(&mut count, 0..=u64::MAX).read("4294967296").is_err());
        assert!(Field::Count(&mut count, 1..=5).read("6").is_err());
        assert!(Field::Count(&mut count, 1..=5).read("-1").is_err());
        assert!(Field::Count(&mut count, 1..=5).read("5").is_ok());
        assert_eq!(count, 5);
        let mut share = 0.0;
        assert!(Field::Share(&mut share).read("1.5").is_err());
        assert!(Field::Share(&mut share).read("nan").is_err());
    }

    #[test]
    fn a_long_text_is_cut_in_the_complaint() {
        let mut topic = String::new();
        let complaint = Field::Text(&mut topic, shape::TOPIC).read(&"ب".repeat(5_000)).unwrap_err();
        assert!(complaint.chars().count() < 200, "{complaint}");
    }
}
