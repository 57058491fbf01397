//! The elements and attributes that say something about an article. All others are one word: [`Tag::Other`], [`None`].

/// An element by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[rustfmt::skip]
pub(super) enum Tag {
    /// Not an element: a run of text.
    Text,
    /// The root above everything.
    Document,
    A, Address, Applet, Area, Article, Aside, Audio, B, Base, Blockquote, Body, Br, Button, Canvas, Caption, Center, Cite, Code,
    Col, Colgroup, Dd, Details, Dialog, Dir, Div, Dl, Dt, Em, Embed, Fieldset, Figcaption, Figure, Font, Footer, Form, Frame,
    Frameset, H1, H2, H3, H4, H5, H6, Head, Header, Hgroup, Hr, Html, I, Iframe, Img, Input, Label, Legend, Li, Link, Listing,
    Main, Map, Marquee, Math, Menu, Meta, Meter, Nav, Nobr, Noembed, Noframes, Noscript, Object, Ol, Optgroup, Option, Output,
    P, Param, Picture, Plaintext, Pre, Progress, Q, Rp, Rt, Ruby, S, Script, Search, Section, Select, Source, Span, Strong,
    Style, Sub, Summary, Sup, Svg, Table, Tbody, Td, Template, Textarea, Tfoot, Th, Thead, Time, Title, Tr, Track, U, Ul,
    Video, Wbr, Xmp, Other,
}

impl Tag {
    /// How many there are: the size of a table with one entry for each.
    pub(super) const COUNT: usize = Self::Other as usize + 1;

    #[rustfmt::skip]
    pub(super) fn from_name(name: &str) -> Self {
        let mut lower = [0_u8; 12];
        let Some(lower) = lower.get_mut(..name.len()) else { return Self::Other };
        lower.copy_from_slice(name.as_bytes());
        lower.make_ascii_lowercase();
        match &*lower {
            b"a" => Self::A, b"address" => Self::Address, b"applet" => Self::Applet, b"area" => Self::Area,
            b"article" => Self::Article, b"aside" => Self::Aside, b"audio" => Self::Audio, b"b" => Self::B,
            b"base" => Self::Base, b"blockquote" => Self::Blockquote, b"body" => Self::Body, b"br" => Self::Br,
            b"button" => Self::Button, b"canvas" => Self::Canvas, b"caption" => Self::Caption, b"center" => Self::Center,
            b"cite" => Self::Cite, b"code" => Self::Code, b"col" => Self::Col, b"colgroup" => Self::Colgroup,
            b"dd" => Self::Dd, b"details" => Self::Details, b"dialog" => Self::Dialog, b"dir" => Self::Dir,
            b"div" => Self::Div, b"dl" => Self::Dl, b"dt" => Self::Dt, b"em" => Self::Em, b"embed" => Self::Embed,
            b"fieldset" => Self::Fieldset, b"figcaption" => Self::Figcaption, b"figure" => Self::Figure,
            b"font" => Self::Font, b"footer" => Self::Footer, b"form" => Self::Form, b"frame" => Self::Frame,
            b"frameset" => Self::Frameset, b"h1" => Self::H1, b"h2" => Self::H2, b"h3" => Self::H3, b"h4" => Self::H4,
            b"h5" => Self::H5, b"h6" => Self::H6, b"head" => Self::Head, b"header" => Self::Header,
            b"hgroup" => Self::Hgroup, b"hr" => Self::Hr, b"html" => Self::Html, b"i" => Self::I,
            b"iframe" => Self::Iframe, b"img" | b"image" => Self::Img, b"input" => Self::Input, b"label" => Self::Label,
            b"legend" => Self::Legend, b"li" => Self::Li, b"link" => Self::Link, b"listing" => Self::Listing,
            b"main" => Self::Main, b"map" => Self::Map, b"marquee" => Self::Marquee, b"math" => Self::Math,
            b"menu" => Self::Menu, b"meta" => Self::Meta, b"meter" => Self::Meter, b"nav" => Self::Nav,
            b"nobr" => Self::Nobr, b"noembed" => Self::Noembed, b"noframes" => Self::Noframes,
            b"noscript" => Self::Noscript, b"object" => Self::Object, b"ol" => Self::Ol, b"optgroup" => Self::Optgroup,
            b"option" => Self::Option, b"output" => Self::Output, b"p" => Self::P, b"param" => Self::Param,
            b"picture" => Self::Picture, b"plaintext" => Self::Plaintext, b"pre" => Self::Pre,
            b"progress" => Self::Progress, b"q" => Self::Q, b"rp" => Self::Rp, b"rt" => Self::Rt, b"ruby" => Self::Ruby,
            b"s" => Self::S, b"script" => Self::Script, b"search" => Self::Search, b"section" => Self::Section,
            b"select" => Self::Select, b"source" => Self::Source, b"span" => Self::Span, b"strong" => Self::Strong,
            b"style" => Self::Style, b"sub" => Self::Sub, b"summary" => Self::Summary, b"sup" => Self::Sup,
            b"svg" => Self::Svg, b"table" => Self::Table, b"tbody" => Self::Tbody, b"td" => Self::Td,
            b"template" => Self::Template, b"textarea" => Self::Textarea, b"tfoot" => Self::Tfoot, b"th" => Self::Th,
            b"thead" => Self::Thead, b"time" => Self::Time, b"title" => Self::Title, b"tr" => Self::Tr,
            b"track" => Self::Track, b"u" => Self::U, b"ul" => Self::Ul, b"video" => Self::Video, b"wbr" => Self::Wbr,
            b"xmp" => Self::Xmp,
            _ => Self::Other,
        }
    }

    /// Elements that never have content (HTML Standard, "void elements", and two old ones).
    #[rustfmt::skip]
    pub(super) fn is_void(self) -> bool {
        matches!(self, Self::Area | Self::Base | Self::Br | Self::Col | Self::Embed | Self::Frame | Self::Hr | Self::Img
            | Self::Input | Self::Link | Self::Meta | Self::Param | Self::Source | Self::Track | Self::Wbr)
    }

    /// Elements that start and end a line of text.
    #[rustfmt::skip]
    pub(super) fn is_block(self) -> bool {
        matches!(self, Self::Address | Self::Article | Self::Aside | Self::Blockquote | Self::Body | Self::Caption
            | Self::Center | Self::Dd | Self::Details | Self::Dialog | Self::Dir | Self::Div | Self::Dl | Self::Dt
            | Self::Fieldset | Self::Figcaption | Self::Figure | Self::Footer | Self::Form | Self::Header | Self::Hgroup
            | Self::Hr | Self::Html | Self::Legend | Self::Li | Self::Listing | Self::Main | Self::Menu | Self::Nav
            | Self::Ol | Self::P | Self::Pre | Self::Search | Self::Section | Self::Summary | Self::Table | Self::Tbody
            | Self::Td | Self::Tfoot | Self::Th | Self::Thead | Self::Tr | Self::Ul | Self::Xmp | Self::Plaintext
            | Self::Option | Self::Video | Self::Audio | Self::Object | Self::Document)
            || self.heading_level().is_some()
    }

    /// Block elements whose start tag ends an open paragraph (HTML Standard, "in body", start tags that close a p).
    #[rustfmt::skip]
    pub(super) fn closes_paragraph(self) -> bool {
        matches!(self, Self::Address | Self::Article | Self::Aside | Self::Blockquote | Self::Center | Self::Dd
            | Self::Details | Self::Dialog | Self::Dir | Self::Div | Self::Dl | Self::Dt | Self::Fieldset
            | Self::Figcaption | Self::Figure | Self::Footer | Self::Form | Self::Header | Self::Hgroup | Self::Hr
            | Self::Li | Self::Listing | Self::Main | Self::Menu | Self::Nav | Self::Ol | Self::P | Self::Plaintext
            | Self::Pre | Self::Search | Self::Section | Self::Summary | Self::Table | Self::Ul | Self::Xmp)
            || self.heading_level().is_some()
    }

    /// Elements past which an end tag of an inline element, or an implied end, does not reach ("special" in the standard).
    #[rustfmt::skip]
    pub(super) fn is_special(self) -> bool {
        (self.is_block() && !matches!(self, Self::Option | Self::Video | Self::Audio | Self::Legend | Self::Dialog))
            || matches!(self, Self::Applet | Self::Button | Self::Colgroup | Self::Frameset | Self::Head | Self::Iframe
                | Self::Marquee | Self::Noscript | Self::Object | Self::Select | Self::Template)
    }

    /// Elements that an end tag of a block inside a cell, a template or an embedded object does not reach across.
    #[rustfmt::skip]
    pub(super) fn is_scope(self) -> bool {
        matches!(self, Self::Applet | Self::Caption | Self::Html | Self::Table | Self::Td | Self::Th | Self::Marquee
            | Self::Object | Self::Template | Self::Document)
    }

    pub(super) fn heading_level(self) -> Option<u8> {
        match self {
            Self::H1 => Some(1),
            Self::H2 => Some(2),
            Self::H3 => Some(3),
            Self::H4 => Some(4),
            Self::H5 => Some(5),
            Self::H6 => Some(6),
            _ => None,
        }
    }

    /// The name, for elements whose content is text up to their own end tag.
    pub(super) fn raw_text_name(self) -> Option<&'static str> {
        match self {
            Self::Script => Some("script"),
            Self::Style => Some("style"),
            Self::Xmp => Some("xmp"),
            Self::Iframe => Some("iframe"),
            Self::Noembed => Some("noembed"),
            Self::Noframes => Some("noframes"),
            Self::Textarea => Some("textarea"),
            Self::Title => Some("title"),
            _ => None,
        }
    }
}

/// An attribute that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[rustfmt::skip]
pub(super) enum Attr {
    Alt, AriaHidden, AriaLabel, Class, Content, DataOriginal, DataSrc, DataSrcset, Datetime, Hidden, Href, Id, Itemprop,
    Itemscope, Itemtype, Lang, Name, Property, Pubdate, Rel, Role, Src, Srcset, Style, Title, Type, Value, Width,
}

impl Attr {
    #[rustfmt::skip]
    pub(super) fn from_name(name: &str) -> Option<Self> {
        let mut lower = [0_u8; 16];
        let lower = lower.get_mut(..name.len())?;
        lower.copy_from_slice(name.as_bytes());
        lower.make_ascii_lowercase();
        Some(match &*lower {
            b"alt" => Self::Alt, b"aria-hidden" => Self::AriaHidden, b"aria-label" => Self::AriaLabel,
            b"class" => Self::Class, b"content" => Self::Content,
            b"data-original" | b"data-lazy-src" | b"data-full-src" => Self::DataOriginal, b"data-src" => Self::DataSrc,
            b"data-srcset" => Self::DataSrcset, b"datetime" => Self::Datetime, b"hidden" => Self::Hidden,
            b"href" => Self::Href, b"id" => Self::Id, b"itemprop" => Self::Itemprop, b"itemscope" => Self::Itemscope,
            b"itemtype" => Self::Itemtype, b"lang" | b"xml:lang" => Self::Lang, b"name" => Self::Name,
            b"property" => Self::Property, b"pubdate" => Self::Pubdate, b"rel" => Self::Rel, b"role" => Self::Role,
            b"src" => Self::Src, b"srcset" => Self::Srcset, b"style" => Self::Style, b"title" => Self::Title,
            b"type" => Self::Type, b"value" => Self::Value, b"width" => Self::Width,
            _ => return None,
        })
    }
}
