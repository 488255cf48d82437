//! A city's case whose every text attacks: from a procedure and people with such names to a signed letter that is void in the end.

use super::{
    browser::Browser,
    echo::encoded,
    eyes::Eyes,
    names::{administer, rename},
    words::Words,
};
use anyhow::{Context as _, Result, ensure};
use journeys::{
    AGENCY, Actor, REQUIREMENTS, SECTIONS, eventually, letters,
    own::{Own, root},
    pdf, sheet,
    story::{APP, DEVELOPMENT, GOVERNANCE, HEAD, INFRASTRUCTURE, PROPOSER, PUBLIC_SERVICE, text},
};
use serde_json::{Map, Value, json};
use std::fs;

const ADMINISTRATOR: &str = "administrator-telaah";
const ASSISTANT: &str = "staf-tata-kelola-tik";
const CAST: [&str; 6] = [PROPOSER, GOVERNANCE, INFRASTRUCTURE, DEVELOPMENT, PUBLIC_SERVICE, HEAD];
/// What of the procedure gets other words, and where they stand in it.
const TITLES: [(&str, &str); 28] = [
    ("title: Pengajuan Aplikasi e-Government", "title: §"),
    ("product: Surat jawaban atas permohonan pembangunan / pengembangan aplikasi", "product: §"),
    ("- PEMERINTAH KOTA TANGERANG", "- §"),
    ("name: \"H. INDRI ASTUTI, SH., M.Si.\"", "name: §"),
    ("- \"Jabatan Struktural Administrator\"", "- §"),
    ("- \"SOP Pembangunan Aplikasi e-Government\"", "- §"),
    ("- \"Jaringan Internet\"", "- §"),
    ("title: Surat permohonan,", "title: §,"),
    ("title: Kebutuhan pengguna (user requirement)}", "title: §}"),
    ("title: KETUA TIM KERJA TATA KELOLA TIK", "title: §"),
    ("approved: Disetujui", "approved: §"),
    ("{kind: checklist, title: Ceklis Kelengkapan}", "{kind: checklist, title: §}"),
    ("kind: form\n    title: Lembar Analisis Kelayakan", "kind: form\n    title: §"),
    ("title: Kriteria kelayakan", "title: §"),
    ("title: Kejelasan proses bisnis", "title: §"),
    ("title: Penilaian, enum", "title: §, enum"),
    ("x-titles: [Memenuhi, ", "x-titles: [§, "),
    ("title: Catatan, maxLength", "title: §, maxLength"),
    ("x-titles: [Layak, Tidak layak]", "x-titles: [§, Tidak layak]"),
    ("title: Ketentuan, maxLength", "title: §, maxLength"),
    ("title: Surat jawaban atas permohonan\n    template", "title: §\n    template"),
    ("completeness_text: \"Dokumen Kelengkapan Persyaratan\"", "completeness_text: §"),
    ("output: \"Ceklis kelengkapan\"", "output: §"),
    ("remarks: \"Pemberitahuan kepada Perangkat Daerah apabila berkas tidak lengkap\"", "remarks: §"),
    ("complete: {title: Lengkap,", "complete: {title: §,"),
    ("activity: Menunggu Perangkat Daerah melengkapi berkas", "activity: §"),
    ("activity: \"Melakukan analisis kelayakan pengajuan Aplikasi e-Government\"", "activity: §"),
    ("title: Lembar Kategori Aplikasi}", "title: §}"),
];
const PROCEDURE: &str = "pengajuan-aplikasi-e-government";

#[tokio::test]
async fn a_citys_case_is_shown_as_text_from_its_draft_to_its_letter() -> Result<()> {
    let own = Own::start().await?;
    own.advance("2026-01-07T08:00:00").await?;
    let words = Words::default();
    let mut eyes = Eyes::new(&own, &words);
    rename(&own, &words, ADMINISTRATOR, &CAST).await?;
    administer(&own, &words, ADMINISTRATOR).await?;
    publish(&own, &words).await?;
    let case = City::draft(&own, &words).await?;
    eyes.look(&[PROPOSER]).await?;
    case.file().await?;
    case.receive().await?;
    eyes.look(&[GOVERNANCE, ASSISTANT]).await?;
    case.returns().await?;
    eyes.look(&[PROPOSER, HEAD]).await?;
    case.correct().await?;
    case.analyse(&mut eyes).await?;
    case.sign(&mut eyes).await?;

    let codes = case.codes().await?;
    let public: Vec<&str> = codes.iter().map(String::as_str).collect();
    eyes.look_from(&["", ADMINISTRATOR, ASSISTANT], &public).await?;
    eyes.look_from(&CAST, &public).await?;
    case.void().await?;
    eyes.look_from(&["", HEAD, PROPOSER], &public).await?;
    own.audit()?;
    eyes.close("a city's case")
}

/// A request on its way.
struct City<'o> {
    own: &'o Own,
    words: &'o Words,
    proposer: Actor,
    submission: String,
}

impl<'o> City<'o> {
    async fn draft(own: &'o Own, words: &'o Words) -> Result<Self> {
        let proposer = own.sign_in(PROPOSER).await?;
        let mut draft = APP.draft();
        let with_break = json!({ "appTitle": "a\r\nBcc: x@y.id" });
        let path = format!("agencies/{AGENCY}/submissions");
        ensure!(
            proposer.post(&path, &with_break).await?.refused(400)?.contains("app"),
            "a title of two lines"
        );
        draft["appTitle"] = json!(words.line("name of an app"));
        draft["letterNumber"] = json!(words.short("number of a request"));
        for section in draft["sections"].as_object_mut().context("sections")?.values_mut() {
            *section = json!(words.lines("section"));
        }
        let submission = text(&proposer.post(&path, &draft).await?.ok()?["name"]);
        let city = Self { own, words, proposer, submission };
        city.hand_in().await?;
        Ok(city)
    }

    async fn hand_in(&self) -> Result<()> {
        for (requirement, title) in REQUIREMENTS {
            let file_name = encoded(&self.words.file_name("name of a file"));
            let query = format!("requirement={requirement}&file_name={file_name}");
            let path = format!("{}/documents:upload?{query}", self.submission);
            self.proposer.upload(&path, pdf(title, &["Isi."])).await?.ok()?;
        }
        Ok(())
    }

    async fn file(&self) -> Result<()> {
        self.proposer.post(&format!("{}:file", self.submission), &json!({})).await?.ok()?;
        let task = self.own.sign_in(GOVERNANCE).await?.awaited_task(&self.submission, "receipt").await?;
        let comment = json!({ "text": self.words.lines("comment") });
        let officer = self.own.sign_in(GOVERNANCE).await?;
        officer.post(&format!("{}/comments", text(&task["case"])), &comment).await?.ok()?;
        Ok(())
    }

    /// The checklist is begun, and waits with what was typed.
    async fn receive(&self) -> Result<()> {
        self.does(GOVERNANCE, "receipt", "", Value::Null).await?;
        let officer = self.own.sign_in(GOVERNANCE).await?;
        let task = officer.task(&self.submission, "completeness_check").await?;
        let prepared = json!({ "sheet": self.checklist("note that is typed") });
        officer.post(&format!("{}:prepare", text(&task["name"])), &prepared).await?.ok()?;
        Ok(())
    }

    async fn returns(&self) -> Result<()> {
        self.does(GOVERNANCE, "completeness_check", "incomplete", self.checklist("why it is returned"))
            .await?;
        self.proposer.sees(&self.submission, "RETURNED").await?;
        eventually("the notice of gaps is there", async || {
            Ok((!letters(&self.proposer, &self.submission).await?.is_empty()).then_some(()))
        })
        .await
    }

    fn checklist(&self, field: &'static str) -> Value {
        let mut checklist = sheet::checklist(&[]);
        for item in checklist["items"].as_array_mut().into_iter().flatten() {
            item["verdict"] = json!("not_as_required");
            item["note"] = json!(self.words.lines(field));
        }
        checklist["note"] = json!(self.words.lines(field));
        checklist
    }

    async fn correct(&self) -> Result<()> {
        let corrected = SECTIONS.map(|(id, _)| (id.to_owned(), json!(self.words.lines("corrected section"))));
        let sections = json!({ "sections": corrected.into_iter().collect::<Map<_, _>>() });
        self.proposer.patch(&self.submission, &sections).await?.ok()?;
        self.hand_in().await?;
        self.proposer.post(&format!("{}:refile", self.submission), &json!({})).await?.ok()?;
        self.own.sign_in(GOVERNANCE).await?.awaited_task(&self.submission, "completeness_check").await?;
        self.does(GOVERNANCE, "completeness_check", "complete", sheet::checklist(&[])).await
    }

    /// From the disposition to the last validation.
    async fn analyse(&self, eyes: &mut Eyes<'_>) -> Result<()> {
        let mut disposition = sheet::disposition(GOVERNANCE);
        disposition["note"] = json!(self.words.lines("note of a disposition"));
        self.does(INFRASTRUCTURE, "acknowledgement", "", disposition).await?;
        eyes.look(&[GOVERNANCE]).await?;
        self.does(GOVERNANCE, "feasibility", "", self.analysis(sheet::feasibility("feasible", ""))).await?;
        self.does(INFRASTRUCTURE, "feasibility_validation", "feasible", self.validation()).await?;
        let mut category = sheet::category("public_service");
        category["note"] = json!(self.words.lines("note of a category"));
        self.does(DEVELOPMENT, "categorisation", "", category).await?;
        self.does(PUBLIC_SERVICE, "technical_analysis", "", self.analysis(sheet::technical("suitable", "")))
            .await?;
        eyes.look(&[DEVELOPMENT]).await?;
        self.does(DEVELOPMENT, "technical_validation", "suitable", self.validation()).await
    }

    fn analysis(&self, mut sheet: Value) -> Value {
        for criterion in sheet["criteria"].as_object_mut().into_iter().flat_map(|it| it.values_mut()) {
            criterion["note"] = json!(self.words.lines("note of a criterion"));
        }
        sheet["explanation"] = json!(self.words.lines("explanation"));
        if sheet["conclusion"] == "feasible" {
            sheet["conditions"] = json!(self.words.lines("conditions"));
        }
        sheet
    }

    fn validation(&self) -> Value {
        json!({
            "explanation": self.words.lines("explanation"),
            "conditions": self.words.lines("conditions"),
            "note": self.words.lines("note of a validation"),
        })
    }

    /// The head sends the draft back once, adds to the next one, signs it, and notes who took it.
    async fn sign(&self, eyes: &mut Eyes<'_>) -> Result<()> {
        let head = self.own.sign_in(HEAD).await?;
        let task = head.awaited_task(&self.submission, "reply").await?;
        self.does(HEAD, "reply", "sent_back", json!({ "note": self.words.lines("why it is sent back") }))
            .await?;
        let letter = text(&task["letter"]);
        eventually("the draft is not needed any more", async || {
            Ok((head.get(&letter).await?.ok()?["state"] == "CANCELLED").then_some(()))
        })
        .await?;
        eyes.look(&[DEVELOPMENT]).await?;
        self.does(DEVELOPMENT, "technical_validation", "suitable", self.validation()).await?;
        let task = head.awaited_task(&self.submission, "reply").await?;
        let letter = text(&task["letter"]);
        let draft =
            eventually("the draft of the letter", async || head.get(&letter).await?.ok().map(Some)).await?;
        let change = json!({
            "subject": format!("{} {}", text(&draft["subject"]), self.words.line("subject of a letter")),
            "paragraphs": [self.words.lines("paragraph of a letter"), self.words.line("paragraph of a letter")],
            "carbonCopies": [self.words.line("copy of a letter")],
        });
        head.patch(&letter, &change).await?.ok()?;
        eyes.look(&[HEAD]).await?;
        head.sign(&self.submission, "reply").await?;
        let now = self.own.now().await?.to_string();
        let delivery = json!({ "channel": "courier", "recipient": self.words.line("who took a letter"), "deliveryTime": now });
        head.post(&format!("{letter}:deliver"), &json!({ "delivery": delivery })).await?.ok()?;
        self.proposer.sees(&self.submission, "DECIDED").await?;
        self.own.mail(PROPOSER, &["telah terbit"]).await?;
        Ok(())
    }

    /// Pages on which the public checks the letters.
    async fn codes(&self) -> Result<Vec<String>> {
        let letters = letters(&self.proposer, &self.submission).await?;
        ensure!(letters.len() == 2, "two letters: {letters:?}");
        Ok(letters.iter().map(|it| format!("/verify/{}", text(&it["verificationCode"]))).collect())
    }

    async fn void(&self) -> Result<()> {
        let head = self.own.sign_in(HEAD).await?;
        let letter = letters(&self.proposer, &self.submission).await?.pop().context("the reply")?;
        let reason = json!({ "reason": self.words.lines("why a letter is void") });
        head.post(&format!("{}:void", text(&letter["name"])), &reason).await?.ok()?;
        Ok(())
    }

    async fn does(&self, position: &str, step: &str, outcome: &str, sheet: Value) -> Result<()> {
        let officer = self.own.sign_in(position).await?;
        officer.awaited_task(&self.submission, step).await?;
        officer.complete(&self.submission, step, outcome, sheet).await?;
        Ok(())
    }
}

/// The administrator publishes the procedure with other titles.
async fn publish(own: &Own, words: &Words) -> Result<()> {
    let mut source = fs::read_to_string(root().join(format!("services/review/procedures/{PROCEDURE}.yaml")))?;
    for (old, new) in TITLES {
        ensure!(source.contains(old), "the procedure has no {old}");
        source =
            source.replacen(old, &new.replace('§', &format!("'{}'", words.line("title in a procedure"))), 1);
    }
    let administrator = own.sign_in(ADMINISTRATOR).await?;
    let published = json!({ "source": source });
    administrator.post(&format!("agencies/{AGENCY}/procedures:publish"), &published).await?.ok()?;
    let browser = Browser::of(own, PROPOSER).await?;
    let page = format!("/requests/new?procedure=agencies/{AGENCY}/procedures/{PROCEDURE}");
    eventually("the new version is asked for", async || {
        Ok(browser.get(&page).await?.text().contains("Isian").then_some(()))
    })
    .await
}
