//! The fields around the body: cleaned, bounded, empty ones left out.

use std::collections::HashSet;

use ::url::Url;

use super::url::{canonical, clean, site};
use crate::article::{
    Author, Encoding, LeadImage, Link, Publisher, Removed, Section, Sourced, Tag, Title, Warning, WarningCode,
};
use crate::text::{Display, Repairs, display, display_line, fold, is_blank, repair_mojibake};

/// Bounds of fields, in code points. Real ones are far below; what is longer is a page that ended up in a field.
const MAX_TITLE: usize = 1000;
const MAX_SUBTITLE: usize = 2000;
const MAX_NAME: usize = 200;
const MAX_CAPTION: usize = 2000;
const MAX_REMOVED: usize = 1000;
const MAX_TAG: usize = 100;
const MAX_ANCHOR: usize = 300;
const MAX_AUTHORS: usize = 50;
const MAX_TAGS: usize = 50;
const MAX_LINKS: usize = 200;
const MAX_REMOVED_LINES: usize = 1000;
/// A record tells of so many oddities at most.
const MAX_WARNINGS: usize = 100;

/// Cleans text and remembers what it had to do.
#[derive(Debug, Default)]
pub struct Cleaner {
    encoding: Encoding,
    pub warnings: Vec<Warning>,
    repairs: Repairs,
}

impl Cleaner {
    pub fn new(encoding: Encoding, warnings: Vec<Warning>) -> Self {
        Self { encoding, warnings, repairs: Repairs::default() }
    }

    /// Text of one line.
    pub fn line(&mut self, text: &str) -> String {
        self.clean(text, display_line)
    }

    /// Text whose lines stay apart.
    pub fn lines(&mut self, text: &str) -> String {
        self.clean(text, display)
    }

    fn clean(&mut self, text: &str, display: fn(&str) -> Display) -> String {
        let cleaned = match repair_mojibake(text) {
            Some((repaired, kind)) => {
                self.repaired(kind.as_str());
                display(&repaired)
            }
            None => display(text),
        };
        self.repairs.add(cleaned.repairs);
        cleaned.text
    }

    /// Text of one line, at most so long; nothing where nothing is left.
    fn bounded(&mut self, text: &str, most: usize, field: &str) -> Option<String> {
        let mut cleaned = self.line(text);
        if let Some((end, _)) = cleaned.char_indices().nth(most) {
            cleaned.truncate(end);
            cleaned.truncate(cleaned.trim_end().len());
            self.truncated(field);
        }
        (!is_blank(&cleaned)).then_some(cleaned)
    }

    pub fn truncated(&mut self, field: &str) {
        self.warn(WarningCode::Truncated, field);
    }

    pub fn warn(&mut self, code: WarningCode, detail: &str) {
        self.warnings.push(Warning::with_detail(code, detail));
    }

    fn repaired(&mut self, name: &str) {
        if !self.encoding.repairs.iter().any(|known| known == name) {
            self.encoding.repairs.push(name.to_owned());
        }
    }

    /// The encoding with what was repaired, and the warnings, each once.
    pub fn finish(mut self) -> (Encoding, Vec<Warning>) {
        if self.repairs.presentation_forms {
            self.repaired("presentation_forms");
        }
        if self.repairs.entities {
            self.repaired("entities_escaped_twice");
        }
        let of_text = [
            (self.repairs.controls, WarningCode::ControlCharactersRemoved),
            (self.repairs.bidi, WarningCode::BidiControlsRemoved),
        ];
        for (found, code) in of_text {
            if found && !self.warnings.iter().any(|warning| warning.code == code) {
                self.warnings.push(Warning::new(code));
            }
        }
        let mut seen = HashSet::new();
        self.warnings.retain(|warning| seen.insert((warning.code, warning.detail.clone())));
        self.warnings.truncate(MAX_WARNINGS);
        (self.encoding, self.warnings)
    }
}

/// The addresses of an article.
#[derive(Debug, Clone)]
pub struct Addresses {
    pub url: Option<Url>,
    /// Believed: see [`canonical`].
    pub canonical_url: Option<Url>,
}

impl Addresses {
    fn any(&self) -> Option<&Url> {
        self.url.as_ref().or(self.canonical_url.as_ref())
    }

    pub fn host(&self) -> Option<String> {
        self.any()?.host_str().map(str::to_owned)
    }
}

pub fn addresses(url: Option<&str>, canonical_url: Option<&str>, cleaner: &mut Cleaner) -> Addresses {
    let given = |address: &&str| !address.trim().is_empty();
    let url = url.filter(given).and_then(|address| {
        let url = clean(address, None);
        if url.is_none() {
            cleaner.warn(WarningCode::InvalidUrl, &format!("url: {address}"));
        }
        url
    });
    let canonical_url = canonical_url.filter(given).and_then(|address| {
        let believed = canonical(address, url.as_ref());
        if believed.is_none() {
            cleaner.warn(WarningCode::InvalidUrl, &format!("canonical_url: {address}"));
        }
        believed
    });
    Addresses { url, canonical_url }
}

pub fn title(title: Sourced<String>, cleaner: &mut Cleaner) -> Option<Sourced<String>> {
    let display = cleaner.bounded(&title.value, MAX_TITLE, "title")?;
    Some(Sourced::new(display, title.provenance, title.confidence))
}

pub fn folded_title(title: Sourced<String>, lang: &str) -> Title {
    let folded = fold(&title.value, lang);
    Title { display: title.value, folded, provenance: title.provenance, confidence: title.confidence }
}

pub fn subtitle(subtitle: Sourced<String>, cleaner: &mut Cleaner) -> Option<String> {
    cleaner.bounded(&subtitle.value, MAX_SUBTITLE, "subtitle")
}

pub fn section(section: Sourced<String>, cleaner: &mut Cleaner) -> Option<Section> {
    let label = cleaner.bounded(&section.value, MAX_NAME, "section")?;
    Some(Section { label, medtop: None, provenance: section.provenance, confidence: section.confidence })
}

/// The publisher; its domain is that of the page.
pub fn publisher(name: Sourced<String>, addresses: &Addresses, cleaner: &mut Cleaner) -> Option<Publisher> {
    let domain = addresses.any().and_then(site);
    let Sourced { value, provenance, confidence } = name;
    let name = cleaner.bounded(&value, MAX_NAME, "publisher")?;
    Some(Publisher { name, domain, provenance, confidence })
}

/// The authors, each once per role, in order.
pub fn authors(authors: Vec<Author>, lang: &str, cleaner: &mut Cleaner) -> Vec<Author> {
    let mut seen = HashSet::new();
    let mut kept = Vec::new();
    for author in authors {
        let Some(name) = cleaner.bounded(&author.name, MAX_NAME, "authors") else { continue };
        if !name.chars().any(char::is_alphabetic) || !seen.insert((fold(&name, lang), author.role as u8)) {
            continue;
        }
        if kept.len() == MAX_AUTHORS {
            cleaner.truncated("authors");
            break;
        }
        kept.push(Author { name, ..author });
    }
    kept
}

pub fn lead_image(image: LeadImage, addresses: &Addresses, cleaner: &mut Cleaner) -> Option<LeadImage> {
    let Some(url) = clean(&image.url, addresses.any()) else {
        cleaner.warn(WarningCode::InvalidUrl, &format!("lead_image: {}", image.url));
        return None;
    };
    let mut text = |text: Option<String>| text.and_then(|text| cleaner.bounded(&text, MAX_CAPTION, "lead_image"));
    Some(LeadImage { url: url.into(), alt: text(image.alt), caption: text(image.caption), ..image })
}

/// The tags, each once, in order.
pub fn tags(tags: Vec<Sourced<String>>, lang: &str, cleaner: &mut Cleaner) -> Vec<Tag> {
    let mut seen = HashSet::new();
    let mut kept = Vec::new();
    for Sourced { value, provenance, confidence } in tags {
        let Some(label) = cleaner.bounded(&value, MAX_TAG, "tags") else { continue };
        if !label.chars().any(char::is_alphanumeric) || !seen.insert(fold(&label, lang)) {
            continue;
        }
        if kept.len() == MAX_TAGS {
            cleaner.truncated("tags");
            break;
        }
        kept.push(Tag { label, provenance, confidence });
    }
    kept
}

/// The links, absolute and each once. What leads nowhere on the web is left out without a word: pages are full of it.
pub fn links(links: Vec<Link>, addresses: &Addresses, cleaner: &mut Cleaner) -> Vec<Link> {
    let mut seen = HashSet::new();
    let mut kept: Vec<Link> = Vec::new();
    for link in links {
        let Some(url) = clean(&link.url, addresses.any()).map(String::from) else { continue };
        let Some(text) = cleaner.bounded(&link.text, MAX_ANCHOR, "links") else { continue };
        if !seen.insert((text.clone(), url.clone())) {
            continue;
        }
        if kept.len() == MAX_LINKS {
            cleaner.truncated("links");
            break;
        }
        kept.push(Link { text, url });
    }
    kept
}

pub fn removed(removed: Vec<Removed>, cleaner: &mut Cleaner) -> Vec<Removed> {
    if removed.len() > MAX_REMOVED_LINES {
        cleaner.truncated("removed");
    }
    removed
        .into_iter()
        .take(MAX_REMOVED_LINES)
        .filter_map(|line| Some(Removed { text: cleaner.bounded(&line.text, MAX_REMOVED, "removed")?, ..line }))
        .collect()
}
