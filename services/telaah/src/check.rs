//! Looks whether what must hold of the data as a whole does, and says what does not.

mod canary;
mod reference;

use crate::{
    arguments::{Canary, Invariants},
    serve::services,
};
use anyhow::{Context as _, bail};
use directory::invariants::doubt;
use document::invariants::stored;
use letter::invariants::{Claim, Evidence, read_root};
use platform::{
    Agency, Clock, Parts, Service,
    invariant::{Findings, Violation, check_events},
};
use serde::Serialize;
use std::{fs, process::ExitCode, time::Duration};
use tokio::time::Instant;

/// For how long effects are waited for that are on their way.
const PATIENCE: Duration = Duration::from_mins(1);

/// Those of the list of invariants that the data tells by itself; the others a test knows that drove the system.
const INVARIANTS: [(u8, &str); 8] = [
    (2, "histories are ways through their procedures"),
    (3, "numbers of letters run without gaps"),
    (4, "issued letters are signed, as registered, by who had the authority"),
    (5, "audit chains hold, and cases are what they tell"),
    (6, "what was told is in the stream, and applied"),
    (8, "clocks and due times are right, marks told once"),
    (10, "files hash to their digests, and nothing else lies about"),
    (11, "no row refers to another agency's, or holds its words"),
];

/// What became of one invariant.
#[derive(Serialize)]
struct Outcome {
    invariant: u8,
    title: &'static str,
    seconds: f64,
    #[serde(flatten)]
    findings: Findings,
}

/// All that is needed to look.
struct Look<'a> {
    parts: &'a Parts,
    services: &'a [Service],
    objects: &'a document::Objects,
    root: Option<Vec<u8>>,
    agency: Option<&'a Agency>,
    canaries: &'a [Canary],
    patience: Duration,
}

/// Looks at the invariants that were asked for, prints what it found, and exits with 1 where one does not hold.
pub(crate) async fn invariants(arguments: &Invariants) -> anyhow::Result<ExitCode> {
    let Invariants { serve, auditor_password, only, agency, canary, root_certificate, settled, json } =
        arguments;
    if let Some(unknown) = only.iter().find(|it| INVARIANTS.iter().all(|(known, _)| known != *it)) {
        bail!("invariant {unknown} is none that the data tells by itself: they are 2 to 6, 8, 10 and 11");
    }
    let mut config = serve.platform.clone();
    config.service_password.clone_from(auditor_password);
    let parts = Parts::new(&config).await?;
    let services = services(&parts, serve);
    let root = root_certificate.as_ref().map(|path| {
        let pem = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        Ok::<_, anyhow::Error>(read_root(&pem)?)
    });
    let look = Look {
        parts: &parts,
        services: &services,
        objects: &serve.document.files,
        root: root.transpose()?,
        agency: agency.as_ref(),
        canaries: canary,
        patience: if *settled { Duration::ZERO } else { PATIENCE },
    };
    let mut outcomes = vec![];
    for (invariant, title) in INVARIANTS.into_iter().filter(|(it, _)| only.is_empty() || only.contains(it)) {
        let start = Instant::now();
        let findings =
            look.at(invariant).await.with_context(|| format!("cannot look at invariant {invariant}"))?;
        let outcome = Outcome { invariant, title, seconds: start.elapsed().as_secs_f64(), findings };
        if !json {
            print(&outcome);
        }
        outcomes.push(outcome);
    }
    if *json {
        println!("{}", serde_json::to_string_pretty(&outcomes)?);
    }
    let holds = outcomes.iter().all(|it| it.findings.broken == 0);
    Ok(if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Look<'_> {
    async fn at(&self, invariant: u8) -> anyhow::Result<Findings> {
        let Self { parts, services, objects, agency, canaries, patience, .. } = *self;
        let review = || parts.audited(review::NAME);
        let letter = || parts.audited(letter::NAME);
        Ok(match invariant {
            2 => review::invariants::check_paths(&review(), agency).await?,
            3 => letter::invariants::check_numbers(&letter(), agency).await?,
            4 => self.at_letters().await?,
            5 => review::invariants::check_audit(&review(), agency).await?,
            6 => check_events(parts, services, agency, patience).await?,
            8 => review::invariants::check_clocks(&review(), agency, parts.clock.now()).await?,
            10 => {
                let now = Clock::default().now();
                document::invariants::check_files(&parts.audited(document::NAME), objects, agency, now)
                    .await?
            }
            _ => {
                let mut findings = reference::check(parts, agency).await?;
                for service in services {
                    let db = parts.audited(service.name);
                    findings.add(reference::check_lanes(&db, service.name, agency).await?);
                    findings.add(canary::check(&db, service.name, canaries).await?);
                }
                findings
            }
        })
    }

    async fn at_letters(&self) -> anyhow::Result<Findings> {
        let documents = self.parts.audited(document::NAME);
        let people = self.parts.audited(directory::NAME);
        let gather = async |claim: &Claim| -> platform::Result<Evidence> {
            let Claim { agency, file, position, person, capacity, day } = claim;
            let against = if person.is_empty() && position.is_empty() {
                None
            } else {
                doubt(&people, agency, position, person, *capacity, *day).await?
            };
            let stored = stored(&documents, self.objects, agency, *file).await?;
            let (sha256, bytes) = stored.map_or((None, None), |it| (Some(it.sha256), it.bytes));
            Ok(Evidence { sha256, bytes, against })
        };
        let letters = self.parts.audited(letter::NAME);
        Ok(letter::invariants::check_letters(&letters, self.agency, self.root.as_deref(), gather).await?)
    }
}

fn print(outcome: &Outcome) {
    let Outcome { invariant, title, seconds, findings } = outcome;
    let Findings { looked_at, broken, violations } = findings;
    println!(
        "{invariant:>2}  {title:<68}  looked at {looked_at:>9}  violations {broken:>5}  {seconds:>7.1} s"
    );
    for Violation { thing, reason, way_out } in violations {
        println!("    {thing}: {reason}. {way_out}");
    }
}
