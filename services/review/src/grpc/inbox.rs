//! Inboxes: which tasks wait, and how many.

use super::{scope, view};
use crate::{
    case::TaskState,
    desk::Desk,
    file::PROCEDURES,
    inbox::{self, Counts, Reach, Summary, Wanted},
    sop::Sop,
    store::{self, Place},
};
use platform::{Agency, Call, Result, page::Page, tenancy, time};
use proto::review::v1 as pb;
use sqlx::PgConnection;
use std::{collections::BTreeMap, sync::Arc};

impl Desk {
    pub(super) async fn tasks(&self, call: Call<pb::ListTasksRequest>) -> Result<pb::ListTasksResponse> {
        let agency = Agency::from_name(&call.body.parent)?;
        let due_before =
            call.body.due_before.map(|it| time::from_proto("due_before", Some(it))).transpose()?;
        let wanted = Wanted {
            reach: Reach::of(&call.caller, call.body.office, &call.body.position),
            state: match call.body.state() {
                pb::task::State::Unspecified | pb::task::State::Open => TaskState::Open,
                pb::task::State::Completed => TaskState::Completed,
                pb::task::State::Cancelled => TaskState::Cancelled,
            },
            query: inbox::query(&call.body.query)?,
            due_before,
            procedure: inbox::procedure(&agency, PROCEDURES, &call.body.procedure)?,
        };
        wanted.check()?;
        let Wanted { state, query, procedure, .. } = &wanted;
        let (position, office) = (&call.body.position, call.body.office);
        let listed = format!(
            "{} tasks to {position:?} {office} {query:?} {procedure:?} {due_before:?}",
            state.as_str()
        );
        let scope = scope(&listed, &call, &call.body.parent);
        let page: Page<Place> = Page::read(scope, call.body.page_size, &call.body.page_token)?;

        let mut tx = tenancy::begin(&self.db, &call.caller).await?;
        let rows = store::list_tasks(&mut tx, &agency, &wanted, page.after, page.limit).await?;
        let (rows, next_page_token) = page.cut(rows, |row| (row.order_at, row.task.id));
        let version = rows.first().and_then(|it| it.calendar_version);
        let calendar = self.library.calendar(&mut tx, &agency, version).await?;
        let now = self.clock.now();
        let mut tasks = vec![];
        for row in &rows {
            let sop = self.library.procedure(&mut tx, &agency, &row.procedure, row.procedure_version).await?;
            let of = view::Of::row(&agency, row, &sop, calendar.as_deref(), now);
            tasks.push(pb::Task { sheet: None, ..view::task(&of, &row.task) });
        }
        Ok(pb::ListTasksResponse { tasks, next_page_token })
    }

    pub(super) async fn summarize(
        &self,
        call: Call<pb::SummarizeTasksRequest>,
    ) -> Result<pb::SummarizeTasksResponse> {
        let Call { caller, body } = call;
        let agency = Agency::from_name(&body.parent)?;
        let reach = Reach::of(&caller, body.office, "");
        let now = self.clock.now();
        let soon =
            body.due_soon_before.map(|it| time::from_proto("due_soon_before", Some(it))).transpose()?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let waiting = store::count_tasks(&mut tx, &agency, &reach, now, soon.unwrap_or(now)).await?;
        let summary = Summary::of(&waiting);
        let sops = self.newest(&mut tx, &agency, summary.procedures.keys()).await?;

        let position = |(position, it): (&String, &Counts)| pb::PositionTasks {
            position: position.clone(),
            position_title: sops
                .values()
                .find_map(|sop| sop.position_title(position))
                .unwrap_or("")
                .to_owned(),
            counts: Some(counts(it)),
        };
        let procedure = |(procedure, it): (&String, &Counts)| pb::ProcedureTasks {
            procedure: format!("{}/{PROCEDURES}/{procedure}", agency.name()),
            procedure_title: sops.get(procedure.as_str()).map(|it| it.title.clone()).unwrap_or_default(),
            counts: Some(counts(it)),
        };
        Ok(pb::SummarizeTasksResponse {
            total: Some(counts(&summary.total)),
            positions: summary.positions.iter().map(position).collect(),
            procedures: summary.procedures.iter().map(procedure).collect(),
            read_time: Some(time::to_proto(now)),
        })
    }

    /// Procedures in their newest versions, by id.
    async fn newest<'p>(
        &self,
        db: &mut PgConnection,
        agency: &Agency,
        procedures: impl Iterator<Item = &'p String>,
    ) -> Result<BTreeMap<&'p str, Arc<Sop>>> {
        let mut sops = BTreeMap::new();
        for procedure in procedures {
            if let Some(version) = store::newest_version(db, agency, procedure).await? {
                let sop = self.library.procedure(db, agency, procedure, version).await?;
                sops.insert(procedure.as_str(), sop);
            }
        }
        Ok(sops)
    }
}

fn counts(it: &Counts) -> pb::TaskCounts {
    let shown = |count: i64| i32::try_from(count).unwrap_or(i32::MAX);
    pb::TaskCounts {
        open_count: shown(it.open),
        overdue_count: shown(it.overdue),
        due_soon_count: shown(it.due_soon),
        oldest_open_time: it.oldest.map(time::to_proto),
    }
}
