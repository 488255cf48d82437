//! What a proposer does: writes a draft, hands in papers, files, corrects, refiles.

use crate::{AGENCY, Actor, Answer, eventually, pdf};
use anyhow::{Context as _, Result};
use serde_json::{Value, json};

/// Papers that the demo's procedure asks for: id and heading.
pub const REQUIREMENTS: [(&str, &str); 3] = [
    ("request_letter", "Surat Permohonan"),
    ("business_policy", "Kebijakan Proses Bisnis"),
    ("legal_basis", "Dasar Hukum"),
];

/// Texts that it asks for: id and text.
pub const SECTIONS: [(&str, &str); 2] = [
    (
        "user_requirements",
        "Warga memilih layanan, tanggal, dan jam; petugas memanggil antrean dan mencatat kehadiran.",
    ),
    ("inputs_outputs", "Input: NIK, layanan, tanggal. Output: nomor antrean, laporan kunjungan harian."),
];

/// The app that is asked for.
#[derive(Debug, Clone, Copy)]
pub struct App<'a> {
    /// What it is called.
    pub title: &'a str,
    /// `build` or `develop`.
    pub purpose: &'a str,
    /// Number of the letter that asks.
    pub letter_number: &'a str,
}

impl App<'_> {
    /// All that a draft holds, but for its papers.
    pub fn draft(&self) -> Value {
        json!({
            "appTitle": self.title,
            "purpose": self.purpose,
            "letterNumber": self.letter_number,
            "letterDate": "2026-01-05",
            "sections": SECTIONS.into_iter().map(|(id, text)| (id.to_owned(), json!(text))).collect::<serde_json::Map<_, _>>(),
        })
    }

    /// One of the papers, by the id of its requirement.
    pub fn paper(&self, requirement: &str) -> Vec<u8> {
        let heading = REQUIREMENTS.iter().find(|(id, _)| *id == requirement).map_or(requirement, |it| it.1);
        let about = format!("Aplikasi yang dimohonkan: {}.", self.title);
        let body = "Dokumen ini merupakan contoh untuk keperluan peragaan. Isinya menjelaskan latar belakang, ruang lingkup, \
             dan pihak yang terlibat dalam proses bisnis yang akan didukung oleh aplikasi.";
        pdf(heading, &[&format!("Nomor: {}", self.letter_number), &about, body])
    }
}

impl Actor {
    /// Opens a draft with everything in it; answers with its name.
    pub async fn write(&self, app: App<'_>) -> Result<String> {
        let draft = self.post(&format!("agencies/{AGENCY}/submissions"), &app.draft()).await?.ok()?;
        let name = draft["name"].as_str().context("a draft has a name")?.to_owned();
        for (requirement, _) in REQUIREMENTS {
            self.hand_in(&name, requirement, app.paper(requirement)).await?.ok()?;
        }
        Ok(name)
    }

    /// Hands in a paper for a requirement of a submission.
    pub async fn hand_in(&self, submission: &str, requirement: &str, paper: Vec<u8>) -> Result<Answer> {
        let query = format!("requirement={requirement}&file_name={requirement}.pdf");
        self.upload(&format!("{submission}/documents:upload?{query}"), paper).await
    }

    /// Writes and files; answers with the submission as it is then.
    pub async fn file(&self, app: App<'_>) -> Result<Value> {
        let name = self.write(app).await?;
        self.post(&format!("{name}:file"), &json!({})).await?.ok()
    }

    /// The submission as this actor sees it.
    pub async fn submission(&self, name: &str) -> Result<Value> {
        self.get(name).await?.ok()
    }

    /// Waits until the submission is in `state`.
    pub async fn sees(&self, name: &str, state: &str) -> Result<Value> {
        eventually(&format!("{name} in the state {state}"), async || {
            let submission = self.submission(name).await?;
            Ok((submission["state"] == state).then_some(submission))
        })
        .await
    }
}
