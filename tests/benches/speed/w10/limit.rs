//! The least that telling costs: batches read, published as one each, marked, committed.

use crate::ground::Ground;
use anyhow::Result;
use async_nats::{
    HeaderMap,
    header::{NATS_BATCH_COMMIT, NATS_BATCH_COMMIT_FINAL, NATS_BATCH_ID, NATS_BATCH_SEQUENCE},
    jetstream::{self, Context, stream},
};
use measured::Leg;
use sqlx::PgPool;
use std::time::Instant;

const BATCH: i64 = 500;
const STREAM: &str = "limit_of_w10";

const NEXT: &str = "select position, lane || '/' || sequence, body from limit_of_w10
                    where published_at is null order by position limit $1";
const MARK: &str =
    "update limit_of_w10 set published_at = now() where published_at is null and position = any($1)";

pub(super) struct Limit {
    db: PgPool,
    jetstream: Context,
    events: i64,
}

impl Limit {
    pub(super) async fn prepare(ground: &Ground, events: i64) -> Result<Self> {
        let jetstream = jetstream::new(async_nats::connect(ground.own.ground().nats_url()).await?);
        let config = stream::Config {
            name: STREAM.to_owned(),
            subjects: vec![format!("{STREAM}.>")],
            allow_atomic_publish: true,
            ..Default::default()
        };
        jetstream.get_or_create_stream(config).await?;
        let table = "create table limit_of_w10 (like intake.outbox including all)";
        sqlx::query(table).execute(&ground.owner).await?;
        Ok(Self { db: ground.owner.clone(), jetstream, events })
    }

    pub(super) async fn timed(&self) -> Result<Leg> {
        sqlx::query("truncate limit_of_w10").execute(&self.db).await?;
        let rows = "insert into limit_of_w10 (agency, lane, sequence, kind, body, told_at)
                    select 'kota-tangerang', 'lane', sequence, 'telaah.intake.v1.Weighed',
                           decode(repeat('ab', 600), 'hex'), timestamptz '2026-01-05 08:00+07'
                    from generate_series(1, $1) sequence";
        sqlx::query(rows).bind(self.events).execute(&self.db).await?;
        let begun = Instant::now();
        while self.forward().await? {}
        Ok(Leg::whole(begun.elapsed(), usize::try_from(self.events)?, 0.0))
    }

    async fn forward(&self) -> Result<bool> {
        let mut tx = self.db.begin().await?;
        let waiting: Vec<(i64, String, Vec<u8>)> =
            sqlx::query_as(NEXT).bind(BATCH).fetch_all(&mut *tx).await?;
        let Some((first, ..)) = waiting.first() else { return Ok(false) };
        let batch_id = first.to_string();
        let (client, subject) = (self.jetstream.client(), format!("{STREAM}.one"));
        for ((_, id, body), place) in waiting.iter().zip(1..) {
            let mut headers = HeaderMap::new();
            headers.insert("ce-id", id.as_str());
            headers.insert(NATS_BATCH_ID, batch_id.as_str());
            headers.insert(NATS_BATCH_SEQUENCE, place.to_string());
            if place < waiting.len() {
                client.publish_with_headers(subject.clone(), headers, body.clone().into()).await?;
            } else {
                headers.insert(NATS_BATCH_COMMIT, NATS_BATCH_COMMIT_FINAL);
                self.jetstream
                    .publish_with_headers(subject.clone(), headers, body.clone().into())
                    .await?
                    .await?;
            }
        }
        let positions: Vec<i64> = waiting.iter().map(|it| it.0).collect();
        sqlx::query(MARK).bind(&positions).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(true)
    }
}
