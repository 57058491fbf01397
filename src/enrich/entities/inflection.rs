//! Endings of names: "Deutschlands", "Zagrebu", "Warszawie", «Москвой», "서울에서". As with particles, a reading counts
//! only where what remains is a name that is known.

/// Ending, and what stands there in the name as it is listed.
type Ending = (&'static str, &'static [&'static str]);

const GERMANIC: &[Ending] = &[("s", &[""])];
const SLAVIC: &[Ending] = &[
    ("owie", &["ow"]),
    ("ovima", &["ovi"]),
    ("iego", &["i"]),
    ("skiej", &["ska"]),
    ("skoj", &["ska"]),
    ("ske", &["ska"]),
    ("sku", &["ska", "sko"]),
    ("ska", &["sko"]),
    ("skom", &["ska", "sko"]),
    ("ego", &["y", "i"]),
    ("ovi", &[""]),
    ("ach", &["y"]),
    ("ami", &["y"]),
    ("iem", &[""]),
    ("em", &[""]),
    ("om", &["", "a", "o"]),
    ("ou", &["a"]),
    ("ov", &[""]),
    ("ie", &["", "a"]),
    ("ii", &["ia"]),
    ("ji", &["ja"]),
    ("je", &["ja"]),
    ("ju", &["ja", "j"]),
    ("jom", &["ja"]),
    ("i", &["a", ""]),
    ("y", &["a", ""]),
    ("e", &["a", "", "o"]),
    ("u", &["a", "", "o"]),
    ("a", &["", "o"]),
];
const FINNISH: &[Ending] = &[
    ("ssa", &[""]),
    ("sta", &[""]),
    ("lla", &[""]),
    ("lta", &[""]),
    ("lle", &[""]),
    ("aan", &["a"]),
    ("oon", &["o"]),
    ("iin", &["i", ""]),
    ("een", &["e", ""]),
    ("hun", &[""]),
    ("in", &["i", ""]),
    ("an", &["a"]),
    ("en", &["e", "i", ""]),
    ("n", &[""]),
    ("a", &[""]),
];
const RUSSIAN: &[Ending] = &[
    ("ого", &["ии", "ыи"]),
    ("ому", &["ии", "ыи"]),
    ("ским", &["скии"]),
    ("ском", &["ск", "скии", "ское"]),
    ("ыми", &["ые"]),
    ("ом", &["", "о"]),
    ("ем", &["ь", "и"]),
    ("ым", &[""]),
    ("ои", &["а", "ая"]),
    ("еи", &["я", "ия"]),
    ("ую", &["ая"]),
    ("а", &["", "о"]),
    ("у", &["", "а"]),
    ("ы", &["а"]),
    ("и", &["а", "я", "ь"]),
    ("е", &["", "а", "я"]),
    ("ю", &["я", "ь", "и"]),
    ("я", &["ь", "и"]),
];
const ROMANIAN: &[Ending] = &[("ului", &[""]), ("lui", &[""]), ("ei", &["a"]), ("ul", &[""])];
const KOREAN: &[Ending] = &[
    ("에서는", &[""]),
    ("으로", &[""]),
    ("에서", &[""]),
    ("에는", &[""]),
    ("까지", &[""]),
    ("부터", &[""]),
    ("은", &[""]),
    ("는", &[""]),
    ("이", &[""]),
    ("가", &[""]),
    ("을", &[""]),
    ("를", &[""]),
    ("에", &[""]),
    ("의", &[""]),
    ("로", &[""]),
    ("와", &[""]),
    ("과", &[""]),
    ("도", &[""]),
];

#[derive(Debug, Clone, Copy)]
pub struct Endings(&'static [Ending]);

impl Endings {
    pub fn of(language: &str) -> Self {
        Self(match language {
            "de" | "nl" | "sv" | "da" | "nb" | "nn" | "no" => GERMANIC,
            "pl" | "cs" | "sk" | "hr" | "sr" | "bs" | "sl" => SLAVIC,
            "fi" | "et" => FINNISH,
            "ru" | "uk" | "bg" => RUSSIAN,
            "ro" => ROMANIAN,
            "ko" => KOREAN,
            _ => &[],
        })
    }

    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// The names a folded word may be a form of: the stem, what to write after it, letters that an ending adds to the name.
    pub fn stems(self, word: &str) -> impl Iterator<Item = (&str, &'static str, u32)> {
        self.0.iter().flat_map(move |(ending, replaced)| {
            let stem = word.strip_suffix(ending).filter(|stem| stem.chars().count() >= 2 && stem.len() > 3);
            stem.into_iter().flat_map(move |stem| {
                let agglutinated = matches!(self.0.first(), Some(("에서는", _))).then(|| ending.chars().count());
                let letters = agglutinated.and_then(|letters| u32::try_from(letters).ok()).unwrap_or(0);
                replaced.iter().map(move |replaced| (stem, *replaced, letters))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_among_the_stems() {
        for (language, word, name) in [
            ("de", "deutschlands", "deutschland"),
            ("hr", "zagrebu", "zagreb"),
            ("pl", "warszawy", "warszawa"),
            ("ko", "서울에서", "서울"),
        ] {
            let mut stems = Endings::of(language).stems(word);
            assert!(stems.any(|(stem, replaced, _)| format!("{stem}{replaced}") == name), "{word}");
        }
        assert_eq!(Endings::of("en").stems("paris").count(), 0);
    }
}
