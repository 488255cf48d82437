//! Every SQL statement of this service.

use crate::{
    file::{COLLECTION, Content, File, Hash, Reader, Sight, State},
    file_name::FileName,
};
use jiff_sqlx::ToSqlx as _;
use platform::{Agency, Error, ResourceName, Result};
use sqlx::PgConnection;
use uuid::Uuid;

/// Keeps a new file with its readers; false, and nothing done, where its id or its version is taken.
pub(crate) async fn insert(db: &mut PgConnection, file: &File, readers: &[Reader]) -> Result<bool> {
    let (agencies, offices) = columns(readers);
    let inserted = sqlx::query_scalar!(
        r#"with stored as (
               insert into document.file (agency, id, file_name, media_type, size_bytes, sha256, state,
                                          first_version, version, previous, stored_at)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
               on conflict do nothing
               returning agency, id
           ), granted as (
               insert into document.reader (agency, file, reader_agency, office)
               select stored.agency, stored.id, reader.agency, reader.office
               from stored, unnest($12::text[], $13::text[]) as reader (agency, office)
               on conflict do nothing
           )
           select exists(select from stored) as "inserted!""#,
        file.name.agency.as_str(),
        file.name.id,
        file.file_name.as_str(),
        file.content.media_type,
        i64::try_from(file.content.size_bytes).map_err(Error::internal)?,
        &file.content.sha256.0,
        file.state as State,
        file.first_version,
        file.version,
        file.previous,
        file.stored_at.to_sqlx() as _,
        &agencies as _,
        &offices as _,
    )
    .fetch_one(db)
    .await?;
    Ok(inserted)
}

/// The file of this name, whoever may read it.
pub(crate) async fn find(db: &mut PgConnection, name: &ResourceName) -> Result<Option<File>> {
    let row = sqlx::query_as!(
        Row,
        r#"select id, file_name as "file_name: FileName", media_type, size_bytes, sha256,
                  state as "state: State", first_version, version, previous,
                  stored_at as "stored_at: jiff_sqlx::Timestamp"
           from document.file where agency = $1 and id = $2"#,
        name.agency.as_str(),
        name.id,
    )
    .fetch_optional(db)
    .await?;
    row.map(|it| it.file(&name.agency)).transpose()
}

/// The file of this name; not found where `sight` may not read it.
pub(crate) async fn load(db: &mut PgConnection, name: &ResourceName, sight: Sight<'_>) -> Result<File> {
    let row = sqlx::query_as!(
        Row,
        r#"select id, file_name as "file_name: FileName", media_type, size_bytes, sha256,
                  state as "state: State", first_version, version, previous,
                  stored_at as "stored_at: jiff_sqlx::Timestamp"
           from document.file
           where agency = $1 and id = $2 and document.may_read(file, $3, $4, $5)"#,
        name.agency.as_str(),
        name.id,
        sight.agency.as_str(),
        sight.office,
        sight.every_office,
    )
    .fetch_optional(db)
    .await?;
    row.ok_or_else(|| Error::NotFound(name.to_string()))?.file(&name.agency)
}

/// The versions of a paper that `sight` may read, newest first, below version `before`.
pub(crate) async fn list_versions(
    db: &mut PgConnection,
    file: &File,
    sight: Sight<'_>,
    before: Option<i32>,
    limit: i64,
) -> Result<Vec<File>> {
    let agency = &file.name.agency;
    let rows = sqlx::query_as!(
        Row,
        r#"select id, file_name as "file_name: FileName", media_type, size_bytes, sha256,
                  state as "state: State", first_version, version, previous,
                  stored_at as "stored_at: jiff_sqlx::Timestamp"
           from document.file
           where agency = $1 and first_version = $2 and version < coalesce($3, 2147483647)
             and document.may_read(file, $4, $5, $6)
           order by version desc limit $7"#,
        agency.as_str(),
        file.first_version,
        before,
        sight.agency.as_str(),
        sight.office,
        sight.every_office,
        limit,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter().map(|it| it.file(agency)).collect()
}

/// The newest version of the same paper, whoever may read it.
pub(crate) async fn newest_version(db: &mut PgConnection, file: &File) -> Result<i32> {
    let newest = sqlx::query_scalar!(
        r#"select max(version) as "newest!" from document.file where agency = $1 and first_version = $2"#,
        file.name.agency.as_str(),
        file.first_version,
    );
    Ok(newest.fetch_one(db).await?)
}

/// Lets `readers` read those of `files` that `sight` may read, and returns the ids of these.
pub(crate) async fn grant(
    db: &mut PgConnection,
    agency: &Agency,
    files: &[Uuid],
    sight: Sight<'_>,
    readers: &[Reader],
) -> Result<Vec<Uuid>> {
    let (agencies, offices) = columns(readers);
    let granted = sqlx::query_scalar!(
        r#"with known as (
               select id from document.file
               where agency = $1 and id = any($2) and document.may_read(file, $3, $4, $5)
           ), granted as (
               insert into document.reader (agency, file, reader_agency, office)
               select $1, known.id, reader.agency, reader.office
               from known, unnest($6::text[], $7::text[]) as reader (agency, office)
               on conflict do nothing
           )
           select id from known"#,
        agency.as_str(),
        files,
        sight.agency.as_str(),
        sight.office,
        sight.every_office,
        &agencies as _,
        &offices as _,
    );
    Ok(granted.fetch_all(db).await?)
}

/// A file without its agency, which is always known before.
struct Row {
    id: Uuid,
    file_name: FileName,
    media_type: String,
    size_bytes: i64,
    sha256: Vec<u8>,
    state: State,
    first_version: Uuid,
    version: i32,
    previous: Option<Uuid>,
    stored_at: jiff_sqlx::Timestamp,
}

impl Row {
    fn file(self, agency: &Agency) -> Result<File> {
        let sha256 = self.sha256.try_into().map_err(|_| Error::internal("a hash that is not one"))?;
        Ok(File {
            name: ResourceName { agency: agency.clone(), collection: COLLECTION, id: self.id },
            file_name: self.file_name,
            content: Content {
                media_type: self.media_type,
                size_bytes: u64::try_from(self.size_bytes).map_err(Error::internal)?,
                sha256: Hash(sha256),
            },
            state: self.state,
            first_version: self.first_version,
            version: self.version,
            previous: self.previous,
            stored_at: self.stored_at.to_jiff(),
        })
    }
}

fn columns(readers: &[Reader]) -> (Vec<&str>, Vec<&str>) {
    readers.iter().map(|it| (it.agency.as_str(), it.office.as_str())).unzip()
}
