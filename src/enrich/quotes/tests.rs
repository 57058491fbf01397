use super::*;

fn found(text: &str, lang: &str) -> Vec<Quote> {
    let quotes = quotes(&Tokens::of(text, lang, usize::MAX), lang, None);
    for quote in &quotes {
        let surface: String =
            text.chars().skip(quote.start as usize).take((quote.end - quote.start) as usize).collect();
        assert_eq!(surface, quote.text);
    }
    quotes
}

/// Text, kind, speaker and verb of the only quotation.
fn only(text: &str, lang: &str) -> (String, QuoteKind, Option<String>, Option<String>) {
    let [quote] = &found(text, lang)[..] else { panic!("{text}: {:#?}", found(text, lang)) };
    (quote.text.clone(), quote.kind, quote.speaker_text.clone(), quote.verb.clone())
}

fn case(text: &str, lang: &str, quote: &str, kind: QuoteKind, speaker: &str, verb: &str) {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    assert_eq!(only(text, lang), (quote.into(), kind, some(speaker), some(verb)), "{text}");
}

#[test]
fn the_speaker_stands_on_either_side_of_the_verb() {
    use QuoteKind::Direct;
    let quote = "We are building a new pier,";
    case(&format!("\"{quote}\" Ms. Harbour told reporters on Monday."), "en", quote, Direct, "Ms. Harbour", "told");
    case(
        &format!("“{quote}” said harbour master Ann Quay, smiling."),
        "en",
        quote,
        Direct,
        "harbour master Ann Quay",
        "said",
    );
    case(
        "Ann Quay, head of the port, said: \"It will be open by May.\"",
        "en",
        "It will be open by May.",
        Direct,
        "Ann Quay",
        "said",
    );
    case(
        "„Der neue Steg ist bald fertig“, sagte Anna Kai am Montag.",
        "de",
        "Der neue Steg ist bald fertig",
        Direct,
        "Anna Kai",
        "sagte",
    );
    case(
        "«Новый причал скоро откроют», — сказала Анна Пирс.",
        "ru",
        "Новый причал скоро откроют",
        Direct,
        "Анна Пирс",
        "сказала",
    );
    case(
        "Anna Quai: « Le nouveau quai ouvrira bientôt »",
        "fr",
        "Le nouveau quai ouvrira bientôt",
        Direct,
        "Anna Quai",
        "",
    );
}

#[test]
fn arabic_puts_the_verb_first_and_the_name_between_commas() {
    case(
        "وقال مدير المرفأ، سامي البحري، إن الرصيف \"أكبر مشروع في تاريخ المدينة\".",
        "ar",
        "أكبر مشروع في تاريخ المدينة",
        QuoteKind::Partial,
        "مدير المرفأ، سامي البحري",
        "قال",
    );
    case("وأكدت الوزارة أن المشروع \"متين\".", "ar", "متين", QuoteKind::Partial, "الوزارة", "أكدت");
    case(
        "أضاف البحري: \"سنفتح الرصيف في الربيع\".",
        "ar",
        "سنفتح الرصيف في الربيع",
        QuoteKind::Direct,
        "البحري",
        "أضاف",
    );
}

#[test]
fn a_few_words_that_nobody_says_are_a_title() {
    case("The ferry \"Blue Heron\" sank.", "en", "Blue Heron", QuoteKind::TitleOrScare, "", "");
    case("غرقت العبارة \"الطائر الأزرق\" ليلا.", "ar", "الطائر الأزرق", QuoteKind::TitleOrScare, "", "");
}

#[test]
fn a_work_or_a_paper_is_a_title_whatever_stands_in_it() {
    for text in [
        "Das Lustspiel „der Wind hat sich gedreht“ wurde gestern gegeben.",
        "Wie Kai in seinem Buch, „Die Kultur der Ufer“ richtig betont, fehlt es an Geld.",
        "Man sagt, dass der Schreiber der „Blätter aus dem ec.“ ebenso irrte.",
        "Er nannte ihn in der „Geschichte des alten Hafens“ einen Freund.",
    ] {
        assert_eq!(only(text, "de").1, QuoteKind::TitleOrScare, "{text}");
    }
    let called = found("Er nannte ihn in der „Geschichte des Hafens“ einen „Lotsen vom alten Schlag“.", "de");
    assert_eq!(
        called.iter().map(|quote| quote.kind).collect::<Vec<_>>(),
        [QuoteKind::TitleOrScare, QuoteKind::Partial]
    );
}

#[test]
fn a_word_that_a_sentence_speaks_of_is_nobodys() {
    assert_eq!(
        only("Sie wollten das Ufer „erneuern“, und es war Zeit zu sagen, was es kostet.", "de").1,
        QuoteKind::TitleOrScare
    );
    let both = found("Dabei muss betont werden: „Steg“ und „Kai“ decken sich nicht.", "de");
    assert!(both.iter().all(|quote| quote.kind == QuoteKind::TitleOrScare), "{both:?}");
    let said = only("Es kann sein, dass es später heißt: „Wer zahlt, befiehlt“.", "de");
    assert_eq!((said.0.as_str(), said.1), ("Wer zahlt, befiehlt", QuoteKind::Direct));
}

#[test]
fn german_puts_the_speaker_behind_so() {
    let quote = "Der neue Steg ist bald fertig";
    case(
        &format!("„{quote}“, so die Hafenmeisterin Anna Kai am Montag."),
        "de",
        quote,
        QuoteKind::Direct,
        "die Hafenmeisterin Anna Kai",
        "",
    );
    assert_eq!(only(&format!("„{quote}“, so dass alle kamen."), "de").2, None);
}

#[test]
fn a_pronoun_means_the_speaker_named_last() {
    let quotes = found("\"It was a long night,\" Ann Quay said.\n\"We saved the boats,\" she added.", "en");
    assert_eq!(quotes[1].speaker_text.as_deref(), Some("Ann Quay"));
    assert_eq!(quotes[1].speaker_span, quotes[0].speaker_span);
}

#[test]
fn one_who_speaks_goes_on_in_the_same_paragraph() {
    let quotes = found("\"It was a long night,\" Ann Quay said. \"We saved all the boats.\"", "en");
    assert_eq!(quotes[1].speaker_text.as_deref(), Some("Ann Quay"));
    assert!(quotes[1].confidence < quotes[0].confidence);
}

#[test]
fn a_source_that_is_named_speaks() {
    case(
        "The pier is \"as safe as any other\", according to the ministry.",
        "en",
        "as safe as any other",
        QuoteKind::Partial,
        "the ministry",
        "",
    );
}

#[test]
fn hostile_marks_end_in_a_bounded_list() {
    let text = "«a b c d» ".repeat(100_000);
    assert_eq!(found_len(&text), MAX_QUOTES);
    assert_eq!(found_len(&"\"".repeat(1_000_000)), 0);
    assert_eq!(found_len(&format!("\"{}\"", "long ".repeat(200_000))), 0);
}

fn found_len(text: &str) -> usize {
    quotes(&Tokens::of(text, "en", usize::MAX), "en", None).len()
}
