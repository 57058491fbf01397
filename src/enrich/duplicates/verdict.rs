//! What two articles have in common → what one is to the other.
//!
//! A text that repeats another shares runs of words all over it. A text from the same template does as well, but what
//! stands between the runs differs: the numbers. And what many stories share is furniture, a template or a proverb, and
//! weighs little. The figures were chosen on the development half of a labelled set, see docs/QUALITY.md.

use crate::article::{DuplicateKind, Print};

/// What hashes of shingles weigh by how many other stories hold them.
const WEIGHTS: [f64; 5] = [1.0, 1.0, 0.9, 0.5, 0.0];
/// The share of an article that has to stand in the earlier one, where it was edited throughout.
const SHARED: f64 = 0.3;
const RUNS: u32 = 3;
/// The same of the earlier one, where this one is longer: an edited copy came before the whole. It says less, since few
/// hashes of a short text are compared.
const SHARED_EARLIER: f64 = 0.35;
const LEAST_OF_WIDER: f64 = 0.1;
/// And where it was not: what was taken over as it is, is most of it.
const EXCERPT: f64 = 0.8;
/// Of two versions of one page, or under one headline on one site.
const SHARED_BY_VERSIONS: f64 = 0.2;
/// A text that takes in nearly all of an earlier one may add more than it takes.
const TAKEN_IN: f64 = 0.85;
const LEAST_OF_TAKER: f64 = 0.2;
const TAKEN_WHOLE: f64 = 0.95;
const LEAST_OF_WHOLE: f64 = 0.08;
/// Shared hashes below which a share is chance.
const LEAST_HASHES: u32 = 4;
/// All of it, but for chance.
const WHOLE: f64 = 0.9;
/// Where both texts are in the other as far as this, they have one extent: a revision rather than an excerpt.
const REVISION: f64 = 0.45;
/// What related stories share.
const RELATED: f64 = 0.3;
const LEAST_RELATED_HASHES: u32 = 6;
/// Words of a shared paragraph that relate two stories.
pub const RELATED_WORDS: u32 = 25;
/// Two texts with so many numbers each have to agree on this share of them.
const NUMBERS: usize = 3;
const AGREED: f64 = 0.5;
/// Short texts on more: reports from a template are short.
const SHORT: u32 = 120;
const AGREED_SHORT: f64 = 0.7;

#[must_use]
pub fn weight(stories: usize) -> f64 {
    WEIGHTS.get(stories).copied().unwrap_or_default()
}

/// An article beside an earlier one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// Hashes of shingles that both hold.
    pub hashes: u32,
    /// What those weigh.
    pub weight: f64,
    /// Of the hashes that are compared, how many this article and the earlier one have.
    pub own: f64,
    pub earlier: f64,
    /// In how many runs they stand in this article.
    pub runs: u32,
    /// One page, or one headline on one site.
    pub versions: bool,
    /// The earlier one repeats another itself.
    pub is_copy: bool,
    pub numbers_agree: bool,
    /// Words of the longest paragraph that both hold and few others.
    pub paragraph_words: u32,
}

impl Comparison {
    /// The share of this article that stands in the earlier one.
    fn of_own(&self) -> f64 {
        share(self.weight, self.own)
    }

    /// The share of the earlier article that stands in this one.
    fn of_earlier(&self) -> f64 {
        share(self.weight, self.earlier)
    }

    /// From 0 to 1: how much of the text that shares more stands in the other.
    pub fn score(&self) -> f64 {
        self.of_own().max(self.of_earlier())
    }

    /// Whether what is shared stands all over this article, and not in one piece.
    fn is_edited(&self) -> bool {
        self.runs >= RUNS
    }

    /// What is shared, of what either has.
    pub fn resemblance(&self) -> f64 {
        share(self.weight, self.own + self.earlier - f64::from(self.hashes))
    }

    /// Whether this article repeats the earlier one, and how. A copy of the story has to share more than the article that
    /// the story began with: it may hold parts of another story.
    pub fn duplicate(&self) -> Option<DuplicateKind> {
        if self.hashes < LEAST_HASHES || !self.numbers_agree {
            return None;
        }
        let (own, earlier) = (self.of_own(), self.of_earlier());
        let repeats = if self.is_copy {
            own.min(earlier) >= REVISION || own >= WHOLE
        } else {
            (own >= SHARED && self.is_edited())
                || (earlier >= SHARED_EARLIER && own >= LEAST_OF_WIDER && self.is_edited())
                || own >= EXCERPT
                || (earlier >= TAKEN_IN && own >= LEAST_OF_TAKER)
                || (earlier >= TAKEN_WHOLE && own >= LEAST_OF_WHOLE)
        } || (self.versions && own >= SHARED_BY_VERSIONS);
        let kind =
            if own.min(earlier) >= REVISION || self.versions { DuplicateKind::Near } else { DuplicateKind::Derived };
        repeats.then_some(kind)
    }

    /// Whether the two share a part, and no more.
    pub fn is_related(&self) -> bool {
        let shares = self.hashes >= LEAST_RELATED_HASHES && self.score() >= RELATED && self.numbers_agree;
        shares || self.paragraph_words >= RELATED_WORDS
    }
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { (part / whole).min(1.0) } else { 0.0 }
}

/// Whether two texts agree on their numbers, as far as they have enough of them to tell.
pub fn numbers_agree(print: &Print, numbers: &[u16], shingles: u32) -> bool {
    let fewer = print.numbers.len().min(numbers.len());
    if fewer < NUMBERS {
        return true;
    }
    let same = print.numbers.iter().filter(|number| numbers.binary_search(number).is_ok()).count();
    let needed = if print.shingles.min(shingles) < SHORT { AGREED_SHORT } else { AGREED };
    same as f64 >= needed * fewer as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(shared: u32, own: u32, earlier: u32) -> Comparison {
        Comparison {
            hashes: shared,
            weight: shared.into(),
            own: own.into(),
            earlier: earlier.into(),
            runs: shared,
            versions: false,
            is_copy: false,
            numbers_agree: true,
            paragraph_words: 0,
        }
    }

    #[test]
    fn one_extent_is_a_revision_and_an_excerpt_is_derived() {
        assert_eq!(compared(50, 60, 64).duplicate(), Some(DuplicateKind::Near));
        assert_eq!(compared(20, 20, 64).duplicate(), Some(DuplicateKind::Derived));
        // An agency report with three times as much written around it.
        assert_eq!(compared(16, 64, 17).duplicate(), Some(DuplicateKind::Derived));
    }

    #[test]
    fn an_edited_excerpt_that_came_first_is_derived_from() {
        let wider = compared(10, 64, 24);
        assert_eq!(wider.duplicate(), Some(DuplicateKind::Derived));
        assert_eq!(Comparison { runs: 1, ..wider }.duplicate(), None);
        assert_eq!(compared(8, 64, 24).duplicate(), None);
    }

    #[test]
    fn a_paragraph_of_another_story_makes_related() {
        let shared = Comparison { runs: 2, ..compared(14, 62, 28) };
        assert_eq!((shared.duplicate(), shared.is_related()), (None, true));
        let little = compared(5, 62, 60);
        assert_eq!((little.duplicate(), little.is_related()), (None, false));
        assert!(Comparison { paragraph_words: 30, ..little }.is_related());
    }

    #[test]
    fn a_few_hashes_are_chance() {
        assert_eq!(compared(3, 4, 4).duplicate(), None);
    }

    #[test]
    fn versions_of_one_page_may_differ_more() {
        let revised = Comparison { versions: true, ..compared(15, 60, 60) };
        assert_eq!(revised.duplicate(), Some(DuplicateKind::Near));
        assert_eq!(compared(15, 60, 60).duplicate(), None);
    }

    #[test]
    fn other_numbers_make_another_report() {
        let print = |numbers: &[u16], shingles| Print { numbers: numbers.into(), shingles, ..Print::default() };
        assert!(!numbers_agree(&print(&[1, 2, 3, 4], 40), &[1, 2, 8, 9], 40));
        assert!(numbers_agree(&print(&[1, 2, 3, 4], 300), &[1, 2, 8, 9], 300));
        // A toll that rose.
        assert!(numbers_agree(&print(&[1, 2, 3, 4], 40), &[1, 2, 3, 9], 40));
        // Too few to tell.
        assert!(numbers_agree(&print(&[1, 2], 40), &[8, 9], 40));
        assert!(!Comparison { numbers_agree: false, ..compared(50, 60, 60) }.is_related());
    }
}
