//! What meeting is told, and what it tells.

mod tell;

pub(crate) use tell::{cancelled, discussed, requested, scheduled, withdrawn};

use crate::{
    agenda::{AgendaItem, CASES, Document, Headline, Proposal, Section, State},
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
use uuid::Uuid;

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
            proposal: Some(Proposal {
                purpose_title: dossier.purpose_title,
                proposing_office_title: dossier.proposing_office_title,
                letter_number: dossier.letter_number,
                letter_date: dossier.letter_date,
                sections: dossier.sections.into_iter().map(Section::from).collect(),
            }),
            reviewing_offices: event.reviewing_offices,
            state: State::Waiting,
            requested_at: time::from_proto("request_time", event.request_time)?,
            session_count: 0,
            meeting: None,
            agency: case.agency.clone(),
        };
        if let Some(known) = store::item_of_case(tx, &case).await? {
            let rename = |meeting: &mut Meeting, letter| meeting.rename(known.id, &item.headline, letter);
            self.change(tx, &known, rename).await?;
        }
        store::request(tx, &item).await
    }
}

impl Handle<CaseClosed> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: CaseClosed) -> Result<()> {
        let case = ResourceName::parse(CASES, &event.case)?;
        let Some(item) = store::item_of_case(tx, &case).await? else {
            return Ok(());
        };
        self.change(tx, &item, |meeting, letter| Some(meeting.take_off(item.id, letter))).await?;
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
    /// Changes the open meeting that an item is on, and tells what follows.
    ///
    /// The meeting is locked before its items, as everywhere, so the item was read without a lock: one that was put on
    /// another meeting meanwhile is refused, and the event comes again.
    async fn change(
        &self,
        tx: &mut PgConnection,
        item: &AgendaItem,
        change: impl FnOnce(&mut Meeting, Uuid) -> Option<Change>,
    ) -> Result<()> {
        if let Some(id) = item.meeting {
            let name = ResourceName { agency: item.agency.clone(), collection: MEETINGS, id };
            if let Some(mut meeting) = store::lock(tx, &name).await?.filter(Meeting::is_open) {
                let (before, letter) = (meeting.unsigned_invitation(), self.clock.id());
                if let Some(change) = change(&mut meeting, letter) {
                    store::save(tx, &meeting).await?;
                    self.announce(tx, &meeting, before, change).await?;
                }
            }
        }
        let locked = store::items(tx, &item.agency, &[item.id]).await?;
        if locked.first().and_then(|it| it.meeting) == item.meeting {
            return Ok(());
        }
        Err(Error::Unavailable(format!("the agenda of {} changed meanwhile", item.name()).into()))
    }

    async fn announce(
        &self,
        tx: &mut PgConnection,
        meeting: &Meeting,
        before: Option<Uuid>,
        change: Change,
    ) -> Result<()> {
        let (name, now) = (meeting.name(), self.clock.now());
        if let Some(event) = withdrawn(before, meeting, now) {
            outbox::publish(tx, &name, now, &event).await?;
        }
        match (change, meeting.invitation_letter) {
            (Change::ToTell, _) => outbox::publish(tx, &name, now, &scheduled(meeting)).await,
            (Change::ToInvite, Some(letter)) => {
                let team = ResourceName { collection: TEAMS, id: meeting.team, ..name.clone() };
                let team = store::team(tx, &team).await?.ok_or_else(|| Error::NotFound(team.to_string()))?;
                let paper = paper::invitation(meeting, &team, letter);
                outbox::publish(tx, &name, now, &requested(meeting, paper, None, now)).await
            }
            (Change::Plain | Change::ToInvite, _) => Ok(()),
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

impl From<intake::Section> for Section {
    fn from(section: intake::Section) -> Self {
        let intake::Section { id, title, text } = section;
        Self { id, title, text }
    }
}
