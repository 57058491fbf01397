//! Day, month and year in a string that people wrote.

use super::calendar::{Calendar, gregorian_year, persian_year, reign_start, to_gregorian};
use super::tokens::{Kind, Token};
use super::words::{MAX_WORDS, Month, WORDS};
use super::{Context, Date, Form, Moment, clock};

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

/// Words that stand with a year alone.
const YEAR_WORDS: [&str; 12] =
    ["عام", "سنه", "year", "annee", "ano", "anno", "jahr", "год", "г", "سال", "tahun", "yil"];

/// A part of a date as written, with the numbers that stand around it.
struct Parts {
    calendar: Calendar,
    month: u8,
    day: Option<u32>,
    year: Option<i32>,
}

enum Reading {
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

fn mark(used: &mut [bool], from: usize, end: usize) {
    for flag in used.iter_mut().take(end).skip(from) {
        *flag = true;
    }
}

/// A complete or partial date from its parts; without a year the last one on or before the anchor.
fn complete(parts: &Parts, context: &Context<'_>, form: Form) -> Reading {
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
fn last_before(calendar: Calendar, month: u8, day: u8, anchor: Moment) -> Option<Date> {
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
    let marker = |at: usize, marks: [char; 4]| {
        let number = tokens.get(at).and_then(Token::number)?;
        tokens.get(at + 1).filter(|word| word.is_word() && word.text.starts_with(marks)).map(|_| number)
    };
    for at in 0..tokens.len() {
        let year = marker(at, ['年', '년', '年', '년']);
        let month_at = if year.is_some() { at + 2 } else { at };
        let Some((month, _)) = marker(month_at, ['月', '월', '月', '월']) else {
            if year.is_some_and(|(_, digits)| digits == 4) && tokens.len() == 2 {
                break;
            }
            continue;
        };
        let day = marker(month_at + 2, ['日', '일', '号', '號']).map(|(day, _)| day);
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

/// A month's name with numbers around it.
fn named(tokens: &[Token<'_>], used: &mut [bool], context: &Context<'_>) -> Reading {
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

fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
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

/// Three numbers with one sign between them.
fn numeric(tokens: &[Token<'_>], used: &mut [bool], context: &Context<'_>) -> Reading {
    for at in 0..tokens.len() {
        let Some((numbers, end)) = triple(tokens, used, at) else { continue };
        let [a, b, c] = numbers;
        let reading = match (a.1, c.1) {
            (4, 1 | 2) if b.1 <= 2 => year_first(a.0, b.0, c.0, tokens, context),
            (1 | 2, 4) if b.1 <= 2 && !is_numbered(tokens, at) => year_last(a.0, b.0, c.0, tokens, context),
            (1 | 2, 2) if b.1 <= 2 && !is_numbered(tokens, at) => short(numbers, context),
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

fn year_last(first: u32, second: u32, year: u32, tokens: &[Token<'_>], context: &Context<'_>) -> Reading {
    ordered(first, second, plain_year(year, context), calendar_of(year, tokens, context), context)
}

/// Two-digit years are of this century. East Asia puts them first.
fn short([a, b, c]: [(u32, u8); 3], context: &Context<'_>) -> Reading {
    if matches!(primary(context.lang), "zh" | "ja" | "ko") && a.1 == 2 {
        return match day_of(Calendar::Gregorian, 2000 + a.0, b.0, c.0) {
            Some(day) => Reading::Date(Date::of_day(day, Form::DayMonthOrder)),
            None => Reading::None,
        };
    }
    match ordered(a.0, b.0, 2000 + c.0, Calendar::Gregorian, context) {
        // Three small numbers that are no date are something else.
        Reading::Impossible => Reading::None,
        reading => reading,
    }
}

fn ordered(first: u32, second: u32, year: u32, calendar: Calendar, context: &Context<'_>) -> Reading {
    let day_first = day_of(calendar, year, second, first);
    let month_first = day_of(calendar, year, first, second).filter(|_| calendar == Calendar::Gregorian);
    let (day, form) = match (day_first, month_first) {
        (Some(day), Some(other)) if day == other => (day, Form::Written),
        (Some(day), Some(other)) => (if month_comes_first(context) { other } else { day }, Form::DayMonthOrder),
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

/// `01.17 10:30`, as Korean, Chinese and Japanese pages write it.
fn month_and_day(tokens: &[Token<'_>], used: &[bool], context: &Context<'_>, anchor: Moment) -> Option<Date> {
    if !matches!(primary(context.lang), "ko" | "zh" | "ja") {
        return None;
    }
    let free: Vec<&Token<'_>> = tokens.iter().zip(used).filter(|(_, used)| !**used).map(|(token, _)| token).collect();
    let [month, sign, day, ..] = free.as_slice() else { return None };
    let ((month, 2), (day, 2)) = (month.number()?, day.number()?) else { return None };
    matches!(sign.kind, Kind::Sign('.' | '-' | '/')).then_some(())?;
    last_before(Calendar::Gregorian, u8::try_from(month).ok()?, u8::try_from(day).ok()?, anchor)
}
