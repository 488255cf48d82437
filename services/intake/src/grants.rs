//! Lets the reviewing offices read the files of what was filed.
//!
//! It happens on intake's own events, and so after each filing and never before it: a draft's files stay with the office
//! that asks. A grant may be repeated, so it needs no row of its own.

use crate::{
    store,
    submission::{COLLECTION, Filing},
};
use platform::{Agency, Caller, Error, Parts, ResourceName, Result, inbox::Handle};
use proto::{
    document::v1::{GrantReadRequest, Reader, document_service_client::DocumentServiceClient},
    intake::v1::{ActionItemAnswered, Document, Dossier, SubmissionFiled, SubmissionRefiled},
};
use sqlx::PgConnection;

#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) parts: Parts,
}

impl Handle<SubmissionFiled> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: SubmissionFiled) -> Result<()> {
        self.grant(tx, event.dossier).await
    }
}

impl Handle<ActionItemAnswered> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: ActionItemAnswered) -> Result<()> {
        let name = ResourceName::parse(COLLECTION, &event.submission)?;
        let submission = store::load(tx, &name).await?;
        self.let_read(&name, submission.proposer.agency, submission.filing, event.documents).await
    }
}

impl Handle<SubmissionRefiled> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: SubmissionRefiled) -> Result<()> {
        self.grant(tx, event.dossier).await
    }
}

impl Desk {
    async fn grant(&self, tx: &mut PgConnection, dossier: Option<Dossier>) -> Result<()> {
        let dossier = dossier.ok_or_else(|| Error::invalid("dossier is missing"))?;
        let name = ResourceName::parse(COLLECTION, &dossier.submission)?;
        let filing = store::load(tx, &name).await?.filing;
        let proposer = Agency::from_name(&dossier.proposing_agency)?;
        self.let_read(&name, proposer, filing, dossier.documents).await
    }

    /// Lets the reviewing offices read `documents`.
    async fn let_read(
        &self,
        submission: &ResourceName,
        proposer: Agency,
        filing: Option<Filing>,
        documents: Vec<Document>,
    ) -> Result<()> {
        if documents.is_empty() {
            return Ok(());
        }
        let filing = filing.ok_or_else(|| Error::internal("what was filed has no filing"))?;
        let grant = GrantReadRequest {
            files: documents.into_iter().map(|it| it.file).collect(),
            readers: readers(&submission.agency, filing),
        };
        // In the name of the side that may read them already.
        let owner = Caller::platform(&proposer);
        let request = self.parts.request(&owner, grant)?;
        DocumentServiceClient::new(self.parts.channel("document")).grant_read(request).await?;
        Ok(())
    }
}

fn readers(agency: &Agency, filing: Filing) -> Vec<Reader> {
    let reader = |office| Reader { agency: agency.name(), office };
    if filing.reviewing_offices.is_empty() {
        return vec![reader(String::new())];
    }
    filing.reviewing_offices.into_iter().map(reader).collect()
}
