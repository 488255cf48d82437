//! News of what comes after a meeting, and of the request to which one was carried on.

use super::Desk;
use crate::submission::{ActionItem, Carried, News, State};
use platform::{Error, Result, inbox::Handle, time};
use proto::{
    intake::v1::{CarriedSubmission, CarriedSubmissionTold, submission},
    review::v1::{self as review, CaseReopened, FollowUpConcluded, FollowUpRequested, FollowUpTimed},
};
use sqlx::PgConnection;

impl Handle<FollowUpRequested> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: FollowUpRequested) -> Result<()> {
        let items = event.action_items.into_iter().map(ActionItem::from).collect();
        self.learn(tx, &event.submission, News::FollowUp { outcome: event.outcome, items }).await
    }
}

impl Handle<FollowUpTimed> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: FollowUpTimed) -> Result<()> {
        let due_at = time::from_proto("due_time", event.due_time)?;
        let extension_letter = (!event.extended_to.is_empty()).then_some(event.extension_letter);
        self.learn(tx, &event.submission, News::Timed { due_at, extension_letter }).await
    }
}

impl Handle<FollowUpConcluded> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: FollowUpConcluded) -> Result<()> {
        self.learn(tx, &event.submission, News::FollowedUp).await
    }
}

impl Handle<CaseReopened> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: CaseReopened) -> Result<()> {
        self.learn(tx, &event.submission, News::Reopened).await
    }
}

impl Handle<CarriedSubmissionTold> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: CarriedSubmissionTold) -> Result<()> {
        let carried = event.carried.map(Carried::try_from).transpose()?;
        self.learn(tx, &event.submission, News::Carried(carried)).await
    }
}

/// As it was asked: an answer is the proposer's to give, here.
impl From<review::ActionItem> for ActionItem {
    fn from(item: review::ActionItem) -> Self {
        Self {
            id: item.id,
            text: item.text,
            required: item.required,
            answer: String::new(),
            documents: vec![],
            answered_at: None,
        }
    }
}

impl TryFrom<CarriedSubmission> for Carried {
    type Error = Error;

    fn try_from(carried: CarriedSubmission) -> Result<Self> {
        let state = match carried.state() {
            submission::State::Unspecified => return Err(Error::invalid("carried.state is missing")),
            submission::State::Draft => State::Draft,
            submission::State::Filed => State::Filed,
            submission::State::InReview => State::InReview,
            submission::State::Returned => State::Returned,
            submission::State::FollowUp => State::FollowUp,
            submission::State::Decided => State::Decided,
            submission::State::Withdrawn => State::Withdrawn,
            submission::State::Lapsed => State::Lapsed,
        };
        Ok(Self {
            state,
            updated_at: time::from_proto("carried.update_time", carried.update_time)?,
            submission: carried.submission,
            procedure_title: carried.procedure_title,
            registration_number: carried.registration_number,
            decision_title: carried.decision_title,
        })
    }
}
