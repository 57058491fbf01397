//! A block and its place as a row of whole numbers, for the trees that judge it.
//!
//! Numbers only: no word of a page, no host, and of class names only the groups of `hints`. Shares are thousandths,
//! lengths are cut, so that one long page looks like another.

use std::collections::HashMap;

use crate::article::{BlockKind, RemovedReason};
use crate::parse::overlap::{Vocabulary, capitals};

use super::blocks::{Block, Blocks};
use super::dated::looks_like_a_date;
use super::features::{Features, Measured, ends_sentence};
use super::hints::Hints;
use super::names::{Attr, Tag};
use super::phrases;
use super::sums::Sums;
use super::tree::{NodeId, Tree};
use super::verdict::{Known, Verdict, announces, names_author};

/// What a block says by itself, where it stands, and what the rules say.
const OWN: [&str; 42] = [
    "units",
    "link_share",
    "commas",
    "ends",
    "prose",
    "heading",
    "list",
    "quote",
    "table",
    "level",
    "phrase",
    "container",
    "kept",
    "dropped_as",
    "announced",
    "dated",
    "digits",
    "times_seen",
    "place",
    "prose_before",
    "after_h1",
    "depth",
    "page_blocks",
    "page_prose",
    "container_share",
    "class_prose",
    "class_blocks",
    "around_class_prose",
    "tag",
    "kept_before",
    "kept_after",
    "kept_near",
    "in_data",
    "kept_share",
    "shared_words",
    "title_words",
    "capitals",
    "small",
    "names_author",
    "under_furniture",
    "since_heading",
    "prose_since_link",
];
/// Of the four nearest elements that hold more than the one inside them.
const LEVEL: [&str; 5] = ["prose", "blocks", "link_share", "density", "kept"];
const LEVELS: usize = 4;
/// Of the blocks before and after.
const NEIGHBOUR: [&str; 6] = ["units", "link_share", "kept", "heading", "alike", "ends"];
const NEIGHBOURS: [(&str, isize); 4] = [("back2", -2), ("back1", -1), ("next1", 1), ("next2", 2)];
/// How many elements up the nearest with the hint stands; 0 for none.
#[rustfmt::skip]
const HINTS: [(&str, Hints); 25] = [
    ("body", Hints::BODY), ("navigation", Hints::NAVIGATION), ("related", Hints::RELATED), ("share", Hints::SHARE),
    ("subscribe", Hints::SUBSCRIBE), ("advert", Hints::ADVERT), ("comments", Hints::COMMENTS), ("byline", Hints::BYLINE),
    ("caption", Hints::CAPTION), ("title", Hints::TITLE), ("lead", Hints::LEAD), ("aside", Hints::ASIDE),
    ("footer", Hints::FOOTER), ("header", Hints::HEADER), ("form", Hints::FORM), ("quote", Hints::QUOTE),
    ("list", Hints::LIST), ("figure", Hints::FIGURE), ("article", Hints::ARTICLE), ("tags", Hints::TAGS),
    ("copyright", Hints::COPYRIGHT), ("widget", Hints::WIDGET), ("embed", Hints::EMBED), ("dialog", Hints::DIALOG),
    ("concealed", Hints::CONCEALED),
];

/// How far up hints are looked for.
const CLIMB: usize = 24;
/// Lengths are cut here.
const MOST: i32 = 2_000;

/// The names of a row's numbers, in their order.
pub(super) fn names() -> Vec<String> {
    let own = OWN.iter().map(|name| (*name).to_owned());
    let levels = (1..=LEVELS).flat_map(|level| LEVEL.iter().map(move |name| format!("up{level}_{name}")));
    let beside = NEIGHBOURS.iter().flat_map(|(at, _)| NEIGHBOUR.iter().map(move |name| format!("{at}_{name}")));
    let hints = HINTS.iter().map(|(name, _)| format!("in_{name}"));
    own.chain(levels).chain(beside).chain(hints).collect()
}

/// One row for each block, in their order.
pub(super) fn rows(page: &Page<'_, '_>) -> Vec<Vec<i32>> {
    let around = Around::new(page);
    page.blocks.list.iter().enumerate().map(|(at, block)| row(page, &around, at, block)).collect()
}

/// All that is known of a page when its blocks are weighed.
pub(super) struct Page<'p, 'a> {
    pub(super) tree: &'p Tree<'a>,
    pub(super) blocks: &'p Blocks,
    pub(super) measured: &'p Measured,
    pub(super) known: &'p Known,
    /// What the rules say.
    pub(super) verdicts: &'p [Verdict],
    /// The text that the page's data holds as that of the article.
    pub(super) data: Option<&'p str>,
}

impl Page<'_, '_> {
    fn kept(&self, at: usize) -> bool {
        self.verdicts.get(at) == Some(&Verdict::Keep)
    }

    fn feature(&self, at: usize) -> Option<&Features> {
        self.measured.blocks.get(at)
    }
}

/// What is counted once over the whole page.
struct Around<'p> {
    sums: Sums,
    seen: HashMap<&'p str, i32>,
    /// Prose and blocks of elements with the same tag and class.
    alike: HashMap<Looks<'p>, (i64, i32)>,
    /// Prose under parents with the same tag and class.
    around_alike: HashMap<Looks<'p>, i64>,
    h1: Option<usize>,
    container_share: i32,
    /// Places of the kept lines of prose.
    kept: Vec<usize>,
    data: Option<String>,
    words: Vocabulary,
    /// For each block how far up the last heading stands, whether that names furniture, and the prose since a line of links.
    above: Vec<(i32, bool, i64)>,
}

type Looks<'p> = (Tag, &'p str);

impl<'p> Around<'p> {
    fn new(page: &Page<'p, '_>) -> Self {
        let list = &page.blocks.list;
        let sums = Sums::new(page.blocks, page.measured, page.verdicts);
        let mut seen = HashMap::new();
        let mut alike: HashMap<Looks<'p>, (i64, i32)> = HashMap::new();
        let mut around_alike: HashMap<Looks<'p>, i64> = HashMap::new();
        for (block, feature) in list.iter().zip(&page.measured.blocks) {
            *seen.entry(block.text.as_str()).or_default() += 1;
            let prose = if feature.is_prose { i64::from(feature.units) } else { 0 };
            let held = alike.entry(looks(page.tree, block.node)).or_default();
            *held = (held.0 + prose, held.1 + 1);
            *around_alike.entry(looks(page.tree, block.parent)).or_default() += prose;
        }
        let titled = |block: &Block| block.level == Some(1);
        let h1 = page.verdicts.iter().position(|verdict| *verdict == Verdict::Drop(RemovedReason::TitleRepeated));
        let h1 = list.iter().position(titled).or(h1);
        let container_share = page.measured.container.map_or(0, |id| {
            let range = sums.range(id, page.tree.end(id));
            per_mille(sums.prose(range), sums.prose((0, list.len())))
        });
        let kept = (0..list.len())
            .filter(|at| page.kept(*at) && page.feature(*at).is_some_and(|feature| feature.is_prose))
            .collect();
        let data = page.data.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
        let texts = list.iter().enumerate().filter(|(at, _)| page.kept(*at)).map(|(_, block)| block.text.as_str());
        let words = Vocabulary::of(texts, page.known.titles.first().map_or("", String::as_str));
        let above = above(page);
        Self { sums, seen, alike, around_alike, h1, container_share, kept, data, words, above }
    }
}

fn above(page: &Page<'_, '_>) -> Vec<(i32, bool, i64)> {
    let mut last: Option<(usize, bool)> = None;
    let mut prose = 0;
    let blocks = page.blocks.list.iter().zip(&page.measured.blocks).enumerate();
    let above = blocks.map(|(at, (block, feature))| {
        let found = last.map_or((99, false), |(heading, furniture)| (distance(heading, at).min(99), furniture));
        let found = (found.0, found.1, prose);
        if block.kind == BlockKind::Heading {
            last = Some((at, phrases::reason(&block.text).is_some()));
        }
        if feature.link_share > 0.9 && feature.units >= 20 {
            prose = 0;
        } else if feature.is_prose {
            prose += i64::from(feature.units);
        }
        found
    });
    above.collect()
}

fn looks<'p>(tree: &'p Tree<'_>, id: NodeId) -> Looks<'p> {
    (tree.tag(id), tree.attribute(id, Attr::Class).unwrap_or(""))
}

fn row(page: &Page<'_, '_>, around: &Around<'_>, at: usize, block: &Block) -> Vec<i32> {
    let mut row = own(page, around, at, block).to_vec();
    levels(page, around, at, block, &mut row);
    for (_, step) in NEIGHBOURS {
        row.extend(neighbour(page, block, at.checked_add_signed(step)));
    }
    hints(page, block, &mut row);
    row
}

fn own(page: &Page<'_, '_>, around: &Around<'_>, at: usize, block: &Block) -> [i32; OWN.len()] {
    let list = &page.blocks.list;
    let all = (0, list.len());
    let feature = page.feature(at).cloned().unwrap_or_default();
    let (capitals, small) = capitals(&block.text);
    let (commas, digits) = signs(&block.text);
    let chars = block.chars.max(1);
    let (since_heading, furniture_above, since_link) = around.above.get(at).copied().unwrap_or_default();
    let reason = match page.verdicts.get(at) {
        None | Some(Verdict::Keep) => 0,
        Some(Verdict::Drop(RemovedReason::Boilerplate)) => 1,
        Some(Verdict::Drop(RemovedReason::Related)) => 2,
        Some(Verdict::Drop(RemovedReason::Navigation)) => 3,
        Some(Verdict::Drop(RemovedReason::TitleRepeated)) => 4,
        Some(Verdict::Drop(_)) => 5,
    };
    let (class_prose, class_blocks) = around.alike.get(&looks(page.tree, block.node)).copied().unwrap_or_default();
    let around_class = around.around_alike.get(&looks(page.tree, block.parent)).copied().unwrap_or(0);
    let prose = around.sums.prose(all);
    let before = around.kept.partition_point(|kept| *kept < at);
    let last = before.checked_sub(1).and_then(|last| around.kept.get(last));
    let next = around.kept.get(before..).and_then(|rest| rest.iter().find(|kept| **kept > at));
    let near = (at.saturating_sub(4)..=at + 4).filter(|near| *near != at && page.kept(*near)).count();
    [
        count(feature.units).min(MOST),
        thousandths(feature.link_share),
        share(commas, chars),
        i32::from(ends_sentence(&block.text)),
        i32::from(feature.is_prose),
        i32::from(block.kind == BlockKind::Heading),
        i32::from(block.kind == BlockKind::List),
        i32::from(block.kind == BlockKind::Quote),
        i32::from(block.kind == BlockKind::Table),
        block.level.map_or(0, i32::from),
        i32::from(phrases::reason(&block.text).is_some()),
        i32::from(feature.in_container),
        i32::from(page.kept(at)),
        reason,
        i32::from(announces(&block.text, &feature, page.known)),
        i32::from(feature.units < 50 && looks_like_a_date(&block.text)),
        share(digits, chars),
        around.seen.get(block.text.as_str()).copied().unwrap_or(1).min(9),
        per_mille(length(at), length(list.len())),
        per_mille(around.sums.prose((0, at)), prose),
        around.h1.map_or(-999, |h1| distance(h1, at)),
        length(page.tree.ancestors(block.node).take(99).count()) as i32,
        length(list.len()).min(MOST.into()) as i32,
        prose.min(30_000) as i32,
        around.container_share,
        per_mille(class_prose, prose),
        class_blocks.min(99),
        per_mille(around_class, prose),
        tag(page.tree.tag(block.node)),
        last.map_or(99, |last| distance(*last, at).min(99)),
        next.map_or(99, |next| distance(at, *next).min(99)),
        length(near) as i32,
        in_data(around.data.as_deref(), &block.text),
        per_mille(around.sums.kept(all), prose),
        around.words.shared(&block.text, page.kept(at)),
        around.words.of_title(&block.text),
        capitals,
        i32::from(small),
        i32::from(names_author(&block.text, page.known)),
        i32::from(furniture_above),
        since_heading,
        since_link.min(9_999) as i32,
    ]
}

fn levels(page: &Page<'_, '_>, around: &Around<'_>, at: usize, block: &Block, row: &mut Vec<i32>) {
    let all = (0, page.blocks.list.len());
    let mut last = (at, at + 1);
    let mut found = 0;
    for id in std::iter::once(block.node).chain(page.tree.ancestors(block.node)).take(64) {
        let range = around.sums.range(id, page.tree.end(id));
        // A wrapper around one thing is no level of its own.
        if range == last || range.0 >= range.1 {
            continue;
        }
        last = range;
        row.extend(level(&around.sums, range, all));
        found += 1;
        if found == LEVELS {
            break;
        }
    }
    for _ in found..LEVELS {
        row.extend(level(&around.sums, last, all));
    }
}

fn level(sums: &Sums, range: (usize, usize), all: (usize, usize)) -> [i32; LEVEL.len()] {
    let prose = sums.prose(range);
    [
        per_mille(prose, sums.prose(all)),
        length(range.1 - range.0).min(999) as i32,
        per_mille(sums.linked(range), sums.chars(range)),
        per_mille(prose, sums.units(range)),
        per_mille(sums.kept(range), sums.kept(all)),
    ]
}

fn neighbour(page: &Page<'_, '_>, block: &Block, at: Option<usize>) -> [i32; NEIGHBOUR.len()] {
    let found = at.and_then(|at| Some((at, page.blocks.list.get(at)?, page.feature(at)?)));
    let Some((at, other, feature)) = found else { return [-1; NEIGHBOUR.len()] };
    let alike = other.parent == block.parent || looks(page.tree, other.node) == looks(page.tree, block.node);
    [
        count(feature.units).min(MOST),
        thousandths(feature.link_share),
        i32::from(page.kept(at)),
        i32::from(other.kind == BlockKind::Heading),
        i32::from(alike),
        i32::from(ends_sentence(&other.text)),
    ]
}

fn hints(page: &Page<'_, '_>, block: &Block, row: &mut Vec<i32>) {
    let mut nearest = [0; HINTS.len()];
    let mut seen = Hints::NONE;
    for (step, id) in (1..).zip(std::iter::once(block.node).chain(page.tree.ancestors(block.node)).take(CLIMB)) {
        let hints = page.blocks.hint(id);
        if hints.without(seen) == Hints::NONE {
            continue;
        }
        for (place, (_, hint)) in nearest.iter_mut().zip(HINTS) {
            if *place == 0 && hints.any(hint) {
                *place = step;
            }
        }
        seen = seen.with(hints);
    }
    row.extend(nearest);
}

/// Commas and their kin, digits.
fn signs(text: &str) -> (u32, u32) {
    text.chars().fold((0, 0), |(commas, digits), sign| {
        let comma = matches!(sign, ',' | '،' | '、' | '，' | ';' | '؛');
        (commas + u32::from(comma), digits + u32::from(sign.is_numeric()))
    })
}

/// Whether the page's data holds the text: 0 without data, 1 for no, 2 for yes.
fn in_data(data: Option<&str>, text: &str) -> i32 {
    let Some(data) = data else { return 0 };
    let start: String = text.chars().take(60).collect();
    1 + i32::from(start.chars().count() >= 12 && data.contains(start.trim()))
}

fn tag(tag: Tag) -> i32 {
    match tag {
        Tag::P => 1,
        Tag::Div => 2,
        Tag::Li => 3,
        Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6 => 4,
        Tag::Td | Tag::Th => 5,
        Tag::Section | Tag::Article | Tag::Main => 6,
        Tag::Blockquote => 7,
        Tag::Body => 8,
        _ => 0,
    }
}

fn per_mille(part: i64, whole: i64) -> i32 {
    if whole <= 0 { 0 } else { (part * 1000 / whole).clamp(0, 1000) as i32 }
}

fn share(part: u32, whole: u32) -> i32 {
    per_mille(i64::from(part), i64::from(whole))
}

fn thousandths(share: f32) -> i32 {
    (share * 1000.0) as i32
}

fn count(value: u32) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}

fn length(value: usize) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// Blocks from one to another; cut, since far is far.
fn distance(from: usize, to: usize) -> i32 {
    (length(to) - length(from)).clamp(-300, 300) as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::html::{HtmlPage, samples};

    const PAGE: &str = include_str!("../../../tests/fixtures/html/whole_page_en.html");

    fn value(row: &[i32], name: &str) -> i32 {
        row[names().iter().position(|known| known == name).unwrap()]
    }

    #[test]
    fn every_row_has_a_number_for_each_name() {
        let names = names();
        let mut apart = names.clone();
        apart.sort();
        apart.dedup();
        assert_eq!(apart.len(), names.len());
        for page in [PAGE, "", "<p>x", "<ul><li>a<li>b</ul>"] {
            assert!(samples(HtmlPage { text: page, url: None }).iter().all(|sample| sample.row.len() == names.len()));
        }
    }

    #[test]
    fn a_paragraph_and_a_teaser_differ_in_the_numbers_that_name_them() {
        let samples = samples(HtmlPage { text: PAGE, url: None });
        let row = |start: &str| &samples.iter().find(|sample| sample.text.starts_with(start)).unwrap().row;
        let (text, teaser) = (row("Opponents of"), row("Herring festival"));
        assert_eq!((value(text, "prose"), value(text, "link_share"), value(text, "in_related")), (1, 0, 0));
        assert_eq!((value(teaser, "prose"), value(teaser, "link_share")), (0, 1000));
        assert!(value(teaser, "in_related") > 0 && value(text, "in_body") > 0);
        assert!(value(text, "up1_prose") > value(teaser, "up1_prose"));
        assert_eq!(value(row("A short look"), "times_seen"), 6);
    }
}
