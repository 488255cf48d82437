//! What intake is told.

mod complaint;
mod follow_up;
mod told;

pub(crate) use complaint::{complaint_answered, complaint_filed};
pub(crate) use told::{answered, tell_carried, tell_origin, withdrawn};

use crate::{
    form::{Form, PROCEDURES, Rules},
    store,
    submission::{
        CASES, COLLECTION, Decision, Delivery, FILES, Gap, LETTERS, Letter, News, State, Submission, Verdict,
    },
    text::written_date,
};
use platform::{Clock, Error, ResourceName, Result, SlugName, inbox::Handle, json, time};
use proto::{
    intake::v1::{self as intake, gap},
    letter::v1::{LetterDelivered, LetterIssued, LetterVoided},
    review::v1::{CaseClosed, CaseOpened, CaseReturned, ProcedurePublished, TaskOpened, case},
};
use serde_json::json;
use sqlx::PgConnection;
use worktime::Zone;

/// Keeps published forms, and each submission's overall state.
#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) clock: Clock,
}

impl Desk {
    /// Takes in news about a submission; an empty name is of nothing that was submitted here.
    async fn learn(&self, tx: &mut PgConnection, submission: &str, news: News) -> Result<()> {
        if submission.is_empty() {
            return Ok(());
        }
        let name = ResourceName::parse(COLLECTION, submission)?;
        let now = self.clock.now();
        let mut submission = store::lock(tx, &name).await?;
        let before = submission.state;
        if let Some(entry) = submission.learn(news, now) {
            store::tell(tx, &mut submission, entry, now).await?;
        }
        if submission.state != before && submission.origin.is_some() {
            let form = store::form(tx, &submission).await?;
            tell_carried(tx, &submission, &form, now).await?;
        }
        store::save(tx, &submission).await?;
        publish(tx, &submission).await
    }
}

/// Keeps the public register as a decided request is now.
async fn publish(tx: &mut PgConnection, submission: &Submission) -> Result<()> {
    if submission.state != State::Decided {
        return Ok(());
    }
    let form = store::form(tx, submission).await?;
    let calendar = store::calendar(tx, &submission.name.agency).await?;
    let zone = calendar.map_or(Zone::Western, |it| it.zone);
    match submission.register_entry(&form, zone) {
        Some(entry) => store::save_entry(tx, &entry).await,
        None => store::remove_entry(tx, &submission.name).await,
    }
}

impl Handle<ProcedurePublished> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: ProcedurePublished) -> Result<()> {
        let form = Form::try_from(event)?;
        store::insert_form(tx, &form).await?;
        match &form.rules.complaints {
            Some(rule) => {
                let SlugName { agency, slug, .. } = &form.procedure;
                store::readdress_complaints(tx, agency, slug, &rule.answered_by).await
            }
            None => Ok(()),
        }
    }
}

impl Handle<CaseOpened> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: CaseOpened) -> Result<()> {
        let case = ResourceName::parse(CASES, &event.case)?.id;
        self.learn(tx, &event.submission, News::Opened { case }).await
    }
}

impl Handle<TaskOpened> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: TaskOpened) -> Result<()> {
        let task = event.task.unwrap_or_default();
        self.learn(tx, &task.submission, News::Begun { activity: task.activity }).await
    }
}

impl Handle<CaseReturned> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: CaseReturned) -> Result<()> {
        let gaps = event.gaps.into_iter().map(Gap::from).collect();
        self.learn(tx, &event.submission, News::Returned { gaps, note: event.note }).await
    }
}

impl Handle<CaseClosed> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: CaseClosed) -> Result<()> {
        let state = match event.state() {
            case::State::Decided => State::Decided,
            case::State::Withdrawn => State::Withdrawn,
            case::State::Lapsed => State::Lapsed,
            other => return Err(Error::invalid(format!("state: a case cannot be closed as {other:?}"))),
        };
        let closed_at = time::from_proto("close_time", event.close_time)?;
        let letter = Some(event.letter).filter(|it| !it.is_empty());
        let letter = letter.map(|it| ResourceName::parse(LETTERS, &it)).transpose()?.map(|it| it.id);
        let decision = Decision { id: event.decision, title: event.decision_title, letter };
        let decision = Some(decision).filter(|it| !it.id.is_empty());
        let marked_for_carry = event.marked_for_carry;
        let news = News::Closed { state, decision, closed_at, marked_for_carry };
        self.learn(tx, &event.submission, news).await
    }
}

impl Handle<LetterIssued> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: LetterIssued) -> Result<()> {
        let submission = event.submission.clone();
        if submission.is_empty() {
            return Ok(());
        }
        self.learn(tx, &submission, News::Issued(event.try_into()?)).await
    }
}

impl Handle<LetterDelivered> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: LetterDelivered) -> Result<()> {
        let letter = ResourceName::parse(LETTERS, &event.letter)?.id;
        let delivered_at = time::from_proto("delivery_time", event.delivery_time)?;
        let delivery = Delivery { channel: event.channel, delivered_at };
        self.learn(tx, &event.submission, News::Delivered { letter, delivery }).await
    }
}

impl Handle<LetterVoided> for Desk {
    async fn handle(&self, tx: &mut PgConnection, event: LetterVoided) -> Result<()> {
        let letter = ResourceName::parse(LETTERS, &event.letter)?.id;
        self.learn(tx, &event.submission, News::Voided { letter, reason: event.reason }).await
    }
}

impl TryFrom<ProcedurePublished> for Form {
    type Error = Error;

    fn try_from(event: ProcedurePublished) -> Result<Self> {
        let withdrawal = if event.withdrawal.is_empty() { "any".to_owned() } else { event.withdrawal };
        let rules = json!({
            "applicant": json::from_struct(event.applicant.unwrap_or_default()),
            "dossier": json::from_struct(event.dossier.unwrap_or_default()),
            "registration": event.registration_pattern,
            "reviewing_offices": event.reviewing_offices,
            "withdrawal": withdrawal,
            "carry": event.carry.map(json::from_struct),
            "complaints": event.complaints.map(json::from_struct),
        });
        let rules: Rules = serde_json::from_value(rules)
            .map_err(|error| Error::invalid(format!("{}: {error}", event.procedure)))?;
        Ok(Self {
            procedure: SlugName::parse(PROCEDURES, &event.procedure)?,
            version: event.version,
            title: event.title,
            rules,
        })
    }
}

impl From<intake::Gap> for Gap {
    fn from(gap: intake::Gap) -> Self {
        let verdict = match gap.verdict() {
            gap::Verdict::NotAsRequired => Verdict::NotAsRequired,
            gap::Verdict::Missing | gap::Verdict::Unspecified => Verdict::Missing,
        };
        Self { item: gap.item, title: gap.title, verdict, note: gap.note, corrected: gap.corrected }
    }
}

impl TryFrom<LetterIssued> for Letter {
    type Error = Error;

    fn try_from(event: LetterIssued) -> Result<Self> {
        Ok(Self {
            id: ResourceName::parse(LETTERS, &event.letter)?.id,
            title: event.title,
            number: event.number,
            file: ResourceName::parse(FILES, &event.file)?.id,
            file_name: event.file_name,
            size_bytes: event.size_bytes,
            sha256: event.sha256,
            verification_code: event.verification_code,
            for_proposer: event.for_proposer,
            record: event.record,
            date: written_date("date", &event.date)?,
            security_class: event.security_class,
            issued_at: time::from_proto("issue_time", event.issue_time)?,
            void_reason: None,
            delivery: None,
        })
    }
}
