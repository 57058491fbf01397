//! The words of dates in many languages, by their folded spelling.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::calendar::Calendar;
use super::tokens::key;

/// From Unicode CLDR (`tools/date_words.py`), and what it does not have.
pub(super) const TABLES: [&str; 2] =
    [include_str!("../../data/date-words.tsv"), include_str!("../../data/date-words-extra.tsv")];

pub static WORDS: LazyLock<Words> = LazyLock::new(Words::load);

/// The most words that a name of the tables has.
pub const MAX_WORDS: usize = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HalfDay {
    Am,
    Pm,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    Year,
    Month,
    Week,
    Day,
    Hour,
    Minute,
    Second,
}

impl Unit {
    pub(super) const ALL: [Self; 7] =
        [Self::Year, Self::Month, Self::Week, Self::Day, Self::Hour, Self::Minute, Self::Second];
}

/// A month as one language names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Month {
    pub lang: &'static str,
    pub calendar: Calendar,
    pub number: u8,
}

/// A phrase that is relative to now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relative {
    /// So many units ago; `None`: the number stands in the text.
    Ago(Unit, Option<u32>),
    /// A day around today.
    Day(i8),
    /// The year, month or week before this one.
    Last(Unit),
}

#[derive(Debug, Default)]
pub struct Words {
    months: HashMap<String, Vec<Month>>,
    weekdays: HashMap<String, u8>,
    half_days: HashMap<String, HalfDay>,
    relative: HashMap<String, Relative>,
}

impl Words {
    fn load() -> Self {
        let mut words = Self::default();
        for line in TABLES.iter().flat_map(|table| table.lines()).filter(|line| !line.starts_with('#')) {
            let mut cells = line.split('\t');
            if let (Some(kind), Some(lang)) = (cells.next(), cells.next()) {
                words.add(kind, lang, cells);
            }
        }
        words
    }

    fn add(&mut self, kind: &str, lang: &'static str, cells: impl Iterator<Item = &'static str>) {
        let names = cells.zip(0_u8..).flat_map(|(cell, at)| cell.split('|').map(move |name| (name, at)));
        for (name, at) in names.filter(|(name, _)| !name.is_empty()) {
            match kind {
                "months-gregorian" => self.add_month(name, lang, Calendar::Gregorian, at + 1),
                "months-hijri" => self.add_month(name, lang, Calendar::Hijri, at + 1),
                "months-persian" => self.add_month(name, lang, Calendar::Persian, at + 1),
                "weekdays" => {
                    self.weekdays.entry(key(name)).or_insert(at);
                }
                "half-day" => {
                    let half = if at == 0 { HalfDay::Am } else { HalfDay::Pm };
                    self.half_days.entry(key(name)).or_insert(half);
                }
                "day" => {
                    let offset = i8::try_from(at).unwrap_or(0) - 2;
                    self.relative.entry(key(name)).or_insert(Relative::Day(offset));
                }
                "last" => {
                    if let Some(&unit) = Unit::ALL.get(usize::from(at)) {
                        self.relative.entry(key(name)).or_insert(Relative::Last(unit));
                    }
                }
                "ago" => {
                    if let Some(&unit) = Unit::ALL.get(usize::from(at)) {
                        let (count, phrase) = match name.split_once(':') {
                            Some((count, phrase)) => (count.parse().ok(), phrase),
                            None => (None, name),
                        };
                        // A digit holds the place of the number: any other sign would not survive as a token.
                        self.relative.entry(key(&phrase.replace("{}", " 0 "))).or_insert(Relative::Ago(unit, count));
                    }
                }
                _ => {}
            }
        }
    }

    fn add_month(&mut self, name: &str, lang: &'static str, calendar: Calendar, number: u8) {
        let month = Month { lang, calendar, number };
        let known = self.months.entry(key(name)).or_default();
        if !known.contains(&month) {
            known.push(month);
        }
    }

    /// The months that a name can mean.
    pub fn months(&self, key: &str) -> &[Month] {
        self.months.get(key).map_or(&[], Vec::as_slice)
    }

    /// Monday is 0.
    pub fn weekday(&self, key: &str) -> Option<u8> {
        self.weekdays.get(key).copied()
    }

    pub fn half_day(&self, key: &str) -> Option<HalfDay> {
        self.half_days.get(key).copied()
    }

    /// A phrase in which `0` stands for a number.
    pub fn relative(&self, key: &str) -> Option<Relative> {
        self.relative.get(key).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_hold_the_five_arabic_sets_and_their_spellings() {
        for (name, number) in [
            ("يناير", 1),
            ("كانون الثاني", 1),
            ("جانفي", 1),
            ("يوليوز", 7),
            ("غشت", 8),
            ("دجمبر", 12),
            ("تشرين أول", 10),
        ] {
            let months = WORDS.months(&key(name));
            assert!(months.iter().any(|month| month.number == number && month.lang.starts_with("ar")), "{name}");
        }
    }

    #[test]
    fn every_line_of_the_tables_has_the_cells_of_its_kind() {
        for line in TABLES.iter().flat_map(|table| table.lines()).filter(|line| !line.starts_with('#')) {
            let mut cells = line.split('\t');
            let expected = match cells.next() {
                Some("months-gregorian" | "months-hijri" | "months-persian") => 12,
                Some("weekdays" | "ago") => 7,
                Some("half-day") => 2,
                Some("day") => 5,
                Some("last") => 3,
                kind => panic!("{kind:?}"),
            };
            assert_eq!(cells.count(), expected + 1, "{line}");
        }
    }

    #[test]
    fn phrases_around_now_are_known() {
        assert_eq!(WORDS.relative(&key("قبل ساعتين")), Some(Relative::Ago(Unit::Hour, Some(2))));
        assert_eq!(WORDS.relative(&key("0 hours ago")), Some(Relative::Ago(Unit::Hour, None)));
        assert_eq!(WORDS.relative(&key("yesterday")), Some(Relative::Day(-1)));
        assert_eq!(WORDS.relative(&key("الشهر الماضي")), Some(Relative::Last(Unit::Month)));
        assert_eq!(WORDS.half_day("م"), Some(HalfDay::Pm));
        assert_eq!(WORDS.weekday(&key("الجمعة")), Some(4));
    }
}
