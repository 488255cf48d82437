//! A REST request read as the RPC's message: body, query and path make one JSON tree, which the contract reads.

use super::{
    field::{child, inner},
    routes::{Body, Found},
};
use crate::problem::Problem;
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Map, Value, map::Entry};

/// A query must not nest messages without end.
const MAX_DEPTH: usize = 8;

/// What a request gave, by the fields of the RPC's message.
pub(crate) struct Given {
    input: MessageDescriptor,
    tree: Map<String, Value>,
}

impl Given {
    /// Reads `body` as the route says, then `query`, then what the path gave, which wins.
    pub(crate) fn read(found: &Found<'_>, query: &str, body: &[u8]) -> Result<Self, Problem> {
        let tree = match &found.route.body {
            Body::All if body.is_empty() => Map::new(),
            Body::All => parse(body)?,
            Body::Field(field) => Map::from_iter([(field.clone(), parse(body)?)]),
            Body::None if body.is_empty() => Map::new(),
            Body::None => return Err(Problem::invalid("", "this request takes no body")),
        };
        let mut given = Self { input: found.route.rpc.method.input(), tree };
        given.add(found, query)?;
        Ok(given)
    }

    /// The same where the body's bytes stream by.
    pub(crate) fn without_body(found: &Found<'_>, query: &str) -> Result<Self, Problem> {
        let mut given = Self { input: found.route.rpc.method.input(), tree: Map::new() };
        given.add(found, query)?;
        Ok(given)
    }

    fn add(&mut self, found: &Found<'_>, query: &str) -> Result<(), Problem> {
        for (path, text) in form_urlencoded::parse(query.as_bytes()) {
            if found.route.body == Body::All {
                return Err(Problem::invalid(path, "belongs into the body"));
            }
            self.set(&path, &text)?;
        }
        found.fields.iter().try_for_each(|(path, text)| self.set(path, text))
    }

    /// Sets, or for a repeated field adds, what a dotted path means.
    pub(crate) fn set(&mut self, path: &str, text: &str) -> Result<(), Problem> {
        set(&mut self.tree, &self.input, path, text).map_err(|reason| Problem::invalid(path, reason))
    }

    /// The text of the field that a dotted path means, if it was given.
    pub(crate) fn get(&self, path: &str) -> Option<&str> {
        let (mut message, mut tree) = (self.input.clone(), &self.tree);
        let mut rest = path;
        while let Some((first, tail)) = rest.split_once('.') {
            let field = child(&message, first)?;
            tree = either_name(tree, &field)?.as_object()?;
            (message, rest) = (inner(&field)?, tail);
        }
        either_name(tree, &child(&message, rest)?)?.as_str().filter(|it| !it.is_empty())
    }

    /// The message, if what was given makes one.
    pub(crate) fn message(self) -> Result<DynamicMessage, Problem> {
        let mut track = serde_path_to_error::Track::new();
        let reader = serde_path_to_error::Deserializer::new(Value::Object(self.tree), &mut track);
        DynamicMessage::deserialize(self.input, reader).map_err(|error| {
            match track.path().to_string().as_str() {
                // Then the error itself names the field.
                "." => Problem::invalid("", error.to_string()),
                path => Problem::invalid(path, error.to_string()),
            }
        })
    }
}

fn set(
    tree: &mut Map<String, Value>,
    message: &MessageDescriptor,
    path: &str,
    text: &str,
) -> Result<(), &'static str> {
    if path.split('.').count() > MAX_DEPTH {
        return Err("is too deep");
    }
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let field = child(message, first).ok_or("no such field")?;
    // The body may have used either of the field's two names.
    if let Some(value) = tree.remove(field.name()) {
        tree.insert(field.json_name().to_owned(), value);
    }
    let slot = tree.entry(field.json_name());
    match rest {
        Some(rest) => {
            let message = inner(&field).ok_or("no such field")?;
            let slot = slot.or_insert_with(|| Value::Object(Map::new()));
            set(slot.as_object_mut().ok_or("its parent is no object")?, &message, rest, text)
        }
        None => fill(slot, &field, text),
    }
}

fn fill(slot: Entry<'_>, field: &FieldDescriptor, text: &str) -> Result<(), &'static str> {
    let value = match (field.kind(), text.parse()) {
        (Kind::Bool, Ok(value)) => Value::Bool(value),
        (Kind::Message(message), _) if message.full_name() == "google.protobuf.FieldMask" => {
            Value::from(camel_case(text))
        }
        _ => Value::from(text),
    };
    if field.is_list() {
        let list = slot.or_insert_with(|| Value::Array(vec![]));
        list.as_array_mut().ok_or("is no list")?.push(value);
    } else {
        *slot.or_insert(Value::Null) = value;
    }
    Ok(())
}

/// A field mask may be written with the names of the contract; its JSON knows only the others.
fn camel_case(mask: &str) -> String {
    let mut after_underscore = false;
    let letter = |it: char| {
        let upper = std::mem::replace(&mut after_underscore, it == '_');
        match it {
            '_' => None,
            it if upper => Some(it.to_ascii_uppercase()),
            it => Some(it),
        }
    };
    mask.chars().filter_map(letter).collect()
}

fn either_name<'a>(tree: &'a Map<String, Value>, field: &FieldDescriptor) -> Option<&'a Value> {
    tree.get(field.json_name()).or_else(|| tree.get(field.name()))
}

fn parse<T: for<'de> serde::Deserialize<'de>>(body: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|error| Problem::invalid("", format!("the body: {error}")))
}

#[cfg(test)]
mod tests;
