//! The one public listener: HTTP/1.1 and HTTP/2 with limits, and an end that lets go of nobody in mid-answer.

use crate::front::Peer;
use anyhow::Context as _;
use axum::{Router, body::Body, extract::Request};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
};
use std::{net::SocketAddr, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    time::timeout,
};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

/// Also how long a connection may be idle between two requests.
const HEADERS_TIMEOUT: Duration = Duration::from_secs(60);
const MAX_HEADER_BYTES: usize = 32 << 10;
const MAX_STREAMS: u32 = 200;
const KEEP_ALIVE: Duration = Duration::from_secs(30);
/// Answers under way may take as long as an RPC may, and a little more.
const LAST_ANSWERS: Duration = Duration::from_secs(35);
/// Out of file descriptors, say: others are let go meanwhile.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves `router` until `stop`.
pub(crate) async fn serve(
    listener: std::net::TcpListener,
    router: Router,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let listener = TcpListener::from_std(listener).context("cannot listen")?;
    let builder = builder();
    let graceful = GracefulShutdown::new();
    while let Some(accepted) = stop.run_until_cancelled(listener.accept()).await {
        match accepted {
            Ok((stream, peer)) => accept(stream, peer, &router, &builder, &graceful),
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "cannot accept a connection");
                // Its end is either reason to go on.
                let _ = timeout(PAUSE, stop.cancelled()).await;
            }
        }
    }
    drop(listener);
    if timeout(LAST_ANSWERS, graceful.shutdown()).await.is_err() {
        tracing::warn!("stopped with answers still under way");
    }
    Ok(())
}

fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_TIMEOUT)
        .max_buf_size(MAX_HEADER_BYTES);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(MAX_STREAMS)
        .max_header_list_size(MAX_HEADER_BYTES as u32)
        .adaptive_window(true)
        .keep_alive_interval(KEEP_ALIVE);
    builder
}

fn accept(
    stream: TcpStream,
    peer: SocketAddr,
    router: &Router,
    builder: &Builder<TokioExecutor>,
    graceful: &GracefulShutdown,
) {
    // Small gRPC frames wait for acknowledgements otherwise.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(error = &error as &dyn std::error::Error, "the client is gone already");
        return;
    }
    let router = router.clone();
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer));
        router.clone().oneshot(request)
    });
    let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
    let connection = graceful.watch(connection);
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(error = %error, "a connection broke off");
        }
    });
}
