//! What several journeys begin or end with.

use crate::{Actor, App, Done, eventually, jakarta, own::Own, sheet};
use anyhow::{Context as _, Result, ensure};
use jiff::{Timestamp, ToSpan as _};
use serde_json::Value;

/// Receives requests, and analyses whether they are feasible.
pub const GOVERNANCE: &str = "ketua-tim-kerja-tata-kelola-tik";
/// Acknowledges requests, and validates feasibility.
pub const INFRASTRUCTURE: &str = "kabid-sarana-prasarana-tik-persandian";
/// Categorises apps.
pub const DEVELOPMENT: &str = "kabid-pengembangan-e-government";
/// Analyses apps of public services technically.
pub const PUBLIC_SERVICE: &str = "ketua-tim-kerja-aplikasi-layanan-publik";
/// Signs the reply.
pub const HEAD: &str = "kepala-dinas";
/// Files the request.
pub const PROPOSER: &str = "sekretaris-dinas-kesehatan";

/// The app that is asked for.
pub const APP: App<'_> =
    App { title: "Antrean Puskesmas Daring", purpose: "build", letter_number: "440/017/Dinkes/2026" };

/// A request on its way through a stack of its own.
pub struct Story {
    /// Where it is.
    pub own: Own,
    /// Who filed it.
    pub proposer: Actor,
    /// Its name.
    pub submission: String,
    /// What it is known by on paper.
    pub registration_number: String,
    case: String,
}

impl Story {
    /// Files the app at a local time; the first officer has the task.
    pub async fn filed_at(time: &str) -> Result<Self> {
        let own = Own::start().await?;
        own.advance(time).await?;
        let proposer = own.sign_in(PROPOSER).await?;
        let filed = proposer.file(APP).await?;
        let submission = text(&filed["name"]);
        let task = own.sign_in(GOVERNANCE).await?.awaited_task(&submission, "receipt").await?;
        let registration_number = text(&filed["registrationNumber"]);
        Ok(Self { own, proposer, submission, registration_number, case: text(&task["case"]) })
    }

    /// Steps 1 to 3.
    pub async fn receive(&self) -> Result<()> {
        self.does(GOVERNANCE, "receipt", "", Value::Null).await?;
        self.does(GOVERNANCE, "completeness_check", "complete", sheet::checklist(&[])).await?;
        self.does(INFRASTRUCTURE, "acknowledgement", "", sheet::disposition(GOVERNANCE)).await?;
        Ok(())
    }

    /// Step 4 with a conclusion.
    pub async fn analyse_feasibility(&self, conclusion: &str) -> Result<Done> {
        self.does(
            GOVERNANCE,
            "feasibility",
            "",
            sheet::feasibility(conclusion, "Proses bisnis telah ditelaah."),
        )
        .await
    }

    /// Step 5.
    pub async fn validate_feasibility(&self, outcome: &str) -> Result<Done> {
        let sheet = sheet::validation("Hasil analisis kelayakan telah diperiksa.");
        self.does(INFRASTRUCTURE, "feasibility_validation", outcome, sheet).await
    }

    /// Step 6.
    pub async fn categorise(&self) -> Result<Done> {
        self.does(DEVELOPMENT, "categorisation", "", sheet::category("public_service")).await
    }

    /// Step 7.
    pub async fn analyse_technically(&self) -> Result<Done> {
        let sheet = sheet::technical("suitable", "Rancangan sesuai dengan Arsitektur SPBE.");
        self.does(PUBLIC_SERVICE, "technical_analysis", "", sheet).await
    }

    /// Step 8.
    pub async fn validate_technically(&self, outcome: &str) -> Result<Done> {
        let conditions = "Aplikasi ditempatkan pada pusat data Pemerintah Kota Tangerang.";
        let sheet = sheet::validation_with_conditions("Hasil analisis teknis telah diperiksa.", conditions);
        self.does(DEVELOPMENT, "technical_validation", outcome, sheet).await
    }

    /// From the receipt to the validation after which the head replies: all say yes.
    pub async fn approve(&self) -> Result<()> {
        self.receive().await?;
        self.analyse_feasibility("feasible").await?;
        self.validate_feasibility("feasible").await?;
        self.categorise().await?;
        self.analyse_technically().await?;
        self.validate_technically("suitable").await?;
        Ok(())
    }

    /// One step by its actor, whose inbox must already show it.
    pub async fn does(&self, position: &str, step: &str, outcome: &str, sheet: Value) -> Result<Done> {
        let officer = self.own.sign_in(position).await?;
        officer.complete(&self.submission, step, outcome, sheet).await
    }

    /// The case as an officer sees it.
    pub async fn case(&self) -> Result<Value> {
        self.own.sign_in(HEAD).await?.get(&self.case).await?.ok()
    }

    /// Fails unless the history of the case is one unbroken chain with these kinds, told and proved.
    pub async fn check_history(&self, expected: &[&str]) -> Result<()> {
        let officer = self.own.sign_in(HEAD).await?;
        // Papers that are printed meanwhile add to it.
        let read = eventually("the head of the chain is its last entry", async || {
            let page = officer.get(&format!("{}/history?pageSize=200", self.case)).await?.ok()?;
            let last = page["entries"].as_array().and_then(|it| it.last()).map(|it| it["hash"].clone());
            Ok((last == Some(self.case().await?["auditHead"].clone())).then_some(page))
        });
        let page = read.await?;
        let entries = page["entries"].as_array().context("entries")?;
        let kinds: Vec<&str> = entries.iter().filter_map(|it| it["kind"].as_str()).collect();
        for kind in expected {
            ensure!(kinds.contains(kind), "no {kind} in {kinds:?}");
        }
        for (pair, sequence) in entries.windows(2).zip(1..) {
            ensure!(pair[1]["previousHash"] == pair[0]["hash"], "the chain breaks after {sequence}");
            ensure!(text(&pair[0]["sequence"]) == sequence.to_string(), "a gap at {sequence}");
        }
        self.own.audit()?;
        Ok(())
    }
}

/// The open task of a case at `step`.
pub fn open_task(case: &Value, step: &str) -> Result<Value> {
    let tasks = case["openTasks"].as_array().context("open tasks")?;
    let found = tasks.iter().find(|it| it["step"] == step);
    found.cloned().with_context(|| format!("no open task {step} in {tasks:?}"))
}

/// Ids of the steps at which a case has tasks, oldest first.
pub fn steps(case: &Value) -> Vec<String> {
    case["tasks"].as_array().into_iter().flatten().map(|it| text(&it["step"])).collect()
}

/// Fails unless `value` is the local time, or up to a minute later: the time that passed by itself since the clock was set.
#[track_caller]
pub fn assert_soon_after(value: &Value, local: &str) {
    let (time, expected) = (instant(value), jakarta(local).expect("a local time"));
    assert!(expected <= time && time < expected + 1.minute(), "{time} is not soon after {expected}");
}

/// Fails unless `value` is exactly the local time.
#[track_caller]
pub fn assert_at(value: &Value, local: &str) {
    assert_eq!(instant(value), jakarta(local).expect("a local time"));
}

#[track_caller]
fn instant(value: &Value) -> Timestamp {
    text(value).parse().unwrap_or_else(|_| panic!("{value} is no time"))
}

/// A value without quotation marks.
pub fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| if value.is_null() { String::new() } else { value.to_string() }, str::to_owned)
}
