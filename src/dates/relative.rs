//! Dates that relate to now: "two hours ago", "yesterday at 8 pm", "last month", a weekday, a time alone.

use jiff::{Span, ToSpan};

use super::calendar::Calendar;
use super::clock;
use super::tokens::{Kind, Token};
use super::words::{Relative, Unit, WORDS};
use super::{Date, Form, Moment, Time};

/// Numbers as words, folded; enough for "an hour ago" and "three days ago".
const NUMBERS: [(&str, u32); 40] = [
    ("a", 1),
    ("an", 1),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("ein", 1),
    ("eine", 1),
    ("einer", 1),
    ("einem", 1),
    ("zwei", 2),
    ("drei", 3),
    ("un", 1),
    ("une", 1),
    ("deux", 2),
    ("trois", 3),
    ("una", 1),
    ("uno", 1),
    ("dos", 2),
    ("due", 2),
    ("tres", 3),
    ("tre", 3),
    ("um", 1),
    ("uma", 1),
    ("duas", 2),
    ("dois", 2),
    ("يك", 1),
    ("دو", 2),
    ("سه", 3),
    ("چهار", 4),
    ("پنج", 5),
    ("bir", 1),
    ("iki", 2),
    ("uc", 3),
    ("один", 1),
    ("два", 2),
    ("три", 3),
];

/// Words around a relative phrase that say nothing.
const AROUND: [&str; 16] =
    ["at", "a", "à", "um", "om", "kl", "klo", "alle", "as", "las", "الساعه", "ساعت", "в", "о", "saat", "the"];

/// Words that put a month in the past: «يوليو الماضي».
const PAST: [&str; 10] =
    ["الماضي", "الفايت", "المنصرم", "last", "dernier", "pasado", "passado", "scorso", "گذشته", "letzten"];

/// Words that put a day into the month that runs.
const CURRENT: [&str; 3] = ["الجاري", "الحالي", "جاري"];

/// Words that a label in front of a phrase may have.
const MAX_LABEL_WORDS: usize = 4;

/// Reads what relates to the anchor.
pub fn parse(tokens: &[Token<'_>], anchor: Moment) -> Option<Date> {
    phrase(tokens, anchor).or_else(|| {
        let mut used = vec![false; tokens.len()];
        let time = clock::find(tokens, &mut used, false);
        let rest: Vec<Token<'_>> =
            tokens.iter().zip(&used).filter(|(_, used)| !**used).map(|(token, _)| *token).collect();
        let words: Vec<&str> = rest.iter().filter(|token| token.is_word()).map(|token| token.text).collect();
        if words.is_empty() && rest.iter().all(|token| matches!(token.kind, Kind::Sign(_))) {
            return time.map(|time| at(anchor, Some(time)));
        }
        let mut date =
            phrase(&rest, anchor).or_else(|| past_month(&words, anchor)).or_else(|| weekday(&rest, anchor))?;
        if date.day.is_some() && time.is_some() {
            date.time = time;
        }
        Some(date)
    })
}

fn at(moment: Moment, time: Option<Time>) -> Date {
    Date {
        year: i32::from(moment.year()),
        month: u8::try_from(moment.month()).ok(),
        day: u8::try_from(moment.day()).ok(),
        time,
        form: Form::Relative,
    }
}

/// A phrase of the tables, whole, or without the words around it.
fn phrase(tokens: &[Token<'_>], anchor: Moment) -> Option<Date> {
    let spelled = |words: &[&Token<'_>]| {
        let mut count = None;
        let mut key = String::new();
        for token in words {
            if !key.is_empty() {
                key.push(' ');
            }
            let number = token.number().map(|(value, _)| value);
            match number {
                Some(value) if count.is_none() => {
                    count = Some(value);
                    key.push('0');
                }
                _ => key.push_str(token.text),
            }
        }
        (key, count)
    };
    let words: Vec<&Token<'_>> = tokens.iter().filter(|token| !matches!(token.kind, Kind::Sign(_))).collect();
    let (key, count) = spelled(&words);
    if let Some(relative) = WORDS.relative(&key) {
        return resolve(relative, count, anchor);
    }
    // Numbers as words.
    for (at, token) in words.iter().enumerate() {
        let Some(&(_, value)) = NUMBERS.iter().find(|(name, _)| *name == token.text) else { continue };
        let mut texts: Vec<&str> = words.iter().map(|token| token.text).collect();
        if let Some(text) = texts.get_mut(at) {
            *text = "0";
        }
        if let Some(relative @ Relative::Ago(..)) = WORDS.relative(&texts.join(" ")) {
            return resolve(relative, Some(value), anchor);
        }
    }
    let bare: Vec<&Token<'_>> = words.iter().filter(|token| !AROUND.contains(&token.text)).copied().collect();
    let (key, count) = spelled(&bare);
    if let Some(relative) = WORDS.relative(&key) {
        return resolve(relative, count, anchor);
    }
    // A label in front: "updated 3 hours ago".
    (1..words.len().min(MAX_LABEL_WORDS + 1)).find_map(|from| {
        let (key, count) = spelled(words.get(from..)?);
        WORDS
            .relative(&key)
            .filter(|found| matches!(found, Relative::Ago(..)))
            .and_then(|found| resolve(found, count, anchor))
    })
}

fn resolve(relative: Relative, count: Option<u32>, anchor: Moment) -> Option<Date> {
    match relative {
        Relative::Day(days) => anchor.checked_add(i64::from(days).days()).ok().map(|moment| at(moment, None)),
        Relative::Last(unit) => ago(unit, 1, anchor).map(|date| match unit {
            Unit::Week => Date { day: None, ..date },
            _ => date,
        }),
        Relative::Ago(unit, fixed) => ago(unit, fixed.or(count)?, anchor),
    }
}

/// So long ago, with the precision of the unit.
pub(super) fn ago(unit: Unit, count: u32, anchor: Moment) -> Option<Date> {
    let count = i64::from(count);
    let span = Span::new();
    let span = match unit {
        Unit::Year => span.try_years(count),
        Unit::Month => span.try_months(count),
        Unit::Week => span.try_weeks(count),
        Unit::Day => span.try_days(count),
        Unit::Hour => span.try_hours(count),
        Unit::Minute => span.try_minutes(count),
        Unit::Second => span.try_seconds(count),
    };
    let moment = anchor.checked_sub(span.ok()?).ok()?;
    let hour = u8::try_from(moment.hour()).ok()?;
    let minute = u8::try_from(moment.minute()).ok();
    let date = at(moment, None);
    Some(match unit {
        Unit::Year => Date { month: None, day: None, ..date },
        Unit::Month => Date { day: None, ..date },
        Unit::Week | Unit::Day => date,
        Unit::Hour => Date { time: Some(Time { hour, minute: None, second: None, zone: None }), ..date },
        Unit::Minute | Unit::Second => Date { time: Some(Time { hour, minute, second: None, zone: None }), ..date },
    })
}

/// «يوليو الماضي»: the last such month that is over.
fn past_month(words: &[&str], anchor: Moment) -> Option<Date> {
    let name: Vec<&str> = words.iter().filter(|word| !PAST.contains(word)).copied().collect();
    if name.len() == words.len() || name.is_empty() {
        return None;
    }
    let month = WORDS.months(&name.join(" ")).iter().find(|month| month.calendar == Calendar::Gregorian)?.number;
    let this_month = u8::try_from(anchor.month()).ok()?;
    let year = i32::from(anchor.year()) - i32::from(month >= this_month);
    Some(Date { year, month: Some(month), day: None, time: None, form: Form::Relative })
}

/// A weekday alone: the last one, today included.
fn weekday(tokens: &[Token<'_>], anchor: Moment) -> Option<Date> {
    let words: Vec<&str> = tokens
        .iter()
        .filter(|token| token.is_word() && !CURRENT.contains(&token.text))
        .map(|token| token.text)
        .collect();
    let ([name] | ["يوم", name] | ["on", name]) = words.as_slice() else { return None };
    if tokens.iter().any(|token| token.number().is_some()) {
        return None;
    }
    let wanted = i64::from(WORDS.weekday(name)?);
    let today = i64::from(anchor.weekday().to_monday_zero_offset());
    let back = (today - wanted).rem_euclid(7);
    anchor.checked_sub(back.days()).ok().map(|moment| at(moment, None))
}
