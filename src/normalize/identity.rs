//! Which article this is.

use uuid::Uuid;

use super::fields::Addresses;

/// The namespace of article ids: uuid v5 of `https://copydesk.dev/article` in the namespace of urls (RFC 9562). It never
/// changes: readers key on these ids.
pub const NAMESPACE: Uuid = Uuid::from_u128(0xc337865f_591d_50a3_818e_c318bbe43ba2);

/// uuid v5 of the canonical address, else of the address, else of the folded body.
pub fn of(addresses: &Addresses, folded_body: &str) -> Uuid {
    let address = addresses.canonical_url.as_ref().or(addresses.url.as_ref());
    let name = address.map_or(folded_body, |url| url.as_str());
    Uuid::new_v5(&NAMESPACE, name.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::url::clean;

    #[test]
    fn the_namespace_is_what_its_doc_says() {
        assert_eq!(NAMESPACE, Uuid::new_v5(&Uuid::NAMESPACE_URL, b"https://copydesk.dev/article"));
    }

    #[test]
    fn the_canonical_address_counts_before_the_address_before_the_text() {
        let url = clean("https://example.com/a?b=1", None);
        let canonical_url = clean("https://example.com/a", None);
        let both = of(&Addresses { url: url.clone(), canonical_url: canonical_url.clone() }, "text");
        assert_eq!(both, of(&Addresses { url: canonical_url, canonical_url: None }, "other text"));
        assert_ne!(both, of(&Addresses { url, canonical_url: None }, "text"));
        let none = Addresses { url: None, canonical_url: None };
        assert_eq!(of(&none, "text"), of(&none, "text"));
        assert_ne!(of(&none, "text"), of(&none, "other text"));
    }
}
