//! Agencies, their units and their calendars.

use super::{Desk, of_own_agency, query};
use crate::{day, edition, events, letterhead::Letterhead, store, unit};
use platform::{Agency, Call, Error, Result, SlugName, page::Page};
use proto::directory::v1 as pb;

impl Desk {
    pub(super) async fn agencies(&self, body: pb::ListAgenciesRequest) -> Result<pb::ListAgenciesResponse> {
        let query = query(&body.query)?;
        let scope = format!("agencies {:?} {}", body.kind, body.query);
        let page: Page<(String, String)> = Page::read(scope, body.page_size, &body.page_token)?;
        let mut db = self.db.acquire().await?;
        let rows =
            store::list_agencies(&mut db, query, body.kind.trim(), page.after.as_ref(), page.limit).await?;
        let (rows, next_page_token) = page.cut(rows, |it| (it.title.clone(), it.agency.clone()));
        Ok(pb::ListAgenciesResponse {
            agencies: rows.into_iter().map(pb::Agency::from).collect(),
            next_page_token,
        })
    }

    pub(super) async fn agency(&self, body: pb::GetAgencyRequest) -> Result<pb::Agency> {
        let agency = Agency::from_name(&body.name)?;
        Ok(store::load_agency(&mut *self.read(&agency).await?, &agency).await?.into())
    }

    pub(super) async fn units(&self, call: Call<pb::ListUnitsRequest>) -> Result<pb::ListUnitsResponse> {
        let Call { caller, body } = call;
        let agency = Agency::from_name(&body.parent)?;
        of_own_agency(&caller, &agency, &body.parent)?;
        let page: Page<String> = Page::read(format!("units {agency}"), body.page_size, &body.page_token)?;
        let mut tx = self.read(&agency).await?;
        let rows = store::list_units(&mut tx, &agency, page.after.as_deref(), Some(page.limit)).await?;
        let (rows, next_page_token) = page.cut(rows, |it| it.slug.clone());
        let units = rows.into_iter().map(|it| write_unit(&agency, it)).collect();
        Ok(pb::ListUnitsResponse { units, next_page_token })
    }

    pub(super) async fn calendar(&self, body: pb::GetCalendarRequest) -> Result<pb::Calendar> {
        let name = body.name.strip_suffix("/calendar").ok_or_else(|| {
            Error::invalid(format!("{:?} is not of the form agencies/{{agency}}/calendar", body.name))
        })?;
        let agency = Agency::from_name(name)?;
        let known_on = day::parse_optional("known_on", &body.known_on)?;
        let newest = store::calendar::load(&mut *self.read(&agency).await?, &agency).await?;
        let version = match known_on {
            Some(day) => newest.known_on(day),
            None => newest,
        };
        Ok(events::calendar(&agency, version))
    }
}

impl From<store::AgencyRow> for pb::Agency {
    fn from(row: store::AgencyRow) -> Self {
        Self {
            name: format!("agencies/{}", row.agency),
            title: row.title,
            short_title: row.short_title,
            kind: row.kind,
            code: row.code,
            time_zone: row.time_zone,
            letterhead: row.letterhead.map(|it| it.0.into()),
        }
    }
}

impl From<Letterhead> for pb::Letterhead {
    fn from(letterhead: Letterhead) -> Self {
        let Letterhead { lines, address, contact, town } = letterhead;
        Self { lines, address, contact, town }
    }
}

pub(super) fn write_unit(agency: &Agency, unit: unit::Unit) -> pb::Unit {
    pb::Unit {
        etag: edition::etag(&unit),
        name: unit_name(agency, unit.slug),
        title: unit.title,
        kind: unit.kind,
        parent: unit.parent.map(|it| unit_name(agency, it)).unwrap_or_default(),
        office: unit_name(agency, unit.office),
        letterhead: unit.letterhead.map(pb::Letterhead::from),
    }
}

pub(super) fn unit_name(agency: &Agency, slug: String) -> String {
    SlugName { agency: agency.clone(), collection: unit::COLLECTION, slug }.to_string()
}
