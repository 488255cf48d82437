//! SQL on published procedures and their registers.

use crate::{
    form::{Form, PROCEDURES, Rules},
    submission::Submission,
};
use platform::{Agency, Error, Result, SlugName};
use sqlx::{PgConnection, types::Json};

/// Keeps a version that was published. It never changes.
pub(crate) async fn insert_form(db: &mut PgConnection, form: &Form) -> Result<()> {
    sqlx::query!(
        "insert into intake.procedure (agency, slug, version, title, rules) values ($1, $2, $3, $4, $5)
         on conflict do nothing",
        form.procedure.agency.as_str(),
        form.procedure.slug,
        form.version,
        form.title,
        Json(&form.rules) as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The newest version of the procedure called `slug`; where none is named, of the one that the agency has.
pub(crate) async fn newest_form(db: &mut PgConnection, agency: &Agency, slug: Option<&str>) -> Result<Form> {
    let rows = sqlx::query!(
        r#"select distinct on (slug) slug, version, title, rules as "rules: Json<Rules>"
           from intake.procedure where agency = $1 and ($2::text is null or slug = $2)
           order by slug, version desc"#,
        agency.as_str(),
        slug,
    );
    let mut rows = rows.fetch_all(db).await?;
    let Some(row) = rows.pop() else {
        return Err(match slug {
            Some(slug) => Error::NotFound(format!("agencies/{agency}/{PROCEDURES}/{slug}")),
            None => Error::NotFound(format!("a published procedure of agencies/{agency}")),
        });
    };
    if !rows.is_empty() {
        let reason = format!("procedure is missing: agencies/{agency} has several, name one of them");
        return Err(Error::Invalid(reason));
    }
    Ok(Form {
        procedure: SlugName { agency: agency.clone(), collection: PROCEDURES, slug: row.slug },
        version: row.version,
        title: row.title,
        rules: row.rules.0,
    })
}

/// What is asked of `submission`: by the version it is bound to, or of a draft by the newest.
pub(crate) async fn form(db: &mut PgConnection, submission: &Submission) -> Result<Form> {
    let agency = &submission.name.agency;
    let Some(version) = submission.version() else {
        return newest_form(db, agency, Some(&submission.procedure)).await;
    };
    let row = sqlx::query!(
        r#"select title, rules as "rules: Json<Rules>" from intake.procedure
           where agency = $1 and slug = $2 and version = $3"#,
        agency.as_str(),
        submission.procedure,
        version,
    )
    .fetch_one(db)
    .await?;
    Ok(Form {
        procedure: SlugName {
            agency: agency.clone(),
            collection: PROCEDURES,
            slug: submission.procedure.clone(),
        },
        version,
        title: row.title,
        rules: row.rules.0,
    })
}

/// Takes the next number of the procedure's register of `year`. Others who file wait for this one's end.
pub(crate) async fn next_number(db: &mut PgConnection, procedure: &SlugName, year: i16) -> Result<i64> {
    let taken = sqlx::query_scalar!(
        r#"select intake.next_number($1, $2, $3) as "sequence!""#,
        procedure.agency.as_str(),
        procedure.slug,
        year,
    );
    Ok(taken.fetch_one(db).await?)
}
