//! What nobody writes: a line of a megabyte, a hundred thousand quotations, one word a million times, fifty thousand names
//! of cities, marks that never close, numbers without end, and what each reader of the text would like least.
//!
//! The tests of the enrichers read them, too.

/// Name, language, text.
pub fn texts() -> Vec<(&'static str, &'static str, String)> {
    vec![
        ("a line of a megabyte", "ar", "قال الرئيس إن باريس بعيدة ".repeat(40_000)),
        ("a word of a megabyte", "en", "word".repeat(250_000)),
        ("a word a million times", "en", "a ".repeat(1_000_000)),
        ("a hundred thousand quotations", "en", "“a b c d” ".repeat(100_000)),
        ("marks of every kind", "en", "\"' ".repeat(300_000)),
        ("quotations that never close", "ar", "«أ ".repeat(200_000)),
        ("fifty thousand cities", "ar", "باريس لندن موسكو طهران بيروت ".repeat(10_000)),
        ("fifty thousand cities with particles", "ar", "وبباريس للندن فموسكو كطهران وبيروت ".repeat(10_000)),
        ("quotations, percentages and days", "en", "«a b c d» 7% yesterday ".repeat(40_000)),
        ("a number without end", "en", "1,".repeat(400_000)),
        ("numbers of every form", "en", "1'1.1,1/1-1:1 ".repeat(60_000)),
        ("signs of money", "en", "$".repeat(900_000)),
        ("units that go on", "en", "5 km////////// ".repeat(60_000)),
        ("dates", "en", "last July last Friday two days ago 17 January ".repeat(20_000)),
        ("verbs of speech", "en", "he said, she said: ".repeat(50_000)),
        ("names in names", "en", "New York Times of London of Paris ".repeat(25_000)),
        ("initials", "en", "A. B. C. D. ".repeat(80_000)),
        ("sons of sons", "ar", "محمد بن ".repeat(80_000)),
        ("particles", "ar", "وللالالا".repeat(70_000)),
        ("every word another", "en", (0..120_000).map(|n| format!("w{n} ")).collect()),
        ("every person another", "en", (0..40_000).map(|n| format!("Julia Harbour{n} came. ")).collect()),
        ("one Han character", "zh", "国".repeat(300_000)),
        ("Japanese without a stop", "ja", "プーチンは国".repeat(50_000)),
        ("Thai without a space", "th", "ไทย".repeat(100_000)),
        ("gershayim", "he", "צה\"ל".repeat(120_000)),
        ("accents without a letter", "en", "\u{301}".repeat(400_000)),
        ("apostrophes", "en", "O'".repeat(400_000)),
        ("dashes", "en", "-".repeat(900_000)),
        ("full stops", "en", ". ".repeat(450_000)),
        ("empty lines", "en", "\n".repeat(900_000)),
        ("lines of one letter", "en", "a\n".repeat(450_000)),
        ("terms of topics", "en", "trade union election campaign foreign policy ".repeat(20_000)),
        ("entities in entities", "en", format!("&{}lt; ", "amp;".repeat(250_000))),
        ("embeddings that never close", "en", "\u{202a}a".repeat(250_000)),
        ("letters of old fonts", "ar", "ﺍﻟﻌﺮﺑﻴﺔ ".repeat(40_000)),
        ("Arabic read as Latin", "en", "Ù…ØµØ±Ø ".repeat(40_000)),
        ("brackets that never close", "he", "(a!) ".repeat(200_000)),
    ]
}
