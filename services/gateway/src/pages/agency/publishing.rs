//! A new version of a procedure: written or uploaded, checked, looked at, published.

use super::{
    Administrator,
    difference::{self, Line},
    finding::Finding,
    led,
    mistake::{Mistake, explained},
    procedures::Procedure,
};
use crate::pages::{
    member::Member,
    posted::{Posted, Sent},
    refusal::Refusal,
    service::{Definition, official_form},
    shell::{Shell, shown},
    visit::encoded,
};
use askama::Template;
use axum::{
    extract::{Multipart, Query},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;

/// So many lines around a finding are shown.
const AROUND: usize = 2;

#[derive(Template)]
#[template(path = "agency/publish.html")]
struct Editor<'s> {
    shell: Shell,
    source: &'s str,
    checked: Option<Checked<'s>>,
    request_id: String,
    mistake: Mistake,
}

/// What a check found.
struct Checked<'s> {
    findings: Vec<Finding>,
    /// The lines of the source around the findings.
    lines: Vec<Numbered<'s>>,
    /// Of what can be published.
    passed: Option<Passed<'s>>,
}

struct Passed<'s> {
    title: String,
    version: i32,
    /// Whether it is that version already.
    is_published: bool,
    /// The official form in HTML.
    form: String,
    /// To the version that is in force; nothing: there is none.
    difference: Option<Vec<Line<'s>>>,
    digest: String,
}

struct Numbered<'s> {
    number: usize,
    text: &'s str,
    is_wrong: bool,
    /// Whether lines before it are left out.
    is_after_gap: bool,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    findings: Vec<Finding>,
    definition: Option<Value>,
    #[serde(default)]
    version: i32,
    #[serde(default)]
    published: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct From {
    /// Slug of the procedure whose source is the start; empty: an empty page.
    from: String,
}

/// The editor, with the source in force.
pub(super) async fn open(member: Administrator, Query(asked): Query<From>) -> Result<Response, Refusal> {
    let source = match asked.from.as_str() {
        "" => String::new(),
        slug => find(&member, slug).await?.source,
    };
    show(&member, StatusCode::OK, &source, None, Mistake::default()).await
}

/// Takes a file into the editor, and checks it.
pub(super) async fn upload(member: Administrator, mut form: Multipart) -> Result<Response, Refusal> {
    let mut source = None;
    while let Ok(Some(field)) = form.next_field().await {
        if field.name() == Some("file") {
            source = field.bytes().await.ok().and_then(|it| String::from_utf8(it.to_vec()).ok());
        }
    }
    match source.map(|it| unix(&it)).filter(|it| !it.trim().is_empty()) {
        Some(source) => check(&member, &source).await,
        None => {
            let mistake = Mistake::new("file", "Pilih berkas YAML berupa teks, paling besar 1 MB.");
            show(&member, StatusCode::BAD_REQUEST, "", None, mistake).await
        }
    }
}

/// Checks what was typed, or publishes what was checked.
pub(super) async fn act(Sent { member, form }: Sent) -> Result<Response, Refusal> {
    let source = source(&form);
    if source.trim().is_empty() {
        let mistake = Mistake::new("source", "Tempelkan naskah SOP, atau unggah berkasnya.");
        return show(&member, StatusCode::BAD_REQUEST, &source, None, mistake).await;
    }
    // Only what its publisher has looked at is published.
    if form.get("act") != "publish" || form.get("checked") != digest(&source) {
        return check(&member, &source).await;
    }
    let path = format!("/v1/{}/procedures:publish", member.me.agency);
    let body = json!({ "source": source });
    match member.post::<Procedure>(&path, form.get("request_id"), &body).await {
        Ok(procedure) => Ok(led(&format!("{}?done=published", procedure.address()))),
        Err(refusal) if refusal.status == StatusCode::BAD_REQUEST => check(&member, &source).await,
        Err(refusal) => show(&member, refusal.status, &source, None, explained(&refusal)).await,
    }
}

async fn check(member: &Member, source: &str) -> Result<Response, Refusal> {
    let path = format!("/v1/{}/procedures:check", member.me.agency);
    let body = json!({ "source": source });
    let answer = match member.post::<Answer>(&path, &member.request_id(), &body).await {
        Ok(answer) => answer,
        Err(refusal) => return show(member, refusal.status, source, None, explained(&refusal)).await,
    };
    let Some(definition) = answer.definition else {
        let checked =
            Checked { lines: excerpt(source, &answer.findings), findings: answer.findings, passed: None };
        let mistake = Mistake::new(
            "findings",
            format!("Ditemukan {} hal yang perlu diperbaiki.", checked.findings.len()),
        );
        return show(member, StatusCode::UNPROCESSABLE_ENTITY, source, Some(checked), mistake).await;
    };
    let slug = definition["sop"].as_str().unwrap_or_default().to_owned();
    let in_force = match find(member, &slug).await {
        Ok(procedure) => Some(procedure.source),
        Err(refusal) if refusal.status == StatusCode::NOT_FOUND => None,
        Err(refusal) => return Err(refusal),
    };
    let title = definition["title"].as_str().unwrap_or_default().to_owned();
    let definition: Definition = serde_json::from_value(definition).map_err(|it| Refusal::internal(&it))?;
    let passed = Passed {
        title,
        version: answer.version,
        is_published: answer.published,
        form: official_form(&definition)?,
        difference: in_force.as_deref().map(|it| difference::between(it, source)),
        digest: digest(source),
    };
    let checked = Checked { findings: vec![], lines: vec![], passed: Some(passed) };
    show(member, StatusCode::OK, source, Some(checked), Mistake::default()).await
}

async fn show(
    member: &Member,
    status: StatusCode,
    source: &str,
    checked: Option<Checked<'_>>,
    mistake: Mistake,
) -> Result<Response, Refusal> {
    let shell = Shell::of(member).await?;
    Ok(shown(status, &Editor { shell, source, checked, request_id: member.request_id(), mistake }))
}

async fn find(member: &Member, slug: &str) -> Result<Procedure, Refusal> {
    member.get(&format!("/v1/{}/procedures/{}", member.me.agency, encoded(slug))).await
}

/// As typed, for the spaces of YAML matter; a browser sends the line ends of forms.
fn source(form: &Posted) -> String {
    let typed = form.0.iter().find(|it| it.0 == "source");
    typed.map(|it| unix(&it.1)).unwrap_or_default()
}

fn unix(text: &str) -> String {
    text.trim_start_matches('\u{feff}').replace("\r\n", "\n")
}

fn digest(source: &str) -> String {
    let digest = Sha256::digest(source.as_bytes());
    digest.iter().map(|it| format!("{it:02x}")).collect()
}

/// The lines around the findings, in their order.
fn excerpt<'s>(source: &'s str, findings: &[Finding]) -> Vec<Numbered<'s>> {
    let wrong: BTreeSet<usize> = findings.iter().map(|it| it.line).filter(|it| *it != 0).collect();
    let near: BTreeSet<usize> = wrong.iter().flat_map(|it| it.saturating_sub(AROUND)..=it + AROUND).collect();
    let numbered = source.lines().enumerate().map(|(at, text)| (at + 1, text));
    let shown = numbered.filter(|it| near.contains(&it.0));
    let line = |(number, text)| Numbered {
        number,
        text,
        is_wrong: wrong.contains(&number),
        is_after_gap: number != 1 && !near.contains(&(number - 1)),
    };
    shown.map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_around_a_finding_are_shown_once() {
        let finding = |line| Finding { line, column: 1, path: String::new(), message: String::new() };

        let lines = excerpt("1\n2\n3\n4\n5\n6\n7\n8", &[finding(4), finding(5), finding(0)]);

        assert_eq!(lines.iter().map(|it| it.number).collect::<Vec<_>>(), [2, 3, 4, 5, 6, 7]);
        assert!(lines[2].is_wrong && lines[3].is_wrong && !lines[4].is_wrong);
        assert!(lines[0].is_after_gap && !lines[1].is_after_gap);
    }

    #[test]
    fn spaces_at_the_end_of_a_source_are_kept_and_line_ends_are_those_of_files() {
        let form = Posted(vec![("source".to_owned(), "a: 1\r\nb: 2\r\n".to_owned())]);

        assert_eq!(source(&form), "a: 1\nb: 2\n");
    }
}
