//! The time of day and its zone, wherever they stand in a date string.

use super::machine::offset_zone;
use super::tokens::{Kind, Token};
use super::words::{HalfDay, WORDS};
use super::{Time, Zone};

/// Abbreviations that mean one offset. Those that mean several (IST, CST, BST, AST …) give none.
const ZONES: [(&str, i16); 36] = [
    ("gmt", 0),
    ("utc", 0),
    ("ut", 0),
    ("z", 0),
    ("غرينتش", 0),
    ("جرينتش", 0),
    ("غرينيتش", 0),
    ("est", -300),
    ("edt", -240),
    ("cdt", -300),
    ("mst", -420),
    ("mdt", -360),
    ("pst", -480),
    ("pdt", -420),
    ("akst", -540),
    ("akdt", -480),
    ("hst", -600),
    ("wet", 0),
    ("west", 60),
    ("cet", 60),
    ("cest", 120),
    ("mez", 60),
    ("mesz", 120),
    ("eet", 120),
    ("eest", 180),
    ("msk", 180),
    ("мск", 180),
    ("trt", 180),
    ("pkt", 300),
    ("wib", 420),
    ("wita", 480),
    ("wit", 540),
    ("hkt", 480),
    ("jst", 540),
    ("kst", 540),
    ("nzdt", 780),
];

/// Words between a clock's parts and its zone, or around it.
const BETWEEN: [&str; 16] =
    ["uhr", "น", "بتوقيت", "توقيت", "hrs", "hs", "ч", "h", "klo", "kl", "time", "o'clock", "बजे", "بجے", "බ", "giờ"];

/// Words that announce a time with a full stop in it: "kl. 10.30".
const CUES: [&str; 14] =
    ["kl", "klo", "um", "at", "ob", "om", "pukul", "jam", "alle", "ore", "ساعت", "الساعه", "as", "ora"];

/// Finds a time and marks its tokens as used. One with a full stop ("10.30") is found only where `dotted` allows it:
/// once the date is known.
pub fn find(tokens: &[Token<'_>], used: &mut [bool], dotted: bool) -> Option<Time> {
    let (at, mut time, mut end) = (0..tokens.len()).find_map(|at| {
        if used.get(at).copied().unwrap_or(true) {
            return None;
        }
        let (time, end) = colon(tokens, at)
            .or_else(|| hours_word(tokens, at))
            .or_else(|| if dotted { full_stop(tokens, at) } else { None })
            .or_else(|| bare_hour(tokens, at))?;
        Some((at, time, end))
    })?;
    let mut start = at;
    let half = match half_day_at(tokens, end) {
        Some((half, after)) => {
            end = after;
            Some(half)
        }
        None => half_day_before(tokens, at).inspect(|_| start = at.saturating_sub(1)),
    };
    match half {
        Some(HalfDay::Pm) if time.hour < 12 => time.hour += 12,
        Some(HalfDay::Am) if time.hour == 12 => time.hour = 0,
        _ => {}
    }
    end = skip_between(tokens, end);
    if let Some((zone, after)) = zone_at(tokens, end) {
        time.zone = Some(zone);
        end = after;
    } else if is_unknown_zone(tokens, end) {
        end += 1;
    }
    for flag in used.iter_mut().take(end).skip(start) {
        *flag = true;
    }
    Some(time)
}

fn number_at(tokens: &[Token<'_>], at: usize) -> Option<(u32, u8)> {
    tokens.get(at)?.number()
}

fn hour_of(value: u32) -> Option<u8> {
    u8::try_from(value).ok().filter(|hour| *hour < 24)
}

fn sixty(number: (u32, u8)) -> Option<u8> {
    u8::try_from(number.0).ok().filter(|value| *value < 60 && number.1 == 2)
}

/// `10:30`, `10:30:15`, `10:30:15.123`.
fn colon(tokens: &[Token<'_>], at: usize) -> Option<(Time, usize)> {
    let (hour, digits) = number_at(tokens, at)?;
    if digits > 2 || !tokens.get(at + 1)?.is_sign(':') {
        return None;
    }
    let minute = sixty(number_at(tokens, at + 2)?)?;
    let mut time = Time { hour: hour_of(hour)?, minute: Some(minute), second: None, zone: None };
    let mut end = at + 3;
    if tokens.get(end).is_some_and(|token| token.is_sign(':') && token.glued)
        && let Some(second) = number_at(tokens, end + 1).and_then(sixty)
    {
        time.second = Some(second);
        end += 2;
        if tokens.get(end).is_some_and(|token| token.is_sign('.') && token.glued)
            && tokens.get(end + 1).is_some_and(|token| token.number().is_some() && token.glued)
        {
            end += 2;
        }
    }
    Some((time, end))
}

/// `10h30`, `10時30分`, `9시 5분`, `10h`.
fn hours_word(tokens: &[Token<'_>], at: usize) -> Option<(Time, usize)> {
    let (hour, digits) = number_at(tokens, at)?;
    let word = tokens.get(at + 1).filter(|token| token.is_word() && digits <= 2)?;
    let asian = word.text.starts_with(['時', '时', '点', '點', '시'])
        && !word.text.starts_with("時間")
        && !word.text.starts_with("시간");
    if !(asian || (word.text == "h" && word.glued)) {
        return None;
    }
    let minute = number_at(tokens, at + 2)
        .and_then(|(value, digits)| u8::try_from(value).ok().filter(|value| *value < 60 && digits <= 2));
    let mut end = at + 2 + usize::from(minute.is_some());
    if minute.is_some()
        && tokens
            .get(end)
            .is_some_and(|token| token.text.starts_with(['分', '분']) || token.text == "min" || token.text == "m")
    {
        end += 1;
    }
    // On the hour: "20h", "9時".
    let minute = Some(minute.unwrap_or(0));
    Some((Time { hour: hour_of(hour)?, minute, second: None, zone: None }, end))
}

/// `10.30`, where something says that it is a time, or nothing else is left to say.
fn full_stop(tokens: &[Token<'_>], at: usize) -> Option<(Time, usize)> {
    let (hour, digits) = number_at(tokens, at)?;
    if digits > 2 || !tokens.get(at + 1)?.is_sign('.') || !tokens.get(at + 2)?.glued {
        return None;
    }
    let minute = sixty(number_at(tokens, at + 2)?)?;
    let end = at + 3;
    let more = tokens.get(end).is_some_and(|token| token.is_sign('.') && token.glued)
        && tokens.get(end + 1).is_some_and(|token| token.number().is_some());
    let cued = at.checked_sub(1).and_then(|before| tokens.get(before)).is_none_or(|token| {
        CUES.contains(&token.text)
            || matches!(token.kind, Kind::Sign(',' | '.' | '-' | '|' | '('))
            || token.number().is_some()
    });
    let followed = tokens.get(end).is_some_and(|token| token.text == "uhr")
        || half_day_at(tokens, end).is_some()
        || zone_at(tokens, end).is_some();
    (!more && (cued || followed))
        .then_some((Time { hour: hour_of(hour)?, minute: Some(minute), second: None, zone: None }, end))
}

/// `8 pm`.
fn bare_hour(tokens: &[Token<'_>], at: usize) -> Option<(Time, usize)> {
    let (hour, digits) = number_at(tokens, at)?;
    // Short words are too little here: «م» after a year means A.D., "de" is a half of the day in Hungarian only.
    // The minutes of "4.05 pm" are no hour.
    let minutes = at.checked_sub(1).and_then(|before| tokens.get(before)).is_some_and(|token| token.is_sign('.'))
        && tokens.get(at).is_some_and(|token| token.glued);
    let plain = !minutes && is_plain_half(tokens, at + 1) && half_day_at(tokens, at + 1).is_some();
    (digits <= 2 && (1..=12).contains(&hour) && plain)
        .then_some((Time { hour: hour_of(hour)?, minute: Some(0), second: None, zone: None }, at + 1))
}

fn is_plain_half(tokens: &[Token<'_>], at: usize) -> bool {
    let Some(word) = tokens.get(at) else { return false };
    let spaced = matches!(word.text, "a" | "p") && tokens.get(at + 1).is_some_and(|token| token.is_sign('.'));
    matches!(word.text, "am" | "pm") || spaced || word.text.chars().nth(3).is_some()
}

/// The words of a half of the day from a token on, with or without full stops: `pm`, `p. m.`, `بعد الظهر`.
fn half_day_at(tokens: &[Token<'_>], at: usize) -> Option<(HalfDay, usize)> {
    let mut best = None;
    let mut words = String::new();
    let mut end = at;
    while let Some(token) = tokens.get(end).filter(|token| token.is_word()) {
        if end > at && words.len() > 24 {
            break;
        }
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(token.text);
        end += 1;
        if tokens.get(end).is_some_and(|token| token.is_sign('.') && token.glued) {
            end += 1;
        }
        if let Some(half) = WORDS.half_day(&words) {
            best = Some((half, end));
        }
    }
    best
}

fn half_day_before(tokens: &[Token<'_>], at: usize) -> Option<HalfDay> {
    let before = tokens.get(at.checked_sub(1)?)?;
    // After the time is where Arabic and English have it; one letter before a time is something else.
    (before.is_word() && before.text.chars().nth(1).is_some()).then(|| WORDS.half_day(before.text))?
}

fn skip_between(tokens: &[Token<'_>], from: usize) -> usize {
    let skipped =
        tokens.get(from..).unwrap_or_default().iter().take(3).take_while(|token| {
            BETWEEN.contains(&token.text) || token.is_sign('(') || (token.is_sign('.') && token.glued)
        });
    from + skipped.count()
}

/// `GMT`, `EST`, `GMT+3`, `UTC+03:00`, `+0300`.
fn zone_at(tokens: &[Token<'_>], at: usize) -> Option<(Zone, usize)> {
    let token = tokens.get(at)?;
    if token.is_word() {
        let &(_, minutes) = ZONES.iter().find(|(name, _)| *name == token.text)?;
        if minutes == 0
            && let Some((zone, end)) = offset_at(tokens, at + 1)
        {
            return Some((zone, end));
        }
        let name = if token.text == "z" { "Z".to_owned() } else { token.text.to_uppercase() };
        return Some((Zone { name, minutes }, at + 1));
    }
    offset_at(tokens, at)
}

fn offset_at(tokens: &[Token<'_>], at: usize) -> Option<(Zone, usize)> {
    let sign = tokens.get(at).filter(|token| matches!(token.kind, Kind::Sign('+' | '-')))?;
    let (value, digits) = tokens.get(at + 1).filter(|token| token.glued)?.number()?;
    let negative = sign.is_sign('-');
    // RFC 2822 has a space before the sign, and always four digits.
    if !sign.glued && digits != 4 {
        return None;
    }
    match digits {
        1 | 2 => {
            let minutes = tokens
                .get(at + 2)
                .filter(|token| token.is_sign(':') && token.glued)
                .and_then(|_| tokens.get(at + 3))
                .and_then(Token::number)
                .and_then(sixty);
            let end = at + 2 + 2 * usize::from(minutes.is_some());
            // A minus alone could be a dash.
            let clear = digits == 2 || minutes.is_some() || sign.is_sign('+') || at > 0;
            clear.then(|| offset_zone(negative, value, u32::from(minutes.unwrap_or(0))))?.map(|zone| (zone, end))
        }
        4 if matches!(value % 100, 0 | 30 | 45) => {
            offset_zone(negative, value / 100, value % 100).map(|zone| (zone, at + 2))
        }
        _ => None,
    }
}

/// An abbreviation that is no zone we know, before a year: "Fri Jan 17 10:30:00 AST 2025".
fn is_unknown_zone(tokens: &[Token<'_>], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| token.is_word() && (2..=5).contains(&token.text.len()) && token.text.is_ascii())
        && tokens.get(at + 1).and_then(Token::number).is_some_and(|(_, digits)| digits == 4)
}
