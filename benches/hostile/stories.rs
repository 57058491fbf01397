//! Texts that nobody writes, through the stages behind the parser.

use copydesk::article::{BlockKind, RawArticle, RawBlock};
use copydesk::config::Config;

use super::cpu_time::cpu_time;
use super::texts::texts;
use super::{Input, Kind};

pub const KIND: Kind = Kind { name: "text", stages: &["normalize", "enrich"], names, input, most_mib: 64.0 };

fn names() -> Vec<&'static str> {
    texts().iter().map(|(name, _, _)| *name).collect()
}

fn input(name: &str) -> Option<Input> {
    let (_, language, text) = texts().into_iter().find(|(known, _, _)| *known == name)?;
    let stages = copydesk::app::stages(&Config::default()).ok()?;
    // What is made when a language is first met is no cost of a text.
    let _ = stages.normalizer.normalize(article(language, "a")).map(|article| stages.local.enrich(article));
    let (bytes, raw) = (text.len(), article(language, &text));
    let read = move || {
        let normalized = stages.normalizer.normalize(raw);
        let between = cpu_time();
        // One without any text is rejected, and has nothing to enrich.
        let _enriched = normalized.map(|mut article| {
            article.language.tag = language.to_owned();
            stages.local.enrich(article)
        });
        Some(vec![between, cpu_time()])
    };
    Some(Input { bytes, read: Box::new(read) })
}

/// Each line a paragraph, and nothing else known.
fn article(language: &str, text: &str) -> RawArticle {
    let block = |line: &str| RawBlock { kind: BlockKind::Paragraph, level: None, text: line.to_owned() };
    let mut article = RawArticle::new("article_text");
    article.blocks = text.split('\n').map(block).collect();
    article.declared_languages = vec![language.to_owned()];
    article
}
