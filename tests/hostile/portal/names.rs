//! What an administrator enters, and how it attacks.

use super::words::Words;
use anyhow::{Context as _, Result};
use journeys::{AGENCY, own::Own, story::text};
use serde_json::json;

/// The administrator renames who holds these positions of their agency, and the positions.
pub(super) async fn rename(own: &Own, words: &Words, administrator: &str, positions: &[&str]) -> Result<()> {
    let administrator = own.sign_in(administrator).await?;
    let agency = format!("agencies/{}", administrator.agency);
    let listed = administrator.get(&format!("{agency}/people?pageSize=200")).await?.ok()?;
    let people = listed["people"].as_array().context("people")?;
    for position in positions {
        let place = format!("{agency}/positions/{}", position.split('@').next().unwrap_or_default());
        let person = people.iter().find(|it| it["position"] == place).context("someone holds it")?;
        let change =
            json!({ "displayName": words.line("name of a person"), "rank": words.short("rank of a person") });
        administrator.patch(&text(&person["name"]), &change).await?.ok()?;
        administrator.patch(&place, &json!({ "title": words.line("title of a position") })).await?.ok()?;
    }
    Ok(())
}

/// The administrator enters a day, an outage and who acts for whom.
pub(super) async fn administer(own: &Own, words: &Words, administrator: &str) -> Result<()> {
    let agency = format!("agencies/{AGENCY}");
    let administrator = own.sign_in(administrator).await?;
    let office = json!({ "title": words.line("title of an office") });
    administrator.patch(&format!("{agency}/units/dinas-kesehatan"), &office).await?.ok()?;
    let day = json!({
        "date": "2026-12-31", "kind": "LOCAL_HOLIDAY", "title": words.line("name of a day"), "decree": words.line("decree of a day"),
        "announced": "2026-01-05",
    });
    administrator.post(&format!("{agency}/localDays"), &day).await?.ok()?;
    let outage = json!({
        "reason": "SYSTEM", "startTime": "2026-01-06T02:00:00Z", "endTime": "2026-01-06T03:00:00Z",
        "evidence": words.line("evidence of an outage"),
    });
    administrator.post(&format!("{agency}/outages"), &outage).await?.ok()?;
    let acting = json!({
        "position": format!("{agency}/positions/kepala-dinas-pendidikan"),
        "ownPosition": format!("{agency}/positions/sekretaris-dinas-pendidikan"),
        "capacity": "DAILY_ACTING", "firstDay": "2026-01-07", "lastDay": "2026-01-16",
        "appointingLetter": words.line("letter that appoints"),
    });
    administrator.post(&format!("{agency}/actingAssignments"), &acting).await?.ok()?;
    Ok(())
}
