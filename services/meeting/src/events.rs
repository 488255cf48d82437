//! What meeting is told, and what it tells.

mod tell;

pub(crate) use tell::{cancelled, discussed, requested, scheduled, withdrawn};

use crate::{
    agenda::{AgendaItem, CASES, Document, Headline, State},
    meeting::{Change, LETTERS, MEETINGS, Meeting},
    paper, store,
    team::TEAMS,
};
use platform::{Agency, Clock, Error, ResourceName, Result, inbox::Handle, outbox, time};
use proto::{
    intake::v1 as intake,
    letter::v1::LetterIssued,
    review::v1::{CaseClosed, CoordinationRequested},
};
use sqlx::PgConnection;

/// Keeps the agenda, and lets those invited know once the invitation is signed.
#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) clock: Clock,
}

impl Handle<CoordinationRequested> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: CoordinationRequested) -> Result<()> {
        let case = ResourceName::parse(CASES, &event.case)?;
        let dossier = event.dossier.unwrap_or_default();
        let item = AgendaItem {
            id: self.clock.id(),
            team: event.team,
            case_id: case.id,
            submission: dossier.submission,
            proposing_agency: Agency::from_name(&dossier.proposing_agency)?,
            proposing_office: dossier.proposing_office,
            headline: Headline {
                registration_number: dossier.registration_number,
                app_title: dossier.app_title,
                proposing_agency_title: dossier.proposing_agency_title,
            },
            documents: dossier.documents.into_iter().map(Document::from).collect(),
            reviewing_offices: event.reviewing_offices,
            state: State::Waiting,
            requested_at: time::from_proto("request_time", event.request_time)?,
            session_count: 0,
            meeting: None,
            agency: case.agency,
        };
        store::request(tx, &item).await
    }
}

impl Handle<CaseClosed> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: CaseClosed) -> Result<()> {
        let case = ResourceName::parse(CASES, &event.case)?;
        let case_name = case.to_string();
        let Some(item) = store::item_of_case(tx, &case).await? else {
            return Ok(());
        };
        if let Some(id) = item.meeting {
            let name = ResourceName { agency: case.agency, collection: MEETINGS, id };
            if let Some(meeting) = store::lock(tx, &name).await?.filter(Meeting::is_open) {
                self.take_off(tx, meeting, &item).await?;
            }
        }
        // The meeting is locked before its items, so what was read above may have been convened meanwhile.
        let locked = store::items(tx, &item.agency, &[item.id]).await?;
        if locked.first().and_then(|it| it.meeting) != item.meeting {
            return Err(Error::Unavailable(format!("the agenda of {case_name} changed meanwhile").into()));
        }
        store::remove_item(tx, &item.name()).await
    }
}

impl Handle<LetterIssued> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: LetterIssued) -> Result<()> {
        if event.meeting.is_empty() {
            return Ok(());
        }
        let name = ResourceName::parse(MEETINGS, &event.meeting)?;
        let letter = ResourceName::parse(LETTERS, &event.letter)?;
        let meeting = store::lock(tx, &name).await?;
        let mut meeting = meeting.ok_or_else(|| Error::NotFound(name.to_string()))?;
        let now = self.clock.now();
        if !meeting.invite(letter.id, now) {
            return Ok(());
        }
        store::save(tx, &meeting).await?;
        outbox::publish(tx, &name, now, &scheduled(&meeting)).await
    }
}

impl Desk {
    async fn take_off(&self, tx: &mut PgConnection, mut meeting: Meeting, item: &AgendaItem) -> Result<()> {
        let letter = self.clock.id();
        let before = meeting.unsigned_invitation();
        let change = meeting.take_off(item.id, letter);
        store::save(tx, &meeting).await?;
        let (name, now) = (meeting.name(), self.clock.now());
        if let Some(event) = withdrawn(before, &meeting, now) {
            outbox::publish(tx, &name, now, &event).await?;
        }
        match change {
            Change::ToTell => outbox::publish(tx, &name, now, &scheduled(&meeting)).await,
            Change::ToInvite => {
                let team = ResourceName { collection: TEAMS, id: meeting.team, ..name.clone() };
                let team = store::team(tx, &team).await?.ok_or_else(|| Error::NotFound(team.to_string()))?;
                let paper = paper::invitation(&meeting, &team, letter);
                outbox::publish(tx, &name, now, &requested(&meeting, paper, None, now)).await
            }
            Change::Plain => Ok(()),
        }
    }
}

impl From<intake::Document> for Document {
    fn from(document: intake::Document) -> Self {
        let intake::Document { requirement, title, file, file_name, media_type, size_bytes, sha256 } =
            document;
        Self { requirement, title, file, file_name, media_type, size_bytes, sha256 }
    }
}
