//! Acting assignments: listed, entered, ended.

use super::{
    Desk, administers, of_own_agency,
    position::{position_name, write_capacity},
};
use crate::{
    acting::{Acting, COLLECTION},
    day, official, store,
};
use jiff::civil::Date;
use platform::{
    Agency, Call, Capacity, Error, ResourceName, Result, SlugName,
    idempotency::{Claim, claim},
    page::Page,
    resource::request_id,
    tenancy,
};
use proto::directory::v1 as pb;
use uuid::Uuid;

impl Desk {
    pub(super) async fn acting_assignments(
        &self,
        call: Call<pb::ListActingAssignmentsRequest>,
    ) -> Result<pb::ListActingAssignmentsResponse> {
        let Call { caller, body } = call;
        let agency = Agency::from_name(&body.parent)?;
        of_own_agency(&caller, &agency, &body.parent)?;
        let scope = format!("acting assignments {agency}");
        let page: Page<(String, Uuid)> = Page::read(scope, body.page_size, &body.page_token)?;
        let key = |(day, id): &(String, Uuid)| Ok::<_, Error>((day::parse("page_token", day)?, *id));
        let after: Option<(Date, Uuid)> = page.after.as_ref().map(key).transpose()?;
        let mut tx = self.read(&agency).await?;
        let rows = store::acting::list(&mut tx, &agency, after, Some(page.limit)).await?;
        let (rows, next_page_token) = page.cut(rows, |it| (it.first_day.to_string(), it.id));
        let acting_assignments = rows.into_iter().map(|it| write(&agency, it)).collect();
        Ok(pb::ListActingAssignmentsResponse { acting_assignments, next_page_token })
    }

    pub(super) async fn appoint(
        &self,
        call: Call<pb::CreateActingAssignmentRequest>,
    ) -> Result<pb::ActingAssignment> {
        let Call { caller, body } = call;
        let request_id = request_id(&body.request_id)?;
        let agency = Agency::from_name(&body.parent)?;
        administers(&caller, &agency, &body.parent)?;
        let asked = body.acting_assignment.clone();
        let asked = asked.ok_or_else(|| Error::invalid("acting_assignment is missing"))?;
        let mut acting = read(&agency, self.clock.id(), asked)?;
        acting.check()?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let missing = |field, slug: &str| Error::invalid(format!("{field}: there is no position {slug:?}"));
        let others = store::acting::lock(&mut tx, &agency, &acting.position).await?;
        let others = others.ok_or_else(|| missing("position", &acting.position))?;
        let people = store::acting::incumbents(&mut tx, &agency, &acting.own_position).await?;
        acting.person = match people[..] {
            [person] => person,
            [] => {
                return Err(Error::invalid(format!("own_position: nobody holds {:?}", acting.own_position)));
            }
            _ => return Err(Error::invalid(format!("own_position: several hold {:?}", acting.own_position))),
        };
        if let Some(other) = others.iter().find(|it| it.overlaps(&acting)) {
            let Acting { own_position, position, .. } = other;
            let reason =
                format!("{own_position} already acts in {position} {}: end that first", other.period());
            return Err(Error::Conflict(reason));
        }

        store::acting::insert(&mut tx, &agency, &acting).await?;
        claimed.answer(tx, write(&agency, acting)).await
    }

    pub(super) async fn end(
        &self,
        call: Call<pb::EndActingAssignmentRequest>,
    ) -> Result<pb::ActingAssignment> {
        let Call { caller, body } = call;
        let request_id = request_id(&body.request_id)?;
        let name = ResourceName::parse(COLLECTION, &body.name)?;
        administers(&caller, &name.agency, &body.name)?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let mut acting = store::acting::load_locked(&mut tx, &name).await?;
        acting.end(&name, self.today(&name.agency)?)?;
        store::acting::save_last_day(&mut tx, &name.agency, &acting).await?;
        claimed.answer(tx, write(&name.agency, acting)).await
    }
}

/// The person is found later, by their own position.
fn read(agency: &Agency, id: Uuid, asked: pb::ActingAssignment) -> Result<Acting> {
    let capacity = match asked.capacity() {
        pb::Capacity::Acting => Capacity::Acting,
        pb::Capacity::DailyActing => Capacity::DailyActing,
        _ => return Err(Error::invalid("capacity: it must be ACTING or DAILY_ACTING")),
    };
    Ok(Acting {
        id,
        position: position(agency, "position", &asked.position)?,
        own_position: position(agency, "own_position", &asked.own_position)?,
        person: Uuid::nil(),
        capacity,
        first_day: day::parse("first_day", &asked.first_day)?,
        last_day: day::parse_optional("last_day", &asked.last_day)?,
        appointing_letter: asked.appointing_letter.trim().to_owned(),
    })
}

fn position(agency: &Agency, field: &str, name: &str) -> Result<String> {
    let found =
        SlugName::parse(official::COLLECTION, name).map_err(|it| Error::invalid(format!("{field}: {it}")))?;
    if found.agency == *agency {
        return Ok(found.slug);
    }
    Err(Error::invalid(format!("{field}: {name:?} is a position of another agency")))
}

fn write(agency: &Agency, acting: Acting) -> pb::ActingAssignment {
    let name = ResourceName { agency: agency.clone(), collection: COLLECTION, id: acting.id };
    pb::ActingAssignment {
        name: name.to_string(),
        position: position_name(agency, acting.position),
        own_position: position_name(agency, acting.own_position),
        capacity: write_capacity(acting.capacity).into(),
        first_day: acting.first_day.to_string(),
        last_day: day::to_text(acting.last_day),
        appointing_letter: acting.appointing_letter,
    }
}
