//! Words that only some agencies may hold, looked for in every row of all tables, whatever these are.

use crate::arguments::Canary;
use platform::{
    Database, Result,
    invariant::{Findings, snapshot},
};
use sqlx::{AssertSqlSafe, PgConnection};
use std::collections::BTreeMap;

const FIND: &str = "find out by its trace which request wrote it, and close that way";

/// Looks for the words of `canaries` in all that `service` keeps.
pub(super) async fn check(db: &Database, service: &str, canaries: &[Canary]) -> Result<Findings> {
    let mut findings = Findings::default();
    let mut holders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for Canary { agency, words } in canaries {
        holders.entry(words).or_default().push(agency.as_str());
    }
    if holders.is_empty() {
        return Ok(findings);
    }
    let mut tx = snapshot(db).await?;
    for (table, key) in tables(&mut tx, service).await? {
        let sql = format!("select count(*) from {table}");
        let count: i64 = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut *tx).await?;
        findings.looked_at += count.unsigned_abs();
        for (words, agencies) in &holders {
            // What is kept as bytes is written in hexadecimal.
            let sql = format!(
                "select concat_ws(' ', {key}) from {table} it
                 where agency <> all ($1) and (
                     strpos(it::text, $2) > 0 or strpos(it::text, encode(convert_to($2, 'UTF8'), 'hex')) > 0
                 )
                 limit 1000"
            );
            let found: Vec<String> =
                sqlx::query_scalar(AssertSqlSafe(sql)).bind(agencies).bind(words).fetch_all(&mut *tx).await?;
            for row in found {
                let reason = format!("holds {words:?}, which {} alone may", agencies.join(" and "));
                findings.violation(format!("{table} {row}"), reason, FIND);
            }
        }
    }
    Ok(findings)
}

/// The tables of a schema that are agencies', with the columns of their keys.
async fn tables(db: &mut PgConnection, schema: &str) -> Result<Vec<(String, String)>> {
    let tables = sqlx::query_as(
        "select format('%I.%I', nspname, relname), string_agg(format('it.%I::text', column_.attname), ', '
                                                              order by column_.attnum)
         from pg_class
         join pg_namespace on pg_namespace.oid = relnamespace
         join pg_index on indrelid = pg_class.oid and indisprimary
         join pg_attribute column_ on column_.attrelid = pg_class.oid and column_.attnum = any (indkey)
         where nspname = $1 and relkind in ('r', 'p') and not relispartition and exists (
             select from pg_attribute where attrelid = pg_class.oid and attname = 'agency'
         )
         group by nspname, relname order by relname",
    );
    Ok(tables.bind(schema).fetch_all(db).await?)
}
