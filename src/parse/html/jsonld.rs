//! JSON-LD blocks → what they say of the article.
//!
//! Objects are looked for at any depth (arrays, `@graph`, nested), by a stack of our own; `{"@id": …}` is followed once.

use std::collections::HashMap;

use serde_json::{Map, Value};

const LARGEST_SCRIPT: usize = 1 << 20;
const LONGEST_DATE: usize = 60;
/// Objects looked at per page.
const MOST_OBJECTS: usize = 20_000;
const MOST_AUTHORS: usize = 30;

/// What the article's object says.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Linked {
    pub(super) headline: Option<String>,
    pub(super) alternative_headline: Option<String>,
    pub(super) authors: Vec<String>,
    /// The one author is said to be a person, whatever the site is called.
    pub(super) author_is_person: bool,
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
    /// When the page or something else that is no article was published, by its own word.
    pub(super) page_published: Option<String>,
    pub(super) section: Option<String>,
    /// As they stood: one each, or several in one text.
    pub(super) keywords: Vec<String>,
    pub(super) publisher: Option<String>,
    pub(super) language: Option<String>,
    pub(super) image: Option<(String, Option<String>)>,
    pub(super) body: Option<String>,
    /// Names of a `BreadcrumbList`, in order.
    pub(super) breadcrumbs: Vec<String>,
    /// Name of a `WebSite` or organisation of the page.
    pub(super) site: Option<String>,
    /// There is an object for an article, with a headline or a date.
    pub(super) is_article: bool,
    /// There is a live blog among the objects.
    pub(super) live: bool,
    /// There is a video, and no article.
    pub(super) video: bool,
    /// Whether all of the article may be read for nothing.
    pub(super) free: Option<bool>,
}

/// Reads all blocks; returns those that are no JSON too.
pub(super) fn read<'s>(scripts: &[&'s str]) -> (Linked, Vec<&'s str>) {
    let mut broken = Vec::new();
    let mut roots = Vec::new();
    for script in scripts {
        match parse(script) {
            Some(value) => roots.push(value),
            None if script.trim().is_empty() => {}
            None => broken.push(*script),
        }
    }
    let mut linked = of_values(&roots);
    if linked.published.is_none() && linked.page_published.is_none() {
        linked.page_published = broken.iter().find_map(|script| published_in(script));
    }
    (linked, broken)
}

/// JSON as pages write it: in a comment or CDATA, with raw line breaks inside strings, with a semicolon behind.
fn parse(script: &str) -> Option<Value> {
    if script.len() > LARGEST_SCRIPT {
        return None;
    }
    let trimmed = script.trim().trim_start_matches('\u{feff}').trim();
    if let Ok(value) = serde_json::from_str(trimmed) {
        return Some(value);
    }
    let inner = trimmed
        .trim_start_matches("<!--")
        .trim_start_matches("//<![CDATA[")
        .trim_start_matches("/*<![CDATA[*/")
        .trim_start_matches("<![CDATA[")
        .trim_end_matches("-->")
        .trim_end_matches("]]>")
        .trim_end_matches("//")
        .trim()
        .trim_end_matches(';');
    let mended: String = inner.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
    serde_json::from_str(&mended).ok()
}

/// The date of publication in a script that is no JSON as a whole: one quote too many elsewhere does it no harm.
fn published_in(script: &str) -> Option<String> {
    let (_, after) = script.split_once("\"datePublished\"")?;
    let value = after.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    let (value, _) = value.split_once('"')?;
    (!value.is_empty() && value.len() <= LONGEST_DATE).then(|| value.to_owned())
}

fn of_values(roots: &[Value]) -> Linked {
    let mut objects: Vec<&Map<String, Value>> = Vec::new();
    // A queue in page order: the first article is the page's own more often than the last.
    let mut stack: Vec<&Value> = roots.iter().rev().collect();
    while let Some(value) = stack.pop() {
        if objects.len() >= MOST_OBJECTS {
            break;
        }
        match value {
            Value::Array(items) => stack.extend(items.iter().rev().take(MOST_OBJECTS)),
            Value::Object(object) => {
                objects.push(object);
                let nested = object.values().filter(|value| value.is_object() || value.is_array());
                stack.extend(nested.collect::<Vec<_>>().into_iter().rev());
            }
            _ => {}
        }
    }
    let by_id: HashMap<&str, &Map<String, Value>> = objects
        .iter()
        .filter(|object| object.len() > 1)
        .filter_map(|object| object.get("@id").and_then(Value::as_str).map(|id| (id, *object)))
        .collect();
    let mut linked = Linked::default();
    let article = objects
        .iter()
        .filter(|object| rank(object) > 0)
        .reduce(|best, object| if rank(object) > rank(best) { object } else { best });
    if let Some(article) = article {
        of_article(article, &by_id, &mut linked);
        linked.is_article = rank(article) > 2;
        linked.free = article.get("isAccessibleForFree").and_then(bool_of);
    }
    linked.video = article.is_none() && roots_hold_video(roots);
    linked.live = objects.iter().any(|object| rank(object) > 2 && has_type(object, |kind| kind == "LiveBlogPosting"));
    for object in &objects {
        if linked.breadcrumbs.is_empty() && has_type(object, |kind| kind == "BreadcrumbList") {
            linked.breadcrumbs = breadcrumbs(object, &by_id);
        }
        if linked.page_published.is_none() && rank(object) == 0 && is_of_page(object) {
            linked.page_published = object.get("datePublished").and_then(text);
        }
        if linked.site.is_none() && has_type(object, |kind| kind == "WebSite" || kind == "NewsMediaOrganization") {
            linked.site = object.get("name").and_then(text);
        }
    }
    linked
}

/// Whether a root is a video: one that is named deeper is part of something else.
fn roots_hold_video(roots: &[Value]) -> bool {
    let is_video = |value: &Value| value.as_object().is_some_and(|it| has_type(it, |kind| kind == "VideoObject"));
    roots.iter().any(|root| match root.as_array().or_else(|| root.get("@graph")?.as_array()) {
        Some(items) => items.iter().any(is_video),
        None => is_video(root),
    })
}

fn bool_of(value: &Value) -> Option<bool> {
    value.as_bool().or_else(|| value.as_str().and_then(truth))
}

/// `true`, `False`, `http://schema.org/True`.
pub(super) fn truth(text: &str) -> Option<bool> {
    match text.trim().rsplit('/').next().unwrap_or("").to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" => Some(true),
        "false" | "0" | "no" => Some(false),
        _ => None,
    }
}

/// A page or a work that the page is about; comments and reviews have dates of their own.
fn is_of_page(object: &Map<String, Value>) -> bool {
    let kinds = ["WebPage", "Recipe", "CreativeWork", "HowTo", "ItemPage", "FAQPage", "CollectionPage", "AboutPage"];
    has_type(object, |kind| kinds.contains(&kind))
}

/// How surely an object is the page's article; 0 where it is none.
fn rank(object: &Map<String, Value>) -> u32 {
    if !has_type(object, is_article) {
        return 0;
    }
    let has = |key: &str| u32::from(object.get(key).is_some_and(|value| !value.is_null()));
    1 + has("headline") * 2 + has("datePublished") * 2 + has("author") + has("mainEntityOfPage") + has("articleBody")
}

pub(super) fn is_article(kind: &str) -> bool {
    kind.ends_with("Article")
        || matches!(kind, "BlogPosting" | "LiveBlogPosting" | "Report" | "SocialMediaPosting" | "Blog" | "Review")
}

fn has_type(object: &Map<String, Value>, wanted: impl Fn(&str) -> bool) -> bool {
    let strip = |kind: &str| wanted(kind.rsplit(['/', ':', '#']).next().unwrap_or(kind));
    match object.get("@type") {
        Some(Value::String(kind)) => strip(kind),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(strip),
        _ => false,
    }
}

type Index<'v> = HashMap<&'v str, &'v Map<String, Value>>;

fn of_article(article: &Map<String, Value>, by_id: &Index<'_>, linked: &mut Linked) {
    let field = |key: &str| article.get(key).and_then(text);
    linked.headline = field("headline").or_else(|| field("name"));
    linked.alternative_headline = field("alternativeHeadline").or_else(|| field("alternateName"));
    linked.published = field("datePublished").or_else(|| field("dateCreated"));
    linked.modified = field("dateModified");
    linked.section = field("articleSection");
    linked.keywords = article.get("keywords").map(|value| names(value, by_id)).unwrap_or_default();
    linked.language = field("inLanguage");
    linked.body = field("articleBody");
    for author in ["author", "creator"] {
        if linked.authors.is_empty() {
            linked.authors = article.get(author).map(|value| names(value, by_id)).unwrap_or_default();
            linked.author_is_person = article.get(author).is_some_and(|value| is_one_person(value, by_id));
        }
    }
    linked.publisher = article.get("publisher").and_then(|value| names(value, by_id).into_iter().next());
    linked.image = article.get("image").or_else(|| article.get("thumbnailUrl")).and_then(|value| image(value, by_id));
}

/// A string, or the first one of a list; entities that were escaped twice are resolved.
fn text(value: &Value) -> Option<String> {
    let found = match value {
        Value::String(text) => text,
        Value::Array(items) => items.iter().find_map(Value::as_str)?,
        Value::Object(object) => object.get("@value").or_else(|| object.get("name"))?.as_str()?,
        _ => return None,
    };
    let found = super::entities::decode(found.trim(), super::entities::Place::Text);
    if found.is_empty() { None } else { Some(found.into_owned()) }
}

/// Names of persons or organisations: strings, objects with a name, references, and lists of these.
fn names(value: &Value, by_id: &Index<'_>) -> Vec<String> {
    let items = match value {
        Value::Array(items) => items.as_slice(),
        single => std::slice::from_ref(single),
    };
    let mut names = Vec::new();
    for item in items.iter().take(MOST_AUTHORS) {
        let Value::Object(object) = item else {
            names.extend(text(item));
            continue;
        };
        let referred = object.get("@id").and_then(Value::as_str).and_then(|id| by_id.get(id));
        match object.get("name").or_else(|| referred?.get("name")) {
            Some(Value::Array(several)) => names.extend(several.iter().take(MOST_AUTHORS).filter_map(text)),
            Some(name) => names.extend(text(name)),
            None => {}
        }
    }
    names
}

fn is_one_person(value: &Value, by_id: &Index<'_>) -> bool {
    let single = match value {
        Value::Array(items) => items.first().filter(|_| items.len() == 1),
        other => Some(other),
    };
    let Some(object) = single.and_then(Value::as_object) else { return false };
    let referred = object.get("@id").and_then(Value::as_str).and_then(|id| by_id.get(id));
    has_type(object, |kind| kind == "Person")
        || referred.is_some_and(|object| has_type(object, |kind| kind == "Person"))
}

fn image(value: &Value, by_id: &Index<'_>) -> Option<(String, Option<String>)> {
    match value {
        Value::String(url) => Some((url.clone(), None)),
        Value::Array(items) => image_of_object_or_text(items.first()?, by_id),
        Value::Object(_) => image_of_object_or_text(value, by_id),
        _ => None,
    }
}

fn image_of_object_or_text(value: &Value, by_id: &Index<'_>) -> Option<(String, Option<String>)> {
    let Value::Object(object) = value else { return value.as_str().map(|url| (url.to_owned(), None)) };
    let referred = object.get("@id").and_then(Value::as_str).and_then(|id| by_id.get(id));
    let url = object.get("url").or_else(|| object.get("contentUrl"));
    let url = url.or_else(|| referred?.get("url")).or_else(|| referred?.get("contentUrl")).and_then(text)?;
    let caption = object.get("caption").or_else(|| referred?.get("caption")).and_then(text);
    Some((url, caption))
}

fn breadcrumbs(list: &Map<String, Value>, by_id: &Index<'_>) -> Vec<String> {
    let Some(Value::Array(items)) = list.get("itemListElement") else { return Vec::new() };
    let name = |item: &Value| {
        let object = item.as_object()?;
        let inner = object.get("item").and_then(Value::as_object);
        let referred = object.get("@id").and_then(Value::as_str).and_then(|id| by_id.get(id));
        object.get("name").or_else(|| inner?.get("name")).or_else(|| referred?.get("name")).and_then(text)
    };
    items.iter().take(12).filter_map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_article_is_found_inside_a_graph_and_its_author_by_reference() {
        let script = r##"{"@graph":[{"@type":"WebSite","name":"The Inlet"},
            {"@type":["Thing","NewsArticle"],"headline":"Tides &amp; time","author":{"@id":"#m"},"datePublished":"2024-05-01"},
            {"@id":"#m","@type":"Person","name":"Mara Quill"}]}"##;
        let (linked, broken) = read(&[script]);
        assert_eq!(linked.headline.as_deref(), Some("Tides & time"));
        assert_eq!(linked.authors, ["Mara Quill"]);
        assert_eq!(linked.site.as_deref(), Some("The Inlet"));
        assert!(broken.is_empty());
    }

    #[test]
    fn line_breaks_inside_strings_and_comments_around_are_forgiven() {
        let (linked, broken) = read(&["<!--\n{\"@type\":\"Article\",\"headline\":\"One\ntwo\"};\n-->"]);
        assert_eq!(linked.headline.as_deref(), Some("One two"));
        assert!(broken.is_empty());
    }

    #[test]
    fn what_is_no_json_is_given_back() {
        let (linked, broken) = read(&["{\"@type\":\"Article\",", " "]);
        assert_eq!((linked, broken), (Linked::default(), vec!["{\"@type\":\"Article\","]));
    }

    #[test]
    fn json_that_is_nested_without_end_is_refused() {
        let deep = "[".repeat(200_000);
        assert_eq!(read(&[&deep]).1.len(), 1);
    }
}
