//! Telling anyone whether a letter was issued, by its code or by its file.

use super::{Desk, contract};
use crate::{
    inspection::{Inspected, Inspection},
    letter::{Letter, State, VerificationCode},
    store,
};
use platform::{Caller, Error, ResourceName, Result, tenancy};
use proto::letter::v1::{self as pb, file_verification::Outcome};
use tokio::task::spawn_blocking;
use tonic::Streaming;

impl Desk {
    pub(super) async fn verify(&self, body: pb::VerifyLetterRequest) -> Result<pb::Verification> {
        let code = VerificationCode::parse(&body.code)?;
        let letter = self.issued_under(&code).await?;
        letter.ok_or_else(|| Error::NotFound("a letter with this code".to_owned()))
    }

    pub(super) async fn verify_file(
        &self,
        pieces: Streaming<pb::VerifyFileRequest>,
    ) -> Result<pb::FileVerification> {
        let Inspected { sha256, codes } = inspect(pieces).await?;

        let mut tx = self.issuing.db.begin().await?;
        let known = store::find_file(&mut tx, &sha256).await?;
        drop(tx);
        if let Some((name, code)) = known
            && let Some(letter) = self.public(&name, &code).await?
        {
            return Ok(told(Outcome::Authentic, letter, &code, sha256));
        }
        for code in codes {
            if let Some(letter) = self.issued_under(&code).await? {
                return Ok(told(Outcome::Altered, letter, &code, sha256));
            }
        }
        Ok(pb::FileVerification { outcome: Outcome::Unknown.into(), sha256, ..Default::default() })
    }

    /// What the public may know of the letter that was issued under `code`, if one was.
    async fn issued_under(&self, code: &VerificationCode) -> Result<Option<pb::Verification>> {
        let mut tx = self.issuing.db.begin().await?;
        let name = store::find_code(&mut tx, code).await?;
        drop(tx);
        match name {
            Some(name) => self.public(&name, code).await,
            None => Ok(None),
        }
    }

    async fn public(&self, name: &ResourceName, code: &VerificationCode) -> Result<Option<pb::Verification>> {
        let mut tx = tenancy::begin(&self.issuing.db, &Caller::platform(&name.agency)).await?;
        let letter = store::load(&mut tx, name).await?;
        Ok(contract::verification(&letter).filter(|_| bears(&letter, code)))
    }
}

/// Looks at the bytes as they come, each piece off the runtime.
async fn inspect(mut pieces: Streaming<pb::VerifyFileRequest>) -> Result<Inspected> {
    let mut inspection = Inspection::default();
    while let Some(piece) = pieces.message().await? {
        let data = piece.content.map(|it| it.data).unwrap_or_default();
        let feed = move || inspection.feed(&data).map(|()| inspection);
        inspection = spawn_blocking(feed).await.map_err(Error::internal)??;
    }
    inspection.finish()
}

/// A code that was taken and given up again belongs to no letter.
fn bears(letter: &Letter, code: &VerificationCode) -> bool {
    matches!(letter.state, State::Issued | State::Voided)
        && letter.taken.as_ref().is_some_and(|it| it.code.as_ref() == Some(code))
}

fn told(
    outcome: Outcome,
    letter: pb::Verification,
    code: &VerificationCode,
    sha256: String,
) -> pb::FileVerification {
    pb::FileVerification {
        outcome: outcome.into(),
        letter: Some(letter),
        verification_code: code.as_str().to_owned(),
        sha256,
    }
}
