//! Runs one service, or all of them in one process.

use crate::arguments::Serve;
use anyhow::Context as _;
use platform::{Parts, Service, service, telemetry};
use std::process::ExitCode;
use tokio::net::TcpListener;

/// Runs the service called `name`; `telaah` means all.
pub(crate) async fn run(name: &str, mut serve: Serve) -> anyhow::Result<ExitCode> {
    let _telemetry = telemetry::init(name.to_owned(), &serve.telemetry)?;
    let stop = service::stop_on_signal()?;
    let listener = TcpListener::bind(serve.grpc_listen)
        .await
        .with_context(|| format!("GRPC_LISTEN: cannot listen on {}", serve.grpc_listen))?;
    let mut config = serve.platform.clone();
    if name == ALL {
        config.services = format!("http://{}", listener.local_addr()?);
    }
    if [ALL, gateway::NAME].contains(&name) {
        serve.gateway.bind()?;
    }
    let parts = Parts::new(&config).await?;
    let mut services = services(&parts, &serve);
    services.retain(|it| name == ALL || it.name == name);
    service::run(services, &parts, listener, stop).await?;
    Ok(ExitCode::SUCCESS)
}

/// The word for all services in one process.
pub(crate) const ALL: &str = "telaah";

/// Every service there is.
pub(crate) fn services(parts: &Parts, serve: &Serve) -> Vec<Service> {
    vec![
        gateway::service(parts, serve.gateway.clone()),
        directory::service(parts),
        intake::service(parts),
        document::service(parts, serve.document.clone()),
        review::service(parts),
        meeting::service(parts),
        letter::service(parts, serve.letter.clone()),
        notification::service(parts, serve.notification.clone()),
    ]
}
