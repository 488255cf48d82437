//! Whatever was told is in the stream, whatever is in the stream was told, and every listener has applied it.

mod stream;

use super::Findings;
use crate::{Agency, Database, Parts, Result, Service};
use std::{collections::HashMap, time::Duration};
use tokio::time::{Instant, Interval, interval};

/// How many lanes are read at once.
const PAGE: i64 = 1_000;
/// How often it is looked whether what was on its way has come.
const AGAIN: Duration = Duration::from_millis(100);

const REFILL: &str = "tell it again: `telaah events refill`";
const REPLAY: &str = "repair what made it fail, then `telaah events replay`";
const LISTEN: &str = "see that the listener runs; if it does, tell it again: `telaah events refill`";
const RESTORE: &str = "the record of what was told is damaged: restore the service's schema from a backup";

/// How long effects that are on their way are waited for.
struct Patience {
    until: Instant,
    tick: Interval,
}

impl Patience {
    /// Waits a moment; false once it is exhausted.
    async fn holds(&mut self) -> bool {
        if self.until <= Instant::now() {
            return false;
        }
        self.tick.tick().await;
        true
    }
}

#[derive(sqlx::FromRow)]
struct Lane {
    agency: Agency,
    lane: String,
    last_sequence: i64,
}

#[derive(sqlx::FromRow)]
struct Told {
    #[sqlx(flatten)]
    lane: Lane,
    events: i64,
    first: i64,
    newest: i64,
}

#[derive(sqlx::FromRow)]
struct Heard {
    #[sqlx(flatten)]
    lane: Lane,
    parked: bool,
}

type Key = (Agency, String);

/// Looks at every lane and every event of `agency`, or of all agencies.
///
/// A system at work is read in the order in which its effects come about; what is on its way is waited for, for as long as
/// `patience` in all.
pub async fn check_events(
    parts: &Parts,
    services: &[Service],
    agency: Option<&Agency>,
    patience: Duration,
) -> anyhow::Result<Findings> {
    let databases: HashMap<&str, Database> =
        services.iter().map(|it| (it.name, parts.audited(it.name))).collect();
    let mut patience = Patience { until: Instant::now() + patience, tick: interval(AGAIN) };
    let mut findings = Findings::default();
    for service in services {
        check_told(service.name, services, &databases, agency, &mut patience, &mut findings).await?;
        check_heard(service, &databases, agency, &mut findings).await?;
    }
    stream::check(&parts.stream, services, &databases, agency, &mut patience, &mut findings).await?;
    Ok(findings)
}

/// Every lane of a teller is told without a gap, and applied by each who listens.
async fn check_told(
    teller: &str,
    services: &[Service],
    databases: &HashMap<&str, Database>,
    agency: Option<&Agency>,
    patience: &mut Patience,
    findings: &mut Findings,
) -> Result<()> {
    let listeners = services.iter().filter(|it| it.subscriptions.listens_to(teller));
    let listeners: Vec<&str> = listeners.map(|it| it.name).collect();
    let mut after = (String::new(), String::new());
    loop {
        let page = told(&databases[teller], agency, &after).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = (last.lane.agency.to_string(), last.lane.lane.clone());
        for it in &page {
            findings.looked_at += 1;
            let Lane { lane, last_sequence, .. } = &it.lane;
            if it.events != *last_sequence || it.newest != *last_sequence || it.first != 1 {
                let reason = format!(
                    "{last_sequence} events were told, of which {} are kept, from {} to {}",
                    it.events, it.first, it.newest
                );
                findings.violation(format!("{teller}: lane {lane}"), reason, RESTORE);
            }
        }
        let lanes: Vec<Lane> = page.into_iter().map(|it| it.lane).collect();
        for listener in &listeners {
            check_applied(listener, &databases[listener], &lanes, patience, findings).await?;
        }
    }
}

/// `listener` has applied `lanes` as far as they were told, or does so while patience lasts.
async fn check_applied(
    listener: &str,
    db: &Database,
    lanes: &[Lane],
    patience: &mut Patience,
    findings: &mut Findings,
) -> Result<()> {
    let mut waiting: Vec<&Lane> = lanes.iter().collect();
    findings.looked_at += lanes.len() as u64;
    loop {
        let heard = heard(db, &waiting).await?;
        waiting.retain(|it| {
            let found = heard.get(&(it.agency.clone(), it.lane.clone()));
            found.is_none_or(|it_heard| it_heard.parked || it_heard.lane.last_sequence < it.last_sequence)
        });
        if waiting.is_empty() {
            return Ok(());
        }
        let all_parked = waiting
            .iter()
            .all(|it| heard.get(&(it.agency.clone(), it.lane.clone())).is_some_and(|it| it.parked));
        if !all_parked && patience.holds().await {
            continue;
        }
        for it in waiting {
            let found = heard.get(&(it.agency.clone(), it.lane.clone()));
            let applied = found.map_or(0, |it| it.lane.last_sequence);
            let thing = format!("{listener}: lane {}", it.lane);
            let reason = format!("{} events were told, and {applied} applied", it.last_sequence);
            match found.is_some_and(|it| it.parked) {
                true => findings.violation(thing, format!("{reason}: the lane is parked"), REPLAY),
                false => findings.violation(thing, reason, LISTEN),
            }
        }
        return Ok(());
    }
}

/// A listener has applied nothing that nobody told.
async fn check_heard(
    listener: &Service,
    databases: &HashMap<&str, Database>,
    agency: Option<&Agency>,
    findings: &mut Findings,
) -> Result<()> {
    let mut after = (String::new(), String::new());
    loop {
        let page = heard_of_all(&databases[listener.name], agency, &after).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = (last.agency.to_string(), last.lane.clone());
        let mut of_tellers: HashMap<&str, Vec<&Lane>> = HashMap::new();
        for it in &page {
            findings.looked_at += 1;
            of_tellers.entry(it.lane.split('/').next().unwrap_or_default()).or_default().push(it);
        }
        for (teller, lanes) in of_tellers {
            let told = match databases.get(teller) {
                Some(db) => told_of(db, &lanes).await?,
                None => HashMap::new(),
            };
            for it in lanes {
                let count = told.get(&(it.agency.clone(), it.lane.clone())).copied().unwrap_or_default();
                if count < it.last_sequence {
                    let reason = format!("{} events were applied, and {count} told", it.last_sequence);
                    findings.violation(format!("{}: lane {}", listener.name, it.lane), reason, RESTORE);
                }
            }
        }
    }
}

async fn told(db: &Database, agency: Option<&Agency>, after: &(String, String)) -> Result<Vec<Told>> {
    let lanes = sqlx::query_as(
        "select lane.agency, lane.lane, lane.last_sequence, told.events, told.first, told.newest
         from (select agency, lane, last_sequence from outbox_lane
               where (agency, lane) > ($1, $2) and ($3::text is null or agency = $3)
               order by agency, lane limit $4) lane
         cross join lateral (
             select count(*) as events, coalesce(min(sequence), 0) as first, coalesce(max(sequence), 0) as newest
             from outbox where outbox.agency = lane.agency and outbox.lane = lane.lane
         ) told
         order by lane.agency, lane.lane",
    );
    let lanes = lanes.bind(&after.0).bind(&after.1).bind(agency).bind(PAGE);
    Ok(lanes.fetch_all(&**db).await?)
}

async fn heard(db: &Database, lanes: &[&Lane]) -> Result<HashMap<Key, Heard>> {
    let (agencies, names) = columns(lanes);
    let rows: Vec<Heard> = sqlx::query_as(
        "select agency, lane, last_sequence, parked from inbox
         where (agency, lane) in (select * from unnest($1::text[], $2::text[]))",
    )
    .bind(agencies)
    .bind(names)
    .fetch_all(&**db)
    .await?;
    Ok(rows.into_iter().map(|it| ((it.lane.agency.clone(), it.lane.lane.clone()), it)).collect())
}

async fn heard_of_all(db: &Database, agency: Option<&Agency>, after: &(String, String)) -> Result<Vec<Lane>> {
    let lanes = sqlx::query_as(
        "select agency, lane, last_sequence from inbox
         where (agency, lane) > ($1, $2) and ($3::text is null or agency = $3)
         order by agency, lane limit $4",
    );
    let lanes = lanes.bind(&after.0).bind(&after.1).bind(agency).bind(PAGE);
    Ok(lanes.fetch_all(&**db).await?)
}

async fn told_of(db: &Database, lanes: &[&Lane]) -> Result<HashMap<Key, i64>> {
    let (agencies, names) = columns(lanes);
    let rows: Vec<Lane> = sqlx::query_as(
        "select agency, lane, last_sequence from outbox_lane
         where (agency, lane) in (select * from unnest($1::text[], $2::text[]))",
    )
    .bind(agencies)
    .bind(names)
    .fetch_all(&**db)
    .await?;
    Ok(rows.into_iter().map(|it| ((it.agency, it.lane), it.last_sequence)).collect())
}

fn columns<'a>(lanes: &[&'a Lane]) -> (Vec<&'a str>, Vec<&'a str>) {
    lanes.iter().map(|it| (it.agency.as_str(), it.lane.as_str())).unzip()
}
