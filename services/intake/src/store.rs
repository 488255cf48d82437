//! Every SQL statement of this service.

mod complaint;
mod procedure;
mod register_entry;
mod revision;
mod row;
mod timeline;

pub(crate) use complaint::{
    After, calendar, find_ticket, insert_complaint, list_complaints, load_complaint, lock_complaint,
    readdress_complaints, save_answer, save_calendar, waiting_complaints,
};
pub(crate) use procedure::{form, insert_form, newest_form, next_number};
pub(crate) use register_entry::{EntryFilter, Place, list_entries, remove_entry, save_entry, track};
pub(crate) use revision::{insert_filing, last_dossier};
pub(crate) use timeline::{CHANNEL, Told, events, tell};

use crate::submission::{ActionItem, Applicant, Carried, Document, Gap, Incoming, Letter, State, Submission};
use jiff_sqlx::ToSqlx as _;
use platform::{Agency, Caller, Error, ResourceName, Result};
use row::Row;
use sqlx::{PgConnection, types::Json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Selects submissions as [`Row`]s: which sections, and from where.
macro_rules! select {
    ($sections:literal, $from:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            Row,
            r#"select s.agency as "agency: Agency", s.id, s.proposing_agency as "proposing_agency: Agency",
                      s.proposing_office, s.proposing_office_title, s.preparing_offices, s.procedure, s.app_title, s.purpose,
                      s.letter_number, s.letter_date as "letter_date: jiff_sqlx::Date","#
                + $sections
                + r#" as "sections!: Json<BTreeMap<String, String>>",
                      s.documents as "documents: Json<Vec<Document>>", s.state as "state: State", s.authors,
                      s.procedure_version, s.registration_number, s.revision,
                      s.applicant as "applicant: Json<Applicant>", s.reviewing_offices,
                      s.filed_at as "filed_at: jiff_sqlx::Timestamp", s.channel, s.proposing_agency_title,
                      s.gaps as "gaps: Json<Vec<Gap>>", s.case_id, s.activity, s.decision, s.decision_title, s.decision_letter,
                      s.letters as "letters: Json<Vec<Letter>>", s.withdrawal_reason,
                      s.incoming as "incoming: Json<Incoming>", s.predecessor, s.origin,
                      s.marked_for_carry, s.carried as "carried: Json<Carried>",
                      s.action_items as "action_items: Json<Vec<ActionItem>>", s.meeting_outcome,
                      s.follow_up_due_at as "follow_up_due_at: jiff_sqlx::Timestamp",
                      s.created_at as "created_at: jiff_sqlx::Timestamp",
                      s.updated_at as "updated_at: jiff_sqlx::Timestamp",
                      s.closed_at as "closed_at: jiff_sqlx::Timestamp", s.edition, s.last_event
               "#
                + $from,
            $($argument),*
        )
    };
}

pub(crate) async fn load(db: &mut PgConnection, name: &ResourceName) -> Result<Submission> {
    let row = select!(
        "s.sections",
        "from intake.submission s where s.agency = $1 and s.id = $2",
        name.agency.as_str(),
        name.id
    );
    found(name, row.fetch_optional(db).await?)
}

/// Loads it for a change: others who want to change it wait.
pub(crate) async fn lock(db: &mut PgConnection, name: &ResourceName) -> Result<Submission> {
    let row = select!(
        "s.sections",
        "from intake.submission s where s.agency = $1 and s.id = $2 for update",
        name.agency.as_str(),
        name.id
    );
    found(name, row.fetch_optional(db).await?)
}

fn found(name: &ResourceName, row: Option<Row>) -> Result<Submission> {
    row.map(Submission::from).ok_or_else(|| Error::NotFound(name.to_string()))
}

/// Which submissions a list shows.
pub(crate) struct Filter<'f> {
    /// Those at this reviewing agency; none: at any.
    pub(crate) agency: Option<&'f Agency>,
    pub(crate) state: Option<State>,
    /// Only those older than this one.
    pub(crate) before: Option<Uuid>,
    pub(crate) limit: i64,
}

/// Those that the caller's office wrote or reviews, or the caller recorded or leads, newest first, without the texts of their sections.
pub(crate) async fn list(
    db: &mut PgConnection,
    caller: &Caller,
    filter: &Filter<'_>,
) -> Result<Vec<Submission>> {
    let kinds: Vec<String> = caller.positions.iter().map(|it| it.kind.clone()).collect();
    let held: Vec<String> = caller.positions.iter().map(|it| it.position.clone()).collect();
    let rows = select!(
        "'{}'::jsonb",
        "from (
             (select own.agency, own.id from intake.submission own
              where own.proposing_agency = $1 and own.proposing_office = $2
                and (own.incoming is null or own.state <> 'draft')
                and ($3::text is null or own.agency = $3) and ($4::text is null or own.state = $4)
                and ($5::uuid is null or own.id < $5)
              order by own.id desc limit $6)
             union
             (select own.agency, own.id from intake.submission own
              where own.proposing_agency = $1 and own.preparing_offices <> '{}' and $2 = any(own.preparing_offices)
                and ($3::text is null or own.agency = $3) and ($4::text is null or own.state = $4)
                and ($5::uuid is null or own.id < $5)
              order by own.id desc limit $6)
             union
             (select own.agency, own.id from intake.submission own
              where own.proposing_agency = $1 and own.incoming is not null and own.state <> 'draft'
                and own.proposing_office = ''
                and (own.incoming->'positions' = '[]' or own.incoming->'positions' ?| $7::text[])
                and ($3::text is null or own.agency = $3) and ($4::text is null or own.state = $4)
                and ($5::uuid is null or own.id < $5)
              order by own.id desc limit $6)
             union
             (select recorded.agency, recorded.id from intake.submission recorded
              where recorded.agency = $1 and recorded.incoming is not null
                and recorded.incoming->'recorders' ?| $8::text[]
                and ($3::text is null or recorded.agency = $3) and ($4::text is null or recorded.state = $4)
                and ($5::uuid is null or recorded.id < $5)
              order by recorded.id desc limit $6)
             union
             (select reviewer.agency, reviewer.submission from intake.reviewer
              join intake.submission filed on filed.agency = reviewer.agency and filed.id = reviewer.submission
              where reviewer.agency = $1 and reviewer.office = $2
                and ($3::text is null or reviewer.agency = $3) and ($4::text is null or filed.state = $4)
                and ($5::uuid is null or reviewer.submission < $5)
              order by reviewer.submission desc limit $6)
             union
             (select reviewer.agency, reviewer.submission from intake.reviewer
              join intake.submission filed on filed.agency = reviewer.agency and filed.id = reviewer.submission
              where reviewer.agency = $1 and reviewer.office = ''
                and ($3::text is null or reviewer.agency = $3) and ($4::text is null or filed.state = $4)
                and ($5::uuid is null or reviewer.submission < $5)
              order by reviewer.submission desc limit $6)
         ) seen
         join intake.submission s on s.agency = seen.agency and s.id = seen.id
         order by s.id desc limit $6",
        caller.agency.as_str(),
        caller.office,
        filter.agency.map(Agency::as_str),
        filter.state as Option<State>,
        filter.before,
        filter.limit,
        &kinds,
        &held
    );
    Ok(rows.fetch_all(db).await?.into_iter().map(Submission::from).collect())
}

pub(crate) async fn insert(db: &mut PgConnection, submission: &Submission) -> Result<()> {
    sqlx::query!(
        "insert into intake.submission (
             agency, id, proposing_agency, proposing_office, proposing_office_title, procedure, app_title, purpose,
             letter_number, letter_date, sections, documents, state, authors, created_at, updated_at, edition,
             preparing_offices, incoming, predecessor, origin, state_since
         ) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $15)",
        submission.name.agency.as_str(),
        submission.name.id,
        submission.proposer.agency.as_str(),
        submission.proposer.office,
        submission.proposer.office_title,
        submission.procedure,
        submission.content.app_title,
        submission.content.purpose,
        submission.content.letter_number,
        submission.content.letter_date.map(|it| it.to_sqlx()) as _,
        Json(&submission.content.sections) as _,
        Json(&submission.content.documents) as _,
        submission.state as State,
        &submission.authors,
        submission.created_at.to_sqlx() as _,
        submission.updated_at.to_sqlx() as _,
        submission.edition,
        &submission.proposer.preparing_offices,
        submission.incoming.as_ref().map(Json) as _,
        submission.predecessor.as_deref().unwrap_or_default(),
        submission.origin,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Saves all of it that can change after it was opened.
pub(crate) async fn save(db: &mut PgConnection, submission: &Submission) -> Result<()> {
    let content = &submission.content;
    let filing = submission.filing.as_ref();
    sqlx::query!(
        "update intake.submission set
             app_title = $3, purpose = $4, letter_number = $5, letter_date = $6, sections = $7, documents = $8,
             state = $9, authors = $10, procedure_version = $11, registration_number = $12, revision = $13,
             applicant = $14, reviewing_offices = $15, filed_at = $16, channel = $17,
             proposing_agency_title = $18, gaps = $19, case_id = $20, activity = $21, decision = $22,
             decision_title = $23, letters = $24, withdrawal_reason = $25, updated_at = $26, closed_at = $27,
             edition = $28, last_event = $29, carried = $30, action_items = $31, meeting_outcome = $32,
             follow_up_due_at = $33, marked_for_carry = $34, decision_letter = $35,
             state_since = case when state = $9 then state_since else $26 end
         where agency = $1 and id = $2",
        submission.name.agency.as_str(),
        submission.name.id,
        content.app_title,
        content.purpose,
        content.letter_number,
        content.letter_date.map(|it| it.to_sqlx()) as _,
        Json(&content.sections) as _,
        Json(&content.documents) as _,
        submission.state as State,
        &submission.authors,
        filing.map(|it| it.version),
        filing.map(|it| it.registration_number.as_str()),
        filing.map(|it| it.revision),
        filing.map(|it| Json(&it.applicant)) as _,
        filing.map(|it| &it.reviewing_offices[..]),
        filing.map(|it| it.filed_at.to_sqlx()) as _,
        filing.map(|it| it.channel.as_str()),
        filing.map(|it| it.agency_title.as_str()),
        Json(&submission.gaps) as _,
        submission.case,
        submission.activity,
        submission.decision.as_ref().map(|it| it.id.as_str()),
        submission.decision.as_ref().map(|it| it.title.as_str()),
        Json(&submission.letters) as _,
        submission.withdrawal_reason,
        submission.updated_at.to_sqlx() as _,
        submission.closed_at.map(|it| it.to_sqlx()) as _,
        submission.edition,
        submission.last_event,
        submission.carried.as_ref().map(Json) as _,
        Json(&submission.follow_up.items) as _,
        submission.follow_up.outcome,
        submission.follow_up.due_at.map(|it| it.to_sqlx()) as _,
        submission.marked_for_carry,
        submission.decision.as_ref().and_then(|it| it.letter),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Deletes a draft, which nothing refers to.
pub(crate) async fn delete(db: &mut PgConnection, name: &ResourceName) -> Result<()> {
    sqlx::query!(
        "delete from intake.submission where agency = $1 and id = $2 and state = 'draft'",
        name.agency.as_str(),
        name.id,
    )
    .execute(db)
    .await?;
    Ok(())
}
