//! What a storm did, as Markdown.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use super::crew::Delivery;
use super::plan::Plan;
use super::scene::Verdict;

/// One fault.
#[derive(Debug, Clone)]
pub struct Struck {
    pub at: Duration,
    pub what: String,
    pub detail: String,
    pub in_flight: u64,
    pub backlog: u64,
    /// Its number in the books.
    pub number: usize,
}

#[derive(Debug)]
pub struct Report {
    pub plan: Plan,
    pub struck: Vec<Struck>,
    pub recoveries: Vec<Option<Duration>>,
    pub verdict: Verdict,
    pub exits: BTreeMap<String, u64>,
    pub zombies: Vec<String>,
    pub requests: u64,
    pub aborted: u64,
    pub stormed: Duration,
    pub took: Duration,
}

impl Report {
    /// What breaks the promise.
    pub fn broken(&self) -> Vec<String> {
        self.verdict.broken(self.plan.delivery)
    }

    pub fn to_markdown(&self) -> String {
        let mut page = String::new();
        let _ = self.write(&mut page);
        page
    }

    fn recovery(&self, struck: &Struck) -> Option<Duration> {
        self.recoveries.get(struck.number).copied().flatten()
    }

    fn write(&self, page: &mut String) -> std::fmt::Result {
        let Self { plan, verdict, .. } = self;
        let delivery = if plan.delivery == Delivery::ExactlyOnce { "exactly_once" } else { "at_least_once" };
        let sums = &verdict.sums;
        writeln!(page, "# Storm: {delivery}, seed {}, {} brokers\n", plan.seed, plan.brokers)?;
        writeln!(page, "{} faults in {:.0} s.\n", self.struck.len(), self.stormed.as_secs_f64())?;
        writeln!(page, "| payloads | |\n|---|---:|")?;
        let rows = [
            ("committed in the input", sums.input),
            ("written and aborted there on purpose", self.aborted),
            ("published", sums.articles),
            ("dead-lettered", sums.dead_letters),
            ("filtered", sums.filtered),
            ("**lost**", sums.lost),
            ("**doubled**", sums.doubled),
            ("**out of order**", sums.out_of_order),
            ("**with another content**", sums.wrong),
            ("**that nobody wrote**", sums.phantoms),
            ("asked of the remote enricher", self.requests),
        ];
        for (what, count) in rows {
            writeln!(page, "| {what} | {count} |")?;
        }
        let broken = self.broken();
        let held =
            if broken.is_empty() { "The promise held.".into() } else { format!("BROKEN: {}", broken.join("; ")) };
        writeln!(page, "\n{held}\n")?;
        for example in &sums.examples {
            if !broken.is_empty() {
                writeln!(page, "- {example}")?;
            }
        }
        self.write_faults(page)?;
        writeln!(page, "\n| how workers ended by themselves | times |\n|---|---:|")?;
        for (exit, times) in &self.exits {
            writeln!(page, "| {} | {times} |", exit.replace('|', "/"))?;
        }
        if !self.zombies.is_empty() {
            writeln!(page, "\nZombies when they woke:\n")?;
            let mut said: BTreeMap<&str, u32> = BTreeMap::new();
            self.zombies.iter().for_each(|zombie| *said.entry(zombie).or_default() += 1);
            for (zombie, times) in said {
                writeln!(page, "- {times} times: {zombie}")?;
            }
        }
        writeln!(
            page,
            "\ncopydesk {}, librdkafka {}. {:.0} s in all.",
            env!("CARGO_PKG_VERSION"),
            copydesk::kafka::librdkafka_version(),
            self.took.as_secs_f64(),
        )
    }

    fn write_faults(&self, page: &mut String) -> std::fmt::Result {
        let mut kinds: BTreeMap<&str, Vec<&Struck>> = BTreeMap::new();
        self.struck.iter().for_each(|struck| kinds.entry(&struck.what).or_default().push(struck));
        writeln!(page, "| fault | times | in flight: median | most | with work waiting | back: median | longest |")?;
        writeln!(page, "|---|---:|---:|---:|---:|---:|---:|")?;
        let mut row = |what: &str, all: &[&Struck]| {
            let mut in_flight: Vec<u64> = all.iter().map(|struck| struck.in_flight).collect();
            let mut back: Vec<Duration> = all.iter().filter_map(|struck| self.recovery(struck)).collect();
            in_flight.sort_unstable();
            back.sort_unstable();
            let seconds =
                |time: Option<&Duration>| time.map_or("-".into(), |time| format!("{:.1} s", time.as_secs_f64()));
            writeln!(
                page,
                "| {what} | {} | {} | {} | {} | {} | {} |",
                all.len(),
                in_flight.get(in_flight.len() / 2).unwrap_or(&0),
                in_flight.last().unwrap_or(&0),
                all.iter().filter(|struck| struck.backlog > 0).count(),
                seconds(back.get(back.len() / 2)),
                seconds(back.last()),
            )
        };
        for (what, all) in &kinds {
            row(what, all)?;
        }
        row("**all**", &self.struck.iter().collect::<Vec<_>>())
    }

    /// Every fault on a line.
    pub fn to_lines(&self) -> String {
        let mut lines = String::from("at_s\tfault\tdetail\tin_flight\twaiting\tback_s\n");
        for struck in &self.struck {
            let Struck { at, what, detail, in_flight, backlog, .. } = struck;
            let back = self.recovery(struck).map_or("-".into(), |time| format!("{:.2}", time.as_secs_f64()));
            let _ = writeln!(lines, "{:.2}\t{what}\t{detail}\t{in_flight}\t{backlog}\t{back}", at.as_secs_f64());
        }
        lines
    }
}
