//! Trees over the numbers of each block, inside what rules hold fast.
//!
//! None are shipped: out of fold they beat the rules by .002 of body F1 (.9582 against .9565 over three sets), less than
//! what separates two trainings. `tools/train` makes and measures them.

use crate::article::{BlockKind, RemovedReason};
use crate::parse::trees::Trees;

use super::blocks::Blocks;
use super::features::Measured;
use super::numbers::{self, Page};
use super::verdict::{Verdict, because, tidy};

/// The name by which records would know them.
pub(super) const MODEL: &str = "html.trees";

/// Smaller pages look like none that the trees have seen: there the rules decide.
const LEAST_BLOCKS: usize = 24;
const LEAST_PROSE: u32 = 1_000;

/// Whether a page is one that the trees can judge: with furniture around, and enough text.
pub(super) fn fits(blocks: &Blocks, measured: &Measured) -> bool {
    let prose: u32 = measured.blocks.iter().map(|feature| if feature.is_prose { feature.units } else { 0 }).sum();
    blocks.list.len() >= LEAST_BLOCKS && prose >= LEAST_PROSE
}

/// A verdict for each block, in their order: captions and repetitions of the title stay what the rules make of them, all
/// else is for the trees to say.
pub(super) fn weigh(page: &Page<'_, '_>, trees: &Trees) -> Vec<Verdict> {
    let rows = numbers::rows(page);
    let blocks = page.blocks.list.iter().zip(&page.measured.blocks);
    let judged = page.verdicts.iter().zip(blocks).zip(rows).map(|((rules, (block, feature)), row)| {
        if block.kind == BlockKind::Caption || *rules == Verdict::Drop(RemovedReason::TitleRepeated) {
            *rules
        } else if trees.score(&row) > 0 {
            Verdict::Keep
        } else if *rules == Verdict::Keep {
            Verdict::Drop(because(block, feature))
        } else {
            *rules
        }
    });
    let mut verdicts: Vec<Verdict> = judged.collect();
    tidy(page.blocks, page.measured, &mut verdicts);
    verdicts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::html::{HtmlPage, read_by};

    #[test]
    fn trees_that_say_yes_keep_all_but_captions_and_the_title() {
        let page = include_str!("../../../tests/fixtures/html/whole_page_en.html");
        let names = numbers::names().join(" ");
        let read = |bias: i32| {
            let text = format!("copydesk trees 1\nfeatures {names}\nbias {bias}\n");
            let trees = Trees::read(&text, &names.split(' ').collect::<Vec<_>>()).unwrap();
            read_by(HtmlPage { text: page, url: None }, Some(&trees), &mut ()).unwrap()
        };
        let all = read(1);
        assert!(all.blocks.iter().any(|block| block.text.starts_with("©")));
        assert!(all.blocks.iter().all(|block| block.text != "Saltmere keeps its tram for two more winters"));
        assert_eq!(all.models.get(MODEL).map(String::len), Some("sha256:".len() + 64));
        // Trees that keep nothing leave a page without an article: then the best run of lines has to do.
        assert!(read(0).blocks.iter().any(|block| block.text.starts_with("The council of Saltmere")));
    }

    #[test]
    fn on_a_page_that_is_too_small_to_judge_the_rules_decide() {
        let names = numbers::names().join(" ");
        let text = format!("copydesk trees 1\nfeatures {names}\nbias 1\n");
        let trees = Trees::read(&text, &names.split(' ').collect::<Vec<_>>()).unwrap();
        let page = "<nav><a href=/>Home</a></nav><p>No ferry leaves today, since the captain has a cold.</p>";
        let found = read_by(HtmlPage { text: page, url: None }, Some(&trees), &mut ()).unwrap();
        assert_eq!((found.blocks.len(), found.models.len()), (1, 0));
    }
}
