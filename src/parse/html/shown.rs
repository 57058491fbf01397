//! Dates that a reader sees, and what they say about those that only programs see.
//!
//! Pages declare dates of templates, of imports and of the last change as dates of publication. The one that stands beside
//! the title as well is the one meant.

use super::blocks::{Block, Blocks};
use super::dated::looks_like_a_date;
use super::hints::Hints;
use crate::article::{Provenance, Sourced};
use crate::dates::{Context, Date, parse_field};

/// How far from the title, in lines, a date is looked for.
const BEFORE: usize = 6;
const AFTER: usize = 16;
/// A longer line is no label, in characters.
const LONGEST: usize = 90;
/// The same far from any title, where a date has to stand nearly alone.
const LONGEST_ALONE: usize = 60;
/// Candidates of one page.
const MOST: usize = 4;
/// A day that a page shows lies in these years, or it is a number.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;

/// So many days after the declared one, the one that is shown is that of an update.
const LATE_DAYS: i32 = 31;

type Day = jiff::civil::Date;

/// Reads dates as the page writes them.
#[derive(Debug)]
pub(super) struct Shown {
    language: String,
    tld: Option<String>,
}

impl Shown {
    pub(super) fn new(language: &str, url: Option<&str>) -> Self {
        let host = url.and_then(|url| url.split("://").nth(1)?.split(['/', ':', '?']).next());
        let tld = host.and_then(|host| host.rsplit('.').next()).map(str::to_ascii_lowercase);
        Self { language: language.replace('_', "-"), tld }
    }

    fn read(&self, text: &str) -> Option<Date> {
        parse_field(text, &Context { lang: &self.language, tld: self.tld.as_deref(), anchor: None })
    }

    fn day(&self, text: &str) -> Option<Day> {
        let date = self.read(text)?;
        let (month, day) = (i8::try_from(date.month?).ok()?, i8::try_from(date.day?).ok()?);
        Day::new(i16::try_from(date.year).ok()?, month, day).ok()
    }

    /// Short lines around the title that hold a day, those below it first.
    pub(super) fn near_title<'b>(&self, blocks: &'b Blocks) -> Vec<&'b str> {
        let title = blocks.list.iter().position(|block| block.level == Some(1)).unwrap_or(0);
        let below = blocks.list.iter().skip(title).take(AFTER);
        let above = blocks.list.iter().take(title).skip(title.saturating_sub(BEFORE));
        let lines = below.chain(above).map(|block| block.text.as_str());
        lines.filter(|text| self.could_be_day(text)).take(MOST).collect()
    }

    /// The first line of the page that is little more than a day, comments and links to other articles aside.
    pub(super) fn anywhere<'b>(&self, blocks: &'b Blocks) -> Option<&'b str> {
        let of_others = |block: &Block| blocks.hint(block.node).any(Hints::COMMENTS.with(Hints::RELATED));
        let mut lines = blocks.list.iter().filter(|block| !of_others(block)).map(|block| block.text.as_str());
        lines.find(|text| {
            text.chars().nth(LONGEST_ALONE).is_none() && self.day(text).is_some() && self.could_be_day(text)
        })
    }

    /// Whether a short text holds a day. One that is no day in the language that the page declares, or in none, may be one
    /// in that of its text: the first look is at its digits.
    pub(super) fn could_be_day(&self, text: &str) -> bool {
        let digits = text.chars().filter(|sign| sign.is_numeric()).take(3).count();
        // A number alone is a count, or the time of a machine.
        let is_number = text.chars().all(char::is_numeric);
        if digits < 3 || is_number || text.chars().nth(LONGEST).is_some() || text.contains('©') {
            return false;
        }
        match self.read(text) {
            Some(date) => date.day.is_some() && YEARS.contains(&date.year),
            None => looks_like_a_date(text),
        }
    }

    /// Puts first what the page both declares and shows. `declared`: how many of the candidates only programs see.
    pub(super) fn settle(&self, mut found: Vec<Sourced<String>>, declared: usize) -> Vec<Sourced<String>> {
        if declared == 0 || found.len() <= declared {
            return found;
        }
        let days: Vec<Option<Day>> = found.iter().map(|candidate| self.day(&candidate.value)).collect();
        let (told, seen) = days.split_at(declared.min(days.len()));
        let Some((first, day)) = told.iter().enumerate().find_map(|(at, day)| Some((at, (*day)?))) else {
            return found;
        };
        let is_seen = |day: &Option<Day>| day.is_some() && seen.contains(day);
        if is_seen(&Some(day)) {
            return found;
        }
        let own = found.get(first).and_then(|candidate| self.read(&candidate.value));
        let better = told.iter().enumerate().position(|(at, other)| {
            is_seen(other) && other.is_some_and(|other| self.may_replace(own.as_ref(), day, found.get(at), other))
        });
        // Late in the evening it is tomorrow in UTC: the newsroom's day is the one in its address.
        let in_address = || {
            let of_url = found.iter().position(|candidate| candidate.provenance == Provenance::Url)?;
            let other = (*days.get(of_url)?)?;
            // Addresses are given once: long after theirs, a day is that of an import or an update.
            let late = other < day && days_between(day, other) > LATE_DAYS;
            (late || is_utc(own.as_ref()?) && days_between(day, other) == 1).then_some(of_url)
        };
        let first_shown = || self.first_shown(own.as_ref(), day, declared, &days, &found);
        if let Some(at) = better.or_else(in_address).or_else(first_shown) {
            let candidate = found.remove(at);
            found.insert(0, candidate);
        }
        found
    }

    /// A day that only readers see, where the declared one is the same with day and month exchanged, or a bare day after a
    /// time that is shown: that of the printed paper.
    fn first_shown(
        &self,
        own: Option<&Date>,
        day: Day,
        declared: usize,
        days: &[Option<Day>],
        found: &[Sourced<String>],
    ) -> Option<usize> {
        let declared_as = found.iter().zip(days).find(|(_, other)| **other == Some(day)).map(|(found, _)| &found.value);
        let may_be = declared_as.is_some_and(|text| text.contains('/'));
        let exchanged = Day::new(day.year(), day.day(), day.month()).ok().filter(|_| may_be);
        let bare = own.is_some_and(|own| own.time.is_none());
        let has_time = |at: usize| {
            let date = found.get(at).and_then(|candidate| self.read(&candidate.value));
            date.is_some_and(|date| date.time.is_some())
        };
        (declared..days.len()).find(|at| match days.get(*at) {
            Some(Some(other)) if Some(*other) == exchanged => true,
            Some(Some(other)) => bare && *other < day && days_between(day, *other) == 1 && has_time(*at),
            _ => false,
        })
    }

    /// Whether a day that is shown may stand for the one that was declared first. Long after it, it is that of an update;
    /// a day beside a local time is that of the printed paper.
    fn may_replace(&self, own: Option<&Date>, day: Day, candidate: Option<&Sourced<String>>, other: Day) -> bool {
        let has_time = |date: &Date| date.time.is_some();
        let local = own.is_some_and(|own| has_time(own) && !is_utc(own));
        let timed = candidate.and_then(|candidate| self.read(&candidate.value)).is_some_and(|date| has_time(&date));
        let beside = days_between(day, other) == 1;
        (other < day || days_between(day, other) <= LATE_DAYS) && (!local || timed || !beside)
    }
}

fn is_utc(date: &Date) -> bool {
    date.time.as_ref().and_then(|time| time.zone.as_ref()).is_some_and(|zone| zone.minutes == 0)
}

fn days_between(one: Day, other: Day) -> i32 {
    one.until(other).map_or(i32::MAX, |span| span.get_days().abs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Confidence;

    /// The date that comes first, of those declared, those in the text and the one in the address.
    fn settled(declared: &[&str], seen: &[&str], address: Option<&str>) -> String {
        let sourced = |text: &str, from| Sourced::new(text.to_owned(), from, Confidence::CERTAIN);
        let mut all: Vec<_> = declared.iter().map(|text| sourced(text, Provenance::Meta)).collect();
        all.extend(address.map(|text| sourced(text, Provenance::Url)));
        all.extend(seen.iter().map(|text| sourced(text, Provenance::TextRule)));
        let found = Shown::new("en", Some("https://inlet.example/tides")).settle(all, declared.len());
        found.first().map(|date| date.value.clone()).unwrap_or_default()
    }

    #[test]
    fn a_declared_date_that_is_shown_wins_over_one_that_is_not() {
        let declared = ["2024-05-17T10:00Z", "2024-05-11"];
        assert_eq!(settled(&declared, &["11 May 2024"], None), "2024-05-11");
        assert_eq!(settled(&declared, &["17 May 2024", "11 May 2024"], None), "2024-05-17T10:00Z");
        assert_eq!(settled(&["2024-05-17T10:00Z"], &["2 May 2021"], None), "2024-05-17T10:00Z");
        assert_eq!(settled(&[], &["2024-05-16"], None), "2024-05-16");
    }

    #[test]
    fn an_update_long_after_and_a_printed_paper_replace_nothing() {
        assert_eq!(settled(&["2018-09-20T09:40Z", "2024-03-09"], &["March 9, 2024"], None), "2018-09-20T09:40Z");
        let evening = "2024-04-25T19:30:04+02:00";
        assert_eq!(settled(&[evening, "2024-04-26"], &["26 April 2024"], None), evening);
        assert_eq!(settled(&["2024-04-25T22:30Z", "2024-04-26"], &["26 April 2024"], None), "2024-04-26");
    }

    #[test]
    fn a_day_long_after_that_of_the_address_is_no_day_of_publication() {
        let address = Some("2017-07-12");
        assert_eq!(settled(&["2019-06-17T18:28+02:00"], &["3 July 2019"], address), "2017-07-12");
        assert_eq!(settled(&["2019-06-17T18:28+02:00"], &["17 June 2019"], address), "2019-06-17T18:28+02:00");
        assert_eq!(settled(&["2017-07-20T18:28+02:00"], &[], address), "2017-07-20T18:28+02:00");
        assert_eq!(settled(&["2016-07-20T18:28+02:00"], &[], address), "2016-07-20T18:28+02:00");
    }

    #[test]
    fn a_day_that_is_shown_mends_one_that_was_declared_the_wrong_way_round_or_for_the_printed_paper() {
        assert_eq!(settled(&["11/01/2023 12:43"], &["11 January 2023"], None), "11 January 2023");
        assert_eq!(settled(&["2023-11-01 12:43"], &["11 January 2023"], None), "2023-11-01 12:43");
        assert_eq!(settled(&["2020-04-30"], &["29 April 2020, 12:01"], None), "29 April 2020, 12:01");
        assert_eq!(settled(&["2020-04-30"], &["29 April 2020"], None), "2020-04-30");
        assert_eq!(settled(&["2020-04-30"], &["1 May 2020, 12:01"], None), "2020-04-30");
    }

    #[test]
    fn the_day_in_the_address_is_that_of_the_newsroom() {
        assert_eq!(settled(&["2024-05-17T02:25:54Z"], &[], Some("2024-05-16")), "2024-05-16");
        assert_eq!(settled(&["2024-05-17T02:25:54+02:00"], &[], Some("2024-05-16")), "2024-05-17T02:25:54+02:00");
        assert_eq!(settled(&["2024-05-17T02:25:54Z"], &["16 May 2024"], None), "2024-05-17T02:25:54Z");
    }
}
