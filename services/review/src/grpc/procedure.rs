//! Procedures: reading, publishing.

use crate::{
    desk::Desk,
    file::PROCEDURES,
    publish::{self, Published},
    sop::{self, Sop},
    store::{self, ProcedureRow},
};
use platform::{
    Agency, Call, Caller, Error, Result, SlugName,
    idempotency::{self, Claim},
    json,
    page::Page,
    resource, tenancy, time,
};
use proto::review::v1 as pb;
use serde_json::json;

impl Desk {
    pub(super) async fn procedures(
        &self,
        body: pb::ListProceduresRequest,
    ) -> Result<pb::ListProceduresResponse> {
        let agency = Agency::from_name(&body.parent)?;
        let page: Page<String> =
            Page::read(format!("procedures of {agency}"), body.page_size, &body.page_token)?;
        let mut tx = tenancy::begin(&self.db, &Caller::platform(&agency)).await?;
        let after = page.after.clone().unwrap_or_default();
        let rows = store::list_procedures(&mut tx, &agency, &after, page.limit).await?;
        let (rows, next_page_token) = page.cut(rows, |row| row.id.clone());
        let procedures: Result<Vec<pb::Procedure>> =
            rows.into_iter().map(|row| shown(&agency, row)).collect();
        Ok(pb::ListProceduresResponse { procedures: procedures?, next_page_token })
    }

    pub(super) async fn procedure(&self, body: pb::GetProcedureRequest) -> Result<pb::Procedure> {
        let name = SlugName::parse(PROCEDURES, &body.name)?;
        let version = Some(body.version).filter(|it| *it != 0);
        let mut tx = tenancy::begin(&self.db, &Caller::platform(&name.agency)).await?;
        let row = store::read_procedure(&mut tx, &name.agency, &name.slug, version).await?;
        shown(&name.agency, row.ok_or_else(|| Error::NotFound(body.name))?)
    }

    pub(super) async fn publish(&self, call: Call<pb::PublishProcedureRequest>) -> Result<pb::Procedure> {
        let Call { caller, body } = call;
        let agency = Agency::from_name(&body.parent)?;
        let request_id = resource::request_id(&body.request_id)?;
        if caller.agency != agency || !caller.administrator {
            return Err(Error::Denied(format!(
                "only an administrator of {agency} may publish its procedures"
            )));
        }
        let sop = self.checked(&agency, &body.source).await?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let Published { row, .. } = publish::save(&mut tx, &sop, &body.source, self.clock.now()).await?;
        claimed.answer(tx, shown(&agency, row)?).await
    }

    /// Checks a source with the positions that the directory has.
    async fn checked(&self, agency: &Agency, source: &str) -> Result<Sop> {
        let sop = sop::check(source, None).map_err(publish::refusal)?;
        if sop.agency != agency.as_str() {
            let reason = format!("agency: the procedure is one of {}, not of {agency}", sop.agency);
            return Err(Error::Invalid(reason));
        }
        let mut positions = vec![];
        for position in sop.positions() {
            match self.directory.position(agency, position).await {
                Ok(_) => positions.push(position.to_owned()),
                Err(Error::NotFound(_)) => (),
                Err(error) => return Err(error),
            }
        }
        sop::check(source, Some(&positions)).map_err(publish::refusal)
    }
}

fn shown(agency: &Agency, row: ProcedureRow) -> Result<pb::Procedure> {
    let sop = sop::read(&row.source).map_err(|it| Error::internal(it.to_string()))?;
    Ok(pb::Procedure {
        name: format!("{}/{PROCEDURES}/{}", agency.name(), row.id),
        version: row.version,
        title: row.title,
        product: row.product,
        definition: Some(json::to_struct(json!(sop))),
        publish_time: Some(time::to_proto(row.published_at)),
    })
}
