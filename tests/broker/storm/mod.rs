//! The proof: workers, brokers and roads fail by a seeded schedule while payloads flow, and the books have to balance.
//!
//! ```text
//!  writer ──▶ input ──roads──▶ workers (fail points) ──roads──▶ articles, dead letters
//!     │         │                 ▲                                      │
//!     │         └──▶ reader ──┐   └ crew: kill, freeze, arm, restart     │
//!     └ aborts some           ▼                                          ▼
//!                           books ◀───────────────────────────────── readers
//! ```
//!
//! - [`weather`]: the storm, fault by fault; [`faults`]: which there are, and their order; [`plan`]: how long, how many.
//! - [`scene`]: what storms and mutations share; [`crew`]: the workers; [`writer`], [`reading`]: both ends.
//! - [`books`]: the oracle. [`report`]: what it found, as Markdown.
//! - [`found`]: what storms have found, played again.
//! - [`mutations`]: with each safety rule switched off in turn, the books must not balance.
//! - [`cluster`], [`field`], [`proxy`], [`enricher`]: the surroundings.
//!
//! `docs/STORM.md` tells how to run one, and what has been found.

mod books;
mod cluster;
mod crew;
mod dice;
mod enricher;
mod faults;
mod field;
mod found;
mod mutations;
mod payload;
mod plan;
mod proxy;
mod reading;
mod report;
mod scene;
mod weather;
mod writer;

use self::plan::Plan;
use self::weather::Storm;

/// A short storm, or the one that `make storm` asks for.
#[test]
fn nothing_is_lost_or_doubled_in_a_storm() {
    let plan = Plan::from_environment();
    let report = Storm::rage(&plan);
    let page = report.to_markdown();
    println!("{page}\n{}", report.to_lines());
    std::fs::write(plan.folder.join("report.md"), &page).expect("a file for the report");
    std::fs::write(plan.folder.join("faults.tsv"), report.to_lines()).expect("a file for the faults");
    assert_eq!(report.broken(), Vec::<String>::new(), "{:#?}", report.verdict.sums.examples);
    let met: Vec<_> = report.struck.iter().filter(|struck| struck.in_flight > 0).collect();
    let enough = if plan.is_short { 2 } else { report.struck.len() / 2 };
    assert!(met.len() >= enough, "only {} faults met work in flight: they prove little", met.len());
}
