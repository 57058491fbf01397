//! Blocks and verdicts → the body and what was left out.

use crate::article::{BlockKind, Confidence, Link, RawBlock, Removed, RemovedReason};

use super::blocks::{Block, Blocks};
use super::explained;
use super::features::{Measured, measure};
use super::names::Attr;
use super::phrases;
use super::title::normal;
use super::tree::{NodeId, Tree};
use super::verdict::{Known, Verdict, announces, judge};
use crate::parse::explain::Watch;

const REMOVED_ENTRIES: usize = 200;
const REMOVED_CHARS: usize = 300;
const MOST_LINKS: usize = 500;
const LONGEST_LINK: usize = 2_000;
/// A page with more lines about cookies is about them.
const MOST_NOTICES: usize = 6;

#[derive(Debug, Default)]
pub(super) struct Body {
    pub(super) blocks: Vec<RawBlock>,
    pub(super) removed: Vec<Removed>,
    pub(super) links: Vec<Link>,
    /// The element that holds the article, where there is one.
    pub(super) container: Option<NodeId>,
}

/// The article's blocks. Where no element holds an article, the best run of lines has to do.
/// `data`: the text that the page's data holds as that of the article.
pub(super) fn choose(
    tree: &Tree<'_>,
    mut blocks: Blocks,
    known: &Known,
    data: Option<&str>,
    watch: &mut impl Watch,
) -> Body {
    let measured = measured(tree, &mut blocks, known);
    let mut verdicts = judge(&blocks, &measured, known);
    let found = |verdicts: &[Verdict]| {
        verdicts.iter().zip(&blocks.list).any(|(verdict, block)| {
            *verdict == Verdict::Keep && !matches!(block.kind, BlockKind::Heading | BlockKind::Caption)
        })
    };
    if !found(&verdicts) {
        let run = best_run(&blocks, &measured);
        // The title is no body, whichever way that is found.
        let title = Verdict::Drop(RemovedReason::TitleRepeated);
        verdicts = verdicts.iter().zip(run).map(|(first, run)| if *first == title { title } else { run }).collect();
        if data.is_none() && !found(&verdicts) {
            keep_a_notice(&mut verdicts, &blocks, &measured);
        }
    }
    watch.lines(|| explained::lines(&blocks, &measured, &verdicts));
    let removed = removed(&blocks, &verdicts);
    let links = links(tree, &blocks, &verdicts);
    Body { removed, links, blocks: assemble(blocks, &verdicts), container: measured.container }
}

/// A notice of one paragraph may stand in the title whole: then that is all the page says.
fn keep_a_notice(verdicts: &mut [Verdict], blocks: &Blocks, measured: &Measured) {
    let blocks = blocks.list.iter().zip(&measured.blocks);
    let notice = verdicts.iter_mut().zip(blocks).find(|(verdict, (block, feature))| {
        **verdict == Verdict::Drop(RemovedReason::TitleRepeated)
            && block.kind == BlockKind::Paragraph
            && feature.is_prose
    });
    if let Some((verdict, _)) = notice {
        *verdict = Verdict::Keep;
    }
}

/// The page in numbers. Leads are often set as headings; they head nothing.
fn measured(tree: &Tree<'_>, blocks: &mut Blocks, known: &Known) -> Measured {
    let measured = measure(tree, blocks, &notices(blocks, known));
    for (block, feature) in blocks.list.iter_mut().zip(&measured.blocks) {
        if block.kind == BlockKind::Heading && announces(&block.text, feature, known) {
            (block.kind, block.level) = (BlockKind::Paragraph, None);
        }
    }
    measured
}

/// Lines about what the page keeps of its reader, unless that is its subject.
fn notices(blocks: &Blocks, known: &Known) -> Vec<bool> {
    let of_block = |block: &Block| phrases::speaks_of_cookies(&block.text) && block.kind != BlockKind::Heading;
    let found: Vec<bool> = blocks.list.iter().map(of_block).collect();
    let is_subject = known.titles.iter().any(|title| phrases::speaks_of_cookies(title));
    let rare = found.iter().filter(|is_notice| **is_notice).count() <= MOST_NOTICES;
    if rare && !is_subject { found } else { vec![false; blocks.list.len()] }
}

/// The run of lines with the most text, where a short line or one of links costs as much as a hundred characters give.
fn best_run(blocks: &Blocks, measured: &Measured) -> Vec<Verdict> {
    let mut best = (0, 0, 0.0_f32);
    let mut start = 0;
    let mut sum = 0.0_f32;
    for (index, feature) in measured.blocks.iter().enumerate() {
        if sum <= 0.0 {
            start = index;
            sum = 0.0;
        }
        let text = feature.units as f32 * (1.0 - 2.0 * feature.link_share);
        sum += if feature.is_prose { text } else { -100.0 };
        if sum > best.2 {
            best = (start, index + 1, sum);
        }
    }
    // Without any prose a page may still be one short notice.
    let lone = if best.2 > 0.0 { None } else { longest(blocks, measured) };
    (0..blocks.list.len())
        .map(|index| {
            let inside = (best.0..best.1).contains(&index) || lone == Some(index);
            if inside { Verdict::Keep } else { Verdict::Drop(RemovedReason::Boilerplate) }
        })
        .collect()
}

/// The longest line that is a paragraph and not of links, if it says anything.
fn longest(blocks: &Blocks, measured: &Measured) -> Option<usize> {
    blocks
        .list
        .iter()
        .zip(&measured.blocks)
        .enumerate()
        .filter(|(_, (block, feature))| {
            block.kind == BlockKind::Paragraph && feature.link_share < 0.3 && feature.units >= 3
        })
        .max_by_key(|(index, (_, feature))| (feature.units, std::cmp::Reverse(*index)))
        .map(|(index, _)| index)
}

fn removed(blocks: &Blocks, verdicts: &[Verdict]) -> Vec<Removed> {
    let mut removed: Vec<Removed> = Vec::new();
    let mut title_moved = false;
    for (block, verdict) in blocks.list.iter().zip(verdicts) {
        let Verdict::Drop(reason) = *verdict else { continue };
        // The title itself has moved into its field; only what repeats it was removed.
        if reason == RemovedReason::TitleRepeated && !std::mem::replace(&mut title_moved, true) {
            continue;
        }
        if removed.len() >= REMOVED_ENTRIES {
            break;
        }
        if block.chars < 3 {
            continue;
        }
        let text = block.text.chars().take(REMOVED_CHARS).collect();
        removed.push(Removed { line: None, text, reason, confidence: Confidence::per_mille(700) });
    }
    removed
}

/// The links in the text that is kept. Captions stand beside it.
fn links(tree: &Tree<'_>, blocks: &Blocks, verdicts: &[Verdict]) -> Vec<Link> {
    let kept = blocks.list.iter().zip(verdicts).filter(|(block, verdict)| {
        **verdict == Verdict::Keep && block.kind != BlockKind::Caption && !block.links.is_empty()
    });
    let link = |id: &NodeId| {
        let url = tree.attribute(*id, Attr::Href)?.trim();
        let leads = !url.is_empty() && !url.starts_with('#') && url.len() <= LONGEST_LINK;
        let text = leads.then(|| tree.text_of(*id, LONGEST_LINK)).filter(|text| !text.is_empty())?;
        Some(Link { text, url: url.to_owned() })
    };
    kept.flat_map(|(block, _)| &block.links).filter_map(link).take(MOST_LINKS).collect()
}

/// Joins what belongs together: the items of a list, the rows and cells of a table.
fn assemble(blocks: Blocks, verdicts: &[Verdict]) -> Vec<RawBlock> {
    let mut out: Vec<RawBlock> = Vec::new();
    let mut last: Option<(NodeId, NodeId)> = None;
    for (block, verdict) in blocks.list.into_iter().zip(verdicts) {
        if *verdict != Verdict::Keep {
            continue;
        }
        match (block.group, last, out.last_mut()) {
            (Some((group, row)), Some((last_group, last_row)), Some(open)) if group == last_group => {
                let same_row = row == last_row && block.kind == BlockKind::Table;
                open.text.push_str(if same_row { " | " } else { "\n" });
                open.text.push_str(&block.text);
            }
            _ => out.push(RawBlock { kind: block.kind, level: block.level, text: block.text }),
        }
        last = block.group;
    }
    out
}

/// Places at which a text in the page's data is looked for in its body.
const PROBES: usize = 24;
/// Words of a probe.
const PROBE: usize = 5;
/// A shorter text is a description.
const LEAST_WORDS: usize = 60;

/// Whether the text in the page's data is the article and the body that was chosen is not: that holds little of it, and
/// is shorter. Only texts with spaces between their words are compared.
pub(super) fn is_elsewhere(data: &str, body: &[RawBlock]) -> bool {
    if body.is_empty() {
        return true;
    }
    let plain = normal(data);
    let words: Vec<&str> = plain.split(' ').collect();
    let found: String = body.iter().map(|block| normal(&block.text) + " ").collect();
    if words.len() < LEAST_WORDS || found.len() * 3 > plain.len() * 2 {
        return false;
    }
    let step = (words.len() / PROBES).max(PROBE);
    let probes: Vec<String> = words.chunks(step).filter_map(|some| Some(some.get(..PROBE)?.join(" "))).collect();
    let shared = probes.iter().filter(|probe| found.contains(probe.as_str())).count();
    shared * 3 < probes.len()
}

/// Paragraphs of a text that came as data, a line each.
pub(super) fn of_text(text: &str) -> Vec<RawBlock> {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let paragraph = |text| RawBlock { kind: BlockKind::Paragraph, level: None, text };
    lines.filter(|line| !line.is_empty()).map(paragraph).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_in_the_data_counts_where_the_page_shows_little_of_it() {
        let text: String = (0..100).map(|word| format!("word{word} ")).collect();
        let counts_beside = |body: &str| is_elsewhere(&text, &of_text(body));
        assert!(counts_beside("") && counts_beside("Read the whole story in our app."));
        // The beginning alone is a little; half of it is what the page wants to show.
        assert!(counts_beside("word0 word1 word2 word3 word4 word5"));
        assert!(!counts_beside(text.get(..text.len() / 2).unwrap()));
        assert!(!is_elsewhere("A description of a few words.", &of_text("Another text.")));
    }
}
