//! What an element says about itself: its tag, role, class and id, as a set of hints.
//!
//! Class names are written by people for people, in English on pages of every language: they are the one vocabulary that
//! knows no language. None of them decides alone; see `verdict`.

use super::names::{Attr, Tag};
use super::tree::{NodeId, Tree};

/// A set of hints, one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Hints(u32);

impl Hints {
    pub(super) const BODY: Self = Self(1);
    pub(super) const NAVIGATION: Self = Self(1 << 1);
    pub(super) const RELATED: Self = Self(1 << 2);
    pub(super) const SHARE: Self = Self(1 << 3);
    pub(super) const SUBSCRIBE: Self = Self(1 << 4);
    pub(super) const ADVERT: Self = Self(1 << 5);
    pub(super) const COMMENTS: Self = Self(1 << 6);
    pub(super) const BYLINE: Self = Self(1 << 7);
    pub(super) const CAPTION: Self = Self(1 << 8);
    pub(super) const TITLE: Self = Self(1 << 9);
    pub(super) const LEAD: Self = Self(1 << 10);
    pub(super) const ASIDE: Self = Self(1 << 11);
    pub(super) const FOOTER: Self = Self(1 << 12);
    pub(super) const HEADER: Self = Self(1 << 13);
    pub(super) const FORM: Self = Self(1 << 14);
    pub(super) const QUOTE: Self = Self(1 << 15);
    pub(super) const LIST: Self = Self(1 << 16);
    pub(super) const TABLE: Self = Self(1 << 17);
    pub(super) const FIGURE: Self = Self(1 << 18);
    pub(super) const ARTICLE: Self = Self(1 << 19);
    pub(super) const TAGS: Self = Self(1 << 20);
    pub(super) const COPYRIGHT: Self = Self(1 << 21);
    pub(super) const WIDGET: Self = Self(1 << 22);
    pub(super) const CODE: Self = Self(1 << 23);
    pub(super) const EMBED: Self = Self(1 << 24);
    pub(super) const DIALOG: Self = Self(1 << 25);
    pub(super) const KICKER: Self = Self(1 << 27);
    /// Said not to be shown; pages that are put together in the browser say so of their articles too.
    pub(super) const CONCEALED: Self = Self(1 << 26);
    /// Never text of an article: it and all inside are passed over.
    pub(super) const HIDDEN: Self = Self(1 << 31);

    pub(super) const NONE: Self = Self(0);

    pub(super) const COUNT: usize = 32;

    /// Every hint alone.
    pub(super) fn each() -> impl Iterator<Item = Self> {
        (0..32).map(|bit| Self(1 << bit))
    }

    /// The names of what is set, for people.
    pub(super) fn names(self) -> impl Iterator<Item = &'static str> {
        const NAMES: [&str; 28] = [
            "body",
            "navigation",
            "related",
            "share",
            "subscribe",
            "advertisement",
            "comments",
            "byline",
            "caption",
            "title",
            "lead",
            "aside",
            "footer",
            "header",
            "form",
            "quote",
            "list",
            "table",
            "figure",
            "article",
            "tags",
            "copyright",
            "widget",
            "code",
            "embed",
            "dialog",
            "concealed",
            "kicker",
        ];
        NAMES.into_iter().zip(Self::each()).filter(move |(_, hint)| self.any(*hint)).map(|(name, _)| name)
    }

    pub(super) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether any of `other` is set.
    pub(super) const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// The hints of one element, not of those above it.
pub(super) fn of_element(tree: &Tree<'_>, id: NodeId) -> Hints {
    let tag = tree.tag(id);
    let mut hints = of_tag(tag);
    let mut itemprop_body = false;
    for (attr, value) in tree.attributes(id) {
        match attr {
            Attr::Class | Attr::Id if !matches!(tag, Tag::Html | Tag::Body) => hints = hints.with(of_names(value)),
            Attr::Role => hints = hints.with(of_role(value)),
            Attr::Hidden => hints = hints.with(Hints::CONCEALED),
            Attr::AriaHidden if value == "true" => hints = hints.with(Hints::WIDGET),
            Attr::Style => hints = hints.with(of_style(value)),
            Attr::Itemprop => {
                itemprop_body |= value.split_ascii_whitespace().any(|prop| prop.eq_ignore_ascii_case("articleBody"));
            }
            _ => {}
        }
    }
    if itemprop_body {
        // Whoever marks the body so knows it better than the names around.
        hints = Hints::BODY.with(Hints::ARTICLE);
    }
    hints
}

fn of_tag(tag: Tag) -> Hints {
    match tag {
        Tag::Article | Tag::Main => Hints::ARTICLE,
        Tag::Nav | Tag::Menu => Hints::NAVIGATION,
        Tag::Aside => Hints::ASIDE,
        Tag::Footer => Hints::FOOTER,
        Tag::Header | Tag::Hgroup => Hints::HEADER,
        Tag::Figcaption | Tag::Caption => Hints::CAPTION,
        Tag::Figure => Hints::FIGURE,
        Tag::Form | Tag::Fieldset | Tag::Label => Hints::FORM,
        Tag::Blockquote => Hints::QUOTE,
        Tag::Ul | Tag::Ol | Tag::Dl => Hints::LIST,
        Tag::Table => Hints::TABLE,
        Tag::Pre | Tag::Listing | Tag::Xmp => Hints::CODE,
        Tag::Address => Hints::BYLINE,
        Tag::Dialog => Hints::DIALOG,
        Tag::Search => Hints::NAVIGATION,
        Tag::Script
        | Tag::Style
        | Tag::Template
        | Tag::Head
        | Tag::Noscript
        | Tag::Svg
        | Tag::Math
        | Tag::Iframe
        | Tag::Noembed
        | Tag::Noframes
        | Tag::Select
        | Tag::Textarea
        | Tag::Button
        | Tag::Option
        | Tag::Object
        | Tag::Canvas
        | Tag::Video
        | Tag::Audio
        | Tag::Title
        | Tag::Applet
        | Tag::Rp
        | Tag::Rt => Hints::HIDDEN,
        _ => Hints::NONE,
    }
}

fn of_role(role: &str) -> Hints {
    match role {
        "navigation" | "menu" | "menubar" | "tablist" | "search" | "toolbar" => Hints::NAVIGATION,
        "complementary" => Hints::ASIDE,
        "contentinfo" => Hints::FOOTER,
        "banner" => Hints::HEADER,
        "dialog" | "alertdialog" => Hints::DIALOG,
        "main" | "article" => Hints::ARTICLE,
        "form" => Hints::FORM,
        _ => Hints::NONE,
    }
}

fn of_style(style: &str) -> Hints {
    let mut compact = String::with_capacity(style.len().min(256));
    compact.extend(style.chars().filter(|sign| !sign.is_whitespace()).take(256).map(|sign| sign.to_ascii_lowercase()));
    if compact.contains("display:none") || compact.contains("visibility:hidden") {
        Hints::CONCEALED
    } else {
        Hints::NONE
    }
}

/// The hints in a class or id: each word of it, then pairs of words that mean something only together.
pub(super) fn of_names(value: &str) -> Hints {
    let mut hints = Hints::NONE;
    let mut previous: Option<Hints> = None;
    let mut word = String::with_capacity(16);
    let mut last_lower = false;
    for sign in value.chars().take(600).chain([' ']) {
        let boundary = !sign.is_alphanumeric() || (sign.is_uppercase() && last_lower);
        if boundary && !word.is_empty() {
            let found = of_word(&word);
            // `has-sidebar`, `no-comments`: about something else, or about its absence.
            if matches!(word.as_str(), "has" | "no" | "with" | "without" | "hide" | "not" | "is" | "js") {
                previous = Some(Hints::HIDDEN);
            } else {
                if previous != Some(Hints::HIDDEN) {
                    hints = hints.with(found);
                }
                previous = Some(found);
            }
            word.clear();
        }
        if sign.is_whitespace() {
            previous = None;
        }
        if sign.is_alphanumeric() {
            word.extend(sign.to_lowercase());
        }
        last_lower = sign.is_lowercase();
    }
    hints
}

#[rustfmt::skip]
fn of_word(word: &str) -> Hints {
    match word {
        "article" | "articlebody" | "story" | "storybody" | "entry" | "post" | "body" | "content" | "text" | "richtext" | "main"
        | "paragraph" | "prose" | "artikel" | "articulo" | "noticia" | "news" | "blog" | "bodytext" | "articletext"
        | "contents" | "copy" => Hints::BODY,
        "nav" | "navi" | "navbar" | "navigation" | "menu" | "breadcrumb" | "breadcrumbs" | "crumbs" | "pagination" | "pager" | "paging"
        | "tabs" | "skip" | "toolbar" | "topbar" | "sitemap" | "dropdown" | "submenu" | "megamenu" | "subnav" | "toc"
        | "prev" | "next" | "language" | "languages" => Hints::NAVIGATION,
        "related" | "relateds" | "recommended" | "recommendation" | "recommendations" | "recommend" | "trending" | "popular" | "mostread" | "readmore"
        | "more" | "outbrain" | "taboola" | "teaser" | "teasers" | "suggested" | "suggestions" | "also" | "similar" | "latest"
        | "card" | "cards" | "carousel" | "slider" | "upnext" | "seealso" | "linkbox" | "morelinks" | "topstories" | "crosslink"
        | "widget" | "widgets" | "inread" | "feed" | "relacionadas" | "relacionados" | "verwandte" | "recirc" | "recirculation"
        | "readalso" | "onward" | "zergnet" | "mgid" | "revcontent" | "headlines" | "playlist" | "collection" => Hints::RELATED,
        "share" | "shares" | "sharing" | "sharebar" | "social" | "socials" | "follow" | "facebook" | "twitter" | "whatsapp" | "addthis"
        | "addtoany" | "sharethis" | "sharedaddy" | "bookmark" | "print" | "instagram" | "linkedin" | "pinterest" | "telegram" => Hints::SHARE,
        "newsletter" | "newsletters" | "subscribe" | "subscription" | "subscriptions" | "paywall" | "signup" | "cta" | "optin" | "mailchimp"
        | "mailing" | "abo" | "donate" | "donation" | "membership" | "register" | "registration" | "piano" | "hubspot" => Hints::SUBSCRIBE,
        "ad" | "ads" | "adv" | "advert" | "adverts" | "advertisement" | "advertising" | "adslot" | "adbox" | "sponsor" | "sponsored" | "sponsors"
        | "promo" | "promos" | "promotion" | "promoted" | "dfp" | "gpt" | "werbung" | "anzeige" | "publicidad" | "banner" | "banners"
        | "adsbygoogle" | "adunit" | "commercial" | "affiliate" | "deals" | "shop" | "product" | "products" | "pub" => Hints::ADVERT,
        "comment" | "comments" | "commentlist" | "disqus" | "respond" | "reply" | "replies" | "discussion" | "kommentare" | "comentarios"
        | "commenting" | "livefyre" | "reviews" | "reactions" | "fbcomments" => Hints::COMMENTS,
        "byline" | "bylines" | "author" | "authors" | "date" | "dateline" | "time" | "timestamp" | "meta" | "metadata" | "published" | "pubdate"
        | "updated" | "bio" | "writer" | "contributor" | "contributors" | "autor" | "postmeta" | "publish" | "datum"
        | "postinfo" | "authorbox" | "profile" | "readtime" | "auteur" => Hints::BYLINE,
        "kicker" | "eyebrow" | "overline" | "dachzeile" | "roofline" | "antetitulo" | "topline" | "surtitre" => Hints::BYLINE.with(Hints::KICKER),
        "caption" | "captions" | "figcaption" | "legend" | "credit" | "credits" | "photocredit" | "imagecaption" | "bildunterschrift"
        | "copyrights" | "photographer" => Hints::CAPTION,
        "image" | "images" | "photo" | "photos" | "picture" | "pictures" | "img" | "figure" | "foto" | "bild" | "thumbnail" => Hints::FIGURE,
        "headline" | "title" | "heading" | "titel" | "titulo" | "hed" => Hints::TITLE,
        "subtitle" | "standfirst" | "dek" | "deck" | "lead" | "lede" | "intro" | "teasertext" | "excerpt" | "subheadline" | "subhead"
        | "chapo" | "chapeau" | "vorspann" | "sottotitolo" | "strapline" | "leadtext" | "sapo" | "abstract" | "summary"
        | "description" | "entradilla" | "ingress" | "preamble" => Hints::LEAD,
        "sidebar" | "aside" | "rail" | "sidecolumn" | "infobox" | "factbox" | "secondary" | "side" | "rightcol" | "rightcolumn"
        | "leftcol" | "pullquote" | "box" => Hints::ASIDE,
        "footer" | "foot" | "bottom" | "colophon" | "postfooter" | "footnote" | "footnotes" | "disclaimer" | "endnote" => Hints::FOOTER,
        "header" | "masthead" | "head" | "hero" | "top" | "topheader" => Hints::HEADER,
        "form" | "login" | "signin" | "search" | "searchform" | "poll" | "survey" | "quiz" | "vote" | "rating" | "ratings" | "feedback" => Hints::FORM,
        "tag" | "tags" | "topics" | "topic" | "categories" | "category" | "taglist" | "keywords" | "labels" | "tagcloud" | "cat" => Hints::TAGS,
        "copyright" | "legal" | "license" | "imprint" | "rights" => Hints::COPYRIGHT,
        "cookie" | "cookies" | "consent" | "gdpr" | "modal" | "popup" | "overlay" | "lightbox" | "onetrust" | "notice" | "alert"
        | "toast" | "dialog" | "interstitial" | "notification" | "notifications" | "adblock" | "drawer" | "offcanvas" => Hints::DIALOG,
        "embed" | "tweet" | "oembed" | "player" | "video" | "audio" | "podcast" | "podcasts" | "iframe" | "gallery" | "slideshow"
        | "map" | "weather" | "stock" | "ticker" | "listen" | "tts" => Hints::EMBED,
        "quote" | "blockquote" => Hints::QUOTE,
        "hidden" | "screenreader" | "visuallyhidden" | "sr" | "tooltip" | "icon" | "button" | "btn" | "noprint" | "dnp" => Hints::WIDGET,
        _ => Hints::NONE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_class_are_found_however_they_are_joined() {
        for class in ["related-links", "relatedLinks", "c_related__item x", "Related"] {
            assert!(of_names(class).any(Hints::RELATED), "{class}");
        }
        assert!(of_names("article__body--wide").any(Hints::BODY));
    }

    #[test]
    fn a_class_about_the_absence_of_something_gives_no_hint() {
        assert_eq!(of_names("has-sidebar no-comments"), Hints::NONE);
        assert_eq!(of_names("thread shadow adapter"), Hints::NONE);
    }
}
