//! Positions and those who hold them now.

use super::{Desk, agency::unit_name, of_own_agency};
use crate::{
    official::{COLLECTION, Holder, Post},
    store,
};
use platform::{Agency, Call, Capacity, Error, Result, SlugName, page::Page};
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
        let rows = store::official::list_posts(&mut tx, &agency, None, after, page.limit, today).await?;
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
        let found = store::official::list_posts(&mut tx, &agency, Some(&slug), None, 1, today).await?;
        let post = found.into_iter().next().ok_or_else(|| Error::NotFound(body.name))?;
        Ok(write(&agency, post))
    }
}

fn write(agency: &Agency, post: Post) -> pb::Position {
    pb::Position {
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
