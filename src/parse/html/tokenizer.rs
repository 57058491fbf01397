//! HTML text → tags and runs of text, after the tokenizer of the HTML Standard (13.2.5).
//!
//! Ours rather than html5ever's for three reasons: it borrows from the page instead of copying it, it keeps only the
//! attributes we read (so a tag with a hundred thousand of them costs one pass and no memory), and it leaves text that
//! is skipped anyway, such as scripts, untouched. html5ever serves as its judge in the tests.

use std::borrow::Cow;

use memchr::{memchr, memmem};

use super::entities::{Place, decode};
use super::names::{Attr, Tag};

/// One piece of the page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Its attributes stand in [`Tokenizer::attributes`] until the next token.
    Start {
        tag: Tag,
        self_closing: bool,
    },
    End(Tag),
    Text(Cow<'a, str>),
}

pub(super) struct Tokenizer<'a> {
    text: &'a str,
    /// Always between two characters: it moves over whole ASCII signs or to positions that were searched for.
    at: usize,
    attributes: Vec<(Attr, Cow<'a, str>)>,
    /// Inside svg or math, where `<![CDATA[` is text.
    foreign: bool,
    /// Names whose end tag does not stand in the rest of the page: not to be searched for again and again.
    unclosed: Vec<&'static str>,
}

impl<'a> Tokenizer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, attributes: Vec::new(), foreign: false, unclosed: Vec::new() }
    }

    /// Those of the start tag that came last. An attribute that stands twice counts once, the first time.
    pub(super) fn attributes(&mut self) -> &mut Vec<(Attr, Cow<'a, str>)> {
        &mut self.attributes
    }

    pub(super) fn set_foreign(&mut self, foreign: bool) {
        self.foreign = foreign;
    }

    /// The next token; `None` at the end.
    pub(super) fn next_token(&mut self) -> Option<Token<'a>> {
        loop {
            let rest = self.rest();
            let bytes = rest.as_bytes();
            match bytes {
                [] => return None,
                [b'<', next, ..] if next.is_ascii_alphabetic() => {
                    if let Some(token) = self.start_tag() {
                        return Some(token);
                    }
                }
                [b'<', b'/', next, ..] if next.is_ascii_alphabetic() => {
                    if let Some(token) = self.end_tag() {
                        return Some(token);
                    }
                }
                [b'<', b'/', b'>', ..] => self.at += 3,
                [b'<', b'!', b'-', b'-', ..] => self.comment(),
                [b'<', b'!', ..] if self.foreign && rest.starts_with("<![CDATA[") => {
                    let inside = rest.get(9..).unwrap_or("");
                    let length = memmem::find(inside.as_bytes(), b"]]>").unwrap_or(inside.len());
                    self.at += (9 + length + 3).min(rest.len());
                    return Some(Token::Text(Cow::Borrowed(inside.get(..length).unwrap_or(""))));
                }
                [b'<', b'!' | b'?' | b'/', ..] => self.skip_past(b'>'),
                _ => return Some(self.text_run(rest)),
            }
        }
    }

    /// Everything up to the end tag of a raw text element, and past that tag.
    pub(super) fn raw_text(&mut self, name: &'static str) -> &'a str {
        let rest = self.rest();
        let end = match name {
            _ if self.unclosed.contains(&name) => None,
            "script" => script_end(rest),
            _ => closing_tag(rest, name, 0),
        };
        let Some(end) = end else {
            if !self.unclosed.contains(&name) {
                self.unclosed.push(name);
            }
            // Browsers show nothing more after a title that is not closed; the article is worth more than that rule.
            let to = match name {
                "title" | "textarea" => memchr(b'<', rest.as_bytes()).unwrap_or(rest.len()),
                _ => rest.len(),
            };
            self.at += to;
            return rest.get(..to).unwrap_or("");
        };
        self.at += end;
        self.skip_past(b'>');
        rest.get(..end).unwrap_or("")
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_past(&mut self, byte: u8) {
        let rest = self.rest().as_bytes();
        self.at += memchr(byte, rest).map_or(rest.len(), |position| position + 1);
    }

    fn take_while(&mut self, wanted: impl Fn(u8) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.bytes().position(|byte| !wanted(byte)).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or("")
    }

    /// Text up to the next `<` that begins something.
    fn text_run(&mut self, rest: &'a str) -> Token<'a> {
        let bytes = rest.as_bytes();
        let mut from = 0;
        let length = loop {
            let Some(found) = bytes.get(from..).and_then(|tail| memchr(b'<', tail)) else { break bytes.len() };
            let position = from + found;
            match bytes.get(position + 1) {
                Some(next) if next.is_ascii_alphabetic() || matches!(next, b'/' | b'!' | b'?') => break position,
                _ => from = position + 1,
            }
        };
        self.at += length;
        Token::Text(decode(rest.get(..length).unwrap_or(""), Place::Text))
    }

    /// `None` where the page ends inside the tag: the standard drops it.
    fn start_tag(&mut self) -> Option<Token<'a>> {
        self.at += 1;
        self.attributes.clear();
        let tag = Tag::from_name(self.take_while(|byte| !is_space(byte) && byte != b'/' && byte != b'>'));
        let self_closing = self.tag_rest(true)?;
        Some(Token::Start { tag, self_closing })
    }

    fn end_tag(&mut self) -> Option<Token<'a>> {
        self.at += 2;
        let tag = Tag::from_name(self.take_while(|byte| !is_space(byte) && byte != b'/' && byte != b'>'));
        self.tag_rest(false)?;
        Some(Token::End(tag))
    }

    /// The attributes and the `>`; whether the tag closes itself.
    fn tag_rest(&mut self, keep: bool) -> Option<bool> {
        loop {
            let between = self.take_while(|byte| is_space(byte) || byte == b'/');
            if self.byte()? == b'>' {
                self.at += 1;
                return Some(between.ends_with('/'));
            }
            let name_start = self.at;
            self.at += usize::from(self.byte() == Some(b'='));
            self.take_while(|byte| !is_space(byte) && !matches!(byte, b'/' | b'>' | b'='));
            let name = self.text.get(name_start..self.at).unwrap_or("");
            self.take_while(is_space);
            let value = if self.byte()? == b'=' {
                self.at += 1;
                self.take_while(is_space);
                self.value()?
            } else {
                ""
            };
            let Some(attr) = Attr::from_name(name).filter(|_| keep) else { continue };
            if !self.attributes.iter().any(|(known, _)| *known == attr) {
                self.attributes.push((attr, decode(value, Place::Attribute)));
            }
        }
    }

    fn value(&mut self) -> Option<&'a str> {
        match self.byte()? {
            quote @ (b'"' | b'\'') => {
                self.at += 1;
                let rest = self.rest();
                let Some(length) = memchr(quote, rest.as_bytes()) else {
                    self.at = self.text.len();
                    return None;
                };
                self.at += length + 1;
                rest.get(..length)
            }
            _ => Some(self.take_while(|byte| !is_space(byte) && byte != b'>')),
        }
    }

    fn comment(&mut self) {
        self.at += 4;
        let rest = self.rest();
        if rest.starts_with('>') {
            self.at += 1;
        } else if rest.starts_with("->") {
            self.at += 2;
        } else {
            let bytes = rest.as_bytes();
            let end = memmem::find_iter(bytes, b"--").find_map(|dashes| match bytes.get(dashes + 2..) {
                Some([b'>', ..]) => Some(dashes + 3),
                Some([b'!', b'>', ..]) => Some(dashes + 4),
                // Of three dashes the search saw the first two.
                Some([b'-', b'>', ..]) => Some(dashes + 4),
                _ => None,
            });
            self.at += end.unwrap_or(bytes.len());
        }
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0C)
}

/// Where `</name` begins, followed by what ends a name.
fn closing_tag(text: &str, name: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let tail = bytes.get(from..)?;
    memmem::find_iter(tail, b"</").map(|found| from + found).find(|position| names_tag(bytes, position + 2, name))
}

fn names_tag(bytes: &[u8], at: usize, name: &str) -> bool {
    let found = bytes.get(at..at + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()));
    found && bytes.get(at + name.len()).is_some_and(|byte| is_space(*byte) || matches!(byte, b'/' | b'>'))
}

/// A script that holds `<!-- <script>` ends only after the comment or its own `</script>` (script data double escaped).
fn script_end(text: &str) -> Option<usize> {
    let first = closing_tag(text, "script", 0)?;
    let bytes = text.as_bytes();
    let Some(comment) = bytes.get(..first).and_then(|head| memmem::find(head, b"<!--")) else { return Some(first) };
    let closed = bytes.get(comment + 4..first).is_some_and(|inside| memmem::find(inside, b"-->").is_some());
    let nested = bytes
        .get(comment..first)
        .is_some_and(|inside| memmem::find_iter(inside, b"<").any(|tag| names_tag(inside, tag + 1, "script")));
    if closed || !nested {
        return Some(first);
    }
    // The inner script's end was met; without a second one the first has to do, or the page would be lost.
    Some(closing_tag(text, "script", first + 2).unwrap_or(first))
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use html5ever::tendril::StrTendril;
    use html5ever::tokenizer::{
        BufferQueue, TagKind, Token as Theirs, TokenSink, TokenSinkResult, Tokenizer as Judge, TokenizerOpts,
        states::RawKind,
    };

    use super::*;

    /// Tags and text in one notation; runs of text are joined.
    #[derive(Default)]
    struct Notes(RefCell<String>);

    impl Notes {
        fn start(&self, tag: Tag, mut attributes: Vec<(Attr, String)>) {
            attributes.sort_by_key(|(attr, _)| *attr as u8);
            *self.0.borrow_mut() += &format!("<{tag:?} {attributes:?}>");
        }

        fn end(&self, tag: Tag) {
            *self.0.borrow_mut() += &format!("</{tag:?}>");
        }

        fn text(&self, text: &str) {
            *self.0.borrow_mut() += text;
        }
    }

    impl TokenSink for Notes {
        type Handle = ();

        fn process_token(&self, token: Theirs, _: u64) -> TokenSinkResult<()> {
            match token {
                Theirs::TagToken(tag) if tag.kind == TagKind::StartTag => {
                    let known = |attribute: &html5ever::Attribute| {
                        Some((Attr::from_name(&attribute.name.local)?, attribute.value.to_string()))
                    };
                    let ours = Tag::from_name(&tag.name);
                    self.start(ours, tag.attrs.iter().filter_map(known).collect());
                    match ours {
                        Tag::Script => return TokenSinkResult::RawData(RawKind::ScriptData),
                        Tag::Style => return TokenSinkResult::RawData(RawKind::Rawtext),
                        Tag::Title | Tag::Textarea => return TokenSinkResult::RawData(RawKind::Rcdata),
                        _ => {}
                    }
                }
                Theirs::TagToken(tag) => self.end(Tag::from_name(&tag.name)),
                Theirs::CharacterTokens(text) => self.text(&text),
                _ => {}
            }
            TokenSinkResult::Continue
        }
    }

    fn judged(page: &str) -> String {
        let input = BufferQueue::default();
        input.push_back(StrTendril::from_slice(page));
        let judge = Judge::new(Notes::default(), TokenizerOpts::default());
        let _ = judge.feed(&input);
        judge.end();
        judge.sink.0.into_inner()
    }

    fn ours(page: &str) -> String {
        let notes = Notes::default();
        let mut tokens = Tokenizer::new(page);
        while let Some(token) = tokens.next_token() {
            match token {
                Token::Start { tag, .. } => {
                    let attributes =
                        tokens.attributes().iter().map(|(attr, value)| (*attr, value.to_string())).collect();
                    notes.start(tag, attributes);
                    if let Some(name) = tag.raw_text_name() {
                        let raw = tokens.raw_text(name);
                        match tag {
                            Tag::Title | Tag::Textarea => notes.text(&decode(raw, Place::Text)),
                            _ => notes.text(raw),
                        }
                        notes.end(tag);
                    }
                }
                Token::End(tag) => notes.end(tag),
                Token::Text(text) => notes.text(&text),
            }
        }
        notes.0.into_inner()
    }

    #[test]
    fn pages_are_cut_as_html5ever_cuts_them() {
        let pages = [
            "<p class=a id='b' TITLE=\"c &amp; d\">x &lt; y</P>",
            "a < b <3 </ 5 <> </> <!x> <?php echo ?> </3> end",
            "<a href=x/y/>z</a><br/><img alt='>' src = q  class\n=\nw>",
            "<div class=first class=second id id=late>",
            "<!-- a -- b --!> c <!--> d <!---> e <!-- f -->g<!-- <p> --->h",
            "<script>if (a < b && c > d) '</scr' + 'ipt>'</script>after",
            "<script><!-- <script> x </script> --></script>after",
            "<script><!-- x --> y </script>after",
            "<style>p > a { } </styles></style >after<title>A &amp; <b>B</b></title>after",
            "<textarea><p></textarea/>x",
            "<p a=\"1\"b='2'c>x<p =y>z<p/class=k>",
            "text <b unfinished",
            "text </b unfinished",
            "text <!-- unfinished",
            "<a href=\"unfinished",
            "<ÄÖ>x<x-y>z</x-y><h1\u{c}id=q>",
            "&copy; 2024 &notanentity; &#x41; & &amp",
            "<p>مرحبا <b>بالعالم</b> – ẞ 日本</p>",
        ];
        for page in pages {
            assert_eq!(ours(page), judged(page), "{page}");
        }
    }

    #[test]
    fn a_title_that_is_never_closed_does_not_swallow_the_page() {
        assert_eq!(ours("<title>Tides<p>The sea</p>"), "<Title []>Tides</Title><P []>The sea</P>");
    }

    #[test]
    fn an_attribute_list_without_end_costs_one_pass() {
        let page = format!("<p {}>x", (0..200_000).map(|n| format!("a{n} ")).collect::<String>());
        assert_eq!(ours(&page), "<P []>x");
    }
}
