//! Title, date and authors of a dump by trees over their guesses. A small dump looks like none that they have seen: there the
//! rules of `head` and `title` stand.

use std::sync::LazyLock;

use super::guess::{self, AuthorGuess, DateGuess, Scene, TitleGuess};
use super::head::Head;
use crate::article::{Author, AuthorRole, Confidence, Provenance, RemovedReason, Sourced};
use crate::parse::trees::Trees;

/// Smaller dumps are read by rules.
pub const LEAST_LINES: usize = 24;
/// Scores are ten thousandths of a logarithm of odds. Below these there is no answer: a date is right or absent.
const DATE: i32 = 15_000;
const AUTHORS: i32 = -5_000;
const TITLE: i32 = -45_000;
/// People of one article.
const MOST_AUTHORS: usize = 12;

/// The trees that choose; none where the rules do.
#[derive(Debug, Clone, Copy, Default)]
pub struct Fields<'m> {
    pub title: Option<&'m Trees>,
    pub date: Option<&'m Trees>,
    pub authors: Option<&'m Trees>,
}

type Shipped = LazyLock<Option<Trees>>;

static TITLES: Shipped =
    LazyLock::new(|| read(include_str!("../../../data/extraction/dump_title.trees"), &guess::title_features()));
static DATES: Shipped =
    LazyLock::new(|| read(include_str!("../../../data/extraction/dump_date.trees"), &guess::date_features()));
static NAMES: Shipped =
    LazyLock::new(|| read(include_str!("../../../data/extraction/dump_authors.trees"), &guess::author_features()));

fn read(text: &str, names: &[String]) -> Option<Trees> {
    Trees::read(text, &names.iter().map(String::as_str).collect::<Vec<_>>()).ok()
}

impl Fields<'static> {
    /// The trees of this version. A test holds that they can be read; if they could not, the rules decide.
    pub fn shipped() -> Self {
        Self { title: TITLES.as_ref(), date: DATES.as_ref(), authors: NAMES.as_ref() }
    }
}

impl Fields<'_> {
    /// Their names in a record, with their hashes.
    pub fn hashes(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let named =
            [("dump_title.trees", self.title), ("dump_date.trees", self.date), ("dump_authors.trees", self.authors)];
        named.into_iter().filter_map(|(name, trees)| Some((name, trees?.hash())))
    }
}

/// What the trees said of each guess, the best first: for those who ask why.
#[derive(Debug, Default)]
pub struct Scores {
    pub titles: Vec<(i32, usize)>,
    pub dates: Vec<(i32, Sourced<String>)>,
    pub authors: Vec<(i32, Vec<String>)>,
}

/// The line of the title, and the score of each that could be it.
pub fn title(scene: &Scene<'_>, trees: &Trees) -> Vec<(i32, usize)> {
    let score = |TitleGuess { at, row }: TitleGuess| (trees.score(&row), at);
    let mut titles: Vec<(i32, usize)> =
        guess::titles(scene).into_iter().map(score).filter(|(score, _)| *score > TITLE).collect();
    // Of equal ones the first.
    titles.sort_by_key(|(score, at)| (std::cmp::Reverse(*score), *at));
    titles
}

impl Head {
    /// Takes the date that the trees prefer in the place of those that the rules found.
    pub fn choose_date(&mut self, scene: &Scene<'_>, trees: &Trees) {
        let mut scored: Vec<(i32, DateGuess)> =
            guess::dates(scene).into_iter().map(|guess| (trees.score(&guess.row), guess)).collect();
        scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        let sourced = |(score, guess): &(i32, DateGuess)| {
            let from = if guess.at.is_some() { Provenance::Model } else { Provenance::Url };
            (*score, Sourced::new(guess.text.clone(), from, confidence(*score)))
        };
        self.scores.dates = scored.iter().map(sourced).collect();
        let chosen = scored.first().filter(|(score, _)| *score > DATE);
        self.published = chosen.iter().map(|chosen| sourced(chosen).1).collect();
        let at = chosen.and_then(|(_, guess)| guess.at.filter(|_| guess.whole));
        // What the rules took for a date is a label now; the text of the one that was chosen stands in a field.
        for dated in std::mem::take(&mut self.dated) {
            if Some(dated) != at {
                self.moved.retain(|moved| *moved != dated);
                self.removed.push((dated, RemovedReason::PublishLabel));
            }
        }
        self.moved.extend(at.filter(|at| !self.is_taken(*at)));
    }

    /// Takes the names that the trees prefer in the place of those that the rules found.
    pub fn choose_authors(&mut self, scene: &Scene<'_>, trees: &Trees) {
        let mut scored: Vec<(i32, AuthorGuess)> =
            guess::authors(scene).into_iter().map(|guess| (trees.score(&guess.row), guess)).collect();
        // In the order of the page, for those that are taken.
        let mut authors: Vec<Author> = Vec::new();
        for (score, guess) in scored.iter().filter(|(score, _)| *score > AUTHORS) {
            for name in &guess.names {
                if authors.len() < MOST_AUTHORS
                    && !authors.iter().any(|author| author.name.to_lowercase() == name.to_lowercase())
                {
                    authors.push(Author {
                        name: name.clone(),
                        role: AuthorRole::Author,
                        provenance: Provenance::Model,
                        confidence: confidence(*score),
                    });
                }
            }
            if guess.whole && !self.is_taken(guess.at) {
                self.moved.push(guess.at);
            }
        }
        self.authors = authors;
        scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        self.scores.authors = scored.into_iter().map(|(score, guess)| (score, guess.names)).collect();
    }

    fn is_taken(&self, at: usize) -> bool {
        self.moved.contains(&at) || self.removed.iter().any(|(removed, _)| *removed == at)
    }
}

/// A score as a probability, in steps: no machine rounds it otherwise.
pub fn confidence(score: i32) -> Confidence {
    const STEPS: [(i32, u16); 8] = [
        (40_000, 980),
        (30_000, 950),
        (22_000, 900),
        (14_000, 800),
        (8_500, 700),
        (4_000, 600),
        (-4_000, 500),
        (-10_000, 350),
    ];
    Confidence::per_mille(STEPS.iter().find(|(least, _)| score >= *least).map_or(200, |(_, sure)| *sure))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Changed weights are a change of records: reviewed, trained anew, never by hand.
    #[test]
    fn the_weights_are_those_that_were_reviewed() {
        let found: Vec<_> = Fields::shipped().hashes().map(|(name, hash)| format!("{name} {hash}")).collect();
        assert_eq!(found, HASHES);
    }

    const HASHES: [&str; 3] = [
        "dump_title.trees sha256:ff6edabf0fba1af3520e648bde8757168e83c023cca57ca105dcea56896fa55f",
        "dump_date.trees sha256:cf277d59ca8225a9969bdffc955c3fe4788adb130c65c430e2d9f9c5c0c5f399",
        "dump_authors.trees sha256:a89aab9f9bcb14c27da93b1376e2886883117180dca64f24f3fbdb2235755d98",
    ];

    #[test]
    fn confidence_follows_the_score() {
        let sure: Vec<f64> = [-50_000, 0, 12_000, 50_000].map(|score| confidence(score).value()).to_vec();
        assert_eq!(sure, [0.2, 0.5, 0.7, 0.98]);
    }
}
