//! What the program can be told, on its command line or by its environment.

use clap::{Args, Parser, Subcommand};
use platform::telemetry;
use std::{net::SocketAddr, path::PathBuf};

/// Takes an agency's request to build an app from the letter that asks to the signed letter that answers.
#[derive(Parser)]
#[command(version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Run every service in one process.
    All(Box<Serve>),
    /// Run the gateway: REST, OpenAPI, public gRPC.
    Gateway(Box<Serve>),
    /// Run the directory (who is who, and which days are worked), or fill it.
    Directory(Directory),
    /// Run intake: submissions and their overall state.
    Intake(Box<Serve>),
    /// Run document: files.
    Document(Box<Serve>),
    /// Run review: cases and their procedures.
    Review(Box<Serve>),
    /// Run meeting: coordination teams.
    Meeting(Box<Serve>),
    /// Run letter: official documents.
    Letter(Box<Serve>),
    /// Run notification: what people are told.
    Notification(Box<Serve>),
    /// Bring the database up to date; as its owner.
    Migrate(Box<Serve>),
    /// Coordination teams as data.
    #[command(subcommand)]
    Team(Team),
    /// Procedures as data.
    #[command(subcommand)]
    Sop(Sop),
    /// The hash chains of cases.
    #[command(subcommand)]
    Audit(Audit),
    /// What became of events.
    #[command(subcommand)]
    Events(Events),
    /// Compute due times in bulk: CSV `calendar,from,amount,unit` in, the same with `due` out. Needs no database.
    Worktime {
        #[command(subcommand)]
        command: Option<Worktime>,
    },
}

/// Everything that services are told. What a service has no use for may be left out.
#[derive(Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) platform: platform::Config,
    #[command(flatten)]
    pub(crate) telemetry: telemetry::Config,
    #[command(flatten)]
    pub(crate) gateway: gateway::Config,
    #[command(flatten)]
    pub(crate) document: document::Config,
    #[command(flatten)]
    pub(crate) letter: letter::Config,
    #[command(flatten)]
    pub(crate) notification: notification::Config,
    /// Where gRPC between services is served. Port 0: any that is free, where all services run in one process.
    #[arg(long, env, default_value = "127.0.0.1:50051")]
    pub(crate) grpc_listen: SocketAddr,
}

#[derive(Args)]
pub(crate) struct Directory {
    #[command(flatten)]
    pub(crate) serve: Box<Serve>,
    #[command(subcommand)]
    pub(crate) command: Option<DirectoryCommand>,
}

#[derive(Subcommand)]
pub(crate) enum DirectoryCommand {
    /// Enter all agencies and their calendars, and the units, positions and people of a folder of CSV files. May be
    /// repeated.
    Import {
        /// Holds units.csv, positions.csv, people.csv and so on.
        folder: Option<PathBuf>,
    },
}

#[derive(Subcommand)]
pub(crate) enum Team {
    /// Enter the standing coordination teams of a folder of CSV files with their members. May be repeated.
    Import {
        #[command(flatten)]
        platform: Box<platform::Config>,
        /// Holds coordination-teams.csv and team-members.csv.
        folder: PathBuf,
    },
}

#[derive(Subcommand)]
pub(crate) enum Sop {
    /// Print the JSON Schema of a procedure's YAML.
    Schema,
    /// Check a procedure: reachable, terminating, every name resolved.
    Check {
        /// The YAML file.
        file: PathBuf,
    },
    /// Check a procedure and publish it as a new version. The same file again changes nothing.
    Publish {
        #[command(flatten)]
        platform: Box<platform::Config>,
        /// The YAML files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

#[derive(Subcommand)]
pub(crate) enum Audit {
    /// Recompute the hash chain of every case.
    Verify(Box<platform::Config>),
}

#[derive(Subcommand)]
pub(crate) enum Events {
    /// List the lanes that wait for a person, with the event that each waits for.
    Parked(Box<Serve>),
    /// Apply the events of parked lanes again, once what made them fail is repaired.
    Replay(Box<Serve>),
    /// Tell all events again, for a stream that was lost.
    Refill(Box<Serve>),
}

#[derive(Subcommand)]
pub(crate) enum Worktime {
    /// Compute clocks with pauses: a JSON object a line in, one out.
    Ledger,
}
