//! When an article was fetched, published and changed.

use jiff::civil::DateTime;

use super::fields::Cleaner;
use super::language::primary_subtag;
use crate::article::{Confidence, DateField, Language, Sourced, WarningCode};
use crate::dates::{Context, Date, Form, Moment, parse_field, parse_timestamp};

/// A page cannot tell of what was published later than it was fetched. Clocks go wrong, and a date without a zone can
/// lie a day off.
const AHEAD_OF_FETCH_S: i64 = 2 * 86_400;

/// Candidates that are looked at, of each kind.
const MAX_CANDIDATES: usize = 20;

/// The dates as they stood.
pub struct Candidates {
    pub fetched_at: Option<String>,
    pub published: Vec<Sourced<String>>,
    pub modified: Vec<Sourced<String>>,
}

/// What they are.
#[derive(Debug, Default)]
pub struct Times {
    /// RFC 3339.
    pub fetched_at: Option<String>,
    pub published_at: Option<DateField>,
    pub modified_at: Option<DateField>,
}

/// The language that dates of a page are written in: what the page declares, for a newsroom's templates speak the
/// language of the site, and else that of the text.
pub fn context_language(language: &Language, declared: &[String]) -> String {
    declared.iter().find(|tag| primary_subtag(tag).is_some()).unwrap_or(&language.tag).replace('_', "-")
}

pub fn read(candidates: Candidates, lang: &str, host: Option<&str>, cleaner: &mut Cleaner) -> Times {
    let fetched = candidates.fetched_at.and_then(|text| {
        let date = parse_timestamp(&text);
        if date.is_none() {
            cleaner.warn(WarningCode::InvalidDate, &format!("fetched_at: {text}"));
        }
        date
    });
    let tld = host.and_then(|host| host.rsplit_once('.')).map(|(_, tld)| tld);
    let context = Context { lang, tld, anchor: fetched.as_ref().and_then(moment) };
    let fetched_s = fetched.as_ref().and_then(Date::seconds);
    Times {
        published_at: first("published_at", &candidates.published, &context, fetched_s, cleaner),
        modified_at: first("modified_at", &candidates.modified, &context, fetched_s, cleaner),
        fetched_at: fetched.as_ref().map(rfc_3339),
    }
}

/// The first candidate that is a date and does not lie in the future; those before it are told as warnings.
fn first(
    field: &str,
    candidates: &[Sourced<String>],
    context: &Context<'_>,
    fetched_s: Option<i64>,
    cleaner: &mut Cleaner,
) -> Option<DateField> {
    for candidate in candidates.iter().take(MAX_CANDIDATES) {
        let date = parse_field(&candidate.value, context);
        let is_ahead = |date: &Date| match (date.seconds(), fetched_s) {
            (Some(seconds), Some(fetched)) => seconds > fetched + AHEAD_OF_FETCH_S,
            _ => false,
        };
        match date {
            Some(date) if !is_ahead(&date) => return Some(date_field(&date, candidate)),
            Some(_) => {
                cleaner.warn(WarningCode::InvalidDate, &format!("{field}: {} is after fetched_at", candidate.value))
            }
            None => cleaner.warn(WarningCode::InvalidDate, &format!("{field}: {}", candidate.value)),
        }
    }
    None
}

fn date_field(date: &Date, candidate: &Sourced<String>) -> DateField {
    let doubt = match date.form {
        Form::Machine | Form::Written => 1000,
        // Day and month could be exchanged.
        Form::DayMonthOrder => 800,
        Form::Relative => 900,
    };
    let confidence = candidate.confidence.value() * f64::from(doubt);
    DateField {
        value: date.value(),
        precision: date.precision(),
        tz: date.zone_name().map(str::to_owned),
        provenance: candidate.provenance,
        // At most 1000: both factors are.
        confidence: Confidence::per_mille(confidence.round() as u16),
    }
}

fn moment(date: &Date) -> Option<Moment> {
    let small = |part: Option<u8>| i8::try_from(part?).ok();
    let time = date.time.as_ref()?;
    let second = small(time.second).unwrap_or(0).min(59);
    let year = i16::try_from(date.year).ok()?;
    DateTime::new(year, small(date.month)?, small(date.day)?, small(Some(time.hour))?, small(time.minute)?, second, 0)
        .ok()
}

/// RFC 3339 always has seconds.
fn rfc_3339(date: &Date) -> String {
    let mut date = date.clone();
    if let Some(time) = &mut date.time {
        time.second.get_or_insert(0);
    }
    date.value()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{DatePrecision, Provenance};

    fn times(fetched_at: Option<&str>, published: &[&str], lang: &str, host: &str) -> (Times, Vec<WarningCode>) {
        let sourced = |text: &&str| Sourced::new((*text).to_owned(), Provenance::Meta, Confidence::per_mille(900));
        let candidates = Candidates {
            fetched_at: fetched_at.map(str::to_owned),
            published: published.iter().map(sourced).collect(),
            modified: vec![],
        };
        let mut cleaner = Cleaner::default();
        let times = read(candidates, lang, Some(host), &mut cleaner);
        (times, cleaner.warnings.into_iter().map(|warning| warning.code).collect())
    }

    #[test]
    fn the_first_candidate_that_is_a_date_counts() {
        let (times, warnings) =
            times(None, &["yesterday", "n/a", "2025-01-17T10:30+03:00", "2024"], "ar", "example.com");
        let published = times.published_at.unwrap();
        assert_eq!(published.value, "2025-01-17T10:30+03:00");
        assert_eq!(published.tz.as_deref(), Some("+03:00"));
        assert_eq!(published.precision, DatePrecision::Minute);
        assert_eq!((published.provenance, published.confidence), (Provenance::Meta, Confidence::per_mille(900)));
        assert_eq!(warnings, [WarningCode::InvalidDate; 2]);
    }

    #[test]
    fn what_lies_after_the_fetch_is_passed_over() {
        let fetched = Some("2025-01-17T12:00:00Z");
        let (passed, warnings) = times(fetched, &["2025-01-25", "2025-01-18"], "en", "example.com");
        assert_eq!(passed.published_at.unwrap().value, "2025-01-18");
        assert_eq!(warnings, [WarningCode::InvalidDate]);
        assert_eq!(passed.fetched_at.as_deref(), fetched);
    }

    #[test]
    fn what_relates_to_now_relates_to_the_fetch() {
        let (times, warnings) = times(Some("2025-01-20T12:00+03:00"), &["منذ ساعتين"], "ar", "example.com");
        assert_eq!(times.published_at.unwrap().value, "2025-01-20T10");
        assert_eq!(times.fetched_at.as_deref(), Some("2025-01-20T12:00:00+03:00"));
        assert_eq!(warnings, []);
    }

    #[test]
    fn an_order_that_the_country_decides_is_less_sure() {
        let (american, _) = times(None, &["03/04/2024"], "en", "www.example.us");
        let (british, _) = times(None, &["03/04/2024"], "en", "www.example.co.uk");
        assert_eq!(american.published_at.as_ref().unwrap().value, "2024-03-04");
        assert_eq!(british.published_at.unwrap().value, "2024-04-03");
        assert_eq!(american.published_at.unwrap().confidence, Confidence::per_mille(720));
    }

    #[test]
    fn a_fetch_time_without_an_offset_is_none() {
        let (times, warnings) = times(Some("2025-01-20 12:00"), &[], "en", "example.com");
        assert_eq!((times.fetched_at, warnings), (None, vec![WarningCode::InvalidDate]));
    }
}
