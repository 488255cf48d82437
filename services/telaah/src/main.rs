//! The one program: any service, all of them, or what an operator does to them.

mod arguments;
mod check;
mod operate;
mod serve;
mod worktime;

use arguments::{Arguments, Audit, Check, Command, Directory, DirectoryCommand, Team};
use clap::Parser as _;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    match Arguments::parse().command {
        Command::All(it) => serve::run(serve::ALL, *it).await,
        Command::Gateway(it) => serve::run("gateway", *it).await,
        Command::Directory(Directory { serve: it, command: None }) => serve::run("directory", *it).await,
        Command::Directory(Directory { serve: it, command: Some(DirectoryCommand::Import { folder }) }) => {
            operate::import(&it.platform, folder.as_deref()).await
        }
        Command::Intake(it) => serve::run("intake", *it).await,
        Command::Document(it) => serve::run("document", *it).await,
        Command::Review(it) => serve::run("review", *it).await,
        Command::Meeting(it) => serve::run("meeting", *it).await,
        Command::Letter(it) => serve::run("letter", *it).await,
        Command::Notification(it) => serve::run("notification", *it).await,
        Command::Migrate(it) => operate::migrate(&it).await,
        Command::Team(Team::Import { platform, folder }) => operate::import_teams(&platform, &folder).await,
        Command::Sop(command) => operate::sop(command).await,
        Command::Audit(Audit::Verify(it)) => operate::verify_audit(&it).await,
        Command::Check(Check::Invariants(it)) => check::invariants(&it).await,
        Command::Events(command) => operate::events(command).await,
        Command::Worktime { command } => worktime::run(command.as_ref()),
    }
}
