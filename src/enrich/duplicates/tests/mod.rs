//! The window over invented stories. Words and their order come from a seed.

mod days;
mod snapshot;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use super::keys::Key;
use super::{Arrival, Bounds, SharedWindow};
use crate::article::{Article, Block, BlockKind, Duplicate, DuplicateKind, DuplicateScope};
use crate::encode::record_id;
use crate::encode::samples::full;
use crate::record::{Origin, Position};
use crate::text::fold;

const HOUR: u64 = 3_600_000;
const DAY: Bounds = Bounds { bytes: 64 << 20, time: Duration::from_secs(86_400) };

/// Numbers from a seed (xorshift).
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % sides
    }

    fn word(&mut self) -> String {
        const SYLLABLES: [&str; 16] =
            ["ka", "lo", "mi", "ren", "tu", "sa", "vel", "no", "bri", "da", "go", "pel", "hu", "zi", "mar", "fo"];
        let number = self.throw(4000);
        [number % 16, number / 16 % 16, number / 256].map(|syllable| SYLLABLES[syllable]).concat()
    }

    fn paragraph(&mut self) -> String {
        let mut words: Vec<String> = (0..30 + self.throw(30)).map(|_| self.word()).collect();
        let at = self.throw(words.len());
        words[at] = (100 + self.throw(900)).to_string();
        format!("{}.", words.join(" "))
    }

    fn story(&mut self) -> Vec<String> {
        (0..5).map(|_| self.paragraph()).collect()
    }

    /// About one word in `one_in` is another.
    fn edit(&mut self, text: &str, one_in: usize) -> String {
        let words = text.split(' ').map(|word| if self.throw(one_in) == 0 { self.word() } else { word.into() });
        words.collect::<Vec<String>>().join(" ")
    }
}

/// A window, and payloads one after the other in one partition.
struct Desk {
    window: SharedWindow,
    now: u64,
    epoch: u32,
    offset: i64,
}

impl Desk {
    fn new(bounds: Bounds) -> Self {
        Self { window: SharedWindow::new(bounds), now: 1_700_000_000_000, epoch: 1, offset: 0 }
    }

    fn position(&self, offset: i64) -> Position {
        Position { topic: "raw".into(), partition: 3, offset, epoch: self.epoch }
    }

    fn meet(&mut self, paragraphs: &[String]) -> Option<Duplicate> {
        self.offset += 1;
        self.meet_at(self.offset, &article(paragraphs))
    }

    fn meet_at(&mut self, offset: i64, article: &Article) -> Option<Duplicate> {
        let origin = Origin::Kafka(self.position(offset));
        let mut fingerprints = crate::enrich::fingerprint::of(article);
        let print = super::print(article, &mut fingerprints);
        let record_id = record_id(&origin, None);
        self.window.lock().meet(Arrival { article, print: &print, record_id, origin: &origin }, self.now)
    }

    fn id(&self, offset: i64) -> String {
        record_id(&Origin::Kafka(self.position(offset)), None).to_string()
    }
}

/// An article of these paragraphs, on a page of its own.
fn article(paragraphs: &[String]) -> Article {
    let mut article = full().article;
    article.language.tag = "en".into();
    article.title = None;
    let block = |(idx, text): (u32, &String)| Block {
        idx,
        kind: BlockKind::Paragraph,
        level: None,
        text: text.clone(),
        parent_heading: None,
        char_start: None,
        char_end: None,
    };
    article.blocks = (0..).zip(paragraphs).map(block).collect();
    article.body.text = paragraphs.join("\n");
    article.folded_body = fold(&article.body.text, "en");
    article.id = Uuid::new_v5(&Uuid::NAMESPACE_OID, article.body.text.as_bytes());
    article
}

fn kind(found: &Option<Duplicate>) -> Option<DuplicateKind> {
    found.as_ref().map(|found| found.kind)
}

#[test]
fn a_copy_is_exact_whatever_its_case_and_spaces() {
    let mut desk = Desk::new(DAY);
    let story = Dice(1).story();
    assert_eq!(desk.meet(&story), None);
    let copy = [story.join("  ").to_uppercase()];
    let found = desk.meet(&copy).unwrap();
    assert_eq!((found.kind, found.of, found.scope), (DuplicateKind::Exact, desk.id(1), DuplicateScope::Worker));
    assert_eq!(found.score.value(), 1.0);
}

#[test]
fn a_revision_is_near_and_points_to_the_first_of_its_story() {
    let (mut desk, mut dice) = (Desk::new(DAY), Dice(2));
    let story = dice.story();
    desk.meet(&story);
    for _ in 0..3 {
        let mut revised: Vec<String> = story.iter().map(|paragraph| dice.edit(paragraph, 15)).collect();
        revised[0] = dice.paragraph();
        let found = desk.meet(&revised).unwrap();
        assert_eq!((found.kind, found.of), (DuplicateKind::Near, desk.id(1)));
    }
}

#[test]
fn an_excerpt_and_a_copy_with_additions_are_derived() {
    let (mut desk, mut dice) = (Desk::new(DAY), Dice(3));
    let story = dice.story();
    desk.meet(&story);
    let excerpt = desk.meet(&story[..1]).unwrap();
    assert_eq!((excerpt.kind, excerpt.of, excerpt.paragraphs), (DuplicateKind::Derived, desk.id(1), vec![0]));

    let agency = dice.story();
    desk.meet(&agency);
    let own = [dice.story(), agency, dice.story()].concat();
    let found = desk.meet(&own).unwrap();
    assert_eq!((found.kind, found.of), (DuplicateKind::Derived, desk.id(3)));
    assert_eq!(found.paragraphs, [5, 6, 7, 8, 9]);
}

#[test]
fn a_paragraph_of_another_story_relates_and_does_not_join() {
    let (mut desk, mut dice) = (Desk::new(DAY), Dice(4));
    let (one, other) = (dice.story(), dice.story());
    desk.meet(&one);
    let mut borrowing = other.clone();
    borrowing.insert(2, one[3].clone());
    let found = desk.meet(&borrowing).unwrap();
    assert_eq!((found.kind, found.of, found.paragraphs), (DuplicateKind::Related, desk.id(1), vec![2]));
    // The other story itself then repeats the one that borrowed, and not the one it borrowed from.
    let found = desk.meet(&other).unwrap();
    assert_eq!((found.kind, found.of), (DuplicateKind::Near, desk.id(2)));
}

#[test]
fn two_stories_do_not_become_one_by_an_article_that_holds_parts_of_both() {
    let (mut desk, mut dice) = (Desk::new(DAY), Dice(14));
    let (one, other) = (dice.story(), dice.story());
    let mut both = other.clone();
    both.insert(2, one[3].clone());
    desk.meet(&one[3..4]);
    // It takes in an excerpt of the one, and is most of the other.
    assert_eq!(kind(&desk.meet(&both)), Some(DuplicateKind::Derived));
    let found = desk.meet(&other);
    assert!(matches!(kind(&found), None | Some(DuplicateKind::Related)), "{found:?}");
    assert_eq!(desk.meet(&other[..4]).map(|found| found.of), Some(desk.id(3)));
}

#[test]
fn copies_of_one_story_are_found_in_whatever_order_they_come() {
    let mut dice = Dice(15);
    let (mut asked, mut found) = (0, 0);
    for round in 0..40 {
        let mut desk = Desk::new(DAY);
        let story = dice.story();
        let edited: Vec<String> = story[..4].iter().map(|paragraph| dice.edit(paragraph, 8)).collect();
        let mut copies = [story.clone(), story[1..3].to_vec(), edited, [dice.story(), story.clone()].concat()];
        copies.rotate_left(round % 4);
        if round % 8 > 3 {
            copies.reverse();
        }
        for (nth, copy) in copies.iter().enumerate() {
            let said = kind(&desk.meet(copy));
            asked += usize::from(nth > 0);
            found += usize::from(matches!(said, Some(DuplicateKind::Near | DuplicateKind::Derived)));
        }
    }
    assert!(found * 100 >= asked * 95, "{found} of {asked}");
}

#[test]
fn reports_from_one_template_repeat_nothing() {
    let (mut desk, mut dice) = (Desk::new(DAY), Dice(5));
    let frame: Vec<String> = (0..60).map(|_| dice.word()).collect();
    for n in 0..60 {
        let mut report = frame.clone();
        for slot in (3..60).step_by(7) {
            report[slot] = if slot % 2 == 0 { dice.word() } else { (10 + dice.throw(9990)).to_string() };
        }
        let found = desk.meet(&[report.join(" ")]);
        assert!(matches!(kind(&found), None | Some(DuplicateKind::Related)), "report {n}: {found:?}");
    }
}

#[test]
fn furniture_of_a_site_weighs_nothing_once_many_stories_have_it() {
    let (mut desk, mut dice) = (Desk::new(DAY), Dice(6));
    let furniture = [dice.paragraph(), dice.paragraph()];
    for n in 0..40 {
        let mut story = vec![dice.paragraph(), dice.paragraph()];
        story.extend(furniture.clone());
        let found = desk.meet(&story);
        if n >= 4 {
            assert_eq!(found, None, "story {n}");
        }
    }
}

#[test]
fn a_story_that_everybody_prints_is_found_however_often_it_came() {
    let (mut desk, mut dice) = (Desk::new(DAY), Dice(7));
    let story = dice.story();
    desk.meet(&story);
    for n in 0..60 {
        let edited: Vec<String> = story.iter().map(|paragraph| dice.edit(paragraph, 20)).collect();
        let found = desk.meet(&edited).unwrap();
        assert_eq!((found.kind, found.of), (DuplicateKind::Near, desk.id(1)), "copy {n}");
    }
}

#[test]
fn a_payload_that_comes_again_is_no_duplicate_of_itself_and_says_the_same() {
    let (mut desk, mut dice) = (Desk::new(DAY), Dice(8));
    let mut payloads = vec![dice.story(), dice.story()];
    payloads.push(payloads[0].clone());
    payloads.push(payloads[1][..1].to_vec());
    let round = |desk: &mut Desk, from: usize| -> Vec<Option<Duplicate>> {
        let position = desk.position(from as i64);
        desk.window.lock().begin(&position);
        payloads[from..].iter().zip(from as i64..).map(|(text, offset)| desk.meet_at(offset, &article(text))).collect()
    };
    let first = round(&mut desk, 0);
    assert_eq!(
        first.iter().map(kind).collect::<Vec<_>>(),
        [None, None, Some(DuplicateKind::Exact), Some(DuplicateKind::Derived)]
    );
    for from in [2, 0, 1, 3] {
        desk.epoch += 1;
        assert_eq!(round(&mut desk, from), first[from..], "again from {from}");
    }
    assert_eq!(desk.window.lock().evictions().revoked, 2 + 4 + 3 + 1);
}

#[test]
fn paragraphs_whose_keys_meet_by_chance_are_not_shared() {
    let mut known = HashMap::new();
    let hashes = (1_u64..).map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let pair = hashes.filter_map(|hash| Some((known.insert(Key::Paragraph(hash).hash(), hash)?, hash))).next().unwrap();
    let (desk, mut dice) = (Desk::new(DAY), Dice(14));
    let mut meet = |offset, hash| {
        let article = article(&dice.story());
        let mut print = super::print(&article, &mut crate::enrich::fingerprint::of(&article));
        print.paragraphs[2].hash = hash;
        let origin = Origin::Kafka(desk.position(offset));
        let arrival =
            Arrival { article: &article, print: &print, record_id: record_id(&origin, None), origin: &origin };
        desk.window.lock().meet(arrival, desk.now)
    };
    assert_eq!(meet(1, pair.0), None);
    assert_eq!(meet(2, pair.1), None);
    assert_eq!(meet(3, pair.1).map(|found| found.paragraphs), Some(vec![2]));
}

#[test]
fn what_was_given_up_before_it_ended_is_forgotten() {
    let (mut desk, mut dice) = (Desk::new(DAY), Dice(9));
    let (ended, given_up) = (dice.story(), dice.story());
    let topic: Arc<str> = "raw".into();
    desk.window.lock().begin(&desk.position(1));
    desk.meet(&ended);
    desk.meet(&given_up);
    desk.window.lock().give_up(&topic, 3, desk.epoch, Some(2));
    // What was still on its way under that assignment does not come to the window any more.
    assert!(desk.window.lock().is_given_up(&desk.position(3)));
    desk.epoch += 1;
    assert!(!desk.window.lock().is_given_up(&desk.position(3)));

    // Another partition: the same worker has that one still.
    let elsewhere = |desk: &mut Desk, text: &[String], offset| {
        let origin = Origin::Kafka(Position { partition: 4, ..desk.position(offset) });
        let article = article(text);
        let print = super::print(&article, &mut crate::enrich::fingerprint::of(&article));
        let record_id = record_id(&origin, None);
        desk.window.lock().meet(Arrival { article: &article, print: &print, record_id, origin: &origin }, desk.now)
    };
    assert_eq!(elsewhere(&mut desk, &given_up, 1), None);
    assert_eq!(kind(&elsewhere(&mut desk, &ended, 2)), Some(DuplicateKind::Exact));
}

#[test]
fn an_assignment_of_which_nothing_ended_is_forgotten_from_its_first_payload_on() {
    let (mut desk, mut dice) = (Desk::new(DAY), Dice(10));
    let (before, after) = (dice.story(), dice.story());
    desk.meet(&before);
    desk.epoch += 1;
    desk.window.lock().begin(&desk.position(2));
    desk.meet(&after);
    desk.window.lock().give_up(&"raw".into(), 3, desk.epoch, None);
    desk.epoch += 1;
    assert_eq!(kind(&desk.meet(&before)), Some(DuplicateKind::Exact));
    assert_eq!(desk.meet(&after), None);
}

#[test]
fn what_is_older_than_the_window_is_repeated_by_nothing() {
    let (mut desk, mut dice) = (Desk::new(DAY), Dice(11));
    let (old, young) = (dice.story(), dice.story());
    desk.meet(&old);
    desk.now += 2 * HOUR;
    desk.meet(&young);
    desk.now += 22 * HOUR - 1;
    assert_eq!(kind(&desk.meet(&old[1..2])), Some(DuplicateKind::Derived));
    desk.now += 1;
    assert_eq!(kind(&desk.meet(&young)), Some(DuplicateKind::Exact));
    // The first is gone; what repeated a part of it a moment ago stands for itself.
    let excerpt = desk.id(3);
    assert_eq!(desk.meet(&old).map(|found| found.of), Some(excerpt));
    assert_eq!(desk.window.lock().len(), 4);
    assert_eq!(desk.window.lock().evictions().age, 1);
    // A clock that goes back changes nothing.
    desk.now -= 48 * HOUR;
    assert_eq!(kind(&desk.meet(&young)), Some(DuplicateKind::Exact));
}

#[test]
fn a_full_window_forgets_the_oldest_and_stays_within_its_bytes() {
    let bounds = Bounds { bytes: 200 << 10, ..DAY };
    let (mut desk, mut dice) = (Desk::new(bounds), Dice(12));
    let stories: Vec<Vec<String>> = (0..500).map(|_| dice.story()).collect();
    for story in &stories {
        assert_eq!(desk.meet(story), None);
        assert!(desk.window.lock().bytes() <= bounds.bytes, "{}", desk.window.lock().bytes());
    }
    let held = desk.window.lock().len();
    assert!((100..300).contains(&held), "{held}");
    assert_eq!(desk.window.lock().evictions().size, 500 - held as u64);
    assert_eq!(desk.meet(&stories[500 - held - 1]), None);
    // That took the place of the oldest.
    assert_eq!(kind(&desk.meet(&stories[500 - held + 2])), Some(DuplicateKind::Exact));
    assert_eq!(kind(&desk.meet(&stories[499])), Some(DuplicateKind::Exact));
}

#[test]
fn short_bodies_repeat_only_under_the_same_title() {
    let mut desk = Desk::new(DAY);
    let titled = |title: &str| {
        let mut article = article(&["Watch the video.".into()]);
        let folded = fold(title, "en");
        article.title = full().article.title.map(|of| crate::article::Title { folded, ..of });
        article
    };
    assert_eq!(desk.meet_at(1, &titled("A boat is back")), None);
    assert_eq!(desk.meet_at(2, &titled("A bridge is closed")), None);
    assert_eq!(desk.meet_at(3, &titled("A boat is back")).map(|found| found.of), Some(desk.id(1)));
}
