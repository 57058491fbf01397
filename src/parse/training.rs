//! What the programs under `tools/train` ask of the parser: rows of numbers, and articles by a model that is not shipped.
//!
//! Hidden from the documentation, and no promise to anyone: it keeps one implementation of the features.

use super::text_dump::{self, Fields, Models};
use super::trees::Trees;
use crate::article::{BlockKind, RawArticle};
use crate::outcome::Stop;

pub use super::text_dump::{Dump, GuessSample};
pub use super::trees::TreesError;

/// A line as the trees meet it.
#[derive(Debug, Clone)]
pub struct Sample {
    pub text: String,
    pub kind: BlockKind,
    /// By the rules.
    pub kept: bool,
    /// The trees decide; else the rules do.
    pub open: bool,
    pub row: Vec<i32>,
}

/// A model that is tried out.
#[derive(Debug)]
pub struct Candidate(Trees);

impl Candidate {
    /// # Errors
    ///
    /// Where the text is no model over the lines of dumps.
    pub fn for_dumps(text: &str) -> Result<Self, TreesError> {
        Self::over(text, &text_dump::features())
    }

    fn over(text: &str, names: &[String]) -> Result<Self, TreesError> {
        Trees::read(text, &names.iter().map(String::as_str).collect::<Vec<_>>()).map(Self)
    }

    /// The article of a dump by this model.
    ///
    /// # Errors
    ///
    /// As for any text dump.
    pub fn dump(&self, page: Dump<'_>) -> Result<RawArticle, Stop> {
        text_dump::article_by(page, Models { lines: Some(&self.0), ..Models::shipped() }, &mut ())
    }
}

/// The names of the numbers in a row of [`dump_guesses`].
#[must_use]
pub fn dump_guess_features(kind: &str) -> Vec<String> {
    match kind {
        "title" => text_dump::title_features(),
        "date" => text_dump::date_features(),
        _ => text_dump::author_features(),
    }
}

/// What could be the title, the date or the authors of a dump.
#[must_use]
pub fn dump_guesses(kind: &str, page: Dump<'_>) -> Vec<GuessSample> {
    // A title is guessed at before there is one.
    let fields =
        if kind == "title" { Fields::default() } else { Fields { date: None, authors: None, ..Fields::shipped() } };
    text_dump::guesses(kind, page, fields)
}

/// The names of the numbers in a row of [`dump_samples`].
#[must_use]
pub fn dump_features() -> Vec<String> {
    text_dump::features()
}

/// The lines of a dump.
#[must_use]
pub fn dump_samples(page: Dump<'_>) -> Vec<Sample> {
    text_dump::samples(page, Fields::shipped())
}

/// The article of a dump by the rules alone.
///
/// # Errors
///
/// As for any text dump.
pub fn dump_by_rules(page: Dump<'_>) -> Result<RawArticle, Stop> {
    text_dump::article_by(page, Models::default(), &mut ())
}
