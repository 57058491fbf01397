//! An article that somebody extracted already: taken as it is, paragraphs apart by line ends, nothing removed.

use super::explain::{Fate, Line, Watch};
use super::text_dump::split_lines;
use crate::article::{BlockKind, RawArticle, RawBlock};
use crate::outcome::{RejectReason, Stop};

/// # Errors
///
/// `body_empty` for blank text.
pub fn article(text: &str, watch: &mut impl Watch) -> Result<RawArticle, Stop> {
    let mut article = RawArticle::new("article_text");
    article.blocks = split_lines(text)
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| RawBlock { kind: BlockKind::Paragraph, level: None, text: line.to_owned() })
        .collect();
    watch.lines(|| {
        let line = |block: &RawBlock| Line {
            number: None,
            text: block.text.clone(),
            fate: Fate::Kept(block.kind),
            points: None,
            evidence: vec!["declared to be the article's".into()],
        };
        article.blocks.iter().map(line).collect()
    });
    if article.blocks.is_empty() {
        return Err(Stop::rejected(
            RejectReason::BodyEmpty,
            "expected paragraphs in the article text, got blank lines",
        ));
    }
    Ok(article)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_paragraph_and_nothing_is_removed() {
        let article =
            article("Share\r\n\r\nFirst paragraph.\n  © 2025 The Example  \u{2028}By Jane Doe", &mut ()).unwrap();
        let texts: Vec<&str> = article.blocks.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(texts, ["Share", "First paragraph.", "© 2025 The Example", "By Jane Doe"]);
        assert!(article.removed.is_empty() && article.authors.is_empty());
        assert_eq!(article.parser, "article_text");
    }

    #[test]
    fn blank_text_is_no_article() {
        let Err(Stop::Rejected(rejection)) = article(" \n\u{a0}\n", &mut ()) else {
            panic!("blank text became an article")
        };
        assert_eq!(rejection.reason, RejectReason::BodyEmpty);
    }
}
