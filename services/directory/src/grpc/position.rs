//! Positions and those who hold them now.

use super::{Desk, agency::unit_name, of_own_agency, query};
use crate::{
    edition,
    official::{COLLECTION, Holder, Post},
    store::official::{Filter, list_posts},
    unit,
};
use jiff::civil::Date;
use platform::{Agency, Call, Capacity, Error, Result, SlugName, Tx, page::Page};
use proto::directory::v1 as pb;

impl Desk {
    pub(super) async fn positions(
        &self,
        call: Call<pb::ListPositionsRequest>,
    ) -> Result<pb::ListPositionsResponse> {
        let Call { caller, body } = call;
        let agency = Agency::from_name(&body.parent)?;
        of_own_agency(&caller, &agency, &body.parent)?;
        let page: Page<String> = Page::read(format!("positions {agency}"), body.page_size, &body.page_token)?;
        let today = self.today(&agency)?;
        let mut tx = self.read(&agency).await?;
        let after = page.after.as_deref();
        let rows = list_posts(&mut tx, &agency, Filter::default(), after, page.limit, today).await?;
        let (rows, next_page_token) = page.cut(rows, |it| it.slug.clone());
        let positions = rows.into_iter().map(|it| write(&agency, it)).collect();
        Ok(pb::ListPositionsResponse { positions, next_page_token })
    }

    pub(super) async fn position(&self, call: Call<pb::GetPositionRequest>) -> Result<pb::Position> {
        let Call { caller, body } = call;
        let SlugName { agency, slug, .. } = SlugName::parse(COLLECTION, &body.name)?;
        of_own_agency(&caller, &agency, &body.name)?;
        let today = self.today(&agency)?;
        let mut tx = self.read(&agency).await?;
        Ok(write(&agency, load_post(&mut tx, &agency, &slug, today).await?))
    }

    pub(super) async fn found_positions(
        &self,
        call: Call<pb::SearchPositionsRequest>,
    ) -> Result<pb::SearchPositionsResponse> {
        let Call { caller, body } = call;
        let agency = Agency::from_name(&body.parent)?;
        of_own_agency(&caller, &agency, &body.parent)?;
        let unit = match body.unit.as_str() {
            "" => None,
            name => Some(slug_in(&agency, "unit", unit::COLLECTION, name)?),
        };
        let filter =
            Filter { only: None, query: query(&body.query)?, unit: unit.as_deref(), is_vacant: body.vacant };
        let scope = format!("positions {agency} {filter:?}");
        let page: Page<String> = Page::read(scope, body.page_size, &body.page_token)?;
        let today = self.today(&agency)?;
        let mut tx = self.read(&agency).await?;
        let rows = list_posts(&mut tx, &agency, filter, page.after.as_deref(), page.limit, today).await?;
        let (rows, next_page_token) = page.cut(rows, |it| it.slug.clone());
        let positions = rows.into_iter().map(|it| write(&agency, it)).collect();
        Ok(pb::SearchPositionsResponse { positions, next_page_token })
    }
}

/// The position with those who hold it today.
pub(super) async fn load_post(db: &mut Tx, agency: &Agency, slug: &str, today: Date) -> Result<Post> {
    let filter = Filter { only: Some(slug), ..Filter::default() };
    let found = list_posts(db, agency, filter, None, 1, today).await?;
    found.into_iter().next().ok_or_else(|| Error::NotFound(position_name(agency, slug.to_owned())))
}

/// The slug in `name`, which must be of this agency and collection.
pub(super) fn slug_in(agency: &Agency, field: &str, collection: &'static str, name: &str) -> Result<String> {
    let found =
        SlugName::parse(collection, name).map_err(|error| Error::invalid(format!("{field}: {error}")))?;
    if found.agency == *agency {
        return Ok(found.slug);
    }
    Err(Error::invalid(format!("{field}: {name} is of another agency")))
}

pub(super) fn write(agency: &Agency, post: Post) -> pb::Position {
    pb::Position {
        decides: post.decides,
        vacant: post.is_vacant(),
        etag: edition::etag(&post.position()),
        name: position_name(agency, post.slug),
        title: post.title,
        kind: post.kind,
        unit: unit_name(agency, post.unit),
        holders: post.holders.into_iter().map(pb::Holder::from).collect(),
        unit_title: post.unit_title,
        office: unit_name(agency, post.office),
        letterhead: post.letterhead.map(pb::Letterhead::from),
    }
}

impl From<Holder> for pb::Holder {
    fn from(holder: Holder) -> Self {
        Self {
            person: holder.person.to_string(),
            display_name: holder.display_name,
            employee_id_number: holder.employee_id_number,
            rank: holder.rank,
            capacity: write_capacity(holder.capacity).into(),
            appointing_letter: holder.appointing_letter,
            email: holder.email,
        }
    }
}

pub(super) fn write_capacity(capacity: Capacity) -> pb::Capacity {
    match capacity {
        Capacity::Incumbent => pb::Capacity::Incumbent,
        Capacity::Acting => pb::Capacity::Acting,
        Capacity::DailyActing => pb::Capacity::DailyActing,
    }
}

pub(super) fn position_name(agency: &Agency, slug: String) -> String {
    SlugName { agency: agency.clone(), collection: COLLECTION, slug }.to_string()
}
