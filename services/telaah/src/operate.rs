//! What an operator does besides running services.

use crate::{
    arguments::{Events, Migrate, Sop},
    serve::services,
};
use anyhow::{Context as _, bail};
use platform::{Parts, Service, inbox, migration, outbox};
use review::{audit, sop};
use std::{fs, path::Path, process::ExitCode};

/// Brings the database up to date.
pub(crate) async fn migrate(Migrate { serve, auditor_password }: &Migrate) -> anyhow::Result<ExitCode> {
    let parts = Parts::new(&serve.platform).await?;
    let services = services(&parts, serve);
    let platform::Config { database_url, service_password, .. } = &serve.platform;
    migration::migrate(database_url, service_password.as_ref(), &services).await?;
    if let Some(password) = auditor_password {
        migration::set_auditor_password(database_url, password).await?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Enters agencies, calendars and the people of a folder.
pub(crate) async fn import(config: &platform::Config, folder: Option<&Path>) -> anyhow::Result<ExitCode> {
    let parts = Parts::new(config).await?;
    println!("{}", directory::import(&parts, folder).await?);
    Ok(ExitCode::SUCCESS)
}

/// Enters the coordination teams of a folder.
pub(crate) async fn import_teams(config: &platform::Config, folder: &Path) -> anyhow::Result<ExitCode> {
    let parts = Parts::new(config).await?;
    let title_of = |slug: &str| directory::find(slug).map(|it| it.title.clone());
    println!("{}", meeting::import(&parts, folder, title_of).await?);
    Ok(ExitCode::SUCCESS)
}

/// Lists, replays or refills events of every service.
pub(crate) async fn events(command: Events) -> anyhow::Result<ExitCode> {
    let (Events::Parked(serve) | Events::Replay(serve) | Events::Refill(serve)) = &command;
    let parts = Parts::new(&serve.platform).await?;
    let mut code = ExitCode::SUCCESS;
    for Service { name, subscriptions, .. } in services(&parts, serve) {
        let db = parts.database(name);
        match &command {
            Events::Parked(_) => {
                for lane in inbox::parked(&db).await.with_context(|| format!("cannot read {name}"))? {
                    code = ExitCode::FAILURE;
                    let inbox::ParkedLane { agency, lane, sequence, kind, events, failure } = lane;
                    println!("{name}\t{agency}\t{lane}\t{sequence}\t{kind}\t{events} waiting\t{failure}");
                }
            }
            Events::Replay(_) => {
                let events = inbox::replay(name, &db, &subscriptions).await?;
                println!("{name}\t{events} replayed");
            }
            Events::Refill(_) => {
                let events = outbox::refill(&db).await?;
                println!("{name}\t{events} to be told again");
            }
        }
    }
    Ok(code)
}

/// Prints the grammar, checks a procedure, or publishes some.
pub(crate) async fn sop(command: Sop) -> anyhow::Result<ExitCode> {
    match command {
        Sop::Schema => println!("{}", serde_json::to_string_pretty(&sop::schema())?),
        Sop::Check { file } => {
            let procedure = check(&file, &read(&file)?, None)?;
            println!("{}: {} steps, no problem found", file.display(), procedure.steps.len());
        }
        Sop::Publish { platform, files } => {
            let parts = Parts::new(&platform).await?;
            for file in files {
                publish(&parts, &file).await.with_context(|| format!("cannot publish {}", file.display()))?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Recomputes the hash chain of every case; a broken one makes the exit code 1.
pub(crate) async fn verify_audit(config: &platform::Config) -> anyhow::Result<ExitCode> {
    let parts = Parts::new(config).await?;
    let report = audit::verify(&parts.database(review::NAME), None).await?;
    println!("{report}");
    Ok(if report.is_sound() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn publish(parts: &Parts, file: &Path) -> anyhow::Result<()> {
    let source = read(file)?;
    let agency = check(file, &source, None)?.agency.parse()?;
    let positions = directory::positions(parts, &agency).await?;
    check(file, &source, Some(&positions))?;
    println!("{}", review::publish(parts, &source, Some(&positions)).await?);
    Ok(())
}

fn read(file: &Path) -> anyhow::Result<String> {
    fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}

fn check(file: &Path, source: &str, positions: Option<&[String]>) -> anyhow::Result<sop::Sop> {
    sop::check(source, positions).or_else(|problems| {
        for problem in &problems {
            eprintln!("{}: {problem}", file.display());
        }
        bail!("{} problems", problems.len())
    })
}
