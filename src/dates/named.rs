//! A month's name, and the day and the year around it.

use super::calendar::{Calendar, gregorian_year, persian_year};
use super::field::{Parts, Reading, complete, mark, primary};
use super::tokens::{Kind, Token};
use super::words::{MAX_WORDS, Month, WORDS};
use super::{Context, Form};

/// Words that may stand between the parts of a date.
const FILLERS: &[&str] = &[
    "of",
    "the",
    "de",
    "del",
    "d",
    "do",
    "da",
    "di",
    "den",
    "der",
    "am",
    "le",
    "el",
    "al",
    "ta",
    "na",
    "من",
    "في",
    "لعام",
    "عام",
    "سنه",
    "لسنه",
    "شهر",
    "م",
    "ه",
    "st",
    "nd",
    "rd",
    "th",
    "er",
    "re",
    "e",
    "o",
    "a",
    "an",
    "ª",
    "º",
    "г",
    "р",
    "m",
    "gada",
    "gadā",
    "жылғы",
    "жылғи",
    "жыл",
    "ييلي",
    "ي",
    "eko",
    "ko",
    "พ",
    "ค",
    "ศ",
    "ที่",
    "năm",
    "nam",
    "ngay",
    "ماه",
    "سال",
    "ء",
    "वर्ष",
    "ה",
    "ב",
    "ten",
    "ng",
];

/// A month's name with numbers around it.
pub(super) fn named(tokens: &[Token<'_>], used: &mut [bool], context: &Context<'_>) -> Reading {
    let mut found = Reading::None;
    let mut found_calendar = None;
    let mut at = 0;
    while at < tokens.len() {
        let Some((month, end)) = month_at(tokens, used, at, context) else {
            at += 1;
            continue;
        };
        let (start, end) = (at, joined_names(tokens, used, end, month, context));
        at = end;
        let reading = around(tokens, used, start..end, month, context);
        let better = match (&found, &reading) {
            (_, Reading::None) => false,
            (Reading::None, _) => true,
            // A Gregorian date beside one of another calendar is the same day said plainly.
            (_, Reading::Date(date)) => {
                month.calendar == Calendar::Gregorian
                    && found_calendar != Some(Calendar::Gregorian)
                    && date.day.is_some()
                    && date.form == Form::Written
            }
            _ => false,
        };
        if better {
            found = reading;
            found_calendar = Some(month.calendar);
            mark(used, start, end);
        }
    }
    found
}

/// The end of a second name of the same month beside the first: «كانون الثاني/يناير», «شباط (فبراير)».
fn joined_names(tokens: &[Token<'_>], used: &[bool], end: usize, month: Month, context: &Context<'_>) -> usize {
    let mut next = end;
    while tokens.get(next).is_some_and(|token| matches!(token.kind, Kind::Sign('/' | '(' | '-' | '|' | '،')))
        && next < end + 2
    {
        next += 1;
    }
    match month_at(tokens, used, next, context) {
        Some((second, after)) if second.number == month.number && second.calendar == month.calendar => after,
        _ => end,
    }
}

/// The month that is named from a token on, and where the name ends.
fn month_at(tokens: &[Token<'_>], used: &[bool], at: usize, context: &Context<'_>) -> Option<(Month, usize)> {
    let first = tokens.get(at).filter(|token| token.is_word() && !used.get(at).copied().unwrap_or(true))?;
    let mut name = first.text.to_owned();
    let mut end = at + 1;
    let mut best = exact(&name, context).map(|month| (month, end));
    for _ in 1..MAX_WORDS {
        if tokens.get(end).is_some_and(|token| token.is_sign('.') && token.glued) {
            end += 1;
        }
        let Some(next) = tokens
            .get(end)
            .filter(|token| token.is_word() || (token.glued && token.number().is_some_and(|(_, digits)| digits == 1)))
        else {
            break;
        };
        name.push(' ');
        name.push_str(next.text);
        end += 1;
        if let Some(month) = exact(&name, context).or_else(|| inflected(&name, context)) {
            best = Some((month, end));
        }
    }
    best.or_else(|| inflected(first.text, context).map(|month| (month, at + 1)))
}

/// The month of a name, by the language of the string; else what most agree on.
fn exact(name: &str, context: &Context<'_>) -> Option<Month> {
    let months = WORDS.months(name);
    let lang = primary(context.lang);
    let own = months.iter().find(|month| primary(month.lang) == lang);
    let english = || months.iter().find(|month| month.lang == "en");
    // Three Latin letters are a month in too many languages.
    let open = lang.is_empty() || lang == "und" || name.len() > 3 || !name.is_ascii();
    own.or_else(english).or_else(|| if open { months.first() } else { None }).copied()
}

/// A name with an ending or a prefix of its grammar: «יבינואר», `دی‌ماه`, `Çileya`.
fn inflected(name: &str, context: &Context<'_>) -> Option<Month> {
    if let Some(stem) = name.strip_suffix("ماه") {
        return exact(stem.trim_end(), context);
    }
    if let Some(stem) = name.strip_prefix(['ב', 'ל', 'ה', 'מ'])
        && let Some(month) = exact(stem, context)
    {
        return Some(month);
    }
    let letters = name.chars().count();
    (1..=3_usize).filter(|cut| letters >= 4 + cut).find_map(|cut| {
        let (end, _) = name.char_indices().rev().nth(cut - 1)?;
        exact(name.get(..end)?, context)
    })
}

/// Numbers on one side of a month's name, the nearest first, with fillers between.
fn numbers<'t>(side: impl Iterator<Item = (usize, &'t Token<'t>)>, used: &[bool]) -> Vec<(u32, u8, usize)> {
    let mut numbers = Vec::new();
    for (at, token) in side {
        if numbers.len() == 3 {
            break;
        }
        if used.get(at).copied().unwrap_or(false) {
            continue;
        }
        match token.kind {
            Kind::Number { value, digits } => numbers.push((value, digits, at)),
            // The first of a month, in the words of the Hijri calendar.
            Kind::Word if token.text == "غره" => numbers.push((1, 1, at)),
            Kind::Word if FILLERS.contains(&token.text) || WORDS.weekday(token.text).is_some() => {}
            Kind::Sign('|' | '#' | '$' | '%' | '+' | '=' | '*') => break,
            Kind::Sign(_) => {}
            Kind::Word => break,
        }
    }
    numbers
}

fn around(
    tokens: &[Token<'_>],
    used: &[bool],
    name: std::ops::Range<usize>,
    month: Month,
    context: &Context<'_>,
) -> Reading {
    let left = numbers(tokens.iter().enumerate().take(name.start).rev(), used);
    let right = numbers(tokens.iter().enumerate().skip(name.end), used);
    let day = |number: Option<&(u32, u8, usize)>| number.filter(|n| (1..=31).contains(&n.0) && n.1 <= 2).map(|n| n.0);
    let year = |number: Option<&(u32, u8, usize)>| number.filter(|n| n.1 == 4).map(|n| n.0);
    let short_year = |number: Option<&(u32, u8, usize)>| {
        let &(value, digits, at) = number?;
        let time_follows = tokens.get(at + 1).is_some_and(|t| matches!(t.kind, Kind::Sign('.' | ':')))
            && tokens.get(at + 2).is_some_and(|t| t.number().is_some());
        (digits == 2 && !time_follows && month.calendar == Calendar::Gregorian).then_some(2000 + value)
    };
    let (day, year) = if let Some(first) = day(left.first()) {
        if is_range(tokens, used, &left) {
            return Reading::None;
        }
        let year = year(right.first()).or_else(|| year(left.get(1))).or_else(|| short_year(right.first()));
        (Some(first), year)
    } else if let Some(before) = year(left.first()) {
        (day(right.first()), Some(before))
    } else if let Some(after) = day(right.first()) {
        (Some(after), year(right.get(1)))
    } else {
        (None, year(right.first()))
    };
    // A name alone is a word like others; so is one beside a number that is no day.
    if day.is_none() && year.is_none() {
        let impossible = left.first().is_some_and(|n| n.1 <= 2) && right.first().is_some_and(|n| n.1 == 4);
        return if impossible { Reading::Impossible } else { Reading::None };
    }
    let year = year.and_then(|year| i32::try_from(year).ok()).map(|year| match month.calendar {
        Calendar::Persian => persian_year(year),
        Calendar::Gregorian => {
            gregorian_year(year, matches!(primary(month.lang), "th" | "lo" | "km") || primary(context.lang) == "th")
        }
        Calendar::Hijri => year,
    });
    complete(&Parts { calendar: month.calendar, month: month.number, day, year }, context, Form::Written)
}

/// Words between the first and the last day of a range.
const UNTIL: [&str; 11] = ["to", "until", "الي", "حتي", "bis", "au", "al", "ate", "до", "по", "تا"];

/// "12 - 15 May", "12 to 15 May": two days of which neither is the date.
fn is_range(tokens: &[Token<'_>], used: &[bool], left: &[(u32, u8, usize)]) -> bool {
    let Some(&(_, _, near)) = left.first() else { return false };
    let before = |steps: usize| {
        let at = near.checked_sub(steps)?;
        tokens.get(at).filter(|_| !used.get(at).copied().unwrap_or(true))
    };
    let joined = before(1).is_some_and(|token| token.is_sign('-') || UNTIL.contains(&token.text));
    joined && before(2).and_then(Token::number).is_some_and(|(value, digits)| digits <= 2 && value <= 31)
}
