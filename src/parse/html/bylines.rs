//! A byline → the persons in it, apart from labels, roles, agencies, addresses and whoever took the photos.
//!
//! The words before names are those of `text_dump::labels`, and a few that only pages have.

use crate::article::AuthorRole;
use crate::parse::text_dump::{byline, is_label};

use super::title::normal;

const LONGEST_NAME: usize = 60;
const MOST_WORDS: usize = 6;

/// What bylines hold beside the names. A value, so that a test can take each word out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words {
    /// Before names, beside those of dumps; longer ones first where one begins another.
    labels: &'static [&'static str],
    /// Before people who did something else; longer ones first where one begins another.
    others: &'static [(&'static str, AuthorRole)],
    /// Before those who looked at the article when it was written.
    later_hands: &'static [&'static str],
    /// Signs and words between two names.
    between: &'static [&'static str],
    /// Where a name ends: signs, prepositions, labels of dates that some bylines hold too.
    after: &'static [&'static str],
    /// Degrees and titles behind names, in lowercase letters.
    credentials: &'static [&'static str],
    /// Of a role behind a comma: "Mara Quill, staff writer".
    roles: &'static [&'static str],
    /// What stands in the place of a person: agencies, desks, what content systems write.
    no_persons: &'static [&'static str],
    /// Of those, what names no one at all.
    nobody: &'static [&'static str],
}

#[rustfmt::skip]
pub(super) const WORDS: Words = Words {
    labels: &["authored by", "posted by", "published by", "review by", "more about", "reporter", "autor:in", "publicado por", "от"],
    others: &[
        ("photos by", AuthorRole::Photographer), ("photo by", AuthorRole::Photographer), ("photography by", AuthorRole::Photographer),
        ("fotos von", AuthorRole::Photographer), ("foto", AuthorRole::Photographer), ("تصوير", AuthorRole::Photographer),
        ("edited by", AuthorRole::Editor), ("translated by", AuthorRole::Translator), ("ترجمة", AuthorRole::Translator),
    ],
    later_hands: &[
        "updated by", "reviewed by", "medically reviewed by", "fact checked by", "fact-checked by", "checked by", "geprüft von", "aktualisiert von",
    ],
    between: &[
        ",", ";", "/", "|", "•", "،", "、", "·", "\n", "&",
        " and ", " und ", " et ", " y ", " e ", " و ", " och ", " og ", " ve ", " и ", " with ", " And ", " AND ",
    ],
    after: &[
        " - ", " – ", " — ", " (", " [", "@", " on ", " in ", ": ",
        " Last update", " Last Updated", " Updated", " Published", " Posted", " Stand", " More About", " Aktualisiert",
    ],
    credentials: &[
        "phd", "md", "dds", "dmd", "do", "dvm", "rn", "np", "rd", "rdn", "ld", "ms", "msc", "ma", "mba", "mph", "mfa", "bsc", "jd", "esq", "edd", "psyd",
        "lcsw", "cscs", "pt", "dpt", "pharmd", "cfp", "cpa", "cfa", "cepf", "facs", "faclm", "fand", "eryt", "ryt", "med",
    ],
    roles: &[
        "writer", "reporter", "editor", "correspondent", "columnist", "contributor", "journalist", "producer", "staff", "phd", "md", "jr", "cpa", "cfa", "analyst",
        "redakteur", "redakteurin", "korrespondent", "author", "founder", "director", "manager", "ceo",
    ],
    no_persons: &[
        "admin", "administrator", "editors", "editorial", "editorial team", "newsroom",
        "news desk", "web desk", "redaktion", "redaktion online", "redaccion", "redazione", "rédaction", "la rédaction", "redacteur", "redakcja", "redaksi",
        "guest", "anonymous", "unknown", "reuters", "ap", "associated press", "the associated press", "afp", "agence france presse",
        "dpa", "apa", "sda", "efe", "ansa", "ptb", "pti", "ani", "ians", "tass", "xinhua", "bloomberg", "bloomberg news", "upi", "kyodo", "yonhap", "epd", "kna", "sid",
        "team", "webmaster", "user", "none", "null", "view all posts", "read more", "follow", "more", "share",
        "وكالات", "رويترز", "أ ف ب", "الأناضول", "وكالة الأناضول", "التحرير", "المحرر", "رئيس التحرير", "أسرة التحرير",
    ],
    nobody: &[
        "admin", "administrator", "staff", "staff writer", "editor", "editors", "guest", "guest author", "anonymous", "unknown", "webmaster",
        "user", "none", "null", "view all posts", "read more", "follow", "more", "share", "team", "undefined", "default", "no author", "root", "website", "site admin",
    ],
};

impl Words {
    /// The persons in a byline.
    pub(super) fn persons(&self, text: &str) -> Vec<(String, AuthorRole)> {
        let mut persons = self.names(text);
        persons.retain(|(name, _)| !self.is_label(name) && !self.no_persons.contains(&normal(name).as_str()));
        persons
    }

    /// Who signs in the place of a person, by the site's address, too, or as its staff. A role or a user of the content
    /// system is nobody.
    pub(super) fn newsroom(&self, text: &str) -> Option<String> {
        let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let lower = name.to_lowercase();
        let is_address = lower.contains("//") || lower.contains(['@', '_', '/']);
        let signs = fits(&name) && !is_address && lower.contains(char::is_alphabetic);
        (signs && !self.is_label(&name) && !self.nobody.contains(&normal(&name).as_str())).then_some(name)
    }

    /// What follows a label for names; nothing where the label stands alone.
    pub(super) fn after_label<'t>(&self, text: &'t str) -> Option<&'t str> {
        let own = || self.labels.iter().find_map(|label| strip_label(text, label));
        let alone = || self.labels.contains(&alone(text).as_str()).then_some("");
        own().or_else(alone).or_else(|| byline(text))
    }

    fn is_label(&self, text: &str) -> bool {
        is_label(text) || self.labels.contains(&alone(text).as_str())
    }

    fn names(&self, text: &str) -> Vec<(String, AuthorRole)> {
        let mut names: Vec<(String, AuthorRole)> = Vec::new();
        if text.contains("://") {
            return names;
        }
        let mut role = AuthorRole::Author;
        for part in self.parts(self.after_label(text).unwrap_or(text)) {
            if self.later_hands.iter().any(|label| strip_label(part, label).is_some()) {
                continue;
            }
            if self.is_credential(part)
                && let Some((name, _)) = names.last_mut()
            {
                name.push_str(", ");
                name.push_str(part);
                continue;
            }
            let (part, labelled) = self.without_label(part);
            role = labelled.unwrap_or(role);
            let name = self.tidy(part);
            if self.looks_like_a_name(&name) {
                names.push((name, role));
            }
        }
        names
    }

    fn parts<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let mut parts = vec![text];
        for between in self.between {
            parts = parts.into_iter().flat_map(|part| part.split(between)).collect();
        }
        // The Arabic "and" is written onto the next word: a person after a person.
        let parts = parts.into_iter().map(str::trim).map(|part| part.strip_prefix("و ").unwrap_or(part));
        parts.filter(|part| !part.is_empty()).collect()
    }

    /// `PhD`, `M.D.`, `CFP®`: no person of their own.
    fn is_credential(&self, part: &str) -> bool {
        let is_one = |word: &str| {
            let letters: String = word.chars().filter(char::is_ascii_alphabetic).collect();
            letters.starts_with(char::is_uppercase) && self.credentials.contains(&letters.to_ascii_lowercase().as_str())
        };
        let is_number = |word: &str| word.chars().all(char::is_numeric);
        part.starts_with(char::is_uppercase) && part.split_whitespace().all(|word| is_one(word) || is_number(word))
    }

    fn without_label<'t>(&self, part: &'t str) -> (&'t str, Option<AuthorRole>) {
        let other = self.others.iter().find_map(|(label, role)| Some((strip_label(part, label)?, Some(*role))));
        other.or_else(|| Some((self.after_label(part)?, Some(AuthorRole::Author)))).unwrap_or((part, None))
    }

    /// A name without what follows it: a place, an address, a date, brackets.
    fn tidy(&self, part: &str) -> String {
        let mut name = part;
        for mark in self.after {
            name = name.split_once(mark).map_or(name, |(head, _)| head);
        }
        let name = name.trim_matches(|sign: char| !sign.is_alphanumeric() && !matches!(sign, '.' | '\'' | '’' | '”'));
        let name = name.trim_matches(['\'', '”']);
        name.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn looks_like_a_name(&self, name: &str) -> bool {
        let lower = name.to_lowercase();
        let is_domain = !name.contains(' ') && name.contains('.');
        let is_address = is_domain || ["http", "www.", ".com", "_"].iter().any(|sign| lower.contains(sign));
        let is_role = lower.split_whitespace().any(|word| self.roles.contains(&word.trim_end_matches('.')));
        fits(name) && !is_address && !is_role && !name.contains(char::is_numeric)
    }
}

fn alone(text: &str) -> String {
    text.trim().trim_end_matches([':', '：']).to_lowercase()
}

fn fits(name: &str) -> bool {
    (2..=LONGEST_NAME).contains(&name.chars().count()) && name.split_whitespace().count() <= MOST_WORDS
}

/// The rest after a label that ends at a space or colon, whatever its case.
fn strip_label<'t>(part: &'t str, label: &str) -> Option<&'t str> {
    let mut rest = part.chars();
    for wanted in label.chars() {
        let mut lower = rest.next()?.to_lowercase();
        if lower.next() != Some(wanted) || lower.next().is_some() {
            return None;
        }
    }
    let rest = rest.as_str();
    let ends = rest.starts_with(|sign: char| sign.is_whitespace() || matches!(sign, ':' | '：' | '.'));
    ends.then(|| rest.trim_start_matches(|sign: char| sign.is_whitespace() || matches!(sign, ':' | '：' | '.' | '-')))
}

#[cfg(test)]
mod tests;
