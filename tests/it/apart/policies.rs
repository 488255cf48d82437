//! Rows asked for by the services' own roles: a third agency sees and changes none, and each policy is why.

use super::{
    catalogue::{PLATFORM, PUBLIC},
    things::Things,
};
use anyhow::{Context as _, Result, ensure};
use journeys::own::root;
use std::fs;

/// The tables with policies, but for what everyone may read.
const TABLES: &str =
    "select oid::regclass::text as relation, relnamespace::regnamespace::text as schema from pg_class
    where relkind in ('r', 'p') and relrowsecurity and relname <> all(PLATFORM)";

#[tokio::test]
async fn a_third_agency_touches_no_row_and_each_policy_is_why() -> Result<()> {
    let things = Things::make().await?;
    let prepared = fs::read_to_string(root().join("tests/it/apart/policies.sql"))?;
    let ask = |question: &str| {
        let question =
            question.replace("TABLES", TABLES).replace("PLATFORM", PLATFORM).replace("PUBLIC", PUBLIC);
        things.own.past_services(&format!("begin; {prepared} {question}; rollback"))
    };

    // With nothing but its role, and as an agency that has no part in it.
    let seen = ask(
        "select relation, settings, pg_temp.rights(schema, settings, relation, 'agency <> ''kota-bandung''')
        from (TABLES) tables, viewer where settings in ('{}', '{\"agency\": \"kota-bandung\"}')",
    )?;
    let touched = rights(&seen)?;
    let empty =
        ask("select relation, '', pg_temp.rights('auditor', '{}', relation, 'agency <> ''kota-bandung''')
         from (TABLES) tables")?;
    let empty: Vec<String> =
        rights(&empty)?.into_iter().filter(|it| it.counts == [0, 0, 0]).map(|it| it.relation).collect();
    for Rights { relation, settings, counts } in &touched {
        let may_read = PUBLIC.contains(&format!("'{relation}'"));
        let [read, changed, deleted] = *counts;
        ensure!(
            changed == 0 && deleted == 0 && (read == 0 || may_read),
            "{settings} touches {relation}: {counts:?}"
        );
    }
    ensure!(empty.is_empty(), "nothing is shown of tables without rows of others: {empty:?}");

    let tried = ask("select relation, polname, polcmd, pg_temp.trial(polname, relation, schema)
        from (TABLES) tables join pg_policy on polrelid = relation::regclass order by 1, 2")?;
    let mut policies = 0;
    for line in tried.lines() {
        let [relation, policy, command, less, more] = line.splitn(5, '|').collect::<Vec<_>>()[..] else {
            anyhow::bail!("{line}");
        };
        policies += 1;
        let may_read = PUBLIC.contains(&format!("'{relation}'"));
        // The auditor reads what everyone may, with and without a policy of its own.
        ensure!(
            less != "nobody" || policy == "auditor" && may_read,
            "policy {policy} of {relation} can be dropped and nobody sees it: {tried}"
        );
        let is_open = policy == "auditor" || command == "w" || command == "r" && may_read;
        // Who may change a row must see it first, so a policy for changes alone opens nothing by itself.
        ensure!(
            is_open || more != "0",
            "policy {policy} of {relation} could say yes to all and nobody would see it"
        );
    }
    println!("{} tables, {policies} policies", touched.len() / 2);
    ensure!(60 < policies, "{policies} policies were tried");
    Ok(())
}

/// What one who asks may do with the rows of a table.
struct Rights {
    relation: String,
    settings: String,
    /// Rows read, changed and deleted.
    counts: [i64; 3],
}

fn rights(lines: &str) -> Result<Vec<Rights>> {
    lines.lines().map(Rights::read).collect()
}

impl Rights {
    fn read(line: &str) -> Result<Self> {
        let [relation, settings, counts] = line.splitn(3, '|').collect::<Vec<_>>()[..] else {
            anyhow::bail!("{line}");
        };
        let counts = counts.trim_matches(['{', '}']).split(',').map(str::parse::<i64>);
        let counts = counts.collect::<Result<Vec<_>, _>>()?;
        let counts: [i64; 3] = counts.try_into().ok().context("three counts")?;
        Ok(Self { relation: relation.to_owned(), settings: settings.to_owned(), counts })
    }
}
