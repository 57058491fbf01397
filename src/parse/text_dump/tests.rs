use super::*;

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
