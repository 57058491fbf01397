//! Pages of shapes on which other extractors overflow their stack or hang, through the parser.

use copydesk::parse::html::{HtmlPage, article};

use super::cpu_time::cpu_time;
use super::shapes::{page, shapes};
use super::{Input, Kind};

pub const KIND: Kind = Kind { name: "page", stages: &["parse"], names, input, most_mib: 32.0 };

fn names() -> Vec<&'static str> {
    shapes().iter().map(|(name, _)| *name).collect()
}

fn input(name: &str) -> Option<Input> {
    let (_, shape) = shapes().into_iter().find(|(known, _)| *known == name)?;
    let page = page(&shape);
    let bytes = page.len();
    let read = move || article(HtmlPage { text: &page, url: None }).ok().map(|_| vec![cpu_time()]);
    Some(Input { bytes, read: Box::new(read) })
}
