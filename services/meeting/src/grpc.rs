//! What meeting can be asked.

mod convene;
mod dossier;
mod list;
mod parse;
mod record;
mod respond;
pub(crate) mod view;

use crate::{
    meeting::{MEETINGS, Meeting},
    store,
    team::{TEAMS, Team},
};
use futures::stream::BoxStream;
use platform::{Agency, Caller, Clock, Database, Directory, Error, Parts, ResourceName, Result, Tx};
use proto::{
    google::api::HttpBody,
    meeting::v1::{
        self as pb,
        meeting_service_server::{MeetingService, MeetingServiceServer},
    },
};
use tonic::{Request, Response, Status, service::Routes};

pub(crate) fn routes(parts: &Parts) -> Routes {
    let (db, clock, directory) = (parts.database(crate::NAME), parts.clock.clone(), parts.directory());
    Routes::new(MeetingServiceServer::new(Desk { db, clock, directory, parts: parts.clone() }))
}

struct Desk {
    db: Database,
    clock: Clock,
    directory: Directory,
    parts: Parts,
}

#[tonic::async_trait]
impl MeetingService for Desk {
    type DownloadDocumentStream = BoxStream<'static, Result<HttpBody, Status>>;

    async fn list_coordination_teams(
        &self,
        request: Request<pb::ListCoordinationTeamsRequest>,
    ) -> Result<Response<pb::ListCoordinationTeamsResponse>, Status> {
        Ok(self.teams(request.try_into()?).await?.into())
    }

    async fn list_agenda_items(
        &self,
        request: Request<pb::ListAgendaItemsRequest>,
    ) -> Result<Response<pb::ListAgendaItemsResponse>, Status> {
        Ok(self.agenda(request.try_into()?).await?.into())
    }

    async fn create_meeting(
        &self,
        request: Request<pb::CreateMeetingRequest>,
    ) -> Result<Response<pb::Meeting>, Status> {
        Ok(self.create(request.try_into()?).await?.into())
    }

    async fn get_meeting(
        &self,
        request: Request<pb::GetMeetingRequest>,
    ) -> Result<Response<pb::Meeting>, Status> {
        Ok(self.get(request.try_into()?).await?.into())
    }

    async fn download_document(
        &self,
        request: Request<pb::DownloadDocumentRequest>,
    ) -> Result<Response<Self::DownloadDocumentStream>, Status> {
        Ok(self.download(request.try_into()?).await?)
    }

    async fn list_meetings(
        &self,
        request: Request<pb::ListMeetingsRequest>,
    ) -> Result<Response<pb::ListMeetingsResponse>, Status> {
        Ok(self.meetings(request.try_into()?).await?.into())
    }

    async fn update_meeting(
        &self,
        request: Request<pb::UpdateMeetingRequest>,
    ) -> Result<Response<pb::Meeting>, Status> {
        Ok(self.update(request.try_into()?).await?.into())
    }

    async fn schedule_meeting(
        &self,
        request: Request<pb::ScheduleMeetingRequest>,
    ) -> Result<Response<pb::Meeting>, Status> {
        Ok(self.schedule(request.try_into()?).await?.into())
    }

    async fn cancel_meeting(
        &self,
        request: Request<pb::CancelMeetingRequest>,
    ) -> Result<Response<pb::Meeting>, Status> {
        Ok(self.cancel(request.try_into()?).await?.into())
    }

    async fn respond_invitation(
        &self,
        request: Request<pb::RespondInvitationRequest>,
    ) -> Result<Response<pb::Meeting>, Status> {
        Ok(self.respond(request.try_into()?).await?.into())
    }

    async fn record_attendance(
        &self,
        request: Request<pb::RecordAttendanceRequest>,
    ) -> Result<Response<pb::Meeting>, Status> {
        Ok(self.attendance(request.try_into()?).await?.into())
    }

    async fn record_discussion(
        &self,
        request: Request<pb::RecordDiscussionRequest>,
    ) -> Result<Response<pb::Meeting>, Status> {
        Ok(self.discussion(request.try_into()?).await?.into())
    }

    async fn confirm_meeting(
        &self,
        request: Request<pb::ConfirmMeetingRequest>,
    ) -> Result<Response<pb::Meeting>, Status> {
        Ok(self.confirm(request.try_into()?).await?.into())
    }
}

/// Other agencies' teams and meetings do not exist for the caller.
fn own_agency(caller: &Caller, parent: &str) -> Result<Agency> {
    let agency = Agency::from_name(parent)?;
    if agency == caller.agency { Ok(agency) } else { Err(Error::NotFound(parent.to_owned())) }
}

/// Reads the name of a meeting.
fn name(name: &str) -> Result<ResourceName> {
    ResourceName::parse(MEETINGS, name)
}

/// Locks a meeting for the secretariat of its team. To those who do not convene it, it does not exist.
async fn convened(tx: &mut Tx, caller: &Caller, name: &ResourceName) -> Result<(Meeting, Team)> {
    let missing = || Error::NotFound(name.to_string());
    if name.agency != caller.agency {
        return Err(missing());
    }
    let meeting = store::lock(tx, name).await?.ok_or_else(missing)?;
    let team = ResourceName { collection: TEAMS, id: meeting.team, ..name.clone() };
    let team = store::team(tx, &team).await?.ok_or_else(|| Error::internal(format!("{team} is gone")))?;
    if team.admit(caller).is_err() && !meeting.is_convened_by(caller) {
        return Err(missing());
    }
    team.admit(caller)?;
    Ok((meeting, team))
}
