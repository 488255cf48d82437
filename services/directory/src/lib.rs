//! Knows who is who, who holds which position, and which days are worked.

mod acting;
pub mod agency;
mod calendar;
mod day;
mod edition;
mod events;
mod grpc;
mod import;
pub mod invariants;
mod kind;
mod letterhead;
mod local_day;
mod official;
mod person;
mod publish;
mod store;
mod unit;

pub use agency::{agencies, find};
pub use import::{Report, import};

use platform::{Agency, Caller, Parts, Result, Service, inbox::Subscriptions, tenancy};

/// The service's word: its schema, its role, its consumer.
pub const NAME: &str = "directory";

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

/// The slugs of an agency's positions, for an operator who checks a procedure against them. No service need run.
pub async fn positions(parts: &Parts, agency: &Agency) -> Result<Vec<String>> {
    let mut tx = tenancy::begin(&parts.database(NAME), &Caller::platform(agency)).await?;
    store::position_slugs(&mut tx, agency).await
}
