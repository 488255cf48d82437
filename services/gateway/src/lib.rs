//! The front of the platform: REST, pages and public gRPC made from the contracts, and who is signed in.

mod answer;
mod codec;
mod config;
mod contracts;
mod desk;
mod doors;
mod front;
mod grpc;
mod grpc_front;
mod measure;
mod openapi;
mod pages;
mod people;
mod problem;
mod recent;
mod rest;
mod server;
mod session;
mod sessions;
mod sign_in;
mod store;
mod visitors;

pub use config::Config;

use anyhow::Context as _;
use contracts::Contracts;
use front::Front;
use people::People;
use platform::{Parts, Service, Worker, inbox::Subscriptions};
use rest::Routes;
use sessions::Sessions;
use sign_in::SignIn;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// The service's word: its schema, its role, its component.
pub const NAME: &str = "gateway";

/// The service, for [`platform::service::run`].
pub fn service(parts: &Parts, config: Config) -> Service {
    service_of(parts, config, proto::DESCRIPTORS)
}

/// The service in front of other contracts, which a test brings.
pub fn service_of(parts: &Parts, config: Config, descriptors: &'static [u8]) -> Service {
    let people = People::new(parts);
    let sessions = Arc::new(Sessions::new(parts, people.clone(), config.session_hours));
    let sign_in = SignIn::new(config.demo_password.as_ref(), parts.is_demo());
    let routes = grpc::routes(parts, Arc::clone(&sessions), people, sign_in);
    let parts = parts.clone();
    let open = Arc::clone(&sessions);
    let listen = move |stop| {
        let sessions = Arc::clone(&open);
        async move { sessions.listen(stop).await }
    };
    let serve = move |stop| serve(parts.clone(), config.clone(), descriptors, Arc::clone(&sessions), stop);
    Service {
        name: NAME,
        migrations: sqlx::migrate!(),
        routes,
        subscriptions: Subscriptions::new(),
        workers: vec![Worker::new("http", serve), Worker::new("sessions", listen)],
    }
}

async fn serve(
    parts: Parts,
    config: Config,
    descriptors: &[u8],
    sessions: Arc<Sessions>,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let contracts = Contracts::read(descriptors, parts.is_demo()).context("the contracts cannot be read")?;
    let routes = Routes::read(&contracts).context("the contracts cannot be called by REST")?;
    let listener = config.listener()?;
    tracing::info!(address = %listener.local_addr()?, "listening for HTTP and gRPC");
    let front = Front {
        own: grpc_front::own(&contracts).await?,
        contracts,
        routes,
        db: parts.database(NAME),
        parts,
        sessions,
        visitors: visitors::Visitors::default(),
        desks: recent::Recent::default(),
        titles: recent::Recent::default(),
        session_hours: config.session_hours,
        public_url: config.public_url(),
        behind_proxy: config.behind_proxy,
        stop: stop.clone(),
    };
    server::serve(listener, doors::router(front)?, stop).await
}
