//! Takes submissions through the reviewing agency's procedure.

pub mod audit;
mod case;
mod desk;
mod engine;
mod events;
mod explain;
mod file;
mod gauge;
mod grpc;
mod inbox;
pub mod invariants;
mod library;
mod publish;
mod reckon;
mod sheet;
pub mod sop;
mod store;
mod text;
mod waking;

pub use publish::{Published, publish};

use desk::Desk;
use library::Library;
use platform::{Parts, Service, inbox::Subscriptions};
use proto::{
    directory::v1::CalendarChanged,
    intake::v1::{ActionItemAnswered, SubmissionFiled, SubmissionRefiled, SubmissionWithdrawn},
    letter::v1::{LetterDelivered, LetterIssued},
    meeting::v1::CaseDiscussed,
};

/// The service's word: its schema, its role, its consumer.
pub const NAME: &str = "review";

/// The service, for [`platform::service::run`].
pub fn service(parts: &Parts) -> Service {
    let desk = Desk {
        db: parts.database(NAME),
        clock: parts.clock.clone(),
        directory: parts.directory(),
        library: Library::default(),
    };
    let subscriptions = Subscriptions::new()
        .on::<SubmissionFiled>(desk.clone())
        .on::<SubmissionRefiled>(desk.clone())
        .on::<SubmissionWithdrawn>(desk.clone())
        .on::<ActionItemAnswered>(desk.clone())
        .on::<CaseDiscussed>(desk.clone())
        .on::<LetterIssued>(desk.clone())
        .on::<LetterDelivered>(desk.clone())
        .on::<CalendarChanged>(desk.clone());
    Service {
        name: NAME,
        migrations: sqlx::migrate!(),
        workers: vec![gauge::worker(desk.clone()), waking::worker(desk.clone())],
        routes: grpc::routes(desk),
        subscriptions,
    }
}
