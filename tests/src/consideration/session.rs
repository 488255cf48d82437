//! A session of the coordination team: convened, held, recorded, confirmed.

use super::{DEPUTY, MEMBERS, MINISTRY, Proposal, SECRETARIAT, text};
use crate::{Actor, Stack, eventually};
use anyhow::{Context as _, Result};
use jiff::ToSpan as _;
use serde_json::json;

/// A session of the team.
pub struct Session<'s> {
    stack: &'s Stack,
    name: String,
    items: Vec<String>,
}

impl<'s> Session<'s> {
    /// Convenes the team for tomorrow at nine, and has the invitation signed.
    pub async fn convene(proposals: &[&Proposal<'s>]) -> Result<Self> {
        let stack = proposals.first().context("a proposal")?.stack;
        let secretariat = stack.sign_in(SECRETARIAT).await?;
        let mut items = vec![];
        for proposal in proposals {
            let item = eventually("the case is on the agenda", async || {
                let page =
                    secretariat.get(&format!("agencies/{MINISTRY}/agendaItems?pageSize=200")).await?.ok()?;
                let found = page["agendaItems"].as_array().into_iter().flatten();
                Ok(found.clone().find(|it| it["submission"] == proposal.submission).cloned())
            });
            items.push(text(&item.await?["name"]));
        }
        let teams = secretariat.get(&format!("agencies/{MINISTRY}/coordinationTeams")).await?.ok()?;
        let start = stack.now().await? + 25.hours();
        let meeting = json!({
            "title": "Rapat Pembahasan Usulan Aplikasi Khusus",
            "team": teams["coordinationTeams"][0]["name"],
            "startTime": start.to_string(), "endTime": (start + 2.hours()).to_string(),
            "place": "Ruang Sriwijaya, KemenPANRB",
            "agendaItems": items,
        });
        let meeting = secretariat.post(&format!("agencies/{MINISTRY}/meetings"), &meeting).await?.ok()?;
        let name = text(&meeting["name"]);
        let scheduled = secretariat.post(&format!("{name}:schedule"), &json!({})).await?.ok()?;
        let letter = text(&scheduled["invitationLetter"]);
        let deputy = stack.sign_in(DEPUTY).await?;
        eventually("the invitation is drafted", async || {
            Ok((deputy.get(&letter).await?.status == 200).then_some(()))
        })
        .await?;
        deputy.post(&format!("{letter}:sign"), &json!({})).await?.ok()?;
        stack.advance_to(start + 1.hours()).await?;
        Ok(Self { stack, name, items })
    }

    /// Records that every member was there, and what was discussed.
    pub async fn record(&self, concluded: bool, items: &[&str]) -> Result<()> {
        self.attend(&MEMBERS).await?;
        for item in &self.items {
            self.discuss(item, concluded, items).await?;
        }
        Ok(())
    }

    /// Records who was there: one of each agency.
    pub async fn attend(&self, agencies: &[&str]) -> Result<()> {
        let present = agencies.iter().map(|it| {
            json!({ "agency": format!("agencies/{it}"), "displayName": "Utusan", "positionTitle": "Wakil" })
        });
        let attendance = json!({ "attendees": present.collect::<Vec<_>>() });
        self.secretariat()
            .await?
            .post(&format!("{}:recordAttendance", self.name), &attendance)
            .await?
            .ok()?;
        Ok(())
    }

    /// Records what was discussed of an agenda item.
    pub async fn discuss(&self, item: &str, concluded: bool, required: &[&str]) -> Result<()> {
        let actions = required.iter().map(|it| json!({ "text": it, "required": true }));
        let discussion = json!({ "discussion": {
            "agendaItem": item,
            "points": ["Kesesuaian dengan Arsitektur SPBE", "Sumber pembiayaan"],
            "result": if concluded { "CONCLUDED" } else { "CONTINUED" },
            "outcome": if concluded { "Usulan dilanjutkan ke pembahasan teknis." } else { "Dibahas kembali." },
            "actionItems": actions.collect::<Vec<_>>(),
        } });
        self.secretariat()
            .await?
            .post(&format!("{}:recordDiscussion", self.name), &discussion)
            .await?
            .ok()?;
        Ok(())
    }

    /// Confirms the outcomes.
    pub async fn confirm(&self) -> Result<crate::Answer> {
        self.secretariat().await?.post(&format!("{}:confirm", self.name), &json!({})).await
    }

    /// Name of its first agenda item.
    pub fn first_item(&self) -> &str {
        &self.items[0]
    }

    /// The meeting as `who` sees it.
    pub async fn seen_by(&self, who: &str) -> Result<crate::Answer> {
        self.stack.sign_in(who).await?.get(&self.name).await
    }

    async fn secretariat(&self) -> Result<Actor> {
        self.stack.sign_in(SECRETARIAT).await
    }
}
