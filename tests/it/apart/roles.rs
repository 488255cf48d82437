//! Connections as the services themselves make them: without an agency they see nothing, and they cannot become more.

use super::{catalogue::PUBLIC, things::Things};
use anyhow::{Context as _, Result, ensure};
use journeys::own::SERVICES;

/// The tables of a role's own schema that are kept apart, each with how many rows it shows.
const SHOWN: &str = "select format('%I.%I %s', schemaname, tablename,
        (xpath('/row/count/text()', query_to_xml(format('select count(*) from %I.%I', schemaname, tablename), false, true, '')))[1])
    from pg_tables where schemaname = current_user and rowsecurity";

/// What would lead out of a role, and how it is refused.
const WAYS_OUT: [(&str, &str); 10] = [
    ("set role owner", "permission denied to set role"),
    ("set session authorization owner", "permission denied to set session authorization"),
    ("set session_replication_role = replica", "permission denied to set parameter"),
    (
        "set row_security = off; select count(*) from OWN.outbox_lane; select count(*) from KEPT",
        "query would be affected by row-level security",
    ),
    ("alter table KEPT disable row level security", "must be owner"),
    ("create policy mine on KEPT using (true)", "must be owner"),
    ("create table OWN.copy as select 1", "permission denied for schema"),
    ("alter role OWN bypassrls", "must be superuser"),
    ("copy KEPT to program 'cat'", "must be superuser or have privileges"),
    ("select pg_read_file('/etc/passwd')", "permission denied for function pg_read_file"),
];

#[tokio::test]
async fn a_service_that_says_no_agency_sees_nothing_and_has_no_way_out_of_its_role() -> Result<()> {
    let things = Things::make().await?;
    let mut counted = 0;

    for service in SERVICES {
        let who = things.own.script_as(service, "select current_user, session_user")?;
        ensure!(who == format!("{service}|{service}"), "{who}");
        for agency in ["", "nowhere"] {
            let shown = format!("select set_config('telaah.agency', '{agency}', false); {SHOWN}");
            let shown = things.own.script_as(service, &shown)?;
            for line in shown.lines().filter(|it| it.contains('.')) {
                let (table, rows) = line.rsplit_once(' ').context("a table and its rows")?;
                ensure!(rows == "0" || PUBLIC.contains(&format!("'{table}'")), "{agency:?} is shown {line}");
                counted += 1;
            }
        }

        let kept = things.own.script_as(service, &format!("{SHOWN} limit 1"))?;
        let kept = kept.split(' ').next().context("a table")?;
        for (way, refusal) in WAYS_OUT {
            let way = way.replace("KEPT", kept).replace("OWN", service);
            let taken = things.own.script_as(service, &way);
            let said = taken.err().with_context(|| format!("{service} was let: {way}"))?.to_string();
            ensure!(said.contains(refusal), "{service}: {way}: {said}");
        }
        for other in SERVICES.iter().filter(|it| **it != service) {
            let reach = format!("select count(*) from {other}.outbox");
            let said = things.own.script_as(service, &reach).err().map(|it| it.to_string());
            let is_denied = said.as_ref().is_some_and(|it| it.contains("permission denied for schema"));
            ensure!(is_denied, "{service} reaches {other}: {said:?}");
        }
    }
    println!("{} roles, {} tables shown to nobody in particular", SERVICES.len(), counted / 2);
    ensure!(80 < counted, "{counted} tables were counted");
    Ok(())
}
