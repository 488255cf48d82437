//! Tells people what happened, what to do and by when: in the app and by e-mail.

mod calendar;
mod config;
mod events;
mod gauge;
mod grpc;
mod mail;
mod mailing;
mod message;
mod notice;
mod queue;
mod store;
mod telling;
mod text;

pub use config::{Config, Smtp};

use gauge::MailMetrics;
use mailing::Mailing;
use platform::{Parts, Service, Worker, inbox::Subscriptions, watch::Watchers};
use proto::{
    intake::v1::{
        CarriedSubmissionTold, ComplaintAnswered, ComplaintFiled, SubmissionFiled, SubmissionRefiled,
    },
    letter::v1::{InitialsRequested, LetterIssued},
    meeting::v1::{MeetingCancelled, MeetingScheduled},
    review::v1::{
        CaseClosed, CaseReopened, CaseReturned, FollowUpReminded, FollowUpRequested, FollowUpTimed,
        MarkReached, TaskClosed, TaskOpened,
    },
};
use telling::Telling;

const NAME: &str = "notification";
/// Windows in which one person has their messages open.
const MAX_OF_ONE: usize = 10;

/// The service, for [`platform::service::run`].
pub fn service(parts: &Parts, config: Config) -> Service {
    let (db, clock) = (parts.database(NAME), parts.clock.clone());
    let desk = events::Desk { clock: clock.clone() };
    let telling = Telling {
        db: db.clone(),
        clock: clock.clone(),
        directory: parts.directory(),
        sends_mail: config.smtp_url.is_some(),
        from: config.mail_from.clone(),
        portal_url: config.portal_url.trim_end_matches('/').to_owned(),
    };
    let watchers = Watchers::new(MAX_OF_ONE);
    let (listening, told) = (watchers.clone(), db.clone());
    let watch = Worker::new("watch", move |stop| {
        listening.clone().listen(told.clone(), store::messages::CHANNEL, stop)
    });
    let mut workers =
        vec![telling::worker(telling, parts.bell(NAME)), watch, gauge::worker(db.clone(), clock.clone())];
    if let Some(smtp) = config.smtp_url {
        let mailing = Mailing {
            db: db.clone(),
            clock: clock.clone(),
            smtp,
            from: config.mail_from,
            metrics: MailMetrics::new(),
        };
        workers.push(mailing::worker(mailing, parts.bell(NAME)));
    }
    Service {
        name: NAME,
        migrations: sqlx::migrate!(),
        routes: grpc::routes(db, clock, watchers),
        subscriptions: Subscriptions::new()
            .on::<SubmissionFiled>(desk.clone())
            .on::<SubmissionRefiled>(desk.clone())
            .on::<TaskOpened>(desk.clone())
            .on::<TaskClosed>(desk.clone())
            .on::<CaseReturned>(desk.clone())
            .on::<CaseClosed>(desk.clone())
            .on::<FollowUpRequested>(desk.clone())
            .on::<FollowUpTimed>(desk.clone())
            .on::<FollowUpReminded>(desk.clone())
            .on::<CaseReopened>(desk.clone())
            .on::<MarkReached>(desk.clone())
            .on::<InitialsRequested>(desk.clone())
            .on::<MeetingScheduled>(desk.clone())
            .on::<MeetingCancelled>(desk.clone())
            .on::<CarriedSubmissionTold>(desk.clone())
            .on::<ComplaintFiled>(desk.clone())
            .on::<ComplaintAnswered>(desk.clone())
            .on::<LetterIssued>(desk),
        workers,
    }
}
