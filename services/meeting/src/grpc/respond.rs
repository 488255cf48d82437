//! An invited agency's answer.

use super::{Desk, name, parse, view};
use crate::{
    meeting::{Answer, Invitation},
    store,
};
use platform::{
    Call, Caller, Error, Result,
    idempotency::{self, Claim},
    resource, tenancy,
};
use proto::meeting::v1 as pb;

const MAX_DELEGATES: usize = 20;

impl Desk {
    pub(super) async fn respond(&self, call: Call<pb::RespondInvitationRequest>) -> Result<pb::Meeting> {
        let Call { caller, body } = call;
        let request_id = resource::request_id(&body.request_id)?;
        let name = name(&body.name)?;
        let answer = Answer {
            accepts: body.accept,
            delegates: parse::lines("delegates", &body.delegates, MAX_DELEGATES, 200)?,
            note: parse::text("note", &body.note, 1_000)?,
        };
        let missing = || Error::NotFound(name.to_string());
        let seen = store::read(&mut *tenancy::begin(&self.db, &caller).await?, &name).await?;
        let seen = seen.ok_or_else(missing)?;
        self.expect_invited(&caller, seen.invitation_of(&caller).ok_or_else(missing)?).await?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let mut meeting = store::read(&mut tx, &name).await?.ok_or_else(missing)?;
        if !meeting.is_open() {
            return Err(Error::Conflict(format!(
                "{name} takes no answers any more: it is {}",
                meeting.state
            )));
        }
        let own = |it: &&mut Invitation| it.member_agency == caller.agency;
        let invitation = meeting.invitations.iter_mut().find(own).ok_or_else(missing)?;
        invitation.answer(answer);
        store::answer(&mut tx, invitation).await?;
        // Its row is locked now: whoever moves the meeting has done so before, or asks again after this.
        let now = store::read(&mut tx, &name).await?.ok_or_else(missing)?;
        if now.is_moved_by(&seen.draft()) {
            return Err(Error::Conflict(format!(
                "{name} was moved to another time meanwhile: read it again"
            )));
        }
        claimed.answer(tx, view::seen_by(&caller, meeting).ok_or_else(missing)?).await
    }

    /// Lets only the office that was invited go on: that of the position, or that which proposes.
    async fn expect_invited(&self, caller: &Caller, invitation: &Invitation) -> Result<()> {
        if invitation.is_of_proposer(caller) || self.is_called(caller, invitation).await? {
            return Ok(());
        }
        Err(Error::Denied("only the office that was invited may answer".to_owned()))
    }

    /// Whether the caller is of the office of the position that was invited.
    pub(super) async fn is_called(&self, caller: &Caller, invitation: &Invitation) -> Result<bool> {
        if invitation.names(caller) || invitation.position.is_empty() {
            return Ok(invitation.names(caller));
        }
        match self.directory.position(&caller.agency, &invitation.position).await {
            Ok(position) => Ok(position.office.rsplit('/').next() == Some(&*caller.office)),
            Err(Error::NotFound(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
