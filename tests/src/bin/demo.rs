//! Takes three requests of a city from the form to the signed letter on a running stack, carries one of them on to a ministry,
//! and answers a complaint: `demo URL FOLDER`.
//!
//! Prints each step as `case<TAB>step<TAB>actor<TAB>output<TAB>time used` and each letter as `letter<TAB>PATH`. Fails
//! unless the stack, pdfsig and pyHanko find every letter valid.

use anyhow::{Context as _, Result, ensure};
use jiff::{ToSpan as _, Zoned, civil::Weekday, civil::time};
use journeys::{
    App, Done, Letter, Stack,
    consideration::{self, Proposal},
    is_signed, is_trusted, letters, sha256, sheet,
};
use serde_json::{Value, json};
use std::{
    env, fs,
    path::{Path, PathBuf},
};

const GOVERNANCE: &str = "ketua-tim-kerja-tata-kelola-tik";
const INFRASTRUCTURE: &str = "kabid-sarana-prasarana-tik-persandian";
const DEVELOPMENT: &str = "kabid-pengembangan-e-government";
const PUBLIC_SERVICE: &str = "ketua-tim-kerja-aplikasi-layanan-publik";
const ADMINISTRATION: &str = "ketua-tim-kerja-manajemen-pemerintahan";
const HEAD: &str = "kepala-dinas";

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = env::args().skip(1);
    let usage = "usage: demo URL FOLDER";
    let stack = Stack::new(arguments.next().context(usage)?);
    let folder = PathBuf::from(arguments.next().context(usage)?);
    fs::create_dir_all(&folder)?;
    stack.opens().await?;
    let root = folder.join("root.pem");
    fs::write(&root, stack.root_certificate().await?)?;

    let special = approved(&stack).await?;
    let submission = special.submission.clone();
    let mut paths = special.keep_letters(&folder).await?;
    paths.extend(refused(&stack).await?.keep_letters(&folder).await?);
    paths.extend(completed(&stack).await?.keep_letters(&folder).await?);

    ensure!(paths.len() == 4, "three replies and a notice of gaps were expected, not {paths:?}");
    let considered = considered(&stack, &folder, &submission).await?;
    ensure!(considered.len() == 3, "two records and a consideration were expected, not {considered:?}");
    paths.extend(considered);
    complained(&stack).await?;
    is_trusted(&root, &paths)
}

/// The special app that the city approved, considered by the ministry: disposed, discussed by the coordination team,
/// recommended.
async fn considered(stack: &Stack, folder: &Path, approved: &str) -> Result<Vec<PathBuf>> {
    work_on(stack, 5).await?;
    let office = stack.sign_in("sekretaris-dinas-kesehatan").await?;
    let draft = text(&consideration::carry(&office, approved).await?["name"]);
    let secretary = stack.sign_in(consideration::CITY).await?;
    let proposal = Proposal::file_carried(stack, secretary, &draft).await?;
    let say = |what: &str| println!("{} considered\t{what}", proposal.registration_number);
    say("carried on from the city's approval, completed, filed");
    proposal.dispose().await?;
    say("disposed to the deputy and an assistant deputy");
    proposal.put_to_the_team().await?;
    say("complete, studied, put to the coordination team");
    Proposal::meet(&[&proposal], true, &["Menyampaikan kajian keamanan informasi"]).await?;
    proposal.sign_record().await?;
    say("discussed; the official record is signed");
    proposal.open_record().await?;
    proposal.follow_up().await?;
    proposal.agree_technically().await?;
    say("followed up, discussed technically");
    proposal.review("recommend_with_conditions", "Menggunakan Pusat Data Nasional.").await?;
    let decided = proposal.decide().await?;
    say(&text(&decided["decisionTitle"]));

    let mut paths = vec![];
    for issued in decided["letters"].as_array().into_iter().flatten() {
        let letter = proposal.proposer.letter(&text(&issued["letter"])).await?;
        paths.push(keep(stack, folder, &proposal.registration_number, &letter).await?);
    }
    Ok(paths)
}

/// Someone complains of the ministry's service and is answered.
async fn complained(stack: &Stack) -> Result<()> {
    let procedure = format!("agencies/{}/procedures/pertimbangan-aplikasi-khusus", consideration::MINISTRY);
    let complaint = json!({ "kind": "SUGGESTION", "title": "Jam layanan", "text": "Mohon layanan dibuka pada hari Sabtu." });
    let ticket = stack.post(&format!("/v1/{procedure}/complaints:file"), &complaint).await?.ok()?;
    let answerer = stack.sign_in("sekretaris-kementerian@kemenpanrb").await?;
    let waiting = answerer.get(&format!("agencies/{}/complaints", consideration::MINISTRY)).await?.ok()?;
    let mut waiting = waiting["complaints"].as_array().into_iter().flatten();
    let found = waiting.find(|it| it["ticket"] == ticket["ticket"]).context("it waits for an answer")?;
    let answer = json!({ "answer": "Terima kasih. Permohonan melalui portal diterima setiap saat." });
    answerer.post(&format!("{}:answer", text(&found["name"])), &answer).await?.ok()?;
    println!("{} complaint\tanswered: /complaints/{0}", text(&ticket["ticket"]));
    Ok(())
}

/// Writes a letter into `folder`, checks it, and prints where it is.
async fn keep(stack: &Stack, folder: &Path, number: &str, letter: &Letter) -> Result<PathBuf> {
    let path = folder.join(format!("{number}-{}.pdf", text(&letter.about["template"])));
    fs::write(&path, &letter.pdf)?;
    is_signed(&path)?;
    let public = stack.verify(&text(&letter.about["verificationCode"])).await?;
    ensure!(public["state"] == "VALID", "{}: {public}", path.display());
    ensure!(public["sha256"] == sha256(&letter.pdf), "{}: another file than {public}", path.display());
    println!("letter\t{}", path.display());
    Ok(path)
}

/// A public service that is feasible and suitable.
async fn approved(stack: &Stack) -> Result<Case<'_>> {
    let app =
        App { title: "Antrean Puskesmas Daring", purpose: "build", letter_number: "440/017/Dinkes/2026" };
    let case = Case::file(stack, "approved", "sekretaris-dinas-kesehatan", app).await?;
    case.receive().await?;
    case.find_feasible().await?;
    case.find_suitable("public_service", PUBLIC_SERVICE).await?;
    case.sign().await?;
    Ok(case)
}

/// A request that is found not feasible.
async fn refused(stack: &Stack) -> Result<Case<'_>> {
    let app = App { title: "Rapor Digital Mandiri", purpose: "build", letter_number: "421/052/Disdik/2026" };
    let case = Case::file(stack, "refused", "kepala-dinas-pendidikan", app).await?;
    case.receive().await?;
    let reason =
        "Fungsi yang dimohonkan telah tersedia pada aplikasi rapor nasional dan tidak perlu dibangun ulang.";
    case.analyse_feasibility("not_feasible", reason).await?;
    case.step(INFRASTRUCTURE, "feasibility_validation", "not_feasible", sheet::validation(reason)).await?;
    case.sign().await?;
    Ok(case)
}

/// A request that lacks something, is completed by its office, and then approved.
async fn completed(stack: &Stack) -> Result<Case<'_>> {
    let app =
        App { title: "Layanan Surat Kecamatan", purpose: "develop", letter_number: "045/011/Kec.Cpd/2026" };
    let case = Case::file(stack, "completed", "camat-cipondoh", app).await?;
    case.step(GOVERNANCE, "receipt", "", Value::Null).await?;
    let gaps = [("legal_basis", "not_as_required", "Lampirkan Peraturan Wali Kota yang masih berlaku.")];
    case.step(GOVERNANCE, "completeness_check", "incomplete", sheet::checklist(&gaps)).await?;
    case.complete(app).await?;
    case.step(GOVERNANCE, "completeness_check", "complete", sheet::checklist(&[])).await?;
    case.dispose().await?;
    case.find_feasible().await?;
    case.find_suitable("government_administration", ADMINISTRATION).await?;
    case.sign().await?;
    Ok(case)
}

/// A request on its way.
struct Case<'a> {
    stack: &'a Stack,
    /// What its lines begin with.
    label: String,
    registration_number: String,
    proposer: &'a str,
    submission: String,
}

impl<'a> Case<'a> {
    async fn file(stack: &'a Stack, story: &str, proposer: &'a str, app: App<'_>) -> Result<Self> {
        work_on(stack, 5).await?;
        let filed = stack.sign_in(proposer).await?.file(app).await?;
        let registration_number = text(&filed["registrationNumber"]);
        let label = format!("{registration_number} {story}");
        let case = Self { stack, label, registration_number, proposer, submission: text(&filed["name"]) };
        case.tell("filing", &filed["applicant"], &format!("registered dossier: {}", app.title), "");
        stack.sign_in(GOVERNANCE).await?.awaited_task(&case.submission, "receipt").await?;
        Ok(case)
    }

    /// Steps 1 to 3.
    async fn receive(&self) -> Result<()> {
        self.step(GOVERNANCE, "receipt", "", Value::Null).await?;
        self.step(GOVERNANCE, "completeness_check", "complete", sheet::checklist(&[])).await?;
        self.dispose().await
    }

    async fn dispose(&self) -> Result<()> {
        self.step(INFRASTRUCTURE, "acknowledgement", "", sheet::disposition(GOVERNANCE)).await
    }

    async fn analyse_feasibility(&self, conclusion: &str, reason: &str) -> Result<()> {
        self.step(GOVERNANCE, "feasibility", "", sheet::feasibility(conclusion, reason)).await
    }

    /// Steps 4 and 5.
    async fn find_feasible(&self) -> Result<()> {
        self.analyse_feasibility("feasible", "Proses bisnis jelas dan dasar hukumnya memadai.").await?;
        let sheet = sheet::validation("Hasil analisis kelayakan dapat diterima.");
        self.step(INFRASTRUCTURE, "feasibility_validation", "feasible", sheet).await
    }

    /// Steps 6 to 8.
    async fn find_suitable(&self, category: &str, lead: &str) -> Result<()> {
        let mut sheet = sheet::category(category);
        // A public service for all citizens is one that the ministry considers, too.
        sheet["special_app"] = json!(category == "public_service");
        self.step(DEVELOPMENT, "categorisation", "", sheet).await?;
        let sheet = sheet::technical("suitable", "Rancangan sesuai dengan Arsitektur SPBE Kota Tangerang.");
        self.step(lead, "technical_analysis", "", sheet).await?;
        let conditions = "Aplikasi ditempatkan pada pusat data Pemerintah Kota Tangerang dan menggunakan SSO pemerintah kota.";
        let sheet = sheet::validation_with_conditions("Hasil analisis teknis dapat diterima.", conditions);
        self.step(DEVELOPMENT, "technical_validation", "suitable", sheet).await
    }

    /// Step 9.
    async fn sign(&self) -> Result<()> {
        work_on(self.stack, 25).await?;
        let done = self.stack.sign_in(HEAD).await?.sign(&self.submission, "reply").await?;
        let submission = self.stack.sign_in(self.proposer).await?.sees(&self.submission, "DECIDED").await?;
        self.tell_task(&done, &text(&submission["decisionTitle"]));
        Ok(())
    }

    /// One step by its actor, some time after the one before.
    async fn step(&self, position: &str, step: &str, outcome: &str, sheet: Value) -> Result<()> {
        work_on(self.stack, 20).await?;
        let done =
            self.stack.sign_in(position).await?.complete(&self.submission, step, outcome, sheet).await?;
        self.tell_task(&done, &outcome_title(&done));
        Ok(())
    }

    /// The proposer corrects what was marked and files again.
    async fn complete(&self, app: App<'_>) -> Result<()> {
        let proposer = self.stack.sign_in(self.proposer).await?;
        let returned = proposer.sees(&self.submission, "RETURNED").await?;
        work_on(self.stack, 90).await?;
        for gap in returned["gaps"].as_array().into_iter().flatten() {
            let item = text(&gap["item"]);
            proposer.hand_in(&self.submission, &item, app.paper(&item)).await?.ok()?;
        }
        let refiled = proposer.post(&format!("{}:refile", self.submission), &json!({})).await?.ok()?;
        self.tell("completion", &refiled["applicant"], "completed dossier", "");
        self.stack.sign_in(GOVERNANCE).await?.awaited_task(&self.submission, "completeness_check").await?;
        Ok(())
    }

    /// Writes the proposer's letters into `folder`, checks each, and prints where it is.
    async fn keep_letters(self, folder: &Path) -> Result<Vec<PathBuf>> {
        let proposer = self.stack.sign_in(self.proposer).await?;
        let mut paths = vec![];
        for issued in letters(&proposer, &self.submission).await? {
            let letter = proposer.letter(&text(&issued["name"])).await?;
            paths.push(keep(self.stack, folder, &self.registration_number, &letter).await?);
        }
        Ok(paths)
    }

    fn tell_task(&self, done: &Done, result: &str) {
        let task = &done.task;
        let output = [text(&task["output"]), result.to_owned()].into_iter().filter(|it| !it.is_empty());
        let output = output.collect::<Vec<_>>().join(": ");
        let used = format!(
            "{} of {} {}",
            text(&task["used"]),
            text(&task["normAmount"]),
            text(&task["normUnit"]).replace('_', " ")
        );
        self.tell(&text(&task["step"]), &task["performer"], &output, &used);
    }

    fn tell(&self, step: &str, actor: &Value, output: &str, used: &str) {
        let actor = format!("{}, {}", text(&actor["displayName"]), text(&actor["positionTitle"]));
        println!("{}\t{step}\t{actor}\t{output}\t{used}", self.label);
    }
}

/// The title of the outcome that was chosen, where there was a choice.
fn outcome_title(done: &Done) -> String {
    let outcomes = done.task["outcomes"].as_array().into_iter().flatten();
    let mut chosen = outcomes.filter(|it| it["id"] == done.task["outcome"]);
    chosen.next().map(|it| text(&it["title"])).unwrap_or_default()
}

/// Lets some minutes of an office's day pass. Where the stack's time has caught up with the machine's, it passes by itself.
async fn work_on(stack: &Stack, minutes: i64) -> Result<()> {
    let mut then = (stack.now().await? + minutes.minutes()).in_tz("Asia/Jakarta")?;
    if time(15, 55, 0, 0) < then.time() || is_weekend(&then) {
        then = then.date().tomorrow()?.at(8, 0, 0, 0).in_tz("Asia/Jakarta")?;
    }
    while is_weekend(&then) {
        then = then.tomorrow()?;
    }
    // Refused where it lies in the machine's future.
    let _ = stack.advance_to(then.timestamp()).await;
    Ok(())
}

fn is_weekend(day: &Zoned) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// A value without quotation marks.
fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| if value.is_null() { String::new() } else { value.to_string() }, str::to_owned)
}
