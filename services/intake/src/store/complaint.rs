//! SQL on complaints, their tickets, and the calendars by which they are due.

use crate::complaint::{Answer, COLLECTION, Complaint, Input, Kind, Ticket};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::{Agency, Error, ResourceName, Result};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;
use worktime::CalendarSpec;

/// Selects complaints as [`Row`]s.
macro_rules! select {
    ($from:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            Row,
            r#"select agency as "agency: Agency", id, procedure, ticket as "ticket: Ticket", kind as "kind: Kind",
                      title, text, registration_number, display_name, email, position,
                      filed_at as "filed_at: jiff_sqlx::Timestamp", due_at as "due_at: jiff_sqlx::Timestamp",
                      answer, answered_at as "answered_at: jiff_sqlx::Timestamp", answerer
               from intake.complaint "#
                + $from,
            $($argument),*
        )
    };
}

struct Row {
    agency: Agency,
    id: Uuid,
    procedure: String,
    ticket: Ticket,
    kind: Kind,
    title: String,
    text: String,
    registration_number: String,
    display_name: String,
    email: String,
    position: String,
    filed_at: jiff_sqlx::Timestamp,
    due_at: Option<jiff_sqlx::Timestamp>,
    answer: Option<String>,
    answered_at: Option<jiff_sqlx::Timestamp>,
    answerer: Option<String>,
}

pub(crate) async fn load_complaint(db: &mut PgConnection, name: &ResourceName) -> Result<Complaint> {
    let row = select!("where agency = $1 and id = $2", name.agency.as_str(), name.id);
    found(name, row.fetch_optional(db).await?)
}

/// Loads it for a change: others who want to change it wait.
pub(crate) async fn lock_complaint(db: &mut PgConnection, name: &ResourceName) -> Result<Complaint> {
    let row = select!("where agency = $1 and id = $2 for update", name.agency.as_str(), name.id);
    found(name, row.fetch_optional(db).await?)
}

fn found(name: &ResourceName, row: Option<Row>) -> Result<Complaint> {
    row.map(Complaint::from).ok_or_else(|| Error::NotFound(name.to_string()))
}

/// Where a list of complaints goes on: when the last one shown is due, and its id.
pub(crate) type After = (Option<Timestamp>, Uuid);

/// Those that one of `positions` answers or answered, by due time; those without one come last.
pub(crate) async fn list_complaints(
    db: &mut PgConnection,
    agency: &Agency,
    positions: &[String],
    is_answered: bool,
    after: Option<After>,
    limit: i64,
) -> Result<Vec<Complaint>> {
    let (due_at, id) = after.map_or((None, None), |(due_at, id)| (due_at, Some(id)));
    let rows = select!(
        "where agency = $1 and position = any($2) and is_answered = $3
           and ($4::uuid is null or (order_at, id) > (coalesce($5::timestamptz, 'infinity'), $4))
         order by order_at, id limit $6",
        agency.as_str(),
        positions,
        is_answered,
        id,
        due_at.map(|it| it.to_sqlx()) as _,
        limit
    );
    Ok(rows.fetch_all(db).await?.into_iter().map(Complaint::from).collect())
}

/// How many that were filed since then wait for an answer; counted up to `most`.
pub(crate) async fn waiting_complaints(
    db: &mut PgConnection,
    agency: &Agency,
    since: Timestamp,
    most: i64,
) -> Result<i64> {
    let waiting = sqlx::query_scalar!(
        r#"select count(*) as "count!" from (
               select from intake.complaint where agency = $1 and not is_answered and $2 <= filed_at limit $3
           ) waiting"#,
        agency.as_str(),
        since.to_sqlx() as _,
        most,
    );
    Ok(waiting.fetch_one(db).await?)
}

/// Keeps what was filed, under its ticket.
pub(crate) async fn insert_complaint(db: &mut PgConnection, complaint: &Complaint) -> Result<()> {
    let Complaint { name, input, .. } = complaint;
    sqlx::query!(
        "insert into intake.complaint (
             agency, id, procedure, ticket, kind, title, text, registration_number, display_name, email, position,
             filed_at, due_at
         ) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        name.agency.as_str(),
        name.id,
        complaint.procedure,
        complaint.ticket.as_str(),
        input.kind as Kind,
        input.title,
        input.text,
        input.registration_number,
        input.display_name,
        input.email,
        complaint.position,
        complaint.filed_at.to_sqlx() as _,
        complaint.due_at.map(|it| it.to_sqlx()) as _,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into intake.ticket (agency, ticket, complaint) values ($1, $2, $3)",
        name.agency.as_str(),
        complaint.ticket.as_str(),
        name.id,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Lets those that wait be answered by the position that does so now.
pub(crate) async fn readdress_complaints(
    db: &mut PgConnection,
    agency: &Agency,
    procedure: &str,
    position: &str,
) -> Result<()> {
    sqlx::query!(
        "update intake.complaint set position = $3
         where agency = $1 and procedure = $2 and not is_answered and position <> $3",
        agency.as_str(),
        procedure,
        position,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Saves its answer: all of it that can change.
pub(crate) async fn save_answer(db: &mut PgConnection, complaint: &Complaint) -> Result<()> {
    let answer = complaint.answer.as_ref();
    sqlx::query!(
        "update intake.complaint set answer = $3, answered_at = $4, answerer = $5 where agency = $1 and id = $2",
        complaint.name.agency.as_str(),
        complaint.name.id,
        answer.map(|it| it.text.as_str()),
        answer.map(|it| it.answered_at.to_sqlx()) as _,
        answer.map(|it| it.answerer.as_str()),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The complaint behind a ticket, whichever agency it was filed with.
pub(crate) async fn find_ticket(db: &mut PgConnection, ticket: &Ticket) -> Result<Option<ResourceName>> {
    sqlx::query!("select set_config('telaah.ticket', $1, true)", ticket.as_str()).fetch_one(&mut *db).await?;
    let row = sqlx::query!(
        r#"select agency as "agency: Agency", complaint from intake.ticket where ticket = $1"#,
        ticket.as_str(),
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|it| ResourceName { agency: it.agency, collection: COLLECTION, id: it.complaint }))
}

/// Keeps a calendar, unless a newer one is there.
pub(crate) async fn save_calendar(
    db: &mut PgConnection,
    agency: &Agency,
    version: i64,
    spec: &CalendarSpec,
) -> Result<()> {
    sqlx::query!(
        "insert into intake.calendar (agency, version, spec) values ($1, $2, $3)
         on conflict (agency) do update set version = excluded.version, spec = excluded.spec
         where calendar.version < excluded.version",
        agency.as_str(),
        version,
        Json(spec) as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The agency's newest calendar, if one is known.
pub(crate) async fn calendar(db: &mut PgConnection, agency: &Agency) -> Result<Option<CalendarSpec>> {
    let spec = sqlx::query_scalar!(
        r#"select spec as "spec: Json<CalendarSpec>" from intake.calendar where agency = $1"#,
        agency.as_str(),
    );
    Ok(spec.fetch_optional(db).await?.map(|Json(it)| it))
}

impl From<Row> for Complaint {
    fn from(row: Row) -> Self {
        // The table sees to it that an answer is there as a whole or not at all.
        let answer = row.answer.zip(row.answered_at).zip(row.answerer);
        Self {
            name: ResourceName { agency: row.agency, collection: COLLECTION, id: row.id },
            procedure: row.procedure,
            ticket: row.ticket,
            input: Input {
                kind: row.kind,
                title: row.title,
                text: row.text,
                registration_number: row.registration_number,
                display_name: row.display_name,
                email: row.email,
            },
            position: row.position,
            filed_at: row.filed_at.to_jiff(),
            due_at: row.due_at.map(jiff_sqlx::Timestamp::to_jiff),
            answer: answer.map(|((text, answered_at), answerer)| Answer {
                text,
                answered_at: answered_at.to_jiff(),
                answerer,
            }),
        }
    }
}
