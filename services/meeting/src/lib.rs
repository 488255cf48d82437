//! Brings coordination teams together on the cases that wait for them.

mod grpc;
mod meeting;
mod store;

use platform::{Parts, Service, inbox::Subscriptions};

const NAME: &str = "meeting";

/// The service, for [`platform::service::run`].
pub fn service(parts: &Parts) -> Service {
    Service {
        name: NAME,
        migrations: sqlx::migrate!(),
        routes: grpc::routes(parts),
        subscriptions: Subscriptions::new(),
        workers: vec![],
    }
}
