//! What can be measured of a block: its text, its place, its neighbours. No verdicts here.

use crate::article::BlockKind;

use super::blocks::{Block, Blocks};
use super::hints::Hints;
use super::names::Tag;
use super::tree::{NodeId, Tree};

/// Hints that speak against an element, unless most of the page's text stands in it.
pub(super) const AGAINST: Hints = Hints::NAVIGATION
    .with(Hints::RELATED)
    .with(Hints::SHARE)
    .with(Hints::SUBSCRIBE)
    .with(Hints::ADVERT)
    .with(Hints::COMMENTS)
    .with(Hints::FOOTER)
    .with(Hints::FORM)
    .with(Hints::DIALOG)
    .with(Hints::ASIDE)
    .with(Hints::TAGS)
    .with(Hints::COPYRIGHT)
    .with(Hints::WIDGET)
    .with(Hints::EMBED)
    .with(Hints::HEADER)
    .with(Hints::BYLINE)
    .with(Hints::CONCEALED);

/// An element with this share of the page's running text is not furniture, whatever its class says.
const TOO_MUCH_FOR_FURNITURE: f32 = 0.35;
const TOO_MUCH_TO_CONCEAL: f32 = 0.6;
/// How many elements up a block's text is counted.
const LEVELS: usize = 48;
/// What a level between text and container costs. Above one half, so that a body in two halves is one body.
const DECAY: f32 = 0.78;

/// What prose in furniture counts towards a container.
const FURNITURE_SHARE: f32 = 0.15;

/// The least that the article with the title must hold of a container with several.
const SHARE_OF_ONE_ARTICLE: f32 = 0.08;

/// One block in numbers.
#[derive(Debug, Clone, Default)]
pub(super) struct Features {
    /// Characters; those of scripts that write a word in one or two signs count double.
    pub(super) units: u32,
    pub(super) link_share: f32,
    /// Long enough, and not of links: text one reads.
    pub(super) is_prose: bool,
    /// Hints of the elements around it, but of those that hold most of the page.
    pub(super) zone: Hints,
    /// Inside the element that holds the article.
    pub(super) in_container: bool,
}

/// The page in numbers: its blocks' features and the element that holds the article.
#[derive(Debug)]
pub(super) struct Measured {
    pub(super) blocks: Vec<Features>,
    pub(super) container: Option<NodeId>,
}

/// `notices`: the blocks that are no text of the page's own, however they read.
pub(super) fn measure(tree: &Tree<'_>, blocks: &Blocks, notices: &[bool]) -> Measured {
    let mut features: Vec<Features> = blocks.list.iter().map(of_text).collect();
    for (feature, notice) in features.iter_mut().zip(notices) {
        feature.is_prose &= !notice;
    }
    let all = Prose::new(blocks, &features);
    let around = zones(tree, blocks, &all, 0);
    let title = blocks.list.iter().position(|block| block.level == Some(1));
    for (feature, block) in features.iter_mut().zip(&blocks.list) {
        feature.zone = around.get(place(tree, block) as usize).copied().unwrap_or_default();
    }
    let container =
        container(tree, blocks, &features).map(|id| article_of_title(tree, blocks, &all, title, id).unwrap_or(id));
    if let Some(container) = container {
        let end = tree.end(container);
        let inner = zones(tree, blocks, &all, container);
        for (feature, block) in features.iter_mut().zip(&blocks.list) {
            feature.in_container = (container..end).contains(&block.start);
            if feature.in_container {
                let at = place(tree, block).saturating_sub(container) as usize;
                feature.zone = inner.get(at).copied().unwrap_or_default();
            }
        }
    }
    Measured { blocks: features, container }
}

/// The element whose surroundings count for a block. The class of a heading says how it looks, not what it heads.
fn place(tree: &Tree<'_>, block: &Block) -> NodeId {
    let above = (block.kind == BlockKind::Heading).then(|| tree.parent(block.node)).flatten();
    above.unwrap_or(block.node)
}

fn of_text(block: &Block) -> Features {
    let mut wide = 0;
    // Commas, stops and their kin.
    let mut punctuation = 0_u32;
    for sign in block.text.chars() {
        wide += u32::from(is_wide(sign));
        #[rustfmt::skip]
        let is_punctuation = matches!(sign, ',' | '.' | ';' | '!' | '?' | '،' | '؛' | '؟' | '۔' | '、' | '。' | '，' | '．' | '！' | '？' | '।' | '…');
        punctuation += u32::from(is_punctuation);
    }
    let units = block.chars + wide;
    let link_share = block.link_share();
    let ends_sentence = ends_sentence(&block.text);
    let long = units >= 80 || (units >= 30 && ends_sentence) || (units >= 50 && punctuation > 0);
    let is_prose = long
        && link_share < 0.4
        && !block.text.contains(['©', '®'])
        && matches!(block.kind, BlockKind::Paragraph | BlockKind::List | BlockKind::Quote);
    Features { units, link_share, is_prose, ..Features::default() }
}

/// Signs of Chinese, Japanese, Korean and Thai.
pub(super) fn is_wide(sign: char) -> bool {
    matches!(sign, '\u{0E00}'..='\u{0E7F}' | '\u{1100}'..='\u{11FF}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Whether a line ends as a sentence does, quotes and brackets after it aside.
pub(super) fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(|sign: char| {
        sign.is_whitespace()
            || matches!(sign, '"' | '\'' | '”' | '“' | '’' | '»' | '«' | ')' | ']' | '」' | '』' | '）')
    });
    text.ends_with(['.', '!', '?', '…', '؟', '۔', '。', '！', '？', '।', '։', '።'])
}

/// Sums of prose over the page, to ask for any element how much of it stands inside.
struct Prose {
    starts: Vec<NodeId>,
    /// One more than there are blocks.
    sums: Vec<f32>,
}

impl Prose {
    fn new(blocks: &Blocks, features: &[Features]) -> Self {
        let mut sum = 0.0;
        let mut sums = vec![0.0];
        for feature in features {
            if feature.is_prose {
                sum += weight(feature);
            }
            sums.push(sum);
        }
        Self { starts: blocks.list.iter().map(|block| block.start).collect(), sums }
    }

    fn range(&self, tree: &Tree<'_>, id: NodeId) -> (usize, usize) {
        let end = tree.end(id);
        (self.starts.partition_point(|start| *start < id), self.starts.partition_point(|start| *start < end))
    }

    fn share(&self, tree: &Tree<'_>, id: NodeId) -> f32 {
        let (from, to) = self.range(tree, id);
        let at = |index: usize| self.sums.get(index).copied().unwrap_or(0.0);
        let all = self.sums.last().copied().unwrap_or(0.0);
        if all > 0.0 { (at(to) - at(from)) / all } else { 0.0 }
    }
}

fn weight(feature: &Features) -> f32 {
    feature.units.min(600) as f32 * (1.0 - feature.link_share)
}

/// For each node inside `top` the hints of it and of all above it up to there; those against it only where they hold
/// little. What `top` and the elements around it are called says nothing of its parts.
fn zones(tree: &Tree<'_>, blocks: &Blocks, prose: &Prose, top: NodeId) -> Vec<Hints> {
    let mass = prose.share(tree, top).max(f32::EPSILON);
    let heading = blocks.list.iter().find(|block| block.level == Some(1)).map(|block| block.start);
    // Many small things may be concealed on one page, but an article that is concealed in pieces is one all the same.
    let everywhere = too_common(tree, blocks, prose, top, mass);
    let everywhere = if top == 0 { everywhere.without(Hints::CONCEALED) } else { everywhere };
    inherit(tree, top, |id, above| {
        let own = blocks.hint(id).without(everywhere);
        let around_heading = || heading.is_some_and(|start| (id..tree.end(id)).contains(&start));
        let doubted = match prose.share(tree, id) / mass {
            _ if !own.any(AGAINST) => Hints::NONE,
            // Content systems write all they know of an article into its class; no comment holds the title of the page.
            share if share > TOO_MUCH_FOR_FURNITURE && around_heading() => AGAINST,
            share => doubted(share),
        };
        above.with(own.without(doubted))
    })
}

/// Hints whose elements hold too much of the prose together: on such a page the name means something else, as `widget`
/// does where every paragraph is one.
fn too_common(tree: &Tree<'_>, blocks: &Blocks, prose: &Prose, top: NodeId, mass: f32) -> Hints {
    let mut held = [0.0_f32; Hints::COUNT];
    inherit(tree, top, |id, above| {
        let own = blocks.hint(id);
        let new = own.without(above);
        if new.any(AGAINST) {
            let share = prose.share(tree, id);
            for (sum, hint) in held.iter_mut().zip(Hints::each()) {
                *sum += if new.any(hint) { share } else { 0.0 };
            }
        }
        above.with(own)
    });
    let common = held.iter().zip(Hints::each()).filter(|(sum, hint)| doubted(**sum / mass).any(*hint));
    common.fold(Hints::NONE, |all, (_, hint)| all.with(hint))
}

/// The hints that are not believed of elements with this share of the prose. Comments are often longer than the article
/// and always called so; what is concealed is the article only where next to nothing is shown.
fn doubted(share: f32) -> Hints {
    if share > TOO_MUCH_TO_CONCEAL {
        AGAINST.without(Hints::COMMENTS)
    } else if share > TOO_MUCH_FOR_FURNITURE {
        AGAINST.without(Hints::COMMENTS).without(Hints::CONCEALED)
    } else {
        Hints::NONE
    }
}

/// One value for each node inside `top`, from that of its parent.
fn inherit(tree: &Tree<'_>, top: NodeId, mut value: impl FnMut(NodeId, Hints) -> Hints) -> Vec<Hints> {
    let mut values: Vec<Hints> = vec![Hints::NONE];
    for id in top + 1..tree.end(top) {
        let parent = tree.parent(id).unwrap_or(top).saturating_sub(top);
        let above = values.get(parent as usize).copied().unwrap_or_default();
        values.push(value(id, above));
    }
    values
}

/// Pages that load the next articles below the first put them all into one container: then the `<article>` with the
/// title is the one. Posts of a live page stand beside their title, not around it.
fn article_of_title(
    tree: &Tree<'_>,
    blocks: &Blocks,
    prose: &Prose,
    title: Option<usize>,
    container: NodeId,
) -> Option<NodeId> {
    let heading = blocks.list.get(title?)?.start;
    let inside = container + 1..tree.end(container);
    let article =
        tree.ancestors(heading).take_while(|id| inside.contains(id)).find(|id| tree.tag(*id) == Tag::Article)?;
    let rest = (tree.end(article)..tree.end(container)).any(|id| tree.tag(id) == Tag::Article);
    (rest && prose.share(tree, article) > SHARE_OF_ONE_ARTICLE * prose.share(tree, container)).then_some(article)
}

/// The element whose inside reads most like one article.
fn container(tree: &Tree<'_>, blocks: &Blocks, features: &[Features]) -> Option<NodeId> {
    let prose = Prose::new(blocks, features);
    let mut scores: Vec<f32> = vec![0.0; tree.len() as usize];
    for (block, feature) in blocks.list.iter().zip(features) {
        let bad = AGAINST.without(Hints::HEADER).without(Hints::BYLINE);
        if !feature.is_prose {
            continue;
        }
        let mut share = weight(feature) * if feature.zone.any(bad) { FURNITURE_SHARE } else { 1.0 };
        let mut last_range = None;
        for id in std::iter::once(block.node).chain(tree.ancestors(block.node)).take(LEVELS) {
            let range = prose.range(tree, id);
            // A wrapper around one thing is no level of its own; nor is the block's own element.
            if last_range.is_some_and(|last| last != range) {
                share *= DECAY;
            }
            last_range = Some(range);
            if let Some(score) = scores.get_mut(id as usize) {
                *score += share;
            }
        }
    }
    let mut best: Option<(NodeId, f32)> = None;
    for (id, score) in (0..).zip(&scores) {
        if *score <= 0.0
            || matches!(tree.tag(id), Tag::P | Tag::Li | Tag::Td)
                && prose.range(tree, id).1 - prose.range(tree, id).0 <= 1
        {
            continue;
        }
        let hints = blocks.hint(id);
        let mut score = *score;
        if hints.any(Hints::ARTICLE) {
            score *= 1.2;
        }
        if hints.any(Hints::BODY) {
            score *= 1.1;
        }
        // Later means deeper: of two that hold the same, the inner one.
        if best.is_none_or(|(_, known)| score >= known) {
            best = Some((id, score));
        }
    }
    best.map(|(id, _)| id)
}
