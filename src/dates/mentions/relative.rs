//! Dates that depend on when the text was written.

use jiff::{Span, ToSpan};

use super::super::calendar::Calendar;
use super::super::words::Unit;
use super::super::{Moment, relative};
use super::names::What;
use super::{Found, Search};
use crate::article::DateKind;

/// Which way a word beside a name points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Past,
    Next,
}

impl Search<'_, '_> {
    pub(super) fn relative_at(&self, at: usize) -> Option<Found> {
        self.phrase(at).or_else(|| self.pointed(at)).or_else(|| self.weekday(at, at, None))
    }

    /// "two days ago", "yesterday", "last week".
    fn phrase(&self, at: usize) -> Option<Found> {
        let relative = |what| matches!(what, What::Ago(..) | What::Day(_) | What::Last(_)).then_some(what);
        let (what, end, number) = self.triggers.longest(self.tokens, at, relative)?;
        let anchor = self.context.anchor.map(|(moment, _)| moment);
        let (value, resolved, confidence) = match what {
            What::Day(days) => {
                let day = anchor.and_then(|anchor| anchor.checked_add(i64::from(days).days()).ok());
                ("XXXX-XX-XX".to_owned(), day.map(|day| day.date().to_string()), 800)
            }
            What::Last(unit) => (unspecified(unit), anchor.and_then(|anchor| last(unit, anchor)), 850),
            What::Ago(unit, count) => {
                let count = count.or_else(|| self.number(number?).map(|(value, _)| value))?;
                (
                    unspecified(unit),
                    anchor.and_then(|anchor| relative::ago(unit, count, anchor)).map(|date| date.value()),
                    900,
                )
            }
            _ => return None,
        };
        Some(Found { tokens: at..end, kind: DateKind::Relative, value, resolved, confidence })
    }

    fn way(&self, at: usize) -> Option<Way> {
        if self.triggers.is(self.tokens, at, What::Past) {
            Some(Way::Past)
        } else if self.triggers.is(self.tokens, at, What::Next) {
            Some(Way::Next)
        } else {
            None
        }
    }

    /// «يوليو الماضي», "last July", "next Friday".
    fn pointed(&self, at: usize) -> Option<Found> {
        let before = self.way(at);
        let name_at = if before.is_some() { at + 1 } else { at };
        let month = |what| if let What::Month(Calendar::Gregorian, number) = what { Some(number) } else { None };
        let Some((month, end, _)) = self.triggers.longest(self.tokens, name_at, month) else {
            return before.and_then(|way| self.weekday(at, name_at, Some(way)));
        };
        let (way, end) = match before {
            Some(way) => (way, end),
            None => (self.way(end)?, end + 1),
        };
        let resolved = self.context.anchor.and_then(|(anchor, _)| month_of(anchor, month, way));
        Some(Found {
            tokens: at..end,
            kind: DateKind::Relative,
            value: format!("XXXX-{month:02}"),
            resolved,
            confidence: 900,
        })
    }

    /// A weekday: the last one, today included; with "last" before today, with "next" behind it.
    fn weekday(&self, at: usize, name_at: usize, before: Option<Way>) -> Option<Found> {
        let weekday = |what| if let What::Weekday(day) = what { Some(day) } else { None };
        let (day, end, _) = self.triggers.longest(self.tokens, name_at, weekday)?;
        let (way, end) = match (before, self.way(end)) {
            (None, Some(way)) => (Some(way), end + 1),
            (way, _) => (way, end),
        };
        let resolved = self.context.anchor.and_then(|(anchor, _)| {
            let days = (i64::from(anchor.weekday().to_monday_zero_offset()) - i64::from(day)).rem_euclid(7);
            let days = match way {
                Some(Way::Next) => 7 - days,
                Some(Way::Past) if days == 0 => -7,
                _ => -days,
            };
            anchor.checked_add(days.days()).ok().map(|day| day.date().to_string())
        });
        let value = format!("XXXX-WXX-{}", day + 1);
        Some(Found {
            tokens: at..end,
            kind: DateKind::Relative,
            value,
            resolved,
            confidence: if way.is_some() { 900 } else { 850 },
        })
    }
}

/// Some year, some month, some day: as precise as the unit.
fn unspecified(unit: Unit) -> String {
    let value = match unit {
        Unit::Year => "XXXX",
        Unit::Month => "XXXX-XX",
        Unit::Week => "XXXX-WXX",
        Unit::Day => "XXXX-XX-XX",
        Unit::Hour => "XXXX-XX-XXTXX",
        Unit::Minute | Unit::Second => "XXXX-XX-XXTXX:XX",
    };
    value.to_owned()
}

/// The year, month or week before that of the anchor.
fn last(unit: Unit, anchor: Moment) -> Option<String> {
    let span = match unit {
        Unit::Year => Span::new().years(1),
        Unit::Month => Span::new().months(1),
        Unit::Week => Span::new().weeks(1),
        _ => return relative::ago(unit, 1, anchor).map(|date| date.value()),
    };
    let day = anchor.checked_sub(span).ok()?.date();
    Some(match unit {
        Unit::Year => format!("{:04}", day.year()),
        Unit::Month => format!("{:04}-{:02}", day.year(), day.month()),
        _ => {
            let week = day.iso_week_date();
            format!("{:04}-W{:02}", week.year(), week.week())
        }
    })
}

/// The last such month that is over, or the next that has not begun.
fn month_of(anchor: Moment, month: u8, way: Way) -> Option<String> {
    let this = u8::try_from(anchor.month()).ok()?;
    let year = match way {
        Way::Past => i32::from(anchor.year()) - i32::from(month >= this),
        Way::Next => i32::from(anchor.year()) + i32::from(month <= this),
    };
    Some(format!("{year:04}-{month:02}"))
}
