//! One story with a thing of every kind, so that there is something to be kept from others.

mod city;

use super::statements::watch;
use anyhow::{Context as _, Result};
use journeys::{
    Actor,
    consideration::{ASSISTANT, CITY, DEPUTY, MINISTRY, Proposal, SECRETARIAT, Session},
    eventually,
    own::Own,
    story::text,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The ministry's administrator.
pub(super) const ADMINISTRATOR: &str = "administrator-telaah@kemenpanrb";
/// Who answers the ministry's complaints.
pub(super) const ANSWERER: &str = "sekretaris-kementerian@kemenpanrb";
/// In the title of every request of the story, and nowhere else.
pub(super) const CANARY: &str = "Perizinan Terpadu Kenari";
const PROCEDURE: &str = "agencies/kemenpanrb/procedures/pertimbangan-aplikasi-khusus";

/// A stack in which requests are reviewed: a city's by a ministry, or an office's by another one of its city.
pub(super) struct Things {
    pub(super) own: Own,
    names: BTreeMap<&'static str, String>,
    is_city: bool,
}

impl Things {
    /// A ministry considers requests of a city. There are such in follow-up, on a meeting that has begun, on one to
    /// come, new, and drafts; and what there is besides.
    pub(super) async fn make() -> Result<Self> {
        Self::in_stack(Own::start().await?).await
    }

    /// The same, with every statement of the services written down.
    pub(super) async fn make_watched() -> Result<Self> {
        let own = Own::start().await?;
        watch(&own).await?;
        Self::in_stack(own).await
    }

    async fn in_stack(own: Own) -> Result<Self> {
        own.advance("2026-01-12T08:00:00").await?;
        let mut things = Self { own, names: BTreeMap::new(), is_city: false };
        things.put("agencies", &json!("agencies/kemenpanrb"))?;
        things.request().await?;
        things.directory().await?;
        things.complaint().await?;
        Ok(things)
    }

    /// The name of a thing, by its collection or by what it is in the story.
    pub(super) fn name(&self, what: &str) -> &str {
        match self.names.get(what) {
            Some(name) => name,
            None if self.is_city => "-",
            None => panic!("the story has no {what}"),
        }
    }

    fn put(&mut self, what: &'static str, name: &Value) -> Result<()> {
        let name = name.as_str().filter(|it| !it.is_empty());
        self.names.insert(what, name.with_context(|| format!("{what} has no name"))?.to_owned());
        Ok(())
    }

    async fn request(&mut self) -> Result<()> {
        let found = {
            let proposal = Proposal::file(&self.own, CITY, CANARY, "").await?;
            proposal.dispose().await?;
            let submission = proposal.conclude().await?;
            let convened = Proposal::file(&self.own, CITY, &format!("{CANARY} Kedua"), "").await?;
            convened.dispose().await?;
            convened.put_to_the_team().await?;
            let meeting = Session::convene(&[&convened]).await?.seen_by(SECRETARIAT).await?.ok()?;
            let waiting = Proposal::file(&self.own, CITY, &format!("{CANARY} Ketiga"), "").await?;
            waiting.dispose().await?;
            waiting.put_to_the_team().await?;
            let new = Proposal::file(&self.own, CITY, &format!("{CANARY} Keempat"), "").await?;
            let convened = convened.proposer.submission(&convened.submission).await?;
            (submission, proposal.case().await?, convened, meeting, waiting.submission, new.submission)
        };
        let (submission, case, convened, meeting, waiting, new) = found;
        for (what, value) in [
            ("submissions", &submission["name"]),
            ("registration", &submission["registrationNumber"]),
            ("action item", &submission["actionItems"][0]["id"]),
            ("files", &submission["documents"][0]["file"]),
            ("cases", &case["name"]),
            ("meetings", &meeting["name"]),
            ("document", &convened["documents"][0]["file"]),
            ("agenda item", &meeting["agendaItems"][0]),
            ("new submission", &json!(new)),
        ] {
            self.put(what, value)?;
        }
        let letters = submission["letters"].as_array().context("letters")?;
        let record =
            letters.iter().rfind(|it| text(&it["title"]).contains("Berita acara")).context("a record")?;
        self.put("letters", &record["letter"])?;
        self.put("code", &record["verificationCode"])?;
        let minister = self.own.sign_in("petugas-persuratan@kemenpanrb").await?;
        let task = minister.awaited_task(&new, "minister_forwarding").await?;
        self.put("tasks", &task["name"])?;
        self.team(&waiting).await?;
        self.drafts().await
    }

    async fn team(&mut self, waiting: &str) -> Result<()> {
        let secretariat = self.own.sign_in(SECRETARIAT).await?;
        let teams = secretariat.get(&format!("agencies/{MINISTRY}/coordinationTeams")).await?.ok()?;
        self.put("team", &teams["coordinationTeams"][0]["name"])?;
        let item = eventually("the third case is on the agenda", async || {
            let page =
                secretariat.get(&format!("agencies/{MINISTRY}/agendaItems?pageSize=200")).await?.ok()?;
            let items = page["agendaItems"].as_array().cloned().unwrap_or_default();
            Ok(items.into_iter().find(|it| it["submission"] == waiting))
        });
        let start = self.own.now().await? + jiff::SignedDuration::from_hours(30 * 24);
        let planned = json!({
            "title": "Rapat Lanjutan", "team": self.name("team"), "place": "Ruang Sriwijaya",
            "startTime": start.to_string(), "endTime": (start + jiff::SignedDuration::from_hours(2)).to_string(),
            "agendaItems": [item.await?["name"]],
        });
        let planned = secretariat.post(&format!("agencies/{MINISTRY}/meetings"), &planned).await?.ok()?;
        let scheduled = secretariat.post(&format!("{}:schedule", text(&planned["name"])), &json!({})).await?;
        self.put("draft letter", &scheduled.ok()?["invitationLetter"])?;
        self.told().await
    }

    /// The draft of the letter is there, its signatory was told something, and somebody remarked on the case.
    async fn told(&mut self) -> Result<()> {
        let agency = self.name("agencies").to_owned();
        let deputy = self.own.sign_in(self.plays(DEPUTY)).await?;
        let draft = self.name("draft letter").to_owned();
        let drafted = eventually("the letter is drafted", async || {
            Ok((deputy.get(&draft).await?.status == 200).then_some(()))
        });
        drafted.await?;
        let messages = eventually("the signatory is told something", async || {
            let page = deputy.get(&format!("{agency}/messages")).await?.ok()?;
            Ok(page["messages"].as_array().and_then(|it| it.first()).cloned())
        });
        let message = messages.await?;
        self.put("messages", &message["name"])?;
        let assistant = self.own.sign_in(self.plays(ASSISTANT)).await?;
        let comment = json!({ "text": format!("{CANARY}: catatan internal.") });
        assistant.post(&format!("{}/comments", self.name("cases")), &comment).await?.ok()?;
        Ok(())
    }

    async fn drafts(&mut self) -> Result<()> {
        let city = self.own.sign_in(self.plays(CITY)).await?;
        let path = format!("{}/submissions", self.name("agencies"));
        for what in ["draft", "second draft"] {
            let draft = json!({ "appTitle": format!("{CANARY} Konsep") });
            let draft = city.post(&path, &draft).await?.ok()?;
            self.put(what, &draft["name"])?;
        }
        Ok(())
    }

    async fn directory(&mut self) -> Result<()> {
        let administrator = self.own.sign_in(self.plays(ADMINISTRATOR)).await?;
        let made = [
            (
                "people",
                "people",
                json!({ "displayName": "Tirta Kenari", "employeeIdNumber": "199001012015031001",
                        "email": "tirta@kemenpanrb.example" }),
            ),
            ("units", "units?unitId=unit-kenari", json!({ "title": "Unit Kenari", "kind": "secretariat" })),
            (
                "positions",
                "positions?positionId=jabatan-kenari",
                json!({ "title": "Jabatan Kenari", "kind": "staff",
                        "unit": "agencies/kemenpanrb/units/sekretariat-kementerian" }),
            ),
            (
                "localDays",
                "localDays",
                json!({ "date": "2026-08-03", "kind": "LOCAL_HOLIDAY", "title": "Hari Kenari",
                        "decree": "Keputusan Nomor 1 Tahun 2026", "announced": "2026-01-05" }),
            ),
            ("actingAssignments", "actingAssignments", acting("deputi-kelembagaan-tata-laksana")),
            ("outages", "outages", outage()),
        ];
        for (what, path, body) in made {
            let path = format!("{}/{path}", self.name("agencies"));
            let thing = administrator.post(&path, &self.adapted(&body)).await?.ok()?;
            self.put(what, &thing["name"])?;
        }
        let procedure = self.adapted(&json!(PROCEDURE));
        self.put("procedures", &procedure)?;
        let procedure = administrator.get(self.name("procedures")).await?.ok()?;
        self.put("source", &procedure["source"])
    }

    async fn complaint(&mut self) -> Result<()> {
        let told = complaint();
        let ticket = self.own.post(&format!("/v1/{PROCEDURE}/complaints:file"), &told).await?.ok()?;
        self.put("ticket", &ticket["ticket"])?;
        let answerer = self.own.sign_in(ANSWERER).await?;
        let page = answerer.get(&format!("agencies/{MINISTRY}/complaints")).await?.ok()?;
        self.put("complaints", &page["complaints"][0]["name"])
    }

    /// Signs in who is to be suspended, and suspends them. Takes effect within two minutes of the stack.
    pub(super) async fn suspend(&self, who: &str) -> Result<Actor> {
        let actor = self.own.sign_in(who).await?;
        let person = text(&actor.get("me").await?.ok()?["person"]);
        let administrator = self.own.sign_in(self.plays(ADMINISTRATOR)).await?;
        let name = format!("agencies/{}/people/{person}", actor.agency);
        administrator
            .patch(&format!("{name}?updateMask=suspended"), &json!({ "suspended": true }))
            .await?
            .ok()?;
        Ok(actor)
    }
}

/// What someone tells the ministry.
pub(super) fn complaint() -> Value {
    json!({ "kind": "COMPLAINT", "title": format!("{CANARY}: surat belum diterima"),
            "text": "Mohon penjelasan.", "email": "warga@contoh.example" })
}

/// The system was down for an hour.
pub(super) fn outage() -> Value {
    json!({ "reason": "SYSTEM", "startTime": "2026-01-09T01:00:00Z", "endTime": "2026-01-09T02:00:00Z",
            "evidence": "Berita acara 1/2026" })
}

/// Someone acts in `position` for a week that is far away.
pub(super) fn acting(position: &str) -> Value {
    json!({
        "position": format!("agencies/kemenpanrb/positions/{position}"),
        "ownPosition": "agencies/kemenpanrb/positions/asdep-arsitektur-spbe",
        "capacity": "DAILY_ACTING", "firstDay": "2026-11-02", "lastDay": "2026-11-06",
        "appointingLetter": "SP-12/2026",
    })
}
