use super::*;

fn article(text: &str, declared_title: Option<&str>) -> Result<RawArticle, Stop> {
    super::article(Dump { text, title: declared_title, ..Dump::default() }, &mut ())
}

const SEED: &str = include_str!("../../../tests/fixtures/seed.txt");

fn texts(article: &RawArticle, kind: BlockKind) -> Vec<&str> {
    article.blocks.iter().filter(|block| block.kind == kind).map(|block| block.text.as_str()).collect()
}

#[test]
fn the_seed_becomes_what_a_demanding_reader_expects() {
    let article = article(SEED, None).unwrap();
    let value = |field: &Option<crate::article::Sourced<String>>| {
        field.as_ref().map(|found| found.value.clone()).unwrap_or_default()
    };
    assert_eq!(value(&article.section), "سياسة");
    assert_eq!(value(&article.title), "بوتين وبزشكيان يتحدثان عن \"المعاهدة الجديدة\"");
    assert_eq!(value(&article.publisher), "blinx");
    assert!(article.authors.is_empty() && article.published.is_empty() && article.modified.is_empty());
    let headings =
        ["محادثات ومناقشات هامة", "تطورات العلاقات الروسية-الإيرانية", "قلق غربي متزايد", "لقاءات سابقة", "مواقف رسمية"];
    assert_eq!(texts(&article, BlockKind::Heading), headings);
    let shape: String = article.blocks.iter().map(|b| if b.kind == BlockKind::Heading { 'H' } else { 'P' }).collect();
    assert_eq!(shape, "PPPPHPPHPHPPHPHPP");
    let paragraphs = texts(&article, BlockKind::Paragraph);
    let words: Vec<usize> = paragraphs.iter().map(|text| text.split_whitespace().count()).collect();
    assert_eq!(words, [13, 17, 14, 26, 21, 37, 44, 16, 27, 24, 24, 16]);
    // Nothing inside a paragraph is touched.
    assert!(paragraphs.iter().all(|text| SEED.contains(text)));
    let removed: Vec<_> = article.removed.iter().map(|r| (r.line, r.text.as_str(), r.reason)).collect();
    let rights = "© 2025 blinx. جميع الحقوق محفوظة";
    assert_eq!(
        removed,
        [
            (Some(5), "نشر", RemovedReason::PublishLabel),
            (Some(35), "حمل التطبيق", RemovedReason::AppPromo),
            (Some(37), rights, RemovedReason::Copyright),
            (Some(39), rights, RemovedReason::Copyright),
        ]
    );
}

fn kinds(article: &RawArticle) -> Vec<(BlockKind, &str)> {
    article.blocks.iter().map(|block| (block.kind, block.text.as_str())).collect()
}

fn reasons(article: &RawArticle) -> Vec<(u32, RemovedReason)> {
    article.removed.iter().map(|removed| (removed.line.unwrap_or_default(), removed.reason)).collect()
}

fn values(found: &[crate::article::Sourced<String>]) -> Vec<&str> {
    found.iter().map(|found| found.value.as_str()).collect()
}

fn names(article: &RawArticle) -> Vec<&str> {
    article.authors.iter().map(|author| author.name.as_str()).collect()
}

const PAGE: &str = "\
Home
Weather
Local

Local

The ferry to Lindhavn sails again after eleven weeks

By Mira Holt and Edda Rask
Published: 9 March 2026, 06:40 | Updated: 10 March 2026

The ferry left the harbour of Lindhavn before dawn, with forty-one passengers and a crew of six on board.

Share on Facebook

A slow search

Divers had searched the channel since January, and the last container was lifted on Friday afternoon.
The ferry before dawn, in an old picture. (Photo: H. Rask)
The council will vote on the money for the fishermen next week, said the mayor of the town.

Read more

Five walks along the coast for a rainy weekend
Tram line delayed once more

12 comments
© 2026 The Coast Ledger. All rights reserved.
";

#[test]
fn a_page_with_menus_labels_and_teasers_is_taken_apart_line_by_line() {
    let article = article(PAGE, None).unwrap();
    assert_eq!(article.title.as_ref().unwrap().value, "The ferry to Lindhavn sails again after eleven weeks");
    assert_eq!(article.section.as_ref().unwrap().value, "Local");
    assert_eq!(names(&article), ["Mira Holt", "Edda Rask"]);
    assert_eq!(values(&article.published), ["9 March 2026, 06:40"]);
    assert_eq!(values(&article.modified), ["10 March 2026"]);
    let shape: Vec<BlockKind> = article.blocks.iter().map(|block| block.kind).collect();
    assert_eq!(shape, [BlockKind::Paragraph, BlockKind::Heading, BlockKind::Paragraph, BlockKind::Paragraph]);
    assert_eq!(
        reasons(&article),
        [
            (1, RemovedReason::Navigation),
            (2, RemovedReason::Navigation),
            (3, RemovedReason::Boilerplate),
            (9, RemovedReason::BylineLabel),
            (10, RemovedReason::PublishLabel),
            (14, RemovedReason::Share),
            (19, RemovedReason::Boilerplate),
            (22, RemovedReason::Related),
            (24, RemovedReason::Related),
            (25, RemovedReason::Related),
            (27, RemovedReason::Navigation),
            (28, RemovedReason::Copyright),
        ]
    );
}

#[test]
fn no_line_is_lost() {
    let article = article(PAGE, None).unwrap();
    // Title and section are fields; everything else is a block or listed as removed.
    let lines = PAGE.lines().filter(|line| !line.is_empty()).count();
    assert_eq!(article.blocks.len() + article.removed.len() + 2, lines);
}

#[test]
fn a_declared_title_is_taken_out_of_the_body() {
    let text = "Rain.\n\nThe ferry sails again.\n\nThe ferry left the harbour before dawn, with forty-one passengers and a crew of six.";
    let article = article(text, Some("The ferry sails again")).unwrap();
    assert!(article.blocks.iter().all(|block| block.text != "The ferry sails again."), "{:?}", article.blocks);
}

#[test]
fn a_title_above_a_short_text_is_no_paragraph() {
    let article = article("Fire in the old harbour\n\nA fire was out overnight.", None).unwrap();
    assert_eq!(kinds(&article), [(BlockKind::Paragraph, "A fire was out overnight.")]);
    assert_eq!(article.title.unwrap().value, "Fire in the old harbour");
}

#[test]
fn items_with_bullets_are_one_list() {
    let text = "The council will vote on three things in the coming week, said the mayor on Monday evening:\n• the harbour, which needs a new wall\n• the tram, which needs a line\n- the school\nThe vote is open to the public, and it will be shown on a screen in the market square.";
    let article = article(text, None).unwrap();
    let list = article.blocks.get(1).unwrap();
    assert_eq!(list.kind, BlockKind::List);
    assert_eq!(list.text, "the harbour, which needs a new wall\nthe tram, which needs a line\nthe school");
    assert_eq!(article.blocks.len(), 3);
}

#[test]
fn bylines_and_dates_are_read_in_many_languages() {
    for (line, name, date) in [
        ("Von Annika Brandtner 12.02.2026", "Annika Brandtner", "Annika Brandtner 12.02.2026"),
        ("كتبت: ليان الصافي | 15 مارس 2026", "ليان الصافي", "15 مارس 2026"),
        ("Автор: Вера Долинская · 26.01.2026", "Вера Долинская", "26.01.2026"),
        ("By Jane Doe April 12, 2024", "Jane Doe", "Jane Doe April 12, 2024"),
        ("Yazan: Defne Akçakıl | Yayınlanma: 21 Kasım 2025 09:40", "Defne Akçakıl", "21 Kasım 2025 09:40"),
    ] {
        let text = format!(
            "A long enough title for the page\n\n{line}\n\n{}",
            "The ferry left the harbour before dawn, and it came back after dark with fish. ".repeat(2)
        );
        let article = article(&text, None).unwrap();
        assert_eq!((names(&article), values(&article.published)), (vec![name], vec![date]), "{line}");
    }
}

#[test]
fn agencies_and_desks_are_no_authors() {
    for line in ["By AFP", "By our staff", "Von dpa", "By 3 reporters", "كتب المحرر."] {
        let text = format!(
            "A long enough title for the page\n\n{line}\n\n{}",
            "The ferry left the harbour before dawn, and it came back after dark with fish. ".repeat(2)
        );
        assert_eq!(names(&article(&text, None).unwrap()), Vec::<&str>::new(), "{line}");
    }
}

#[test]
fn rules_for_comments_do_not_outweigh_an_article() {
    let rule = "Users whose account was closed may not register again, and every comment under another profile is deleted by us without a further notice to them. ";
    let text = format!(
        "The ferry sails again\n\nThe ferry left the harbour before dawn, with forty-one passengers and a crew of six.\n\nShare\n\n{rule}\nSecond: {rule}\nThird: {rule}\n"
    );
    let article = article(&text, None).unwrap();
    assert_eq!(article.blocks.len(), 1, "{:?}", article.blocks);
}

#[test]
fn a_page_that_is_all_menu_is_listed_within_a_bound() {
    let menu: String = (0..5000).map(|n| format!("Entry {n} of the menu\n")).collect();
    let text = format!(
        "{menu}\nThe ferry left the harbour before dawn, with forty-one passengers and a crew of six on board.\n"
    );
    let article = article(&text, None).unwrap();
    assert_eq!(article.blocks.len(), 1);
    assert_eq!(article.removed.len(), MAX_REMOVED);
}

#[test]
fn an_article_that_stands_twice_in_a_dump_is_taken_once() {
    let body = "The ferry left the harbour of Lindhavn before dawn, with forty-one passengers and a crew of six on board.\n\nDivers had searched the channel since January, and the last container was lifted on Friday afternoon.\n";
    let article = article(&format!("The ferry sails again\n\n{body}\nPrint version\n\n{body}"), None).unwrap();
    assert_eq!(article.blocks.len(), 2, "{:?}", article.blocks);
}

/// A page of the size that the trees judge.
fn whole_page(head: &str) -> String {
    let menu: String = (0..20).map(|n| format!("Menu {n}\n\n")).collect();
    let body = "The ferry left the harbour of Lindhavn before dawn, with forty-one passengers and a crew of six on board.\n\n\
        Divers had searched the channel since January, and the last container was lifted on Friday afternoon.\n\n\
        The council will vote on the money for the fishermen next week, said the mayor of the town to the Ledger.\n\n";
    format!(
        "{menu}{head}\n\n{body}{body}Related\n\nFive walks along the coast\n\nTram line delayed\n\n© 2026 The Coast Ledger\n"
    )
}

#[test]
fn fields_of_a_whole_page_are_chosen_by_trees_and_no_line_is_lost() {
    let text = whole_page("The ferry to Lindhavn sails again\n\nBy Mira Holt\n\nPublished 9 March 2026, 06:40");
    let article = article(&text, None).unwrap();
    let title = article.title.as_ref().unwrap();
    assert_eq!(
        (title.value.as_str(), title.provenance),
        ("The ferry to Lindhavn sails again", crate::article::Provenance::Model)
    );
    assert_eq!(names(&article), ["Mira Holt"]);
    assert_eq!(values(&article.published), ["Published 9 March 2026, 06:40"]);
    assert_eq!(article.models.len(), 3);
    let lines = text.lines().filter(|line| !line.is_empty()).count();
    assert_eq!(article.blocks.len() + article.removed.len() + 1, lines);
}
