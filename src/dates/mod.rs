//! Dates as they stand on pages, in many languages, to ISO 8601.
//!
//! ```text
//!  "الجمعة 17 رجب 1446هـ"
//!      │
//!      ├─ machine    ISO 8601 (basic, week, offsets), epoch seconds and milliseconds
//!      │
//!      ├─ tokens     one folded spelling; numbers, words, signs
//!      ├─ clock      the time of day and its zone, wherever they stand
//!      ├─ field      day, month and year: by name (named), by 年月日, by order of numbers (numeric)
//!      │               └─ calendar   Hijri, Persian, Buddhist years, reigns → Gregorian
//!      └─ relative   "two hours ago", "yesterday", a day without its year: only with an anchor
//! ```
//!
//! [`mentions`] finds dates in running text with the same words.
//!
//! Nothing is invented: a month is no day, a time without a zone gets none, the day never moves, and what relates to
//! now gives nothing where now is not known. A range, a score, a version or a price is no date.

mod calendar;
mod clock;
mod field;
mod machine;
mod mentions;
mod named;
mod numeric;
mod relative;
mod tokens;
mod words;

use std::fmt::Write;

use crate::article::DatePrecision;

pub use machine::parse_timestamp;
pub use mentions::{MAX_MENTIONS, MentionContext, mentions};

/// A longer string is no date field.
const MAX_CHARS: usize = 200;

/// Years that a publication can have.
pub const PLAUSIBLE_YEARS: std::ops::RangeInclusive<i32> = 1800..=2100;

/// What is known beside the string.
#[derive(Debug, Clone, Default)]
pub struct Context<'a> {
    /// BCP 47; `und` or empty where it is not known.
    pub lang: &'a str,
    /// The top-level domain of the page, such as `us` or `uk`: countries of one language write dates differently.
    pub tld: Option<&'a str>,
    /// When the page was fetched: what relative dates relate to.
    pub anchor: Option<Moment>,
}

/// A point in local time.
pub type Moment = jiff::civil::DateTime;

/// A date that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Date {
    pub year: i32,
    pub month: Option<u8>,
    pub day: Option<u8>,
    pub time: Option<Time>,
    pub form: Form,
}

/// A time of day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Time {
    pub hour: u8,
    pub minute: Option<u8>,
    pub second: Option<u8>,
    pub zone: Option<Zone>,
}

/// An offset from UTC, as it was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    /// `Z`, `+03:00`, `EST`.
    pub name: String,
    pub minutes: i16,
}

/// How a date was written: how sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// A standard format.
    Machine,
    /// With the month's name, or in an order that leaves no doubt.
    Written,
    /// Day and month could be exchanged; the language or the country decided.
    DayMonthOrder,
    /// Completed from the anchor.
    Relative,
}

impl Date {
    fn of_day((year, month, day): calendar::Day, form: Form) -> Self {
        Self { year, month: Some(month), day: Some(day), time: None, form }
    }

    #[must_use]
    pub fn precision(&self) -> DatePrecision {
        match (self.month, self.day, &self.time) {
            (None, _, _) => DatePrecision::Year,
            (_, None, _) => DatePrecision::Month,
            (_, _, None) => DatePrecision::Day,
            (_, _, Some(time)) => match (time.minute, time.second) {
                (None, _) => DatePrecision::Hour,
                (_, None) => DatePrecision::Minute,
                (_, Some(_)) => DatePrecision::Second,
            },
        }
    }

    /// ISO 8601 as far as the precision goes, with the offset where there is one.
    #[must_use]
    pub fn value(&self) -> String {
        let mut value = format!("{:04}", self.year);
        // Writing to a string cannot fail.
        let mut push = |separator: &str, part: Option<u8>| {
            if let Some(part) = part {
                let _ = write!(value, "{separator}{part:02}");
            }
            part.is_some()
        };
        let complete = push("-", self.month) && push("-", self.day);
        if let (true, Some(time)) = (complete, &self.time) {
            let _ = push("T", Some(time.hour)) && push(":", time.minute) && push(":", time.second);
            if let Some(zone) = &time.zone {
                value.push_str(&zone.offset());
            }
        }
        value
    }

    /// The zone as published.
    #[must_use]
    pub fn zone_name(&self) -> Option<&str> {
        Some(self.time.as_ref()?.zone.as_ref()?.name.as_str())
    }

    /// Where it lies on the line of time, in seconds since the epoch: the first second of it, as UTC where it has no
    /// zone.
    #[must_use]
    pub fn seconds(&self) -> Option<i64> {
        let date = civil(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))?;
        let time = self.time.as_ref();
        let minutes = time.and_then(|time| time.zone.as_ref()).map_or(0, |zone| zone.minutes);
        let part = |part: Option<u8>| i64::from(part.unwrap_or(0));
        let days = i64::from((date - jiff::civil::date(1970, 1, 1)).get_days());
        let of_day = part(time.map(|time| time.hour)) * 3600
            + part(time.and_then(|time| time.minute)) * 60
            + part(time.and_then(|time| time.second));
        Some(days * 86_400 + of_day - i64::from(minutes) * 60)
    }

    fn is_plausible(&self) -> bool {
        PLAUSIBLE_YEARS.contains(&self.year)
    }
}

impl Zone {
    fn offset(&self) -> String {
        if self.minutes == 0 && self.name == "Z" {
            return "Z".to_owned();
        }
        let sign = if self.minutes < 0 { '-' } else { '+' };
        let minutes = self.minutes.unsigned_abs();
        format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

/// Reads the date of a field: a `datetime` attribute, a byline, the line under a title. Words around it do no harm.
///
/// ```
/// use copydesk::dates::{Context, parse_field};
///
/// let arabic = Context { lang: "ar", ..Context::default() };
/// let date = parse_field("نشر في: 17 كانون الثاني 2025 الساعة 10:30 ص", &arabic).unwrap();
/// assert_eq!(date.value(), "2025-01-17T10:30");
/// assert_eq!(parse_field("6-4, 3-6, 7-5", &arabic), None);
/// ```
#[must_use]
pub fn parse_field(text: &str, context: &Context<'_>) -> Option<Date> {
    let text = text.trim();
    if text.is_empty() || text.chars().nth(MAX_CHARS).is_some() {
        return None;
    }
    if let Some(date) = machine::parse(text) {
        return date.is_plausible().then_some(date);
    }
    let folded = tokens::date_fold(text);
    let tokens = tokens::tokens(&folded);
    let date = field::parse(&tokens, context).or_else(|| relative::parse(&tokens, context.anchor?))?;
    date.is_plausible().then_some(date)
}

/// A day of the Gregorian calendar, where there is one.
fn civil(year: i32, month: u8, day: u8) -> Option<jiff::civil::Date> {
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    jiff::civil::Date::new(i16::try_from(year).ok()?, month, day).ok()
}

#[cfg(test)]
mod tests;
