//! Invented news pages for benchmarks: the same number gives the same page. Their shape is that of real ones: a small
//! article in a lot of furniture, scripts and links.

#[path = "random.rs"]
mod random;

use random::Random;

/// What a page is large where nothing else is asked for.
pub const PAGE_BYTES: usize = 60_000;

/// Words of a few languages, so that charset, language and folding have their usual work.
const WORDS: [&[&str]; 4] = [
    &[
        "council", "harbour", "the", "of", "and", "decided", "winter", "after", "old", "families", "market", "in",
        "storm", "vote", "spring", "was",
    ],
    &[
        "der",
        "Hafen",
        "und",
        "die",
        "beschloss",
        "nach",
        "Sturm",
        "Familien",
        "für",
        "Straße",
        "im",
        "Frühjahr",
        "Gemeinde",
        "über",
        "wurde",
        "alte",
    ],
    &[
        "le",
        "conseil",
        "décidé",
        "après",
        "tempête",
        "été",
        "marché",
        "où",
        "familles",
        "la",
        "façade",
        "de",
        "vieux",
        "quai",
        "printemps",
        "et",
    ],
    &[
        "المجلس",
        "قرر",
        "بعد",
        "العاصفة",
        "الميناء",
        "في",
        "الربيع",
        "القديم",
        "العائلات",
        "السوق",
        "من",
        "إلى",
        "على",
        "المدينة",
        "إعادة",
        "بناء",
    ],
];
const LANGUAGES: [&str; 4] = ["en", "de", "fr", "ar"];

/// A page of about so many bytes.
pub fn page(n: u64, bytes: usize) -> String {
    let mut random = Random(n.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let language = (n % 4) as usize;
    let title = sentence(&mut random, language, 8);
    let mut page = format!(
        "<!doctype html><html lang=\"{lang}\"><head><meta charset=\"utf-8\"><title>{title} | Gullhaven Gazette</title>\
         <link rel=\"canonical\" href=\"https://gazette.example/{lang}/{n}\"><meta property=\"og:title\" content=\"{title}\">\
         <script type=\"application/ld+json\">{{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\",\"headline\":\"{title}\",\
         \"datePublished\":\"2026-04-{day:02}T10:00:00Z\",\"author\":{{\"@type\":\"Person\",\"name\":\"Ada Ferrow\"}}}}</script></head><body>",
        lang = LANGUAGES[language],
        day = n % 28 + 1,
    );
    links(&mut page, &mut random, language, 60, "nav");
    page.push_str("<main><article><h1>");
    page.push_str(&title);
    page.push_str("</h1><p class=\"byline\">Ada Ferrow</p>");
    for paragraph in 0..10 + random.below(10) {
        if paragraph % 5 == 4 {
            page.push_str(&format!("<h2>{}</h2>", sentence(&mut random, language, 4)));
        }
        let text: Vec<String> = (0..3).map(|_| sentence(&mut random, language, 14)).collect();
        page.push_str(&format!("<p>{}</p>", text.join(" ")));
    }
    page.push_str("</article>");
    links(&mut page, &mut random, language, 40, "aside");
    page.push_str("</main><footer>© 2026 Gullhaven Gazette</footer>");
    while page.len() < bytes {
        if random.below(3) == 0 {
            links(&mut page, &mut random, language, 20, "section");
        } else {
            page.push_str("<script>window.q=window.q||[];");
            for _ in 0..40 {
                page.push_str(&format!(
                    "q.push(['slot',{},{{w:{},h:{}}}]);",
                    random.below(1_000_000),
                    random.below(999),
                    random.below(999)
                ));
            }
            page.push_str("</script>");
        }
    }
    page.push_str("</body></html>");
    page
}

/// A short item as an envelope of so many bytes, or a few less where the last character is wide.
pub fn item(n: u64, bytes: usize) -> String {
    let mut random = Random(n.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let language = (n % 4) as usize;
    let title = sentence(&mut random, language, 8);
    let mut item = format!(
        "{{\"id\":\"{n}\",\"url\":\"https://gazette.example/{lang}/{n}\",\"title\":\"{title}\",\"article_text\":\"",
        lang = LANGUAGES[language],
    );
    while item.len() + 2 < bytes {
        item.push_str(&sentence(&mut random, language, 14));
        item.push(' ');
    }
    while item.len() + 2 > bytes {
        item.pop();
    }
    item.push_str("\"}");
    item
}

fn links(page: &mut String, random: &mut Random, language: usize, count: u64, element: &str) {
    page.push_str(&format!("<{element}><ul>"));
    for _ in 0..count {
        let text = sentence(random, language, 5);
        page.push_str(&format!(
            "<li class=\"item c{}\"><a href=\"/story/{}\">{text}</a></li>",
            random.below(9),
            random.below(99_999)
        ));
    }
    page.push_str(&format!("</ul></{element}>"));
}

fn sentence(random: &mut Random, language: usize, words: usize) -> String {
    let list = WORDS[language];
    let words: Vec<&str> = (0..words + random.below(words)).map(|_| list[random.below(list.len())]).collect();
    words.join(" ") + "."
}
