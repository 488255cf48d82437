//! What the things that pages name are called: positions of the reader's own agency, and procedures, which anyone may read.

use super::visit::Visit;
use futures::future::join_all;
use serde::Deserialize;
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

#[derive(Deserialize)]
struct Titled {
    title: String,
}

/// Titles by resource name. What is not there any more has none.
pub(super) async fn titles(
    visit: &Visit,
    names: impl IntoIterator<Item = String>,
) -> HashMap<String, Arc<str>> {
    let names: BTreeSet<String> = names.into_iter().collect();
    let read = names.into_iter().map(async |name| Some((title(visit, &name).await?, name)));
    join_all(read).await.into_iter().flatten().map(|(title, name)| (name, title)).collect()
}

async fn title(visit: &Visit, name: &str) -> Option<Arc<str>> {
    let kept = &visit.front.titles;
    if let Some(title) = kept.get(name) {
        return title;
    }
    let title = match visit.get::<Titled>(&format!("/v1/{name}")).await {
        Ok(it) => Some(Arc::from(it.title)),
        Err(refusal) if refusal.is_not_found() => None,
        // What could not be read just now is asked for again.
        Err(_) => return None,
    };
    kept.keep(name, title.clone());
    title
}
