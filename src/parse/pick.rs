//! Reads chosen places of a JSON document and passes over the rest.
//!
//! A whole document as a tree takes up to 30 times its bytes (`[0,0,0…`), which no bound on payloads would show. Here the
//! places are known before reading: a tree of them walks along, everything else is skipped without being kept, and what
//! is kept has a bound on its values.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Values kept of one document: far more than an envelope has, and a bound all the same.
const MAX_VALUES: usize = 10_000;

/// A value that was kept. Null counts as absent.
#[derive(Debug, Clone, PartialEq)]
pub enum Picked {
    Text(String),
    /// A number or a boolean, as JSON writes it.
    Scalar(String),
    List(Vec<Picked>),
    Object(Vec<(String, Picked)>),
}

impl Picked {
    /// The text, or the number as text.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Scalar(text) => Some(text),
            Self::List(_) | Self::Object(_) => None,
        }
    }

    /// The member of that name, compared without case.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => {
                members.iter().rev().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, v)| v)
            }
            _ => None,
        }
    }
}

/// The places to read: a tree of JSON Pointer tokens (RFC 6901).
#[derive(Debug, Clone, Default)]
pub struct Places {
    fields: Vec<&'static str>,
    children: BTreeMap<String, Places>,
}

impl Places {
    /// Adds the place of a field. The empty pointer is the whole document, which is no field: it is never found.
    pub fn add(&mut self, field: &'static str, pointer: &str) {
        let mut place = self;
        for token in pointer.split('/').skip(1) {
            let token = token.replace("~1", "/").replace("~0", "~");
            place = place.children.entry(token).or_default();
        }
        if !pointer.is_empty() {
            place.fields.push(field);
        }
    }

    /// What stands at the places, by field. `None` if the document is no object.
    ///
    /// # Errors
    ///
    /// Where the document is not JSON, or nested deeper than serde_json follows (128).
    pub fn read(&self, json: &str) -> Result<Option<BTreeMap<&'static str, Picked>>, serde_json::Error> {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let mut found = Found { fields: BTreeMap::new(), budget: MAX_VALUES };
        let is_object = Walk { places: self, found: &mut found }.deserialize(&mut deserializer)?;
        deserializer.end()?;
        Ok((is_object == Shape::Object).then_some(found.fields))
    }
}

struct Found {
    fields: BTreeMap<&'static str, Picked>,
    budget: usize,
}

#[derive(PartialEq)]
enum Shape {
    Object,
    Other,
}

/// Walks the document along the places.
struct Walk<'a> {
    places: &'a Places,
    found: &'a mut Found,
}

impl Walk<'_> {
    /// A place below a chosen one is looked up in what was kept: pointers seldom overlap.
    fn settle(&mut self, picked: Option<&Picked>, places: &Places) {
        for field in &places.fields {
            match picked {
                Some(picked) => self.found.fields.insert(field, picked.clone()),
                None => self.found.fields.remove(field),
            };
        }
        for (token, below) in &places.children {
            let member = match picked {
                Some(Picked::List(items)) => token.parse().ok().and_then(|index: usize| items.get(index)),
                Some(Picked::Object(members)) => members.iter().rev().find(|(key, _)| key == token).map(|(_, v)| v),
                _ => None,
            };
            self.settle(member, below);
        }
    }
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = Shape;

    fn deserialize<D: Deserializer<'de>>(mut self, deserializer: D) -> Result<Shape, D::Error> {
        if self.places.fields.is_empty() {
            return deserializer.deserialize_any(self);
        }
        let picked = Keep { budget: &mut self.found.budget }.deserialize(deserializer)?;
        self.settle(picked.as_ref(), self.places);
        Ok(Shape::Other)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = Shape;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Shape, A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match self.places.children.get(&key) {
                Some(places) => {
                    map.next_value_seed(Walk { places, found: &mut *self.found })?;
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Shape::Object)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Shape, A::Error> {
        for index in 0usize.. {
            let next = match self.places.children.get(&index.to_string()) {
                Some(places) => items.next_element_seed(Walk { places, found: &mut *self.found })?.is_some(),
                None => items.next_element::<IgnoredAny>()?.is_some(),
            };
            if !next {
                break;
            }
        }
        Ok(Shape::Other)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Shape, E> {
        Ok(Shape::Other)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Shape, E> {
        Ok(Shape::Other)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Shape, E> {
        Ok(Shape::Other)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Shape, E> {
        Ok(Shape::Other)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Shape, E> {
        Ok(Shape::Other)
    }

    fn visit_unit<E: Error>(self) -> Result<Shape, E> {
        Ok(Shape::Other)
    }
}

/// Keeps a value, as long as the budget lasts.
struct Keep<'a> {
    budget: &'a mut usize,
}

impl<'de> DeserializeSeed<'de> for Keep<'_> {
    type Value = Option<Picked>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        if *self.budget == 0 {
            IgnoredAny::deserialize(deserializer)?;
            return Ok(None);
        }
        *self.budget -= 1;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Keep<'_> {
    type Value = Option<Picked>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(Picked::Text(text.to_owned())))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(Some(Picked::Text(text)))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Some(Picked::Scalar(value.to_string())))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Some(Picked::Scalar(value.to_string())))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Some(Picked::Scalar(value.to_string())))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Some(Picked::Scalar(value.to_string())))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Keep { budget: &mut *self.budget })? {
            list.extend(item);
        }
        Ok(Some(Picked::List(list)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            if let Some(value) = map.next_value_seed(Keep { budget: &mut *self.budget })? {
                members.push((key, value));
            }
        }
        Ok(Some(Picked::Object(members)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(places: &[(&'static str, &str)], json: &str) -> BTreeMap<&'static str, Picked> {
        let mut tree = Places::default();
        for (field, pointer) in places {
            tree.add(field, pointer);
        }
        tree.read(json).unwrap().unwrap()
    }

    fn text(value: &str) -> Picked {
        Picked::Text(value.into())
    }

    #[test]
    fn only_the_chosen_places_are_kept() {
        let json = r#"{"a": 7, "b": {"c": [true, {"d/e": "deep"}]}, "f": "not asked for", "g": null}"#;
        let found = read(&[("id", "/a"), ("deep", "/b/c/1/d~1e"), ("gone", "/g"), ("none", "/x/y")], json);
        assert_eq!(found, BTreeMap::from([("id", Picked::Scalar("7".into())), ("deep", text("deep"))]));
    }

    #[test]
    fn two_fields_may_stand_in_one_place_or_one_below_the_other() {
        let found = read(&[("one", "/a"), ("two", "/a"), ("below", "/a/b/0")], r#"{"a": {"b": ["x"]}}"#);
        assert_eq!(found.get("one"), found.get("two"));
        assert_eq!(found.get("below"), Some(&text("x")));
    }

    #[test]
    fn of_duplicate_keys_the_last_counts() {
        assert_eq!(read(&[("a", "/a")], r#"{"a": "first", "a": "last"}"#), BTreeMap::from([("a", text("last"))]));
    }

    #[test]
    fn what_is_no_object_has_no_fields() {
        let mut places = Places::default();
        places.add("a", "/a");
        for json in ["[]", "[{\"a\": 1}]", "\"a\"", "1.5", "null", "-1", "true"] {
            assert_eq!(places.read(json).unwrap(), None, "{json}");
        }
    }

    #[test]
    fn depth_and_number_of_values_are_bounded() {
        let mut places = Places::default();
        places.add("a", "/a");
        let deep = format!("{{\"a\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(places.read(&deep).unwrap_err().to_string().contains("recursion limit"));
        let wide = format!("{{\"a\": [{}0]}}", "0,".repeat(100_000));
        let Some(Picked::List(items)) = places.read(&wide).unwrap().unwrap().remove("a") else { panic!("no list") };
        assert_eq!(items.len(), MAX_VALUES - 1);
    }

    #[test]
    fn members_are_found_without_case() {
        let found = read(&[("h", "/h")], r#"{"h": {"Content-Type": "text/html"}}"#);
        assert_eq!(found["h"].member("content-type"), Some(&text("text/html")));
    }
}
