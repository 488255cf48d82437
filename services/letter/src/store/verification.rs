//! SQL on verification codes and the files that were issued under them.

use crate::letter::{COLLECTION, VerificationCode};
use platform::{Agency, ResourceName, Result};
use sqlx::PgConnection;

pub(crate) async fn insert_code(
    db: &mut PgConnection,
    letter: &ResourceName,
    code: &VerificationCode,
) -> Result<()> {
    sqlx::query!(
        "insert into letter.verification (agency, code, letter) values ($1, $2, $3)",
        letter.agency.as_str(),
        code.as_str(),
        letter.id,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The letter that bears `code`. Row-level security shows that one row to whoever names the code.
pub(crate) async fn find_code(
    db: &mut PgConnection,
    code: &VerificationCode,
) -> Result<Option<ResourceName>> {
    sqlx::query!("select set_config('telaah.verification_code', $1, true)", code.as_str())
        .fetch_one(&mut *db)
        .await?;
    let row = sqlx::query!(
        r#"select agency as "agency: Agency", letter from letter.verification where code = $1"#,
        code.as_str(),
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|it| ResourceName { agency: it.agency, collection: COLLECTION, id: it.letter }))
}

/// Keeps the hash of the file that was issued under `code`.
pub(crate) async fn save_hash(
    db: &mut PgConnection,
    agency: &Agency,
    code: &VerificationCode,
    sha256: &str,
) -> Result<()> {
    sqlx::query!(
        "update letter.verification set sha256 = $3 where agency = $1 and code = $2",
        agency.as_str(),
        code.as_str(),
        sha256,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The letter whose file has this hash, and its code. Row-level security shows that one row to whoever has the file.
pub(crate) async fn find_file(
    db: &mut PgConnection,
    sha256: &str,
) -> Result<Option<(ResourceName, VerificationCode)>> {
    sqlx::query!("select set_config('telaah.file_sha256', $1, true)", sha256).fetch_one(&mut *db).await?;
    let row = sqlx::query!(
        r#"select agency as "agency: Agency", letter, code as "code: VerificationCode"
           from letter.verification where sha256 = $1"#,
        sha256,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|it| (ResourceName { agency: it.agency, collection: COLLECTION, id: it.letter }, it.code)))
}
