//! Notification on real Postgres and NATS, beside the real directory, with a mail server of the test's own.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod complaints;
mod considering;
mod mails;
mod meetings;
mod messages;
mod sink;
mod watching;

use notification::Config;
use platform::{
    Agency, Caller, ResourceName, outbox, tenancy,
    testing::{Stack, caller, eventually},
};
use prost::Name;
use prost_types::Timestamp;
use proto::{
    directory::v1::Holder,
    intake::v1::{Applicant, Document, Dossier, SubmissionFiled},
    notification::v1::{
        ListMessagesRequest, ListMessagesResponse, Message,
        notification_service_client::NotificationServiceClient,
    },
    review::v1::{Task, TaskOpened, task},
};
use std::{fs, path::PathBuf};
use tonic::transport::Channel;

const CITY: &str = "kota-tangerang";
const LEAD: &str = "ketua-tim-kerja-tata-kelola-tik";
const HEAD: &str = "kepala-dinas";
const APPLICANT: &str = "kepala-dinas-kesehatan";

/// Notification and directory with the demo cast, in which a division head acts for the head of the office.
async fn start(smtp_url: Option<String>) -> Stack {
    let config = Config {
        smtp_url: smtp_url.map(|it| it.parse().unwrap()),
        mail_from: "Telaah <telaah@telaah.example>".parse().unwrap(),
        portal_url: "https://telaah.example/".to_owned(),
    };
    let services = |parts: &_| vec![directory::service(parts), notification::service(parts, config)];
    let stack = Stack::start(services).await;
    let folder = cast(&stack);
    directory::import(&stack.parts, Some(&folder)).await.unwrap();
    fs::remove_dir_all(folder).unwrap();
    stack
}

fn cast(stack: &Stack) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("cast-{}", stack.parts.clock.id().simple()));
    fs::create_dir_all(&folder).unwrap();
    let demo = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/demo");
    for entry in fs::read_dir(demo).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, folder.join(path.file_name().unwrap())).unwrap();
    }
    let acting = "agency,position,own_position,first_day,last_day,capacity,appointing_letter\n\
                  kota-tangerang,kepala-dinas,kabid-pengembangan-e-government,2026-01-01,2026-01-31,DAILY_ACTING,\
                  800/1-Diskominfo/2026\n";
    fs::write(folder.join("acting.csv"), acting).unwrap();
    folder
}

/// Tells `event` as its own service would: the lane is that of the event's package.
async fn tell<E: prost::Message + Name>(stack: &Stack, subject: &ResourceName, event: &E) {
    let db = stack.parts.database("notification");
    let mut tx = tenancy::begin(&db, &Caller::platform(&subject.agency)).await.unwrap();
    outbox::publish(&mut tx, subject, stack.parts.clock.now(), event).await.unwrap();
    tx.commit().await.unwrap();
}

fn name(stack: &Stack, collection: &'static str) -> ResourceName {
    ResourceName { agency: city(), collection, id: stack.parts.clock.id() }
}

fn city() -> Agency {
    CITY.parse().unwrap()
}

async fn holders(stack: &Stack, position: &str) -> Vec<Holder> {
    stack.parts.directory().position(&city(), position).await.unwrap().holders
}

/// The first to hold `position`, signed in.
async fn signed_in(stack: &Stack, position: &str) -> Caller {
    let person = holders(stack, position).await.remove(0).person;
    Caller { person, ..caller(CITY, position) }
}

/// A task of `position` on the request that everyone here speaks of.
fn task_opened(task: &ResourceName, position: &str) -> TaskOpened {
    let task = Task {
        name: task.to_string(),
        registration_number: "KT-2026-000001".to_owned(),
        app_title: "Izin Daring".to_owned(),
        proposing_office_title: "Dinas Kesehatan".to_owned(),
        activity: "Memeriksa kelengkapan persyaratan".to_owned(),
        position: position.to_owned(),
        state: task::State::Open.into(),
        due_time: Some(Timestamp { seconds: 1_767_601_800, nanos: 0 }),
        ..Task::default()
    };
    TaskOpened { task: Some(task), proposing_agency: city().name() }
}

async fn filed(stack: &Stack, submission: &ResourceName) -> SubmissionFiled {
    let applicant = holders(stack, APPLICANT).await.remove(0);
    let dossier = Dossier {
        submission: submission.to_string(),
        registration_number: "KT-2026-000001".to_owned(),
        revision: 1,
        proposing_agency: city().name(),
        applicant: Some(Applicant {
            person: applicant.person,
            position: APPLICANT.to_owned(),
            ..Applicant::default()
        }),
        app_title: "Izin Daring".to_owned(),
        documents: vec![Document { title: "Surat permohonan".to_owned(), ..Document::default() }],
        file_time: Some(Timestamp { seconds: 1_767_578_400, nanos: 0 }),
        ..Dossier::default()
    };
    SubmissionFiled { dossier: Some(dossier) }
}

fn client(stack: &Stack) -> NotificationServiceClient<Channel> {
    NotificationServiceClient::new(stack.channel.clone())
}

async fn list(stack: &Stack, caller: &Caller) -> ListMessagesResponse {
    let request = ListMessagesRequest { parent: caller.agency.name(), ..ListMessagesRequest::default() };
    client(stack).list_messages(stack.call(caller, request)).await.unwrap().into_inner()
}

/// Waits until the caller has so many messages, newest first.
async fn told(stack: &Stack, caller: &Caller, count: usize) -> Vec<Message> {
    eventually(async || {
        let messages = list(stack, caller).await.messages;
        (messages.len() == count).then_some(messages)
    })
    .await
}
