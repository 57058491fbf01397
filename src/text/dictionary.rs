//! Words of Chinese and Japanese: from left to right the longest of the dictionary, as `icu_segmenter` has it and cuts them.
//!
//! ICU asks for the script and the cluster of each character again and again. Of plain characters all of that is known
//! beforehand; a test holds the words to those of ICU.

use std::sync::{LazyLock, OnceLock};

use icu_provider::prelude::*;
use icu_segmenter::provider::{Baked, DictionaryBreakData, SegmenterDictionaryAutoV2};

use super::pages::Pages;

type Cursor = icu_collections::char16trie::Char16TrieCursor<'static>;

/// The dictionary; nothing where the library keeps it in another form than now, and is asked itself.
static DICTIONARY: LazyLock<Option<&'static DictionaryBreakData<'static>>> = LazyLock::new(|| {
    let id = DataIdentifierBorrowed::for_marker_attributes(DataMarkerAttributes::from_str_or_panic("cjdict"));
    let request = DataRequest { id, ..DataRequest::default() };
    let response: DataResponse<SegmenterDictionaryAutoV2> = Baked.load(request).ok()?;
    response.payload.get_static()
});

/// The dictionary behind the first character of a word.
static FIRST: Pages<Option<Cursor>> = Pages::new(|ch| {
    let Some(DictionaryBreakData::Char16Trie(trie)) = *DICTIONARY else { return None };
    let mut cursor = trie.cursor();
    cursor.step(ch);
    Some(cursor)
});

/// The dictionary behind two characters. To find the second among all that may follow the first takes longest of all, and
/// the words of a text come again. What came first keeps its place.
static SECOND: [OnceLock<(char, char, Cursor)>; SECONDS] = [const { OnceLock::new() }; SECONDS];
const SECONDS: usize = 1 << 14;

/// Goes on from the first character to the second.
fn behind(mut cursor: Cursor, first: char, second: char) -> Cursor {
    let hash = (u32::from(first) << 16 ^ u32::from(second)).wrapping_mul(0x9E37_79B1);
    let slot = SECOND.get(hash as usize >> 18);
    match slot.and_then(OnceLock::get) {
        Some((a, b, known)) if (*a, *b) == (first, second) => known.clone(),
        taken => {
            cursor.step(second);
            if let Some(slot) = slot.filter(|_| taken.is_none()) {
                slot.get_or_init(|| (first, second, cursor.clone()));
            }
            cursor
        }
    }
}

/// Characters that are clusters of their own and stand in the dictionary's words: ideographs and hiragana.
pub(super) fn is_plain(ch: char) -> bool {
    matches!(ch, '\u{3041}'..='\u{3096}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}')
}

/// Katakana, whose runs UAX #29 takes for words.
pub(super) fn is_katakana(ch: char) -> bool {
    matches!(ch, '\u{30A1}'..='\u{30FA}' | '\u{30FC}')
}

pub(super) fn is_known() -> bool {
    matches!(*DICTIONARY, Some(DictionaryBreakData::Char16Trie(_)))
}

/// The end of the first word of a run of plain characters and katakana, in bytes.
pub(super) fn first_word(run: &str) -> usize {
    if run.starts_with(is_katakana) {
        return run.len() - run.trim_start_matches(is_katakana).len();
    }
    let mut chars = run.char_indices();
    let Some((_, first)) = chars.next() else { return 0 };
    let Some(mut cursor) = FIRST.get(first) else { return first.len_utf8() };
    let mut end = first.len_utf8();
    let mut longest = None;
    loop {
        let is_word = cursor.value().is_some();
        match (is_word, cursor.is_empty()) {
            (true, true) => return end,
            // A character that no word goes on with is taken along where no shorter word was found.
            (false, true) => return longest.unwrap_or(end),
            (true, false) => longest = Some(end),
            (false, false) => {}
        }
        let Some((at, next)) = chars.next().filter(|(_, ch)| is_plain(*ch)) else { return longest.unwrap_or(end) };
        if end == first.len_utf8() {
            cursor = behind(cursor, first, next);
        } else {
            cursor.step(next);
        }
        end = at + next.len_utf8();
    }
}
