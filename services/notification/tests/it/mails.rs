//! What goes out by e-mail, and what becomes of it when the mail server does not take it.

use crate::{
    APPLICANT, CITY, HEAD, LEAD, filed, name, signed_in,
    sink::{Mail, Sink},
    start, task_opened, tell, told,
};
use jiff::SignedDuration;
use platform::testing::{Stack, eventually};
use std::net::{Ipv4Addr, SocketAddr};

const ANY: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

#[tokio::test]
async fn a_task_goes_out_by_mail_to_everyone_who_holds_the_position() {
    let sink = Sink::start(ANY, "").await;
    let stack = start(Some(sink.url())).await;

    tell(&stack, &name(&stack, "cases"), &task_opened(&name(&stack, "tasks"), HEAD)).await;

    let mails = received(&sink, 2).await;
    let acting = mails.iter().find(|it| it.to.starts_with("kabid-pengembangan")).unwrap();
    let incumbent = mails.iter().find(|it| it.to == "kepala-dinas@kota-tangerang.example").unwrap();
    assert!(
        acting.text.contains("\nPlh. Kepala Dinas Komunikasi dan Informatika\n\nAda tugas baru"),
        "{acting:?}"
    );
    assert!(incumbent.text.starts_with("Yth. Dra. Hj. Ratna Wulandari, M.Si.\nKepala Dinas Komunikasi"));
    assert!(incumbent.text.contains("Batas waktu       : Senin, 5 Januari 2026 pukul 15.30 WIB\n"));
    assert!(incumbent.head.contains("From: Telaah <telaah@telaah.example>\n"), "{}", incumbent.head);
    assert!(incumbent.head.contains("Content-Type: text/plain; charset=utf-8\n"));
    assert!(incumbent.head.contains("Auto-Submitted: auto-generated\n"));
}

#[tokio::test]
async fn a_fact_told_again_is_mailed_once() {
    let sink = Sink::start(ANY, "").await;
    let stack = start(Some(sink.url())).await;
    let (case, task) = (name(&stack, "cases"), name(&stack, "tasks"));
    let lead = signed_in(&stack, LEAD).await;

    tell(&stack, &case, &task_opened(&task, LEAD)).await;
    tell(&stack, &case, &task_opened(&task, LEAD)).await;
    tell(&stack, &case, &task_opened(&name(&stack, "tasks"), LEAD)).await;

    told(&stack, &lead, 2).await;
    emailed(&stack, 2).await;
    assert_eq!(sink.mails().len(), 2);
}

#[tokio::test]
async fn a_mail_waits_for_a_mail_server_that_is_down_and_keeps_its_id() {
    let sink = Sink::start(ANY, "").await;
    let (url, address) = (sink.url(), sink.address);
    drop(sink);
    let stack = start(Some(url)).await;
    let lead = signed_in(&stack, LEAD).await;
    tell(&stack, &name(&stack, "cases"), &task_opened(&name(&stack, "tasks"), LEAD)).await;
    let message = told(&stack, &lead, 1).await.remove(0);
    let failed = "select attempts from notification.delivery where failure is not null";
    eventually(async || (query(&stack, failed).await == Some(1)).then_some(())).await;

    let sink = Sink::start(address, "").await;
    let later = stack.parts.clock.now() + SignedDuration::from_mins(1);
    stack.parts.advance_clock(later).await.unwrap();

    let mail = received(&sink, 1).await.remove(0);
    let id = message.name.rsplit('/').next().unwrap();
    assert!(mail.head.contains(&format!("Message-ID: <{id}@telaah.example>\n")), "{}", mail.head);
    emailed(&stack, 1).await;
    assert!(told(&stack, &lead, 1).await[0].emailed);
}

#[tokio::test]
async fn a_mail_that_is_refused_holds_up_no_other_and_is_given_up_at_last() {
    let sink = Sink::start(ANY, LEAD).await;
    let stack = start(Some(sink.url())).await;
    let submission = name(&stack, "submissions");

    tell(&stack, &name(&stack, "cases"), &task_opened(&name(&stack, "tasks"), LEAD)).await;
    tell(&stack, &submission, &filed(&stack, &submission).await).await;

    let mail = received(&sink, 1).await.remove(0);
    assert!(mail.to.starts_with(APPLICANT), "{mail:?}");
    let refused = "select attempts from notification.delivery where failure like '%not now%'";
    eventually(async || (query(&stack, refused).await == Some(1)).then_some(())).await;
    let nearly = "update notification.delivery set attempts = 15 where state = 'waiting' returning attempts";
    assert_eq!(query(&stack, nearly).await, Some(15));
    let later = stack.parts.clock.now() + SignedDuration::from_mins(1);
    stack.parts.advance_clock(later).await.unwrap();

    let failed = "select attempts from notification.delivery where state = 'failed'";
    eventually(async || (query(&stack, failed).await == Some(16)).then_some(())).await;
    assert_eq!(sink.mails().len(), 1);
}

async fn received(sink: &Sink, count: usize) -> Vec<Mail> {
    eventually(async || (sink.mails().len() == count).then(|| sink.mails())).await
}

/// Waits until so many mails were taken by the server, and no other is on its way.
async fn emailed(stack: &Stack, count: i64) {
    let sent = "select count(*) filter (where state = 'sent') from notification.delivery
                having bool_and(state = 'sent')";
    eventually(async || (query::<i64>(stack, sent).await == Some(count)).then_some(())).await;
}

async fn query<T>(stack: &Stack, sql: &'static str) -> Option<T>
where
    T: Send + Unpin + for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
{
    let db = stack.parts.database("notification");
    let caller = platform::Caller::platform(&CITY.parse().unwrap());
    let mut tx = platform::tenancy::begin(&db, &caller).await.unwrap();
    let answer = sqlx::query_scalar(sql).fetch_optional(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    answer
}
