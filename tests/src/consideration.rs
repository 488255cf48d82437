//! A ministry's consideration of a special app, step by step: what its people and the proposer do.

mod carried;
mod session;
mod sheet;

pub use carried::{carry, gaps};
pub use session::Session;
pub use sheet::{checklist, disposition, study};

use crate::{Actor, Done, Stack, eventually, pdf};
use anyhow::{Context as _, Result, ensure};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// The agency that considers.
pub const MINISTRY: &str = "kemenpanrb";
/// Who signs the consideration.
pub const MINISTER: &str = "menteri@kemenpanrb";
/// Who has it studied, and reviews it.
pub const DEPUTY: &str = "deputi-kelembagaan-tata-laksana@kemenpanrb";
/// Who studies it.
pub const ASSISTANT: &str = "asdep-tata-kelola-spbe@kemenpanrb";
/// Who enters and hands over letters.
pub const REGISTRY: &str = "petugas-persuratan@kemenpanrb";
/// Who convenes the coordination team.
pub const SECRETARIAT: &str = "sekretariat-tim-koordinasi-spbe@kemenpanrb";
/// Who proposes for the city.
pub const CITY: &str = "sekretaris-daerah@kota-tangerang";

/// What a proposal hands in.
pub const REQUIREMENTS: [&str; 2] = ["usulan_letter", "usulan_proposal"];
/// What a proposal fills in.
pub const SECTIONS: [&str; 7] = [
    "urgency_background",
    "functions_services",
    "development_methodology",
    "data_information_needs",
    "technology_used",
    "development_schedule",
    "financing_source",
];
/// Agencies that are members of the team.
const MEMBERS: [&str; 7] = ["kemenpanrb", "kemkomdigi", "bappenas", "kemenkeu", "kemendagri", "bssn", "brin"];

/// A proposal on its way.
#[derive(Debug)]
pub struct Proposal<'s> {
    /// Where it is.
    pub stack: &'s Stack,
    /// Who proposed it.
    pub proposer: Actor,
    /// Name of the submission.
    pub submission: String,
    /// Its registration number.
    pub registration_number: String,
}

impl<'s> Proposal<'s> {
    /// Files a proposal of `proposer`'s; the minister has it.
    pub async fn file(stack: &'s Stack, proposer: &str, title: &str, predecessor: &str) -> Result<Self> {
        let proposer = stack.sign_in(proposer).await?;
        let mut draft = draft(title);
        draft["predecessor"] = json!(predecessor);
        let draft = proposer.post(&format!("agencies/{MINISTRY}/submissions"), &draft).await?.ok()?;
        let registration_number = hand_in(&proposer, &text(&draft["name"]), title).await?;
        Self::filed(stack, proposer, text(&draft["name"]), registration_number).await
    }

    /// The registry records what the city sent by e-mail, received on `day`; the minister has it.
    pub async fn record(stack: &'s Stack, title: &str, day: &str) -> Result<Self> {
        let registry = stack.sign_in(REGISTRY).await?;
        let recorded = json!({
            "submission": draft(title),
            "proposingAgency": "agencies/kota-tangerang",
            "proposingOffice": "sekretariat-daerah",
            "channel": "email",
            "incoming": {
                "agendaNumber": "AGD-117/2026",
                "receiptDate": day,
                "signatory": "H. Fadli Ramadhan Kosasih, S.E., M.M.",
                "signatoryKind": "regional_head",
            },
        });
        let path = format!("agencies/{MINISTRY}/submissions:record");
        let draft = registry.post(&path, &recorded).await?.ok()?;
        let submission = text(&draft["name"]);
        let proposer = stack.sign_in(CITY).await?;
        proposer.get(&submission).await?.refused(404)?;
        let registration_number = hand_in(&registry, &submission, title).await?;
        Self::filed(stack, proposer, submission, registration_number).await
    }

    /// What was filed, once the minister has it.
    pub async fn filed(
        stack: &'s Stack,
        proposer: Actor,
        submission: String,
        registration_number: String,
    ) -> Result<Self> {
        stack.sign_in(MINISTER).await?.awaited_task(&submission, "minister_forwarding").await?;
        Ok(Self { stack, proposer, submission, registration_number })
    }

    /// One step by its actor, whose inbox must already show it.
    pub async fn does(&self, who: &str, step: &str, outcome: &str, sheet: Value) -> Result<Done> {
        self.stack.sign_in(who).await?.complete(&self.submission, step, outcome, sheet).await
    }

    /// The two dispositions: to the deputy, and to the assistant whom the deputy chooses.
    pub async fn dispose(&self) -> Result<()> {
        let deputy = disposition("deputi-kelembagaan-tata-laksana");
        self.does(REGISTRY, "minister_forwarding", "", deputy).await?;
        let assistant = disposition("asdep-tata-kelola-spbe");
        self.does(DEPUTY, "deputy_forwarding", "", assistant).await?;
        Ok(())
    }

    /// The dossier is complete; it is studied, and goes to the team.
    pub async fn put_to_the_team(&self) -> Result<()> {
        self.does(ASSISTANT, "dossier_check", "dossier_complete", checklist(&[])).await?;
        self.study().await?;
        self.does(DEPUTY, "study_verdict", "to_discussion", json!({})).await?;
        Ok(())
    }

    /// Step 6.
    pub async fn study(&self) -> Result<()> {
        self.does(ASSISTANT, "staff_study_work", "", study()).await?;
        Ok(())
    }

    /// The dossier lacks something, and the proposer completes it.
    pub async fn return_and_complete(&self) -> Result<()> {
        let gaps = checklist(&["financing_source"]);
        self.does(ASSISTANT, "dossier_check", "dossier_incomplete", gaps).await?;
        self.correct("dossier_check").await
    }

    /// The proposer corrects the financing and files again.
    pub async fn correct(&self, next: &str) -> Result<()> {
        self.proposer.sees(&self.submission, "RETURNED").await?;
        let change =
            json!({ "sections": { "financing_source": format!("APBD 2026, disesuaikan ({next}).") } });
        self.proposer.patch(&self.submission, &change).await?.ok()?;
        self.proposer.post(&format!("{}:refile", self.submission), &json!({})).await?.ok()?;
        self.stack.sign_in(ASSISTANT).await?.awaited_task(&self.submission, next).await?;
        Ok(())
    }

    /// The team meets on `proposals` in one session; the proposer is to do `items` once it is concluded.
    pub async fn meet(proposals: &[&Self], concluded: bool, items: &[&str]) -> Result<Value> {
        let meeting = Session::convene(proposals).await?;
        meeting.record(concluded, items).await?;
        let confirmed = meeting.confirm().await?.ok()?;
        ensure!(confirmed["state"] == "CONFIRMED", "{confirmed}");
        if concluded {
            for it in proposals {
                it.stack.sign_in(DEPUTY).await?.awaited_task(&it.submission, "record_signature").await?;
            }
        }
        Ok(confirmed)
    }

    /// The deputy signs the official record, which the assistant initialled.
    pub async fn sign_record(&self) -> Result<()> {
        self.sign(DEPUTY, "record_signature", &[ASSISTANT]).await?;
        Ok(())
    }

    /// The proposer opens the official record: the time to follow up counts from then.
    pub async fn open_record(&self) -> Result<Value> {
        let waiting = self.proposer.sees(&self.submission, "FOLLOW_UP").await?;
        let letters = waiting["letters"].as_array().context("letters")?;
        let record =
            letters.iter().rfind(|it| text(&it["title"]).contains("Berita acara")).context("a record")?;
        self.proposer.get(&format!("{}:download", text(&record["letter"]))).await?.bytes()?;
        eventually("the time to follow up is known", async || {
            let submission = self.proposer.submission(&self.submission).await?;
            Ok((!submission["followUpDueTime"].is_null()).then_some(submission))
        })
        .await
    }

    /// From the check of its dossier to the opened record: it waits for its proposer, who has two months.
    pub async fn conclude(&self) -> Result<Value> {
        self.put_to_the_team().await?;
        Self::meet(&[self], true, &["Menyampaikan kajian keamanan informasi"]).await?;
        self.sign_record().await?;
        self.open_record().await
    }

    /// From the follow-up to the minister's recommendation.
    pub async fn recommend(&self) -> Result<Value> {
        self.follow_up().await?;
        self.agree_technically().await?;
        self.review("recommend", "").await?;
        self.decide().await
    }

    /// The proposer answers every action item with a document.
    pub async fn follow_up(&self) -> Result<()> {
        let waiting = self.proposer.submission(&self.submission).await?;
        for item in waiting["actionItems"].as_array().into_iter().flatten() {
            let id = text(&item["id"]);
            let paper = pdf("Tindak lanjut", &["Kajian keamanan informasi."]);
            self.proposer.hand_in(&self.submission, &format!("action_items.{id}"), paper).await?.ok()?;
            let answer = json!({ "actionItem": id, "answer": "Kajian terlampir." });
            self.proposer.post(&format!("{}:answerActionItem", self.submission), &answer).await?.ok()?;
        }
        self.stack.sign_in(ASSISTANT).await?.awaited_task(&self.submission, "technical_meeting").await?;
        Ok(())
    }

    /// Step 8, with one revision of the proposal.
    pub async fn discuss_technically(&self) -> Result<()> {
        let gaps = checklist(&["financing_source"]);
        self.does(ASSISTANT, "technical_meeting", "revision_needed", gaps).await?;
        self.correct("technical_meeting").await?;
        self.agree_technically().await
    }

    /// Step 8: the proposal is agreed on, and the record signed.
    pub async fn agree_technically(&self) -> Result<()> {
        self.does(ASSISTANT, "technical_meeting", "proposal_agreed", checklist(&[])).await?;
        let report = json!({
            "held_on": "2026-03-02", "participants": "Tim Asisten Deputi; Diskominfo Kota Tangerang",
            "agreements": "Jadwal dan integrasi data disepakati.",
        });
        self.does(ASSISTANT, "technical_report", "", report).await?;
        self.sign(ASSISTANT, "technical_signature", &[]).await?;
        Ok(())
    }

    /// Step 9 with its memo.
    pub async fn review(&self, outcome: &str, conditions: &str) -> Result<()> {
        let mut sheet = json!({ "explanation": "Sejalan dengan Arsitektur SPBE Nasional." });
        if !conditions.is_empty() {
            sheet["conditions"] = json!(conditions);
        }
        self.does(DEPUTY, "deputy_review", outcome, sheet).await?;
        self.sign(DEPUTY, "memo_signature", &[ASSISTANT]).await?;
        Ok(())
    }

    /// The minister signs, the registry hands the letter over.
    pub async fn decide(&self) -> Result<Value> {
        self.sign(MINISTER, "minister_signature", &[ASSISTANT, DEPUTY]).await?;
        let handover = json!({ "delivered_on": "2026-03-05", "delivered_by": "portal" });
        let registry = self.stack.sign_in(REGISTRY).await?;
        registry.awaited_task(&self.submission, "letter_handover").await?;
        registry.complete(&self.submission, "letter_handover", "handed_over", handover).await?;
        self.proposer.sees(&self.submission, "DECIDED").await
    }

    /// Signs the letter of a step once `initials` were put in their order.
    pub async fn sign(&self, who: &str, step: &str, initials: &[&str]) -> Result<Done> {
        let signatory = self.stack.sign_in(who).await?;
        let task = signatory.awaited_task(&self.submission, step).await?;
        let letter = text(&task["letter"]);
        for position in initials {
            let actor = self.stack.sign_in(position).await?;
            eventually("the draft waits for these initials", async || {
                let page = actor.get(&format!("agencies/{MINISTRY}/letters?awaitingMe=true")).await?.ok()?;
                let waits = page["letters"].as_array().into_iter().flatten().any(|it| it["name"] == letter);
                Ok(waits.then_some(()))
            })
            .await?;
            signatory.post(&format!("{letter}:sign"), &json!({})).await?.refused(409)?;
            actor.post(&format!("{letter}:initial"), &json!({})).await?.ok()?;
        }
        signatory.sign(&self.submission, step).await
    }

    /// Why the due date is what it is, as the proposer is told.
    pub async fn explanation(&self) -> Result<Value> {
        let case = text(&self.proposer.submission(&self.submission).await?["case"]);
        self.proposer.get(&case).await?.refused(404)?;
        self.proposer.get(&format!("{case}:explainDeadline")).await?.ok()
    }

    /// The case as the deputy sees it.
    pub async fn case(&self) -> Result<Value> {
        let deputy = self.stack.sign_in(DEPUTY).await?;
        let case = text(&deputy.submission(&self.submission).await?["case"]);
        deputy.get(&case).await?.ok()
    }
}

/// The end of a local day of Jakarta, as due dates are written.
pub fn end_of(day: &str) -> Result<Timestamp> {
    crate::jakarta(&format!("{day}T23:59:59"))
}

/// All that a draft holds, but for its papers.
fn draft(title: &str) -> Value {
    let sections = SECTIONS.map(|it| (it.to_owned(), json!("Diuraikan dalam proposal.")));
    json!({
        "appTitle": title,
        "purpose": "build",
        "letterNumber": "555/012/2026",
        "letterDate": "2026-01-05",
        "sections": sections.into_iter().collect::<Map<_, _>>(),
    })
}

/// Hands in the papers of a draft and files it; answers with the registration number.
async fn hand_in(actor: &Actor, submission: &str, title: &str) -> Result<String> {
    for requirement in REQUIREMENTS {
        let paper = pdf("Usulan", &[&format!("Aplikasi yang diusulkan: {title}.")]);
        actor.hand_in(submission, requirement, paper).await?.ok()?;
    }
    let filed = actor.post(&format!("{submission}:file"), &json!({})).await?.ok()?;
    Ok(text(&filed["registrationNumber"]))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
