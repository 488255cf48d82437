//! SQL on dossiers as they were filed, and on who reviews them.

use crate::submission::Dossier;
use platform::{ResourceName, Result};
use sqlx::{PgConnection, types::Json};

/// Keeps the dossier as it is filed now, and lets the reviewing offices find it.
pub(crate) async fn insert_filing(
    db: &mut PgConnection,
    name: &ResourceName,
    reviewing_offices: &[String],
    dossier: &Dossier,
) -> Result<()> {
    let every = [String::new()];
    let offices = if reviewing_offices.is_empty() { &every[..] } else { reviewing_offices };
    sqlx::query!(
        "with reviewers as (
             insert into intake.reviewer (agency, office, submission, proposing_agency)
             select $1, office, $2, $3 from unnest($4::text[]) as office on conflict do nothing
         )
         insert into intake.revision (agency, submission, revision, proposing_agency, dossier)
         values ($1, $2, $5, $3, $6)",
        name.agency.as_str(),
        name.id,
        dossier.proposing_agency.as_str(),
        offices,
        dossier.revision,
        Json(dossier) as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The dossier as it was filed last.
pub(crate) async fn last_dossier(db: &mut PgConnection, name: &ResourceName) -> Result<Option<Dossier>> {
    let dossier = sqlx::query_scalar!(
        r#"select dossier as "dossier: Json<Dossier>" from intake.revision
           where agency = $1 and submission = $2 order by revision desc limit 1"#,
        name.agency.as_str(),
        name.id,
    );
    Ok(dossier.fetch_optional(db).await?.map(|Json(it)| it))
}
