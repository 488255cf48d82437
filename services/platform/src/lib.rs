//! What every service needs and no service is about: the mechanism, and not one noun of the domain.

pub mod bell;
pub mod calendar;
mod channels;
pub mod clock;
pub mod database;
pub mod directory;
pub mod error;
mod event;
pub mod idempotency;
pub mod inbox;
pub mod indonesian;
pub mod invariant;
pub mod json;
pub mod migration;
pub mod outbox;
pub mod page;
pub mod parts;
pub mod resource;
mod running;
pub mod service;
mod stream;
pub mod telemetry;
pub mod tenancy;
#[cfg(feature = "testing")]
pub mod testing;
pub mod text;
pub mod time;
pub mod token;
pub mod watch;

pub use clock::Clock;
pub use database::{Database, Tx};
pub use directory::Directory;
pub use error::{Error, Result};
pub use parts::{Config, Parts};
pub use resource::{Agency, ResourceName, SlugName, Subject};
pub use service::{Service, Worker};
pub use tenancy::{Call, Caller, Capacity, Held};
