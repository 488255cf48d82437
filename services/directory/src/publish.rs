//! Enters and tells new versions of work calendars, whoever changed their days.

use crate::{
    agency,
    calendar::{self, Version},
    events,
    store::{self, calendar::NewVersion},
};
use jiff::Timestamp;
use platform::{Error, Result, outbox};
use sqlx::PgConnection;
use std::collections::HashMap;
use worktime::{CalendarSpec, Zone};

/// Enters and tells a new version of each calendar of `agencies` whose days are not those of its newest one.
pub(crate) async fn change_calendars(
    tx: &mut PgConnection,
    agencies: &[agency::Agency],
    now: Timestamp,
) -> Result<u64> {
    let slugs: Vec<String> = agencies.iter().map(|it| it.slug.to_string()).collect();
    let newest = store::calendar::newest(tx, &slugs).await?;
    let local = store::calendar::local_days(tx, &slugs).await?;
    let mut contents: HashMap<String, CalendarSpec> = HashMap::new();
    let mut shared: HashMap<Zone, String> = HashMap::new();
    let mut changed = vec![];
    for agency in agencies {
        let slug = agency.slug.as_str();
        let zone = zone(agency)?;
        let digest = match (local.get(slug), shared.get(&zone)) {
            (None, Some(digest)) => digest.clone(),
            (days, _) => {
                let content = calendar::compose(zone, days.map_or(&[], Vec::as_slice));
                let digest = calendar::digest(&content);
                if days.is_none() {
                    shared.insert(zone, digest.clone());
                }
                contents.insert(digest.clone(), content);
                digest
            }
        };
        let version = newest.get(slug).map_or(0, |(version, _)| *version) + 1;
        if newest.get(slug).is_none_or(|(_, known)| *known != digest) {
            changed.push(NewVersion { agency: agency.slug.clone(), version, digest });
        }
    }
    if changed.is_empty() {
        return Ok(0);
    }

    store::calendar::insert_all(tx, &changed, &contents, now).await?;
    for new in &changed {
        let content = contents[&new.digest].clone();
        let event = events::calendar_changed(&new.agency, Version { number: new.version, content });
        outbox::publish(tx, events::calendar_subject(&new.agency), now, &event).await?;
    }
    Ok(changed.len() as u64)
}

/// The zone in which `agency` counts its days.
pub(crate) fn zone(agency: &agency::Agency) -> Result<Zone> {
    agency.time_zone.parse().map_err(|error| Error::internal(format!("{}: {error}", agency.time_zone)))
}
