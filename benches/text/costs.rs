//! Normalize and each local enricher, alone and left out.

use std::time::Duration;

use copydesk::article::{Article, EnrichedArticle, RawArticle};
use copydesk::config::LocalEnrich;
use copydesk::enrich::LocalEnricher;
use copydesk::pipeline::Stages;

use super::cpu_time::cpu_time;
use super::stories::{LANGUAGES, story};
use super::{article, stages};

/// Articles of each language, and the sentences of an article and of a short item.
const ARTICLES: u64 = 40;
const SENTENCES: usize = 30;
const SENTENCES_OF_AN_ITEM: usize = 6;
/// Each is done so often; the best counts.
const ROUNDS: usize = 9;

type Switch = fn(&mut LocalEnrich, bool);

const SWITCHES: [(&str, Switch); 8] = [
    ("entities", |settings, on| settings.entities = on),
    ("quotes", |settings, on| settings.quotes = on),
    ("dates", |settings, on| settings.dates = on),
    ("quantities", |settings, on| settings.quantities = on),
    ("topics", |settings, on| settings.topics = on),
    ("keyphrases", |settings, on| settings.keyphrases = on),
    ("sentences", |settings, on| settings.sentences = on),
    ("duplicates", |settings, on| settings.duplicates = on),
];

enum Work {
    Normalize,
    Enrich(LocalEnricher),
    Both(LocalEnricher),
}

struct Row {
    name: String,
    work: Work,
    item: bool,
    best: [Duration; LANGUAGES.len()],
}

/// Articles of one language.
struct Set {
    raw: Vec<RawArticle>,
    normalized: Vec<Article>,
    bytes: usize,
}

/// All rows, or the one of a name; false where there is none.
pub fn run(only: Option<&str>) -> bool {
    let stages = stages();
    let sets = |sentences| LANGUAGES.iter().enumerate().map(|(at, _)| Set::of(&stages, at, sentences)).collect();
    let (articles, items): (Vec<Set>, Vec<Set>) = (sets(SENTENCES), sets(SENTENCES_OF_AN_ITEM));
    let mut rows = rows();
    rows.retain(|row| only.is_none_or(|only| row.name == only));
    if rows.is_empty() {
        return false;
    }
    for _ in 0..ROUNDS {
        for row in &mut rows {
            let sets = if row.item { &items } else { &articles };
            for (set, best) in sets.iter().zip(&mut row.best) {
                *best = (*best).min(row.work.time(&stages, set));
            }
        }
    }
    let bytes = |sets: &[Set]| sets.iter().map(|set| set.bytes).collect::<Vec<_>>();
    let mean = |sets: &[Set]| bytes(sets).iter().sum::<usize>() / LANGUAGES.len() / ARTICLES as usize;
    println!(
        "Body text, articles of {} bytes and items of {} in the mean; CPU time of one thread.\n",
        mean(&articles),
        mean(&items)
    );
    println!("| MB/s | {} | all | µs an article |", LANGUAGES.join(" | "));
    println!("|---|{}", "--:|".repeat(LANGUAGES.len() + 2));
    for row in rows {
        row.print(&bytes(if row.item { &items } else { &articles }));
    }
    true
}

impl Set {
    fn of(stages: &Stages, language: usize, sentences: usize) -> Self {
        let raw: Vec<_> =
            (0..ARTICLES).map(|n| article(stages, LANGUAGES[language], n, &story(language, n, sentences))).collect();
        let normalized: Vec<_> =
            raw.iter().map(|raw| stages.normalizer.normalize(raw.clone()).expect("an article")).collect();
        let bytes = normalized.iter().map(|article| article.body.text.len()).sum();
        Self { raw, normalized, bytes }
    }
}

fn rows() -> Vec<Row> {
    let (off, all) = (LocalEnrich::OFF, LocalEnrich::default());
    let enrich = |settings| Work::Enrich(LocalEnricher::new(settings));
    let with = |mut settings, switch: Switch, on| {
        switch(&mut settings, on);
        enrich(settings)
    };
    let row =
        |name: &str, work, item| Row { name: name.to_owned(), work, item, best: [Duration::MAX; LANGUAGES.len()] };
    let mut rows = vec![row("normalize", Work::Normalize, false), row("enrich: all off", enrich(off), false)];
    rows.extend(SWITCHES.map(|(name, switch)| row(&format!("only {name}"), with(off, switch, true), false)));
    rows.push(row("enrich: as by default", enrich(all), false));
    rows.extend(SWITCHES.map(|(name, switch)| row(&format!("all but {name}"), with(all, switch, false), false)));
    rows.push(row("normalize and enrich", Work::Both(LocalEnricher::new(all)), false));
    rows.push(row("normalize, items", Work::Normalize, true));
    rows.push(row("normalize and enrich, items", Work::Both(LocalEnricher::new(all)), true));
    rows
}

impl Work {
    /// What it takes for all of a set; neither the copies nor what becomes of the results counts.
    fn time(&self, stages: &Stages, set: &Set) -> Duration {
        match self {
            Self::Normalize => timed(set.raw.clone(), |raw| stages.normalizer.normalize(raw).ok()),
            Self::Enrich(local) => timed(set.normalized.clone(), |article| Some(local.enrich(article))),
            Self::Both(local) => timed(set.raw.clone(), |raw| -> Option<EnrichedArticle> {
                Some(local.enrich(stages.normalizer.normalize(raw).ok()?))
            }),
        }
    }
}

fn timed<I, O>(inputs: Vec<I>, work: impl Fn(I) -> Option<O>) -> Duration {
    let mut results = Vec::with_capacity(inputs.len());
    let before = cpu_time();
    results.extend(inputs.into_iter().map(work));
    let took = cpu_time() - before;
    assert!(results.iter().all(Option::is_some));
    took
}

impl Row {
    fn print(&self, bytes: &[usize]) {
        let rate = |bytes: usize, took: Duration| format!("{:.1}", bytes as f64 / took.as_secs_f64() / 1e6);
        let cells: Vec<_> = bytes.iter().zip(self.best).map(|(bytes, took)| rate(*bytes, took)).collect();
        let all: Duration = self.best.iter().sum();
        println!(
            "| {} | {} | {} | {:.1} |",
            self.name,
            cells.join(" | "),
            rate(bytes.iter().sum(), all),
            all.as_secs_f64() * 1e6 / (ARTICLES * LANGUAGES.len() as u64) as f64
        );
    }
}
