//! Every page that a person finds from the first one on.

use super::{
    browser::{Browser, Page},
    markup,
};
use anyhow::{Result, ensure};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// As many ways to ask for one page as are tried: calendars go on for ever.
const MAX_QUERIES: usize = 4;
const MAX_PAGES: usize = 2_000;

/// Follows every link from `begin` on, whatever it loads or leads to.
pub(super) async fn crawl(browser: &Browser, begin: &[String]) -> Result<Vec<Page>> {
    let (mut pages, mut known, mut queries) = (vec![], BTreeSet::new(), BTreeMap::<String, usize>::new());
    let mut waiting: VecDeque<(String, String)> =
        begin.iter().map(|it| (it.clone(), String::new())).collect();
    while let Some((path, from)) = waiting.pop_front() {
        let asked = queries.entry(bare(&path).to_owned()).or_default();
        if is_left_out(&path) || MAX_QUERIES <= *asked || !known.insert(path.clone()) {
            continue;
        }
        *asked += 1;
        let page = Page { from, ..browser.get(&path).await? };
        if page.is_of("text/html") {
            waiting.extend(markup::links(&page.text()).into_iter().map(|it| (it, path.clone())));
        }
        if page.status == 303 {
            waiting.push_back((page.location().to_owned(), path));
        }
        pages.push(page);
        ensure!(pages.len() < MAX_PAGES, "{}: there is no end of pages", browser.who);
    }
    Ok(pages)
}

/// A page's kind: its path without the names in it.
pub(super) fn kind(path: &str) -> String {
    const PARENTS: [&str; 12] = [
        "agencies",
        "cases",
        "code",
        "complaints",
        "days",
        "people",
        "positions",
        "procedures",
        "tasks",
        "units",
        "verify",
        "open",
    ];
    let mut parts: Vec<&str> = vec![];
    for part in bare(path).split('/') {
        let is_name =
            parts.last().is_some_and(|it| PARENTS.contains(it)) && part != "new" && part != "waiting";
        let is_id = part.len() == 36 && part.matches('-').count() == 4;
        let is_agency = matches!(parts.last(), Some(&("requests" | "letters" | "meetings" | "files")))
            && part.starts_with("k");
        parts.push(if is_name || is_id || is_agency { "*" } else { part });
    }
    parts.join("/")
}

fn bare(path: &str) -> &str {
    path.split('?').next().unwrap_or_default()
}

/// The same for everyone, or without an end.
fn is_left_out(path: &str) -> bool {
    let bare = bare(path);
    bare == "/docs"
        || bare.ends_with("/watch")
        || [".css", ".js", ".svg", ".json"].iter().any(|it| bare.ends_with(it))
}
