//! Days of an agency's own: listed, entered, changed, taken away.

use super::{Desk, administers, known};
use crate::{
    calendar::compose,
    day, edition,
    local_day::{self, COLLECTION, check, check_change, check_not_over, etag},
    publish,
    store::{local_day as store, people::lock},
};
use jiff::civil::Date;
use platform::{
    Agency, Call, Error, Result, SlugName, Tx,
    idempotency::{Claim, claim},
    page::Page,
    resource::request_id,
    tenancy,
};
use proto::directory::v1::{self as pb, calendar_day};
use std::slice;
use worktime::{Kind, SpecialDay};

impl Desk {
    pub(super) async fn local_days(
        &self,
        call: Call<pb::ListLocalDaysRequest>,
    ) -> Result<pb::ListLocalDaysResponse> {
        let Call { caller, body } = call;
        let agency = Agency::from_name(&body.parent)?;
        administers(&caller, &agency, &body.parent)?;
        let page: Page<String> =
            Page::read(format!("local days {agency}"), body.page_size, &body.page_token)?;
        let after = page.after.as_deref().map(|it| day::parse("page_token", it)).transpose()?;
        let mut tx = self.read(&agency).await?;
        let rows = store::list(&mut tx, &agency, after, Some(page.limit)).await?;
        let (rows, next_page_token) = page.cut(rows, |it| it.date.to_string());
        let local_days = rows.into_iter().map(|it| write(&agency, it)).collect();
        Ok(pb::ListLocalDaysResponse { local_days, next_page_token })
    }

    pub(super) async fn enter_local_day(
        &self,
        call: Call<pb::CreateLocalDayRequest>,
    ) -> Result<pb::LocalDay> {
        let Call { caller, body } = call;
        let request_id = request_id(&body.request_id)?;
        let agency = Agency::from_name(&body.parent)?;
        administers(&caller, &agency, &body.parent)?;
        let given = body.local_day.as_ref().ok_or_else(|| Error::invalid("local_day is missing"))?;
        let today = self.today(&agency)?;
        let mut day = SpecialDay {
            date: day::parse("date", &given.date)?,
            kind: Kind::LocalHoliday,
            name: String::new(),
            decree: String::new(),
            announced: None,
        };
        change(&mut day, given, &FIELDS, today)?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        lock(&mut tx, &agency).await?;
        let others = store::list(&mut tx, &agency, None, None).await?;
        check(&day, &compose(publish::zone(known(&agency)?)?, &others), today)?;

        store::save(&mut tx, &agency, day.clone()).await?;
        self.tell(&mut tx, &agency).await?;
        claimed.answer(tx, write(&agency, day)).await
    }

    pub(super) async fn change_local_day(
        &self,
        call: Call<pb::UpdateLocalDayRequest>,
    ) -> Result<pb::LocalDay> {
        let Call { caller, body } = call;
        let request_id = request_id(&body.request_id)?;
        let given = body.local_day.as_ref().ok_or_else(|| Error::invalid("local_day is missing"))?;
        let (agency, date) = read_name(&given.name)?;
        administers(&caller, &agency, &given.name)?;
        let mask = body.update_mask.as_ref().map_or(&[][..], |it| &it.paths);
        let paths = edition::paths(mask, &given_fields(given))?;
        let today = self.today(&agency)?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        lock(&mut tx, &agency).await?;
        let (before, others) = take(&mut tx, &agency, date).await?;
        edition::expect(&given.name, &given.etag, &etag(&before))?;
        let mut next = before.clone();
        change(&mut next, given, &paths, today)?;
        check_change(&before, &next, today)?;
        check(&next, &compose(publish::zone(known(&agency)?)?, &others), today)?;

        store::save(&mut tx, &agency, next.clone()).await?;
        self.tell(&mut tx, &agency).await?;
        claimed.answer(tx, write(&agency, next)).await
    }

    pub(super) async fn remove_local_day(
        &self,
        call: Call<pb::DeleteLocalDayRequest>,
    ) -> Result<pb::DeleteLocalDayResponse> {
        let Call { caller, body } = call;
        let request_id = request_id(&body.request_id)?;
        let (agency, date) = read_name(&body.name)?;
        administers(&caller, &agency, &body.name)?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        lock(&mut tx, &agency).await?;
        let (day, _) = take(&mut tx, &agency, date).await?;
        edition::expect(&body.name, &body.etag, &etag(&day))?;
        check_not_over(date, self.today(&agency)?)?;

        store::remove(&mut tx, &agency, date).await?;
        self.tell(&mut tx, &agency).await?;
        claimed.answer(tx, pb::DeleteLocalDayResponse {}).await
    }

    async fn tell(&self, tx: &mut Tx, agency: &Agency) -> Result<()> {
        publish::change_calendars(tx, slice::from_ref(known(agency)?), self.clock.now()).await?;
        Ok(())
    }
}

const FIELDS: [&str; 4] = ["title", "kind", "decree", "announced"];

fn given_fields(given: &pb::LocalDay) -> [(&'static str, bool); 4] {
    let [title, kind, decree, announced] = FIELDS;
    [
        (title, !given.title.is_empty()),
        (kind, given.kind() != calendar_day::Kind::Unspecified),
        (decree, !given.decree.is_empty()),
        (announced, !given.announced.is_empty()),
    ]
}

/// Takes over what `paths` name.
fn change(day: &mut SpecialDay, given: &pb::LocalDay, paths: &[&str], today: Date) -> Result<()> {
    for path in paths {
        match *path {
            "title" => day.name = edition::filled(path, &given.title, 200)?,
            "kind" => day.kind = read_kind(given.kind())?,
            "decree" => day.decree = edition::filled(path, &given.decree, 200)?,
            _ => day.announced = Some(day::parse_optional(path, &given.announced)?.unwrap_or(today)),
        }
    }
    Ok(())
}

fn read_kind(kind: calendar_day::Kind) -> Result<Kind> {
    match kind {
        calendar_day::Kind::LocalHoliday => Ok(Kind::LocalHoliday),
        calendar_day::Kind::MakeUp => Ok(Kind::MakeUp),
        _ => Err(Error::invalid("kind: it must be LOCAL_HOLIDAY or MAKE_UP")),
    }
}

fn read_name(name: &str) -> Result<(Agency, Date)> {
    let SlugName { agency, slug, .. } = SlugName::parse(COLLECTION, name)?;
    Ok((agency, day::parse("name", &slug)?))
}

/// The day of that date, and the agency's others.
async fn take(tx: &mut Tx, agency: &Agency, date: Date) -> Result<(SpecialDay, Vec<SpecialDay>)> {
    let mut days = store::list(tx, agency, None, None).await?;
    let place = days.iter().position(|it| it.date == date);
    let place = place.ok_or_else(|| Error::NotFound(local_day::name(agency, date)))?;
    Ok((days.remove(place), days))
}

fn write(agency: &Agency, day: SpecialDay) -> pb::LocalDay {
    let kind =
        if day.kind == Kind::MakeUp { calendar_day::Kind::MakeUp } else { calendar_day::Kind::LocalHoliday };
    pb::LocalDay {
        name: local_day::name(agency, day.date),
        etag: etag(&day),
        date: day.date.to_string(),
        kind: kind.into(),
        title: day.name,
        decree: day.decree,
        announced: day::to_text(day.announced),
    }
}
