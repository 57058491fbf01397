//! Particles that Arabic, Hebrew and their neighbours write together with the word: «وبزشكيان», «للولايات».
//!
//! A reading is an offer: it counts only where the rest is a name that is known, so a word that begins with such a letter
//! by nature («بوتين», «لبنان») is first read as it stands.

/// A word without its particles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading<'t> {
    /// Letters at its start that are particles.
    pub letters: u32,
    /// What replaces them: «لل» is «ل» and «ال».
    pub article: &'static str,
    pub rest: &'t str,
}

const ARABIC: [(&str, &str); 14] = [
    ("و", ""),
    ("ف", ""),
    ("لل", "ال"),
    ("ب", ""),
    ("ل", ""),
    ("ك", ""),
    ("وب", ""),
    ("ول", ""),
    ("وك", ""),
    ("فب", ""),
    ("فل", ""),
    ("فك", ""),
    ("ولل", "ال"),
    ("فلل", "ال"),
];

const HEBREW: [(&str, &str); 21] = [
    ("ב", ""),
    ("ל", ""),
    ("מ", ""),
    ("ה", ""),
    ("ו", ""),
    ("ש", ""),
    ("כ", ""),
    ("וב", ""),
    ("ול", ""),
    ("ומ", ""),
    ("וה", ""),
    ("וש", ""),
    ("שב", ""),
    ("של", ""),
    ("שה", ""),
    ("מה", ""),
    ("בה", ""),
    ("כש", ""),
    ("וכש", ""),
    ("שמ", ""),
    ("ומה", ""),
];

/// The shortest rest, in bytes: two letters are no name.
const SHORTEST: usize = 6;

/// The ways to read a folded word with particles before it, the fewest first.
pub fn readings(word: &str) -> impl Iterator<Item = Reading<'_>> {
    let table: &[(&str, &str)] = match word.chars().next() {
        Some('و' | 'ف' | 'ب' | 'ل' | 'ك') => &ARABIC,
        Some('ב' | 'ל' | 'מ' | 'ה' | 'ו' | 'ש' | 'כ') => &HEBREW,
        _ => &[],
    };
    // All of them begin with a letter of two bytes.
    let letter = |word: &str| word.as_bytes().first_chunk::<2>().copied();
    table.iter().filter(move |(clitic, _)| letter(clitic) == letter(word)).filter_map(move |(clitic, article)| {
        let rest = word.strip_prefix(clitic).filter(|rest| rest.len() >= SHORTEST)?;
        Some(Reading { letters: u32::try_from(clitic.chars().count()).ok()?, article, rest })
    })
}

/// Whether a particle says that a place follows: in, to.
pub fn is_locative(clitic: &str) -> bool {
    clitic.contains(['ب', 'ל', 'ב', 'מ'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn particles_are_offered_and_never_too_much_of_the_word() {
        let rests = |word| readings(word).map(|reading| (reading.article, reading.rest)).collect::<Vec<_>>();
        assert!(rests("للولايات").contains(&("ال", "ولايات")));
        assert!(rests("وبزشكيان").contains(&("", "بزشكيان")));
        assert!(rests("בירושלים").contains(&("", "ירושלים")));
        assert_eq!(rests("ولد"), []);
        assert_eq!(rests("london"), []);
    }
}
