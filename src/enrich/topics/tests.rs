use super::*;
use crate::article::{Provenance, Section, Tag};
use crate::encode::samples::bare;

fn article(lang: &str, url: Option<&str>) -> Article {
    let mut article = bare().article;
    article.language.tag = lang.into();
    article.url = url.map(str::to_owned);
    article
}

/// The codes of the topics, each with its confidence.
fn found(article: &Article, title: &str, text: &str) -> Vec<(String, f64)> {
    let lang = article.language.tag.as_str();
    let (title, body) = (Tokens::of(title, lang, usize::MAX), Tokens::of(text, lang, usize::MAX));
    let found = topics(&SectionTopics::default(), article, &body, Some(&title), Vec::new());
    found.into_iter().map(|topic| (topic.code, topic.confidence.value())).collect()
}

fn first(lang: &str, title: &str, text: &str) -> Option<String> {
    found(&article(lang, None), title, text).into_iter().next().map(|(code, _)| code)
}

#[test]
fn words_vote_for_a_topic() {
    for (lang, title, text, code) in [
        (
            "en",
            "Late goal wins the cup",
            "The striker scored in the second half and the coach praised his players.",
            "15000000",
        ),
        ("de", "Börse im Plus", "Die Aktien des Konzerns stiegen, der Umsatz im Quartal wuchs.", "04000000"),
        ("ar", "فوز في المباراة", "سجل اللاعب هدفا في الشوط الثاني وأشاد به المدرب.", "15000000"),
        ("fr", "Le match", "Le joueur a marqué deux buts et l'entraîneur de l'équipe était content.", "15000000"),
    ] {
        assert_eq!(first(lang, title, text), Some(format!("medtop:{code}")), "{title}");
    }
}

#[test]
fn an_unclear_vote_says_nothing() {
    assert_eq!(first("en", "A walk", "The old man went down to the sea in the morning."), None);
    assert_eq!(first("en", "One day", "A movie, a hospital, a parliament and a striker."), None);
    assert_eq!(first("xx", "Goal", "goal goal goal match match cup cup"), None);
}

#[test]
fn the_address_speaks_where_the_page_does_not() {
    let article = article("en", Some("https://news.example/sport/tennis/a-late-win"));
    assert_eq!(found(&article, "", "").first(), Some(&("medtop:15000000".to_owned(), 0.8)));
}

#[test]
fn a_section_is_surer_than_words_and_words_make_it_narrower() {
    let article = article("ar", None);
    let mut section =
        Section {
            label: "سياسة".into(), medtop: None, provenance: Provenance::Html, confidence: Confidence::CERTAIN
        };
    let tables = SectionTopics::default();
    let given = tables.topics(&mut section, "ar");
    let body = Tokens::of("محادثات بشأن معاهدة بين البلدين ورفع العقوبات", "ar", usize::MAX);
    let topics = topics(&tables, &article, &body, None, given);
    let codes: Vec<_> = topics.iter().map(|topic| topic.code.as_str()).collect();
    assert_eq!(codes, ["medtop:11000000", "medtop:20000639", "medtop:20000641", "medtop:20000642"]);
    assert!(topics.iter().skip(1).all(|topic| (0.5..=0.8).contains(&topic.confidence.value())));
    assert_eq!(topics[2].evidence, ["term:معاهدة"]);
}

#[test]
fn tags_weigh_like_the_title() {
    let text = "The old man went down to the sea in the morning, and there was a hospital.";
    let mut article = article("en", None);
    let topic = |article: &Article| found(article, "", text).into_iter().next().map(|(code, _)| code);
    assert_ne!(topic(&article).as_deref(), Some("medtop:15000000"));
    let tag = |label: &str| Tag { label: label.into(), provenance: Provenance::Meta, confidence: Confidence::CERTAIN };
    article.tags = vec![tag("Football"), tag("World Cup")];
    assert_eq!(topic(&article).as_deref(), Some("medtop:15000000"));
}
