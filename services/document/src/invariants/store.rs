//! Files by their digests.

use futures::{Stream, TryStreamExt as _};
use platform::{Agency, Error, Result};
use sqlx::PgConnection;
use uuid::Uuid;

pub(super) struct FileRow {
    pub(super) agency: Agency,
    pub(super) id: Uuid,
    pub(super) sha256: Vec<u8>,
    pub(super) size_bytes: i64,
}

/// Every file in the order of their digests.
pub(super) fn files<'c>(
    db: &'c mut PgConnection,
    agency: Option<&'c Agency>,
) -> impl Stream<Item = Result<FileRow>> + Unpin + 'c {
    sqlx::query_as!(
        FileRow,
        r#"select agency as "agency: Agency", id, sha256, size_bytes from document.file
           where $1::text is null or agency = $1
           order by sha256, agency, id"#,
        agency.map(Agency::as_str),
    )
    .fetch(db)
    .map_err(Error::from)
}

/// The digest of a file, whoever may read it.
pub(super) async fn digest(db: &mut PgConnection, agency: &Agency, file: Uuid) -> Result<Option<[u8; 32]>> {
    let digest = sqlx::query_scalar!(
        "select sha256 from document.file where agency = $1 and id = $2",
        agency.as_str(),
        file,
    );
    let digest = digest.fetch_optional(db).await?;
    digest.map(|it| it.try_into().map_err(|_| Error::internal("a hash that is not one"))).transpose()
}
