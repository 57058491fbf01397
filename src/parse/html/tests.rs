//! Whole pages: the fixtures with their expected articles, and pages made to hurt.

mod hostile;

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
        "tags": article.tags.iter().map(sourced).collect::<Vec<_>>(),
        "links": article.links,
        "blocks": blocks.collect::<Vec<_>>(),
        "removed": article.removed,
        "flags": article.flags,
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

const PROSE: [&str; 4] = [
    "The ferry left at dawn with eleven passengers and a goat, and the harbour was quiet again before the bakery opened.",
    "Nobody had expected the goat, least of all the captain, who has carried almost everything else in thirty years.",
    "By noon the animal had been claimed, returned, and lost once more near the lighthouse on the northern shore.",
    "The owner, who asked not to be named, said that she would try again on Thursday if the weather allowed it.",
];

/// The texts of the body's blocks.
fn body(page: &str) -> Vec<String> {
    let found = article(HtmlPage { text: page, url: None }).unwrap();
    found.blocks.into_iter().map(|block| block.text).collect()
}

fn paragraphs(class: &str) -> String {
    PROSE.iter().map(|text| format!("<div class='{class}'><p>{text}</p></div>")).collect()
}

#[test]
fn a_class_that_stands_on_every_paragraph_is_no_furniture() {
    let page = format!("<h1>The goat</h1><div>{}</div>", paragraphs("widget sponsored box"));
    assert_eq!(body(&page), PROSE);
    let one = format!("<div>{}<div class='widget sponsored box'><p>{SENTENCE}</p></div></div>", paragraphs("a"));
    assert_eq!(body(&one), PROSE);
}

#[test]
fn comments_are_left_out_even_where_they_are_longer_than_the_article() {
    let comments = format!("<div class=comment><p>{}</p></div>", SENTENCE.repeat(3)).repeat(12);
    let page = format!("<div>{}<div id=comments>{comments}</div></div>", paragraphs("a"));
    assert_eq!(body(&page), PROSE);
}

#[test]
fn text_that_stands_there_twice_is_kept_once() {
    let page = format!("<main><div>{0}</div><div>{0}</div></main>", paragraphs("a"));
    assert_eq!(body(&page), PROSE);
}

#[test]
fn of_articles_loaded_below_each_other_the_one_with_the_title_is_read() {
    let other = format!("<article><h2>Another</h2><p>{0}</p><p>{0}Again.</p></article>", SENTENCE.repeat(4));
    let page = format!("<div><article><h1>The goat</h1>{}</article>{}</div>", paragraphs("a"), other.repeat(2));
    assert_eq!(body(&page), PROSE);
}

#[test]
fn the_announced_description_is_the_lead_though_it_stands_outside_the_container() {
    let lead = "A goat took the ferry and nobody knows why";
    let page = format!(
        "<meta name=description content='{lead}'><header><h1>The goat</h1><div class=teaser>{lead}</div></header><div>{}</div>",
        paragraphs("a")
    );
    assert_eq!(body(&page).first().map(String::as_str), Some(lead));
}

#[test]
fn a_last_paragraph_about_the_author_goes_and_a_short_last_sentence_stays() {
    let text: String = PROSE.iter().map(|text| format!("<p>{text}</p>")).collect();
    let page = |last: &str| format!("<meta name=author content='Mara Quill'><div>{text}<p>{last}</p></div>");
    let biography =
        "Mara Quill writes about ferries, goats and what becomes of them, and lives by the sea with neither.";
    assert_eq!(body(&page(biography)).len(), PROSE.len());
    assert_eq!(body(&page("Nobody waved.")).last().map(String::as_str), Some("Nobody waved."));
    assert_eq!(body(&page("Back to start")).len(), PROSE.len());
}

#[test]
fn a_heading_goes_with_the_links_it_heads_and_stays_over_a_picture() {
    let [first, second, ..] = PROSE;
    let page = format!(
        "<div><p>{first}</p><h2>Elsewhere</h2><ul class=related><li><a href=/a>Sheep on the pass again this week</a></ul>\
         <h2>The goat</h2><figure><img src=g.jpg><figcaption>The goat at noon, unimpressed</figcaption></figure>\
         <h2>The owner</h2><p>{second}</p></div>"
    );
    assert_eq!(body(&page), [first, "The goat", "The goat at noon, unimpressed", "The owner", second]);
}

#[test]
fn a_sentence_that_is_a_link_stays_between_two_others() {
    let [first, second, third, _] = PROSE;
    let page = format!("<div><p>{first}</p><p><a href=/x>{second}</a></p><p>{third}</p></div>");
    assert_eq!(body(&page), [first, second, third]);
    let page = format!("<div><p>{first}</p><p>{third}</p><p><a href=/x>{second}</a></p></div>");
    assert_eq!(body(&page), [first, third]);
}

#[test]
fn a_short_line_that_stands_there_again_and_again_is_left_out() {
    let text: String = PROSE.iter().map(|text| format!("<p>{text}</p><p>Article content</p>")).collect();
    assert_eq!(body(&format!("<div>{text}</div>")), PROSE);
}

#[test]
fn lines_of_the_author_the_date_and_the_title_are_no_body() {
    let [first, second, third, _] = PROSE;
    let page = format!(
        "<title>The goat</title><meta name=author content='Mara Quill'><div><p>{first}</p><h1>The goat</h1><p>By Mara Quill</p>\
         <p>{second}</p><p>17 May 2024, 10:30</p><p>{third}</p></div>"
    );
    assert_eq!(body(&page), [first, second, third]);
}

#[test]
fn a_page_that_is_one_short_notice_gives_that_notice() {
    assert_eq!(body("<nav><a href=/>Home</a></nav><div>No ferry today</div>"), ["No ferry today"]);
    assert_eq!(body("<title>Notice board</title><h1>Notice board</h1><div>No ferry today</div>"), ["No ferry today"]);
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
