//! What becomes of events: what is applied, what fails, what is parked.

use super::{
    Subscriptions,
    store::{Progress, Run, advance, lock, lock_free, note_failure, park, skip, take_parked, unpark},
};
use crate::{Agency, Caller, Database, Error, Result, Tx, event::Event, telemetry, tenancy};
use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error as StdError,
};
use tracing::{error, warn};

const FAILURES_TO_PARK: i32 = 8;

/// What has become of an event.
pub(super) enum Outcome {
    /// Applied, now or earlier, or parked.
    Done,
    /// It failed and must come again, the later the more often its lane has failed.
    Retry { failures: u32 },
    /// It must come again once a server is back, which is not its fault.
    Delay,
    /// It came ahead of its turn.
    Early,
}

/// A service's inbox with those who handle what comes.
pub(super) struct Inbox<'s> {
    pub(super) service: &'static str,
    pub(super) db: &'s Database,
    pub(super) subscriptions: &'s Subscriptions,
}

impl Inbox<'_> {
    /// Applies each of `events` that is the next of its lane, in a transaction of its own: two handlers in one would lock rows in an
    /// order that requests do not keep, and fail for each other.
    pub(super) async fn apply_each(&self, events: &[&Event]) -> Vec<Outcome> {
        let mut outcomes = Vec::with_capacity(events.len());
        for event in events {
            outcomes.push(match self.apply(event).await {
                Ok(outcome) => outcome,
                Err(error) => self.fail(event, &error).await,
            });
        }
        outcomes
    }

    async fn apply(&self, event: &Event) -> Result<Outcome> {
        let mut tx = tenancy::begin(self.db, &Caller::platform(&event.agency)).await?;
        let lane = lock(&mut tx, &event.agency, &event.lane).await?;
        let lanes = BTreeMap::from([(event.lane.clone(), lane)]);
        let outcomes = self.settle(tx, &event.agency, lanes, &[event]).await?;
        Ok(outcomes.into_iter().next().unwrap_or(Outcome::Done))
    }

    /// Applies those of `events` that are the next of their lanes. For one whose lane is not among `lanes` it is too early.
    async fn settle(
        &self,
        mut tx: Tx,
        agency: &Agency,
        mut lanes: BTreeMap<String, Progress>,
        events: &[&Event],
    ) -> Result<Vec<Outcome>> {
        let (mut is_parked, mut moved) = (false, BTreeMap::new());
        let mut outcomes = Vec::with_capacity(events.len());
        for &event in events {
            let Some(lane) = lanes.get_mut(&event.lane) else {
                outcomes.push(Outcome::Early);
                continue;
            };
            outcomes.push(if event.sequence <= lane.last_sequence {
                Outcome::Done
            } else if lane.parked {
                park(&mut tx, event).await?;
                is_parked = true;
                Outcome::Done
            } else if lane.last_sequence + 1 < event.sequence {
                Outcome::Early
            } else {
                self.subscriptions.handle(self.service, &mut tx, event).await?;
                (lane.last_sequence, lane.failures) = (event.sequence, 0);
                moved.insert(event.lane.as_str(), event.sequence);
                Outcome::Done
            });
        }

        if !moved.is_empty() {
            advance(&mut tx, agency, &moved).await?;
        }
        if is_parked || !moved.is_empty() {
            tx.commit().await?;
        }
        Ok(outcomes)
    }

    /// Passes over `events`, all of `agency`, which nobody handles: by one statement where they are the next of their lanes.
    pub(super) async fn pass_over(&self, agency: &Agency, events: &[&Event]) -> Vec<Outcome> {
        match self.skip(agency, events).await {
            Ok(outcomes) => outcomes,
            Err(error) => self.fail_all(events, &error).await,
        }
    }

    /// What is not the next of its lane never waits for a handler that has the lane in another replica.
    async fn skip(&self, agency: &Agency, events: &[&Event]) -> Result<Vec<Outcome>> {
        let mut runs = BTreeMap::<&str, Run>::new();
        for event in events {
            let run = runs.entry(&event.lane).or_insert(Run { first: event.sequence, last: event.sequence });
            if event.sequence == run.last + 1 {
                run.last = event.sequence;
            }
        }
        let mut tx = tenancy::begin(self.db, &Caller::platform(agency)).await?;
        let passed = skip(&mut tx, agency, &runs).await?;
        tx.commit().await?;

        let is_passed = |it: &Event| passed.contains(&it.lane) && it.sequence <= runs[it.lane.as_str()].last;
        let (done, others): (Vec<&Event>, Vec<&Event>) = events.iter().partition(|it| is_passed(it));
        // That it was heard is a part of its trace.
        done.iter().for_each(|it| drop(telemetry::event_span(self.service, it)));
        if others.is_empty() {
            return Ok(events.iter().map(|_| Outcome::Done).collect());
        }
        let mut tx = tenancy::begin(self.db, &Caller::platform(agency)).await?;
        let names = others.iter().map(|it| it.lane.as_str()).collect();
        let lanes = lock_free(&mut tx, agency, &names).await?;
        let mut outcomes = self.settle(tx, agency, lanes, &others).await?.into_iter();
        let each = |it: &&Event| if is_passed(it) { None } else { outcomes.next() }.unwrap_or(Outcome::Done);
        Ok(events.iter().map(each).collect())
    }

    /// What becomes of `events` that were not applied for `failure`. However many of a lane there are, that was one failure.
    async fn fail_all(&self, events: &[&Event], failure: &Error) -> Vec<Outcome> {
        let (mut outcomes, mut counted) = (Vec::with_capacity(events.len()), BTreeSet::new());
        for event in events {
            let is_counted = !matches!(failure, Error::Unavailable(_)) && !counted.insert(&event.lane);
            outcomes.push(if is_counted { Outcome::Early } else { self.fail(event, failure).await });
        }
        outcomes
    }

    /// What becomes of an event that was not applied for `failure`.
    async fn fail(&self, event: &Event, failure: &Error) -> Outcome {
        match failure {
            Error::Unavailable(_) => delay(event, failure),
            _ => self.count_failure(event, failure).await.unwrap_or_else(|it| delay(event, &it)),
        }
    }

    /// Counts a failure of `event`. The eighth parks its lane, so that only this lane waits for a person.
    async fn count_failure(&self, event: &Event, failure: &Error) -> Result<Outcome> {
        let mut tx = tenancy::begin(self.db, &Caller::platform(&event.agency)).await?;
        let lane = lock(&mut tx, &event.agency, &event.lane).await?;
        if event.sequence <= lane.last_sequence {
            return Ok(Outcome::Done); // Another replica could apply it.
        }
        let failures = lane.failures + 1;
        let parked = FAILURES_TO_PARK <= failures;
        if parked {
            park(&mut tx, event).await?;
        }
        note_failure(&mut tx, event, failures, parked, failure).await?;
        tx.commit().await?;

        if parked {
            error!(lane = event.lane, failures, "lane parked: repair, then `telaah events replay`");
            return Ok(Outcome::Done);
        }
        Ok(Outcome::Retry { failures: failures.unsigned_abs() })
    }

    /// Applies the next parked event of `lane`. Without one the lane goes on by itself, and the answer is false.
    pub(super) async fn replay_next(&self, agency: &Agency, lane: &str) -> Result<bool> {
        let mut tx = tenancy::begin(self.db, &Caller::platform(agency)).await?;
        let progress = lock(&mut tx, agency, lane).await?;
        let next = take_parked(&mut tx, agency, lane, progress.last_sequence + 1).await?;
        match &next {
            Some(event) => {
                self.subscriptions.handle(self.service, &mut tx, event).await?;
                advance(&mut tx, agency, &BTreeMap::from([(lane, event.sequence)])).await?;
            }
            None => unpark(&mut tx, agency, lane).await?,
        }
        tx.commit().await?;
        Ok(next.is_some())
    }
}

fn delay(event: &Event, error: &Error) -> Outcome {
    warn!(lane = event.lane, error = error as &dyn StdError, "event waits for a server");
    Outcome::Delay
}
