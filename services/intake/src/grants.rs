//! Lets the reviewing offices read the files of what was filed or answered.
//!
//! It happens on intake's own events, and so after each filing and never before it: a draft's files stay with the office
//! that writes it. A grant may be repeated, so it needs no row of its own.

use crate::{
    store,
    submission::{COLLECTION, Filing, Proposer, Submission},
};
use platform::{Agency, Caller, Error, Parts, ResourceName, Result, inbox::Handle};
use proto::{
    document::v1::{GrantReadRequest, Reader, document_service_client::DocumentServiceClient},
    intake::v1::{ActionItemAnswered, Document, Dossier, SubmissionFiled, SubmissionRefiled},
};
use sqlx::PgConnection;
use std::collections::BTreeMap;

#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) parts: Parts,
}

impl Handle<SubmissionFiled> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: SubmissionFiled) -> Result<()> {
        self.grant_dossier(tx, event.dossier).await
    }
}

impl Handle<SubmissionRefiled> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: SubmissionRefiled) -> Result<()> {
        self.grant_dossier(tx, event.dossier).await
    }
}

impl Handle<ActionItemAnswered> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: ActionItemAnswered) -> Result<()> {
        self.grant(tx, &event.submission, event.documents).await
    }
}

impl Desk {
    async fn grant_dossier(&self, tx: &mut PgConnection, dossier: Option<Dossier>) -> Result<()> {
        let dossier = dossier.ok_or_else(|| Error::invalid("dossier is missing"))?;
        self.grant(tx, &dossier.submission, dossier.documents).await
    }

    async fn grant(&self, tx: &mut PgConnection, submission: &str, documents: Vec<Document>) -> Result<()> {
        let name = ResourceName::parse(COLLECTION, submission)?;
        let submission = store::load(tx, &name).await?;
        let owner = owner(&submission);
        let readers = readers(submission)?;
        let files = documents.into_iter().map(|it| it.file).collect();
        open(&self.parts, &owner, files, &readers).await
    }
}

/// Lets `readers` read `files`, which may be of several agencies, in the name of `owner`, who may already.
pub(crate) async fn open(
    parts: &Parts,
    owner: &Agency,
    files: Vec<String>,
    readers: &[Reader],
) -> Result<()> {
    let mut by_agency: BTreeMap<Agency, Vec<String>> = BTreeMap::new();
    for file in files {
        let agency = ResourceName::parse(crate::submission::FILES, &file)?.agency;
        by_agency.entry(agency).or_default().push(file);
    }
    let mut document = DocumentServiceClient::new(parts.channel("document"));
    for files in by_agency.into_values() {
        let grant = GrantReadRequest { files, readers: readers.to_vec() };
        document.grant_read(parts.request(&Caller::platform(owner), grant)?).await?;
    }
    Ok(())
}

/// The agency whose offices uploaded it: the one that recorded the letter, or else the one that asks.
fn owner(submission: &Submission) -> Agency {
    match submission.incoming {
        Some(_) => submission.name.agency.clone(),
        None => submission.proposer.agency.clone(),
    }
}

/// The offices that review, and where a letter was recorded the agency that sent it.
fn readers(submission: Submission) -> Result<Vec<Reader>> {
    let filing = submission.filing.ok_or_else(|| Error::internal("what was filed has no filing"))?;
    let sender = submission.incoming.map(|_| submission.proposer.readers()).unwrap_or_default();
    Ok(reviewers(&submission.name.agency, filing).into_iter().chain(sender).collect())
}

fn reviewers(agency: &Agency, filing: Filing) -> Vec<Reader> {
    let reader = |office| Reader { agency: agency.name(), office };
    if filing.reviewing_offices.is_empty() {
        return vec![reader(String::new())];
    }
    filing.reviewing_offices.into_iter().map(reader).collect()
}

impl Proposer {
    /// The offices that ask and prepare; where none is known, every office of the agency.
    pub(crate) fn readers(&self) -> Vec<Reader> {
        let offices = std::iter::once(&self.office).chain(&self.preparing_offices);
        offices.map(|office| Reader { agency: self.agency.name(), office: office.clone() }).collect()
    }
}
