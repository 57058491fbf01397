//! What a payload is: by its content type, else by how it begins.

use encoding_rs::Encoding;

use crate::outcome::{RejectReason, Stop};

/// How many bytes at the beginning are looked at.
const HEAD_BYTES: usize = 4096;

/// The kinds of document that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    Html,
    /// A page as plain text.
    Text,
    /// An envelope.
    Json,
}

/// A content type, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ContentType {
    /// Lowercase, without parameters.
    pub essence: String,
    pub charset: Option<String>,
}

impl ContentType {
    #[must_use]
    pub fn parse(value: &str) -> Self {
        let mut parts = value.split(';');
        let essence = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let charset = parts.filter_map(|part| part.split_once('=')).find_map(|(name, value)| {
            let value = value.trim().trim_matches(['"', '\'']);
            (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_owned())
        });
        Self { essence, charset }
    }

    /// What it announces; `None` where it announces nothing, and the bytes have to tell.
    ///
    /// # Errors
    ///
    /// `unsupported_type`.
    pub fn media(&self) -> Result<Option<Media>, Stop> {
        match self.essence.as_str() {
            "" | "application/octet-stream" | "binary/octet-stream" | "application/x-download" => Ok(None),
            // XML may be XHTML: the bytes tell.
            "text/xml" | "application/xml" => Ok(None),
            "text/html" | "application/xhtml+xml" => Ok(Some(Media::Html)),
            "text/plain" => Ok(Some(Media::Text)),
            "application/json" | "text/json" => Ok(Some(Media::Json)),
            "application/rss+xml" | "application/atom+xml" | "application/rdf+xml" | "application/feed+json" => {
                Err(unsupported(&format!("a feed ({}), and feeds are not read yet", self.essence)))
            }
            "application/warc" => Err(unsupported("a WARC record, which is not read yet")),
            json if json.ends_with("+json") => Ok(Some(Media::Json)),
            other => Err(unsupported(&format!("{other:?}"))),
        }
    }
}

/// What the bytes look like. What begins like nothing in particular is text.
///
/// # Errors
///
/// `unsupported_type` for feeds, agency formats and files that are known by their first bytes.
pub fn sniff(bytes: &[u8]) -> Result<Media, Stop> {
    let head = bytes.get(..HEAD_BYTES).unwrap_or(bytes);
    if let Some((_, name)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Err(unsupported(&format!("{name}, by its first bytes")));
    }
    let head = ascii_view(head);
    let head = head.trim_start();
    if head.starts_with('{') || is_json_array(head) {
        return Ok(Media::Json);
    }
    if head.starts_with("warc/1.") {
        return Err(unsupported("a WARC record, which is not read yet"));
    }
    if let Some(root) = xml_root(head) {
        return match root {
            "html" => Ok(Media::Html),
            "rss" | "feed" | "rdf:rdf" => Err(unsupported(&format!("a feed (<{root}>), and feeds are not read yet"))),
            "newsitem" | "newsmessage" | "newsml" | "nitf" | "packageitem" => {
                Err(unsupported(&format!("an agency document (<{root}>), which is not read yet")))
            }
            _ if head.starts_with("<?xml") => Err(unsupported(&format!("XML with the root <{root}>"))),
            _ if HTML_FIRST.contains(&root) => Ok(Media::Html),
            _ => Ok(Media::Text),
        };
    }
    // A page that lost its beginning: text, then the tags that only markup has.
    let tags = HTML_LATER.iter().map(|tag| head.matches(tag).count()).sum::<usize>();
    if head.starts_with("<!doctype html") || head.starts_with("<!--") || tags >= 3 {
        Ok(Media::Html)
    } else {
        Ok(Media::Text)
    }
}

/// Whether the bytes begin like a JSON object with a member.
pub fn is_json_object(bytes: &[u8]) -> bool {
    let head = ascii_view(bytes.get(..HEAD_BYTES).unwrap_or(bytes));
    head.trim_start().strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with('"'))
}

/// The start of a JSON array, not of a text such as `[Updated] Rain …`.
fn is_json_array(head: &str) -> bool {
    head.strip_prefix('[').is_some_and(|rest| rest.trim_start().starts_with(['{', '[', '"', ']']))
}

/// The name of the first element, past declarations and comments.
fn xml_root(head: &str) -> Option<&str> {
    let mut rest = head;
    loop {
        rest = rest.trim_start().strip_prefix('<')?;
        let skip = match rest {
            comment if comment.starts_with("!--") => "-->",
            declaration if declaration.starts_with(['!', '?']) => ">",
            _ => break,
        };
        rest = rest.split_once(skip)?.1;
    }
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_')))?;
    rest.get(..end).filter(|name| !name.is_empty())
}

/// The head as lowercase ASCII, for matching only: the BOM is off, UTF-16 is decoded, other bytes became `?`.
fn ascii_view(head: &[u8]) -> String {
    let encoding =
        Encoding::for_bom(head).map(|(encoding, _)| encoding).or_else(|| super::charset::utf16_by_nuls(head));
    match encoding {
        Some(encoding) => encoding.decode(head).0.to_ascii_lowercase(),
        None => head.iter().map(|byte| if byte.is_ascii() { byte.to_ascii_lowercase() as char } else { '?' }).collect(),
    }
}

fn unsupported(got: &str) -> Stop {
    Stop::rejected(RejectReason::UnsupportedType, format!("expected HTML, plain text or a JSON envelope, got {got}"))
}

/// Files that turn up among pages, by their first bytes.
const MAGIC: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a ZIP file"),
    (b"\x28\xb5\x2f\xfd", "zstd data without a content-encoding"),
];

/// Elements that a document, or a piece of one, begins with.
const HTML_FIRST: &[&str] = &[
    "html",
    "head",
    "body",
    "title",
    "meta",
    "link",
    "style",
    "script",
    "noscript",
    "base",
    "div",
    "p",
    "span",
    "a",
    "b",
    "i",
    "em",
    "strong",
    "br",
    "hr",
    "img",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "table",
    "article",
    "section",
    "main",
    "header",
    "nav",
    "figure",
    "blockquote",
    "center",
    "font",
    "iframe",
    "form",
    "pre",
];

const HTML_LATER: &[&str] =
    &["</p>", "</div>", "</a>", "<br>", "<br/>", "<br />", "</span>", "</h1>", "</h2>", "</li>"];

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(result: Result<Media, Stop>) -> String {
        match result {
            Err(Stop::Rejected(rejection)) => {
                assert_eq!(rejection.reason, RejectReason::UnsupportedType);
                rejection.detail
            }
            other => panic!("expected a rejection, got {other:?}"),
        }
    }

    #[test]
    fn a_content_type_is_taken_apart() {
        let parsed = ContentType::parse("Text/HTML; boundary=x; Charset=\"Windows-1256\"");
        assert_eq!(parsed, ContentType { essence: "text/html".into(), charset: Some("Windows-1256".into()) });
        assert_eq!(ContentType::parse("text/plain; charset=").charset, None);
    }

    #[test]
    fn types_that_are_read_are_known_by_name() {
        let media = |value: &str| ContentType::parse(value).media();
        assert_eq!(media("application/xhtml+xml"), Ok(Some(Media::Html)));
        assert_eq!(media("text/plain; charset=utf-8"), Ok(Some(Media::Text)));
        assert_eq!(media("application/vnd.acme.article+json"), Ok(Some(Media::Json)));
        assert_eq!(media("application/octet-stream"), Ok(None));
    }

    #[test]
    fn types_that_are_not_read_are_refused_by_name() {
        for (value, said) in
            [("application/pdf", "application/pdf"), ("image/png", "image/png"), ("application/rss+xml", "feed")]
        {
            let result = ContentType::parse(value).media();
            assert!(
                matches!(&result, Err(Stop::Rejected(r)) if r.reason == RejectReason::UnsupportedType && r.detail.contains(said))
            );
        }
    }

    #[test]
    fn the_first_bytes_tell_json_html_and_text_apart() {
        for (bytes, media) in [
            (&b"\xef\xbb\xbf  {\"url\": 1}"[..], Media::Json),
            (b"[{\"a\": 1}]", Media::Json),
            (b"[Updated] The ferry is late again.", Media::Text),
            (b"\n<!DOCTYPE html><p>x", Media::Html),
            (b"<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"x\"><html>", Media::Html),
            (b"<!-- served by host 7 --><div class=x>", Media::Html),
            (b"lost head</div><p>one</p><p>two</p>", Media::Html),
            (b"<3 is how the mayor signs her letters.", Media::Text),
            (b"A plain line of text.", Media::Text),
            (b"\xff\xfe<\0h\0t\0m\0l\0>\0", Media::Html),
            (b"", Media::Text),
        ] {
            assert_eq!(sniff(bytes), Ok(media), "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn feeds_and_files_are_refused_with_a_word_on_why() {
        for (bytes, said) in [
            (&b"<?xml version='1.0'?>\n<rss version='2.0'>"[..], "feeds are not read yet"),
            (b"<feed xmlns='http://www.w3.org/2005/Atom'>", "feeds are not read yet"),
            (b"<?xml version='1.0'?><newsItem guid='x'>", "agency document"),
            (b"<?xml version='1.0'?><invoice>", "<invoice>"),
            (b"WARC/1.0\r\n", "WARC"),
            (b"%PDF-1.7", "a PDF"),
        ] {
            let detail = refused(sniff(bytes));
            assert!(detail.contains(said), "{detail}");
        }
    }
}
