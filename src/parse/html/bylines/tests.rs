//! An example for every word: taken out, some example is read otherwise.

use super::*;

const LABELLED: &str = include_str!("../../../../tests/fixtures/bylines.tsv");

/// The persons of a byline, whoever is no author with the role.
fn read(words: &Words, text: &str) -> String {
    let named = |(name, role): (String, AuthorRole)| match role {
        AuthorRole::Author => name,
        role => format!("{name} ({role:?})"),
    };
    words.persons(text).into_iter().map(named).collect::<Vec<_>>().join("; ")
}

#[rustfmt::skip]
const PERSONS: &[(&str, &str)] = &[
    ("Authored by Ada Lund", "Ada Lund"),
    ("Posted by: Ada Lund", "Ada Lund"),
    ("Published by Ada Lund", "Ada Lund"),
    ("Review by Ada Lund", "Ada Lund"),
    ("More about Ada Lund", "Ada Lund"),
    ("Reporter: Ada Lund", "Ada Lund"),
    ("Autor:in Jana Brück", "Jana Brück"),
    ("Publicado por Rui Prado", "Rui Prado"),
    ("От Вера Долинская", "Вера Долинская"),
    ("By\u{a0}Ada Lund", "Ada Lund"),
    ("Published by", ""),

    ("Mara Quill; Photos by Tom Dell", "Mara Quill; Tom Dell (Photographer)"),
    ("Mara Quill; Photo by Tom Dell", "Mara Quill; Tom Dell (Photographer)"),
    ("Mara Quill; Photography by Tom Dell", "Mara Quill; Tom Dell (Photographer)"),
    ("Jana Brück; Fotos von Ole Sand", "Jana Brück; Ole Sand (Photographer)"),
    ("Jana Brück; Foto: Ole Sand", "Jana Brück; Ole Sand (Photographer)"),
    ("كتبت: سلمى ناصر، تصوير: هادي عمر", "سلمى ناصر; هادي عمر (Photographer)"),
    ("كتبت: سلمى ناصر، ترجمة: هادي عمر", "سلمى ناصر; هادي عمر (Translator)"),
    ("Mara Quill; Edited by Tom Dell", "Mara Quill; Tom Dell (Editor)"),
    ("Mara Quill; Translated by Tom Dell", "Mara Quill; Tom Dell (Translator)"),

    ("Mara Quill; Updated by Tom Dell", "Mara Quill"),
    ("Mara Quill; Reviewed by Tom Dell", "Mara Quill"),
    ("Mara Quill; Medically Reviewed by Tom Dell", "Mara Quill"),
    ("Mara Quill; Fact checked by Tom Dell", "Mara Quill"),
    ("Mara Quill; Fact-checked by Tom Dell", "Mara Quill"),
    ("Mara Quill; Checked by: Tom Dell", "Mara Quill"),
    ("Jana Brück; Geprüft von Ole Sand", "Jana Brück"),
    ("Jana Brück; Aktualisiert von Ole Sand", "Jana Brück"),

    ("Mara Quill, Tom Dell", "Mara Quill; Tom Dell"),
    ("Mara Quill; Tom Dell", "Mara Quill; Tom Dell"),
    ("Mara Quill / Tom Dell", "Mara Quill; Tom Dell"),
    ("Mara Quill | Tom Dell", "Mara Quill; Tom Dell"),
    ("Mara Quill • Tom Dell", "Mara Quill; Tom Dell"),
    ("بقلم: سلمى ناصر، هادي عمر", "سلمى ناصر; هادي عمر"),
    ("山田花子、鈴木太郎", "山田花子; 鈴木太郎"),
    ("Mara Quill · Tom Dell", "Mara Quill; Tom Dell"),
    ("Mara Quill\nTom Dell", "Mara Quill; Tom Dell"),
    ("Mara Quill & Tom Dell", "Mara Quill; Tom Dell"),
    ("By Mara Quill and Tom O’Dell", "Mara Quill; Tom O’Dell"),
    ("Von Jana Brück, Ole Sand und Ida Thal", "Jana Brück; Ole Sand; Ida Thal"),
    ("Luce Amant et Paul Rive", "Luce Amant; Paul Rive"),
    ("Marta Solís y Pablo Solís", "Marta Solís; Pablo Solís"),
    ("Rui Prado e Inês Mar", "Rui Prado; Inês Mar"),
    ("سلمى ناصر و هادي عمر", "سلمى ناصر; هادي عمر"),
    ("Liv Strand och Bo Holm", "Liv Strand; Bo Holm"),
    ("Liv Strand og Bo Holm", "Liv Strand; Bo Holm"),
    ("Defne Akçakıl ve Ece Deniz", "Defne Akçakıl; Ece Deniz"),
    ("Вера Долинская и Олег Ильин", "Вера Долинская; Олег Ильин"),
    ("Mara Quill with Tom Dell", "Mara Quill; Tom Dell"),
    ("Mara Quill And Tom Dell", "Mara Quill; Tom Dell"),
    ("MARA QUILL AND TOM DELL", "MARA QUILL; TOM DELL"),

    ("سلمى ناصر - القاهرة", "سلمى ناصر"),
    ("Mara Quill – Gullhaven", "Mara Quill"),
    ("Mara Quill — Gullhaven", "Mara Quill"),
    ("Mara Quill (Gullhaven)", "Mara Quill"),
    ("Mara Quill [Gullhaven]", "Mara Quill"),
    ("Mara Quill @quill", "Mara Quill"),
    ("Mara Quill on Monday", "Mara Quill"),
    ("Mara Quill in Gullhaven", "Mara Quill"),
    ("Mara Quill: the goat", "Mara Quill"),
    ("Mara Quill Last updated May 3", "Mara Quill"),
    ("Mara Quill Last Updated May 3", "Mara Quill"),
    ("Mara Quill Updated May 3", "Mara Quill"),
    ("Mara Quill Published May 3", "Mara Quill"),
    ("Mara Quill Posted May 3", "Mara Quill"),
    ("Jana Brück Stand 3. Mai", "Jana Brück"),
    ("Mara Quill More About Mara", "Mara Quill"),
    ("Jana Brück Aktualisiert am 3. Mai", "Jana Brück"),

    ("Mara Quill, staff writer", "Mara Quill"),
    ("https://inlet.example/authors/quill", ""),
    ("quill.example", ""),
    ("Mara Quill, PhD, and Tom Dell, M.D.", "Mara Quill, PhD; Tom Dell, M.D."),
    ("Paula Stein, SDA", "Paula Stein"),
];

/// Each makes another name no person, or goes with one.
#[rustfmt::skip]
const ROLES: &[&str] = &[
    "Writer", "Reporter", "Editor", "Correspondent", "Columnist", "Contributor", "Journalist", "Producer", "Staff", "Phd", "Md", "Jr.", "Cpa", "Cfa",
    "Analyst", "Redakteur", "Redakteurin", "Korrespondent", "Author", "Founder", "Director", "Manager", "Ceo",
];

#[rustfmt::skip]
const CREDENTIALS: &[&str] = &[
    "PhD", "M.D.", "DDS", "DMD", "DO", "DVM", "RN", "NP", "RD", "RDN", "LD", "MS", "MSc", "M.A.", "MBA", "MPH", "MFA", "BSc", "JD", "Esq.", "EdD", "PsyD",
    "LCSW", "CSCS", "PT", "DPT", "PharmD", "CFP®", "CPA", "CFA", "CEPF", "FACS", "FACLM", "FAND", "E-RYT 200", "RYT", "MEd",
];

#[rustfmt::skip]
const NO_PERSONS: &[&str] = &[
    "admin", "Administrator", "Editors", "Editorial", "Editorial Team", "Newsroom", "News Desk", "Web Desk", "Redaktion", "Redaktion Online",
    "Redaccion", "Redazione", "Rédaction", "La rédaction", "Redacteur", "Redakcja", "Redaksi", "Guest", "Anonymous", "Unknown", "Reuters", "AP", "Associated Press",
    "The Associated Press", "AFP", "Agence France-Presse", "dpa", "APA", "SDA", "EFE", "ANSA", "PTB", "PTI", "ANI", "IANS", "TASS", "Xinhua", "Bloomberg",
    "Bloomberg News", "UPI", "Kyodo", "Yonhap", "epd", "KNA", "SID", "Team", "Webmaster", "User", "None", "null", "View all posts", "Read more", "Follow", "More", "Share",
    "وكالات", "رويترز", "أ ف ب", "الأناضول", "وكالة الأناضول", "التحرير", "المحرر", "رئيس التحرير", "أسرة التحرير",
];

#[rustfmt::skip]
const NOBODY: &[&str] = &[
    "admin", "Administrator", "Staff", "Staff Writer", "Editor", "Editors", "Guest", "Guest Author", "Anonymous", "Unknown", "Webmaster", "User",
    "None", "null", "View all posts", "Read more", "Follow", "More", "Share", "Team", "undefined", "default", "No Author", "root", "Website", "Site Admin",
];

/// Every example with what it gives.
fn examples() -> Vec<(String, String)> {
    let owned = |(text, names): (&str, &str)| (text.to_owned(), names.to_owned());
    let labelled = LABELLED.lines().filter_map(|line| line.split_once('\t'));
    let mut all: Vec<_> = labelled.chain(PERSONS.iter().copied()).map(owned).collect();
    all.extend(ROLES.iter().map(|role| (format!("Inlet {role}"), String::new())));
    all.extend(CREDENTIALS.iter().map(|degree| (format!("Mara Quill, {degree}"), format!("Mara Quill, {degree}"))));
    all.extend(NO_PERSONS.iter().map(|name| ((*name).to_owned(), String::new())));
    all
}

#[test]
fn bylines_give_their_persons() {
    for (text, expected) in examples() {
        assert_eq!(read(&WORDS, &text), expected, "{text}");
    }
    for name in NOBODY {
        assert_eq!(WORDS.newsroom(name), None, "{name}");
    }
    for name in ["The Inlet", "inlet.example", "Reuters"] {
        assert_eq!(WORDS.newsroom(name).as_deref(), Some(name));
    }
}

#[test]
fn every_word_is_needed_by_an_example() {
    let examples = examples();
    let lower: Vec<String> = examples.iter().map(|(text, _)| text.to_lowercase()).collect();
    // The examples that hold the word come first.
    let needed = |words: Words, word: &str| {
        let holds = |wanted: bool| {
            let chosen = examples.iter().zip(&lower).filter(move |(_, lower)| lower.contains(word) == wanted);
            chosen.map(|(example, _)| example)
        };
        holds(true).chain(holds(false)).any(|(text, expected)| read(&words, text) != *expected)
            || NOBODY.iter().any(|name| words.newsroom(name).is_some())
    };
    type Lists = [(&'static str, fn(&mut Words) -> &mut &'static [&'static str]); 8];
    let lists: Lists = [
        ("labels", |words| &mut words.labels),
        ("later_hands", |words| &mut words.later_hands),
        ("between", |words| &mut words.between),
        ("after", |words| &mut words.after),
        ("credentials", |words| &mut words.credentials),
        ("roles", |words| &mut words.roles),
        ("no_persons", |words| &mut words.no_persons),
        ("nobody", |words| &mut words.nobody),
    ];
    for (name, list) in lists {
        let mut words = WORDS;
        let all = *list(&mut words);
        for (at, word) in all.iter().enumerate() {
            *list(&mut words) = without(all, at);
            assert!(needed(words, word), "{name}: nothing shows what {word:?} does");
        }
    }
    for (at, (label, _)) in WORDS.others.iter().enumerate() {
        assert!(needed(Words { others: without(WORDS.others, at), ..WORDS }, label), "others: {label:?}");
    }
}

fn without<T: Copy>(list: &[T], at: usize) -> &'static [T] {
    let left: Vec<T> = list.iter().enumerate().filter(|(place, _)| *place != at).map(|(_, one)| *one).collect();
    left.leak()
}
