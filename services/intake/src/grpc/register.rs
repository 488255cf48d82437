//! What anyone can ask about requests.

use crate::{
    store::{self, EntryFilter, Place},
    submission::{Answer, RegisterEntry, RegistrationKey, State, Tracked},
    text::line,
};
use platform::{Agency, Database, Error, Parts, Result, page::Page, time};
use proto::intake::v1::{
    self as pb,
    register_entry::Answer as PbAnswer,
    register_service_server::{RegisterService, RegisterServiceServer},
    tracked_submission::Side,
};
use tonic::{Request, Response, Status};

/// Stands for all agencies that decide.
const EVERY_AGENCY: &str = "agencies/-";
const MAX_QUERY_CHARS: usize = 200;

pub(super) fn server(parts: Parts, db: Database) -> RegisterServiceServer<impl RegisterService> {
    RegisterServiceServer::new(Desk { parts, db })
}

struct Desk {
    parts: Parts,
    db: Database,
}

#[tonic::async_trait]
impl RegisterService for Desk {
    async fn track_submissions(
        &self,
        request: Request<pb::TrackSubmissionsRequest>,
    ) -> Result<Response<pb::TrackSubmissionsResponse>, Status> {
        Ok(self.track(request.into_inner()).await?.into())
    }

    async fn list_register_entries(
        &self,
        request: Request<pb::ListRegisterEntriesRequest>,
    ) -> Result<Response<pb::ListRegisterEntriesResponse>, Status> {
        Ok(self.list(request.into_inner()).await?.into())
    }
}

impl Desk {
    async fn track(&self, body: pb::TrackSubmissionsRequest) -> Result<pb::TrackSubmissionsResponse> {
        let key = RegistrationKey::parse(&body.registration_number)?;
        let mut tx = self.db.begin().await?;
        let tracked = store::track(&mut tx, &key).await?;
        drop(tx);

        if tracked.is_empty() {
            return Err(RegistrationKey::unknown());
        }
        let mut submissions = Vec::with_capacity(tracked.len());
        for one in tracked {
            let agency_title = self.title(&one.procedure.agency).await?;
            submissions.push(pb::TrackedSubmission { agency_title, ..one.into() });
        }
        Ok(pb::TrackSubmissionsResponse { submissions })
    }

    async fn list(&self, body: pb::ListRegisterEntriesRequest) -> Result<pb::ListRegisterEntriesResponse> {
        let agency = if body.parent == EVERY_AGENCY { None } else { Some(Agency::from_name(&body.parent)?) };
        let query = line("query", &body.query, MAX_QUERY_CHARS)?;
        let decision = line("decision", &body.decision, MAX_QUERY_CHARS)?;
        let year = i16::try_from(body.year).map_err(|_| Error::invalid("year: is not a year"))?;
        let scope = format!("register of {} {year} {decision:?} {query:?}", body.parent);
        let page: Page<Place> = Page::read(scope, body.page_size, &body.page_token)?;

        let filter = EntryFilter {
            agency: agency.as_ref(),
            decision: Some(decision.as_str()).filter(|it| !it.is_empty()),
            year: Some(year).filter(|it| *it != 0),
            query: Some(query.as_str()).filter(|it| !it.is_empty()),
            after: page.after,
            limit: page.limit,
        };
        let mut tx = self.db.begin().await?;
        let entries = store::list_entries(&mut tx, &filter).await?;
        drop(tx);

        let (entries, next_page_token) = page.cut(entries, |it| Place::from(it));
        let mut register_entries = Vec::with_capacity(entries.len());
        for one in entries {
            let agency_title = self.title(&one.name.agency).await?;
            register_entries.push(pb::RegisterEntry { agency_title, ..one.into() });
        }
        Ok(pb::ListRegisterEntriesResponse { register_entries, next_page_token })
    }

    /// What an agency is called; the directory's answers are kept for a while.
    async fn title(&self, agency: &Agency) -> Result<String> {
        Ok(self.parts.directory().agency(agency).await?.title)
    }
}

impl From<Tracked> for pb::TrackedSubmission {
    fn from(tracked: Tracked) -> Self {
        let waits_for = match tracked.state {
            State::Filed | State::InReview => Side::ReviewingAgency,
            State::Returned | State::FollowUp => Side::Proposer,
            State::Draft | State::Decided | State::Withdrawn | State::Lapsed => Side::Unspecified,
        };
        let since = Some(tracked.state_since).filter(|_| waits_for != Side::Unspecified);
        let due_at = tracked.follow_up_due_at.filter(|_| tracked.state == State::FollowUp);
        let (register_entry, decision_title) =
            tracked.entry.map(|(name, title)| (name.to_string(), title)).unwrap_or_default();
        Self {
            agency: tracked.procedure.agency.name(),
            agency_title: String::new(),
            procedure: tracked.procedure.to_string(),
            procedure_title: tracked.procedure_title,
            registration_number: tracked.registration_number,
            state: tracked.state.to_reply().into(),
            activity: if tracked.state == State::InReview { tracked.activity } else { String::new() },
            file_time: Some(time::to_proto(tracked.filed_at)),
            update_time: Some(time::to_proto(tracked.updated_at)),
            close_time: tracked.closed_at.map(time::to_proto),
            decision_title,
            waits_for: waits_for.into(),
            wait_time: since.map(time::to_proto),
            follow_up_due_time: due_at.map(time::to_proto),
            register_entry,
        }
    }
}

impl From<RegisterEntry> for pb::RegisterEntry {
    fn from(entry: RegisterEntry) -> Self {
        Self {
            name: entry.name.to_string(),
            agency_title: String::new(),
            registration_number: entry.registration_number,
            procedure: entry.procedure.to_string(),
            procedure_title: entry.procedure_title,
            app_title: entry.app_title,
            purpose: entry.purpose.id,
            purpose_title: entry.purpose.title,
            proposing_agency: entry.proposing_agency.name(),
            proposing_agency_title: entry.proposing_agency_title,
            proposing_office_title: entry.proposing_office_title,
            decision: entry.decision.id,
            decision_title: entry.decision.title,
            file_time: Some(time::to_proto(entry.filed_at)),
            decide_time: Some(time::to_proto(entry.decided_at)),
            answer: entry.answer.map(Into::into),
        }
    }
}

impl From<Answer> for PbAnswer {
    fn from(answer: Answer) -> Self {
        Self {
            number: answer.number,
            date: answer.date.to_string(),
            verification_code: answer.verification_code,
        }
    }
}
