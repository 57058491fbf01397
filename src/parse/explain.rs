//! How a reader decided: what became of each line and on what evidence, and every candidate for a field.
//!
//! A reader tells a [`Watch`] as it goes. The one of the main road is `()`: it asks for nothing, so nothing is put together
//! and the compiler takes the calls out. [`Explanation`] is the one that listens, for `copydesk explain`.

use crate::article::{Author, BlockKind, Confidence, Provenance, RemovedReason, Sourced};

/// Whoever wants to know how a reader decides. What is handed over is made only where somebody takes it.
pub(super) trait Watch {
    /// All lines of the document in their order.
    fn lines(&mut self, lines: impl FnOnce() -> Vec<Line>);
    /// Candidates for a field, the best first; those of an earlier call stand before them.
    fn field(&mut self, name: &'static str, candidates: impl FnOnce() -> Vec<Candidate>);
}

/// Nobody.
impl Watch for () {
    fn lines(&mut self, _: impl FnOnce() -> Vec<Line>) {}
    fn field(&mut self, _: &'static str, _: impl FnOnce() -> Vec<Candidate>) {}
}

/// Everything that a reader told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Explanation {
    pub lines: Vec<Line>,
    pub fields: Vec<Field>,
}

/// A line of a dump, or a block of a page, and its fate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Where it stands in the payload, from 1; a page of HTML has no lines of its own.
    pub number: Option<u32>,
    pub text: String,
    pub fate: Fate,
    /// What the reader gave it, where it counts points.
    pub points: Option<i32>,
    /// What was measured, in words.
    pub evidence: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Part of the article.
    Kept(BlockKind),
    /// Its text stands in a field now.
    Moved,
    Removed(RemovedReason),
}

/// A field and what could have stood in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub name: &'static str,
    /// The first is the choice, but for dates: there it is the first that `normalize` can read.
    pub candidates: Vec<Candidate>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub value: String,
    pub provenance: Provenance,
    pub confidence: Confidence,
    pub points: Option<i32>,
}

impl Watch for Explanation {
    fn lines(&mut self, lines: impl FnOnce() -> Vec<Line>) {
        self.lines.extend(lines());
    }

    fn field(&mut self, name: &'static str, candidates: impl FnOnce() -> Vec<Candidate>) {
        let candidates = candidates();
        match self.fields.iter_mut().find(|field| field.name == name) {
            Some(field) => field.candidates.extend(candidates),
            None => self.fields.push(Field { name, candidates }),
        }
    }
}

impl From<&Sourced<String>> for Candidate {
    fn from(found: &Sourced<String>) -> Self {
        let Sourced { value, provenance, confidence } = found.clone();
        Self { value, provenance, confidence, points: None }
    }
}

impl Candidate {
    /// Of a field that has one value.
    pub(super) fn all<'s>(found: impl IntoIterator<Item = &'s Sourced<String>>) -> Vec<Self> {
        found.into_iter().map(Self::from).collect()
    }

    /// The people that one source names, as one candidate; none where it names nobody.
    pub(super) fn of_authors(authors: &[Author]) -> Option<Self> {
        let first = authors.first()?;
        let names: Vec<&str> = authors.iter().map(|author| author.name.as_str()).collect();
        Some(Self { value: names.join(", "), provenance: first.provenance, confidence: first.confidence, points: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn candidates_of_a_later_call_stand_behind() {
        let candidate = |value: &str, provenance| {
            vec![Candidate::from(&Sourced::new(value.to_owned(), provenance, Confidence::CERTAIN))]
        };
        let mut explanation = Explanation::default();
        explanation.field("title", || candidate("declared", Provenance::Declared));
        explanation.field("title", || candidate("found", Provenance::Html));
        let values: Vec<&str> = explanation.fields[0].candidates.iter().map(|found| found.value.as_str()).collect();
        assert_eq!(values, ["declared", "found"]);
        assert_eq!(explanation.fields.len(), 1);
    }

    #[test]
    fn nobody_asks_for_nothing() {
        ().lines(|| panic!("lines were put together for nobody"));
        ().field("title", || panic!("candidates were put together for nobody"));
    }
}
