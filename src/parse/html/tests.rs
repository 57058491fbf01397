//! Whole pages: the fixtures with their expected articles, and pages made to hurt.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::*;
use crate::article::{BlockKind, Sourced};

fn sourced(field: &Sourced<String>) -> Value {
    json!({ "value": field.value, "provenance": field.provenance, "confidence": field.confidence })
}

/// Everything the page gave, for people to review.
fn rendered(article: &RawArticle) -> Value {
    let field = |field: &Option<Sourced<String>>| field.as_ref().map(sourced);
    let dates = |dates: &[Sourced<String>]| dates.iter().map(sourced).collect::<Vec<_>>();
    let blocks = article.blocks.iter().map(|block| match block.level {
        Some(level) => json!({ "kind": block.kind, "level": level, "text": block.text }),
        None => json!({ "kind": block.kind, "text": block.text }),
    });
    json!({
        "title": field(&article.title),
        "subtitle": field(&article.subtitle),
        "section": field(&article.section),
        "publisher": field(&article.publisher),
        "authors": article.authors,
        "published": dates(&article.published),
        "modified": dates(&article.modified),
        "canonical_url": article.canonical_url,
        "declared_languages": article.declared_languages,
        "lead_image": article.lead_image,
        "blocks": blocks.collect::<Vec<_>>(),
        "removed": article.removed,
        "warnings": article.warnings,
    })
}

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/html");
    let mut pages: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.retain(|path| path.extension().is_some_and(|extension| extension == "html"));
    pages.sort();
    pages
}

#[test]
fn every_fixture_gives_its_expected_article() {
    let pages = fixtures();
    assert!(pages.len() >= 10, "only {} fixtures", pages.len());
    for path in pages {
        let page = fs::read_to_string(&path).unwrap();
        let found = match article(HtmlPage { text: &page, url: None }) {
            Ok(article) => rendered(&article),
            Err(stop) => json!({ "stop": stop.to_string() }),
        };
        let expected = path.with_extension("json");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&expected, serde_json::to_string_pretty(&found).unwrap() + "\n").unwrap();
        }
        let wanted: Value = serde_json::from_str(&fs::read_to_string(&expected).unwrap()).unwrap();
        assert_eq!(found, wanted, "{}", path.display());
    }
}

#[test]
fn the_same_page_gives_the_same_article_every_time() {
    for path in fixtures() {
        let page = fs::read_to_string(&path).unwrap();
        let read = || article(HtmlPage { text: &page, url: None });
        assert_eq!(read(), read(), "{}", path.display());
    }
}

#[test]
fn a_page_without_text_is_refused_with_a_reason() {
    for page in
        ["", "   ", "<html><body><script>let a = 'long text that is no text.'</script></body></html>", "<img src=a>"]
    {
        let Err(Stop::Rejected(rejection)) = article(HtmlPage { text: page, url: None }) else { panic!("{page}") };
        assert_eq!(rejection.reason, RejectReason::BodyEmpty);
    }
}

#[test]
fn the_declared_address_is_carried_over_and_dates_the_article_where_nothing_else_does() {
    let url = "https://inlet.example/2024/05/17/tides";
    let found = article(HtmlPage {
        text: "<p>The tide came in twice, as it does on every other day of the year.</p>",
        url: Some(url),
    });
    let found = found.unwrap();
    assert_eq!(found.url.as_deref(), Some(url));
    assert_eq!(found.published.first().map(|date| date.value.as_str()), Some("2024-05-17"));
}

#[test]
fn any_cut_of_a_page_is_read_without_harm() {
    for path in fixtures() {
        let page = fs::read_to_string(&path).unwrap();
        for (at, _) in page.char_indices().step_by(97) {
            let (head, tail) = page.split_at(at);
            let _ = (article(HtmlPage { text: head, url: None }), article(HtmlPage { text: tail, url: None }));
        }
    }
}

const SENTENCE: &str = "The harbour master said on Monday that the new wall had held through the night. ";

/// Reads a page on a thread with the small stack that tokio gives its workers.
fn on_a_small_stack(page: String) -> (Result<RawArticle, Stop>, Duration) {
    let thread = std::thread::Builder::new().stack_size(2 << 20);
    let read = thread.spawn(move || {
        let started = Instant::now();
        (article(HtmlPage { text: &page, url: None }), started.elapsed())
    });
    read.unwrap().join().unwrap()
}

fn holds_the_sentence(article: &RawArticle) -> bool {
    article.blocks.iter().any(|block| block.text.contains(SENTENCE.trim()))
}

fn warns(article: &RawArticle, code: WarningCode) -> bool {
    article.warnings.iter().any(|warning| warning.code == code)
}

/// Each takes about a second of a build without optimisation. Generous, since the machine may be busy: quadratic work
/// over a hundred thousand elements would take many minutes.
const LIMIT: Duration = Duration::from_secs(60);

#[test]
fn elements_nested_a_hundred_thousand_deep_still_give_the_article() {
    for (open, close) in [
        ("<div>", "</div>"),
        ("<b>", "</b>"),
        ("<span>", "</span>"),
        ("<section><i>", "</i></section>"),
        ("<table><tr><td>", "</td></tr></table>"),
        ("<ul><li>", "</li></ul>"),
        ("<blockquote>", ""),
        ("<div><svg>", ""),
    ] {
        let page = format!("{}<p>{SENTENCE}</p>{}", open.repeat(100_000), close.repeat(100_000));
        let (found, took) = on_a_small_stack(page);
        let found = found.unwrap_or_else(|stop| panic!("{open}: {stop}"));
        assert!(
            holds_the_sentence(&found) || warns(&found, WarningCode::NodesCapped),
            "{open}: {:?}",
            found.blocks.first()
        );
        assert!(warns(&found, WarningCode::DepthCapped) || warns(&found, WarningCode::NodesCapped), "{open}");
        assert!(took < LIMIT, "{open} took {took:?}");
    }
}

#[test]
fn elements_without_number_or_end_still_give_the_article() {
    let shapes = [
        format!("<p>{SENTENCE}").repeat(2_000) + &"<p>x".repeat(200_000),
        format!("<p>{SENTENCE}</p>{}", "<br>".repeat(300_000)),
        format!("<p>{SENTENCE}</p>{}", "<img src=a.png>".repeat(100_000)),
        format!("<p>{SENTENCE}</p>{}", "<title>".repeat(100_000)),
        format!("<p>{SENTENCE}</p>{}", "<a href=#>x</a>".repeat(100_000)),
        format!("<p>{SENTENCE}</p>{}", "</p></div></a></td>".repeat(100_000)),
        format!("<p>{SENTENCE}</p>{}", "<a><div>".repeat(100_000)),
        format!("<p>{SENTENCE}</p>{}", "<h1 class=byline>x".repeat(50_000)),
        format!("<p>{SENTENCE}</p>{}", "&amp&lt&#x".repeat(100_000)),
        format!("<p>{SENTENCE}</p><p class='{}'>", "a-".repeat(500_000)),
        format!("<p>{SENTENCE}</p>{}", "<!--".repeat(200_000)),
        format!("<p>{SENTENCE}</p>{}", "<li itemprop=author><time>2024".repeat(50_000)),
    ];
    for page in shapes {
        let start: String = page.chars().skip(SENTENCE.len()).take(40).collect();
        let (found, took) = on_a_small_stack(page);
        assert!(holds_the_sentence(&found.unwrap_or_else(|stop| panic!("{start}: {stop}"))), "{start}");
        assert!(took < LIMIT, "{start} took {took:?}");
    }
}

#[test]
fn what_is_left_out_is_bounded() {
    let page =
        format!("<p>{}</p>{}", SENTENCE.repeat(5), format!("<nav>{}</nav>", "<p>Menu entry ".repeat(40)).repeat(300));
    let found = article(HtmlPage { text: &page, url: None }).unwrap();
    assert_eq!(found.removed.len(), 200);
    assert!(found.removed.iter().all(|removed| removed.text.chars().count() <= 300));
    assert!(found.blocks.iter().all(|block| block.kind == BlockKind::Paragraph));
}
