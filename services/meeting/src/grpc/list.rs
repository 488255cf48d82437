//! Lists.

use super::{Desk, own_agency, view};
use crate::{
    agenda::{CASES, State},
    meeting::{Meeting, day},
    store,
};
use jiff::Timestamp;
use platform::{Call, Error, ResourceName, Result, indonesian::Zone, page::Page, tenancy};
use proto::meeting::v1::{self as pb, agenda_item};
use uuid::Uuid;

impl Desk {
    pub(super) async fn teams(
        &self,
        call: Call<pb::ListCoordinationTeamsRequest>,
    ) -> Result<pb::ListCoordinationTeamsResponse> {
        let Call { caller, body } = call;
        let agency = own_agency(&caller, &body.parent)?;
        let scope = format!("coordination teams {agency}");
        let page: Page<(String, Uuid)> = Page::read(scope, body.page_size, &body.page_token)?;
        let zone = self.directory.agency(&agency).await?.time_zone;
        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let rows = store::list_teams(&mut tx, &agency, page.after.as_ref(), page.limit).await?;
        let (rows, next_page_token) = page.cut(rows, |it| (it.title.clone(), it.id));
        let today = day(Zone::named(&zone), self.clock.now());
        let coordination_teams = rows.into_iter().map(|it| view::team(it, today)).collect();
        Ok(pb::ListCoordinationTeamsResponse { coordination_teams, next_page_token })
    }

    pub(super) async fn agenda(
        &self,
        call: Call<pb::ListAgendaItemsRequest>,
    ) -> Result<pb::ListAgendaItemsResponse> {
        use agenda_item::State as Asked;
        let Call { caller, body } = call;
        let agency = own_agency(&caller, &body.parent)?;
        let state = match body.state() {
            Asked::Unspecified | Asked::Waiting => State::Waiting,
            Asked::Convened => State::Convened,
            Asked::Concluded => State::Concluded,
            Asked::Removed => State::Removed,
        };
        let scope = format!("agenda items {agency} {} {state:?}", caller.office);
        let page: Page<(i64, Uuid)> = Page::read(scope, body.page_size, &body.page_token)?;
        let after = after(page.after)?;
        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let rows = store::list_items(&mut tx, &caller, state, after, page.limit).await?;
        let (rows, next_page_token) = page.cut(rows, |it| (it.requested_at.as_microsecond(), it.id));
        let agenda_items = rows.into_iter().map(view::agenda_item).collect();
        Ok(pb::ListAgendaItemsResponse { agenda_items, next_page_token })
    }

    pub(super) async fn meetings(
        &self,
        call: Call<pb::ListMeetingsRequest>,
    ) -> Result<pb::ListMeetingsResponse> {
        let Call { caller, body } = call;
        let agency = own_agency(&caller, &body.parent)?;
        let case = (!body.case.is_empty()).then(|| ResourceName::parse(CASES, &body.case)).transpose()?;
        let scope = format!("meetings {agency} {} {}", caller.office, body.case);
        let page: Page<(i64, Uuid)> = Page::read(scope, body.page_size, &body.page_token)?;
        let after = after(page.after)?;
        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let rows = store::list_meetings(&mut tx, &caller, case.as_ref(), after, page.limit).await?;
        let (rows, next_page_token) = page.cut(rows, |it: &Meeting| (it.starts_at.as_microsecond(), it.id));
        let meetings = rows.into_iter().filter_map(|it| view::seen_by(&caller, it)).collect();
        Ok(pb::ListMeetingsResponse { meetings, next_page_token })
    }
}

fn after(key: Option<(i64, Uuid)>) -> Result<Option<(Timestamp, Uuid)>> {
    let after = key.map(|(micros, id)| {
        let time = Timestamp::from_microsecond(micros).map_err(Error::invalid)?;
        Ok((time, id))
    });
    after.transpose()
}
