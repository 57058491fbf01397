//! Formats that machines write: ISO 8601 in its calendar, week and basic forms, and epochs.

use super::{Date, Form, Time, Zone, civil};

/// Reads a whole string in a machine's format.
pub fn parse(text: &str) -> Option<Date> {
    epoch(text).or_else(|| iso(text))
}

/// A complete date and time with an offset, as RFC 3339 has it; seconds may be missing. Gives the local time too.
#[must_use]
pub fn parse_timestamp(text: &str) -> Option<Date> {
    let date = iso(text.trim())?;
    let time = date.time.as_ref()?;
    (time.minute.is_some() && time.zone.is_some() && date.is_plausible()).then_some(date)
}

/// Seconds since 1970 with ten digits, milliseconds with thirteen, alone or as `/Date(…)/`. Fewer digits could be
/// anything.
fn epoch(text: &str) -> Option<Date> {
    let digits = match text.strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/")) {
        Some(inner) => inner.split_once(['+', '-']).map_or(inner, |(digits, _)| digits),
        None => text,
    };
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = digits.parse().ok()?;
    let seconds = match digits.len() {
        10 => number,
        13 => number / 1000,
        _ => return None,
    };
    let moment = jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::from_second(seconds).ok()?);
    let part = |part: i8| u8::try_from(part).ok();
    Some(Date {
        year: i32::from(moment.year()),
        month: part(moment.month()),
        day: part(moment.day()),
        time: Some(Time {
            hour: part(moment.hour())?,
            minute: part(moment.minute()),
            second: part(moment.second()),
            zone: Some(Zone { name: "Z".to_owned(), minutes: 0 }),
        }),
        form: Form::Machine,
    })
}

fn iso(text: &str) -> Option<Date> {
    if !text.is_ascii() {
        return None;
    }
    let end = text.find(|ch: char| !(ch.is_ascii_digit() || matches!(ch, '-' | 'W'))).unwrap_or(text.len());
    let (date, rest) = text.split_at_checked(end)?;
    let time = match rest.strip_prefix(['T', 't', ' ']) {
        Some(time) => Some(time.trim_start()),
        None if rest.is_empty() => None,
        None => return None,
    };
    let mut parsed = day(date)?;
    if let Some(time) = time {
        parsed.day?;
        parsed.time = Some(clock(time)?);
    }
    Some(parsed)
}

/// `2025-01-17`, `2025-1-7`, `20250117`, `2025-W03-5`, `2025W035`, `2025-017`, `2025-01`, `2025`.
fn day(text: &str) -> Option<Date> {
    let year: i32 = digits(text.get(..4)?, 4)?.try_into().ok()?;
    let rest = text.get(4..)?;
    let partial = |month: Option<u8>| Date { year, month, day: None, time: None, form: Form::Machine };
    if rest.is_empty() {
        return Some(partial(None));
    }
    if let Some(week) = rest.strip_prefix("-W").or_else(|| rest.strip_prefix('W')) {
        let (week, weekday) = (digits(week.get(..2)?, 2)?, week.get(2..)?);
        let weekday = digits(weekday.strip_prefix('-').unwrap_or(weekday), 1)?;
        return week_day(year, week, weekday);
    }
    let Some(rest) = rest.strip_prefix('-') else {
        let (month, day) = (digits(rest.get(..2)?, 2)?, digits(rest.get(2..)?, 2)?);
        return full(year, month, day);
    };
    match rest.split_once('-') {
        Some((month, day)) => full(year, digits(month, 2)?, digits(day, 2)?),
        None if rest.len() == 3 => {
            let first = civil(year, 1, 1)?;
            let of_year = digits(rest, 3)?;
            let date = first.checked_add(jiff::Span::new().try_days(i64::from(of_year) - 1).ok()?).ok()?;
            (of_year >= 1 && i32::from(date.year()) == year).then(|| from_civil(date))
        }
        None => {
            let month = u8::try_from(digits(rest, 2)?).ok().filter(|month| (1..=12).contains(month))?;
            (rest.len() == 2).then(|| partial(Some(month)))
        }
    }
}

fn full(year: i32, month: u32, day: u32) -> Option<Date> {
    civil(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?).map(from_civil)
}

fn from_civil(date: jiff::civil::Date) -> Date {
    let part = |part: i8| u8::try_from(part).ok();
    Date {
        year: i32::from(date.year()),
        month: part(date.month()),
        day: part(date.day()),
        time: None,
        form: Form::Machine,
    }
}

fn week_day(year: i32, week: u32, weekday: u32) -> Option<Date> {
    let weekday = jiff::civil::Weekday::from_monday_one_offset(i8::try_from(weekday).ok()?).ok()?;
    let week = jiff::civil::ISOWeekDate::new(i16::try_from(year).ok()?, i8::try_from(week).ok()?, weekday).ok()?;
    Some(from_civil(week.date()))
}

/// `10`, `10:30`, `10:30:00.000`, `1030`, `103000`, each with an offset, a zone in brackets, or none.
fn clock(text: &str) -> Option<Time> {
    // "2025-01-17T10:30:00+03:00[Asia/Riyadh]" (RFC 9557): the offset says all.
    let text = text.split_once('[').map_or(text, |(before, _)| before).trim_end();
    let at = text.find(|ch: char| !(ch.is_ascii_digit() || matches!(ch, ':' | '.' | ','))).unwrap_or(text.len());
    let (clock, zone) = text.split_at_checked(at)?;
    let whole = clock.split_once(['.', ',']).map_or(clock, |(whole, _)| whole);
    let parts: Vec<&str> = match (whole.contains(':'), whole.len()) {
        (true, _) | (false, 1 | 2) => whole.split(':').collect(),
        (false, 4) => vec![whole.get(..2)?, whole.get(2..)?],
        (false, 6) => vec![whole.get(..2)?, whole.get(2..4)?, whole.get(4..)?],
        _ => return None,
    };
    let part = |at: usize, most: u8| -> Option<Option<u8>> {
        match parts.get(at) {
            None => Some(None),
            Some(part) => Some(Some(u8::try_from(digits(part, 2)?).ok().filter(|value| *value <= most)?)),
        }
    };
    if parts.len() > 3 {
        return None;
    }
    let time = Time { hour: part(0, 23)??, minute: part(1, 59)?, second: part(2, 60)?, zone: zone_of(zone)? };
    Some(time)
}

/// Nothing where the text is no zone; `Some(None)` where it is empty.
fn zone_of(text: &str) -> Option<Option<Zone>> {
    let text = text.trim();
    match text {
        "" => return Some(None),
        "Z" | "z" => return Some(Some(Zone { name: "Z".to_owned(), minutes: 0 })),
        "UTC" | "GMT" => return Some(Some(Zone { name: text.to_owned(), minutes: 0 })),
        _ => {}
    }
    let negative = text.starts_with('-');
    let offset = text.strip_prefix(['+', '-'])?;
    let (hours, minutes) = match offset.split_once(':') {
        Some((hours, minutes)) => (digits(hours, 2)?, digits(minutes, 2)?),
        None if offset.len() == 4 => (digits(offset.get(..2)?, 2)?, digits(offset.get(2..)?, 2)?),
        None => (digits(offset, 2)?, 0),
    };
    offset_zone(negative, hours, minutes).map(Some)
}

/// An offset that some place on Earth could have.
pub fn offset_zone(negative: bool, hours: u32, minutes: u32) -> Option<Zone> {
    if hours > 14 || minutes > 59 {
        return None;
    }
    let minutes = i16::try_from(hours * 60 + minutes).ok()?;
    let mut zone = Zone { name: String::new(), minutes: if negative { -minutes } else { minutes } };
    zone.name = zone.offset();
    Some(zone)
}

/// A number of one digit up to so many.
fn digits(text: &str, most: usize) -> Option<u32> {
    let fits = !text.is_empty() && text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_iso_8601_that_pages_use_is_read() {
        for (text, value) in [
            ("2025-01-17", "2025-01-17"),
            ("2025-01-17T10:30:00Z", "2025-01-17T10:30:00Z"),
            ("2025-01-17t10:30+0300", "2025-01-17T10:30+03:00"),
            ("2025-01-17T10:30:00.123456-05:30", "2025-01-17T10:30:00-05:30"),
            ("2025-01-17T10:30:00+03", "2025-01-17T10:30:00+03:00"),
            ("2025-01-17 10:30:00 UTC", "2025-01-17T10:30:00+00:00"),
            ("2025-01-17T10:30:00+03:00[Asia/Riyadh]", "2025-01-17T10:30:00+03:00"),
            ("2025-01-17T10", "2025-01-17T10"),
            ("20250117T103000Z", "2025-01-17T10:30:00Z"),
            ("2025-W03-5", "2025-01-17"),
            ("2025W035", "2025-01-17"),
            ("2025-017", "2025-01-17"),
            ("2025-1-7T9:5:00", "2025-01-07T09:05:00"),
            ("2025-01", "2025-01"),
            ("2025", "2025"),
            ("1737109800", "2025-01-17T10:30:00Z"),
            ("/Date(1737109800000+0300)/", "2025-01-17T10:30:00Z"),
        ] {
            assert_eq!(parse(text).map(|date| date.value()).as_deref(), Some(value), "{text}");
        }
    }

    #[test]
    fn what_is_no_day_or_no_time_is_refused() {
        for text in [
            "",
            "2025-02-30",
            "2025-13",
            "2025-00-10",
            "2025-W54-1",
            "2025-366",
            "2025-01-17T25:00",
            "2025-01-17T10:61",
            "2025-01-17T10:30+25:00",
            "2025-01-17 and",
            "123456789",
            "12345678901234",
            "1234567890123456",
            "99999-01-01",
            "2025-01T10:30",
            "2025-1",
            "20250132",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_timestamp_has_a_time_and_an_offset() {
        assert!(parse_timestamp("2025-01-20T12:00+03:00").is_some());
        assert!(parse_timestamp("2025-01-20T12:00").is_none());
        assert!(parse_timestamp("2025-01-20").is_none());
        assert_eq!(parse_timestamp("2025-01-20T12:00:00+03:00").and_then(|date| date.seconds()), Some(1_737_363_600));
    }
}
