use std::path::Path;

use super::*;
use crate::parse::Fate;

const HOSTILE: &str = "<title>\"><script>alert(1)</script>&amp;<img src=x onerror=alert(2)> - The Inlet</title>\
    <meta property='og:title' content='\"><script>alert(3)</script>'>\
    <h1>Tide &lt;script&gt;alert(4)&lt;/script&gt; \u{1b}[2J \u{202e}comes in</h1>\
    <p>The tide came in twice on Monday &lt;img src=x onerror=alert(5)&gt;, as it does on every other day of the year.</p>\
    <p>Nobody had expected it, least of all the captain, who has carried almost everything else in thirty years.</p>";

fn told(name: &str, payload: &[u8], url: Option<&str>) -> Told {
    let config = Config::default();
    let header = |url: &str| Header { name: config.input.headers.url.clone(), value: Some(url.into()) };
    let record = Record {
        origin: Origin::Input { index: 0 },
        timestamp_ms: None,
        key: None,
        value: Some(payload.to_vec()),
        headers: url.map(header).into_iter().collect(),
    };
    Told::of(&app::stages(&config).unwrap(), &record, name.to_owned())
}

fn fixture(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)).unwrap()
}

/// Compares with a file; `UPDATE_GOLDEN=1` writes it.
fn golden(name: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/explain").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, found).unwrap();
    }
    assert_eq!(found, fs::read_to_string(&path).unwrap(), "{}", path.display());
}

#[test]
fn the_seed_is_explained_line_by_line() {
    golden("seed.txt", &text::render(&told("seed.txt", &fixture("seed.txt"), None), false));
}

#[test]
fn a_page_is_explained_with_the_candidates_that_lost() {
    let text = text::render(&told("microdata_ar.html", &fixture("html/microdata_ar.html"), None), false);
    for line in [
        "  published_at  > 0.90 microdata                        2023-10-04T12:09:00+03:00\n",
        "                  0.60 html                             \u{2068}الأربعاء، 04 أكتوبر 2023 - 12:09 م\u{2069} = 2023-10-04T12:09\n",
        "  subtitle      - none\n",
        "       - related                    \u{2068}اقرأ أيضاً: معرض الكتاب يعود في الخريف\u{2069}\n",
        "words of furniture\n",
    ] {
        assert!(text.contains(line), "{line:?} is not in\n{text}");
    }
}

#[test]
fn the_explanation_agrees_with_the_article() {
    for name in ["seed.txt", "html/jsonld_en.html", "html/data_only_ru.html", "html/tag_soup_de.html"] {
        let told = told(name, &fixture(name), Some("https://inlet.example/2024/05/17/tides"));
        let article = told.article.as_ref().unwrap();
        let chosen = |field: &str| {
            let field = told.fields.iter().find(|found| found.name == field).unwrap();
            field.candidates.iter().find(|row| row.chosen).map(|row| row.candidate.value.as_str())
        };
        assert_eq!(chosen("title"), article.title.as_ref().map(|title| title.display.as_str()), "{name}");
        assert_eq!(chosen("section"), article.section.as_ref().map(|section| section.label.as_str()), "{name}");
        let date = told.fields.iter().find(|found| found.name == "published_at").unwrap();
        let date = date.candidates.iter().find(|row| row.chosen);
        let date = date.map(|row| row.read.as_ref().unwrap_or(&row.candidate.value));
        assert_eq!(date, article.published_at.as_ref().map(|date| &date.value), "{name}");
        let kept: Vec<&str> = told
            .lines
            .iter()
            .filter(|line| matches!(line.fate, Fate::Kept(_)))
            .map(|line| line.text.as_str())
            .collect();
        assert!(kept.len() >= article.blocks.len(), "{name}");
        for block in &article.blocks {
            let first = block.text.split(['\n', '|']).next().unwrap().trim();
            assert!(kept.iter().any(|text| text.contains(first)), "{name}: {first} is not among the lines kept");
        }
    }
}

#[test]
fn a_hostile_page_is_text_on_the_page_and_nothing_else() {
    let page = page::render(&told("<b>name</b>", HOSTILE.as_bytes(), None));
    assert!(page.contains("Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-"));
    for markup in ["<script", "<img", "<b>", "\u{1b}", "\u{202e}"] {
        assert!(!page.contains(markup), "{markup:?} stands in the page");
    }
    assert!(page.contains("&lt;script&gt;alert(4)&lt;/script&gt;") && page.contains("onerror=alert(5)&gt;"));
    assert!(page.contains("&lt;b&gt;name&lt;/b&gt;"));
}

#[test]
fn what_was_found_is_marked_where_it_stands() {
    let page = page::render(&told("seed.txt", &fixture("seed.txt"), None));
    for part in [
        "<span class=\"fact person\" title=\"person wikidata:Q7747 · gazetteer 0.95\">فلاديمير بوتين</span>",
        "<span class=\"fact quote\" title=\"partial 0.85 · speaker فلاديمير بوتين · verb قال\">زخم</span>",
        "<span class=\"fact date\" title=\"relative 0.90 · XXXX-07\">يوليو الماضي</span>",
        "<h3 dir=\"auto\">",
        ">medtop:11000000</span>",
    ] {
        assert!(page.contains(part), "{part:?} is not in\n{page}");
    }
    assert_eq!(page.matches("<span").count(), page.matches("</span>").count());
}

#[test]
fn a_hostile_page_cannot_steer_the_terminal() {
    let text = text::render(&told("a\u{1b}]0;b\u{7}", HOSTILE.as_bytes(), None), false);
    assert!(text.contains("alert(4)"));
    assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
    assert!(!text.contains('\u{202e}'));
    let coloured = text::render(&told("a", HOSTILE.as_bytes(), None), true);
    assert!(coloured.contains("\u{1b}[32m") && !coloured.contains("\u{1b}[2J"));
}

#[test]
fn what_is_no_article_is_told_with_its_reason() {
    let told = told("document.pdf", &fixture("bad/document.pdf"), None);
    let text = text::render(&told, false);
    assert!(text.starts_with("document.pdf\nrejected: unsupported_type: "), "{text}");
    assert!(page::render(&told).contains("rejected: unsupported_type: "));
}

#[test]
fn a_page_without_an_article_shows_what_was_looked_at() {
    let told = told("no_text.html", &fixture("bad/no_text.html"), None);
    assert!(told.article.is_err());
    assert!(!told.fields.is_empty());
}

#[test]
fn a_long_run_of_lines_that_were_left_out_is_folded() {
    let menu: String = (0..30).map(|n| format!("<li><a href=/{n}>Entry {n} of the menu</a></li>")).collect();
    let page = page::render(&told("page", format!("<nav><ul>{menu}</ul></nav>{HOSTILE}").as_bytes(), None));
    assert!(page.contains("<details><summary>30 lines left out: navigation</summary>"), "{page}");
}
