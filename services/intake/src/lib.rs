//! Receives submissions, and keeps each one's overall state from what the other desks tell.

mod complaint;
mod events;
mod form;
mod grants;
mod grpc;
mod records;
mod registration;
mod store;
mod submission;
mod text;
mod timeline;
mod wording;

use platform::{Parts, Service, Worker, inbox::Subscriptions, watch::Watchers};
use proto::{
    directory::v1::CalendarChanged,
    intake::v1::{ActionItemAnswered, CarriedSubmissionTold, SubmissionFiled, SubmissionRefiled},
    letter::v1::{LetterDelivered, LetterIssued, LetterVoided},
    review::v1::{
        CaseClosed, CaseOpened, CaseReopened, CaseReturned, FollowUpConcluded, FollowUpRequested,
        FollowUpTimed, ProcedurePublished, TaskOpened,
    },
};

const NAME: &str = "intake";
/// Windows in which one submission is watched.
const MAX_OF_ONE: usize = 200;

/// The service, for [`platform::service::run`].
pub fn service(parts: &Parts) -> Service {
    let db = parts.database(NAME);
    let watchers = Watchers::new(MAX_OF_ONE);
    let desk = events::Desk { clock: parts.clock.clone() };
    let grants = grants::Desk { parts: parts.clone() };
    Service {
        name: NAME,
        migrations: sqlx::migrate!(),
        routes: grpc::routes(parts, db.clone(), watchers.clone()),
        subscriptions: Subscriptions::new()
            .on::<ProcedurePublished>(desk.clone())
            .on::<CalendarChanged>(desk.clone())
            .on::<CaseOpened>(desk.clone())
            .on::<TaskOpened>(desk.clone())
            .on::<CaseReturned>(desk.clone())
            .on::<CaseReopened>(desk.clone())
            .on::<CaseClosed>(desk.clone())
            .on::<FollowUpRequested>(desk.clone())
            .on::<FollowUpTimed>(desk.clone())
            .on::<FollowUpConcluded>(desk.clone())
            .on::<CarriedSubmissionTold>(desk.clone())
            .on::<LetterIssued>(desk.clone())
            .on::<LetterDelivered>(desk.clone())
            .on::<LetterVoided>(desk)
            .on::<SubmissionFiled>(grants.clone())
            .on::<SubmissionRefiled>(grants.clone())
            .on::<ActionItemAnswered>(grants),
        workers: vec![Worker::new("watch", move |stop| {
            watchers.clone().listen(db.clone(), store::CHANNEL, stop)
        })],
    }
}
