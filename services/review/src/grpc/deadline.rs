//! Due times: why they are as they are, more time for a follow-up, and when nobody could work.

use super::{performer, scope, view, visible};
use crate::{
    desk::Desk,
    engine::Command,
    explain::{self, LineKind},
    file::CASES,
    reckon::{self, Outage},
    store::{self, Key},
};
use jiff::civil::Date;
use platform::{
    Agency, Call, Caller, Error, ResourceName, Result,
    idempotency::{self, Claim},
    page::Page,
    resource, tenancy, time,
};
use proto::review::v1::{self as pb, deadline_line, outage::Reason};
use uuid::Uuid;

const OUTAGES: &str = "outages";
const MAX_NUMBER_CHARS: usize = 100;
const MAX_REASON_CHARS: usize = 1_000;
const MAX_EVIDENCE_CHARS: usize = 500;

impl Desk {
    pub(super) async fn explain(
        &self,
        call: Call<pb::ExplainDeadlineRequest>,
    ) -> Result<pb::DeadlineExplanation> {
        let Call { caller, body } = call;
        let name = ResourceName::parse(CASES, &body.name)?;
        let missing = || Error::NotFound(body.name.clone());
        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let is_proposer = store::is_proposed_by(&mut tx, &caller, &name).await?;
        drop(tx);

        let mut tx = tenancy::begin(&self.db, &Caller::platform(&name.agency)).await?;
        let file = self.read(&mut tx, &name.agency, Key::Case(name.id)).await?;
        let file = if is_proposer { file.ok_or_else(missing)? } else { visible(file, &caller, &body.name)? };
        let days = store::read_calendar(&mut tx, &name.agency).await?.map(|(_, spec)| spec);
        let case = file.case();
        let reading = reckon::read(
            file.calendar(),
            &case.ledger,
            &file.row.outages,
            &file.sop,
            case.closed_at,
            file.now,
        );
        let lines = explain::lines(&file, days.as_ref(), &reading);
        Ok(pb::DeadlineExplanation {
            clock: Some(view::file_clock(&file)),
            lines: lines.into_iter().map(Into::into).collect(),
        })
    }

    pub(super) async fn extend(&self, call: Call<pb::ExtendFollowUpRequest>) -> Result<pb::Case> {
        let Call { caller, body } = call;
        let name = ResourceName::parse(CASES, &body.name)?;
        let request_id = resource::request_id(&body.request_id)?;
        let last_day = day("last_day", &body.last_day)?;
        let letter_number = line("letter_number", &body.letter_number, MAX_NUMBER_CHARS)?;
        let reason = line("reason", &body.reason, MAX_REASON_CHARS)?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let file = self.lock(&mut tx, &name.agency, Key::Case(name.id)).await?;
        let file = visible(file, &caller, &body.name)?;
        let position = file.extends().ok_or_else(|| {
            Error::Conflict("the case waits for no follow-up whose time can be extended".to_owned())
        })?;
        let held = caller.holds(&position).ok_or_else(|| {
            Error::Denied(
                "perpanjangan waktu tindak lanjut hanya dapat diberikan oleh pejabat yang ditetapkan dalam prosedur"
                    .to_owned(),
            )
        })?;
        let performer = performer(&caller, Some(held));
        let command = Command::Extend { last_day, letter_number, reason, performer };
        let file = self.carry_out(&mut tx, file, command).await?;
        claimed.answer(tx, view::case(&file)).await
    }

    pub(super) async fn record_outage(&self, call: Call<pb::CreateOutageRequest>) -> Result<pb::Outage> {
        let Call { caller, body } = call;
        let agency = Agency::from_name(&body.parent)?;
        let request_id = resource::request_id(&body.request_id)?;
        if caller.agency != agency {
            return Err(Error::NotFound(body.parent));
        }
        if !caller.administrator {
            return Err(Error::Denied(format!("only an administrator of {agency} may record an outage")));
        }
        let told = body.outage.clone().ok_or_else(|| Error::invalid("outage is missing"))?;
        let now = self.clock.now();
        let outage = Outage {
            id: self.clock.id(),
            reason: match told.reason() {
                Reason::SigningService => SIGNING_SERVICE,
                Reason::System => SYSTEM,
                Reason::Unspecified => return Err(Error::invalid("outage.reason is missing")),
            }
            .to_owned(),
            from: time::from_proto("outage.start_time", told.start_time)?,
            to: time::from_proto("outage.end_time", told.end_time)?,
            evidence: line("outage.evidence", &told.evidence, MAX_EVIDENCE_CHARS)?,
        };
        outage.check(now)?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        store::insert_outage(&mut tx, &agency, &outage).await?;
        store::wake_all(&mut tx, &agency, now).await?;
        claimed.answer(tx, shown(&agency, &outage)).await
    }

    pub(super) async fn list_outages(
        &self,
        call: Call<pb::ListOutagesRequest>,
    ) -> Result<pb::ListOutagesResponse> {
        let agency = Agency::from_name(&call.body.parent)?;
        if call.caller.agency != agency {
            return Err(Error::NotFound(call.body.parent));
        }
        let scope = scope("outages", &call, &call.body.parent);
        let page: Page<Uuid> = Page::read(scope, call.body.page_size, &call.body.page_token)?;
        let mut tx = tenancy::begin(&self.db, &call.caller).await?;
        let outages = store::list_outages(&mut tx, &agency, page.after, page.limit).await?;
        let (outages, next_page_token) = page.cut(outages, |it| it.id);
        let outages = outages.iter().map(|it| shown(&agency, it)).collect();
        Ok(pb::ListOutagesResponse { outages, next_page_token })
    }
}

const SIGNING_SERVICE: &str = "signing_service";
const SYSTEM: &str = "system";

fn shown(agency: &Agency, outage: &Outage) -> pb::Outage {
    let reason = if outage.reason == SIGNING_SERVICE { Reason::SigningService } else { Reason::System };
    pb::Outage {
        name: format!("{}/{OUTAGES}/{}", agency.name(), outage.id),
        reason: reason.into(),
        start_time: Some(time::to_proto(outage.from)),
        end_time: Some(time::to_proto(outage.to)),
        evidence: outage.evidence.clone(),
    }
}

impl From<explain::Line> for pb::DeadlineLine {
    fn from(line: explain::Line) -> Self {
        let kind = match line.kind {
            LineKind::Start => deadline_line::Kind::Start,
            LineKind::Pause => deadline_line::Kind::Pause,
            LineKind::Outage => deadline_line::Kind::Outage,
            LineKind::Holiday => deadline_line::Kind::Holiday,
            LineKind::MakeUp => deadline_line::Kind::MakeUp,
            LineKind::Extension => deadline_line::Kind::Extension,
            LineKind::Due => deadline_line::Kind::Due,
        };
        Self {
            kind: kind.into(),
            text: line.text,
            start_time: line.from.map(time::to_proto),
            end_time: line.to.map(time::to_proto),
            date: line.day.map(|it| it.to_string()).unwrap_or_default(),
            evidence: line.evidence,
            cost: line.cost,
        }
    }
}

fn day(field: &str, text: &str) -> Result<Date> {
    let strict = text.len() == "2026-01-05".len();
    let date = if strict { text.parse().ok() } else { None };
    date.ok_or_else(|| Error::invalid(format!("{field}: {text:?} is not a day such as 2026-01-05")))
}

fn line(field: &str, text: &str, max_chars: usize) -> Result<String> {
    let text = text.trim();
    if text.is_empty() || text.contains(char::is_control) || max_chars < text.chars().count() {
        return Err(Error::invalid(format!("{field} must be one line of 1 to {max_chars} characters")));
    }
    Ok(text.to_owned())
}
