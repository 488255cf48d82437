//! Brings coordination teams together on the cases that wait for them.

mod agenda;
mod events;
mod grpc;
mod import;
mod meeting;
mod paper;
mod store;
mod team;

pub use import::{Report, import};

use events::Desk;
use platform::{Parts, Service, inbox::Subscriptions};
use proto::{
    letter::v1::LetterIssued,
    review::v1::{CaseClosed, CoordinationRequested},
};

const NAME: &str = "meeting";

/// The service, for [`platform::service::run`].
pub fn service(parts: &Parts) -> Service {
    let desk = Desk { clock: parts.clock.clone() };
    let subscriptions = Subscriptions::new()
        .on::<CoordinationRequested>(desk.clone())
        .on::<CaseClosed>(desk.clone())
        .on::<LetterIssued>(desk);
    Service {
        name: NAME,
        migrations: sqlx::migrate!(),
        routes: grpc::routes(parts),
        subscriptions,
        workers: vec![],
    }
}
