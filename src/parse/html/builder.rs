//! Tokens → [`Tree`]: what is open, what ends without saying so, how deep it may go.
//!
//! End tags that authors leave out are implied as the HTML Standard implies them (13.2.6.4.7). Two of its repairs are
//! left out, since they move nodes about and change no text: content out of tables (foster parenting) and clones of
//! formatting elements (the adoption agency). A search among the open elements is at most as long as the cap on depth,
//! and is not begun for what is not open: the work is linear in the length of the page.

use std::borrow::Cow;
use std::ops::Range;

use super::entities::{Place, decode};
use super::names::Tag;
use super::tokenizer::{Token, Tokenizer};
use super::tree::{Node, NodeId, Tree};

/// What browsers do too (Blink, WebKit): deeper elements become siblings.
const DEPTH_CAP: usize = 512;
/// Five times what the largest news pages have. What a page costs over its text grows with its nodes: about 16 MB here.
const NODE_CAP: usize = 90_000;

const HEADINGS: [Tag; 6] = [Tag::H1, Tag::H2, Tag::H3, Tag::H4, Tag::H5, Tag::H6];

pub(super) struct Builder<'a> {
    tokens: Tokenizer<'a>,
    tree: Tree<'a>,
    /// Open elements, the root first.
    open: Vec<(NodeId, Tag)>,
    /// How many of each are open: an end tag without its start is passed over at once.
    open_count: [u32; Tag::COUNT],
    /// How many of each were put beside their parent at the depth cap, so that their end tags close nothing.
    flattened: [u32; Tag::COUNT],
    /// The nodes of the last of them, as long as nothing came behind.
    flat: Range<NodeId>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        // Real pages have a node for every 40 to 100 bytes.
        let nodes = Vec::with_capacity((text.len() / 48).min(NODE_CAP) + 1);
        let tree = Tree { nodes, attributes: Vec::new(), depth_capped: false, nodes_capped: false };
        Self {
            tokens: Tokenizer::new(text),
            tree,
            open: Vec::with_capacity(64),
            open_count: [0; Tag::COUNT],
            flattened: [0; Tag::COUNT],
            flat: 0..0,
        }
    }

    pub(super) fn run(mut self) -> Tree<'a> {
        self.push(Tag::Document, Cow::Borrowed(""));
        while let Some(token) = self.tokens.next_token() {
            if self.tree.nodes.len() >= NODE_CAP {
                self.tree.nodes_capped = true;
                break;
            }
            match token {
                Token::Start { tag, self_closing } => self.start(tag, self_closing),
                Token::End(tag) => self.end(tag),
                Token::Text(text) => self.text(text),
            }
        }
        while !self.open.is_empty() {
            self.pop();
        }
        self.tree
    }

    fn start(&mut self, tag: Tag, self_closing: bool) {
        if self.is_open(Tag::Svg) || self.is_open(Tag::Math) {
            // HTML inside a drawing that was not closed ends the drawing ("in foreign content").
            if !tag.closes_paragraph() && !matches!(tag, Tag::Body | Tag::Br | Tag::Img | Tag::Span) {
                self.insert(tag, self_closing || tag.is_void());
                return;
            }
            self.close_in_scope(Tag::Svg, |_| false);
            self.close_in_scope(Tag::Math, |_| false);
            self.tokens.set_foreign(false);
        }
        // A second html or body tag only lends its attributes, and none of them matters.
        if matches!(tag, Tag::Html | Tag::Body | Tag::Head) && self.is_open(tag) {
            return;
        }
        self.imply_ends(tag);
        if let Some(name) = tag.raw_text_name() {
            self.insert(tag, true);
            let raw = self.tokens.raw_text(name);
            let text =
                if matches!(tag, Tag::Title | Tag::Textarea) { decode(raw, Place::Text) } else { Cow::Borrowed(raw) };
            if let Some(node) = self.tree.nodes.last_mut() {
                node.text = text;
            }
            return;
        }
        let foreign = matches!(tag, Tag::Svg | Tag::Math);
        self.insert(tag, tag.is_void() || (foreign && self_closing));
        if foreign && !self_closing {
            self.tokens.set_foreign(true);
        }
    }

    /// Ends what a start tag ends without saying so.
    fn imply_ends(&mut self, tag: Tag) {
        let in_head = self.open.last().is_some_and(|(_, tag)| *tag == Tag::Head);
        #[rustfmt::skip]
        let belongs_in_head = matches!(tag, Tag::Meta | Tag::Link | Tag::Script | Tag::Style | Tag::Title | Tag::Base
            | Tag::Noscript | Tag::Template | Tag::Noframes);
        if in_head && !belongs_in_head {
            self.pop();
        }
        if tag.closes_paragraph() && self.is_open(Tag::P) {
            self.close_in_scope(Tag::P, |tag| tag.is_scope() || tag == Tag::Button);
        }
        match tag {
            Tag::Li => self.close_in_scope(Tag::Li, |tag| {
                tag.is_special() && !matches!(tag, Tag::Address | Tag::Div | Tag::P | Tag::Li)
            }),
            Tag::Dd | Tag::Dt => {
                let stop = |tag: Tag| tag.is_special() && !matches!(tag, Tag::Address | Tag::Div | Tag::P);
                self.close_in_scope(Tag::Dd, |tag| stop(tag) && tag != Tag::Dd);
                self.close_in_scope(Tag::Dt, |tag| stop(tag) && tag != Tag::Dt);
            }
            Tag::Option | Tag::Optgroup if self.open.last().is_some_and(|(_, tag)| *tag == Tag::Option) => self.pop(),
            Tag::Td | Tag::Th => {
                self.close_in_table(Tag::Td);
                self.close_in_table(Tag::Th);
            }
            Tag::Tr => self.close_in_table(Tag::Tr),
            Tag::Tbody | Tag::Thead | Tag::Tfoot => {
                self.close_in_table(Tag::Tbody);
                self.close_in_table(Tag::Thead);
                self.close_in_table(Tag::Tfoot);
            }
            Tag::A => self.end_inline(Tag::A),
            _ if tag.heading_level().is_some()
                && self.open.last().is_some_and(|(_, tag)| tag.heading_level().is_some()) =>
            {
                self.pop();
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: Tag) {
        if let Some(count) = self.flattened.get_mut(tag as usize).filter(|count| **count > 0) {
            *count -= 1;
            return;
        }
        if tag == Tag::Br {
            self.insert_plain(Tag::Br);
            return;
        }
        // Any end tag of a heading ends the heading that is open, of whatever level.
        let tag = match tag.heading_level() {
            Some(_) if !self.is_open(tag) => HEADINGS.into_iter().find(|open| self.is_open(*open)).unwrap_or(tag),
            _ => tag,
        };
        // Whatever follows `</body>` belongs to the body all the same.
        if !self.is_open(tag) || matches!(tag, Tag::Body | Tag::Html) {
            return;
        }
        match tag {
            Tag::Svg | Tag::Math => {
                self.close_in_scope(tag, |_| false);
                self.tokens.set_foreign(self.is_open(Tag::Svg) || self.is_open(Tag::Math));
            }
            Tag::Table => self.close_in_scope(tag, |_| false),
            Tag::Tr | Tag::Td | Tag::Th | Tag::Tbody | Tag::Thead | Tag::Tfoot | Tag::Caption => {
                self.close_in_table(tag)
            }
            Tag::Template => self.close_in_scope(tag, |_| false),
            _ if tag.is_special() => self.close_in_scope(tag, |open| open.is_scope() && open != tag),
            _ => self.end_inline(tag),
        }
    }

    /// An end tag of an inline element. Blocks that are still open inside it stay open; it only ends before them.
    fn end_inline(&mut self, tag: Tag) {
        if !self.is_open(tag) {
            return;
        }
        // `Other` stands for many names; without them the nearest will do, but not past a block.
        let reach = |open: Tag| if tag == Tag::Other { open.is_special() } else { open.is_scope() };
        let found = self.open.iter().rposition(|(_, open)| *open == tag || reach(*open));
        let Some(position) = found.filter(|at| self.open.get(*at).is_some_and(|(_, open)| *open == tag)) else {
            return;
        };
        let only_inline = self.open.iter().skip(position + 1).all(|(_, open)| !open.is_special());
        if only_inline {
            self.pop_to(position);
        } else {
            let (id, _) = self.open.remove(position);
            self.close(id, tag);
        }
    }

    /// Pops to the nearest open `tag`, unless a barrier stands before it.
    fn close_in_scope(&mut self, tag: Tag, barrier: impl Fn(Tag) -> bool) {
        if !self.is_open(tag) {
            return;
        }
        for position in (0..self.open.len()).rev() {
            match self.open.get(position) {
                Some((_, open)) if *open == tag => return self.pop_to(position),
                Some((_, open)) if barrier(*open) => return,
                _ => {}
            }
        }
    }

    fn close_in_table(&mut self, tag: Tag) {
        self.close_in_scope(tag, |open| matches!(open, Tag::Table | Tag::Template | Tag::Document));
    }

    fn text(&mut self, text: Cow<'a, str>) {
        let blank = text.bytes().all(|byte| byte.is_ascii_whitespace());
        let in_head = self.open.last().is_some_and(|(_, tag)| matches!(tag, Tag::Head | Tag::Html | Tag::Document));
        if blank && in_head {
            return;
        }
        if self.open.last().is_some_and(|(_, tag)| *tag == Tag::Head) {
            self.pop();
        }
        self.push(Tag::Text, text);
        self.pop();
    }

    fn insert_plain(&mut self, tag: Tag) {
        self.push(tag, Cow::Borrowed(""));
        self.pop();
    }

    /// Adds an element with the attributes of the tag that was just read.
    fn insert(&mut self, tag: Tag, is_leaf: bool) {
        let too_deep = self.open.len() >= DEPTH_CAP && !is_leaf;
        if too_deep {
            self.drop_flat(tag);
        }
        let start = u32::try_from(self.tree.attributes.len()).unwrap_or(u32::MAX);
        let found = self.tokens.attributes();
        let count = u8::try_from(found.len()).unwrap_or(u8::MAX);
        self.tree.attributes.append(found);
        self.push(tag, Cow::Borrowed(""));
        if let Some(node) = self.tree.nodes.last_mut() {
            node.attributes = (start, count);
        }
        if is_leaf || too_deep {
            self.pop();
        }
        if too_deep {
            self.flat.end = self.tree.len();
            self.tree.depth_capped = true;
            if let Some(count) = self.flattened.get_mut(tag as usize) {
                *count += 1;
            }
        }
    }

    /// At the depth cap an element without content, in front of the next, says nothing but where a line ends: however deep a
    /// page is nested, that takes one node.
    fn drop_flat(&mut self, next: Tag) {
        if self.flat.end != self.tree.len() {
            self.flat = self.tree.len()..self.tree.len();
        }
        while self.flat.start < self.tree.len()
            && let Some(last) = self.tree.nodes.pop_if(|last| next.is_block() || !last.tag.is_block())
        {
            self.tree.attributes.truncate(last.attributes.0 as usize);
        }
    }

    fn is_open(&self, tag: Tag) -> bool {
        self.open_count.get(tag as usize).is_some_and(|count| *count > 0)
    }

    fn push(&mut self, tag: Tag, text: Cow<'a, str>) {
        let id = self.tree.len();
        let parent = self.open.last().map_or(0, |(id, _)| *id);
        self.tree.nodes.push(Node { tag, parent, end: id + 1, attributes: (0, 0), text });
        self.open.push((id, tag));
        if let Some(count) = self.open_count.get_mut(tag as usize) {
            *count += 1;
        }
    }

    fn pop(&mut self) {
        if let Some((id, tag)) = self.open.pop() {
            self.close(id, tag);
        }
    }

    fn pop_to(&mut self, position: usize) {
        while self.open.len() > position {
            self.pop();
        }
    }

    fn close(&mut self, id: NodeId, tag: Tag) {
        let end = self.tree.len();
        if let Some(node) = self.tree.nodes.get_mut(id as usize) {
            node.end = end;
        }
        if let Some(count) = self.open_count.get_mut(tag as usize) {
            *count = count.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tree in brackets, without attributes.
    fn shape(page: &str) -> String {
        let tree = Tree::parse(page);
        let mut out = String::new();
        let mut open: Vec<NodeId> = Vec::new();
        for (id, node) in tree.iter().skip(1) {
            while open.pop_if(|last| tree.end(*last) <= id).is_some() {
                out.push(')');
            }
            if node.tag == Tag::Text {
                out.push_str(node.text.trim());
                continue;
            }
            out.push_str(&format!("{:?}(", node.tag).to_lowercase());
            open.push(id);
        }
        out + &")".repeat(open.len())
    }

    #[test]
    fn end_tags_that_are_left_out_are_implied() {
        assert_eq!(shape("<p>a<p>b<div>c</div>d"), "p(a)p(b)div(c)d");
        assert_eq!(shape("<ul><li>a<li>b<ul><li>c</ul><li>d</ul>"), "ul(li(a)li(bul(li(c)))li(d))");
        assert_eq!(shape("<table><tr><td>a<td>b<tr><td>c</table>d"), "table(tr(td(a)td(b))tr(td(c)))d");
        assert_eq!(shape("<dl><dt>a<dd>b<dt>c</dl>"), "dl(dt(a)dd(b)dt(c))");
        assert_eq!(shape("<h2>a<h3>b</h2>c"), "h2(a)h3(b)c");
    }

    #[test]
    fn a_cell_keeps_its_tags_to_itself() {
        assert_eq!(shape("<div><table><tr><td></div>a</td></tr></table>b</div>"), "div(table(tr(td(a)))b)");
    }

    #[test]
    fn a_link_ends_where_the_next_begins_and_leaves_open_blocks_open() {
        assert_eq!(shape("<a>x<a>y</a>"), "a(x)a(y)");
        assert_eq!(shape("<div><a><p>x</a>y</p>z</div>w"), "div(a(p(xy))z)w");
    }

    #[test]
    fn end_tags_without_a_start_close_nothing() {
        assert_eq!(shape("<div>a</span></p></section>b</div>"), "div(ab)");
    }

    #[test]
    fn html_inside_a_drawing_that_was_not_closed_is_page_again() {
        assert_eq!(shape("<svg><path><title>t</title><p>a"), "svg(other(title(t)))p(a)");
    }

    #[test]
    fn deeper_elements_become_siblings_and_their_end_tags_close_nothing() {
        let page = format!("{}<p>deep</p>{}<p>after</p>", "<div>".repeat(600), "</div>".repeat(600));
        let tree = Tree::parse(&page);
        assert!(tree.depth_capped);
        let depth = |id: NodeId| tree.ancestors(id).count();
        let paragraphs: Vec<usize> =
            tree.iter().filter(|(_, node)| node.tag == Tag::P).map(|(id, _)| depth(id)).collect();
        assert_eq!(paragraphs, [DEPTH_CAP, 1]);
    }

    #[test]
    fn elements_without_content_beyond_the_cap_take_one_node() {
        let deep = "<div>".repeat(DEPTH_CAP - 1);
        let tags: Vec<Tag> =
            Tree::parse(&format!("{deep}a<i><div><i><b>b")).nodes.iter().map(|node| node.tag).collect();
        assert_eq!(tags.get(DEPTH_CAP..), Some([Tag::Text, Tag::Div, Tag::B, Tag::Text].as_slice()));
        let page = format!("{deep}{}<p>deep</p>", "<section class=x><i>".repeat(10_000));
        let tree = Tree::parse(&page);
        assert_eq!((tree.len() as usize, tree.attributes.len()), (DEPTH_CAP + 2, 0));
    }

    #[test]
    fn nodes_beyond_the_cap_are_not_read() {
        let page = "<br>".repeat(NODE_CAP + 10);
        let tree = Tree::parse(&page);
        assert!(tree.nodes_capped);
        assert_eq!(tree.len() as usize, NODE_CAP);
    }
}
