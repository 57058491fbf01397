//! Dates that stand by themselves: "17 January 2025", `2025-01-17`, «عام 2019», `10:30`.

use super::super::calendar::Calendar;
use super::super::{parse_field, words::WORDS};
use super::names::What;
use super::{Found, Search};
use crate::article::DateKind;

/// Words and signs between the parts of a date.
const BETWEEN: [&str; 18] = [
    "of", "de", "del", "من", "the", "st", "nd", "rd", "th", "er", "st", "год", "лета", "لعام", "عام", "سنه", "شهر", "d",
];

/// Years of the Gregorian calendar that a text is likely to speak of.
const YEARS: std::ops::RangeInclusive<u32> = 1800..=2100;

impl Search<'_, '_> {
    pub(super) fn absolute_at(&self, at: usize) -> Option<Found> {
        self.named(at).or_else(|| self.numeric(at)).or_else(|| self.year_alone(at)).or_else(|| self.time(at))
    }

    fn month(&self, at: usize) -> Option<(Calendar, u8, usize)> {
        let month = |what| if let What::Month(calendar, number) = what { Some((calendar, number)) } else { None };
        let ((calendar, number), end, _) = self.triggers.longest(self.tokens, at, month)?;
        // A second name of the month: «كانون الثاني/يناير», «شباط (فبراير)».
        if matches!(self.sign(end), Some('/' | '('))
            && let Some(((_, same), after, _)) = self.triggers.longest(self.tokens, end + 1, month)
            && same == number
        {
            return Some((calendar, number, if self.sign(after) == Some(')') { after + 1 } else { after }));
        }
        Some((calendar, number, end))
    }

    /// Over up to two fillers.
    fn over(&self, at: usize) -> usize {
        let filler = |at: usize| {
            BETWEEN.contains(&self.tokens.key_at(at)) || matches!(self.sign(at), Some('.' | 'º' | ',' | '،'))
        };
        let mut at = at;
        for _ in 0..2 {
            at += usize::from(filler(at));
        }
        at
    }

    fn day(&self, at: usize) -> Option<u32> {
        let in_number = self.tokens.is_glued(at)
            && matches!(self.sign(at.wrapping_sub(1)), Some('.' | ',' | ':' | '/' | '$' | '€'));
        self.number(at)
            .filter(|(value, digits)| (1..=31).contains(value) && *digits <= 2 && !in_number)
            .map(|(value, _)| value)
    }

    fn year(&self, at: usize, calendar: Calendar) -> Option<u32> {
        let plausible = match calendar {
            Calendar::Gregorian => YEARS,
            Calendar::Hijri => 1200..=1500,
            Calendar::Persian => 1200..=1500,
        };
        let thai = self.context.lang.starts_with("th");
        let fits = |value: &u32| plausible.contains(value) || (thai && (2300..2700).contains(value));
        self.number(at).filter(|(value, digits)| *digits == 4 && fits(value)).map(|(value, _)| value)
    }

    /// A month's name with a day or a year, and a weekday before it.
    fn named(&self, at: usize) -> Option<Found> {
        let weekday = |what| if let What::Weekday(day) = what { Some(day) } else { None };
        let start = match self.triggers.longest(self.tokens, at, weekday) {
            Some((_, end, _)) => end + usize::from(matches!(self.sign(end), Some(',' | '،'))),
            None => at,
        };
        let before = self.day(start);
        let month_at = if before.is_some() { self.over(start + 1) } else { start };
        let (calendar, month, mut end) = self.month(month_at)?;
        let mut day = before;
        if day.is_none() {
            let behind = self.over(end);
            // No time, and no number of things.
            if behind <= end + 1
                && let Some(number) = self.day(behind)
                && self.sign(behind + 1) != Some(':')
                && self.takes_day_behind()
            {
                day = Some(number);
                end = behind + 1;
                if matches!(self.tokens.key_at(end), "st" | "nd" | "rd" | "th") {
                    end += 1;
                }
            }
        }
        let year_at = self.over(end);
        let year = self.year(year_at, calendar);
        if year.is_some() {
            end = year_at + 1;
        }
        let surface = self.tokens.text_of(at..end);
        if year.is_some() {
            let date = parse_field(surface, &self.parse_context(false))?;
            return Some(Found {
                tokens: at..end,
                kind: DateKind::Date,
                value: date.value(),
                resolved: None,
                confidence: 950,
            });
        }
        let day = day.filter(|_| calendar == Calendar::Gregorian)?;
        let resolved =
            self.context.anchor.and_then(|_| parse_field(surface, &self.parse_context(true))).map(|date| date.value());
        Some(Found {
            tokens: at..end,
            kind: DateKind::Date,
            value: format!("XXXX-{month:02}-{day:02}"),
            resolved,
            confidence: 850,
        })
    }

    fn takes_day_behind(&self) -> bool {
        matches!(self.context.lang.split('-').next(), Some("en" | "hu" | "fil" | "sw" | "eu" | "lt" | "lv"))
    }

    /// `17/01/2025`, `2025-01-17`, `2025年1月17日`.
    fn numeric(&self, at: usize) -> Option<Found> {
        let (first, digits) = self.number(at)?;
        if self.tokens.key_at(at + 1) == "年" || self.tokens.key_at(at + 1) == "년" {
            return self.marked(at, first, digits);
        }
        let sign = self.sign(at + 1).filter(|sign| matches!(sign, '/' | '-' | '.'))?;
        let (_, last) = (self.number(at + 2)?, self.number(at + 4)?);
        let longer =
            self.tokens.is_glued(at) && !self.tokens.get(at.wrapping_sub(1)).is_some_and(|token| token.is_sign('('));
        let glued = (at + 1..at + 5).all(|at| self.tokens.is_glued(at));
        let goes_on =
            self.tokens.is_glued(at + 5) && (self.sign(at + 5) == Some(sign) && self.number(at + 6).is_some());
        if self.sign(at + 3) != Some(sign) || !glued || longer || goes_on || (digits != 4 && last.1 != 4) {
            return None;
        }
        let date = parse_field(self.tokens.text_of(at..at + 5), &self.parse_context(false))?;
        let confidence = if date.form == super::super::Form::DayMonthOrder { 700 } else { 950 };
        Some(Found { tokens: at..at + 5, kind: DateKind::Date, value: date.value(), resolved: None, confidence })
    }

    fn marked(&self, at: usize, first: u32, digits: usize) -> Option<Found> {
        let mut end = at + 2;
        for marks in [["月", "월"], ["日", "일"]] {
            if self.number(end).is_some() && marks.contains(&self.tokens.key_at(end + 1)) {
                end += 2;
            }
        }
        if digits != 4 || !YEARS.contains(&first) {
            return None;
        }
        let value = if end == at + 2 {
            first.to_string()
        } else {
            parse_field(self.tokens.text_of(at..end), &self.parse_context(false))?.value()
        };
        Some(Found { tokens: at..end, kind: DateKind::Date, value, resolved: None, confidence: 950 })
    }

    /// A year behind a word that leads to one: "in 2019", «عام 2019».
    fn year_alone(&self, at: usize) -> Option<Found> {
        let year = self.year(at, Calendar::Gregorian)?;
        let led_to = at.checked_sub(1).is_some_and(|before| self.triggers.is(self.tokens, before, What::Year));
        let in_number = self.tokens.is_glued(at + 1)
            && matches!(self.sign(at + 1), Some('.' | ',' | '%' | '/' | '-' | ':'))
            && self.number(at + 2).is_some();
        let counts = self.tokens.get(at + 1).is_some_and(|token| token.is_word())
            && self
                .triggers
                .longest(self.tokens, at + 1, |what| matches!(what, What::Unit(..)).then_some(()))
                .is_some();
        if !led_to || in_number || counts || self.tokens.is_glued(at) {
            return None;
        }
        Some(Found {
            tokens: at..at + 1,
            kind: DateKind::Date,
            value: year.to_string(),
            resolved: None,
            confidence: 800,
        })
    }

    /// `10:30`, `8:15 pm`.
    fn time(&self, at: usize) -> Option<Found> {
        let (hour, _) = self.number(at).filter(|(value, digits)| *value < 24 && *digits <= 2)?;
        let (minute, _) = self.number(at + 2).filter(|(value, digits)| *value < 60 && *digits == 2)?;
        let goes_on = self.tokens.is_glued(at + 3)
            && matches!(self.sign(at + 3), Some(':' | '.' | '-'))
            && self.number(at + 4).is_some();
        let alone = !(self.tokens.is_glued(at) || goes_on);
        if self.sign(at + 1) != Some(':') || !self.tokens.is_glued(at + 1) || !self.tokens.is_glued(at + 2) || !alone {
            return None;
        }
        let half = WORDS.half_day(self.tokens.key_at(at + 3)).filter(|_| (1..=12).contains(&hour));
        let (hour, end) = match half {
            Some(super::super::words::HalfDay::Am) => (hour % 12, at + 4),
            Some(super::super::words::HalfDay::Pm) => (hour % 12 + 12, at + 4),
            None => (hour, at + 3),
        };
        Some(Found {
            tokens: at..end,
            kind: DateKind::Time,
            value: format!("T{hour:02}:{minute:02}"),
            resolved: None,
            confidence: 800,
        })
    }
}
