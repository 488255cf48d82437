//! What is told of requests that were carried on to another agency.

use super::{Desk, required};
use crate::notice::Happening;
use platform::{Result, inbox::Handle};
use proto::intake::v1::{CarriedSubmissionTold, submission};
use sqlx::PgConnection;

impl Handle<CarriedSubmissionTold> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: CarriedSubmissionTold) -> Result<()> {
        let Some(carried) = event.carried else { return Ok(()) };
        let result = match carried.state() {
            submission::State::Decided => carried.decision_title.clone(),
            submission::State::Lapsed => "dianggap dibatalkan".to_owned(),
            submission::State::Withdrawn => "ditarik kembali".to_owned(),
            // On its way.
            _ => return Ok(()),
        };
        let ended = required("update_time", carried.update_time)?;
        let fact = format!("carried {} ended at {}", carried.submission, ended.seconds);
        let happening = Happening::CarriedOn {
            procedure_title: carried.procedure_title,
            registration_number: carried.registration_number,
            result,
        };
        self.tell_applicant(tx, fact, &event.submission, event.submission.clone(), happening).await
    }
}
