//! Every SQL statement of this service.

use crate::session::{Key, Session};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::{Agency, Caller, Result};
use sqlx::{PgConnection, PgPool, types::Json};

/// Whether the database answers, as the error it answers with instead.
pub(crate) async fn reach(db: &PgPool) -> sqlx::Result<()> {
    sqlx::query("select").execute(db).await?;
    Ok(())
}

/// Adds a session and forgets those of its agency that have expired.
pub(crate) async fn insert(db: &mut PgConnection, session: &Session) -> Result<()> {
    sqlx::query!(
        "with forgotten as (delete from gateway.session where agency = $1 and expires_at <= $6)
         insert into gateway.session
                (agency, token_hash, sign_in_name, caller, confirmed_at, signed_in_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        session.key.agency.as_str(),
        &session.key.token_hash[..],
        session.sign_in_name,
        Json(&session.caller) as _,
        session.confirmed_at.to_sqlx() as _,
        session.signed_in_at.to_sqlx() as _,
        session.expires_at.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The session, if it has not expired.
pub(crate) async fn load(db: &mut PgConnection, key: &Key, now: Timestamp) -> Result<Option<Session>> {
    let row = sqlx::query!(
        r#"select sign_in_name, caller as "caller: Json<Caller>", confirmed_at as "confirmed_at: jiff_sqlx::Timestamp",
                  signed_in_at as "signed_in_at: jiff_sqlx::Timestamp", expires_at as "expires_at: jiff_sqlx::Timestamp"
           from gateway.session where agency = $1 and token_hash = $2 and $3 < expires_at"#,
        key.agency.as_str(),
        &key.token_hash[..],
        now.to_sqlx() as _,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Session {
        key: key.clone(),
        sign_in_name: row.sign_in_name,
        caller: row.caller.0,
        confirmed_at: row.confirmed_at.to_jiff(),
        signed_in_at: row.signed_in_at.to_jiff(),
        expires_at: row.expires_at.to_jiff(),
    }))
}

/// Saves who it was found to be now.
pub(crate) async fn confirm(db: &mut PgConnection, session: &Session) -> Result<()> {
    sqlx::query!(
        "update gateway.session set caller = $3, confirmed_at = $4 where agency = $1 and token_hash = $2",
        session.key.agency.as_str(),
        &session.key.token_hash[..],
        Json(&session.caller) as _,
        session.confirmed_at.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Where it is told that a session ended, by its hash.
pub(crate) const CHANNEL: &str = "gateway_session_ended";

/// Ends a session, and tells all replicas. One that has ended may be ended again.
pub(crate) async fn delete(db: &mut PgConnection, agency: &Agency, token_hash: &[u8]) -> Result<()> {
    sqlx::query!(
        "with ended as (delete from gateway.session where agency = $1 and token_hash = $2 returning token_hash)
         select pg_notify($3, encode(token_hash, 'hex')) from ended",
        agency.as_str(),
        token_hash,
        CHANNEL,
    )
    .execute(db)
    .await?;
    Ok(())
}
