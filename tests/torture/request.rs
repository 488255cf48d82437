//! A city's request on a stack that it shares with others, from its filing to the signed letter.

use anyhow::{Context as _, Result};
use journeys::{
    Actor, App, Stack, eventually, sheet,
    story::{DEVELOPMENT, GOVERNANCE, HEAD, INFRASTRUCTURE, PROPOSER, PUBLIC_SERVICE},
};
use serde_json::Value;

/// A request on its way.
pub(crate) struct Request<'s> {
    stack: &'s Stack,
    proposer: Actor,
    /// Its name.
    pub(crate) submission: String,
}

impl<'s> Request<'s> {
    /// Files it; nobody has a task of it yet.
    pub(crate) async fn file(stack: &'s Stack, title: &str) -> Result<Self> {
        let proposer = stack.sign_in(PROPOSER).await?;
        let app = App { title, purpose: "build", letter_number: "440/017/Dinkes/2026" };
        let filed = proposer.file(app).await?;
        let submission = filed["name"].as_str().context("a submission has a name")?.to_owned();
        Ok(Self { stack, proposer, submission })
    }

    /// Files it and goes with it to its end.
    pub(crate) async fn decided(stack: &'s Stack, title: &str) -> Result<Self> {
        let request = Self::file(stack, title).await?;
        request.study().await?;
        request.sign().await?;
        Ok(request)
    }

    /// All steps of the officers before the signature.
    pub(crate) async fn study(&self) -> Result<()> {
        for (position, step, outcome, sheet) in steps() {
            self.does(position, step, outcome, sheet).await?;
        }
        Ok(())
    }

    /// One step by its actor, once the inbox shows it.
    pub(crate) async fn does(&self, position: &str, step: &str, outcome: &str, sheet: Value) -> Result<()> {
        let officer = self.stack.sign_in(position).await?;
        officer.awaited_task(&self.submission, step).await?;
        officer.complete(&self.submission, step, outcome, sheet).await?;
        Ok(())
    }

    /// The head signs the reply, and the proposer sees it.
    pub(crate) async fn sign(&self) -> Result<()> {
        let head = self.stack.sign_in(HEAD).await?;
        head.awaited_task(&self.submission, "reply").await?;
        head.sign(&self.submission, "reply").await?;
        self.is_decided().await
    }

    /// Waits until the proposer sees the decision and its letter.
    pub(crate) async fn is_decided(&self) -> Result<()> {
        let proposer = self.stack.sign_in(&self.proposer.position).await?;
        eventually("the decision with its letter", async || {
            let submission = proposer.submission(&self.submission).await?;
            let has_letter = submission["letters"].as_array().is_some_and(|it| !it.is_empty());
            Ok((submission["state"] == "DECIDED" && has_letter).then_some(()))
        })
        .await
    }
}

/// Who does what, with which outcome, before the head signs.
pub(crate) fn steps() -> [(&'static str, &'static str, &'static str, Value); 8] {
    let conditions = "Aplikasi ditempatkan pada pusat data Pemerintah Kota Tangerang.";
    [
        (GOVERNANCE, "receipt", "", Value::Null),
        (GOVERNANCE, "completeness_check", "complete", sheet::checklist(&[])),
        (INFRASTRUCTURE, "acknowledgement", "", sheet::disposition(GOVERNANCE)),
        (GOVERNANCE, "feasibility", "", sheet::feasibility("feasible", "Proses bisnis telah ditelaah.")),
        (INFRASTRUCTURE, "feasibility_validation", "feasible", sheet::validation("Telah diperiksa.")),
        (DEVELOPMENT, "categorisation", "", sheet::category("public_service")),
        (
            PUBLIC_SERVICE,
            "technical_analysis",
            "",
            sheet::technical("suitable", "Sesuai dengan Arsitektur SPBE."),
        ),
        (
            DEVELOPMENT,
            "technical_validation",
            "suitable",
            sheet::validation_with_conditions("Telah diperiksa.", conditions),
        ),
    ]
}
