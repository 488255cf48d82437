//! OpenAPI 3.1 from the same contracts: their comments are the documentation.

mod schemas;

use crate::rest::{
    AFTER, Routes, etag_field,
    field::{self, REQUEST_ID},
    routes::{Body, Route, Shape},
};
use prost_reflect::MessageDescriptor;
use schemas::{Schemas, comment, well_known};
use serde_json::{Map, Value, json};

/// How deep query parameters reach into messages.
const MAX_DEPTH: usize = 3;
const ABOUT: &str = "Telaah takes a government agency's request to build an app from the letter that asks to the signed \
    letter that answers.\n\nSign in by `POST /v1/sessions` and send the token as `Authorization: Bearer`. Every RPC is \
    also served as gRPC on this port, with reflection. A call that creates or changes something takes an \
    `Idempotency-Key`: the same key with the same request gets the same answer. 64-bit integers are written as strings; \
    fields are named in lowerCamelCase and understood in snake_case too; every field is present in answers, but for \
    messages and times that are not set.";

/// The document, for a gateway reached at `public_url`.
pub(crate) fn document(routes: &Routes, public_url: &str) -> Value {
    let mut schemas = Schemas::default();
    let (mut paths, mut tags) = (Map::new(), Vec::new());
    for route in routes.iter() {
        let (path, parameters) = route.template.openapi();
        let method = route.method.as_str().to_lowercase();
        paths.entry(path).or_insert_with(|| json!({}))[method] = operation(route, &parameters, &mut schemas);
        let service = route.rpc.method.parent_service();
        let tag =
            json!({ "name": service.name(), "description": comment(&service.parent_file(), service.path()) });
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Telaah", "version": env!("CARGO_PKG_VERSION"), "description": ABOUT,
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" } },
        "servers": [{ "url": public_url }],
        "security": [{ "session": [] }],
        "tags": tags,
        "paths": paths,
        "components": {
            "securitySchemes": { "session": { "type": "http", "scheme": "bearer",
                "description": "The token of `POST /v1/sessions`." } },
            "responses": { "Problem": { "description": "Refused: why, and what to do.",
                "content": content("application/problem+json", json!({ "$ref": "#/components/schemas/Problem" })) } },
            "schemas": schemas.finish(problem()),
        },
    })
}

fn problem() -> Value {
    let text = |description: &str| json!({ "type": "string", "description": description });
    json!({
        "type": "object",
        "description": "Why a request failed (RFC 9457).",
        "required": ["type", "title", "status", "detail", "instance"],
        "properties": {
            "type": { "type": "string", "format": "uri-reference", "description": "The kind of problem, explained at this address." },
            "title": text("The name of the HTTP status."),
            "status": { "type": "integer", "description": "The HTTP status." },
            "detail": text("What is wrong with this request, and the way out."),
            "instance": text("The path that was asked for."),
            "field": text("The field, parameter or header at fault, where it is a single one."),
            "trace": text("Under which operators find this request."),
        },
    })
}

fn operation(route: &Route, path_parameters: &[String], schemas: &mut Schemas) -> Value {
    let (rpc, input) = (&route.rpc.method, route.rpc.method.input());
    let text = comment(&rpc.parent_file(), rpc.path());
    let mut bound: Vec<&str> = route.template.fields().chain([REQUEST_ID]).collect();
    let body = request_body(route, &bound, schemas);
    if let Body::Field(name) = &route.body {
        bound.push(name);
    }
    let mut parameters: Vec<Value> = path_parameters.iter().map(|it| parameter("path", it, "")).collect();
    if route.body != Body::All {
        query_parameters(&input, "", &bound, schemas, &mut parameters);
    }
    parameters.extend(header_parameters(route));
    let mut operation = json!({
        "operationId": operation_id(route),
        "tags": [rpc.parent_service().name()],
        "summary": first_sentence(&text),
        "description": text,
        "parameters": parameters,
        "responses": {
            "200": answer(route, schemas),
            "4XX": { "$ref": "#/components/responses/Problem" },
            "5XX": { "$ref": "#/components/responses/Problem" },
        },
        "x-grpc": route.rpc.path.as_str().trim_start_matches('/'),
    });
    if let Some(body) = body {
        operation["requestBody"] = json!({ "required": true, "content": body });
    }
    if route.rpc.anyone {
        operation["security"] = json!([]);
    }
    operation
}

/// Without its full stop. One within, as in `Plt. or Plh.`, is followed by a small letter.
fn first_sentence(text: &str) -> String {
    let paragraph = text.split("\n\n").next().unwrap_or_default().replace('\n', " ");
    let ends = |(place, _): &(usize, &str)| paragraph[place + 2..].starts_with(char::is_uppercase);
    let end = paragraph.match_indices(". ").find(ends).map_or(paragraph.len(), |(place, _)| place);
    paragraph[..end].trim_end_matches('.').to_owned()
}

fn request_body(route: &Route, except: &[&str], schemas: &mut Schemas) -> Option<Value> {
    let input = route.rpc.method.input();
    if let Shape::Upload(_) = &route.shape {
        return Some(content("application/octet-stream", bytes("The file's bytes.")));
    }
    match &route.body {
        Body::None => None,
        Body::All => Some(content("application/json", schemas.object(&input, except))),
        Body::Field(name) => {
            let schema = schemas.field(&field::find(&input, name)?);
            Some(content("application/json", schema))
        }
    }
}

fn answer(route: &Route, schemas: &mut Schemas) -> Value {
    let output = route.rpc.method.output();
    match route.shape {
        Shape::Unary | Shape::Upload(_) => {
            json!({ "description": "Done.", "content": content("application/json", schemas.message(&output)) })
        }
        Shape::Download => json!({
            "description": "The bytes, under the media type and the name of the file.",
            "content": content("*/*", bytes("The file's bytes.")),
        }),
        Shape::Events => {
            let events = schemas.message(&output);
            json!({
                "description": "Server-Sent Events: `data` is one of these, `id` its sequence. An event `problem` tells why \
                    the stream ends. It ends after a quarter of an hour too; then go on with `Last-Event-ID`.",
                "content": content("text/event-stream", events),
            })
        }
    }
}

fn header_parameters(route: &Route) -> Vec<Value> {
    let has = |path| field::find(&route.rpc.method.input(), path).is_some();
    let mut parameters = Vec::new();
    if has(REQUEST_ID) {
        let text = "A UUID made up for this one request: the same again is answered as the first time, and done once.";
        let mut key = parameter("header", "Idempotency-Key", text);
        key["schema"]["format"] = "uuid".into();
        parameters.push(key);
    }
    if etag_field(route).is_some() {
        let text = "The `etag` as read: if it has changed since, nothing is done (412).";
        parameters.push(parameter("header", "If-Match", text));
    }
    if route.shape == Shape::Events && has(AFTER) {
        let text = "Only what came after the event with this id.";
        parameters.push(parameter("header", "Last-Event-ID", text));
    }
    parameters
}

fn parameter(place: &str, name: &str, text: &str) -> Value {
    let mut parameter =
        json!({ "name": name, "in": place, "required": place == "path", "schema": { "type": "string" } });
    if !text.is_empty() {
        parameter["description"] = text.into();
    }
    parameter
}

fn operation_id(route: &Route) -> String {
    let id = format!("{}_{}", route.rpc.method.parent_service().name(), route.rpc.method.name());
    if route.number == 0 { id } else { format!("{id}_{}", route.number) }
}

/// Every field that neither the path nor the body gives, those of messages with dots.
fn query_parameters(
    message: &MessageDescriptor,
    prefix: &str,
    bound: &[&str],
    schemas: &mut Schemas,
    parameters: &mut Vec<Value>,
) {
    for field in message.fields() {
        let path = format!("{prefix}{}", field.name());
        let kind = field.kind();
        let nested = kind.as_message().filter(|it| well_known(it).is_none());
        if bound.contains(&path.as_str()) || field.is_map() {
            continue;
        }
        match nested {
            Some(_) if field.is_list() || path.split('.').count() > MAX_DEPTH => (),
            Some(inner) => query_parameters(inner, &format!("{path}."), bound, schemas, parameters),
            None => {
                let mut schema = schemas.field(&field);
                let text = schema.as_object_mut().and_then(|it| it.remove("description"));
                let text = text.as_ref().and_then(Value::as_str).unwrap_or_default();
                let mut query = parameter("query", &format!("{prefix}{}", field.json_name()), text);
                query["schema"] = schema;
                parameters.push(query);
            }
        }
    }
}

fn bytes(description: &str) -> Value {
    json!({ "type": "string", "format": "binary", "description": description })
}

fn content(media_type: &str, schema: Value) -> Value {
    json!({ media_type: { "schema": schema } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_does_not_end_within_an_abbreviation() {
        let text = "Lets a person act (Plt. or Plh.),\nby a letter. Only some may.\n\nMore.";

        assert_eq!(first_sentence(text), "Lets a person act (Plt. or Plh.), by a letter");
    }
}
