//! A service, and the code that runs one or several of them behind one gRPC listener.

use crate::{
    Parts,
    channels::{CONNECTION_WINDOW_BYTES, FRAME_BYTES, STREAM_WINDOW_BYTES},
    idempotency,
    inbox::{self, Subscriptions},
    outbox,
    running::Running,
    telemetry,
    token::Keys,
};
use anyhow::Context as _;
use futures::future::BoxFuture;
use http_body_util::BodyExt as _;
use sqlx::migrate::Migrator;
use std::{sync::Arc, time::Duration};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    task::JoinSet,
    time::timeout,
};
use tokio_util::sync::CancellationToken;
use tonic::{
    Code, Request, Status,
    body::Body,
    codegen::http,
    service::{InterceptorLayer, Routes},
    transport::{Server, server::TcpIncoming},
};
use tonic_health::{ServingStatus, server::health_reporter};
use tower::util::MapRequestLayer;
use tracing::info;

/// The gateway holds one connection per service, so this bounds what one replica has in hand.
const MAX_CONCURRENT_RPCS: usize = 1_000;
const KEEP_ALIVE: Duration = Duration::from_secs(30);

/// All that a service is. The rest is written once, here.
pub struct Service {
    /// Its word: folder, crate, schema, role, consumer.
    pub name: &'static str,
    /// Its tables, in the schema of its name.
    pub migrations: Migrator,
    /// What it can be asked.
    pub routes: Routes,
    /// What it listens to.
    pub subscriptions: Subscriptions,
    /// What it does by itself.
    pub workers: Vec<Worker>,
}

/// Work that goes on until the token is cancelled; it is started again when it fails.
pub struct Worker {
    name: &'static str,
    work: Box<dyn Fn(CancellationToken) -> BoxFuture<'static, anyhow::Result<()>> + Send + Sync>,
}

impl Worker {
    /// Work that logs name as `name`.
    pub fn new<F>(name: &'static str, work: impl Fn(CancellationToken) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        Self { name, work: Box::new(move |stop| Box::pin(work(stop))) }
    }

    /// What is done at once and again after each `pause`.
    pub fn every<F>(name: &'static str, pause: Duration, work: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        let work = Arc::new(work);
        Self::new(name, move |stop| {
            let work = Arc::clone(&work);
            async move {
                while !stop.is_cancelled() {
                    work().await?;
                    // Time that passes is the next turn; an end is the service's.
                    let _ = timeout(pause, stop.cancelled()).await;
                }
                Ok(())
            }
        })
    }
}

/// Runs `services` until `stop`. What one of them cannot recover from by itself ends them all.
pub async fn run(
    services: Vec<Service>,
    parts: &Parts,
    listener: TcpListener,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let (health, health_service) = health_reporter();
    let mut routes = Routes::new(health_service).into_axum_router();
    let mut tasks = JoinSet::new();
    for service in services {
        let running = Running::new(service.name, parts, &stop);
        running.ready().await?;
        spawn_all(&running, &mut tasks, service.subscriptions, service.workers);
        routes = routes.merge(service.routes.into_axum_router().reset_fallback());
        health.set_service_status(service.name, ServingStatus::Serving).await;
        info!(service = service.name, "serving");
    }
    // Said to the listener: the server's own setting counts only where it listens by itself. Without it answers of more
    // than one packet wait for the client's delayed acknowledgement, 40 ms.
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    let grpc = Server::builder()
        .concurrency_limit_per_connection(MAX_CONCURRENT_RPCS)
        .http2_keepalive_interval(Some(KEEP_ALIVE))
        .initial_stream_window_size(STREAM_WINDOW_BYTES)
        .initial_connection_window_size(CONNECTION_WINDOW_BYTES)
        .max_frame_size(FRAME_BYTES)
        .trace_fn(telemetry::rpc_span)
        .layer(telemetry::RpcMetrics::new())
        .layer(MapRequestLayer::new(notice_cut))
        .layer(InterceptorLayer::new(authenticate(parts.keys.clone())))
        .add_routes(Routes::from(routes))
        .serve_with_incoming_shutdown(incoming, stop.clone().cancelled_owned());
    tasks.spawn(async { grpc.await.context("gRPC ended") });

    let mut outcome = Ok(());
    while let Some(ended) = tasks.join_next().await {
        let ended = ended.context("a task panicked").flatten();
        if ended.is_err() {
            stop.cancel();
            outcome = outcome.and(ended);
        }
    }
    outcome
}

/// Lets a stream of requests that was cut off fail. tonic would take it for one that came to its end.
fn notice_cut(request: http::Request<Body>) -> http::Request<Body> {
    request.map(|body| {
        Body::new(body.map_err(|status| match status.code() {
            Code::Cancelled => Status::aborted("the call was cut off"),
            _ => status,
        }))
    })
}

/// Puts the caller beside the request. One without a token passes: whether it may is the RPC's to say.
fn authenticate(keys: Keys) -> impl Fn(Request<()>) -> Result<Request<()>, Status> + Clone {
    move |mut request| {
        let token = request.metadata().get("authorization").and_then(|it| it.to_str().ok());
        if let Some(token) = token.and_then(|it| it.strip_prefix("Bearer ")) {
            let caller = keys.check(token)?;
            request.extensions_mut().insert(caller);
        }
        Ok(request)
    }
}

/// Starts what a service does besides answering.
fn spawn_all(
    running: &Running,
    tasks: &mut JoinSet<anyhow::Result<()>>,
    subscriptions: Subscriptions,
    workers: Vec<Worker>,
) {
    let subscriptions = Arc::new(subscriptions);
    tasks.spawn(running.clone().persist("relay", outbox::relay));
    tasks.spawn(running.clone().persist("open_months", outbox::open_months));
    tasks.spawn(running.clone().persist("forget", idempotency::forget));
    let listens = !subscriptions.is_empty();
    tasks.spawn(running.clone().persist("watch", move |service| telemetry::watch(service, listens)));
    let listen = move |service| inbox::listen(service, Arc::clone(&subscriptions));
    tasks.spawn(running.clone().persist("listen", listen));
    for Worker { name, work } in workers {
        tasks.spawn(running.clone().persist(name, move |service| work(service.stop)));
    }
}

/// A token that is cancelled by SIGTERM, which Kubernetes sends, or by Ctrl-C.
pub fn stop_on_signal() -> std::io::Result<CancellationToken> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let token = CancellationToken::new();
    let guard = token.clone().drop_guard();
    tokio::spawn(async move {
        let _guard = guard;
        tokio::select! {
            _ = terminate.recv() => (),
            _ = interrupt.recv() => (),
        }
    });
    Ok(token)
}
