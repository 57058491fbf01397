//! Rules that end an article nobody wants.

use super::FilterSettings;
use super::language::primary_subtag;
use super::url::host_is_listed;
use crate::article::{Body, Language};
use crate::outcome::{FilterRule, Stop};

/// `hosts_deny`, subdomains included. Asked first: nothing else has to be done for such an article.
pub fn by_host(settings: &FilterSettings, host: Option<&str>) -> Result<(), Stop> {
    match host {
        Some(host) if host_is_listed(host, &settings.hosts_deny) => Err(Stop::Filtered(FilterRule::HostDenied)),
        _ => Ok(()),
    }
}

/// `languages`, compared by primary subtag: `ar` keeps `ar-EG`. Where the rule is set, an article whose language is
/// unknown is kept only if `und` is listed.
pub fn by_language(settings: &FilterSettings, language: &Language) -> Result<(), Stop> {
    let subtag = |tag: &str| primary_subtag(tag).unwrap_or_else(|| "und".to_owned());
    let own = subtag(&language.tag);
    if settings.languages.is_empty() || settings.languages.iter().any(|listed| subtag(listed) == own) {
        return Ok(());
    }
    Err(Stop::Filtered(FilterRule::Language))
}

/// `min_words` of the body.
pub fn by_words(settings: &FilterSettings, body: &Body) -> Result<(), Stop> {
    if body.word_count < settings.min_words { Err(Stop::Filtered(FilterRule::MinWords)) } else { Ok(()) }
}
