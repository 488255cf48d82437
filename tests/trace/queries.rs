//! The dashboard and the alerts ask for nothing that the running stack does not export.

use crate::{collector::Collector, promql::Asked};
use anyhow::{Context as _, Result, ensure};
use journeys::{
    AGENCY, eventually,
    own::{Own, root},
    sheet,
    story::{APP, GOVERNANCE, PROPOSER, text},
};
use serde_json::{Value, json};
use std::fs;

/// A query, and where it stands.
struct Query {
    place: String,
    asked: Asked,
}

#[tokio::test]
async fn every_query_of_dashboard_and_alerts_is_answered_by_what_the_stack_exports() -> Result<()> {
    let (panels, alerts) = (dashboard()?, alerts()?);
    let collector = Collector::start().await?;
    let own = collector.watched().await?;

    work(&own).await?;
    fail(&own).await?;

    let all = || panels.iter().chain(&alerts);
    let answered = eventually("every query is answered", async || {
        let received = collector.received();
        let missing: Vec<String> = all()
            .flat_map(|it| {
                it.asked.missing(&received.series).into_iter().map(|what| format!("{}: {what}", it.place))
            })
            .collect();
        ensure!(missing.is_empty(), "{missing:#?}");
        Ok(Some(received.series.len()))
    });
    let series = answered.await?;
    println!("{} queries of panels and {} alerts, {series} series exported", panels.len(), alerts.len());
    Ok(())
}

/// One request of each outcome that people bring about.
async fn work(own: &Own) -> Result<()> {
    let proposer = own.sign_in(PROPOSER).await?;
    let officer = own.sign_in(GOVERNANCE).await?;
    let submission = text(&proposer.file(APP).await?["name"]);
    officer.awaited_task(&submission, "receipt").await?;
    officer.complete(&submission, "receipt", "", Value::Null).await?;
    officer.complete(&submission, "completeness_check", "complete", sheet::checklist(&[])).await?;
    let reason = json!({ "reason": "Kebutuhan telah dipenuhi aplikasi lain." });
    proposer.post(&format!("{submission}:withdraw"), &reason).await?.ok()?;
    Ok(())
}

/// What is refused, what fails, and what is not there.
async fn fail(own: &Own) -> Result<()> {
    let proposer = own.sign_in(PROPOSER).await?;
    let nothing = format!("agencies/{AGENCY}/submissions/0190a000-0000-7000-8000-00000000000a");
    proposer.get(&nothing).await?.refused(404)?;

    // An event that nobody can read: handlers fail, and in the end its lane is parked.
    own.past_services(&format!(
        "with event (agency, lane, sequence) as (values ('{AGENCY}', 'intake/{nothing}', 1)), lane as (
             insert into intake.outbox_lane select * from event
         ) insert into intake.outbox (agency, lane, sequence, kind, body, told_at)
           select *, 'telaah.intake.v1.SubmissionFiled', '\\xff', '2026-01-05 08:00+07' from event"
    ))?;

    let alone = own.beside("gateway", &[("SERVICES", "http://127.0.0.1:1")])?;
    eventually("a gateway without services refuses", async || {
        let answer = alone.post("/v1/sessions", &json!({ "name": "-", "password": "-" })).await?;
        answer.refused(503).map(Some)
    })
    .await?;
    Ok(())
}

fn dashboard() -> Result<Vec<Query>> {
    let dashboard = fs::read(root().join("deploy/monitoring/dashboard.json"))?;
    let dashboard: Value = serde_json::from_slice(&dashboard)?;
    let mut queries = Vec::new();
    for panel in dashboard["panels"].as_array().context("panels")? {
        if panel["type"] == "row" {
            continue;
        }
        let title = panel["title"].as_str().context("a panel has a title")?;
        for target in panel["targets"].as_array().with_context(|| format!("{title} asks for something"))? {
            queries.push(query(title, &target["expr"])?);
        }
    }
    Ok(queries)
}

fn alerts() -> Result<Vec<Query>> {
    let rules = fs::read_to_string(root().join("deploy/monitoring/alerts.yaml"))?;
    let rules: Value = serde_saphyr::from_str(&rules)?;
    let mut queries = Vec::new();
    let groups = rules["groups"].as_array().context("groups")?;
    for rule in groups.iter().filter_map(|it| it["rules"].as_array()).flatten() {
        let name = rule["alert"].as_str().context("an alert has a name")?;
        for said in ["summary", "action"] {
            ensure!(!text(&rule["annotations"][said]).is_empty(), "{name} has no {said}");
        }
        ensure!(
            ["page", "ticket"].map(Value::from).contains(&rule["labels"]["severity"]),
            "{name}: severity"
        );
        queries.push(query(name, &rule["expr"])?);
    }
    Ok(queries)
}

fn query(place: &str, expression: &Value) -> Result<Query> {
    let expression = expression.as_str().with_context(|| format!("{place} has a query"))?;
    let asked = Asked::read(expression).with_context(|| place.to_owned())?;
    Ok(Query { place: place.to_owned(), asked })
}
