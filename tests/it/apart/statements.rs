//! Every statement that the services ran, run again as an agency that has no part in anything: it touches no row.

use super::catalogue::{PLATFORM, PUBLIC};
use anyhow::{Context as _, Result, ensure};
use journeys::own::Own;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
};

const REPLAY: &str = include_str!("statements.sql");
/// What opens rows to one who knows a key, or acts for several agencies in turn, is not run in the name of one alone.
const NAMES_WHO_ASKS: &str = "set_config(";
/// So many sets of parameters of one statement, the latest ones.
const SAMPLES: usize = 4;

/// A role's statement with parameters, as the server logged them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Statement {
    role: String,
    text: String,
    /// As they stand in `execute`; empty without any.
    parameters: String,
}

/// Lets the server write down what the stack's services ask it from now on.
pub(super) async fn watch(own: &Own) -> Result<()> {
    own.ground().log()?;
    own.past_services("alter system set log_line_prefix = '%d|%u|%p|'")?;
    own.past_services("select pg_reload_conf()")?;
    own.past_services(
        "do $$ begin execute format('alter database %I set log_min_duration_statement = 0', current_database()); end $$",
    )?;
    own.restart().await
}

/// Fails if any statement since [`watch`] touches a row when a third agency is who asks.
pub(super) fn touch_nothing_of_others(own: &Own) -> Result<()> {
    let database = own.past_services("select current_database()")?;
    let log = String::from_utf8_lossy(&fs::read(own.ground().log()?)?).into_owned();
    let (statements, left_out) = sampled(&statements(&log, &database));
    ensure!(200 < statements.len(), "only {} statements were logged", statements.len());

    let touched = replay(own, &statements, "nowhere", "")?;
    ensure!(touched.is_empty(), "a third agency touches\n{}", touched.join("\n"));

    let mut by_agency = vec![];
    for agency in ["kemenpanrb", "kota-tangerang"] {
        by_agency.push(format!("{agency} {}", replay(own, &statements, agency, "")?.len()));
    }
    for table in ["review.task", "letter.letter", "intake.submission", "meeting.meeting"] {
        let open = format!("create policy everyone on {table} using (true);");
        let touched = replay(own, &statements, "nowhere", &open)?;
        ensure!(touched.iter().any(|it| it.contains(table)), "with {table} open to all nothing is touched");
    }
    let different: BTreeSet<_> = statements.iter().map(|it| (&it.role, &it.text)).collect();
    println!(
        "{} statements, {} times: a third agency touches no row of others, {} do; {left_out} that name who asks left out",
        different.len(),
        statements.len(),
        by_agency.join(", "),
    );
    Ok(())
}

/// What the services asked `database`, in order.
fn statements(log: &str, database: &str) -> Vec<Statement> {
    let mut entries: Vec<String> = vec![];
    for line in log.lines() {
        match (line.strip_prefix('\t'), entries.last_mut()) {
            (Some(rest), Some(entry)) => entry.extend(["\n", rest]),
            _ => entries.push(line.to_owned()),
        }
    }
    let mut found = vec![];
    let mut open: BTreeMap<String, usize> = BTreeMap::new();
    for entry in &entries {
        let [of, role, process, said] = entry.splitn(4, '|').collect::<Vec<_>>()[..] else { continue };
        if of != database || role == "owner" {
            continue;
        }
        if let Some(ran) = said.strip_prefix("LOG:  duration: ") {
            open.remove(process);
            let Some((how, text)) = ran.split_once("  ").and_then(|it| it.1.split_once(": ")) else {
                continue;
            };
            if how.starts_with("execute") || how == "statement" {
                open.insert(process.to_owned(), found.len());
                found.push(Statement {
                    role: role.to_owned(),
                    text: text.to_owned(),
                    parameters: String::new(),
                });
            }
        } else if let (Some(parameters), Some(at)) = (
            said.strip_prefix("DETAIL:  parameters: ").or_else(|| said.strip_prefix("DETAIL:  Parameters: ")),
            open.remove(process),
        ) {
            found[at].parameters = parameters.to_owned();
        }
    }
    found
}

/// Some sets of parameters of each statement that reads or changes rows, and how many of these are left out.
fn sampled(all: &[Statement]) -> (Vec<Statement>, usize) {
    let mut samples: BTreeMap<(&str, &str), Vec<&Statement>> = BTreeMap::new();
    let mut left_out = BTreeSet::new();
    for statement in all.iter().rev() {
        let verb = statement.text.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
        if !["select", "update", "delete", "with"].contains(&verb.as_str()) {
            continue;
        }
        if statement.text.contains(NAMES_WHO_ASKS) {
            left_out.insert((&statement.role, &statement.text));
            continue;
        }
        let taken = samples.entry((&statement.role, &statement.text)).or_default();
        if taken.len() < SAMPLES && !taken.contains(&statement) {
            taken.push(statement);
        }
    }
    (samples.into_values().flatten().cloned().collect(), left_out.len())
}

/// Runs all of it in the name of `agency`, after `change`; nothing stays. Answers with a line for each that touches rows.
fn replay(own: &Own, statements: &[Statement], agency: &str, change: &str) -> Result<Vec<String>> {
    let mut script = format!("begin; {REPLAY} {change}\n");
    for (at, Statement { role, text, parameters }) in statements.iter().enumerate() {
        let values = values(parameters)?;
        writeln!(
            script,
            "insert into asked values ({at}, {}, {}, {});",
            quoted(role),
            quoted(text),
            quoted(&values)
        )?;
    }
    writeln!(
        script,
        "select at, pg_temp.touched(role, {}, statement, parameters) from asked order by at; rollback;",
        quoted(agency)
    )?;
    let answers = own.script(&script)?;
    let mut touched = vec![];
    for answer in answers.lines().filter(|it| !it.is_empty()) {
        let (at, found) = answer.split_once('|').context("two columns")?;
        let Statement { role, text, parameters } = &statements[at.parse::<usize>()?];
        let found: Value = serde_json::from_str(found).with_context(|| answer.to_owned())?;
        if let Some(error) = found["error"].as_str() {
            touched.push(format!("it cannot run again, {error}, by {role}: {text}\n  {parameters}"));
        }
        let mut relations = BTreeSet::new();
        relations_touched(&found["plan"][0]["Plan"], &mut relations);
        if !relations.is_empty() {
            touched.push(format!("{relations:?} by {role}: {text}\n  {parameters}"));
        }
    }
    Ok(touched)
}

/// The tables of which a plan found, locked or changed rows, but for those that everyone may read.
fn relations_touched(plan: &Value, touched: &mut BTreeSet<String>) {
    let name = plan["Relation Name"].as_str().unwrap_or_default();
    let relation = format!("{}.{name}", plan["Schema"].as_str().unwrap_or_default());
    let is_shared = PUBLIC.contains(&format!("'{relation}'"))
        || PLATFORM.contains(&format!("'{name}'"))
        || name.starts_with("outbox_") // months of the outbox
        || relation.starts_with("pg_catalog.")
        || name.is_empty();
    let rows =
        plan["Actual Rows"].as_f64().unwrap_or_default() * plan["Actual Loops"].as_f64().unwrap_or_default();
    if !is_shared && 0.0 < rows {
        touched.insert(relation);
    }
    for part in plan["Plans"].as_array().into_iter().flatten() {
        relations_touched(part, touched);
    }
}

/// `$1 = 'a', $2 = NULL` as `'a', NULL`.
fn values(parameters: &str) -> Result<String> {
    let mut rest = parameters;
    let mut values = vec![];
    while !rest.is_empty() {
        let value = rest.trim_start_matches(", ").split_once(" = ").context("a parameter")?.1;
        let end = if let Some(text) = value.strip_prefix('\'') {
            let mut end = 0;
            loop {
                end += text[end..].find('\'').context("a quote ends")? + 1;
                if !text[end..].starts_with('\'') {
                    break end + 1;
                }
                end += 1;
            }
        } else {
            value.find(", ").unwrap_or(value.len())
        };
        values.push(&value[..end]);
        rest = &value[end..];
    }
    Ok(values.join(", "))
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
