//! Dates of many pages, language by language. The cases are in `tests/fixtures/dates/`.

use proptest::prelude::*;

use super::*;

const FIELDS: &str = include_str!("../../tests/fixtures/dates/fields.tsv");
const RELATIVE: &str = include_str!("../../tests/fixtures/dates/relative.tsv");

fn cases(table: &str) -> impl Iterator<Item = (&str, &str, Option<&str>)> {
    table.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [lang, text, value] = cells.as_slice() else { panic!("three cells: {line}") };
        (*lang, *text, Some(*value).filter(|value| *value != "-"))
    })
}

fn anchor() -> Moment {
    jiff::civil::date(2024, 3, 5).at(9, 30, 0, 0)
}

#[test]
fn strings_of_pages_give_their_dates_and_other_strings_none() {
    for (lang, text, value) in cases(FIELDS) {
        let date = parse_field(text, &Context { lang, ..Context::default() });
        assert_eq!(date.map(|date| date.value()).as_deref(), value, "{lang}: {text}");
    }
}

#[test]
fn what_relates_to_now_needs_an_anchor() {
    for (lang, text, value) in cases(RELATIVE) {
        let anchored = parse_field(text, &Context { lang, tld: None, anchor: Some(anchor()) });
        assert_eq!(anchored.map(|date| date.value()).as_deref(), value, "{lang}: {text}");
        assert_eq!(parse_field(text, &Context { lang, ..Context::default() }), None, "{lang}: {text}");
    }
}

#[test]
fn the_country_decides_where_the_language_does_not() {
    let value = |tld| {
        let context = Context { lang: "en", tld: Some(tld), anchor: None };
        parse_field("05/06/2021", &context).map(|date| (date.value(), date.form))
    };
    assert_eq!(value("us"), Some(("2021-05-06".into(), Form::DayMonthOrder)));
    assert_eq!(value("uk"), Some(("2021-06-05".into(), Form::DayMonthOrder)));
    assert_eq!(value("com"), Some(("2021-05-06".into(), Form::DayMonthOrder)));
}

#[test]
fn with_full_stops_the_day_comes_first_in_english_too() {
    let value = |text| parse_field(text, &Context { lang: "en", ..Context::default() }).map(|date| date.value());
    assert_eq!(value("05.06.2021").as_deref(), Some("2021-06-05"));
    assert_eq!(value("02.12.19").as_deref(), Some("2019-12-02"));
    assert_eq!(value("12.25.2021").as_deref(), Some("2021-12-25"));
    assert_eq!(value("05-06-2021").as_deref(), Some("2021-05-06"));
}

#[test]
fn a_year_outside_what_a_publication_can_have_is_no_date() {
    for text in ["1 January 1799", "1 January 2101", "3000-01-01T00:00:00Z", "1799-12-31"] {
        assert_eq!(parse_field(text, &Context::default()), None, "{text}");
    }
}

#[test]
fn precision_and_zone_are_what_was_published() {
    let date = parse_field("17 Jan 2025, 10:30 EST", &Context { lang: "en", ..Context::default() }).unwrap();
    assert_eq!((date.precision(), date.zone_name()), (DatePrecision::Minute, Some("EST")));
    assert_eq!(date.seconds(), Some(1_737_127_800));
    let date = parse_field("2025-01-17T10:30:00Z", &Context::default()).unwrap();
    assert_eq!((date.precision(), date.zone_name()), (DatePrecision::Second, Some("Z")));
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(text in "\\PC{0,60}", lang in "ar|fa|en|zh|th|und") {
        let _ = parse_field(&text, &Context { lang: &lang, tld: None, anchor: Some(anchor()) });
    }

    #[test]
    fn every_day_of_iso_reads_back(year in 1800..=2100_i32, month in 1..=12_u8, day in 1..=28_u8, hour in 0..24_u8) {
        let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:05:09+02:00");
        let date = parse_field(&text, &Context::default());
        prop_assert_eq!(date.map(|date| date.value()), Some(text));
    }

    #[test]
    fn digits_and_signs_alone_never_move_a_day(text in "[0-9٠-٩/.: -]{0,24}") {
        if let Some(date) = parse_field(&text, &Context::default()) {
            let digits: String = text.chars().filter_map(crate::text::decimal_digit).map(|d| char::from(b'0' + d)).collect();
            if let (Form::Written | Form::DayMonthOrder, Some(day)) = (date.form, date.day) {
                prop_assert!(digits.contains(&day.to_string()), "{} from {}", date.value(), text);
            }
        }
    }
}
