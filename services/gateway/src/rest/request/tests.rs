//! How requests are read, shown on a contract of the test's own.

use super::*;
use crate::{contracts::Contracts, rest::routes::Routes};
use axum::http::Method;
use serde_json::json;

fn ask(method: Method, path: &str, query: &str, body: &str) -> Result<Value, String> {
    let mut compiler = protox::Compiler::new(["tests/it", "../../proto"]).unwrap();
    compiler.include_imports(true).open_file("echo.proto").unwrap();
    let contracts = Contracts::read(&compiler.encode_file_descriptor_set(), false).unwrap();
    let routes = Routes::read(&contracts).unwrap();
    let found = routes.find(&method, path).map_err(|_| "no route".to_owned())?;
    match Given::read(&found, query, body.as_bytes()).and_then(Given::message) {
        Ok(message) => Ok(serde_json::to_value(message).unwrap()),
        Err(problem) => Err(problem.json(path)["detail"].as_str().unwrap().to_owned()),
    }
}

#[test]
fn query_parameters_reach_into_messages_and_lists() {
    let query = "page_size=5&filter.states=A&filter.states=B&filter.after=2026-01-02T03:04:05Z\
        &filter.score=0.5&order=ORDER_YOUNGEST&deep=true&pageToken=a%26b";

    let message = ask(Method::GET, "/v1/agencies/a/things", query, "").unwrap();

    assert_eq!(
        message,
        json!({
            "parent": "agencies/a", "pageSize": 5, "pageToken": "a&b", "order": "ORDER_YOUNGEST", "deep": true,
            "filter": { "states": ["A", "B"], "after": "2026-01-02T03:04:05Z", "score": 0.5 },
        })
    );
}

#[test]
fn a_body_is_one_field_and_the_path_reaches_into_it() {
    let query = "update_mask=app_title,parts&validate_only=true";
    let body = r#"{"name":"agencies/b/things/9","app_title":"Izin","counts":{"x":"7"},"is_open":false,"data":"AQI="}"#;

    let message = ask(Method::PATCH, "/v1/agencies/a/things/1", query, body).unwrap();

    let thing = json!({
        "name": "agencies/a/things/1", "appTitle": "Izin", "counts": { "x": "7" }, "isOpen": false, "data": "AQI=",
    });
    assert_eq!(message, json!({ "thing": thing, "updateMask": "appTitle,parts", "validateOnly": true }));
}

#[test]
fn the_path_wins_over_either_spelling_in_the_body() {
    for body in [r#"{"owner_name":"agencies/b"}"#, r#"{"ownerName":"agencies/b","owner_name":"agencies/c"}"#]
    {
        let message = ask(Method::POST, "/v1/agencies/a/things", "", body);

        assert_eq!(message, Ok(json!({ "ownerName": "agencies/a" })));
    }
}

#[test]
fn a_second_binding_is_a_route_too() {
    assert_eq!(
        ask(Method::GET, "/v1/things", "parent=agencies/a", ""),
        Ok(json!({ "parent": "agencies/a" }))
    );
    assert!(ask(Method::GET, "/v1/agencies/a/things:mine", "", "").is_ok());
    assert_eq!(ask(Method::GET, "/v1/agencies/a/things:yours", "", ""), Err("no route".to_owned()));
}

#[test]
fn what_cannot_be_read_names_its_field() {
    let list = |query| ask(Method::GET, "/v1/agencies/a/things", query, "").unwrap_err();
    let update = |body| ask(Method::PATCH, "/v1/agencies/a/things/1", "", body).unwrap_err();

    for (said, field) in [
        (list("page_size=many"), "pageSize: "),
        (list("filter.nothing=1"), "filter.nothing: "),
        (list("filter=1"), "filter: "),
        (list("filter.after=tomorrow"), "filter.after: "),
        (list("order=ORDER_NONE"), "order: "),
        (list("filter.score.x=1"), "filter.score.x: "),
        (list("deep=perhaps"), "deep: "),
        (update(r#"{"parts":[{"app_title":"x"},{"app_title":1}]}"#), "thing.parts[1].app_title: "),
        (update(r#"{"parts":[{"titel":"x"}]}"#), "thing.parts[0]: unrecognized field name 'titel'"),
        (update(r#"{"text":"x","data":"AQI="}"#), "thing: "),
    ] {
        assert!(said.starts_with(field), "{said:?} names no {field:?}");
    }
}
