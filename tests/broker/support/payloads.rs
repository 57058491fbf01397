//! Payloads of every kind, made from a number: the same number, the same bytes. All of it is invented.

use super::producer::Outgoing;

/// How a payload has to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    Published,
    Filtered,
    DeadLetter(&'static str),
}

/// Payload number `n`: two thirds are articles in the forms they come in, the rest is what else turns up in a topic.
pub fn mixed(n: u64) -> (Outgoing, Expected) {
    let (value, expected) = match n % 15 {
        0..3 => (dump(n).into_bytes(), Expected::Published),
        3..6 => (page(n).into_bytes(), Expected::Published),
        6..8 => (envelope(n, "html", &page(n)), Expected::Published),
        8 => (envelope(n, "text", &dump(n)), Expected::Published),
        9 => (envelope(n, "article_text", &paragraphs(n).join("\n")), Expected::Published),
        10 => (format!("{{\"id\": \"{n}\", \"html\": ").into_bytes(), Expected::DeadLetter("invalid_json")),
        11 => (format!("{{\"id\": \"{n}\", \"views\": {n}}}").into_bytes(), Expected::DeadLetter("field_missing")),
        12 => (Vec::new(), Expected::DeadLetter("payload_empty")),
        13 => (
            format!("<html><head><title>{n}</title></head><body><nav></nav></body></html>").into_bytes(),
            Expected::DeadLetter("body_empty"),
        ),
        _ => return (tombstone(n), Expected::Filtered),
    };
    (Outgoing::value(value).with_key(format!("key-{n}")).with_header("id", n.to_string()), expected)
}

/// An article as bytes that are certain to be published, with a number in its text.
pub fn article(n: u64) -> Outgoing {
    Outgoing::value(page(n)).with_key(format!("key-{n}"))
}

fn tombstone(n: u64) -> Outgoing {
    Outgoing { key: Some(format!("key-{n}").into_bytes()), ..Outgoing::default() }
}

/// A JSON envelope around a body.
pub fn envelope(n: u64, field: &str, body: &str) -> Vec<u8> {
    serde_json::json!({ "id": n.to_string(), "url": format!("https://paper-{}.example/story/{n}", n % 7), field: body })
        .to_string()
        .into_bytes()
}

/// A page with furniture around an article.
pub fn page(n: u64) -> String {
    let body: String = paragraphs(n).iter().map(|paragraph| format!("<p>{paragraph}</p>\n")).collect();
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title} | The Harbour Post</title>\
         <link rel=\"canonical\" href=\"https://harbourpost.example/news/{n}\">\
         <meta property=\"article:published_time\" content=\"2026-03-{day:02}T08:15:00Z\"></head>\
         <body><nav><a href=\"/\">Home</a> <a href=\"/sport\">Sport</a></nav><article><h1>{title}</h1>\n{body}</article>\
         <footer>© 2026 The Harbour Post</footer></body></html>",
        title = title(n),
        day = n % 28 + 1,
    )
}

/// The same page as a crawler hands it over that keeps no markup.
pub fn dump(n: u64) -> String {
    format!("Home\nSport\n\n{}\n\n{}\n\n© 2026 The Harbour Post", title(n), paragraphs(n).join("\n\n"))
}

fn title(n: u64) -> String {
    format!("Town of {} votes on plan number {n} for the old quay", place(n))
}

fn place(n: u64) -> &'static str {
    ["Merrowby", "Saltcombe", "Orvale", "Thistleford", "Gullhaven"][(n % 5) as usize]
}

/// Four paragraphs of a town's news; some of their words depend on the number.
pub fn paragraphs(n: u64) -> Vec<String> {
    let (town, votes, year) = (place(n), 400 + n % 900, 1890 + n % 110);
    vec![
        format!(
            "The council of {town} decided on Tuesday evening to rebuild the old quay, after a debate that lasted for \
             more than three hours and filled every seat of the hall, case {n} on its list."
        ),
        format!(
            "Of the residents who took part in the vote, {votes} were in favour of the plan, which was first put forward \
             when the storm of last winter had carried away a part of the wall that was built in {year}."
        ),
        format!(
            "\"We have waited long enough, and the boats cannot wait any longer,\" said the harbour master of {town}, who \
             has looked after the moorings for twenty years and knows every family that fishes from them."
        ),
        "Work is to begin in the spring. Until then the ferries will leave from the northern pier, and the market will \
         move to the square behind the church, as it did once before."
            .to_owned(),
    ]
}

#[test]
fn the_same_number_gives_the_same_payload_and_another_one_another() {
    assert_eq!(mixed(7), mixed(7));
    assert_ne!(mixed(7), mixed(22));
}
