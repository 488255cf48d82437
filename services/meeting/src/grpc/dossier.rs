//! Reading one meeting, with the dossiers of its cases for those who discuss them.

use super::{Desk, name, view};
use crate::{
    agenda::AgendaItem,
    meeting::{Invitation, Meeting},
    store,
    team::TEAMS,
};
use futures::{StreamExt as _, stream::BoxStream};
use platform::{Call, Caller, Error, ResourceName, Result, tenancy};
use proto::{
    document::v1::{DownloadFileRequest, document_service_client::DocumentServiceClient},
    google::api::HttpBody,
    meeting::v1 as pb,
};
use tonic::{Response, Status};
use uuid::Uuid;

const FILES: &str = "files";

impl Desk {
    pub(super) async fn get(&self, call: Call<pb::GetMeetingRequest>) -> Result<pb::Meeting> {
        let Call { caller, body } = call;
        let name = name(&body.name)?;
        let missing = || Error::NotFound(name.to_string());
        let (meeting, items) = self.open_to(&caller, &name).await?.ok_or_else(missing)?;
        let ids: Vec<Uuid> = items.iter().map(|it| it.id).collect();
        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let sessions = store::earlier_sessions(&mut tx, &name, &ids).await?;
        drop(tx);
        let mut seen = view::seen_by(&caller, meeting).ok_or_else(missing)?;
        for discussion in &mut seen.discussions {
            let item = items.iter().find(|it| it.name().to_string() == discussion.agenda_item);
            discussion.dossier = item.map(|it| view::dossier(it.clone(), &sessions));
        }
        Ok(seen)
    }

    /// Gives out a document in the agency's own name: who may read it is decided here, at each reading, so that nobody reads
    /// on after the meeting.
    pub(super) async fn download(
        &self,
        call: Call<pb::DownloadDocumentRequest>,
    ) -> Result<Response<BoxStream<'static, Result<HttpBody, Status>>>> {
        let Call { caller, body } = call;
        let (name, file) = (name(&body.name)?, ResourceName::parse(FILES, &body.file)?.to_string());
        let open = self.open_to(&caller, &name).await?.map(|(_, items)| items).unwrap_or_default();
        if !open.iter().flat_map(|it| &it.documents).any(|it| it.file == file) {
            return Err(Error::NotFound(file));
        }

        let platform = Caller::platform(&name.agency);
        let request = self.parts.request(&platform, DownloadFileRequest { name: file })?;
        let mut document = DocumentServiceClient::new(self.parts.channel("document"));
        let (metadata, messages, _) = document.download_file(request).await?.into_parts();
        let mut response = Response::new(messages.boxed());
        for key in ["content-disposition", "etag", "telaah-content-length"] {
            if let Some(value) = metadata.get(key) {
                response.metadata_mut().insert(key, value.clone());
            }
        }
        Ok(response)
    }

    /// A meeting, and those of its cases whose dossier the caller may read.
    async fn open_to(
        &self,
        caller: &Caller,
        name: &ResourceName,
    ) -> Result<Option<(Meeting, Vec<AgendaItem>)>> {
        let mut tx = tenancy::snapshot(&self.db, caller).await?;
        let Some(meeting) = store::read(&mut tx, name).await? else {
            return Ok(None);
        };
        let ids: Vec<Uuid> = meeting.discussions.iter().map(|it| it.agenda_item).collect();
        let mut items = store::read_items(&mut tx, &name.agency, &ids).await?;
        let team = ResourceName { collection: TEAMS, id: meeting.team, ..name.clone() };
        let team = store::team(&mut tx, &team).await?.filter(|_| meeting.is_convened_by(caller));
        // The directory may take long, and needs no connection to the database.
        drop(tx);
        let invitation = self.invitation(caller, &meeting).await?;
        items.retain(|item| {
            let discussion = meeting.discussions.iter().find(|it| it.agenda_item == item.id);
            team.as_ref().is_some_and(|it| item.is_listed_for(caller, it))
                || discussion.zip(invitation).is_some_and(|(it, by)| meeting.opens(it, by))
        });
        Ok(Some((meeting, items)))
    }

    /// The invitation that calls the caller's own office.
    async fn invitation<'m>(&self, caller: &Caller, meeting: &'m Meeting) -> Result<Option<&'m Invitation>> {
        match meeting.invitation_of(caller) {
            Some(invitation) if self.is_called(caller, invitation).await? => Ok(Some(invitation)),
            Some(_) | None => Ok(None),
        }
    }
}
