//! What the services tell, as far as pages show it.

pub(super) mod case;
pub(super) mod directory;
pub(super) mod letter;
pub(super) mod meeting;
pub(super) mod submission;

use serde::{Deserialize, Deserializer, de::Error};
use uuid::Uuid;

/// A whole number, which JSON of protobuf writes as text where it has 64 bits.
pub(super) fn number<'de, D: Deserializer<'de>>(value: D) -> Result<i64, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(i64),
        Text(String),
    }
    match Written::deserialize(value)? {
        Written::Number(number) => Ok(number),
        Written::Text(text) => text.parse().map_err(D::Error::custom),
    }
}

/// The last segment of a resource's name.
pub(super) fn id(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or_default()
}

/// The agency's slug and the id in `agencies/{agency}/{collection}/{id}`.
pub(super) fn agency_and_id(name: &str) -> Option<(&str, &str)> {
    match name.split('/').collect::<Vec<_>>()[..] {
        ["agencies", agency, _, id] => Some((agency, id)),
        _ => None,
    }
}

/// The page about a resource.
pub(super) fn address(resource: &str) -> String {
    match resource.split('/').collect::<Vec<_>>()[..] {
        ["agencies", _, "submissions", _] => format!("/requests/{resource}"),
        ["agencies", _, "tasks", id] => format!("/tasks/{id}"),
        ["agencies", _, "cases", id] => format!("/cases/{id}"),
        ["agencies", agency, "letters", id] => format!("/letters/{agency}/{id}"),
        ["agencies", _, "complaints", id] => format!("/complaints-inbox/{id}"),
        ["agencies", agency, "meetings", id] => format!("/meetings/{agency}/{id}"),
        _ => "/messages".to_owned(),
    }
}

/// Of several things that one form asks for, each has an id of its own, the same whenever the form is sent.
pub(super) fn nth_request_id(request_id: &str, at: usize) -> String {
    let id = request_id.parse::<Uuid>().unwrap_or_default();
    Uuid::from_u128(id.as_u128() ^ (at as u128 + 1)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_resource_has_its_page() {
        assert_eq!(address("agencies/a/submissions/s"), "/requests/agencies/a/submissions/s");
        assert_eq!(address("agencies/a/tasks/t"), "/tasks/t");
        assert_eq!(address("agencies/a/meetings/m"), "/meetings/a/m");
        assert_eq!(address("https://example.org"), "/messages");
    }

    #[test]
    fn several_things_of_one_form_have_ids_that_differ_and_stay() {
        let id = "019b0000-0000-7000-8000-000000000000";

        assert_ne!(nth_request_id(id, 0), nth_request_id(id, 1));
        assert_eq!(nth_request_id(id, 1), nth_request_id(id, 1));
    }
}
