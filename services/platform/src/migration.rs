//! Brings the database up to date as its owner: schemas, tables, and roles that own nothing, the auditor's among them.

use crate::{Service, invariant::AUDITOR};
use anyhow::{Context as _, ensure};
use secrecy::{ExposeSecret as _, SecretString};
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection, migrate::Migrator,
    postgres::PgConnectOptions,
};

/// The tables that relay, inbox and migration use for all agencies at once, past row-level security.
const FOR_ALL_AGENCIES: [&str; 6] =
    ["_platform_migrations", "_sqlx_migrations", "inbox", "outbox", "outbox_lane", "parked"];

/// Gives every service its role and its schema with the platform's tables and its own. May be repeated.
pub async fn migrate(
    owner: &PgConnectOptions,
    service_password: Option<&SecretString>,
    services: &[Service],
) -> anyhow::Result<()> {
    for service in services {
        let options =
            owner.clone().options([("search_path", service.name), ("client_min_messages", "warning")]);
        let mut db = options.connect().await.context("cannot reach the database")?;
        migrate_one(&mut db, service_password, service)
            .await
            .with_context(|| format!("cannot migrate {}", service.name))?;
        db.close().await?;
    }
    Ok(())
}

/// Gives the auditor, whom [`migrate`] makes, a password of its own: it must not sign in as a service.
pub async fn set_auditor_password(owner: &PgConnectOptions, password: &SecretString) -> anyhow::Result<()> {
    let mut db = owner.connect().await.context("cannot reach the database")?;
    set_password(&mut db, AUDITOR, password).await?;
    db.close().await?;
    Ok(())
}

/// The platform's own tables.
pub(crate) fn platform() -> Migrator {
    sqlx::migrate!()
}

async fn migrate_one(
    db: &mut PgConnection,
    service_password: Option<&SecretString>,
    service: &Service,
) -> anyhow::Result<()> {
    let mut platform = platform();
    platform.create_schema(service.name);
    platform.dangerous_set_table_name("_platform_migrations");
    platform.run(&mut *db).await?;
    service.migrations.run(&mut *db).await?;

    for rights in [include_str!("rights.sql"), include_str!("auditor.sql")] {
        let rights = rights.replace("{service}", service.name);
        sqlx::raw_sql(AssertSqlSafe(rights)).execute(&mut *db).await?;
    }
    if let Some(password) = service_password {
        set_password(db, service.name, password).await?;
    }
    check_row_level_security(db, service.name).await
}

async fn set_password(db: &mut PgConnection, role: &str, password: &SecretString) -> anyhow::Result<()> {
    let sql: String = sqlx::query_scalar("select format('alter role %I password %L', $1::text, $2::text)")
        .bind(role)
        .bind(password.expose_secret())
        .fetch_one(&mut *db)
        .await?;
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *db).await?;
    Ok(())
}

/// Refuses a table on which the agency of the transaction would not matter.
async fn check_row_level_security(db: &mut PgConnection, schema: &str) -> anyhow::Result<()> {
    let open: Vec<String> = sqlx::query_scalar(
        "select relname::text from pg_class
         where relnamespace = $1::regnamespace and relkind in ('r', 'p') and not relispartition
           and not (relrowsecurity and relforcerowsecurity) and relname <> all($2)",
    )
    .bind(schema)
    .bind(FOR_ALL_AGENCIES)
    .fetch_all(db)
    .await?;
    ensure!(open.is_empty(), "without forced row-level security: {}", open.join(", "));
    Ok(())
}
