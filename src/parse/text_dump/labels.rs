//! Which lines are page furniture, by what they say.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::lines::{fold, is_wide};
use super::phrases::PHRASES;
use crate::article::RemovedReason;

/// What a line of furniture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Label {
    Published,
    Updated,
    Byline,
    Source,
    App,
    Share,
    Subscribe,
    Rights,
    Related,
    Comments,
    Navigation,
    Advertisement,
    /// Of a photograph.
    Credit,
}

impl Label {
    /// Whether it stands before a value: a date, a name.
    pub fn has_value(self) -> bool {
        matches!(self, Self::Published | Self::Updated | Self::Byline | Self::Source)
    }

    pub fn reason(self) -> RemovedReason {
        match self {
            Self::Published | Self::Updated => RemovedReason::PublishLabel,
            Self::Byline => RemovedReason::BylineLabel,
            Self::Source => RemovedReason::SourceLabel,
            Self::App => RemovedReason::AppPromo,
            Self::Share => RemovedReason::Share,
            Self::Subscribe => RemovedReason::Subscribe,
            Self::Rights => RemovedReason::Copyright,
            Self::Related => RemovedReason::Related,
            Self::Advertisement => RemovedReason::Advertisement,
            Self::Comments | Self::Navigation => RemovedReason::Navigation,
            Self::Credit => RemovedReason::Boilerplate,
        }
    }
}

/// Characters up to which a line can be a label.
const LABEL_CHARS: usize = 60;
/// Words that may follow the words of a label ("Share on Facebook").
const TAIL_WORDS: usize = 4;
/// Characters up to which a line with a colon after its label can be one ("Read also: …").
const COLON_CHARS: usize = 200;
/// Words of a credit after its colon.
const CREDIT_WORDS: usize = 6;
/// The longest phrase of the list, in words.
const PHRASE_WORDS: usize = 7;

static LABELS: LazyLock<HashMap<String, Label>> = LazyLock::new(|| {
    let mut labels = HashMap::new();
    for (label, lists) in PHRASES {
        for phrase in lists.iter().flat_map(|list| list.split('|')) {
            labels.entry(fold(phrase)).or_insert(*label);
        }
    }
    labels
});

static RIGHTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let lists = PHRASES.iter().filter(|(label, _)| *label == Label::Rights).flat_map(|(_, lists)| lists.iter());
    // One word alone may stand in a sentence.
    lists.flat_map(|list| list.split('|')).filter(|phrase| *phrase != "copyright").map(fold).collect()
});

/// The label that a whole line is, with or without a value.
pub fn label(text: &str, folded: &str) -> Option<Label> {
    let chars = folded.chars().count();
    if chars > COLON_CHARS || folded.is_empty() {
        return None;
    }
    if is_rights(folded) {
        return Some(Label::Rights);
    }
    if let Some(label) = LABELS.get(folded).or_else(|| LABELS.get(without_counter(folded))) {
        return Some(*label);
    }
    if let Some((head, _)) = split_label(text)
        && let Some(label) = LABELS.get(&fold(head))
    {
        return (label.has_value() || chars <= LABEL_CHARS || *label == Label::Related || *label == Label::Credit)
            .then_some(*label);
    }
    // Without a colon the rest has to be short, and no sentence; a byline proves itself by the name after it.
    if chars > LABEL_CHARS || super::lines::ends(text) {
        return None;
    }
    let words = folded.split(' ').count();
    prefixes(folded).find_map(|(head, tail)| {
        let label = *LABELS.get(head)?;
        let fits = match label {
            Label::Share | Label::Subscribe | Label::App => head.contains(' ') || words <= 3,
            Label::Published | Label::Updated => tail.chars().any(char::is_numeric),
            _ => false,
        };
        (fits && tail.split(' ').count() <= TAIL_WORDS + 4 * usize::from(label.has_value())).then_some(label)
    })
}

/// `Comments (12)`, `12 comments`.
fn without_counter(folded: &str) -> &str {
    folded.trim_matches(|c: char| {
        c.is_numeric() || c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '-' | ':' | '+')
    })
}

fn is_rights(folded: &str) -> bool {
    let marked = folded.starts_with('©')
        || folded.starts_with("(c)")
        || folded.starts_with("c) ")
        || folded.starts_with("copyright ");
    (marked && (folded.contains(char::is_numeric) || folded.chars().count() <= LABEL_CHARS))
        || RIGHTS.iter().any(|phrase| folded.contains(phrase.as_str()))
}

/// Whether a line ends in the credit of a picture: `… (Foto: M. Holt)`, `… Photograph: Coast Ledger`.
pub fn ends_in_credit(text: &str) -> bool {
    let Some((before, after)) = text.rsplit_once([':', '：']) else { return false };
    let word = before
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '|' | '（' | '/'))
        .next()
        .unwrap_or_default();
    after.split_whitespace().count() <= CREDIT_WORDS && LABELS.get(&fold(word)) == Some(&Label::Credit)
}

/// A line apart at its first colon, if that stands near the beginning.
pub fn split_label(text: &str) -> Option<(&str, &str)> {
    let (head, value) = text.split_once([':', '：'])?;
    (head.split_whitespace().count() <= PHRASE_WORDS).then(|| (head.trim(), value.trim()))
}

/// The beginnings of a folded line by words, the longest first, each with the rest.
fn prefixes(folded: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut cuts: Vec<usize> = folded.match_indices(' ').map(|(at, _)| at).take(PHRASE_WORDS).collect();
    cuts.reverse();
    cuts.into_iter().filter_map(|at| {
        let (head, tail) = folded.split_at_checked(at)?;
        Some((head, tail.trim_start()))
    })
}

/// The label at the beginning of a line and what follows it, as it stands: `By Jane Doe`, `كتب: …`, `文／…`, `記者 …`.
pub fn leading(text: &str) -> Option<(Label, &str)> {
    before_value(text, |sign| sign == ' ')
}

/// What follows the label of a byline; nothing where the label stands alone.
pub fn byline(text: &str) -> Option<&str> {
    let alone = || LABELS.get(&fold(text)).map(|label| (*label, ""));
    let found = before_value(text, char::is_whitespace).or_else(alone);
    found.filter(|(label, _)| *label == Label::Byline).map(|(_, names)| names)
}

fn before_value(text: &str, is_space: fn(char) -> bool) -> Option<(Label, &str)> {
    beginnings(text, is_space).find_map(|(head, value)| {
        let label = *LABELS.get(&fold(head))?;
        label.has_value().then_some((label, value))
    })
}

/// Where a label before a value could end: at a colon, at a bar after characters that are words, at a space.
fn beginnings(text: &str, is_space: fn(char) -> bool) -> impl Iterator<Item = (&str, &str)> {
    let wide = text.split_once(['／', '/', '|']);
    let wide = wide.filter(|(head, _)| head.chars().count() <= 4 && head.chars().all(is_wide));
    let mut cuts: Vec<usize> = text.match_indices(is_space).map(|(at, _)| at).take(PHRASE_WORDS).collect();
    cuts.reverse();
    let spaces = cuts.into_iter().filter_map(|at| text.split_at_checked(at));
    split_label(text).into_iter().chain(wide).chain(spaces).map(|(head, value)| (head, value.trim()))
}

/// Whether a text is nothing but a label before a value.
pub fn is_label(text: &str) -> bool {
    LABELS.get(&fold(text)).is_some_and(|label| label.has_value())
}

/// Whether a text has a word, or two or three in a row, that are such a label.
pub fn says(text: &str, label: Label) -> bool {
    let folded = fold(text);
    let words: Vec<&str> =
        folded.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).take(24).collect();
    (1..=3).any(|size| words.windows(size).any(|words| LABELS.get(&words.join(" ")) == Some(&label)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::text_dump::head::names;

    fn of(text: &str) -> Option<Label> {
        label(text, &fold(text))
    }

    #[test]
    fn labels_are_known_in_many_languages() {
        for (text, expected) in [
            ("نشر", Label::Published),
            ("حمّل التطبيق", Label::App),
            ("© 2025 blinx. جميع الحقوق محفوظة", Label::Rights),
            ("Share on Facebook", Label::Share),
            ("Veröffentlicht am 3. Mai 2024", Label::Published),
            ("À lire aussi : le pont rouvre après deux ans de travaux", Label::Related),
            ("Все права защищены", Label::Rights),
            ("Comments (12)", Label::Comments),
            ("関連記事", Label::Related),
            ("更新日時：2024年5月3日", Label::Updated),
            ("Iniciar sesión", Label::Navigation),
            ("ADVERTISEMENT", Label::Advertisement),
            ("Источник: агентство", Label::Source),
            ("اقرأ أيضًا: افتتاح المكتبة", Label::Related),
        ] {
            assert_eq!(of(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn the_same_words_in_a_sentence_are_no_label() {
        for text in [
            "نشر الوزير تقريرا جديدا عن المياه في المنطقة.",
            "Share prices fell sharply on Monday.",
            "More people than ever take the ferry.",
            "Comments by the mayor angered the council on Tuesday.",
            "Related companies will pay the tax from January.",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }

    #[test]
    fn each_word_before_a_name_is_known_by_an_example() {
        let examples: Vec<(&str, &str)> = include_str!("../../../tests/fixtures/bylines.tsv")
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .collect();
        for (line, expected) in &examples {
            let (label, value) = leading(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!((label, names(value).join("; ").as_str()), (Label::Byline, *expected), "{line}");
        }
        let (_, lists) = PHRASES.iter().find(|(label, _)| *label == Label::Byline).unwrap();
        for phrase in lists.iter().flat_map(|list| list.split('|')) {
            let phrase = fold(phrase);
            let longest = |line: &str| {
                beginnings(line, |sign| sign == ' ').map(|(head, _)| fold(head)).find(|head| LABELS.contains_key(head))
            };
            let shown = examples.iter().any(|(line, _)| longest(line).as_deref() == Some(phrase.as_str()));
            assert!(shown, "no line of tests/fixtures/bylines.tsv begins with {phrase}");
        }
    }

    #[test]
    fn a_label_gives_away_its_value() {
        assert_eq!(leading("By Jane Doe"), Some((Label::Byline, "Jane Doe")));
        assert_eq!(leading("كتبت: سلمى نور"), Some((Label::Byline, "سلمى نور")));
        assert_eq!(leading("Mis à jour le 3 mai 2024"), Some((Label::Updated, "3 mai 2024")));
        assert_eq!(leading("文／山田花子"), Some((Label::Byline, "山田花子")));
        assert_eq!(leading("Nothing here"), None);
    }
}
