//! `/docs`: the OpenAPI document as one page to read.

mod prose;

use crate::problem::KINDS;
use askama::Template;
use prose::{escape, prose};
use serde_json::{Map, Value};
use std::sync::LazyLock;

#[derive(Template)]
#[template(path = "docs.html")]
struct Docs<'a> {
    title: &'a str,
    version: &'a str,
    about: String,
    url: &'a str,
    /// The same without `http://`.
    address: &'a str,
    groups: Vec<Group<'a>>,
    schemas: Vec<Schema<'a>>,
    problems: Vec<Problem>,
}

/// The operations of one service.
struct Group<'a> {
    name: &'a str,
    about: String,
    operations: Vec<Operation<'a>>,
}

struct Operation<'a> {
    id: &'a str,
    method: String,
    path: &'a str,
    summary: String,
    about: String,
    grpc: &'a str,
    needs_session: bool,
    parameters: Vec<Parameter<'a>>,
    body: Option<Content<'a>>,
    answer: Option<Content<'a>>,
}

struct Parameter<'a> {
    name: &'a str,
    place: &'a str,
    kind: String,
    about: String,
}

/// What a body consists of.
struct Content<'a> {
    media_type: &'a str,
    kind: String,
    fields: Vec<Field<'a>>,
}

struct Field<'a> {
    name: &'a str,
    kind: String,
    about: String,
}

struct Schema<'a> {
    name: &'a str,
    about: String,
    fields: Vec<Field<'a>>,
}

struct Problem {
    slug: &'static str,
    status: u16,
    advice: String,
}

/// The page, as HTML.
pub(super) fn page(document: &Value) -> askama::Result<String> {
    let info = &document["info"];
    let url = text(&document["servers"][0], "url");
    let docs = Docs {
        title: text(info, "title"),
        version: text(info, "version"),
        about: prose(text(info, "description")),
        url,
        address: url.split_once("://").map_or(url, |(_, address)| address),
        groups: groups(document),
        schemas: object(&document["components"]["schemas"]).iter().map(Schema::read).collect(),
        problems: KINDS
            .iter()
            .map(|it| Problem { slug: it.slug, status: it.status.as_u16(), advice: prose(it.advice) })
            .collect(),
    };
    docs.render()
}

fn groups(document: &Value) -> Vec<Group<'_>> {
    let tags = document["tags"].as_array().map(Vec::as_slice).unwrap_or_default();
    let group = |tag| {
        let name = text(tag, "name");
        let all = object(&document["paths"]).iter().flat_map(|(path, item)| {
            object(item).iter().map(move |(method, operation)| (path.as_str(), method, operation))
        });
        let own = all.filter(|(_, _, operation)| operation["tags"][0] == name);
        let operations = own.map(|(path, method, operation)| Operation::read(path, method, operation));
        Group { name, about: prose(text(tag, "description")), operations: operations.collect() }
    };
    tags.iter().map(group).collect()
}

impl<'a> Operation<'a> {
    fn read(path: &'a str, method: &str, operation: &'a Value) -> Self {
        let parameters = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
        Self {
            id: text(operation, "operationId"),
            method: method.to_uppercase(),
            path,
            summary: prose::inline(text(operation, "summary")),
            about: prose(text(operation, "description")),
            grpc: text(operation, "x-grpc"),
            needs_session: operation["security"].is_null(),
            parameters: parameters.iter().map(Parameter::read).collect(),
            body: Content::read(&operation["requestBody"]),
            answer: Content::read(&operation["responses"]["200"]),
        }
    }
}

impl<'a> Parameter<'a> {
    fn read(parameter: &'a Value) -> Self {
        Self {
            name: text(parameter, "name"),
            place: text(parameter, "in"),
            kind: kind(&parameter["schema"]),
            about: prose(text(parameter, "description")),
        }
    }
}

impl<'a> Content<'a> {
    fn read(body: &'a Value) -> Option<Self> {
        let (media_type, content) = object(&body["content"]).iter().next()?;
        let schema = &content["schema"];
        Some(Self { media_type, kind: kind(schema), fields: fields(schema) })
    }
}

impl<'a> Schema<'a> {
    fn read((name, schema): (&'a String, &'a Value)) -> Self {
        Self { name, about: prose(text(schema, "description")), fields: fields(schema) }
    }
}

fn fields(schema: &Value) -> Vec<Field<'_>> {
    let properties = object(&schema["properties"]).iter();
    let field =
        |(name, schema)| Field { name, kind: kind(schema), about: prose(text(schema, "description")) };
    properties.map(|(name, schema)| field((name.as_str(), schema))).collect()
}

/// What a value is, with a link to it where it has a name.
fn kind(schema: &Value) -> String {
    if let Some(name) = text(schema, "$ref").strip_prefix("#/components/schemas/") {
        return format!("<a href=\"#schema-{0}\">{0}</a>", escape(name));
    }
    match (text(schema, "type"), text(schema, "format")) {
        ("array", _) => format!("list of {}", kind(&schema["items"])),
        ("object", _) if schema["additionalProperties"].is_object() => {
            format!("map of {}", kind(&schema["additionalProperties"]))
        }
        ("", _) => "any value".to_owned(),
        (kind, "") => escape(kind),
        (kind, format) => format!("{} ({})", escape(kind), escape(format)),
    }
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn object(value: &Value) -> &Map<String, Value> {
    static EMPTY: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);
    value.as_object().unwrap_or(&EMPTY)
}
