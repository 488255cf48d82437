//! Services on real servers: each [`Stack`] has a database and a stream of its own on those of the test run.

use crate::{Agency, Caller, Capacity, Clock, Config, Held, Parts, Service, migration, service, telemetry};
use async_nats::jetstream;
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection, postgres::PgConnectOptions};
use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::OnceLock,
    time::Duration,
};
use tokio::{
    net::TcpListener,
    time::{sleep, timeout},
};
use tokio_util::sync::{CancellationToken, DropGuard};
use tonic::{Request, transport::Channel};
use tracing_subscriber::{layer::SubscriberExt as _, util::SubscriberInitExt as _};

const PATIENCE: Duration = Duration::from_secs(30);
/// A Monday at 08.00 in Jakarta, in a week without a holiday.
const START: &str = "2026-01-05T01:00:00Z";

/// Services at work for one test. They stop with it.
pub struct Stack {
    /// What the services were made from.
    pub parts: Parts,
    /// To their gRPC listener.
    pub channel: Channel,
    /// Their database, as its owner.
    pub owner: PgConnectOptions,
    _stop: DropGuard,
}

impl Stack {
    /// Starts `services` on the NATS server of the test run. Their time starts on Monday 2026-01-05 at 08.00 WIB.
    pub async fn start(services: impl FnOnce(&Parts) -> Vec<Service>) -> Self {
        Self::start_on(&variable("NATS_URL"), services).await
    }

    /// Starts `services` on a NATS server of the test's own.
    pub async fn start_on(nats_url: &str, services: impl FnOnce(&Parts) -> Vec<Service>) -> Self {
        let name = format!("test_{}", Clock::default().id().simple());
        let server: PgConnectOptions = variable("DATABASE_URL").parse().expect("a database URL");
        let owner = server.clone().database(&name);
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("a bound address");
        let config = Config {
            database_url: owner.clone(),
            service_password: None,
            max_connections: 8,
            nats_url: nats_url.to_owned(),
            stream: name.clone(),
            stream_replicas: 1,
            first_retry_ms: 5,
            services: format!("http://{address}"),
            token_key: None,
            token_public_key: None,
            demo_start: Some(START.parse().expect("a time")),
        };
        let parts = Parts::new(&config).await.expect("parts");
        let services = services(&parts);
        clone_template(&server, &services, &name).await.expect("a database");

        let stop = CancellationToken::new();
        let running = parts.clone();
        let guard = stop.clone().drop_guard();
        tokio::spawn(async move {
            let ended = service::run(services, &running, listener, stop).await;
            ended.expect("the services run until the test ends");
        });
        let channel = parts.channel("any");
        Self { parts, channel, owner, _stop: guard }
    }

    /// `body` as `caller` would send it.
    pub fn call<T>(&self, caller: &Caller, body: T) -> Request<T> {
        self.parts.request(caller, body).expect("the stack has a key")
    }

    /// The connection to NATS, for what no service would do.
    pub fn jetstream(&self) -> &jetstream::Context {
        &self.parts.stream.jetstream
    }

    /// The stream of this test.
    pub async fn stream(&self) -> jetstream::stream::Stream {
        self.parts.stream.open().await.expect("NATS is up")
    }
}

/// A person of `agency` who holds `position`, and nothing else; their office and unit are called `office`.
pub fn caller(agency: &str, position: &str) -> Caller {
    let agency: Agency = agency.parse().expect("a slug");
    let mut hasher = DefaultHasher::new();
    (agency.as_str(), position).hash(&mut hasher);
    let held = Held {
        position: position.to_owned(),
        title: position.to_owned(),
        kind: "staff".to_owned(),
        capacity: Capacity::Incumbent,
        appointing_letter: String::new(),
    };
    Caller {
        person: uuid::Uuid::from_u64_pair(1, hasher.finish()).to_string(),
        display_name: position.to_owned(),
        unit: "office".to_owned(),
        office: "office".to_owned(),
        positions: vec![held],
        ..Caller::platform(&agency)
    }
}

/// The spans of every test in this process, from the first call on.
pub fn spans() -> InMemorySpanExporter {
    static SPANS: OnceLock<InMemorySpanExporter> = OnceLock::new();
    let install = || {
        let spans = InMemorySpanExporter::default();
        let provider = SdkTracerProvider::builder().with_simple_exporter(spans.clone()).build();
        let installed = tracing_subscriber::registry().with(telemetry::traces(&provider)).try_init();
        installed.expect("nobody else installs a subscriber");
        spans
    };
    SPANS.get_or_init(install).clone()
}

/// Asks again and again until there is an answer.
#[expect(clippy::disallowed_methods, reason = "the one place where tests wait")]
pub async fn eventually<T>(mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let wait = async {
        loop {
            match ask().await {
                Some(answer) => break answer,
                None => sleep(Duration::from_millis(10)).await,
            }
        }
    };
    timeout(PATIENCE, wait).await.expect("it never happened")
}

/// Creates `database` from a template that the first test of a run migrates.
async fn clone_template(
    server: &PgConnectOptions,
    services: &[Service],
    database: &str,
) -> anyhow::Result<()> {
    let mut hasher = DefaultHasher::new();
    migration::platform().iter().for_each(|it| it.checksum.hash(&mut hasher));
    for service in services {
        service.name.hash(&mut hasher);
        service.migrations.iter().for_each(|it| it.checksum.hash(&mut hasher));
    }
    let template = format!("template_{:016x}", hasher.finish());

    let mut db = server.connect().await?;
    sqlx::raw_sql("select pg_advisory_lock(1)").execute(&mut db).await?;
    let exists: bool = sqlx::query_scalar("select exists(select from pg_database where datname = $1)")
        .bind(&template)
        .fetch_one(&mut db)
        .await?;
    if !exists {
        let draft = format!("{template}_draft");
        run(&mut db, format!("drop database if exists {draft}")).await?;
        run(&mut db, format!("create database {draft}")).await?;
        migration::migrate(&server.clone().database(&draft), None, services).await?;
        run(&mut db, format!("alter database {draft} rename to {template}")).await?;
    }
    run(&mut db, format!("create database {database} template {template}")).await?;
    db.close().await?;
    Ok(())
}

async fn run(db: &mut PgConnection, sql: String) -> sqlx::Result<()> {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(db).await?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a test has no main that reads a Config")]
fn variable(name: &str) -> String {
    let hint = || panic!("{name} is not set: use `make test`, or `tests/with-servers cargo test`");
    std::env::var(name).unwrap_or_else(|_| hint())
}
