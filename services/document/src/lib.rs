//! Keeps files by the hash of their content and gives them to their readers.

mod config;
mod events;
mod examination;
mod file;
mod file_name;
mod grpc;
pub mod invariants;
mod media_type;
mod objects;
mod store;
mod sweep;
mod zip;

pub use config::Config;
pub use objects::Objects;

use platform::{Parts, Service, inbox::Subscriptions};

/// The service's word: its schema, its role, its consumer.
pub const NAME: &str = "document";

/// The service, for [`platform::service::run`].
pub fn service(parts: &Parts, config: Config) -> Service {
    Service {
        name: NAME,
        migrations: sqlx::migrate!(),
        workers: vec![sweep::worker(config.files.clone(), parts.clock.clone())],
        routes: grpc::routes(parts.database(NAME), parts.clock.clone(), config),
        subscriptions: Subscriptions::new(),
    }
}
