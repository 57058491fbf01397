//! Small payloads made from their number, and how each has to end: the same number, the same bytes.

use serde_json::json;
use xxhash_rust::xxh3::xxh3_64;

use super::dice::scramble;
use crate::support::producer::Outgoing;

/// The output topic takes no larger batch: an article that outgrows it is aborted with its transaction, and becomes a dead
/// letter.
pub const OUTPUT_BYTES: usize = 40_000;

/// How a payload has to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// With this text, by its hash.
    Article(u64),
    /// With these bytes, by their hash.
    DeadLetter(u64),
    Filtered,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Article { paragraphs: u64 },
    TooLarge,
    CutOff,
    NoText,
    Tombstone,
}

fn kind(n: u64) -> Kind {
    match scramble(n ^ 0x5707) % 3000 {
        0 => Kind::TooLarge,
        1..16 => Kind::Article { paragraphs: 40 },
        16..600 => Kind::CutOff,
        600..750 => Kind::NoText,
        750..800 => Kind::Tombstone,
        _ => Kind::Article { paragraphs: 1 },
    }
}

/// Payload number `n`.
pub fn payload(n: u64) -> Outgoing {
    let value = match kind(n) {
        Kind::Article { paragraphs } => Some(envelope(n, &text(n, paragraphs))),
        Kind::TooLarge => Some(envelope(n, &text(n, 140))),
        Kind::CutOff => Some(format!("{{\"id\": \"{n}\", \"article_text\": \"{}", text(n, 1)).into_bytes()),
        Kind::NoText => Some(format!("{{\"id\": \"{n}\", \"views\": {}}}", scramble(n)).into_bytes()),
        Kind::Tombstone => None,
    };
    Outgoing { key: Some(format!("key-{n}").into_bytes()), value, ..Outgoing::default() }
        .with_header("id", n.to_string())
}

/// How it has to end.
pub fn ending(n: u64) -> Ending {
    match kind(n) {
        Kind::Article { paragraphs } => Ending::Article(xxh3_64(text(n, paragraphs).as_bytes())),
        Kind::Tombstone => Ending::Filtered,
        Kind::TooLarge | Kind::CutOff | Kind::NoText => {
            Ending::DeadLetter(xxh3_64(payload(n).value.unwrap_or_default().as_slice()))
        }
    }
}

fn envelope(n: u64, text: &str) -> Vec<u8> {
    let url = format!("https://paper-{}.example/story/{n}", n % 7);
    json!({ "id": n.to_string(), "url": url, "article_text": text }).to_string().into_bytes()
}

fn text(n: u64, paragraphs: u64) -> String {
    let town = ["Merrowby", "Saltcombe", "Orvale", "Thistleford", "Gullhaven"][(n % 5) as usize];
    let paragraph = |m: u64| {
        let drawn = scramble(n.wrapping_mul(1000) + m);
        format!(
            "The council of {town} heard report {n} on its old bridge, which carries {} carts a day to the coast. It will vote \
             again before the winter, said the clerk, who counted {} letters on the matter.",
            drawn % 9000,
            drawn / 9000 % 500,
        )
    };
    (0..paragraphs).map(paragraph).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_same_number_gives_the_same_payload_and_every_ending_turns_up() {
    assert_eq!(payload(17), payload(17));
    assert_ne!(payload(17), payload(18));
    let endings: Vec<Ending> = (0..3000).map(ending).collect();
    let articles = endings.iter().filter(|ending| matches!(ending, Ending::Article(_))).count();
    let dead = endings.iter().filter(|ending| matches!(ending, Ending::DeadLetter(_))).count();
    assert!(articles > 2000 && dead > 500 && articles + dead < 3000, "{articles} articles, {dead} dead letters");
}
