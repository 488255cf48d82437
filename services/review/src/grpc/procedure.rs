//! Procedures: reading, checking, publishing.

use crate::{
    desk::Desk,
    file::PROCEDURES,
    publish::{self, Published},
    sop::{self, Problem, Sop},
    store::{self, ProcedureRow, VersionRow},
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
use std::collections::BTreeSet;

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
        let row = row.ok_or_else(|| Error::NotFound(body.name))?;
        let source = row.source.clone();
        Ok(pb::Procedure { source, ..shown(&name.agency, row)? })
    }

    pub(super) async fn versions(
        &self,
        body: pb::ListProcedureVersionsRequest,
    ) -> Result<pb::ListProcedureVersionsResponse> {
        let name = SlugName::parse(PROCEDURES, &body.parent)?;
        let page: Page<i32> = Page::read(format!("versions of {name}"), body.page_size, &body.page_token)?;
        let mut tx = tenancy::begin(&self.db, &Caller::platform(&name.agency)).await?;
        let rows = store::list_versions(&mut tx, &name.agency, &name.slug, page.after, page.limit).await?;
        if rows.is_empty() {
            return Err(Error::NotFound(body.parent));
        }
        let (rows, next_page_token) = page.cut(rows, |row| row.version);
        let version = |row: VersionRow| pb::Procedure {
            name: body.parent.clone(),
            version: row.version,
            title: row.title,
            product: row.product,
            definition: None,
            publish_time: Some(time::to_proto(row.published_at)),
            source: String::new(),
        };
        let versions = rows.into_iter().map(version).collect();
        Ok(pb::ListProcedureVersionsResponse { versions, next_page_token })
    }

    pub(super) async fn check(
        &self,
        call: Call<pb::CheckProcedureRequest>,
    ) -> Result<pb::CheckProcedureResponse> {
        let Call { caller, body } = call;
        let agency = Agency::from_name(&body.parent)?;
        administered(&agency, &caller, "check")?;
        let sop = match self.examined(&agency, &body.source).await? {
            Ok(sop) => sop,
            Err(problems) => {
                let findings = problems.into_iter().map(pb::Finding::from).collect();
                return Ok(pb::CheckProcedureResponse { findings, ..Default::default() });
            }
        };

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let (version, published) = publish::next_version(&mut tx, &sop, &body.source).await?;
        let definition = Some(json::to_struct(json!(sop)));
        Ok(pb::CheckProcedureResponse { findings: vec![], definition, version, published })
    }

    pub(super) async fn publish(&self, call: Call<pb::PublishProcedureRequest>) -> Result<pb::Procedure> {
        let Call { caller, body } = call;
        let agency = Agency::from_name(&body.parent)?;
        let request_id = resource::request_id(&body.request_id)?;
        administered(&agency, &caller, "publish")?;
        sop::check(&body.source, None).map_err(publish::refusal)?;
        let sop = self.examined(&agency, &body.source).await?.map_err(publish::refusal)?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let Published { row, .. } = publish::save(&mut tx, &sop, &body.source, self.clock.now()).await?;
        claimed.answer(tx, shown(&agency, row)?).await
    }

    /// Checks a source with the positions that the directory has, or says all that is wrong.
    async fn examined(&self, agency: &Agency, source: &str) -> Result<Result<Sop, Vec<Problem>>> {
        let sop = match sop::read(source) {
            Ok(sop) => sop,
            Err(problem) => return Ok(Err(vec![problem])),
        };
        if sop.agency != agency.as_str() {
            let message = format!("the procedure is one of {}, not of {agency}", sop.agency);
            let mut problems = sop::check(source, None).err().unwrap_or_default();
            problems.push(sop::note(source, "agency", &message));
            problems.sort();
            return Ok(Err(problems));
        }
        let mut positions = vec![];
        for position in sop.positions().collect::<BTreeSet<_>>() {
            match self.directory.position(agency, position).await {
                Ok(_) => positions.push(position.to_owned()),
                Err(Error::NotFound(_) | Error::Invalid(_)) => (),
                Err(error) => return Err(error),
            }
        }
        Ok(sop::check(source, Some(&positions)))
    }
}

fn administered(agency: &Agency, caller: &Caller, act: &str) -> Result<()> {
    if caller.agency == *agency && caller.administrator {
        return Ok(());
    }
    Err(Error::Denied(format!("only an administrator of {agency} may {act} its procedures")))
}

impl From<Problem> for pb::Finding {
    fn from(problem: Problem) -> Self {
        let shown = |place: u64| i32::try_from(place).unwrap_or(i32::MAX);
        Self {
            line: shown(problem.line),
            column: shown(problem.column),
            path: problem.path,
            message: problem.message,
        }
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
        source: String::new(),
    })
}
