use super::*;

const FRIDAY: MentionContext<'_> = MentionContext { lang: "en", tld: None, anchor: None };

fn found(text: &str, context: MentionContext<'_>) -> Vec<DateMention> {
    let mentions = mentions(&Tokens::of(text, context.lang, usize::MAX), context);
    for mention in &mentions {
        let length = (mention.end - mention.start) as usize;
        let surface: String = text.chars().skip(mention.start as usize).take(length).collect();
        assert_eq!(surface, mention.text);
        assert_eq!(mention.anchor.is_some(), mention.resolved.is_some());
    }
    mentions
}

fn anchored(lang: &str) -> MentionContext<'_> {
    let anchor = Some((jiff::civil::date(2025, 1, 17).at(0, 0, 0, 0), DateAnchor::PublishedAt));
    MentionContext { lang, anchor, ..FRIDAY }
}

/// Text, value and, from Friday 2025-01-17, what it resolves to.
fn triples(text: &str, lang: &str) -> Vec<(String, String, String)> {
    let unresolved = found(text, MentionContext { lang, ..FRIDAY });
    assert!(unresolved.iter().all(|mention| mention.resolved.is_none()));
    let resolved = found(text, anchored(lang));
    let same = |m: &DateMention| (m.text.clone(), m.value.clone());
    assert_eq!(unresolved.iter().map(same).collect::<Vec<_>>(), resolved.iter().map(same).collect::<Vec<_>>());
    resolved.into_iter().map(|m| (m.text, m.value, m.resolved.unwrap_or_default())).collect()
}

fn case(lang: &str, text: &str, expected: &[(&str, &str, &str)]) {
    let expected: Vec<_> = expected.iter().map(|(a, b, c)| (a.to_string(), b.to_string(), c.to_string())).collect();
    assert_eq!(triples(text, lang), expected, "{lang}: {text}");
}

#[test]
fn arabic_dates_in_running_text() {
    case(
        "ar",
        "وصل الوزير، الجمعة، بعد اجتماع في يوليو الماضي ولقاء سبتمبر الماضي لتوقيع اتفاق يمتد لـ20 عاما.",
        &[
            ("الجمعة", "XXXX-WXX-5", "2025-01-17"),
            ("يوليو الماضي", "XXXX-07", "2024-07"),
            ("سبتمبر الماضي", "XXXX-09", "2024-09"),
            ("لـ20 عاما", "P20Y", ""),
        ],
    );
    case(
        "ar",
        "افتتح الجسر في 17 كانون الثاني/يناير 2025 وأغلق عام 1998.",
        &[("17 كانون الثاني/يناير 2025", "2025-01-17", ""), ("1998", "1998", "")],
    );
    case("ar", "قبل يومين وأمس", &[("قبل يومين", "XXXX-XX-XX", "2025-01-15"), ("وأمس", "XXXX-XX-XX", "2025-01-16")]);
    case("ar", "استمرت الأزمة عامين", &[("عامين", "P2Y", "")]);
}

#[test]
fn dates_in_many_languages() {
    case(
        "en",
        "On Friday, January 17, 2025, and last July; in 2019 and 2 days ago.",
        &[
            ("Friday, January 17, 2025", "2025-01-17", ""),
            ("last July", "XXXX-07", "2024-07"),
            ("2019", "2019", ""),
            ("2 days ago", "XXXX-XX-XX", "2025-01-15"),
        ],
    );
    case(
        "de",
        "Am 3. Oktober 2024 und am Montag um 10:30 Uhr",
        &[("3. Oktober 2024", "2024-10-03", ""), ("Montag", "XXXX-WXX-1", "2025-01-13"), ("10:30", "T10:30", "")],
    );
    case(
        "fr",
        "le 14 juillet, pendant 3 semaines",
        &[("14 juillet", "XXXX-07-14", "2024-07-14"), ("3 semaines", "P3W", "")],
    );
    case("zh", "会议于2025年1月17日举行", &[("2025年1月17日", "2025-01-17", "")]);
    case("es", "el 5 de mayo de 2023", &[("5 de mayo de 2023", "2023-05-05", "")]);
    case("ru", "17 января 2025 года", &[("17 января 2025", "2025-01-17", "")]);
    case(
        "en",
        "next Friday and last Friday",
        &[("next Friday", "XXXX-WXX-5", "2025-01-24"), ("last Friday", "XXXX-WXX-5", "2025-01-10")],
    );
    case("en", "last week", &[("last week", "XXXX-WXX", "2025-W02")]);
    case("en", "2024-02-29 at 8:15 pm", &[("2024-02-29", "2024-02-29", ""), ("8:15 pm", "T20:15", "")]);
}

#[test]
fn what_is_no_date_is_none() {
    for text in [
        "They may march.",
        "version 2.10.2024.1",
        "won 3:1 and 10:9",
        "cost 2019 dollars",
        "the 24-year-old and 31 years old",
        "phone 555-1234-2020",
        "99/99/2024",
    ] {
        assert_eq!(found(text, anchored("en")), [], "{text}");
    }
}

#[test]
fn hostile_text_ends_in_a_bounded_list() {
    assert_eq!(found(&"yesterday ".repeat(100_000), anchored("en")).len(), MAX_MENTIONS);
    assert_eq!(found(&"1/".repeat(300_000), anchored("en")), []);
    assert_eq!(found(&"January ".repeat(100_000), anchored("en")), []);
}
