//! Comments on cases.

use crate::case::Performer;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::{Agency, Result};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

/// A remark among those who work on a case.
#[derive(Debug, Clone)]
pub(crate) struct Comment {
    pub(crate) id: Uuid,
    pub(crate) text: String,
    pub(crate) author: Performer,
    pub(crate) created_at: Timestamp,
}

pub(crate) async fn insert_comment(
    db: &mut PgConnection,
    agency: &Agency,
    case: Uuid,
    comment: &Comment,
) -> Result<()> {
    sqlx::query!(
        "insert into review.comment (agency, case_id, id, text, author, created_at) values ($1, $2, $3, $4, $5, $6)",
        agency.as_str(),
        case,
        comment.id,
        comment.text,
        Json(&comment.author) as _,
        comment.created_at.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Comments after `after`, oldest first.
pub(crate) async fn list_comments(
    db: &mut PgConnection,
    agency: &Agency,
    case: Uuid,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Comment>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select id, text, author as "author: Json<Performer>", created_at as "created_at: jiff_sqlx::Timestamp"
           from review.comment
           where agency = $1 and case_id = $2 and ($3::uuid is null or $3 < id)
           order by id limit $4"#,
        agency.as_str(),
        case,
        after,
        limit,
    )
    .fetch_all(db)
    .await?;
    let comment = |row: Row| Comment {
        id: row.id,
        text: row.text,
        author: row.author.0,
        created_at: row.created_at.to_jiff(),
    };
    Ok(rows.into_iter().map(comment).collect())
}

struct Row {
    id: Uuid,
    text: String,
    author: Json<Performer>,
    created_at: jiff_sqlx::Timestamp,
}
