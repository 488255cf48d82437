//! What attacks share: bare requests, what is counted before and after, and how they are told about.

use anyhow::Result;
use journeys::own::Own;
use measured::resident_bytes;
use reqwest::Response;
use serde_json::Value;
use std::{collections::BTreeMap, fs, path::Path};

/// An attack's figures: how many were refused, by status.
#[derive(Default)]
pub(super) struct Refusals(BTreeMap<u16, u32>);

impl Refusals {
    /// Takes an answer that must be a clear refusal; says what is wrong with it otherwise.
    pub(super) async fn take(&mut self, what: &str, answer: Response, names: &str) -> Option<String> {
        let status = answer.status().as_u16();
        *self.0.entry(status).or_default() += 1;
        let is_problem =
            answer.headers().get("content-type").is_some_and(|it| it == "application/problem+json");
        let body = answer.text().await.unwrap_or_default();
        let said: Value = serde_json::from_str(&body).unwrap_or_default();
        let is_named = names.is_empty() || said["detail"].as_str().is_some_and(|it| it.contains(names));
        let is_clear = (400..500).contains(&status) && is_problem && is_named && said["status"] == status;
        let body: String = body.chars().take(300).collect();
        (!is_clear).then(|| format!("{what} → {status} {body}"))
    }
}

impl std::fmt::Display for Refusals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let count: u32 = self.0.values().sum();
        write!(f, "{count} requests, by status {:?}", self.0)
    }
}

/// Rows of what people make, and files on their way or kept.
pub(super) fn kept(own: &Own) -> Result<String> {
    let rows = own.past_services(
        "select (select count(*) from intake.submission), (select count(*) from document.file),
                (select count(*) from review.case_file), (select count(*) from letter.letter),
                (select count(*) from meeting.meeting)",
    )?;
    Ok(format!("rows {rows}, files {}", files(&own.folder().join("files"))?))
}

fn files(folder: &Path) -> Result<usize> {
    let mut count = 0;
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry?.path();
        count += if path.is_dir() { files(&path)? } else { 1 };
    }
    Ok(count)
}

/// What the stack's processes hold, in megabytes.
pub(super) fn resident_megabytes(own: &Own) -> Result<u64> {
    let bytes = own.processes().into_iter().map(resident_bytes).sum::<Result<f64>>()?;
    Ok((bytes / 1e6) as u64)
}
