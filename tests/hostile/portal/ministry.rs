//! A ministry's consideration whose every text attacks: recorded, returned, discussed in a meeting, followed up, decided.

use super::{complaint::complain, eyes::Eyes, names::rename, words::Words};
use anyhow::{Context as _, Result, ensure};
use jiff::{SignedDuration, ToSpan as _};
use journeys::{
    Actor,
    consideration::{
        ASSISTANT, CITY, DEPUTY, MINISTER, MINISTRY, Proposal, REGISTRY, REQUIREMENTS, SECRETARIAT, SECTIONS,
        checklist, disposition, study,
    },
    eventually,
    own::Own,
    pdf,
    story::text,
};
use serde_json::{Map, Value, json};

const ADMINISTRATOR: &str = "administrator-telaah@kemenpanrb";
const MEMBER: &str = "wakil-tim-koordinasi-spbe@bssn";
const OTHER_MEMBER: &str = "wakil-tim-koordinasi-spbe@kemkomdigi";
const CAST: [&str; 5] = [REGISTRY, DEPUTY, ASSISTANT, SECRETARIAT, MINISTER];

#[tokio::test]
async fn a_ministrys_consideration_is_shown_as_text_to_everyone() -> Result<()> {
    let own = Own::start().await?;
    own.advance("2026-01-12T08:00:00").await?;
    let words = Words::default();
    let mut eyes = Eyes::new(&own, &words);
    rename(&own, &words, ADMINISTRATOR, &CAST).await?;
    let draft = record(&own, &words).await?;
    eyes.look(&[REGISTRY]).await?;
    let case = Consideration { own: &own, words: &words, proposal: file(&own, &draft).await? };
    case.dispose().await?;
    case.return_and_correct(&mut eyes).await?;
    case.study(&mut eyes).await?;
    let meeting = case.convene(&mut eyes).await?;
    case.discuss(&meeting, &mut eyes).await?;
    case.follow_up(&mut eyes).await?;
    case.agree(&mut eyes).await?;
    case.decide(&mut eyes).await?;

    let ticket = complain(&own, &words, &mut eyes).await?;

    let letters = case.letters().await?;
    let pages: Vec<&str> = letters.iter().chain([&ticket]).map(String::as_str).collect();
    eyes.look_from(&CAST, &pages).await?;
    eyes.look_from(&["", CITY, MEMBER, OTHER_MEMBER, ADMINISTRATOR], &pages).await?;
    own.audit()?;
    eyes.close("a ministry's consideration")
}

/// A proposal on its way.
struct Consideration<'o> {
    own: &'o Own,
    words: &'o Words,
    proposal: Proposal<'o>,
}

impl Consideration<'_> {
    async fn dispose(&self) -> Result<()> {
        for (who, step, recipient) in [
            (REGISTRY, "minister_forwarding", "deputi-kelembagaan-tata-laksana"),
            (DEPUTY, "deputy_forwarding", "asdep-tata-kelola-spbe"),
        ] {
            let mut sheet = disposition(recipient);
            sheet["note"] = json!(self.words.lines("note of a disposition"));
            self.does(who, step, "", sheet).await?;
        }
        Ok(())
    }

    async fn return_and_correct(&self, eyes: &mut Eyes<'_>) -> Result<()> {
        self.does(ASSISTANT, "dossier_check", "dossier_incomplete", self.gaps()).await?;
        self.proposal.proposer.sees(&self.proposal.submission, "RETURNED").await?;
        eyes.look(&[CITY]).await?;
        self.correct("dossier_check").await
    }

    fn gaps(&self) -> Value {
        let mut gaps = checklist(&["financing_source", "technology_used"]);
        for item in gaps["items"].as_array_mut().into_iter().flatten().filter(|it| it["note"].is_string()) {
            item["note"] = json!(self.words.lines("why it is returned"));
        }
        gaps["note"] = json!(self.words.lines("why it is returned"));
        gaps
    }

    async fn correct(&self, next: &str) -> Result<()> {
        let Proposal { proposer, submission, .. } = &self.proposal;
        let corrected = ["financing_source", "technology_used"]
            .map(|it| (it.to_owned(), json!(self.words.lines("corrected section"))));
        let sections = json!({ "sections": corrected.into_iter().collect::<Map<_, _>>() });
        proposer.patch(submission, &sections).await?.ok()?;
        proposer.post(&format!("{submission}:refile"), &json!({})).await?.ok()?;
        self.own.sign_in(ASSISTANT).await?.awaited_task(submission, next).await?;
        Ok(())
    }

    async fn study(&self, eyes: &mut Eyes<'_>) -> Result<()> {
        self.does(ASSISTANT, "dossier_check", "dossier_complete", checklist(&[])).await?;
        let mut study = study();
        for text in study.as_object_mut().into_iter().flat_map(|it| it.values_mut()) {
            *text = json!(self.words.lines("text of a study"));
        }
        self.does(ASSISTANT, "staff_study_work", "", study).await?;
        eyes.look(&[DEPUTY]).await?;
        self.does(
            DEPUTY,
            "study_verdict",
            "to_discussion",
            json!({ "note": self.words.lines("note on a study") }),
        )
        .await
    }

    /// One meeting is called off; another one is scheduled, and two members answer.
    async fn convene(&self, eyes: &mut Eyes<'_>) -> Result<String> {
        let secretariat = self.own.sign_in(SECRETARIAT).await?;
        let cancelled = self.plan(&secretariat).await?;
        let reason = json!({ "reason": self.words.lines("why a meeting is cancelled") });
        secretariat.post(&format!("{cancelled}:cancel"), &reason).await?.ok()?;
        let meeting = self.plan(&secretariat).await?;
        eyes.look(&[SECRETARIAT]).await?;
        let scheduled = secretariat.post(&format!("{meeting}:schedule"), &json!({})).await?.ok()?;
        let letter = text(&scheduled["invitationLetter"]);
        let deputy = self.own.sign_in(DEPUTY).await?;
        eventually("the invitation is drafted", async || deputy.get(&letter).await?.ok().map(Some)).await?;
        deputy.post(&format!("{letter}:sign"), &json!({})).await?.ok()?;
        self.own.mail("wakil-tim-koordinasi-spbe", &["Undangan"]).await?;
        eyes.look(&[MEMBER]).await?;
        let accepts = json!({ "accept": true, "delegates": [self.words.line("who is sent")] });
        self.own.sign_in(MEMBER).await?.post(&format!("{meeting}:respond"), &accepts).await?.ok()?;
        let declines = json!({ "accept": false, "note": self.words.lines("why a member declines") });
        self.own.sign_in(OTHER_MEMBER).await?.post(&format!("{meeting}:respond"), &declines).await?.ok()?;
        self.own.advance_to(self.own.now().await? + SignedDuration::from_hours(26)).await?;
        Ok(meeting)
    }

    async fn plan(&self, secretariat: &Actor) -> Result<String> {
        let item = eventually("the case is on the agenda", async || {
            let page =
                secretariat.get(&format!("agencies/{MINISTRY}/agendaItems?pageSize=200")).await?.ok()?;
            let items = page["agendaItems"].as_array().cloned().unwrap_or_default();
            Ok(items
                .into_iter()
                .find(|it| it["submission"] == self.proposal.submission && it["meeting"] == ""))
        })
        .await?;
        let teams = secretariat.get(&format!("agencies/{MINISTRY}/coordinationTeams")).await?.ok()?;
        let start = self.own.now().await? + 25.hours();
        // Its title and its place may be of several lines, and go into subjects and calendars.
        let meeting = json!({
            "title": self.words.lines("title of a meeting"), "place": self.words.lines("place of a meeting"),
            "team": teams["coordinationTeams"][0]["name"], "agendaItems": [item["name"]],
            "startTime": start.to_string(), "endTime": (start + 2.hours()).to_string(),
        });
        Ok(text(&secretariat.post(&format!("agencies/{MINISTRY}/meetings"), &meeting).await?.ok()?["name"]))
    }

    async fn discuss(&self, meeting: &str, eyes: &mut Eyes<'_>) -> Result<()> {
        let secretariat = self.own.sign_in(SECRETARIAT).await?;
        let planned = secretariat.get(meeting).await?.ok()?;
        let present = ["kemenpanrb", "bappenas", "kemenkeu", "kemendagri", "bssn", "brin"].map(|agency| {
            json!({
                "agency": format!("agencies/{agency}"), "displayName": self.words.line("who was there"),
                "positionTitle": self.words.line("position of who was there"),
            })
        });
        let attendance = json!({ "attendees": present });
        secretariat.post(&format!("{meeting}:recordAttendance"), &attendance).await?.ok()?;
        let discussion = json!({ "discussion": {
            "agendaItem": planned["agendaItems"][0], "result": "CONCLUDED",
            "points": [self.words.lines("point of minutes"), self.words.lines("point of minutes")],
            "outcome": self.words.lines("outcome of a meeting"),
            "actionItems": [{ "text": self.words.lines("action item"), "required": true }],
        } });
        secretariat.post(&format!("{meeting}:recordDiscussion"), &discussion).await?.ok()?;
        eyes.look(&[SECRETARIAT]).await?;
        secretariat.post(&format!("{meeting}:confirm"), &json!({})).await?.ok()?;
        self.own.sign_in(DEPUTY).await?.awaited_task(&self.proposal.submission, "record_signature").await?;
        eyes.look(&[ASSISTANT]).await?;
        self.proposal.sign_record().await
    }

    async fn follow_up(&self, eyes: &mut Eyes<'_>) -> Result<()> {
        let Proposal { proposer, submission, .. } = &self.proposal;
        let waiting = self.proposal.open_record().await?;
        self.own.mail("sekretaris-daerah", &["perlu ditindaklanjuti"]).await?;
        let case = text(&waiting["case"]);
        let due = text(&waiting["followUpDueTime"]);
        let last_day = due.parse::<jiff::Timestamp>()?.in_tz("Asia/Jakarta")?.date() + 7.days();
        let extension = json!({
            "lastDay": last_day.to_string(), "letterNumber": self.words.short("number of an extension"),
            "reason": self.words.line("why it is extended"),
        });
        self.own.sign_in(DEPUTY).await?.post(&format!("{case}:extendFollowUp"), &extension).await?.ok()?;
        let item = text(&waiting["actionItems"][0]["id"]);
        proposer
            .hand_in(submission, &format!("action_items.{item}"), pdf("Tindak lanjut", &["Isi."]))
            .await?
            .ok()?;
        eyes.look(&[CITY]).await?;
        let answer = json!({ "actionItem": item, "answer": self.words.lines("answer to an action item") });
        proposer.post(&format!("{submission}:answerActionItem"), &answer).await?.ok()?;
        self.own.sign_in(ASSISTANT).await?.awaited_task(submission, "technical_meeting").await?;
        Ok(())
    }

    async fn agree(&self, eyes: &mut Eyes<'_>) -> Result<()> {
        self.does(ASSISTANT, "technical_meeting", "revision_needed", self.gaps()).await?;
        self.proposal.proposer.sees(&self.proposal.submission, "RETURNED").await?;
        self.correct("technical_meeting").await?;
        self.does(ASSISTANT, "technical_meeting", "proposal_agreed", checklist(&[])).await?;
        let report = json!({
            "held_on": "2026-01-14", "participants": self.words.lines("participants"),
            "agreements": self.words.lines("agreements"), "revised_parts": self.words.lines("revised parts"),
        });
        self.does(ASSISTANT, "technical_report", "", report).await?;
        eyes.look(&[ASSISTANT]).await?;
        self.proposal.sign(ASSISTANT, "technical_signature", &[]).await?;
        Ok(())
    }

    async fn decide(&self, eyes: &mut Eyes<'_>) -> Result<()> {
        let sheet = json!({
            "explanation": self.words.lines("explanation of a review"), "conditions": self.words.lines("conditions of a review"),
        });
        self.does(DEPUTY, "deputy_review", "recommend_with_conditions", sheet).await?;
        self.proposal.sign(DEPUTY, "memo_signature", &[ASSISTANT]).await?;
        self.own
            .sign_in(MINISTER)
            .await?
            .awaited_task(&self.proposal.submission, "minister_signature")
            .await?;
        eyes.look(&[ASSISTANT]).await?;
        self.proposal.sign(MINISTER, "minister_signature", &[ASSISTANT, DEPUTY]).await?;
        let handover = json!({
            "delivered_on": "2026-01-14", "delivered_by": "courier", "taken_by": self.words.line("who took the letter"),
        });
        self.does(REGISTRY, "letter_handover", "handed_over", handover).await?;
        self.proposal.proposer.sees(&self.proposal.submission, "DECIDED").await?;
        Ok(())
    }

    /// Pages on which the public checks the letters.
    async fn letters(&self) -> Result<Vec<String>> {
        let submission = self.proposal.proposer.submission(&self.proposal.submission).await?;
        let letters = submission["letters"].as_array().context("letters")?;
        ensure!(3 <= letters.len(), "letters: {letters:?}");
        Ok(letters.iter().map(|it| format!("/verify/{}", text(&it["verificationCode"]))).collect())
    }

    async fn does(&self, who: &str, step: &str, outcome: &str, sheet: Value) -> Result<()> {
        let officer = self.own.sign_in(who).await?;
        officer.awaited_task(&self.proposal.submission, step).await?;
        officer.complete(&self.proposal.submission, step, outcome, sheet).await?;
        Ok(())
    }
}

/// The registry enters what the city sent on paper; a draft with all its papers.
async fn record(own: &Own, words: &Words) -> Result<String> {
    let registry = own.sign_in(REGISTRY).await?;
    let sections = SECTIONS.map(|it| (it.to_owned(), json!(words.lines("section"))));
    let recorded = json!({
        "submission": {
            "appTitle": words.line("name of an app"), "purpose": "build", "letterNumber": words.short("number of a request"),
            "letterDate": "2026-01-05", "sections": sections.into_iter().collect::<Map<_, _>>(),
        },
        "proposingAgency": "agencies/kota-tangerang", "proposingOffice": "sekretariat-daerah", "channel": "email",
        "incoming": {
            "agendaNumber": words.short("number in the agenda"), "receiptDate": "2026-01-09",
            "signatory": words.line("who signed on paper"), "signatoryKind": "regional_head",
        },
    });
    let draft = text(
        &registry.post(&format!("agencies/{MINISTRY}/submissions:record"), &recorded).await?.ok()?["name"],
    );
    for requirement in REQUIREMENTS {
        registry.hand_in(&draft, requirement, pdf("Usulan", &["Isi."])).await?.ok()?;
    }
    Ok(draft)
}

async fn file<'o>(own: &'o Own, draft: &str) -> Result<Proposal<'o>> {
    let registry = own.sign_in(REGISTRY).await?;
    let filed = registry.post(&format!("{draft}:file"), &json!({})).await?.ok()?;
    let city = own.sign_in(CITY).await?;
    Proposal::filed(own, city, draft.to_owned(), text(&filed["registrationNumber"])).await
}
