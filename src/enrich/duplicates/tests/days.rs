//! Two days of news in no time, under an invented clock: new stories, what repeats them in every way, and reports from
//! templates. On the first day the window has room for all that is young enough, on the second twice as much comes.
//!
//! `COPYDESK_TEST_ARTICLES_A_DAY=100000 cargo test --release --lib -- days --nocapture` runs it as large as wanted.

use std::collections::VecDeque;

use super::super::Window;
use super::*;

const DAYS: u64 = 2;
/// Some copies come when their story may be forgotten.
const BACK: u64 = 30 * HOUR;
/// What an article takes, on the safe side.
const ARTICLE_BYTES: usize = 1400;

/// In which way an article repeats an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Repeats {
    Copy,
    /// The same page with a new head and other words.
    Revision,
    Excerpt,
    /// An agency's report with a newsroom's own words around it.
    Agency,
}

const WAYS: [Repeats; 4] = [Repeats::Copy, Repeats::Revision, Repeats::Excerpt, Repeats::Agency];

/// An article that came.
struct Came {
    text: Vec<String>,
    id: Uuid,
    offset: i64,
    at: u64,
}

fn repeated(way: Repeats, earlier: &Came, dice: &mut Dice) -> Article {
    let text = &earlier.text;
    match way {
        Repeats::Copy => article(text),
        Repeats::Revision => {
            let mut revised: Vec<String> = text.iter().map(|paragraph| dice.edit(paragraph, 12)).collect();
            revised[0] = dice.paragraph();
            Article { id: earlier.id, ..article(&revised) }
        }
        Repeats::Excerpt => article(&text[..2]),
        Repeats::Agency => article(&[dice.story(), text.clone()].concat()),
    }
}

/// Weather, markets, matches: a frame of words, and every seventh of them another name or number.
fn report(frame: &[String], dice: &mut Dice) -> Article {
    let mut words = frame.to_vec();
    for slot in (3..words.len()).step_by(7) {
        words[slot] = if slot % 2 == 0 { dice.word() } else { (10 + dice.throw(9990)).to_string() };
    }
    article(&[words.join(" ")])
}

/// How much comes in an hour, in percent of the first day's mean.
fn rate(hour: u64) -> u64 {
    let of_the_day = match hour % 24 {
        0..6 => 30,
        17..20 => 240,
        _ => 100,
    };
    of_the_day * (1 + hour / 24)
}

/// The window forgets what is old a bucket at a time, and nothing else for its age.
fn assert_buckets(window: &Window, now: u64) {
    let reach = DAY.time.as_millis() as u64;
    let begun: Vec<u64> = window.buckets.iter().map(|(began, _)| *began).collect();
    assert!(begun.iter().all(|began| now - began < reach), "{begun:?} at {now}");
    assert!(begun.windows(2).all(|pair| pair[1] - pair[0] >= reach / 24), "{begun:?}");
    assert_eq!(window.buckets.iter().map(|(_, count)| count).sum::<usize>(), window.len());
}

#[test]
fn two_days_hold_the_bounds_and_find_what_is_in_the_window() {
    let asked = std::env::var("COPYDESK_TEST_ARTICLES_A_DAY").ok();
    let a_day = asked.as_deref().map_or(1500, |count| count.parse::<usize>().expect("a number of articles"));
    let bounds = Bounds { bytes: a_day * ARTICLE_BYTES, ..DAY };
    let (mut desk, mut dice) = (Desk::new(bounds), Dice(13));
    let frames: Vec<Vec<String>> = (0..6).map(|_| (0..60).map(|_| dice.word()).collect()).collect();
    let midnight = desk.now;
    let mut stories: VecDeque<Came> = VecDeque::new();
    let mut met: Vec<u64> = vec![0];
    let mut of_id: HashMap<String, i64> = HashMap::new();
    let mut recall = [(0_u32, 0_u32); WAYS.len()];
    let (mut old, mut pushed_out, mut reports, mut restarts) = (0, 0, 0, 0);

    while desk.now < midnight + DAYS * 24 * HOUR {
        let since = desk.now - midnight;
        desk.now += 24 * HOUR * 100 / a_day as u64 / rate(since / HOUR);
        // A restart in the middle of each day.
        if since / HOUR >= 12 + 24 * restarts {
            restarts += 1;
            let mut saved = Vec::new();
            desk.window.save(|| Ok(Vec::new()), &mut saved).unwrap();
            desk.window.replace(Window::restore(&saved[..], bounds, desk.now).unwrap());
        }
        while stories.front().is_some_and(|story| story.at + BACK < desk.now) {
            stories.pop_front();
        }

        let way = (stories.len() > 10 && dice.throw(3) == 0).then(|| WAYS[dice.throw(WAYS.len())]);
        let earlier = way.map(|way| (way, dice.throw(stories.len())));
        let is_report = earlier.is_none() && dice.throw(6) == 0;
        let text = dice.story();
        let article = match earlier {
            Some((way, at)) => repeated(way, &stories[at], &mut dice),
            None if is_report => report(&frames[dice.throw(frames.len())], &mut dice),
            None => article(&text),
        };
        let before = desk.window.lock().len();
        let evicted = desk.window.lock().evictions();
        desk.offset += 1;
        let found = desk.meet_at(desk.offset, &article);
        met.push(desk.now);
        of_id.insert(desk.id(desk.offset), desk.offset);

        let window = desk.window.lock();
        assert!(window.bytes() <= bounds.bytes, "{} bytes", window.bytes());
        assert_buckets(&window, desk.now);
        let (age, size) = (window.evictions().age - evicted.age, window.evictions().size - evicted.size);
        assert_eq!(before + 1 - window.len(), (age + size) as usize);
        (old, pushed_out) = (old + age, pushed_out + size);
        // Those that are held are the last that came.
        let oldest = desk.offset - before as i64;
        if let Some(found) = &found {
            let of = of_id[&found.of];
            assert!(of >= oldest && desk.now - met[of as usize] < 24 * HOUR, "{of} was forgotten: {found:?}");
        }
        let repeats = matches!(kind(&found), Some(DuplicateKind::Exact | DuplicateKind::Near | DuplicateKind::Derived));
        match earlier {
            // What is certainly still there: younger than the oldest bucket, and not pushed out by this article.
            Some((way, at)) if stories[at].offset > desk.offset - window.len() as i64 => {
                let (found, all) = &mut recall[WAYS.iter().position(|known| *known == way).unwrap()];
                (*found, *all) = (*found + u32::from(repeats), *all + 1);
            }
            Some(_) => {}
            None if is_report => assert!(!repeats, "a report repeats {found:?}"),
            None => assert_eq!(found, None, "a new story"),
        }
        reports += u32::from(is_report);
        drop(window);
        if earlier.is_none() && !is_report {
            stories.push_back(Came { text, id: article.id, offset: desk.offset, at: desk.now });
        }
    }
    println!("{} articles, {old} too old, {pushed_out} pushed out, {WAYS:?} found: {recall:?}", desk.offset);
    assert!(old > 200 && pushed_out > 200 && restarts == DAYS, "{old} too old, {pushed_out} pushed out");
    assert!(reports > 100 && recall.iter().all(|(_, all)| *all > 50));
    // With 6,000 a day 93 % of agency reports were found; the likely reason is the table of hashes between two sizes, where the
    // groups that were not split yet hold twice as much as the others and push entries out.
    let (of_each, of_all) = if asked.is_some() { (90, 97) } else { (95, 98) };
    for (way, (found, all)) in WAYS.iter().zip(recall) {
        assert!(found * 100 >= all * of_each, "{way:?}: {found} of {all}");
    }
    let (found, all) = recall.iter().fold((0, 0), |sum, way| (sum.0 + way.0, sum.1 + way.1));
    assert!(found * 100 >= all * of_all, "{found} of {all}");
}
