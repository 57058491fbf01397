//! Shapes of pages on which extractors of other projects overflow their stack or hang; `benches/hostile` measures them.

const SENTENCE: &str = "The harbour master said on Monday that the new wall had held through the night.";

/// A page that begins as an article and goes on in such a shape.
pub fn page(shape: &str) -> String {
    format!("<p>{SENTENCE}</p>{shape}")
}

/// Each with its name.
pub fn shapes() -> Vec<(&'static str, String)> {
    let deep = |open: &str, times: usize| open.repeat(times);
    vec![
        ("paragraphs", deep("<p>x", 200_000)),
        ("breaks", deep("<br>", 300_000)),
        ("images", deep("<img src=a.png>", 100_000)),
        ("nested blocks", deep("<div>", 100_000) + "x"),
        ("nested spans", deep("<span>", 100_000) + "x"),
        ("nested cells", deep("<table><tr><td>", 100_000) + "x"),
        ("nested items", deep("<ul><li>", 100_000) + "x"),
        ("nested and closed", format!("{}x{}", deep("<div>", 100_000), deep("</div>", 100_000))),
        ("items", deep("<li>x", 100_000)),
        ("rows", deep("<tr><td>x", 50_000)),
        ("headings", deep("<h2>x</h2>", 50_000)),
        ("open headings", deep("<h2>x", 50_000)),
        ("forms", deep("<form>", 50_000)),
        ("options", format!("<select>{}", deep("<option>x", 100_000))),
        ("anchors", deep("<a href=#>", 100_000)),
        ("formatting", deep("<b><i><u><font>", 20_000)),
        ("misnested", deep("<b><p></b></p>", 50_000)),
        ("lists in lists", deep("<ul><li><ol><li>", 20_000)),
        ("tables in cells", deep("<table><tbody><tr><td>", 20_000)),
        ("templates", deep("<template>", 50_000)),
        ("frames", deep("<iframe src=a></iframe>", 50_000)),
        ("an open script", format!("<script>{}", deep("let a = '<p>';", 50_000))),
        ("an open comment", format!("<!-- {}", deep("-- > ", 100_000))),
        ("an open attribute", format!("<p title=\"{}", deep("x > ", 100_000))),
        ("attributes", format!("<p {}>", (0..50_000).map(|at| format!("a{at}=1 ")).collect::<String>())),
        ("less-than signs", deep("<", 500_000)),
        ("entities", deep("&notin;&#x1F600;&#0;&#xD800;&bogus;", 30_000)),
        ("NUL bytes", deep("\0<p>\0", 50_000)),
        ("doctypes", deep("<!DOCTYPE html>", 50_000)),
        ("CDATA", deep("<svg><![CDATA[x]]></svg>", 30_000)),
        ("metas", format!("<head>{}", deep("<meta property=og:title content=x>", 50_000))),
        ("JSON in JSON", format!("<script type=application/ld+json>{}</script>", deep("[{\"a\":", 50_000))),
        ("one long word", format!("<p>{}</p>", deep("x", 2_000_000))),
        ("equal paragraphs", deep(&format!("<p>{SENTENCE} Again.</p>"), 5_000)),
    ]
}
