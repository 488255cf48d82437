//! Finds the line and column at which a thing stands in a YAML source.

use super::path::Path;
use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_saphyr::Spanned;
use std::fmt;

/// The tree of a source, with nothing in it but where its nodes begin.
#[derive(Debug, Default)]
pub(crate) struct Places(Vec<(String, Spanned<Places>)>);

impl Places {
    /// Line and column of what `path` leads to; of the last node on the way if it does not exist.
    pub(crate) fn find(&self, path: &Path) -> (u64, u64) {
        let mut found = (0, 0);
        let mut here = self;
        for key in path.keys() {
            let Some((_, child)) = here.0.iter().find(|(name, _)| name == key) else {
                break;
            };
            found = (child.referenced.line(), child.referenced.column());
            here = &child.value;
        }
        found
    }
}

impl<'de> Deserialize<'de> for Places {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Walk)
    }
}

struct Walk;

impl<'de> Visitor<'de> for Walk {
    type Value = Places;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Places, A::Error> {
        let mut children = vec![];
        while let Some(entry) = map.next_entry()? {
            children.push(entry);
        }
        Ok(Places(children))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Places, A::Error> {
        let mut children = vec![];
        while let Some(item) = items.next_element()? {
            children.push((children.len().to_string(), item));
        }
        Ok(Places(children))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Places, E> {
        Ok(Places::default())
    }

    fn visit_i64<E>(self, _: i64) -> Result<Places, E> {
        Ok(Places::default())
    }

    fn visit_u64<E>(self, _: u64) -> Result<Places, E> {
        Ok(Places::default())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Places, E> {
        Ok(Places::default())
    }

    fn visit_str<E>(self, _: &str) -> Result<Places, E> {
        Ok(Places::default())
    }

    fn visit_unit<E>(self) -> Result<Places, E> {
        Ok(Places::default())
    }

    fn visit_none<E>(self) -> Result<Places, E> {
        Ok(Places::default())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Places, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Places::default())
    }
}
