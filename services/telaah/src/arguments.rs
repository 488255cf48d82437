//! What the program can be told, on its command line or by its environment.

use anyhow::{Context as _, ensure};
use clap::{Args, Parser, Subcommand};
use platform::{Agency, telemetry};
use secrecy::SecretString;
use std::{net::SocketAddr, path::PathBuf, str::FromStr};

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
    Migrate(Migrate),
    /// Coordination teams as data.
    #[command(subcommand)]
    Team(Team),
    /// Procedures as data.
    #[command(subcommand)]
    Sop(Sop),
    /// The hash chains of cases.
    #[command(subcommand)]
    Audit(Audit),
    /// What must hold of the data as a whole.
    #[command(subcommand)]
    Check(Check),
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

#[derive(Args)]
pub(crate) struct Migrate {
    #[command(flatten)]
    pub(crate) serve: Box<Serve>,
    /// The password of the auditor's role, which is set; without it, the role has none of its own.
    #[arg(long, env, hide_env_values = true)]
    pub(crate) auditor_password: Option<SecretString>,
}

#[derive(Subcommand)]
pub(crate) enum Check {
    /// Look whether what must hold does, on a system at work or at rest, as a role that may only read. Exits with 1
    /// where something does not.
    ///
    /// Each service is read as it is at one moment. What is on its way from one to another while that is looked at is
    /// waited for, for up to a minute.
    Invariants(Box<Invariants>),
}

#[derive(Args)]
pub(crate) struct Invariants {
    #[command(flatten)]
    pub(crate) serve: Serve,
    /// The password of the auditor's role; without it, the URL's.
    #[arg(long, env, hide_env_values = true)]
    pub(crate) auditor_password: Option<SecretString>,
    /// Look at this one alone; may be repeated.
    #[arg(long)]
    pub(crate) only: Vec<u8>,
    /// Look at the rows of this agency alone.
    #[arg(long)]
    pub(crate) agency: Option<Agency>,
    /// Words that no row but the agency's may hold, as `AGENCY=WORDS`; may be repeated, and with the same words for
    /// several agencies that may hold them.
    #[arg(long)]
    pub(crate) canary: Vec<Canary>,
    /// PEM file of the root certificate to which signatures must lead; without it, any.
    #[arg(long)]
    pub(crate) root_certificate: Option<PathBuf>,
    /// Wait for nothing that is on its way: the system is at rest.
    #[arg(long)]
    pub(crate) settled: bool,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Words, and an agency that may hold them.
#[derive(Debug, Clone)]
pub(crate) struct Canary {
    pub(crate) agency: Agency,
    pub(crate) words: String,
}

impl FromStr for Canary {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let (agency, words) = text.split_once('=').context("it is not of the form AGENCY=WORDS")?;
        // Rows are searched as PostgreSQL writes them, and it would write other signs in another way.
        let is_plain = |it: char| it.is_alphanumeric() || matches!(it, ' ' | '-' | '_' | '.');
        ensure!(
            !words.is_empty() && words.chars().all(is_plain),
            "words are letters, digits, blanks, `-`, `_`, `.`"
        );
        Ok(Self { agency: agency.parse()?, words: words.to_owned() })
    }
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
