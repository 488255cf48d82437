//! Drafts, numbers, signs and files official documents.

mod authority;
mod composition;
mod config;
mod events;
mod gauge;
mod grpc;
mod inspection;
pub mod invariants;
mod issuing;
mod letter;
pub mod limit;
mod number;
mod render;
#[cfg(test)]
mod scratch;
mod sign;
mod store;
mod worker;

pub use config::Config;

use authority::Authority;
use issuing::Issuing;
use platform::{Parts, Service, inbox::Subscriptions};
use proto::{
    meeting::v1::{MeetingPaperRequested, MeetingPaperWithdrawn},
    review::v1::{LetterCancelled, LetterRequested},
};
use sign::Provider;
use std::sync::Arc;

/// The service's word: its schema, its role, its consumer.
pub const NAME: &str = "letter";
/// Rendering takes a core: more would keep those waiting who sign.
const WORKERS: usize = 2;

/// The service, for [`platform::service::run`].
pub fn service(parts: &Parts, config: Config) -> Service {
    let issuing = Issuing {
        db: parts.database(NAME),
        clock: parts.clock.clone(),
        parts: parts.clone(),
        provider: Arc::new(Provider::Local(Authority::new(config.authority_folder))),
        verification_url: config.verification_url,
    };
    let desk = events::Desk { clock: parts.clock.clone() };
    Service {
        name: NAME,
        migrations: sqlx::migrate!(),
        routes: grpc::routes(issuing.clone()),
        subscriptions: Subscriptions::new()
            .on::<LetterRequested>(desk.clone())
            .on::<MeetingPaperRequested>(desk.clone())
            .on::<MeetingPaperWithdrawn>(desk.clone())
            .on::<LetterCancelled>(desk),
        workers: (0..WORKERS)
            .map(|_| worker::worker(issuing.clone()))
            .chain([gauge::worker(issuing.clone())])
            .collect(),
    }
}
