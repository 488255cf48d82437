//! SQL on what anyone may read: the public register, and where a request stands by its registration number.

use crate::{
    form::Choice,
    submission::{
        Answer, RegisterEntry, RegistrationKey, State, Tracked, procedure_name, register_entry_name,
    },
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::{Agency, ResourceName, Result};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

/// Agencies number by themselves, so several requests may have one number.
const MOST_TRACKED: i64 = 20;

/// Selects entries as [`Row`]s, newest decision first.
macro_rules! select {
    ($which:literal, $filter:expr $(, $argument:expr)*) => {
        sqlx::query_as!(
            Row,
            r#"select agency as "agency: Agency", id, registration_number, procedure, procedure_title, app_title,
                      purpose, purpose_title, proposing_agency as "proposing_agency: Agency", proposing_agency_title,
                      proposing_office_title, decision, decision_title, filed_at as "filed_at: jiff_sqlx::Timestamp",
                      decided_at as "decided_at: jiff_sqlx::Timestamp", year, letter_number,
                      letter_date as "letter_date: jiff_sqlx::Date", verification_code
               from intake.register_entry
               where ($1::text is null or agency = $1) and ($2::text is null or decision = $2)
                 and ($3::smallint is null or year = $3)
                 and ($4::uuid is null or (decided_at, id) < ($5::timestamptz, $4)) "#
                + $which
                + " order by decided_at desc, id desc limit $6",
            $filter.agency.map(Agency::as_str),
            $filter.decision,
            $filter.year,
            $filter.after.map(|it| it.id),
            $filter.after.map(|it| it.decided_at.to_sqlx()) as _,
            $filter.limit
            $(, $argument)*
        )
    };
}

/// Which entries a list shows.
pub(crate) struct EntryFilter<'f> {
    /// Those of this agency; none: of any.
    pub(crate) agency: Option<&'f Agency>,
    pub(crate) decision: Option<&'f str>,
    pub(crate) year: Option<i16>,
    /// Beginnings of words; none: whatever the words.
    pub(crate) query: Option<&'f str>,
    pub(crate) after: Option<Place>,
    pub(crate) limit: i64,
}

/// Where a list of entries goes on.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Place {
    decided_at: Timestamp,
    id: Uuid,
}

impl From<&RegisterEntry> for Place {
    fn from(entry: &RegisterEntry) -> Self {
        Self { decided_at: entry.decided_at, id: entry.name.id }
    }
}

struct Row {
    agency: Agency,
    id: Uuid,
    registration_number: String,
    procedure: String,
    procedure_title: String,
    app_title: String,
    purpose: String,
    purpose_title: String,
    proposing_agency: Agency,
    proposing_agency_title: String,
    proposing_office_title: String,
    decision: String,
    decision_title: String,
    filed_at: jiff_sqlx::Timestamp,
    decided_at: jiff_sqlx::Timestamp,
    year: i16,
    letter_number: Option<String>,
    letter_date: Option<jiff_sqlx::Date>,
    verification_code: Option<String>,
}

/// Those that the filter lets through, newest decision first.
pub(crate) async fn list_entries(
    db: &mut PgConnection,
    filter: &EntryFilter<'_>,
) -> Result<Vec<RegisterEntry>> {
    let rows = match filter.query {
        None => select!("", filter).fetch_all(db).await?,
        Some(query) => select!("and search @@ intake.beginnings($7)", filter, query).fetch_all(db).await?,
    };
    Ok(rows.into_iter().map(RegisterEntry::from).collect())
}

/// Publishes the entry, in place of what it was.
pub(crate) async fn save_entry(db: &mut PgConnection, entry: &RegisterEntry) -> Result<()> {
    let answer = entry.answer.as_ref();
    sqlx::query!(
        "insert into intake.register_entry (
             agency, id, registration_number, procedure, procedure_title, app_title, purpose, purpose_title,
             proposing_agency, proposing_agency_title, proposing_office_title, decision, decision_title, filed_at,
             decided_at, year, letter_number, letter_date, verification_code
         ) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
         on conflict (agency, id) do update set
             app_title = excluded.app_title, decision = excluded.decision, decision_title = excluded.decision_title,
             decided_at = excluded.decided_at, year = excluded.year, letter_number = excluded.letter_number,
             letter_date = excluded.letter_date, verification_code = excluded.verification_code",
        entry.name.agency.as_str(),
        entry.name.id,
        entry.registration_number,
        entry.procedure.slug,
        entry.procedure_title,
        entry.app_title,
        entry.purpose.id,
        entry.purpose.title,
        entry.proposing_agency.as_str(),
        entry.proposing_agency_title,
        entry.proposing_office_title,
        entry.decision.id,
        entry.decision.title,
        entry.filed_at.to_sqlx() as _,
        entry.decided_at.to_sqlx() as _,
        entry.year,
        answer.map(|it| it.number.as_str()),
        answer.map(|it| it.date.to_sqlx()) as _,
        answer.map(|it| it.verification_code.as_str()),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Takes it out of the register, if it is there.
pub(crate) async fn remove_entry(db: &mut PgConnection, submission: &ResourceName) -> Result<()> {
    sqlx::query!(
        "delete from intake.register_entry where agency = $1 and id = $2",
        submission.agency.as_str(),
        submission.id,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The requests with this registration number, whichever agency gave it, newest first. Row-level security shows those alone.
pub(crate) async fn track(db: &mut PgConnection, key: &RegistrationKey) -> Result<Vec<Tracked>> {
    sqlx::query!("select set_config('telaah.registration_key', $1, true)", key.as_str())
        .fetch_one(&mut *db)
        .await?;
    let rows = sqlx::query!(
        r#"select s.agency as "agency: Agency", s.id, s.procedure, p.title,
                  s.registration_number as "registration_number!", s.state as "state: State", s.activity,
                  s.filed_at as "filed_at!: jiff_sqlx::Timestamp", s.updated_at as "updated_at: jiff_sqlx::Timestamp",
                  s.closed_at as "closed_at: jiff_sqlx::Timestamp",
                  s.state_since as "state_since: jiff_sqlx::Timestamp",
                  s.follow_up_due_at as "follow_up_due_at: jiff_sqlx::Timestamp",
                  listed.decision_title as "decision_title?"
           from intake.submission s
           join intake.procedure p on p.agency = s.agency and p.slug = s.procedure and p.version = s.procedure_version
           left join intake.register_entry listed on listed.agency = s.agency and listed.id = s.id
           where s.registration_key = $1 order by s.filed_at desc, s.id desc limit $2"#,
        key.as_str(),
        MOST_TRACKED,
    );
    let tracked = rows.fetch_all(db).await?.into_iter().map(|row| Tracked {
        procedure: procedure_name(row.agency.clone(), row.procedure),
        procedure_title: row.title,
        registration_number: row.registration_number,
        state: row.state,
        activity: row.activity,
        filed_at: row.filed_at.to_jiff(),
        updated_at: row.updated_at.to_jiff(),
        closed_at: row.closed_at.map(jiff_sqlx::Timestamp::to_jiff),
        state_since: row.state_since.to_jiff(),
        follow_up_due_at: row.follow_up_due_at.map(jiff_sqlx::Timestamp::to_jiff),
        entry: row.decision_title.map(|title| (register_entry_name(row.agency, row.id), title)),
    });
    Ok(tracked.collect())
}

impl From<Row> for RegisterEntry {
    fn from(row: Row) -> Self {
        // The table sees to it that an answer is there as a whole or not at all.
        let answer = row.letter_number.zip(row.letter_date).zip(row.verification_code);
        Self {
            name: register_entry_name(row.agency.clone(), row.id),
            registration_number: row.registration_number,
            procedure: procedure_name(row.agency, row.procedure),
            procedure_title: row.procedure_title,
            app_title: row.app_title,
            purpose: Choice { id: row.purpose, title: row.purpose_title },
            proposing_agency: row.proposing_agency,
            proposing_agency_title: row.proposing_agency_title,
            proposing_office_title: row.proposing_office_title,
            decision: Choice { id: row.decision, title: row.decision_title },
            filed_at: row.filed_at.to_jiff(),
            decided_at: row.decided_at.to_jiff(),
            year: row.year,
            answer: answer.map(|((number, date), verification_code)| Answer {
                number,
                date: date.to_jiff(),
                verification_code,
            }),
        }
    }
}
