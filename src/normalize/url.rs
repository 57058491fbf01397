//! Addresses: one spelling for each, and whether two belong to one site.

use url::{Host, Url};

/// The longest address that is taken.
const MAX_BYTES: usize = 2048;

/// Query parameters that tell where a reader came from and never what is shown.
const TRACKING: [&str; 38] = [
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "wbraid",
    "gbraid",
    "gad_source",
    "msclkid",
    "yclid",
    "ysclid",
    "twclid",
    "ttclid",
    "li_fat_id",
    "igshid",
    "igsh",
    "mc_cid",
    "mc_eid",
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "__hstc",
    "__hssc",
    "hsctatracking",
    "mkt_tok",
    "oly_enc_id",
    "oly_anon_id",
    "vero_id",
    "wickedid",
    "ref_src",
    "ref_url",
    "xtor",
    "cmpid",
    "ocid",
    "smid",
    "ns_campaign",
    "at_medium",
    "at_campaign",
];

/// Second-level labels under which countries register names: `example.co.uk` is a site, `co.uk` is none.
const SECOND_LEVEL: [&str; 22] = [
    "co", "com", "net", "org", "gov", "gob", "gouv", "govt", "edu", "ac", "go", "or", "ne", "mil", "nom", "web",
    "info", "press", "news", "asn", "id", "sch",
];

/// Hosts whose subdomains belong to different people.
const SHARED_HOSTS: [&str; 16] = [
    "blogspot.com",
    "wordpress.com",
    "substack.com",
    "medium.com",
    "tumblr.com",
    "github.io",
    "gitlab.io",
    "netlify.app",
    "vercel.app",
    "pages.dev",
    "web.app",
    "wixsite.com",
    "weebly.com",
    "livejournal.com",
    "blogfa.com",
    "ghost.io",
];

/// The one spelling of an http(s) address: no fragment, credentials, default port or tracking parameters. The rest of
/// the query keeps its order and its bytes. A relative address is resolved against `base`.
pub fn clean(address: &str, base: Option<&Url>) -> Option<Url> {
    let address = address.trim();
    if address.is_empty() || address.len() > MAX_BYTES {
        return None;
    }
    let mut url = match (base, address.strip_prefix("//")) {
        (Some(base), _) => base.join(address).ok()?,
        (None, Some(rest)) => Url::parse(&format!("https://{rest}")).ok()?,
        (None, None) => Url::parse(address).ok()?,
    };
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let host = url.host_str()?.trim_end_matches('.').to_owned();
    if host.is_empty() || url.as_str().len() > MAX_BYTES {
        return None;
    }
    url.set_host(Some(&host)).ok()?;
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    url.set_fragment(None);
    let query = url.query().map(|query| {
        let kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !is_tracking(pair)).collect();
        kept.join("&")
    });
    url.set_query(query.as_deref().filter(|query| !query.is_empty()));
    Some(url)
}

fn is_tracking(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or_default().to_ascii_lowercase();
    name.starts_with("utm_")
        || name.starts_with("wt_mc")
        || name.starts_with("pk_")
        || TRACKING.contains(&name.as_str())
}

/// The address that a page names as its own, where it may be believed: on the same site as the address that the page
/// was fetched from, and not the site's front page, for a careless or hostile page must not take the place of another's
/// article. Without an address to compare with it is believed as far as the second test goes.
pub fn canonical(candidate: &str, url: Option<&Url>) -> Option<Url> {
    let canonical = clean(candidate, url)?;
    let is_front_page = canonical.path() == "/" && canonical.query().is_none();
    let same_site = url.is_none_or(|url| site(url) == site(&canonical));
    (same_site && !is_front_page).then_some(canonical)
}

/// What tells one site from another: the name that somebody registered. By rule and not by the Public Suffix List,
/// which is larger than all of copydesk's other data and changes daily: two labels, or three where the second is one
/// under which a country registers (`co.uk`) or one of a host with many tenants.
pub fn site(url: &Url) -> Option<String> {
    match url.host()? {
        Host::Domain(domain) => Some(registrable(domain).to_owned()),
        address => Some(address.to_string()),
    }
}

fn registrable(domain: &str) -> &str {
    let tail = |labels: usize| {
        let mut dots = domain.rmatch_indices('.');
        dots.nth(labels - 1).and_then(|(at, _)| domain.get(at + 1..)).unwrap_or(domain)
    };
    let two = tail(2);
    let by_country = two
        .split_once('.')
        .is_some_and(|(second, country)| country.len() == 2 && (SECOND_LEVEL.contains(&second) || second.len() == 1));
    if by_country || SHARED_HOSTS.contains(&two) { tail(3) } else { two }
}

/// Whether a host is one of a list, or a subdomain of one.
pub fn host_is_listed(host: &str, list: &[String]) -> bool {
    list.iter().any(|listed| {
        let listed = listed.trim().trim_start_matches("*.").trim_matches('.');
        let start = host.len().checked_sub(listed.len());
        !listed.is_empty()
            && start.and_then(|start| host.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(listed))
            && (host.len() == listed.len()
                || start.and_then(|start| host.get(..start)).is_some_and(|s| s.ends_with('.')))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(address: &str) -> Option<String> {
        clean(address, None).map(String::from)
    }

    #[test]
    fn what_tells_nothing_of_the_article_goes() {
        for (address, clean) in [
            ("HTTPS://News.Example.com:443/a?utm_source=x&id=7&fbclid=1#top", "https://news.example.com/a?id=7"),
            ("http://user:secret@example.com./a?b=%D8%A7&&c", "http://example.com/a?b=%D8%A7&c"),
            ("//example.com/a?utm_medium=x", "https://example.com/a"),
            (" https://مثال.مصر/خبر ", "https://xn--mgbh0fb.xn--wgbh1c/%D8%AE%D8%A8%D8%B1"),
        ] {
            assert_eq!(cleaned(address).as_deref(), Some(clean), "{address}");
            assert_eq!(cleaned(clean).as_deref(), Some(clean), "{clean}");
        }
    }

    #[test]
    fn what_is_no_web_address_is_none() {
        let long = format!("https://example.com/{}", "a".repeat(3000));
        for address in
            ["", "example.com/a", "javascript:alert(1)", "ftp://example.com/a", "https://", "http://a b/", &long]
        {
            assert_eq!(cleaned(address), None, "{address}");
        }
    }

    #[test]
    fn a_canonical_address_counts_on_the_same_site_and_below_its_root() {
        let url = clean("https://m.example.co.uk/news/1?page=2", None).unwrap();
        let canonical = |candidate| canonical(candidate, Some(&url)).map(String::from);
        assert_eq!(canonical("/news/1").as_deref(), Some("https://m.example.co.uk/news/1"));
        assert_eq!(canonical("https://www.example.co.uk/news/1").as_deref(), Some("https://www.example.co.uk/news/1"));
        for elsewhere in
            ["https://other.co.uk/news/1", "https://www.example.co.uk/", "/", "https://co.uk/a", "mailto:a"]
        {
            assert_eq!(canonical(elsewhere), None, "{elsewhere}");
        }
    }

    #[test]
    fn a_site_is_the_name_that_somebody_registered() {
        for (address, expected) in [
            ("https://www.example.com/", "example.com"),
            ("https://a.b.example.com.eg/", "example.com.eg"),
            ("https://anna.blogspot.com/", "anna.blogspot.com"),
            ("https://example.fr/", "example.fr"),
            ("http://127.0.0.1:8000/a", "127.0.0.1"),
            ("http://localhost/a", "localhost"),
        ] {
            assert_eq!(site(&Url::parse(address).unwrap()).as_deref(), Some(expected));
        }
    }

    #[test]
    fn a_denied_host_takes_its_subdomains_along() {
        let list = vec!["Example.com".to_owned(), String::new()];
        assert!(host_is_listed("example.com", &list) && host_is_listed("a.example.com", &list));
        assert!(!host_is_listed("notexample.com", &list) && !host_is_listed("com", &list));
    }
}
