//! Dates in numbers alone: which is the day, which the month, which the year.

use super::calendar::{Calendar, gregorian_year, to_gregorian};
use super::field::{Reading, last_before, mark, primary};
use super::tokens::{Kind, Token};
use super::{Context, Date, Form, Moment};

/// Words after which numbers with full stops are no date.
const NUMBERED: [&str; 14] = [
    "version",
    "ver",
    "v",
    "isbn",
    "issn",
    "ip",
    "tel",
    "phone",
    "fax",
    "article",
    "chapter",
    "الاصدار",
    "الطبعه",
    "نسخه",
];

/// Three numbers with one sign between them.
pub(super) fn numeric(tokens: &[Token<'_>], used: &mut [bool], context: &Context<'_>) -> Reading {
    for at in 0..tokens.len() {
        let Some((numbers, end)) = triple(tokens, used, at) else { continue };
        let [a, b, c] = numbers;
        // Whoever writes full stops writes the day first, in every language.
        let dotted = tokens.get(at + 1).is_some_and(|token| token.is_sign('.'));
        let month_first = !dotted && month_comes_first(context);
        let reading = match (a.1, c.1) {
            (4, 1 | 2) if b.1 <= 2 => year_first(a.0, b.0, c.0, tokens, context),
            (1 | 2, 4) if b.1 <= 2 && !is_numbered(tokens, at) => {
                year_last([a.0, b.0, c.0], tokens, context, month_first)
            }
            (1 | 2, 2) if b.1 <= 2 && !is_numbered(tokens, at) => short(numbers, context, month_first),
            _ => Reading::None,
        };
        match reading {
            Reading::None => {}
            reading => {
                mark(used, at, end);
                return reading;
            }
        }
    }
    Reading::None
}

/// The numbers of a triple from a token on and where it ends; nothing where it is a part of something longer.
fn triple(tokens: &[Token<'_>], used: &[bool], at: usize) -> Option<([(u32, u8); 3], usize)> {
    let free = |at: usize| !used.get(at).copied().unwrap_or(true);
    let sign = match tokens.get(at + 1)?.kind {
        Kind::Sign(sign @ ('/' | '-' | '.')) => sign,
        _ => return None,
    };
    if !tokens.get(at + 3)?.is_sign(sign) || !(at..at + 5).all(free) {
        return None;
    }
    let numbers = [tokens.get(at)?.number()?, tokens.get(at + 2)?.number()?, tokens.get(at + 4)?.number()?];
    let follows = |from: usize| {
        tokens.get(from).is_some_and(|token| token.is_sign(sign) && token.glued)
            && tokens.get(from + 1).is_some_and(|token| token.glued && token.number().is_some())
    };
    let precedes = at >= 2
        && tokens.get(at - 1).is_some_and(|token| token.is_sign(sign))
        && tokens.get(at).is_some_and(|token| token.glued)
        && tokens.get(at - 2).is_some_and(|token| token.number().is_some());
    let in_code = tokens.get(at).is_some_and(|token| token.glued)
        && at.checked_sub(1).and_then(|before| tokens.get(before)).is_some_and(|token| {
            matches!(token.kind, Kind::Sign('#' | '$' | '€' | '£' | '+' | '='))
                || token.text.chars().all(|ch| ch.is_ascii_alphabetic())
        });
    (!follows(at + 5) && !precedes && !in_code).then_some((numbers, at + 5))
}

fn is_numbered(tokens: &[Token<'_>], at: usize) -> bool {
    tokens.get(at.saturating_sub(3)..at).unwrap_or_default().iter().any(|token| NUMBERED.contains(&token.text))
}

fn day_of(calendar: Calendar, year: u32, month: u32, day: u32) -> Option<super::calendar::Day> {
    to_gregorian(calendar, i32::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
}

/// The calendar of a year that stands in numbers alone.
fn calendar_of(year: u32, tokens: &[Token<'_>], context: &Context<'_>) -> Calendar {
    if !(1200..=1500).contains(&year) {
        return Calendar::Gregorian;
    }
    let has = |words: &[&str]| tokens.iter().any(|token| words.contains(&token.text));
    let lang = primary(context.lang);
    if has(&["ه", "هجري", "هجريه", "ق", "قمري"]) && !has(&["ش", "شمسي"]) {
        Calendar::Hijri
    } else if has(&["ش", "شمسي"]) || matches!(lang, "fa" | "ps" | "ckb") || matches!(context.tld, Some("ir" | "af"))
    {
        Calendar::Persian
    } else if matches!(lang, "ar" | "ur") {
        Calendar::Hijri
    } else {
        Calendar::Gregorian
    }
}

fn plain_year(year: u32, context: &Context<'_>) -> u32 {
    let plain =
        gregorian_year(i32::try_from(year).unwrap_or(0), primary(context.lang) == "th" || context.tld == Some("th"));
    u32::try_from(plain).unwrap_or(0)
}

fn year_first(year: u32, month: u32, day: u32, tokens: &[Token<'_>], context: &Context<'_>) -> Reading {
    let calendar = calendar_of(year, tokens, context);
    match day_of(calendar, plain_year(year, context), month, day) {
        Some(day) => Reading::Date(Date::of_day(day, Form::Written)),
        None => Reading::Impossible,
    }
}

fn year_last(
    [first, second, year]: [u32; 3],
    tokens: &[Token<'_>],
    context: &Context<'_>,
    month_first: bool,
) -> Reading {
    ordered(first, second, plain_year(year, context), calendar_of(year, tokens, context), month_first)
}

/// Two-digit years are of this century. East Asia puts them first.
fn short([a, b, c]: [(u32, u8); 3], context: &Context<'_>, month_first: bool) -> Reading {
    if matches!(primary(context.lang), "zh" | "ja" | "ko") && a.1 == 2 {
        return match day_of(Calendar::Gregorian, 2000 + a.0, b.0, c.0) {
            Some(day) => Reading::Date(Date::of_day(day, Form::DayMonthOrder)),
            None => Reading::None,
        };
    }
    match ordered(a.0, b.0, 2000 + c.0, Calendar::Gregorian, month_first) {
        // Three small numbers that are no date are something else.
        Reading::Impossible => Reading::None,
        reading => reading,
    }
}

fn ordered(first: u32, second: u32, year: u32, calendar: Calendar, month_first: bool) -> Reading {
    let plain = day_of(calendar, year, second, first);
    let exchanged = day_of(calendar, year, first, second).filter(|_| calendar == Calendar::Gregorian);
    let (day, form) = match (plain, exchanged) {
        (Some(day), Some(other)) if day == other => (day, Form::Written),
        (Some(day), Some(other)) => (if month_first { other } else { day }, Form::DayMonthOrder),
        (Some(day), None) | (None, Some(day)) => (day, Form::Written),
        (None, None) => return Reading::Impossible,
    };
    Reading::Date(Date::of_day(day, form))
}

/// The United States and the Philippines write the month first; English pages of no country follow the former.
fn month_comes_first(context: &Context<'_>) -> bool {
    let region = context.lang.split('-').skip(1).find(|part| part.len() == 2).map(str::to_ascii_lowercase);
    let country = context.tld.filter(|tld| tld.len() == 2).map(str::to_owned).or(region);
    match (primary(context.lang), country.as_deref()) {
        (_, Some("us" | "ph")) | ("en" | "fil" | "tl", None) => true,
        // Domains of these countries are sold to everybody.
        ("en", Some("io" | "co" | "tv" | "me" | "ai")) => true,
        _ => false,
    }
}

/// `01.17 10:30`, as Korean, Chinese and Japanese pages write it.
pub(super) fn month_and_day(
    tokens: &[Token<'_>],
    used: &[bool],
    context: &Context<'_>,
    anchor: Moment,
) -> Option<Date> {
    if !matches!(primary(context.lang), "ko" | "zh" | "ja") {
        return None;
    }
    let free: Vec<&Token<'_>> = tokens.iter().zip(used).filter(|(_, used)| !**used).map(|(token, _)| token).collect();
    let [month, sign, day, ..] = free.as_slice() else { return None };
    let ((month, 2), (day, 2)) = (month.number()?, day.number()?) else { return None };
    matches!(sign.kind, Kind::Sign('.' | '-' | '/')).then_some(())?;
    last_before(Calendar::Gregorian, u8::try_from(month).ok()?, u8::try_from(day).ok()?, anchor)
}
