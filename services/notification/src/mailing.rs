//! The worker that hands mails to the mail server, each on its own: one that fails holds up no other.

use crate::{NAME, Smtp, gauge::MailMetrics, mail, message::Delivery, queue, store::deliveries};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor, message::Mailbox, transport::smtp::PoolConfig,
};
use platform::{Caller, Clock, Database, Result, bell::Bell, service::Worker, telemetry, tenancy};
use std::time::Duration;
use tracing::{Instrument as _, error, info};

/// How many mails are handed over at once.
const AT_ONCE: usize = 8;
/// How long the mail server may take to answer: a batch is then done well within its lease.
const PATIENCE: Duration = Duration::from_secs(15);

type Transport = AsyncSmtpTransport<Tokio1Executor>;

/// What the worker needs.
#[derive(Clone)]
pub(crate) struct Mailing {
    pub(crate) db: Database,
    pub(crate) clock: Clock,
    pub(crate) smtp: Smtp,
    pub(crate) from: Mailbox,
    pub(crate) metrics: MailMetrics,
}

pub(crate) fn worker(mailing: Mailing, bell: Bell) -> Worker {
    Worker::new("mailing", move |stop| {
        let (mailing, mut bell) = (mailing.clone(), bell.clone());
        async move {
            let connections = PoolConfig::new().max_size(8);
            let smtp = mailing.smtp.0.clone().timeout(Some(PATIENCE)).pool_config(connections);
            let transport: Transport = smtp.build();
            while !stop.is_cancelled() {
                if mailing.send_some(&transport).await? == 0 {
                    stop.run_until_cancelled(bell.wait(queue::REST)).await;
                }
            }
            Ok(())
        }
    })
}

impl Mailing {
    /// Sends what is due, a batch of each agency's. Returns how many mails were tried.
    async fn send_some(&self, transport: &Transport) -> Result<usize> {
        let mut count = 0;
        for agency in deliveries::agencies_due(&self.db, self.clock.now()).await? {
            let mut tx = tenancy::begin(&self.db, &Caller::platform(&agency)).await?;
            let taken = deliveries::take(&mut tx, &agency, self.clock.now()).await?;
            tx.commit().await?;
            count += taken.len();
            let sending = stream::iter(taken).map(|it| {
                let span = telemetry::task_span(NAME, "send mail", it.traceparent.as_deref());
                self.send(transport, it).instrument(span)
            });
            let sending = sending.buffer_unordered(AT_ONCE);
            sending.try_collect::<()>().await?;
        }
        Ok(count)
    }

    /// Tries to send, and writes down what became of it.
    async fn send(&self, transport: &Transport, delivery: Delivery) -> Result<()> {
        let sent = match mail::compose(&delivery, &self.from) {
            Ok(mail) => transport.send(mail).await.map_err(anyhow::Error::from),
            Err(error) => Err(error),
        };
        let mut tx = tenancy::begin(&self.db, &Caller::platform(&delivery.agency)).await?;
        match sent {
            Ok(_) => {
                deliveries::sent(&mut tx, &delivery, self.clock.now()).await?;
                self.metrics.note("sent");
            }
            Err(error) => {
                let retry_at = self.clock.now() + queue::pause(delivery.attempts);
                let retry_at = (!queue::is_hopeless(delivery.attempts)).then_some(retry_at);
                deliveries::not_sent(&mut tx, &delivery, &format!("{error:#}"), retry_at).await?;
                tell_operator(&delivery, retry_at.is_none());
                self.metrics.note(if retry_at.is_none() { "given_up" } else { "postponed" });
            }
        }
        tx.commit().await
    }
}

/// The mail server's own words may name the person, so they stay in the database.
fn tell_operator(delivery: &Delivery, given_up: bool) {
    let Delivery { agency, message, attempts, .. } = delivery;
    if given_up {
        error!(%agency, %message, attempts, "a mail was given up: see notification.delivery.failure");
    } else {
        info!(%agency, %message, attempts, "a mail was not taken and is tried again");
    }
}
