//! A proposal that is carried on from a city's approved request.

use super::{MINISTRY, Proposal, text};
use crate::{Actor, Stack, pdf};
use anyhow::{Result, ensure};
use serde_json::{Value, json};

impl<'s> Proposal<'s> {
    /// Completes a draft that was carried on, and files it; the minister has it.
    pub async fn file_carried(stack: &'s Stack, proposer: Actor, draft: &str) -> Result<Self> {
        let gaps = gaps(&proposer, draft).await?;
        complete(&proposer, draft, &gaps).await?;
        let filed = proposer.post(&format!("{draft}:file"), &json!({})).await?.ok()?;
        Self::filed(stack, proposer, draft.to_owned(), text(&filed["registrationNumber"])).await
    }
}

/// Opens the draft at the ministry for the city's secretariat, from the approved request.
pub async fn carry(actor: &Actor, submission: &str) -> Result<Value> {
    let office = json!({ "office": "sekretariat-daerah" });
    let draft = actor.post(&format!("{submission}:carry"), &office).await?.ok()?;
    ensure!(text(&draft["name"]).starts_with(&format!("agencies/{MINISTRY}/")), "{draft}");
    Ok(draft)
}

/// Ids of what is still missing of a draft.
pub async fn gaps(actor: &Actor, draft: &str) -> Result<Vec<String>> {
    let check = actor.get(&format!("{draft}:check")).await?.ok()?;
    Ok(check["gaps"].as_array().into_iter().flatten().map(|it| text(&it["item"])).collect())
}

/// Writes what is missing: papers, sections, and the mayor's letter.
async fn complete(actor: &Actor, draft: &str, gaps: &[String]) -> Result<()> {
    let mut change = json!({ "letterNumber": "555/020/2026", "letterDate": "2026-01-05" });
    for item in gaps {
        if item.starts_with("usulan_") {
            actor.hand_in(draft, item, pdf("Usulan", &["Permohonan pertimbangan."])).await?.ok()?;
        } else if !item.contains("letter") {
            change["sections"][item] = json!("Diuraikan dalam proposal.");
        }
    }
    actor.patch(draft, &change).await?.ok()?;
    Ok(())
}
