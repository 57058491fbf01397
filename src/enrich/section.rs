//! The name of a section → what the article is about, as an IPTC Media Topic.
//!
//! Two tables in `data/mediatopics/` are asked in turn: what sites call their sections (`sections.tsv`, our own), in the
//! article's language, then in any language that agrees; then the labels of the topics themselves (`labels.tsv`), in the
//! article's language only, for many of them are everyday words elsewhere. A name that neither knows says nothing.
//!
//! The topic is as sure as the table. Doubt whether a line is the name of a section at all does not lessen it: that sites
//! call their sections so is what the table knows, and settles that doubt.

use std::collections::HashMap;

use icu_casemap::CaseMapper;
use icu_normalizer::ComposingNormalizer;

use crate::article::{Confidence, Provenance, Section, Topic};

const CODES: &str = include_str!("../../data/mediatopics/codes.tsv");
const LABELS: &str = include_str!("../../data/mediatopics/labels.tsv");
const SECTIONS: &str = include_str!("../../data/mediatopics/sections.tsv");

const OWN_LANGUAGE: Confidence = Confidence::per_mille(900);
const OTHER_LANGUAGE: Confidence = Confidence::per_mille(800);
const TOPIC_LABEL: Confidence = Confidence::per_mille(800);

#[derive(Debug)]
pub struct SectionTopics {
    /// Folded label to the languages that use it, each with a code.
    sections: HashMap<String, Vec<(&'static str, &'static str)>>,
    /// Language, folded label and code, sorted as the table is: it is ten times as long, and start-up would be felt.
    labels: Vec<[&'static str; 3]>,
    /// Code to its English label and its top-level code.
    codes: HashMap<&'static str, (&'static str, &'static str)>,
}

impl Default for SectionTopics {
    fn default() -> Self {
        let mut sections: HashMap<String, Vec<_>> = HashMap::new();
        for [language, code, names] in rows(SECTIONS) {
            for name in names.split(" | ") {
                sections.entry(fold(name)).or_default().push((language, code));
            }
        }
        let codes = rows(CODES).map(|[code, english, top]| (code, (english, top))).collect();
        Self { sections, labels: rows(LABELS).collect(), codes }
    }
}

/// The rows of a table of three columns; what has fewer is no row.
fn rows(table: &'static str) -> impl Iterator<Item = [&'static str; 3]> {
    table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut columns = line.splitn(3, '\t');
        Some([columns.next()?, columns.next()?, columns.next()?])
    })
}

impl SectionTopics {
    /// The topic of a section and, where it is a narrower one, the top-level topic above it. Sets the section's code.
    pub fn topics(&self, section: &mut Section, language: &str) -> Vec<Topic> {
        let Some((code, confidence)) = self.find(&section.label, primary(language)) else { return Vec::new() };
        let Some((label, top)) = self.codes.get(code) else { return Vec::new() };
        let topic = |code: &str, label: &str| Topic {
            scheme: "medtop",
            code: format!("medtop:{code}"),
            label: label.to_string(),
            provenance: Provenance::Gazetteer,
            confidence,
            evidence: vec![format!("section:{}", section.label)],
        };
        let mut topics = vec![topic(code, label)];
        if let Some((label, _)) = self.codes.get(top).filter(|_| *top != code) {
            topics.push(topic(top, label));
        }
        section.medtop = Some(format!("medtop:{code}"));
        topics
    }

    /// The English label of a code and the top-level code above it.
    pub fn code(&self, code: &str) -> Option<(&'static str, &'static str)> {
        self.codes.get(code).copied()
    }

    /// The code of what sites call a section, and the top-level code above it.
    pub fn named(&self, name: &str, language: &str) -> Option<(&'static str, &'static str)> {
        let folded = fold(name);
        let section = self.sections.get(&folded).map(Vec::as_slice).unwrap_or_default();
        let own = section.iter().find(|(of, _)| *of == primary(language));
        // Addresses are often English.
        let (_, code) = own.or_else(|| section.iter().find(|(of, _)| *of == "en"))?;
        Some((code, self.codes.get(code)?.1))
    }

    /// A path such as "Sport > Tennis" is asked as a whole, then from its end.
    fn find(&self, label: &str, language: &str) -> Option<(&'static str, Confidence)> {
        self.find_name(label, language).or_else(|| {
            label.rsplit(['>', '›', '»', '/', '|', '•', '·']).find_map(|part| self.find_name(part, language))
        })
    }

    fn find_name(&self, name: &str, language: &str) -> Option<(&'static str, Confidence)> {
        let folded = fold(name);
        let section = self.sections.get(&folded).map(Vec::as_slice).unwrap_or_default();
        if let Some((_, code)) = section.iter().find(|(of, _)| *of == language) {
            return Some((code, OWN_LANGUAGE));
        }
        if let [(_, code), others @ ..] = section
            && others.iter().all(|(_, other)| other == code)
        {
            return Some((code, OTHER_LANGUAGE));
        }
        let place = self.labels.binary_search_by(|[of, label, _]| (*of, *label).cmp(&(language, &folded))).ok()?;
        self.labels.get(place).map(|[_, _, code]| (*code, TOPIC_LABEL))
    }
}

/// The language of a tag, without script and region. Sections are written in the standard language of a dialect.
fn primary(tag: &str) -> &str {
    match tag.split('-').next().unwrap_or_default() {
        "no" => "nb",
        "arz" | "ary" | "apc" => "ar",
        "prs" => "fa",
        language => language,
    }
}

/// Folds what does not tell section names apart: case, compatibility forms, vowel signs and carriers of Arabic script, the
/// dots of the Turkish i, white space, and punctuation around the name.
fn fold(name: &str) -> String {
    let name = ComposingNormalizer::new_nfkc().normalize(name);
    let name = CaseMapper::new().fold_string(&name);
    let mut folded = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            'أ' | 'إ' | 'آ' | 'ٱ' => folded.push('ا'),
            'ى' | 'ی' => folded.push('ي'),
            'ة' => folded.push('ه'),
            'ک' => folded.push('ك'),
            'ı' => folded.push('i'),
            '’' => folded.push('\''),
            // Persian writes compounds with a zero-width non-joiner or with a space.
            '\u{200c}' => folded.push(' '),
            '\u{307}'
            | '\u{640}'
            | '\u{64b}'..='\u{65f}'
            | '\u{670}'
            | '\u{200b}'
            | '\u{200d}'..='\u{200f}'
            | '\u{ad}' => {}
            c => folded.push(c),
        }
    }
    let name = folded.trim_matches(|c: char| !c.is_alphanumeric());
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn section(label: &str) -> Section {
        Section {
            label: label.into(),
            medtop: None,
            provenance: Provenance::TextRule,
            confidence: Confidence::per_mille(950),
        }
    }

    /// The codes of the topics, each with its confidence.
    fn found(label: &str, language: &str) -> Vec<(String, f64)> {
        let topics = SectionTopics::default().topics(&mut section(label), language);
        topics.into_iter().map(|topic| (topic.code, topic.confidence.value())).collect()
    }

    #[test]
    fn a_section_becomes_a_topic_and_gets_its_code() {
        let mut section = section("سياسة");
        let topics = SectionTopics::default().topics(&mut section, "ar");
        assert_eq!(section.medtop.as_deref(), Some("medtop:11000000"));
        assert_eq!(
            topics,
            [Topic {
                scheme: "medtop",
                code: "medtop:11000000".into(),
                label: "politics and government".into(),
                provenance: Provenance::Gazetteer,
                confidence: Confidence::per_mille(900),
                evidence: vec!["section:سياسة".into()],
            }]
        );
    }

    #[test]
    fn sections_are_known_in_many_languages() {
        for (language, label, code) in [
            ("en", "Politics", "11000000"),
            ("de", "Wirtschaft", "04000000"),
            ("es", "Deportes", "15000000"),
            ("fr", "Santé", "07000000"),
            ("tr", "SİYASET", "11000000"),
            ("tr", "IKLIM", "20000418"),
            ("fa", "محیط\u{200c}زیست", "06000000"),
            ("ar", "السيّاسـة", "11000000"),
            ("ru", "ПРОИСШЕСТВИЯ", "03000000"),
            ("hi", "राजनीति", "11000000"),
            ("zh-Hant", "財經", "04000000"),
            ("ja", "スポーツ", "15000000"),
            ("ko", "정치", "11000000"),
            ("no", "Vær", "17000000"),
            ("arz", "سياسة", "11000000"),
            ("el", "ΠΟΛΙΤΙΚΉ", "11000000"),
            ("he", "ספורט", "15000000"),
            ("en", "  #politics: ", "11000000"),
        ] {
            let first = found(label, language).into_iter().next();
            assert_eq!(first, Some((format!("medtop:{code}"), 0.9)), "{language} {label}");
        }
    }

    #[test]
    fn a_narrow_section_brings_its_top_level_topic_along() {
        let expected = [("medtop:20001065".to_string(), 0.9), ("medtop:15000000".to_string(), 0.9)];
        assert_eq!(found("Fußball", "de"), expected);
        assert_eq!(found("FUSSBALL", "de"), expected);
    }

    #[test]
    fn a_path_is_read_from_its_end() {
        assert_eq!(found("Home > Sport > Tennis", "en").first().unwrap().0, "medtop:20001085");
        assert_eq!(found("سياسة / محليات", "ar").first().unwrap().0, "medtop:11000000");
    }

    #[test]
    fn another_language_helps_only_where_all_agree() {
        assert_eq!(found("Deportes", "und"), [("medtop:15000000".to_string(), 0.8)]);
        let mut tables = SectionTopics::default();
        tables.sections.insert("mode".into(), vec![("fr", "20000011"), ("xx", "15000000")]);
        assert_eq!(tables.topics(&mut section("Mode"), "und"), []);
        assert_eq!(tables.topics(&mut section("Mode"), "fr").len(), 2);
    }

    #[test]
    fn the_label_of_a_topic_counts_in_its_own_language() {
        assert_eq!(found("Abortion", "en").first().unwrap().1, 0.8);
        assert_eq!(found("Schwangerschaftsabbruch", "de").first().unwrap().0, "medtop:20000785");
        assert_eq!(found("堕胎", "zh-Hans").first().unwrap().0, "medtop:20000785");
        assert_eq!(found("Abortion", "de"), []);
    }

    #[test]
    fn a_place_or_a_genre_is_no_topic() {
        for (language, label) in [
            ("en", "World"),
            ("en", "Opinion"),
            ("fr", "Monde"),
            ("ar", "محليات"),
            ("de", "Video"),
            ("en", ""),
            ("en", "—"),
        ] {
            assert_eq!(found(label, language), [], "{label}");
        }
    }

    #[test]
    fn a_doubtful_line_that_is_the_name_of_a_section_is_a_sure_topic() {
        let mut doubtful = Section { confidence: Confidence::per_mille(600), ..section("Politics") };
        let topics = SectionTopics::default().topics(&mut doubtful, "en");
        assert_eq!(topics.first().unwrap().confidence, Confidence::per_mille(900));
        assert_eq!(doubtful.confidence, Confidence::per_mille(600));
    }

    #[test]
    fn the_tables_are_sound() {
        let tables = SectionTopics::default();
        let tops: BTreeSet<_> = tables.codes.values().map(|(_, top)| *top).collect();
        assert_eq!(tops.len(), 17);
        let mut languages = BTreeSet::new();
        for (label, uses) in &tables.sections {
            let mut seen = BTreeSet::new();
            for (language, code) in uses {
                assert!(tables.codes.contains_key(code), "{language} {label}: {code} is no topic");
                assert!(seen.insert(language), "{language} {label} stands twice");
                languages.insert(*language);
            }
        }
        assert!(languages.len() >= 13, "{languages:?}");
        let covered: BTreeSet<_> = tables
            .sections
            .values()
            .flatten()
            .filter_map(|(_, code)| tables.codes.get(code))
            .map(|(_, top)| *top)
            .collect();
        assert_eq!(covered, tops, "every top-level topic has a section");
        assert!(tables.labels.len() > 10_000);
        assert!(tables.labels.is_sorted_by(|one, next| one[..2] < next[..2]), "a label stands twice, or out of order");
        for [language, label, code] in &tables.labels {
            assert!(tables.codes.contains_key(code), "{language} {label}: {code} is no topic");
            assert_eq!(fold(label), *label, "{language}");
            assert_eq!(primary(language), *language);
        }
    }
}
