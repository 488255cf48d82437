//! From what the due time of a case follows, line by line.

use super::meetings;
use crate::pages::{
    member::Member,
    refusal::Refusal,
    shell::{Shell, page},
    told::{
        self,
        case::{Case, Clock},
    },
    visit::encoded,
};
use askama::Template;
use axum::{extract::Path, response::Response};
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::BTreeSet;

#[derive(Template)]
#[template(path = "cases/why.html")]
struct Why {
    shell: Shell,
    case: Case,
    explanation: Explanation,
    /// Those of its meetings that the reader may open.
    open_meetings: BTreeSet<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Explanation {
    clock: Clock,
    lines: Vec<Line>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Line {
    kind: String,
    text: String,
    start_time: Option<Timestamp>,
    end_time: Option<Timestamp>,
    evidence: String,
}

pub(super) async fn show(member: Member, Path(case): Path<String>) -> Result<Response, Refusal> {
    let path = format!("/v1/{}/cases/{}", member.me.agency, encoded(&case));
    let explained = format!("{path}:explainDeadline");
    let (shell, case, explanation) = tokio::try_join!(
        Shell::of(&member),
        member.get::<Case>(&path),
        member.get::<Explanation>(&explained)
    )?;
    let is_met = explanation.lines.iter().any(|it| it.is_of("meetings"));
    let open_meetings = if is_met { meetings::open_to(&member, &case.name).await? } else { BTreeSet::new() };
    Ok(page(&Why { shell, case, explanation, open_meetings }))
}

impl Explanation {
    /// What the page answers.
    fn question(&self) -> &'static str {
        match self.clock.due_time {
            Some(_) => "Mengapa tanggal ini?",
            None => "Bagaimana waktu dihitung?",
        }
    }
}

impl Line {
    fn title(&self, clock: &Clock) -> &'static str {
        match self.kind.as_str() {
            // Only the time that a proposer has to follow up is known with its end.
            "START" if self.end_time.is_some() => "Tindak lanjut ditunggu",
            "START" if clock.began_before(self.start_time) => "Dihitung ulang sejak berkas lengkap",
            "START" => "Mulai dihitung",
            "PAUSE" => "Dihentikan sementara",
            "OUTAGE" => "Gangguan layanan",
            "HOLIDAY" => "Hari libur",
            "MAKE_UP" => "Hari kerja pengganti",
            "EXTENSION" => "Diperpanjang",
            _ => "Jatuh tempo",
        }
    }

    /// Whether its evidence is in `collection`.
    fn is_of(&self, collection: &str) -> bool {
        self.evidence.contains(&format!("/{collection}/"))
    }

    /// What proves it, and where that opens; no address where it is none of our papers, or a meeting that is not in `open`.
    fn proof(&self, open: &BTreeSet<String>) -> Option<(String, Option<String>)> {
        let address = || Some(told::address(&self.evidence));
        if self.evidence.is_empty() {
            return None;
        }
        Some(if self.is_of("letters") {
            ("Naskah".to_owned(), address())
        } else if self.is_of("tasks") {
            ("Tugas".to_owned(), address())
        } else if self.is_of("meetings") {
            ("Rapat".to_owned(), address().filter(|_| open.contains(&self.evidence)))
        } else if self.is_of("submissions") {
            ("Berkas permohonan".to_owned(), None)
        } else {
            (self.evidence.clone(), None)
        })
    }
}
