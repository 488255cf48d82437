//! Cases and their history.

use super::{reviews, scope, view, visible};
use crate::{
    audit::{self, Entry, ORIGIN},
    case::State,
    desk::Desk,
    file::{CASES, File},
    inbox,
    sop::Sop,
    store::{self, CaseFilter, Key},
};
use platform::{Agency, Call, ResourceName, Result, Tx, json, page::Page, tenancy, time};
use proto::review::v1 as pb;
use uuid::Uuid;

impl Desk {
    pub(super) async fn case(&self, call: Call<pb::GetCaseRequest>) -> Result<pb::Case> {
        let (_, file) = self.visible_case(&call, &call.body.name).await?;
        Ok(view::case(&file))
    }

    pub(super) async fn cases(&self, call: Call<pb::ListCasesRequest>) -> Result<pb::ListCasesResponse> {
        let agency = Agency::from_name(&call.body.parent)?;
        let state = match call.body.state() {
            pb::case::State::Running => Some(State::Running),
            pb::case::State::Waiting => Some(State::Waiting),
            pb::case::State::Decided => Some(State::Decided),
            pb::case::State::Withdrawn => Some(State::Withdrawn),
            pb::case::State::Lapsed => Some(State::Lapsed),
            pb::case::State::Unspecified => None,
        };
        let query = inbox::query(&call.body.query)?;
        let scope = scope(&format!("cases {state:?} {query:?}"), &call, &call.body.parent);
        let page: Page<Uuid> = Page::read(scope, call.body.page_size, &call.body.page_token)?;

        let mut tx = tenancy::begin(&self.db, &call.caller).await?;
        let filter = CaseFilter { office: &call.caller.office, state, query: &query, before: page.after };
        let rows = store::list_cases(&mut tx, &agency, &filter, page.limit).await?;
        let (rows, next_page_token) = page.cut(rows, |row| row.case.id);
        let version = rows.first().and_then(|it| it.calendar_version);
        let calendar = self.library.calendar(&mut tx, &agency, version).await?;
        let now = self.clock.now();
        let mut cases = vec![];
        for row in &rows {
            let sop = self.library.procedure(&mut tx, &agency, &row.procedure, row.procedure_version).await?;
            if reviews(&sop, &call.caller) {
                let of = view::Of::summary(&agency, row, &sop, calendar.as_deref(), now);
                cases.push(view::summary(&of, &row.case, row.head));
            }
        }
        Ok(pb::ListCasesResponse { cases, next_page_token })
    }

    pub(super) async fn history(
        &self,
        call: Call<pb::ListCaseHistoryRequest>,
    ) -> Result<pb::ListCaseHistoryResponse> {
        let scope = scope("history", &call, &call.body.parent);
        let page: Page<i64> = Page::read(scope, call.body.page_size, &call.body.page_token)?;
        let (mut tx, file) = self.visible_case(&call, &call.body.parent).await?;
        let after = page.after.unwrap_or_default();
        let links = store::history(&mut tx, &file.agency, file.case().id, after, page.limit).await?;
        let (links, next_page_token) = page.cut(links, |(entry, ..)| entry.sequence);
        let entries =
            links.into_iter().map(|(entry, hash, before)| shown(&file.sop, entry, &hash, before)).collect();
        Ok(pb::ListCaseHistoryResponse { entries, next_page_token })
    }

    /// The case of that name, if the caller may know of it.
    pub(super) async fn visible_case<T>(&self, call: &Call<T>, name: &str) -> Result<(Tx, File)> {
        let parsed = ResourceName::parse(CASES, name)?;
        let mut tx = tenancy::begin(&self.db, &call.caller).await?;
        let file = self.read(&mut tx, &parsed.agency, Key::Case(parsed.id)).await?;
        let file = visible(file, &call.caller, name)?;
        Ok((tx, file))
    }
}

fn shown(sop: &Sop, entry: Entry, hash: &[u8], before: Option<Vec<u8>>) -> pb::HistoryEntry {
    pb::HistoryEntry {
        sequence: entry.sequence,
        time: Some(time::to_proto(entry.time)),
        kind: entry.kind,
        activity: sop.activity(&entry.step).to_owned(),
        step: entry.step,
        performer: entry.performer.as_ref().map(view::performer),
        detail: Some(json::to_struct(entry.detail)),
        hash: audit::hexadecimal(hash),
        previous_hash: audit::hexadecimal(before.as_deref().unwrap_or(&ORIGIN)),
    }
}
