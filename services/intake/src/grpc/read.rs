//! Reading and listing.

use super::Desk;
use crate::{
    store::{self, Filter},
    submission::{COLLECTION, State, Submission},
};
use platform::{Agency, Call, Caller, Error, ResourceName, Result, page::Page, tenancy};
use proto::intake::v1::{self as pb, submission};
use sqlx::PgConnection;
use uuid::Uuid;

/// Stands for all reviewing agencies.
const EVERY_AGENCY: &str = "agencies/-";

impl Desk {
    pub(super) async fn get(&self, call: Call<pb::GetSubmissionRequest>) -> Result<pb::Submission> {
        let Call { caller, body } = call;
        let name = ResourceName::parse(COLLECTION, &body.name)?;

        let mut tx = tenancy::snapshot(&self.db, &caller).await?;
        let mut submission = store::load(&mut tx, &name).await?;
        let view = submission.view(&caller)?;
        // What the proposer is correcting is theirs until they send it back.
        if submission.state == State::Returned
            && !view.proposing
            && (!view.recording || submission.is_taken_over())
            && let Some(dossier) = store::last_dossier(&mut tx, &name).await?
        {
            submission.content = dossier.into_content();
        }
        let carriable_to = self.carriable_to(&mut tx, &submission, &caller).await?;
        Ok(pb::Submission { carriable_to, ..submission.into_reply(view) })
    }

    /// The title of the procedure to which the caller may carry it on now; empty: none.
    async fn carriable_to(
        &self,
        tx: &mut PgConnection,
        submission: &Submission,
        caller: &Caller,
    ) -> Result<String> {
        if !submission.marked_for_carry || submission.carried.is_some() {
            return Ok(String::new());
        }
        let form = store::form(tx, submission).await?;
        let Ok(rule) = submission.expect_carriable(&form, caller) else { return Ok(String::new()) };
        match store::newest_form(tx, &rule.agency.parse()?, Some(&rule.procedure)).await {
            Ok(target) => Ok(target.title),
            // It was not published here.
            Err(Error::NotFound(_)) => Ok(String::new()),
            Err(error) => Err(error),
        }
    }

    pub(super) async fn list(
        &self,
        call: Call<pb::ListSubmissionsRequest>,
    ) -> Result<pb::ListSubmissionsResponse> {
        let Call { caller, body } = call;
        let agency = if body.parent == EVERY_AGENCY { None } else { Some(Agency::from_name(&body.parent)?) };
        let state = state(body.state())?;
        let scope = format!("submissions {} {} {}", body.parent, caller.agency, body.state);
        let page: Page<Uuid> = Page::read(scope, body.page_size, &body.page_token)?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let filter = Filter { agency: agency.as_ref(), state, before: page.after, limit: page.limit };
        let rows = store::list(&mut tx, &caller, &filter).await?;
        let (rows, next_page_token) = page.cut(rows, |it| it.name.id);
        let replies = rows.into_iter().map(|it| it.view(&caller).map(|view| it.into_reply(view)));
        Ok(pb::ListSubmissionsResponse { submissions: replies.collect::<Result<_>>()?, next_page_token })
    }

    pub(super) async fn receipt(&self, call: Call<pb::GetReceiptRequest>) -> Result<pb::Receipt> {
        let Call { caller, body } = call;
        let name = ResourceName::parse(COLLECTION, &body.name)?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        store::load(&mut tx, &name).await?.view(&caller)?;
        let dossier = store::last_dossier(&mut tx, &name).await?;
        let dossier =
            dossier.ok_or_else(|| Error::Conflict(format!("{name} is a draft: file it to get a receipt")))?;
        Ok(dossier.into_receipt(&name))
    }

    pub(super) async fn events(
        &self,
        call: Call<pb::ListSubmissionEventsRequest>,
    ) -> Result<pb::ListSubmissionEventsResponse> {
        let Call { caller, body } = call;
        let name = ResourceName::parse(COLLECTION, &body.parent)?;
        let page: Page<i64> = Page::read(format!("events {name}"), body.page_size, &body.page_token)?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        store::load(&mut tx, &name).await?.view(&caller)?;
        let told = store::events(&mut tx, &name, page.after.unwrap_or(0), page.limit).await?;
        let (told, next_page_token) = page.cut(told, |it| it.sequence);
        Ok(pb::ListSubmissionEventsResponse {
            events: told.into_iter().map(Into::into).collect(),
            next_page_token,
        })
    }
}

fn state(state: submission::State) -> Result<Option<State>> {
    Ok(Some(match state {
        submission::State::Unspecified => return Ok(None),
        submission::State::Draft => State::Draft,
        submission::State::Filed => State::Filed,
        submission::State::InReview => State::InReview,
        submission::State::Returned => State::Returned,
        submission::State::Decided => State::Decided,
        submission::State::Withdrawn => State::Withdrawn,
        submission::State::Lapsed => State::Lapsed,
        submission::State::FollowUp => State::FollowUp,
    }))
}
