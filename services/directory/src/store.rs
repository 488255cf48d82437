//! Every SQL statement of this service.

pub(crate) mod acting;
pub(crate) mod calendar;
pub(crate) mod entries;
pub(crate) mod local_day;
pub(crate) mod official;
pub(crate) mod people;
pub(crate) mod place;

use crate::{letterhead::Letterhead, unit::Unit};
use platform::{Agency, Error, Result};
use sqlx::{PgConnection, types::Json};

/// An agency as it was entered.
#[derive(Debug)]
pub(crate) struct AgencyRow {
    pub(crate) agency: String,
    pub(crate) title: String,
    pub(crate) short_title: String,
    pub(crate) kind: String,
    pub(crate) code: String,
    pub(crate) time_zone: String,
    pub(crate) letterhead: Option<Json<Letterhead>>,
}

pub(crate) async fn load_agency(db: &mut PgConnection, agency: &Agency) -> Result<AgencyRow> {
    sqlx::query_as!(
        AgencyRow,
        r#"select agency, title, short_title, kind, code, time_zone,
                  letterhead as "letterhead: Json<Letterhead>"
           from directory.agency where agency = $1"#,
        agency.as_str(),
    )
    .fetch_optional(db)
    .await?
    .ok_or_else(|| Error::NotFound(agency.name()))
}

/// By title; those of `kind`, unless it is empty, whose title contains `query`, after the title and slug of `after`.
pub(crate) async fn list_agencies(
    db: &mut PgConnection,
    query: &str,
    kind: &str,
    after: Option<&(String, String)>,
    limit: i64,
) -> Result<Vec<AgencyRow>> {
    let (title, slug) =
        after.map_or((None, None), |(title, slug)| (Some(title.as_str()), Some(slug.as_str())));
    let rows = sqlx::query_as!(
        AgencyRow,
        r#"select agency, title, short_title, kind, code, time_zone,
                  letterhead as "letterhead: Json<Letterhead>"
           from directory.agency
           where ($1::text is null or (title collate "C", agency) > ($1, $2))
             and ($3 = '' or strpos(lower(title), lower($3)) > 0)
             and ($5 = '' or kind = $5)
           order by title collate "C", agency limit $4"#,
        title,
        slug,
        query,
        limit,
        kind,
    )
    .fetch_all(db)
    .await?;
    Ok(rows)
}

/// By slug, after that of `after`.
pub(crate) async fn list_units(
    db: &mut PgConnection,
    agency: &Agency,
    after: Option<&str>,
    limit: Option<i64>,
) -> Result<Vec<Unit>> {
    let rows = sqlx::query!(
        r#"select slug, title, kind, parent, office, letterhead as "letterhead: Json<Letterhead>"
           from directory.unit
           where agency = $1 and ($2::text is null or slug > $2)
           order by slug limit $3"#,
        agency.as_str(),
        after,
        limit,
    )
    .fetch_all(db)
    .await?;
    let unit = rows.into_iter().map(|row| Unit {
        slug: row.slug,
        title: row.title,
        kind: row.kind,
        parent: row.parent,
        office: row.office,
        letterhead: row.letterhead.map(|it| it.0),
    });
    Ok(unit.collect())
}

pub(crate) async fn position_slugs(db: &mut PgConnection, agency: &Agency) -> Result<Vec<String>> {
    let slugs = sqlx::query_scalar!(
        "select slug from directory.position where agency = $1 order by slug",
        agency.as_str()
    );
    Ok(slugs.fetch_all(db).await?)
}
