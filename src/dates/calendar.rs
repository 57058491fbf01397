//! Days of other calendars as Gregorian days.

use icu_calendar::Date;
use icu_calendar::cal::{Hijri, Iso};

/// The calendar that a month's name belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Calendar {
    Gregorian,
    /// The lunar calendar, by the tables of Umm al-Qura.
    Hijri,
    /// The solar calendar of Iran and Afghanistan.
    Persian,
}

/// A Gregorian year, month and day.
pub type Day = (i32, u8, u8);

/// The Gregorian day; nothing where the calendar has no such day.
pub fn to_gregorian(calendar: Calendar, year: i32, month: u8, day: u8) -> Option<Day> {
    let iso = match calendar {
        Calendar::Gregorian => Date::try_new_iso(year, month, day).ok()?,
        Calendar::Hijri => {
            Date::try_new_hijri_with_calendar(year, month, day, Hijri::new_umm_al_qura()).ok()?.to_calendar(Iso)
        }
        Calendar::Persian => Date::try_new_persian(year, month, day).ok()?.to_calendar(Iso),
    };
    Some((iso.year().extended_year(), iso.month().ordinal, iso.day_of_month().0))
}

/// Years that are written in a calendar other than that of the month's name.
pub fn gregorian_year(written: i32, buddhist: bool) -> i32 {
    if buddhist && (2300..2700).contains(&written) { written - 543 } else { written }
}

/// Kurdish solar years count from the Median kingdom, 1321 years before the Persian ones.
pub fn persian_year(written: i32) -> i32 {
    if (2600..2900).contains(&written) { written - 1321 } else { written }
}

/// The first Gregorian year of a reign less one: year n of the reign is that year plus n.
pub fn reign_start(name: &str) -> Option<i32> {
    let start = match name {
        "令和" => 2018,
        "平成" => 1988,
        "昭和" => 1925,
        "大正" => 1911,
        "明治" => 1867,
        // Years of the Republic of China.
        "民國" | "民国" => 1911,
        _ => return None,
    };
    Some(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_day_has_many_names() {
        let day = Some((2025, 1, 17));
        assert_eq!(to_gregorian(Calendar::Gregorian, 2025, 1, 17), day);
        assert_eq!(to_gregorian(Calendar::Hijri, 1446, 7, 17), day);
        assert_eq!(to_gregorian(Calendar::Persian, 1403, 10, 28), day);
        assert_eq!(to_gregorian(Calendar::Persian, persian_year(2724), 10, 28), day);
        assert_eq!(gregorian_year(2568, true), 2025);
    }

    #[test]
    fn a_day_that_is_none_is_none() {
        assert_eq!(to_gregorian(Calendar::Gregorian, 2023, 2, 29), None);
        assert_eq!(to_gregorian(Calendar::Hijri, 1446, 13, 1), None);
        assert_eq!(to_gregorian(Calendar::Persian, 1403, 7, 31), None);
    }
}
