//! What happens while a server is down.

use crate::desk::{Notes, listener, start, subject, tell, teller, written};
use async_nats::jetstream::stream::{Config, DiscardPolicy};
use platform::{
    Clock,
    testing::{Stack, eventually},
};
use std::{path::Path, process::Stdio};
use tokio::{
    net::{TcpListener, TcpStream},
    process::{Child, Command},
};

#[tokio::test]
async fn nats_down_while_telling_loses_nothing() {
    let folder = std::env::temp_dir().join(Clock::default().id().to_string());
    let port = free_port().await;
    let mut nats = start_nats(port, &folder).await;
    let notes = Notes::default();
    let services = |_: &_| vec![teller(), listener(notes.clone())];
    let stack = Stack::start_on(&format!("127.0.0.1:{port}"), services).await;
    let lane = subject(&stack);
    tell(&stack, &lane, &["1"]).await;
    eventually(async || (written(&stack).await == ["1"]).then_some(())).await;

    nats.kill().await.unwrap();
    tell(&stack, &lane, &["2"]).await;
    tell(&stack, &lane, &["3"]).await;
    let _nats = start_nats(port, &folder).await;

    eventually(async || (written(&stack).await == ["1", "2", "3"]).then_some(())).await;
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn a_full_stream_delays_events_and_loses_none() {
    let (stack, _) = start().await;
    let lane = subject(&stack);
    tell(&stack, &lane, &["1"]).await;
    eventually(async || (written(&stack).await == ["1"]).then_some(())).await;
    let stream = stack.stream().await.cached_info().config.clone();
    let full = Config { max_messages: 1, discard: DiscardPolicy::New, ..stream.clone() };
    stack.jetstream().update_stream(full).await.unwrap();

    let all: Vec<String> = (1..=20).map(|n| n.to_string()).collect();
    for title in &all[1..] {
        tell(&stack, &lane, &[title]).await;
    }
    stack.jetstream().update_stream(stream).await.unwrap();

    eventually(async || (written(&stack).await == all).then_some(())).await;
}

/// Below those that the system gives to connections: one of these would take it while the server is down.
async fn free_port() -> u16 {
    for port in 19_000..20_000 {
        if TcpListener::bind(("127.0.0.1", port)).await.is_ok() {
            return port;
        }
    }
    panic!("no port is free from 19000 to 20000");
}

async fn start_nats(port: u16, folder: &Path) -> Child {
    let server = Command::new("nats-server")
        .args(["--jetstream", "--addr", "127.0.0.1", "--port", &port.to_string(), "--store_dir"])
        .arg(folder)
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    eventually(async || TcpStream::connect(("127.0.0.1", port)).await.ok()).await;
    server
}
