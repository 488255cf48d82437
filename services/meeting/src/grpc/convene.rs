//! Convening, changing, scheduling and cancelling.

use super::{Desk, convened, name, own_agency, parse, view};
use crate::{
    events,
    meeting::{Change, Draft, Meeting, Surroundings, day},
    paper, store,
    team::{TEAMS, Team},
};
use platform::{
    Agency, Call, Error, ResourceName, Result, Tx,
    idempotency::{self, Claim},
    indonesian::Zone,
    outbox, resource, tenancy,
};
use proto::meeting::v1 as pb;
use uuid::Uuid;

impl Desk {
    pub(super) async fn create(&self, call: Call<pb::CreateMeetingRequest>) -> Result<pb::Meeting> {
        let Call { caller, body } = call;
        let agency = own_agency(&caller, &body.parent)?;
        let request_id = resource::request_id(&body.request_id)?;
        let given = body.meeting.as_ref().ok_or_else(|| Error::invalid("meeting is missing"))?;
        let draft = parse::draft(&agency, given)?;
        let team = ResourceName::parse(TEAMS, &given.team)?;
        if team.agency != agency {
            return Err(Error::NotFound(team.to_string()));
        }
        let missing = || Error::NotFound(team.to_string());
        let found = store::team(&mut *tenancy::begin(&self.db, &caller).await?, &team).await?;
        let team = found.ok_or_else(missing)?;
        team.admit(&caller)?;
        let around = self.around(&team, &draft).await?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let items = store::items(&mut tx, &agency, &draft.items).await?;
        let now = self.clock.now();
        let order = draft.items.clone();
        let meeting = Meeting::convene(self.clock.id(), &team, draft, &items, &around, now)?;
        store::insert(&mut tx, &meeting).await?;
        store::convene(&mut tx, &meeting.name(), &order).await?;
        claimed.answer(tx, view::meeting(meeting)).await
    }

    pub(super) async fn update(&self, call: Call<pb::UpdateMeetingRequest>) -> Result<pb::Meeting> {
        let Call { caller, body } = call;
        let request_id = resource::request_id(&body.request_id)?;
        let given = body.meeting.as_ref().ok_or_else(|| Error::invalid("meeting is missing"))?;
        let name = name(&given.name)?;
        let paths = body.update_mask.as_ref().map_or(&[][..], |it| &it.paths);
        let changed = |meeting: &Meeting| parse::changed(meeting.draft(), given, paths, &name.agency);
        // The directory is asked between two transactions; the second one decides.
        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let (meeting, team) = convened(&mut tx, &caller, &name).await?;
        drop(tx);
        let around = self.around(&team, &changed(&meeting)?).await?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let (mut meeting, team) = convened(&mut tx, &caller, &name).await?;
        meeting.expect_etag(&given.etag)?;
        let draft = changed(&meeting)?;
        let order = draft.items.clone();
        let items = store::items(&mut tx, &name.agency, &order).await?;
        let (now, letter) = (self.clock.now(), self.clock.id());
        let is_moved = meeting.is_moved_by(&draft);
        let before = meeting.unsigned_invitation();
        let change = meeting.change(&team, draft, &items, &around, now, letter)?;
        store::save(&mut tx, &meeting).await?;
        if is_moved {
            store::ask_again(&mut tx, &name).await?;
        }
        store::convene(&mut tx, &name, &order).await?;
        self.withdraw_invitation(&mut tx, before, &meeting).await?;
        match change {
            Change::Plain => (),
            Change::ToTell => outbox::publish(&mut tx, &name, now, &events::scheduled(&meeting)).await?,
            Change::ToInvite => self.request_invitation(&mut tx, &meeting, &team).await?,
        }
        claimed.answer(tx, view::meeting(meeting)).await
    }

    pub(super) async fn schedule(&self, call: Call<pb::ScheduleMeetingRequest>) -> Result<pb::Meeting> {
        let Call { caller, body } = call;
        let request_id = resource::request_id(&body.request_id)?;
        let name = name(&body.name)?;
        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let (mut meeting, team) = convened(&mut tx, &caller, &name).await?;
        meeting.schedule(self.clock.id(), self.clock.now())?;
        store::save(&mut tx, &meeting).await?;
        self.request_invitation(&mut tx, &meeting, &team).await?;
        claimed.answer(tx, view::meeting(meeting)).await
    }

    pub(super) async fn cancel(&self, call: Call<pb::CancelMeetingRequest>) -> Result<pb::Meeting> {
        let Call { caller, body } = call;
        let request_id = resource::request_id(&body.request_id)?;
        let name = name(&body.name)?;
        let reason = parse::filled("reason", &body.reason, 1_000)?;
        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let (mut meeting, _) = convened(&mut tx, &caller, &name).await?;
        let before = meeting.unsigned_invitation();
        meeting.cancel(reason)?;
        store::save(&mut tx, &meeting).await?;
        store::convene(&mut tx, &name, &[]).await?;
        self.withdraw_invitation(&mut tx, before, &meeting).await?;
        if meeting.invited_at.is_some() {
            outbox::publish(&mut tx, &name, self.clock.now(), &events::cancelled(&meeting)).await?;
        }
        claimed.answer(tx, view::meeting(meeting)).await
    }

    async fn request_invitation(&self, tx: &mut Tx, meeting: &Meeting, team: &Team) -> Result<()> {
        let Some(letter) = meeting.invitation_letter else {
            return Ok(());
        };
        let (now, paper) = (self.clock.now(), paper::invitation(meeting, team, letter));
        outbox::publish(tx, &meeting.name(), now, &events::requested(meeting, paper, None, now)).await
    }

    /// An invitation that is not wanted any more is not to be signed.
    async fn withdraw_invitation(&self, tx: &mut Tx, before: Option<Uuid>, meeting: &Meeting) -> Result<()> {
        let now = self.clock.now();
        match events::withdrawn(before, meeting, now) {
            Some(event) => outbox::publish(tx, &meeting.name(), now, &event).await,
            None => Ok(()),
        }
    }

    /// What the directory knows of those concerned. A guest's agency must be known, a position need not.
    async fn around(&self, team: &Team, draft: &Draft) -> Result<Surroundings> {
        let time_zone = self.directory.agency(&team.agency).await?.time_zone;
        let mut around = Surroundings { time_zone, ..Surroundings::default() };
        let today = day(Zone::named(&around.time_zone), draft.starts_at);
        let mut positions = vec![(team.agency.clone(), team.chair_position.clone())];
        positions.extend(team.on(today).map(|it| (it.member_agency.clone(), it.position.clone())));
        for (agency, position) in &draft.guests {
            around.agencies.insert(agency.clone(), self.directory.agency(agency).await?.title);
            positions.push((agency.clone(), position.clone()));
        }
        for (agency, position) in positions {
            if let Some(title) = self.position_title(&agency, &position).await? {
                around.positions.insert((agency, position), title);
            }
        }
        Ok(around)
    }

    async fn position_title(&self, agency: &Agency, position: &str) -> Result<Option<String>> {
        match self.directory.position(agency, position).await {
            Ok(found) => Ok(Some(found.title)),
            Err(Error::NotFound(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
