//! Clients that act one after the other for a time, and requests that come whether or not the last one was answered.

use crate::leg::Leg;
use anyhow::Result;
use futures::{StreamExt as _, future::try_join_all, stream::FuturesUnordered};
use std::time::{Duration, Instant};
use tokio::time::{MissedTickBehavior, interval};

/// `clients` do `act` again and again for `time`; it is told which client it is, and how often that one acted before.
pub async fn closed(
    clients: usize,
    time: Duration,
    cpu_seconds: impl Fn() -> Result<f64>,
    act: impl AsyncFn(usize, usize) -> Result<()>,
) -> Result<Leg> {
    let (begun, used, act) = (Instant::now(), cpu_seconds()?, &act);
    let work = (0..clients).map(async |client| {
        let mut latencies = vec![];
        while begun.elapsed() < time {
            let sent = Instant::now();
            act(client, latencies.len()).await?;
            latencies.push(sent.elapsed());
        }
        anyhow::Ok(latencies)
    });
    let latencies: Vec<Duration> = try_join_all(work).await?.into_iter().flatten().collect();
    Ok(Leg::new(begun.elapsed(), latencies, cpu_seconds()? - used))
}

/// `act` begins `per_second` times a second for `time`. Latencies count from when it should have begun.
pub async fn open(per_second: f64, time: Duration, act: impl AsyncFn(usize) -> Result<()>) -> Result<Leg> {
    let act = &act;
    let mut beats = interval(Duration::from_secs_f64(1.0 / per_second));
    beats.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let count = (per_second * time.as_secs_f64()).max(1.0) as usize;
    let (begun, mut sent, mut latencies) = (Instant::now(), 0, vec![]);
    let mut under_way = FuturesUnordered::new();
    while latencies.len() < count {
        tokio::select! {
            meant = beats.tick(), if sent < count => {
                let number = sent;
                sent += 1;
                under_way.push(async move { act(number).await.map(|()| meant.elapsed()) });
            }
            Some(latency) = under_way.next() => latencies.push(latency?),
        }
    }
    drop(under_way);
    Ok(Leg::new(begun.elapsed(), latencies, 0.0))
}
