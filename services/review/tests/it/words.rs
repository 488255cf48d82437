//! Rust knows no step, sheet, actor, outcome or agency of any procedure by name.

use crate::definition::{KEMENPANRB, TANGERANG};
use review::sop::{self, Sop};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Words of the grammar itself, and of the contracts, that procedures use as ids too.
const GRAMMAR: [&str; 6] = ["checklist", "complete", "disposition", "receipt", "reply", "signed"];

#[test]
fn no_id_of_a_shipped_procedure_occurs_in_rust() {
    let shipped = [TANGERANG, KEMENPANRB].map(|it| sop::check(it, None).unwrap());
    let ids: BTreeSet<String> = shipped.iter().flat_map(ids).collect();
    let services = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut sources = vec![];
    for service in fs::read_dir(services).unwrap() {
        collect(&service.unwrap().path().join("src"), &mut sources);
    }
    assert!(100 < ids.len() && 100 < sources.len(), "{} ids, {} sources", ids.len(), sources.len());

    let mut found = vec![];
    for source in &sources {
        let text = code(&fs::read_to_string(source).unwrap());
        for id in ids.iter().filter(|it| !GRAMMAR.contains(&it.as_str())) {
            if mentions(&text, id) {
                found.push(format!("{id} in {}", source.display()));
            }
        }
    }

    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn an_id_is_found_as_a_word_or_in_quotes_but_not_within_another_word() {
    assert!(mentions("let dinas_head = 1;", "dinas_head"));
    assert!(mentions("x == \"reply\"", "reply"));
    assert!(!mentions("fn reply() {}", "reply"));
    assert!(!mentions("parent_dinas_headline", "dinas_head"));
}

fn ids(sop: &Sop) -> Vec<String> {
    let outcomes = sop.steps.values().flat_map(|it| it.outcomes.keys());
    let chosen = sop.actors.values().flat_map(|it| it.values.keys());
    let positions = sop
        .actors
        .values()
        .flat_map(|it| it.position.iter().chain(it.values.values().map(|place| &place.position)));
    let keys = sop.steps.keys().chain(sop.sheets.keys()).chain(sop.actors.keys()).chain(sop.letters.keys());
    let keys = keys.chain(sop.decisions.keys()).chain(outcomes).chain(chosen).chain(positions);
    keys.cloned().chain([sop.agency.clone(), sop.sop.clone()]).collect()
}

/// An id of several words anywhere; a single word, which may mean anything, where it is a value.
fn mentions(text: &str, id: &str) -> bool {
    if !id.contains(['_', '-']) {
        return text.contains(&format!("\"{id}\""));
    }
    let joins = |it: Option<char>| it.is_some_and(|it| it.is_alphanumeric() || it == '_' || it == '-');
    text.match_indices(id).any(|(at, _)| {
        let (before, after) = (text[..at].chars().next_back(), text[at + id.len()..].chars().next());
        !joins(before) && !joins(after)
    })
}

/// The source without its comments and its own tests.
fn code(text: &str) -> String {
    let own = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    own.lines().filter(|it| !it.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn collect(folder: &Path, sources: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, sources);
        } else if path.extension().is_some_and(|it| it == "rs")
            && path.file_stem().is_none_or(|it| it != "tests")
        {
            sources.push(path);
        }
    }
}
