//! What a page is besides an article, or instead of one: told from the page as a whole, after its body was chosen.
//!
//! A page that is no article is published with a flag all the same, since its body may be of use; `input.articles_only`
//! turns it into a dead letter. Whoever declares an article is believed unless the page says plainly that it is none.

use std::collections::BTreeSet;

use crate::article::{BlockKind, QualityFlag, RawBlock};

use super::blocks::{Block, Blocks};
use super::facts::Facts;
use super::features::{ends_sentence, is_wide};
use super::phrases;

/// A link with fewer signs is a label of a menu.
const SHORTEST_TEASER: u32 = 20;
/// Lines of text between a link to an article and the next: more of them are an article of their own.
const TEASER_LINES: usize = 3;
/// Links with a text below them that make a list.
const LEAST_TEASERS: usize = 6;
/// The longest text on a list, in signs; articles have more in one piece.
const LONGEST_TEXT: u32 = 900;
/// The same on the front page of a site, where an article stands seldom.
const LONGEST_ON_FRONT_PAGE: u32 = 2_500;
/// Kept lines of which this share are teasers are a list.
const SHARE_OF_TEASERS: f32 = 0.6;
/// So many links with so few words are a list without any text.
const LEAST_LINKS: usize = 20;
const WORDS_BESIDE_LINKS: usize = 60;
/// Words of a body that a notice or the text below a video has at most.
const WORDS_OF_NOTICE: usize = 150;
const WORDS_BELOW_VIDEO: usize = 120;
/// A body that breaks off before a paywall has fewer.
const WORDS_BEFORE_WALL: usize = 200;
/// So many posts with a class for them are a live blog.
const LEAST_POSTS: usize = 3;
/// The title of an error is short.
const LONGEST_ERROR: usize = 60;

/// The links and texts of a page, counted.
#[derive(Debug, Default)]
pub(super) struct Shape {
    /// Links to articles with a text of a few lines below, and these texts.
    teasers: usize,
    /// All such links.
    links: usize,
    texts: Vec<String>,
    /// The longest text without such a link in it, in signs.
    run: u32,
}

impl Shape {
    pub(super) fn of(blocks: &Blocks) -> Self {
        let mut shape = Self::default();
        let mut since: Option<Vec<&Block>> = None;
        let mut run = 0;
        for block in &blocks.list {
            if is_link(block) {
                shape.links += 1;
                shape.close(since.replace(Vec::new()));
                run = 0;
            } else if is_text(block) {
                run += units(block);
                shape.run = shape.run.max(run);
                if let Some(texts) = &mut since {
                    texts.push(block);
                }
            }
        }
        shape.close(since);
        shape
    }

    fn close(&mut self, texts: Option<Vec<&Block>>) {
        let texts = texts.unwrap_or_default();
        if (1..=TEASER_LINES).contains(&texts.len()) {
            self.teasers += 1;
            self.texts.extend(texts.iter().map(|block| block.text.clone()));
        }
    }

    /// The share of a body's lines of text that stand below links to articles.
    fn share_of_teasers(&self, body: &[RawBlock]) -> f32 {
        let text = body.iter().filter(|block| !matches!(block.kind, BlockKind::Heading | BlockKind::Caption));
        let lines: Vec<&str> = text.flat_map(|block| block.text.split('\n')).collect();
        let teasers = lines.iter().filter(|line| self.texts.iter().any(|text| text == *line)).count();
        if lines.is_empty() { 0.0 } else { teasers as f32 / lines.len() as f32 }
    }
}

fn is_link(block: &Block) -> bool {
    block.link_share() >= 0.9 && units(block) >= SHORTEST_TEASER
}

fn is_text(block: &Block) -> bool {
    let units = units(block);
    let long = units >= 80 || (units >= 30 && ends_sentence(&block.text));
    long && block.link_share() < 0.4 && !matches!(block.kind, BlockKind::Heading | BlockKind::Caption)
}

fn units(block: &Block) -> u32 {
    let wide = block.text.chars().take(2_000).filter(|sign| is_wide(*sign)).count();
    block.chars + u32::try_from(wide).unwrap_or(0)
}

/// What is known of a page once its body is chosen.
pub(super) struct Whole<'p> {
    pub(super) facts: &'p Facts,
    pub(super) shape: &'p Shape,
    pub(super) title: Option<&'p str>,
    pub(super) url: Option<&'p str>,
    pub(super) body: &'p [RawBlock],
}

/// What a reader should know of the page.
pub(super) fn flags(page: &Whole<'_>) -> BTreeSet<QualityFlag> {
    let mut flags = BTreeSet::new();
    let words = words(page.body);
    flags.extend(page.facts.is_live(LEAST_POSTS).then_some(QualityFlag::LiveBlog));
    flags.extend(page.is_paywalled(words).then_some(QualityFlag::Paywalled));
    flags.extend(page.no_article(words));
    flags
}

impl Whole<'_> {
    fn no_article(&self, words: usize) -> Option<QualityFlag> {
        // A notice is none the less one because the template around it declares an article.
        if words <= WORDS_OF_NOTICE && self.is_error() {
            return Some(QualityFlag::ErrorPage);
        }
        if words <= WORDS_OF_NOTICE && self.is_about_cookies() {
            return Some(QualityFlag::CookieWall);
        }
        if self.facts.declares_article() {
            return None;
        }
        if words <= WORDS_BELOW_VIDEO && self.is_video() {
            return Some(QualityFlag::VideoPage);
        }
        let path = self.url.and_then(path);
        if self.shape.teasers >= LEAST_TEASERS
            && path.as_deref().is_some_and(is_front)
            && self.shape.run < LONGEST_ON_FRONT_PAGE
        {
            return Some(QualityFlag::HomePage);
        }
        if path.as_deref().is_some_and(names_an_article) {
            return None;
        }
        let is_list = self.shape.teasers >= LEAST_TEASERS
            && self.shape.run < LONGEST_TEXT
            && self.shape.share_of_teasers(self.body) >= SHARE_OF_TEASERS;
        let is_index = self.shape.links >= LEAST_LINKS && words <= WORDS_BESIDE_LINKS && path.is_some();
        (is_list || is_index).then_some(QualityFlag::SectionList)
    }

    /// What the page says of itself; else a wall before which the text breaks off.
    fn is_paywalled(&self, words: usize) -> bool {
        match self.facts.free() {
            Some(free) => !free,
            None => words <= WORDS_BEFORE_WALL && self.facts.paywall,
        }
    }

    fn is_error(&self) -> bool {
        let headings = self.facts.h1.iter().map(|(_, text)| text.as_str());
        let names = self.title.into_iter().chain(headings).chain(self.facts.title_element.as_deref());
        let short = |name: &&str| name.chars().nth(LONGEST_ERROR).is_none();
        names.filter(short).any(phrases::names_an_error)
    }

    /// Half of the text speaks of cookies, and the title does not.
    fn is_about_cookies(&self) -> bool {
        let all: usize = self.body.iter().map(|block| block.text.len()).sum();
        let about = self.body.iter().filter(|block| phrases::speaks_of_cookies(&block.text));
        let about: usize = about.map(|block| block.text.len()).sum();
        about > 0 && about * 2 >= all && !self.title.is_some_and(phrases::speaks_of_cookies)
    }

    fn is_video(&self) -> bool {
        let kind = self.facts.meta(&["og:type"]).unwrap_or("").trim().to_ascii_lowercase();
        kind.starts_with("video") || self.facts.linked.video
    }
}

fn words(body: &[RawBlock]) -> usize {
    let text = body.iter().filter(|block| block.kind != BlockKind::Caption);
    text.map(|block| {
        block.text.split_whitespace().count() + block.text.chars().filter(|sign| is_wide(*sign)).count() / 2
    })
    .sum()
}

fn path(url: &str) -> Option<String> {
    let rest = url.split("://").nth(1)?;
    let path = rest.split_once('/').map_or("", |(_, path)| path);
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let path = path.split('#').next().unwrap_or("").trim_matches('/').to_ascii_lowercase();
    // `article.html?id=8976`: the number of an article.
    let digits: String = query.chars().filter(char::is_ascii_digit).take(9).collect();
    Some(if path.is_empty() || digits.len() < 4 { path } else { format!("{path}/{digits}") })
}

/// `/`, `/en`, `/index.html`.
fn is_front(path: &str) -> bool {
    let page = path.rsplit('/').next().unwrap_or("");
    let is_index = page.starts_with("index.") || page.starts_with("default.") || page == "home";
    let folder = if is_index { path.strip_suffix(page).unwrap_or("").trim_end_matches('/') } else { path };
    folder.len() <= 2 || (folder.len() == 5 && folder.get(2..3).is_some_and(|sign| sign == "-" || sign == "_"))
}

/// A last part of several words or with a number, as the addresses of articles have.
fn names_an_article(path: &str) -> bool {
    let page = path.rsplit('/').next().unwrap_or("");
    let joints = page.chars().filter(|sign| matches!(sign, '-' | '_' | '+')).count() + page.matches("%20").count();
    let digits = path.chars().filter(char::is_ascii_digit).count();
    joints >= 3 || digits >= 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_tell_front_pages_and_articles_apart() {
        let front = |url| path(url).is_some_and(|path| is_front(&path));
        for url in
            ["https://a.example", "https://a.example/?x=1", "https://a.example/en/", "https://a.example/index.php"]
        {
            assert!(front(url), "{url}");
        }
        assert!(front("https://a.example/pt-br/home"));
        assert!(!front("https://a.example/sport") && !front("https://a.example/sport/index.html"));
        assert!(names_an_article("news/the-sea-rises-again") && names_an_article("a/2024/05/17"));
        assert!(!names_an_article("news/local") && !names_an_article("tag/top-10"));
    }
}
