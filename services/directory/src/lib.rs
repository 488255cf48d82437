//! Knows who is who, who holds which position, and which days are worked.

mod acting;
pub mod agency;
mod calendar;
mod day;
mod events;
mod grpc;
mod import;
mod kind;
mod letterhead;
mod official;
mod store;
mod unit;

pub use import::{Report, import};

use platform::{Parts, Service, inbox::Subscriptions};

const NAME: &str = "directory";

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
