//! Headers of a REST request that mean fields of the RPC's message.

use super::{
    field::{self, REQUEST_ID},
    request::Given,
    routes::{Body, Route, Shape},
};
use crate::problem::Problem;
use axum::http::{HeaderMap, header::IF_MATCH};
use platform::Clock;
use uuid::Uuid;

const IDEMPOTENCY_KEY: &str = "Idempotency-Key";
const LAST_EVENT_ID: &str = "Last-Event-ID";

/// The field in which a stream takes the event after which it starts.
pub(crate) const AFTER: &str = "after";

/// Adds to `given` what the headers give.
pub(super) fn add(
    given: &mut Given,
    route: &Route,
    headers: &HeaderMap,
    clock: &Clock,
) -> Result<(), Problem> {
    let has = |path| field::find(&route.rpc.method.input(), path).is_some();
    if has(REQUEST_ID) {
        let id = request_id(given.get(REQUEST_ID), text(headers, IDEMPOTENCY_KEY)?, clock)?;
        given.set(REQUEST_ID, &id)?;
    }
    if let Some(etag) = text(headers, IF_MATCH.as_str())?
        && let Some(path) = etag_field(route)
        && given.get(&path).is_none()
        && etag != "*"
    {
        given.set(&path, etag.trim_start_matches("W/").trim_matches('"'))?;
    }
    if route.shape == Shape::Events
        && has(AFTER)
        && let Some(id) = text(headers, LAST_EVENT_ID)?
    {
        given.set(AFTER, id)?;
    }
    Ok(())
}

/// Where the RPC takes the etag the client read: beside the resource, or in the one that the path names.
pub(crate) fn etag_field(route: &Route) -> Option<String> {
    let inside = match &route.body {
        Body::Field(field) if route.template.fields().any(|it| it.starts_with(&format!("{field}."))) => {
            Some(format!("{field}.etag"))
        }
        _ => None,
    };
    let input = route.rpc.method.input();
    [Some("etag".to_owned()), inside].into_iter().flatten().find(|it| field::find(&input, it).is_some())
}

/// A client that gives no key asks for no protection, but a service is always given one.
fn request_id(field: Option<&str>, header: Option<&str>, clock: &Clock) -> Result<String, Problem> {
    // A draft of the standard writes it in quotation marks.
    match (header.map(|it| it.trim_matches('"')), field) {
        (None, None) => Ok(clock.id().to_string()),
        (None, Some(field)) => Ok(field.to_owned()),
        (Some(header), field) => {
            let id: Uuid = header.parse().map_err(|_| Problem::invalid(IDEMPOTENCY_KEY, "is not a UUID"))?;
            match field {
                Some(field) if field.parse() != Ok(id) => {
                    Err(Problem::invalid(REQUEST_ID, format!("differs from {IDEMPOTENCY_KEY}")))
                }
                _ => Ok(id.to_string()),
            }
        }
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, Problem> {
    let value = headers.get(name).map(|it| it.to_str());
    value.transpose().map_err(|_| Problem::invalid(name, "is not plain text"))
}
