//! Every SQL statement of this service.

pub(crate) mod deliveries;
pub(crate) mod messages;
pub(crate) mod notices;

use crate::notice::{Addressee, Submission};
use platform::{Agency, ResourceName, Result};
use sqlx::{PgConnection, types::Json};

/// Keeps what later messages need, as filed last.
pub(crate) async fn save_submission(
    db: &mut PgConnection,
    name: &ResourceName,
    submission: &Submission,
) -> Result<()> {
    sqlx::query!(
        "insert into notification.submission
             (agency, id, registration_number, app_title, proposing_agency, person, position)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (agency, id) do update set
             registration_number = excluded.registration_number, app_title = excluded.app_title,
             person = excluded.person, position = excluded.position",
        name.agency.as_str(),
        name.id,
        submission.registration_number,
        submission.app_title,
        submission.applicant.agency.as_str(),
        submission.applicant.person,
        submission.applicant.position,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Since when the first of each queue is due.
pub(crate) struct LongestDue {
    pub(crate) notice: Option<jiff_sqlx::Timestamp>,
    pub(crate) mail: Option<jiff_sqlx::Timestamp>,
}

/// What has waited longest, across agencies. For housekeeping alone: to others there is nothing.
pub(crate) async fn longest_due(db: &mut PgConnection) -> Result<LongestDue> {
    let found = sqlx::query_as!(
        LongestDue,
        r#"select (select min(due_at) from notification.notice) as "notice: jiff_sqlx::Timestamp",
                  (select min(due_at) from notification.delivery where state = 'waiting')
                      as "mail: jiff_sqlx::Timestamp""#,
    );
    Ok(found.fetch_one(db).await?)
}

/// What is known of a submission; nothing until it was filed.
pub(crate) async fn submission(db: &mut PgConnection, name: &ResourceName) -> Result<Option<Submission>> {
    let row = sqlx::query!(
        r#"select registration_number, app_title, proposing_agency as "proposing_agency: Agency", person, position
           from notification.submission where agency = $1 and id = $2"#,
        name.agency.as_str(),
        name.id,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|it| Submission {
        registration_number: it.registration_number,
        app_title: it.app_title,
        applicant: Addressee { agency: it.proposing_agency, position: it.position, person: it.person },
    }))
}

/// Keeps who is invited to a meeting now. Answers with who was before.
pub(crate) async fn replace_invited(
    db: &mut PgConnection,
    meeting: &ResourceName,
    invited: &[Addressee],
) -> Result<Vec<Addressee>> {
    let before = sqlx::query_scalar!(
        r#"with before as (select invited from notification.meeting where agency = $1 and id = $2),
                kept as (
                    insert into notification.meeting (agency, id, invited) values ($1, $2, $3)
                    on conflict (agency, id) do update set invited = excluded.invited
                )
           select invited as "invited: Json<Vec<Addressee>>" from before"#,
        meeting.agency.as_str(),
        meeting.id,
        Json(invited) as _,
    )
    .fetch_optional(db)
    .await?;
    Ok(before.map(|it| it.0).unwrap_or_default())
}
