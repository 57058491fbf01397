//! Invented sentences: what is named in them, and what only looks so.

use std::time::{Duration, Instant};

use super::resolve::{MAX_ENTITIES, MAX_MENTIONS, MAX_MENTIONS_OF_ONE};
use super::*;
use crate::config::LocalEnrich;
use crate::enrich::LocalEnricher;

/// What the finder finds in a title and a text.
fn find_in(title: &str, text: &str, language: &str) -> Vec<Entity> {
    let (title, body) = (Text::of(title, language, usize::MAX), Text::of(text, language, usize::MAX));
    EntityFinder::default().find(&body, Some(&title), language)
}

fn found(language: &str, text: &str) -> Vec<Entity> {
    find_in("", text, language)
}

/// What is named, as `type:label`, and the nisba forms left out.
fn named(language: &str, text: &str) -> Vec<String> {
    found(language, text)
        .iter()
        .filter(|entity| entity.kind != EntityType::Norp)
        .map(|entity| format!("{:?}:{}", entity.kind, entity.label).to_lowercase())
        .collect()
}

fn entity(language: &str, text: &str, id: &str) -> Entity {
    let all = found(language, text);
    all.iter().find(|entity| entity.id == id).unwrap_or_else(|| panic!("no {id} in {all:#?}")).clone()
}

#[test]
fn places_are_found_in_many_languages_and_forms() {
    for (language, text, id) in [
        ("ar", "وصل الوفد إلى بيروت مساء", "geonames:276781"),
        ("ar", "سافر التجار وبلبنان أقاموا", "iso3166_1:LB"),
        ("fa", "این نمایشگاه در تهران برپا شد", "geonames:112931"),
        ("he", "הספינה הגיעה אתמול לירושלים בשלום", "geonames:281184"),
        ("ru", "Корабль вернулся из Москвы вчера", "geonames:524901"),
        ("ru", "поезда Южной Кореи идут", "iso3166_1:KR"),
        ("de", "Die Häfen Deutschlands sind voll", "iso3166_1:DE"),
        ("tr", "Gemi dün Ankara'da göründü", "geonames:323786"),
        ("fr", "un bateau est arrivé en Côte d’Ivoire", "iso3166_1:CI"),
        ("es", "los barcos de los Estados Unidos", "iso3166_1:US"),
        ("en", "boats of the U.S. came home", "iso3166_1:US"),
        ("it", "il treno per Milano era in ritardo", "geonames:3173435"),
        ("pt", "os barcos voltaram a Lisboa ontem", "geonames:2267057"),
        ("pl", "statki wracają do Warszawy", "geonames:756135"),
        ("zh", "渡轮昨天回到莫斯科。", "geonames:524901"),
        ("ko", "배가 어제 부산에서 떠났다", "geonames:1838524"),
    ] {
        entity(language, text, id);
    }
}

#[test]
fn offsets_and_surfaces_are_those_of_the_text() {
    let text = "«وبزشكيان» قال مسعود بزشكيان ثم عاد لبزشكيان، وأكدت للولايات المتحدة U.S. 🚢 Éric Dupont a dit";
    for entity in found("ar", text) {
        for mention in &entity.mentions {
            let (start, end) = (mention.start as usize, mention.end as usize);
            let shown: String = text.chars().skip(start).take(end - start).collect();
            assert_eq!(shown, mention.surface);
            if let Some(clitic) = mention.clitic.as_deref().filter(|clitic| !mention.surface.starts_with(*clitic)) {
                let before: String =
                    text.chars().skip(start - clitic.chars().count()).take(clitic.chars().count()).collect();
                assert_eq!(before, clitic);
            }
        }
    }
}

#[test]
fn a_particle_is_parted_from_the_name_and_told() {
    let person = entity("ar", "قال مسعود بزشكيان إن الأمر لبزشكيان، وبزشكيان عاد", "person:pezeshkian");
    let clitics: Vec<_> = person.mentions.iter().map(|mention| mention.clitic.as_deref()).collect();
    assert_eq!(clitics, [None, Some("ل"), Some("و")]);
    assert_eq!(person.label, "مسعود بزشكيان");
    let country = entity("ar", "دول معادية للولايات المتحدة", "iso3166_1:US");
    assert_eq!(country.label, "الولايات المتحدة");
    assert_eq!(country.mentions[0].surface, "للولايات المتحدة");
    assert_eq!(country.mentions[0].clitic.as_deref(), Some("لل"));
}

#[test]
fn an_adjective_of_belonging_is_a_people_of_that_country() {
    let people = entity("ar", "العلاقات الروسية-الإيرانية والاتفاق الروسي", "norp:RU");
    assert_eq!(people.kind, EntityType::Norp);
    assert_eq!(people.canonical.unwrap().iso3166_1, Some("RU"));
    assert!(people.mentions.iter().all(|mention| mention.form == MentionForm::Nisba));
    assert_eq!(people.mentions.len(), 2);
    assert_eq!(named("ar", "قلق الدول الغربية من العقوبات الغربية"), Vec::<String>::new());
    assert_eq!(named("en", "Western and Russian papers, French too"), Vec::<String>::new());
}

#[test]
fn a_capital_that_speaks_is_its_government() {
    let form = |language: &str, text: &str, id: &str| entity(language, text, id).mentions[0].form;
    let washington = "geonames:4140963";
    assert_eq!(form("ar", "وقد أكدت واشنطن الخبر", washington), MentionForm::Metonym);
    assert_eq!(form("ar", "وصل السفير إلى واشنطن", washington), MentionForm::Name);
    assert_eq!(form("en", "Washington said no", washington), MentionForm::Metonym);
    assert_eq!(form("en", "They flew to Washington today", washington), MentionForm::Name);
    assert_eq!(form("ar", "العلاقات بين موسكو وطهران", "geonames:112931"), MentionForm::Metonym);
}

#[test]
fn a_seat_is_a_place_to_go_to_and_an_organisation_that_speaks() {
    assert_eq!(entity("ar", "زيارة الوفد إلى الكرملين", "place:kremlin").kind, EntityType::Place);
    assert_eq!(entity("ar", "أشار الكرملين إلى الأمر", "org:kremlin").kind, EntityType::Org);
}

#[test]
fn people_that_no_list_knows_are_told_by_what_stands_beside_them() {
    assert_eq!(named("en", "They met Julia Harbourworth on Monday"), ["person:julia harbourworth"]);
    assert_eq!(named("en", "the boat of Mr. Zwelling sank"), ["person:zwelling"]);
    assert_eq!(named("ru", "вчера Ольга Причалова ушла"), ["person:ольга причалова"]);
    assert_eq!(named("ar", "وقال السيد محمود المرفئي للصحفيين"), ["person:محمود المرفئي"]);
    assert_eq!(named("ar", "غنى محمد عبدالوهاب المرفئي أمس"), ["person:محمد عبدالوهاب المرفئي"]);
    assert_eq!(named("ar", "وزار الملك محمد السادس المدينة"), ["person:محمد السادس"]);
    assert_eq!(named("fa", "آقای حسین لنگرودی گفت"), ["person:حسین لنگرودی"]);
}

#[test]
fn a_family_name_is_the_person_whom_the_article_names_in_full() {
    let text = "Harbourworth was late. The boat of Julia Harbourworth came, and Harbourworth waved.";
    let people: Vec<_> = found("en", text).into_iter().filter(|entity| entity.kind == EntityType::Person).collect();
    assert_eq!(people.len(), 1);
    assert_eq!(people[0].label, "Julia Harbourworth");
    assert_eq!(people[0].mentions.len(), 3);
}

#[test]
fn organisations_are_told_by_the_list_and_by_their_heads() {
    assert_eq!(named("ar", "أعلنت وزارة الموانئ أمس"), ["org:وزارة الموانئ"]);
    assert_eq!(named("en", "the Lower Harbour Company sank"), ["org:lower harbour company"]);
    entity("ar", "خلال قمة مجموعة بريكس", "org:brics");
    entity("de", "Die Vereinten Nationen tagen", "wikidata:Q1065");
}

#[test]
fn wars_summits_and_treaties_are_told_by_their_heads() {
    assert!(named("ar", "منذ بدء الحرب في أوكرانيا").contains(&"event:الحرب في أوكرانيا".to_string()));
    assert!(named("ar", "خلال قمة مجموعة بريكس في قازان").contains(&"event:قمة مجموعة بريكس في قازان".to_string()));
    assert!(named("en", "since the war in Ukraine began").contains(&"event:war in ukraine".to_string()));
    assert!(named("ar", "إن المعاهدة الجديدة مهمة").contains(&"work:المعاهدة الجديدة".to_string()));
}

#[test]
fn words_that_are_also_names_name_nobody() {
    for (language, text) in [
        ("en", "It was a nice morning. The man who was reading had turkey and china."),
        ("en", "Most of us may go; it is for us to say who."),
        ("ar", "كيف كانت المدينة وطال الحصار، والجزيرة بعيدة"),
        ("fa", "روز دوشنبه منابع مالی در میدان بود"),
        ("de", "Das Essen in der Halle war gut, mal sehen."),
        ("ar", "عقب مقتل سلفه في حادث، ووزير النفط قال"),
    ] {
        assert_eq!(named(language, text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_name_in_the_title_weighs_more() {
    let all = find_in("Berlin wacht auf", "Paris schläft. Paris träumt. Berlin nicht.", "de");
    assert_eq!(all[0].label, "Berlin");
    assert_eq!(all[0].mentions[0].part, Some(MentionPart::Title));
    assert!(all[0].salience > all[1].salience, "{all:#?}");
}

#[test]
fn hostile_texts_are_read_in_time_and_bring_little_about() {
    // Generous for a debug build on a busy machine: what is meant is that nothing is quadratic.
    let most = Duration::from_secs(30);
    let cities = "باريس لندن موسكو طهران بيروت ".repeat(10_000);
    let line = "وللالالا".repeat(70_000);
    let word = "بزشكيان ".repeat(1_000_000 / 8);
    let capitals = "Anna Berta ".repeat(90_000);
    let particles = "محمد بن ".repeat(80_000);
    let strangers: String = (0..40_000).map(|index| format!("Julia Harbour{index} came. ")).collect();
    for text in [&cities, &line, &word, &capitals, &particles, &strangers] {
        let start = Instant::now();
        let all = find_in(text, text, "ar");
        assert!(start.elapsed() < most, "{:?} for {}", start.elapsed(), text.chars().take(20).collect::<String>());
        let mentions: usize = all.iter().map(|entity| entity.mentions.len()).sum();
        assert!(all.len() <= MAX_ENTITIES && mentions <= MAX_MENTIONS, "{} entities, {mentions} mentions", all.len());
        assert!(all.iter().all(|entity| entity.mentions.len() <= MAX_MENTIONS_OF_ONE));
    }
}

#[test]
fn what_is_switched_off_is_not_looked_for() {
    let mut article = crate::encode::samples::full().article;
    article.body.text = "وصل الوفد إلى بيروت".into();
    let entities = |on| {
        LocalEnricher::new(LocalEnrich { entities: on, ..LocalEnrich::default() }).enrich(article.clone()).entities
    };
    assert_eq!(entities(true).len(), 1);
    assert_eq!(entities(false), []);
}

#[test]
fn nothing_is_found_in_nothing() {
    for text in ["", " ", "\n\n", "٢٠٢٥", "?!", "«»"] {
        assert_eq!(named("ar", text), Vec::<String>::new());
        assert_eq!(named("und", text), Vec::<String>::new());
    }
}
