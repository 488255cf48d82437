//! What meeting can be asked.

use crate::{
    meeting::{Meeting, Team},
    store,
};
use platform::{Agency, Call, Caller, Database, Error, Parts, Result, page::Page, tenancy, time};
use proto::meeting::v1::{
    self as pb,
    meeting_service_server::{MeetingService, MeetingServiceServer},
};
use tonic::{Request, Response, Status, service::Routes};
use uuid::Uuid;

pub(crate) fn routes(parts: &Parts) -> Routes {
    Routes::new(MeetingServiceServer::new(Desk { db: parts.database(crate::NAME) }))
}

struct Desk {
    db: Database,
}

#[tonic::async_trait]
impl MeetingService for Desk {
    async fn list_coordination_teams(
        &self,
        request: Request<pb::ListCoordinationTeamsRequest>,
    ) -> Result<Response<pb::ListCoordinationTeamsResponse>, Status> {
        Ok(self.teams(request.try_into()?).await?.into())
    }

    async fn list_meetings(
        &self,
        request: Request<pb::ListMeetingsRequest>,
    ) -> Result<Response<pb::ListMeetingsResponse>, Status> {
        Ok(self.meetings(request.try_into()?).await?.into())
    }
}

impl Desk {
    async fn teams(
        &self,
        call: Call<pb::ListCoordinationTeamsRequest>,
    ) -> Result<pb::ListCoordinationTeamsResponse> {
        let Call { caller, body } = call;
        let agency = own_agency(&caller, &body.parent)?;
        let scope = format!("coordination teams {agency}");
        let page: Page<(String, Uuid)> = Page::read(scope, body.page_size, &body.page_token)?;
        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let rows = store::list_teams(&mut tx, &agency, page.after.as_ref(), page.limit).await?;
        let (rows, next_page_token) = page.cut(rows, |it| (it.title.clone(), it.name.id));
        let coordination_teams = rows.into_iter().map(pb::CoordinationTeam::from).collect();
        Ok(pb::ListCoordinationTeamsResponse { coordination_teams, next_page_token })
    }

    async fn meetings(&self, call: Call<pb::ListMeetingsRequest>) -> Result<pb::ListMeetingsResponse> {
        let Call { caller, body } = call;
        let agency = own_agency(&caller, &body.parent)?;
        let page: Page<(i64, Uuid)> =
            Page::read(format!("meetings {agency}"), body.page_size, &body.page_token)?;
        let after = page.after.map(|(micros, id)| {
            let start = jiff::Timestamp::from_microsecond(micros).map_err(Error::invalid)?;
            Ok::<_, Error>((start, id))
        });
        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let rows = store::list_meetings(&mut tx, &agency, after.transpose()?, page.limit).await?;
        let (rows, next_page_token) = page.cut(rows, |it| (it.starts_at.as_microsecond(), it.name.id));
        let meetings = rows.into_iter().map(pb::Meeting::from).collect();
        Ok(pb::ListMeetingsResponse { meetings, next_page_token })
    }
}

/// Other agencies' teams and meetings do not exist for the caller.
fn own_agency(caller: &Caller, parent: &str) -> Result<Agency> {
    let agency = Agency::from_name(parent)?;
    if agency == caller.agency { Ok(agency) } else { Err(Error::NotFound(parent.to_owned())) }
}

impl From<Team> for pb::CoordinationTeam {
    fn from(team: Team) -> Self {
        Self { name: team.name.to_string(), title: team.title }
    }
}

impl From<Meeting> for pb::Meeting {
    fn from(meeting: Meeting) -> Self {
        Self {
            name: meeting.name.to_string(),
            title: meeting.title,
            start_time: Some(time::to_proto(meeting.starts_at)),
            end_time: Some(time::to_proto(meeting.ends_at)),
        }
    }
}
