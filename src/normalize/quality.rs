//! What a reader should know before trusting an article.

use std::collections::BTreeSet;

use crate::article::{Body, Confidence, Language, QualityFlag};

/// A body with fewer words is thin: a teaser, a caption, a live ticker's entry.
pub const THIN_BODY_WORDS: u32 = 50;

/// The fields of an article that are there.
pub struct Present {
    pub title: bool,
    pub url: bool,
    pub published_at: bool,
}

pub fn flags(present: &Present, body: &Body, language: &Language) -> BTreeSet<QualityFlag> {
    [
        (QualityFlag::NoPublishedAt, !present.published_at),
        (QualityFlag::NoUrl, !present.url),
        (QualityFlag::NoTitle, !present.title),
        (QualityFlag::ThinBody, body.word_count < THIN_BODY_WORDS),
        (QualityFlag::LanguageUnknown, language.tag == "und"),
    ]
    .into_iter()
    .filter_map(|(flag, raised)| raised.then_some(flag))
    .collect()
}

/// What all flags together cost at most.
const MOST_COST: u16 = 900;

/// 1 less what each flag costs: an article that lacks all of it keeps a tenth.
pub fn score(flags: &BTreeSet<QualityFlag>) -> Confidence {
    let cost: u16 = flags
        .iter()
        .map(|flag| match flag {
            QualityFlag::NoPublishedAt => 150,
            QualityFlag::NoUrl => 100,
            QualityFlag::NoTitle => 200,
            QualityFlag::ThinBody => 250,
            QualityFlag::LanguageUnknown => 200,
            QualityFlag::Paywalled => 100,
            QualityFlag::LiveBlog => 50,
            QualityFlag::HomePage
            | QualityFlag::SectionList
            | QualityFlag::VideoPage
            | QualityFlag::ErrorPage
            | QualityFlag::CookieWall => 600,
        })
        .sum();
    Confidence::per_mille(1000 - cost.min(MOST_COST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flag_costs_something_and_all_of_them_not_everything() {
        let all = [
            QualityFlag::NoPublishedAt,
            QualityFlag::NoUrl,
            QualityFlag::NoTitle,
            QualityFlag::ThinBody,
            QualityFlag::LanguageUnknown,
            QualityFlag::Paywalled,
            QualityFlag::LiveBlog,
            QualityFlag::HomePage,
            QualityFlag::SectionList,
            QualityFlag::VideoPage,
            QualityFlag::ErrorPage,
            QualityFlag::CookieWall,
        ];
        assert_eq!(score(&BTreeSet::new()), Confidence::CERTAIN);
        for flag in all {
            assert!(score(&BTreeSet::from([flag])) < Confidence::CERTAIN);
        }
        assert_eq!(score(&BTreeSet::from(all)), Confidence::per_mille(100));
    }
}
