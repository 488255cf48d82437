//! What a service is made from: the database under its own name, the stream, the clock, the way to the others.

use crate::{
    Caller, Clock, Database, Directory, Error, Result, bell::Bell, channels::Channels, invariant::AUDITOR,
    stream::Stream, telemetry, token::Keys,
};
use anyhow::{Context as _, bail};
use async_nats::{ConnectOptions, jetstream};
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tonic::{Request, metadata::MetadataValue, transport::Channel};

const PATIENCE: Duration = Duration::from_secs(5);

/// Where the servers are; read from the environment, which is where Kubernetes puts it.
#[derive(Clone, clap::Args)]
#[group(id = "platform")]
pub struct Config {
    /// The database. A service signs in under its own name, `migrate` under the name given here.
    #[arg(long, env, hide_env_values = true)]
    pub database_url: PgConnectOptions,
    /// The password of the services' roles, which `migrate` sets; without it, the URL's.
    #[arg(long, env, hide_env_values = true)]
    pub service_password: Option<SecretString>,
    /// The most connections one service opens.
    #[arg(long, env, default_value_t = 10)]
    pub max_connections: u32,
    /// The NATS server, with JetStream.
    #[arg(long, env, hide_env_values = true, default_value = "nats://127.0.0.1:4222")]
    pub nats_url: String,
    /// The name of the stream, and the first word of its subjects.
    #[arg(long, env, default_value = "telaah")]
    pub stream: String,
    /// How many servers keep each event: 3 in production.
    #[arg(long, env, default_value_t = 1)]
    pub stream_replicas: usize,
    /// How long after its first failure an event is tried again; doubles with each.
    #[arg(long, env, default_value_t = 1_000)]
    pub first_retry_ms: u64,
    /// Where the other services serve gRPC; `{service}` stands for the service's word. A list such as
    /// `intake=http://127.0.0.1:50052,http://{service}:50051` names some of them by themselves.
    #[arg(long, env, default_value = "http://127.0.0.1:50051")]
    pub services: String,
    /// PEM file of the Ed25519 key that signs tokens. Neither key given: a pair of this process's own.
    #[arg(long, env, requires = "token_public_key")]
    pub token_key: Option<PathBuf>,
    /// PEM file of the public key that checks tokens.
    #[arg(long, env)]
    pub token_public_key: Option<PathBuf>,
    /// Makes this a demo or test stack, whose time starts here and can be moved forward.
    #[arg(long, env)]
    pub demo_start: Option<Timestamp>,
}

/// Shared by all services of one program.
#[derive(Clone)]
pub struct Parts {
    /// The time as all of them see it.
    pub clock: Clock,
    /// What signs and checks tokens.
    pub keys: Keys,
    pub(crate) stream: Stream,
    pub(crate) first_retry: Duration,
    is_demo: bool,
    server: PgConnectOptions,
    max_connections: u32,
    directory: Directory,
    databases: Arc<Mutex<HashMap<&'static str, Database>>>,
    channels: Channels,
}

impl Parts {
    /// Prepares the connections. Servers may still be down: services start in any order.
    pub async fn new(config: &Config) -> anyhow::Result<Self> {
        let nats = ConnectOptions::new()
            .name("telaah")
            .retry_on_initial_connect()
            .connect(&config.nats_url)
            .await
            .context("cannot read NATS_URL")?;
        let stream = Stream {
            jetstream: jetstream::new(nats),
            name: config.stream.clone(),
            replicas: config.stream_replicas,
        };
        let clock = match config.demo_start {
            Some(start) => stream.shared_clock(start).await?,
            None => Clock::default(),
        };
        let keys = match (&config.token_key, &config.token_public_key) {
            (None, None) => Keys::generate(clock.clone())?,
            (private, Some(public)) => Keys::read(private.as_deref(), public, clock.clone())?,
            (Some(_), None) => bail!("TOKEN_KEY needs TOKEN_PUBLIC_KEY beside it"),
        };
        let mut server = config.database_url.clone();
        if let Some(password) = &config.service_password {
            server = server.password(password.expose_secret());
        }
        let channels = Channels::new(&config.services)?;
        let directory = Directory::new(channels.clone(), keys.clone());
        Ok(Self {
            clock,
            keys,
            stream,
            first_retry: Duration::from_millis(config.first_retry_ms),
            is_demo: config.demo_start.is_some(),
            server,
            max_connections: config.max_connections,
            directory,
            databases: Arc::default(),
            channels,
        })
    }

    /// Whether this is a demo or test stack, whose time can be moved.
    pub fn is_demo(&self) -> bool {
        self.is_demo
    }

    /// Moves the time of a demo or test stack forward to `to`; all its processes follow. Answers with the time.
    pub async fn advance_clock(&self, to: Timestamp) -> Result<Timestamp> {
        if !self.is_demo {
            return Err(Error::NotFound("a clock that can be moved".to_owned()));
        }
        let shift = self.clock.shift_to(to)?;
        self.stream.tell_shift(shift).await.map_err(|it| Error::Unavailable(it.into()))?;
        self.clock.set_shift(shift);
        Ok(self.clock.now())
    }

    /// The database as `service` may see it: signed in as the role of that name, in the schema of that name.
    pub fn database(&self, service: &'static str) -> Database {
        let mut databases = self.databases.lock().unwrap_or_else(PoisonError::into_inner);
        databases.entry(service).or_insert_with(|| self.connect_as(service, service)).clone()
    }

    /// The database of `service` as the auditor may see it: the rows of every agency, to read alone.
    pub fn audited(&self, service: &'static str) -> Database {
        self.connect_as(AUDITOR, service)
    }

    fn connect_as(&self, role: &str, schema: &str) -> Database {
        let options = self.server.clone().username(role).application_name(role);
        let options = options.options([("search_path", schema)]);
        let pool = PgPoolOptions::new().max_connections(self.max_connections).acquire_timeout(PATIENCE);
        Database::new(pool.connect_lazy_with(options))
    }

    /// Rings after each commit of `service` in this process.
    pub fn bell(&self, service: &'static str) -> Bell {
        self.database(service).bell()
    }

    /// The way to `service`, connected when it is first used. To be asked for anew for each call: ways are renewed.
    pub fn channel(&self, service: &str) -> Channel {
        self.channels.to(service)
    }

    /// Who is who, and who holds what.
    pub fn directory(&self) -> Directory {
        self.directory.clone()
    }

    /// A request to another service in the name of `caller`, as part of the current trace.
    pub fn request<T>(&self, caller: &Caller, message: T) -> Result<Request<T>> {
        request_as(&self.keys, caller, message)
    }
}

pub(crate) fn request_as<T>(keys: &Keys, caller: &Caller, message: T) -> Result<Request<T>> {
    let mut request = Request::new(message);
    let metadata = request.metadata_mut();
    let token = format!("Bearer {}", keys.mint(caller)?);
    metadata.insert("authorization", MetadataValue::try_from(token).map_err(Error::internal)?);
    if let Some(traceparent) = telemetry::traceparent() {
        metadata.insert("traceparent", MetadataValue::try_from(traceparent).map_err(Error::internal)?);
    }
    Ok(request)
}
