use proptest::prelude::*;

use super::*;

thread_local! {
    static READS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

pub fn count_read() {
    READS.set(READS.get() + 1);
}

/// How many texts this thread has taken apart: what is switched off must not add to it.
pub fn reads() -> usize {
    READS.get()
}

fn keys(text: &str, lang: &str) -> Vec<String> {
    let tokens = Tokens::of(text, lang, usize::MAX);
    tokens.list.iter().filter_map(Token::key).map(|key| tokens.key(key).to_owned()).collect()
}

#[test]
fn spellings_of_a_word_have_one_key() {
    assert_eq!(keys("إيران ایران اِيران", "ar"), ["ايران"; 3]);
    assert_eq!(keys("Élysée ELYSEE", "fr"), ["elysee"; 2]);
    assert_eq!(keys("Straße ŞİRKET Việt", "und"), ["strasse", "sirket", "viet"]);
}

#[test]
fn an_apostrophe_joins_a_word_but_where_an_article_ends_with_it() {
    assert_eq!(keys("don't ’em", "en"), ["don't", "em"]);
    assert_eq!(keys("l’eau", "fr"), ["l", "eau"]);
}

#[test]
fn numbers_part_from_letters_and_lines_from_lines() {
    let tokens = Tokens::of("لـ20 عاما\n٣٫٥ km", "ar", usize::MAX);
    let surfaces: Vec<_> = tokens.list.iter().map(|token| tokens.surface(token)).collect();
    assert_eq!(surfaces, ["لـ", "20", "عاما", "\n", "٣", "٫", "٥", "km"]);
    assert!(tokens.is_glued(1) && !tokens.is_glued(2) && !tokens.is_glued(4));
    assert_eq!(tokens.lines().collect::<Vec<_>>(), [0..3, 4..8]);
}

#[test]
fn words_without_spaces_are_told_by_dictionary() {
    assert!(keys("国际关系十分重要", "zh").len() > 2);
    assert_eq!(keys("1月17日", "zh"), ["月", "日"]);
}

#[test]
fn ideographs_and_kana_are_spelt_as_they_are_shown() {
    for ch in ('\u{3000}'..='\u{9FFF}').filter(|ch| is_plain_run(ch.encode_utf8(&mut [0; 4]))) {
        assert_eq!(word_key(ch.encode_utf8(&mut [0; 4])).chars().collect::<Vec<_>>(), [ch]);
    }
}

#[test]
fn what_is_told_at_once_is_what_the_table_tells() {
    for ch in '\0'..='\u{FFFF}' {
        assert_eq!(Sort::of(ch), Sort::asked(ch), "{ch:?}");
    }
}

#[test]
fn no_more_is_read_than_allowed() {
    assert_eq!(Tokens::of("éé", "fr", 3).text, "é");
}

proptest! {
    #[test]
    fn places_in_bytes_and_in_code_points_are_the_same(text in "[a-zé0-9 «»\n'عىـًا国語ไทย\u{200c}.,]{0,60}") {
        assert_places(&text);
    }
}

#[test]
fn places_are_right_behind_every_scalar() {
    let scalars: Vec<char> = ('\0'..=char::MAX).collect();
    for chunk in scalars.chunks(1 << 12) {
        assert_places(&chunk.iter().map(|ch| format!("a{ch}é 1{ch}\n")).collect::<String>());
    }
}

fn assert_places(text: &str) {
    let tokens = Tokens::of(text, "und", usize::MAX);
    let mut counts = vec![None; text.len() + 1];
    for (count, at) in (0_u32..).zip(text.char_indices().map(|(at, _)| at).chain([text.len()])) {
        counts[at] = Some(count);
    }
    let mut last = 0;
    for token in &tokens.list {
        assert!(token.start >= last && token.end > token.start, "{token:?}");
        last = token.end;
        let of = |at: u32| counts[at as usize];
        assert_eq!((of(token.start), of(token.end)), (Some(token.char_start), Some(token.char_end)), "{token:?}");
    }
}
