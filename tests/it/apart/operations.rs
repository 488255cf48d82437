//! The operations that the running stack publishes, and what it has besides.

use anyhow::{Context as _, Result};
use journeys::own::{Own, root};
use reqwest::Method;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// An operation as the stack's OpenAPI says.
pub(super) struct Operation {
    /// Such as `IntakeService_GetSubmission`.
    pub(super) id: String,
    pub(super) method: Method,
    /// Such as `/v1/agencies/{agency}/submissions/{submission}`.
    pub(super) path: String,
    /// Its path on gRPC.
    pub(super) rpc: String,
    /// Whether it needs nobody who is signed in.
    pub(super) anyone: bool,
    /// Whether its answer goes on for as long as one listens.
    pub(super) streams: bool,
}

/// All of them, by their ids.
pub(super) async fn published(own: &Own) -> Result<Vec<Operation>> {
    let document = own.get("/openapi.json").await?.ok()?;
    let mut operations = vec![];
    for (path, methods) in document["paths"].as_object().context("paths")? {
        for (method, about) in methods.as_object().context("methods")? {
            operations.push(Operation {
                id: about["operationId"].as_str().context("an operation has an id")?.to_owned(),
                method: method.to_uppercase().parse()?,
                path: path.clone(),
                rpc: format!("/{}", about["x-grpc"].as_str().context("an operation is an RPC")?),
                anyone: about["security"].as_array().is_some_and(Vec::is_empty),
                streams: !about["responses"]["200"]["content"]["text/event-stream"].is_null(),
            });
        }
    }
    operations.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(operations)
}

/// The paths on gRPC of every RPC of the contracts, published or not.
pub(super) fn contracts() -> Result<Vec<String>> {
    let mut rpcs = vec![];
    for file in files(&root().join("proto/telaah"))? {
        let (mut package, mut service) = (String::new(), String::new());
        for line in fs::read_to_string(&file)?.lines() {
            let mut words = line.split([' ', ';', '(']).filter(|it| !it.is_empty());
            match (words.next(), words.next()) {
                (Some("package"), Some(name)) => package = name.to_owned(),
                (Some("service"), Some(name)) => service = name.to_owned(),
                (Some("rpc"), Some(name)) => rpcs.push(format!("/{package}.{service}/{name}")),
                _ => (),
            }
        }
    }
    Ok(rpcs)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = vec![];
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}
