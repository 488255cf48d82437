//! One filing is one trace, and so is one task that is done, across requests, events and what waits in tables.

use crate::collector::{Attributes, Collector, Seen};
use anyhow::{Context as _, Result, ensure};
use journeys::{
    SECTIONS, eventually,
    own::root,
    sheet,
    story::{APP, GOVERNANCE, PROPOSER, text},
};
use serde_json::{Value, json};
use std::{collections::BTreeSet, fs};

/// Services and what they do when a submission is filed. Its papers came by requests of their own; the reviewing office is
/// let read them. Letter has nothing to write yet, and hears that a case was opened.
const FILING: [(&str, &str); 11] = [
    ("gateway", "POST /v1/agencies/{agency}/submissions/{submission}:file"),
    ("intake", "telaah.intake.v1.IntakeService/FileSubmission"),
    ("intake", "process telaah.intake.v1.SubmissionFiled"),
    ("document", "telaah.document.v1.DocumentService/GrantRead"),
    ("review", "process telaah.intake.v1.SubmissionFiled"),
    ("letter", "process telaah.review.v1.CaseOpened"),
    ("intake", "process telaah.review.v1.TaskOpened"),
    ("notification", "process telaah.intake.v1.SubmissionFiled"),
    ("notification", "process telaah.review.v1.TaskOpened"),
    ("notification", "tell people"),
    ("notification", "send mail"),
];
/// The same when a task with a sheet that is printed is done.
const COMPLETION: [(&str, &str); 10] = [
    ("gateway", "POST /v1/agencies/{agency}/tasks/{task}:complete"),
    ("review", "telaah.review.v1.ReviewService/CompleteTask"),
    ("letter", "process telaah.review.v1.LetterRequested"),
    ("letter", "issue letter"),
    ("document", "telaah.document.v1.DocumentService/StoreFile"),
    ("review", "process telaah.letter.v1.LetterIssued"),
    ("intake", "process telaah.letter.v1.LetterIssued"),
    ("notification", "process telaah.review.v1.TaskOpened"),
    ("notification", "tell people"),
    ("notification", "send mail"),
];
/// What attributes are about: OpenTelemetry's conventions, our own, and what the tracing library adds.
const NAMESPACES: [&str; 9] =
    ["rpc.", "http.", "messaging.", "telaah.", "code.", "busy_ns", "idle_ns", "target", "level"];

#[tokio::test]
async fn a_filing_and_a_task_that_is_done_are_one_trace_each_with_unbroken_parents() -> Result<()> {
    let collector = Collector::start().await?;
    let own = collector.watched().await?;
    let (proposer, officer) = (own.sign_in(PROPOSER).await?, own.sign_in(GOVERNANCE).await?);
    let draft = proposer.write(APP).await?;

    let filed = proposer.post(&format!("{draft}:file"), &json!({})).await?.ok()?;
    officer.awaited_task(&draft, "receipt").await?;
    let filing = one_trace(&collector, ":file", &FILING).await?;
    officer.complete(&draft, "receipt", "", Value::Null).await?;
    officer.complete(&draft, "completeness_check", "complete", sheet::checklist(&[])).await?;
    let completion = one_trace(&collector, ":complete", &COMPLETION).await?;

    own.mail(GOVERNANCE, &[&text(&filed["registrationNumber"])]).await?;
    println!("spans of a filing: {filing}, of a task that is done: {completion}");
    says_nothing_of_people(&collector)
}

/// Waits for the trace whose root's name ends with `end` to do all that is `expected`, every span but the root below another
/// one of it. Answers with how many spans it has.
async fn one_trace(collector: &Collector, end: &str, expected: &[(&str, &str)]) -> Result<usize> {
    eventually(&format!("one unbroken trace of {end}"), async || {
        let received = collector.received();
        let roots = received.spans.iter().filter(|it| it.name.ends_with(end) && it.parent.is_empty());
        let names: BTreeSet<&str> =
            received.spans.iter().filter(|it| it.parent.is_empty()).map(|it| it.name.as_str()).collect();
        let mut why = format!("it is not among the roots {names:#?}");
        for root in roots {
            let trace: Vec<&Seen> = received.spans.iter().filter(|it| it.trace == root.trace).collect();
            match gap(&trace, expected) {
                None => return Ok(Some(trace.len())),
                Some(gap) => why = gap,
            }
        }
        anyhow::bail!("{why}")
    })
    .await
}

/// What makes `trace` less than one whole trace.
fn gap(trace: &[&Seen], expected: &[(&str, &str)]) -> Option<String> {
    let did: BTreeSet<(&str, &str)> = trace.iter().map(|it| (it.service(), it.name.as_str())).collect();
    if let Some(missing) = expected.iter().find(|it| !did.contains(it)) {
        return Some(format!("{missing:?} is not among {did:#?}"));
    }
    let ids: BTreeSet<&[u8]> = trace.iter().map(|it| it.id.as_slice()).collect();
    let (roots, others): (Vec<&Seen>, Vec<&Seen>) = trace.iter().partition(|it| it.parent.is_empty());
    if roots.len() != 1 {
        return Some(format!("{} roots", roots.len()));
    }
    let orphan = others.iter().find(|it| !ids.contains(it.parent.as_slice()))?;
    Some(format!("the parent of {} of {} is not in the trace", orphan.name, orphan.service()))
}

/// Fails where a span or a metric tells who it is about, or has an attribute of no known namespace.
fn says_nothing_of_people(collector: &Collector) -> Result<()> {
    let secrets = secrets()?;
    let received = collector.received();
    let check = |whose: &str, attributes: &Attributes| -> Result<()> {
        for (key, value) in attributes {
            let told = secrets.iter().find(|it| value.contains(it.as_str()));
            ensure!(told.is_none(), "{whose} tells {told:?} in {key}");
        }
        Ok(())
    };
    for span in &received.spans {
        check(&span.name, &span.attributes)?;
        for logged in &span.logged {
            check(&span.name, logged)?;
        }
        let strange = span.attributes.keys().find(|it| !NAMESPACES.iter().any(|known| it.starts_with(known)));
        ensure!(strange.is_none(), "{} has {strange:?}", span.name);
    }
    for series in &received.series {
        check(&series.name, &series.labels)?;
    }
    println!("{} spans and {} series tell nothing of people", received.spans.len(), received.series.len());
    Ok(())
}

/// Names, numbers and addresses of the demo's people, what the request says, and how tokens begin.
fn secrets() -> Result<Vec<String>> {
    let people = fs::read_to_string(root().join("deploy/demo/people.csv"))?;
    let names = people.split('"').skip(1).step_by(2);
    let fields = people.split([',', '\n']);
    let private = fields.filter(|it| it.contains('@') || (it.len() == 18 && it.parse::<u64>().is_ok()));
    let mut secrets: Vec<String> = names.chain(private).map(str::to_owned).collect();
    ensure!(20 < secrets.len(), "the demo has people");
    secrets.extend([APP.title, APP.letter_number, "Bearer ", "eyJ"].map(str::to_owned));
    secrets.extend(SECTIONS.iter().map(|(_, text)| (*text).to_owned()));
    secrets.iter().find(|it| !it.is_empty()).context("secrets")?;
    Ok(secrets)
}
