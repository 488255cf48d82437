//! Why a request is due when it is: every reason with its days and what proves it.

use super::{Key, clock};
use crate::pages::{
    member::Member,
    refusal::Refusal,
    shell::{Shell, page},
    told::{self, case::Clock, number, submission::Submission},
};
use askama::Template;
use axum::{extract::Path, response::Response};
use jiff::Timestamp;
use platform::indonesian::date_of;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "requests/why.html")]
struct Page {
    shell: Shell,
    address: String,
    submission: Submission,
    explanation: Option<Explanation>,
}

/// From what a due time follows.
#[derive(Deserialize)]
pub(super) struct Explanation {
    pub(super) clock: Option<Clock>,
    lines: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    kind: String,
    text: String,
    start_time: Option<Timestamp>,
    end_time: Option<Timestamp>,
    /// `YYYY-MM-DD`, where it is a day.
    date: String,
    evidence: String,
    #[serde(deserialize_with = "number")]
    cost: i64,
}

/// What proves a line, and where it opens.
struct Evidence {
    title: String,
    address: String,
}

pub(super) async fn why(member: Member, Path(key): Path<Key>) -> Result<Response, Refusal> {
    let submission = key.read(&member).await?;
    let (shell, explanation) = tokio::try_join!(Shell::of(&member), Explanation::read(&member, &submission))?;
    Ok(page(&Page { shell, address: key.address(), submission, explanation }))
}

impl Explanation {
    /// Of the request's case; nothing where it has none, or not for the reader.
    pub(super) async fn read(member: &Member, submission: &Submission) -> Result<Option<Self>, Refusal> {
        if submission.case.is_empty() {
            return Ok(None);
        }
        match member.get(&format!("/v1/{}:explainDeadline", submission.case)).await {
            Ok(explanation) => Ok(Some(explanation)),
            Err(refusal) if refusal.status.is_client_error() => Ok(None),
            Err(refusal) => Err(refusal),
        }
    }
}

impl Page {
    fn clock(&self) -> Option<(String, Option<String>)> {
        let clock = self.told_clock()?;
        Some((clock::words(clock, &self.shell), clock::due(clock, &self.shell)))
    }

    /// What the page answers.
    fn question(&self) -> &'static str {
        if self.is_unlimited() { "Bagaimana waktu dihitung?" } else { "Mengapa tanggal ini?" }
    }

    /// Whether the procedure sets no limit to the whole.
    fn is_unlimited(&self) -> bool {
        self.told_clock().is_some_and(|it| it.allowance == 0)
    }

    fn told_clock(&self) -> Option<&Clock> {
        self.explanation.as_ref()?.clock.as_ref()
    }

    fn lines(&self) -> &[Line] {
        self.explanation.as_ref().map_or(&[], |it| &it.lines)
    }

    fn unit(&self) -> &'static str {
        match self.told_clock().map_or("", |it| it.unit.as_str()) {
            "working_minutes" => "Menit kerja tidak dihitung",
            "working_days" => "Hari kerja tidak dihitung",
            _ => "Hari tidak dihitung",
        }
    }

    fn when(&self, line: &Line) -> String {
        let day = |time: &Option<Timestamp>| self.shell.day(time);
        match (line.date.as_str(), &line.start_time, &line.end_time) {
            ("", None, _) => String::new(),
            ("", Some(_), None) if line.kind == "PAUSE" => format!("sejak {}", day(&line.start_time)),
            ("", Some(_), Some(_)) if day(&line.start_time) != day(&line.end_time) => {
                format!("{} s.d. {}", day(&line.start_time), day(&line.end_time))
            }
            ("", ..) => day(&line.start_time),
            (date, ..) => date_of(date),
        }
    }

    fn evidence(&self, line: &Line) -> Evidence {
        let evidence = line.evidence.as_str();
        let collection = evidence.split('/').nth(2).filter(|_| evidence.starts_with("agencies/"));
        let (title, address) = match collection {
            Some("submissions") => ("Permohonan".to_owned(), format!("/requests/{evidence}")),
            Some("letters") => {
                let letter = self.submission.letters.iter().find(|it| it.letter == evidence);
                let address = letter.map_or_else(String::new, |it| it.address());
                (letter.map_or_else(|| "Naskah dinas".to_owned(), |it| it.title.clone()), address)
            }
            Some("meetings") => ("Rapat tim koordinasi".to_owned(), told::address(evidence)),
            Some("tasks") => ("Catatan langkah pada berkas".to_owned(), String::new()),
            Some(_) => ("Catatan pada berkas".to_owned(), String::new()),
            None => (evidence.to_owned(), String::new()),
        };
        Evidence { title, address }
    }
}

impl Line {
    fn kind_title(&self, clock: Option<&Clock>) -> &'static str {
        match self.kind.as_str() {
            "START" if self.end_time.is_some() => "Tindak lanjut ditunggu",
            "START" if clock.is_some_and(|it| it.began_before(self.start_time)) => {
                "Dihitung ulang sejak berkas lengkap"
            }
            "START" => "Mulai dihitung",
            "PAUSE" => "Dijeda",
            "OUTAGE" => "Gangguan",
            "HOLIDAY" => "Hari libur",
            "MAKE_UP" => "Hari kerja pengganti",
            "EXTENSION" => "Perpanjangan",
            "DUE" => "Batas waktu",
            _ => "Keterangan",
        }
    }
}
