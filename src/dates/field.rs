//! Day, month and year in a string that people wrote.

use super::calendar::{Calendar, reign_start, to_gregorian};
use super::named::named;
use super::numeric::{month_and_day, numeric};
use super::tokens::Token;
use super::{Context, Date, Form, Moment, clock};

/// Words that stand with a year alone.
const YEAR_WORDS: [&str; 12] =
    ["عام", "سنه", "year", "annee", "ano", "anno", "jahr", "год", "г", "سال", "tahun", "yil"];

/// A part of a date as written, with the numbers that stand around it.
pub(super) struct Parts {
    pub calendar: Calendar,
    pub month: u8,
    pub day: Option<u32>,
    pub year: Option<i32>,
}

pub(super) enum Reading {
    /// It is no date.
    None,
    Date(Date),
    /// It has the shape of a date, and there is no such day: nothing else in the string is looked at.
    Impossible,
}

/// One way in which people write dates; marks what it has read as used.
type Reader = fn(&[Token<'_>], &mut [bool], &Context<'_>) -> Reading;

/// Reads the first date of a string, and its time.
pub fn parse(tokens: &[Token<'_>], context: &Context<'_>) -> Option<Date> {
    let mut used = vec![false; tokens.len()];
    let time = clock::find(tokens, &mut used, false);
    let readings: [Reader; 5] = [marked, named, vietnamese, numeric, year_alone];
    for reading in readings {
        match reading(tokens, &mut used, context) {
            Reading::None => {}
            Reading::Impossible => return None,
            Reading::Date(mut date) => {
                if date.day.is_some() {
                    date.time = time.or_else(|| clock::find(tokens, &mut used, true));
                }
                return Some(date);
            }
        }
    }
    let anchor = context.anchor?;
    time.as_ref()?;
    let mut date = month_and_day(tokens, &used, context, anchor)?;
    date.time = time;
    Some(date)
}

pub(super) fn mark(used: &mut [bool], from: usize, end: usize) {
    for flag in used.iter_mut().take(end).skip(from) {
        *flag = true;
    }
}

/// A complete or partial date from its parts; without a year the last one on or before the anchor.
pub(super) fn complete(parts: &Parts, context: &Context<'_>, form: Form) -> Reading {
    let day = match parts.day {
        Some(day) => match u8::try_from(day) {
            Ok(day) => Some(day),
            Err(_) => return Reading::Impossible,
        },
        None => None,
    };
    match (parts.year, day) {
        (Some(year), Some(day)) => match to_gregorian(parts.calendar, year, parts.month, day) {
            Some(day) => Reading::Date(Date::of_day(day, form)),
            None => Reading::Impossible,
        },
        (Some(year), None) if parts.calendar == Calendar::Gregorian => {
            Reading::Date(Date { year, month: Some(parts.month), day: None, time: None, form })
        }
        (None, Some(day)) => {
            match context.anchor.and_then(|anchor| last_before(parts.calendar, parts.month, day, anchor)) {
                Some(date) => Reading::Date(date),
                None => Reading::None,
            }
        }
        _ => Reading::None,
    }
}

/// The last such day on or before the anchor.
pub(super) fn last_before(calendar: Calendar, month: u8, day: u8, anchor: Moment) -> Option<Date> {
    let year = i32::from(anchor.year());
    let newest = match calendar {
        Calendar::Gregorian => year,
        Calendar::Persian => year - 621,
        Calendar::Hijri => (year - 621) * 33 / 32 + 1,
    };
    let today = (year, u8::try_from(anchor.month()).ok()?, u8::try_from(anchor.day()).ok()?);
    let days = (newest - 4..=newest).rev().filter_map(|year| to_gregorian(calendar, year, month, day));
    days.into_iter().find(|day| *day <= today).map(|day| Date::of_day(day, Form::Relative))
}

/// `2025年1月17日`, `令和7年1月17日`, `2025년 1월 17일`, `1月17日`.
fn marked(tokens: &[Token<'_>], used: &mut [bool], context: &Context<'_>) -> Reading {
    let marker = |at: usize, marks: &[char]| {
        let number = tokens.get(at).and_then(Token::number)?;
        tokens.get(at + 1).filter(|word| word.is_word() && word.text.starts_with(marks)).map(|_| number)
    };
    for at in 0..tokens.len() {
        let year = marker(at, &['年', '년']);
        let month_at = if year.is_some() { at + 2 } else { at };
        let Some((month, _)) = marker(month_at, &['月', '월']) else {
            if year.is_some_and(|(_, digits)| digits == 4) && tokens.len() == 2 {
                break;
            }
            continue;
        };
        let day = marker(month_at + 2, &['日', '일', '号', '號']).map(|(day, _)| day);
        let reign = at.checked_sub(1).and_then(|before| tokens.get(before)).and_then(|word| {
            let name = word.text.char_indices().rev().nth(1).and_then(|(from, _)| word.text.get(from..))?;
            reign_start(name)
        });
        let year = year.and_then(|(year, digits)| {
            let year = i32::try_from(year).ok()?;
            match reign {
                Some(start) => Some(start + year),
                None => (digits == 4).then_some(year),
            }
        });
        let Some(month) = u8::try_from(month).ok().filter(|month| (1..=12).contains(month)) else {
            return Reading::Impossible;
        };
        mark(used, at, month_at + if day.is_some() { 4 } else { 2 });
        let parts = Parts { calendar: Calendar::Gregorian, month, day, year };
        return complete(&parts, context, Form::Written);
    }
    Reading::None
}

/// `17 tháng 1 năm 2025`.
fn vietnamese(tokens: &[Token<'_>], used: &mut [bool], context: &Context<'_>) -> Reading {
    let Some(at) = tokens.iter().position(|token| token.text == "thang") else { return Reading::None };
    let number = |at: usize| tokens.get(at).and_then(Token::number).map(|(value, _)| value);
    let Some(month) =
        number(at + 1).and_then(|month| u8::try_from(month).ok()).filter(|month| (1..=12).contains(month))
    else {
        return Reading::None;
    };
    let day = at.checked_sub(1).and_then(number);
    let year =
        tokens.get(at + 2..).unwrap_or_default().iter().take(3).find_map(|token| token.number().filter(|n| n.1 == 4));
    mark(used, at.saturating_sub(1), at + 4);
    let parts = Parts { calendar: Calendar::Gregorian, month, day, year: year.and_then(|n| i32::try_from(n.0).ok()) };
    complete(&parts, context, Form::Written)
}

/// «عام 2019».
fn year_alone(tokens: &[Token<'_>], _: &mut [bool], _: &Context<'_>) -> Reading {
    let year = match tokens {
        [word, year] if YEAR_WORDS.contains(&word.text) => year.number(),
        [year, word] if YEAR_WORDS.contains(&word.text) || word.text == "年" || word.text == "년" => year.number(),
        [year] => year.number(),
        _ => None,
    };
    match year {
        Some((year, 4)) => match i32::try_from(year) {
            Ok(year) => Reading::Date(Date { year, month: None, day: None, time: None, form: Form::Written }),
            Err(_) => Reading::None,
        },
        _ => Reading::None,
    }
}

/// The primary subtag of a language tag.
pub(super) fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}
