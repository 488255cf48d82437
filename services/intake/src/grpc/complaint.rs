//! What can be asked about complaints.

use crate::{
    complaint::{COLLECTION, Channel, Complaint, ComplaintRule, Input, Kind, MAX_WAITING, Ticket},
    events::{complaint_answered, complaint_filed},
    form::{Form, PROCEDURES},
    store::{self, After},
};
use jiff::ToSpan as _;
use platform::{
    Agency, Call, Caller, Clock, Database, Error, ResourceName, Result, SlugName,
    idempotency::{self, Claim},
    outbox,
    page::Page,
    resource, tenancy, time,
};
use proto::intake::v1::{
    self as pb, complaint,
    complaint_service_server::{ComplaintService, ComplaintServiceServer},
};
use sqlx::PgConnection;
use tonic::{Request, Response, Status};
use worktime::Calendar;

pub(super) fn server(db: Database, clock: Clock) -> ComplaintServiceServer<impl ComplaintService> {
    ComplaintServiceServer::new(Desk { db, clock })
}

struct Desk {
    db: Database,
    clock: Clock,
}

#[tonic::async_trait]
impl ComplaintService for Desk {
    async fn list_complaint_channels(
        &self,
        request: Request<pb::ListComplaintChannelsRequest>,
    ) -> Result<Response<pb::ListComplaintChannelsResponse>, Status> {
        Ok(self.channels(request.into_inner()).await?.into())
    }

    async fn file_complaint(
        &self,
        request: Request<pb::FileComplaintRequest>,
    ) -> Result<Response<pb::Ticket>, Status> {
        Ok(self.file(request.into_inner()).await?.into())
    }

    async fn get_ticket(
        &self,
        request: Request<pb::GetTicketRequest>,
    ) -> Result<Response<pb::Ticket>, Status> {
        Ok(self.ticket(request.into_inner()).await?.into())
    }

    async fn list_complaints(
        &self,
        request: Request<pb::ListComplaintsRequest>,
    ) -> Result<Response<pb::ListComplaintsResponse>, Status> {
        Ok(self.list(request.try_into()?).await?.into())
    }

    async fn answer_complaint(
        &self,
        request: Request<pb::AnswerComplaintRequest>,
    ) -> Result<Response<pb::Complaint>, Status> {
        Ok(self.answer(request.try_into()?).await?.into())
    }
}

impl Desk {
    async fn channels(
        &self,
        body: pb::ListComplaintChannelsRequest,
    ) -> Result<pb::ListComplaintChannelsResponse> {
        let procedure = SlugName::parse(PROCEDURES, &body.parent)?;
        let mut tx = tenancy::begin(&self.db, &Caller::platform(&procedure.agency)).await?;
        let form = store::newest_form(&mut tx, &procedure.agency, Some(&procedure.slug)).await?;
        let days = form.rules.complaints.as_ref().map_or(0, |it| it.answer_within.0);
        Ok(pb::ListComplaintChannelsResponse {
            answer_working_days: i32::try_from(days).unwrap_or(i32::MAX),
            channels: channels(form),
        })
    }

    /// Whoever files acts as the platform: they need no account.
    async fn file(&self, body: pb::FileComplaintRequest) -> Result<pb::Ticket> {
        let procedure = SlugName::parse(PROCEDURES, &body.parent)?;
        let request_id = resource::request_id(&body.request_id)?;
        let input = Input::try_from(body.complaint.clone().unwrap_or_default())?;
        let caller = Caller::platform(&procedure.agency);

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let form = store::newest_form(&mut tx, &procedure.agency, Some(&procedure.slug)).await?;
        let rule = rule(&form)?;
        let now = self.clock.now();
        let waiting = store::waiting_complaints(&mut tx, &procedure.agency, now - 1.hour(), MAX_WAITING);
        rule.admit(waiting.await?)?;
        let calendar = calendar(&mut tx, &procedure.agency).await?;
        let agency = procedure.agency.clone();
        let name = ResourceName { agency, collection: COLLECTION, id: self.clock.id() };
        let complaint = Complaint::file(name, &procedure, rule, input, calendar.as_ref(), now);

        store::insert_complaint(&mut tx, &complaint).await?;
        outbox::publish(&mut tx, &complaint.name, now, &complaint_filed(&complaint)).await?;
        claimed.answer(tx, ticket(complaint, form)).await
    }

    async fn ticket(&self, body: pb::GetTicketRequest) -> Result<pb::Ticket> {
        let known = Ticket::parse(&body.ticket)?;
        let mut tx = self.db.begin().await?;
        let name = store::find_ticket(&mut tx, &known).await?;
        let name = name.ok_or_else(|| Error::NotFound("a complaint with this ticket".to_owned()))?;
        drop(tx);

        let mut tx = tenancy::begin(&self.db, &Caller::platform(&name.agency)).await?;
        let complaint = store::load_complaint(&mut tx, &name).await?;
        let form = store::newest_form(&mut tx, &name.agency, Some(&complaint.procedure)).await?;
        Ok(ticket(complaint, form))
    }

    async fn list(&self, call: Call<pb::ListComplaintsRequest>) -> Result<pb::ListComplaintsResponse> {
        let Call { caller, body } = call;
        let agency = Agency::from_name(&body.parent)?;
        let scope = format!("complaints of {agency} for {} {}", caller.person, body.answered);
        let page: Page<After> = Page::read(scope, body.page_size, &body.page_token)?;
        let positions: Vec<String> = caller.positions.iter().map(|it| it.position.clone()).collect();

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let (after, limit) = (page.after, page.limit);
        let rows = store::list_complaints(&mut tx, &agency, &positions, body.answered, after, limit).await?;
        let (rows, next_page_token) = page.cut(rows, |it| (it.due_at, it.name.id));
        Ok(pb::ListComplaintsResponse {
            complaints: rows.into_iter().map(Into::into).collect(),
            next_page_token,
        })
    }

    async fn answer(&self, call: Call<pb::AnswerComplaintRequest>) -> Result<pb::Complaint> {
        let Call { caller, body } = call;
        let request_id = resource::request_id(&body.request_id)?;
        let name = ResourceName::parse(COLLECTION, &body.name)?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match idempotency::claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        let mut complaint = store::lock_complaint(&mut tx, &name).await?;
        let now = self.clock.now();
        complaint.answer(&caller, &body.answer, now)?;

        store::save_answer(&mut tx, &complaint).await?;
        outbox::publish(&mut tx, &name, now, &complaint_answered(&complaint, now)).await?;
        claimed.answer(tx, complaint.into()).await
    }
}

fn rule(form: &Form) -> Result<&ComplaintRule> {
    let none = || Error::Conflict(format!("{} takes no complaints on this platform", form.procedure));
    form.rules.complaints.as_ref().ok_or_else(none)
}

async fn calendar(tx: &mut PgConnection, agency: &Agency) -> Result<Option<Calendar>> {
    let spec = store::calendar(tx, agency).await?;
    spec.map(|it| Calendar::new(&it)).transpose().map_err(Error::internal)
}

/// What whoever knows the ticket may read: nothing of who filed it.
fn ticket(complaint: Complaint, form: Form) -> pb::Ticket {
    let kind = complaint::Kind::from(complaint.input.kind);
    let answered_at = complaint.answer.as_ref().map(|it| it.answered_at);
    pb::Ticket {
        ticket: complaint.ticket.as_str().to_owned(),
        kind: kind.into(),
        title: complaint.input.title,
        file_time: Some(time::to_proto(complaint.filed_at)),
        due_time: complaint.due_at.map(time::to_proto),
        answer: complaint.answer.map(|it| it.text).unwrap_or_default(),
        answer_time: answered_at.map(time::to_proto),
        channels: channels(form),
    }
}

fn channels(form: Form) -> Vec<pb::ComplaintChannel> {
    let rule = form.rules.complaints;
    rule.into_iter().flat_map(|it| it.channels).map(Into::into).collect()
}

impl TryFrom<pb::Complaint> for Input {
    type Error = Error;

    fn try_from(complaint: pb::Complaint) -> Result<Self> {
        let kind = match complaint.kind() {
            complaint::Kind::Complaint => Kind::Complaint,
            complaint::Kind::Suggestion => Kind::Suggestion,
            complaint::Kind::Other => Kind::Other,
            complaint::Kind::Unspecified => {
                return Err(Error::invalid("kind is missing: COMPLAINT, SUGGESTION or OTHER"));
            }
        };
        let pb::Complaint { title, text, registration_number, display_name, email, .. } = complaint;
        Self { kind, title, text, registration_number, display_name, email }.checked()
    }
}

impl From<Complaint> for pb::Complaint {
    fn from(complaint: Complaint) -> Self {
        let procedure = complaint.procedure_name().to_string();
        let Complaint { name, ticket, input, filed_at, due_at, answer, .. } = complaint;
        let kind = complaint::Kind::from(input.kind);
        let answered_at = answer.as_ref().map(|it| it.answered_at);
        let (answer, answerer) = answer.map(|it| (it.text, it.answerer)).unwrap_or_default();
        Self {
            name: name.to_string(),
            kind: kind.into(),
            title: input.title,
            text: input.text,
            registration_number: input.registration_number,
            display_name: input.display_name,
            email: input.email,
            procedure,
            ticket: ticket.as_str().to_owned(),
            file_time: Some(time::to_proto(filed_at)),
            due_time: due_at.map(time::to_proto),
            answer,
            answer_time: answered_at.map(time::to_proto),
            answerer,
        }
    }
}

impl From<Kind> for complaint::Kind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Complaint => Self::Complaint,
            Kind::Suggestion => Self::Suggestion,
            Kind::Other => Self::Other,
        }
    }
}

impl From<Channel> for pb::ComplaintChannel {
    fn from(channel: Channel) -> Self {
        Self { kind: channel.kind, title: channel.title, value: channel.value }
    }
}
