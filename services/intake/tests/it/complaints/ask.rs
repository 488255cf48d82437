//! How the tests file, follow and answer complaints.

use crate::{CITY, Desk, PROCEDURE, complaints::PHONE, desk::published};
use platform::{Caller, Subject, json, testing::eventually};
use proto::{
    directory::v1::{Calendar, CalendarChanged, CalendarDay, calendar_day},
    intake::v1::{
        AnswerComplaintRequest, Complaint, FileComplaintRequest, GetTicketRequest,
        ListComplaintChannelsRequest, ListComplaintsRequest, Ticket, complaint::Kind,
        complaint_service_client::ComplaintServiceClient,
    },
};
use serde_json::json;
use sqlx::ConnectOptions as _;
use tonic::{Request, Status, transport::Channel};

/// With a procedure that takes complaints.
pub(super) async fn open() -> Desk {
    let desk = Desk::start().await;
    let complaints = json!({
        "answered_by": "kepala-dinas",
        "answer_within": "14 working_days",
        "channels": [{ "kind": "phone", "title": "Telepon", "value": PHONE }],
    });
    let mut event = published(2);
    event.complaints = Some(json::to_struct(complaints));
    desk.publish(2, event).await;
    desk
}

pub(super) fn service(desk: &Desk) -> ComplaintServiceClient<Channel> {
    ComplaintServiceClient::new(desk.stack.channel.clone())
}

pub(super) fn complaint() -> Complaint {
    Complaint {
        kind: Kind::Complaint.into(),
        title: " Belum dijawab ".to_owned(),
        text: "Sudah sebulan.".to_owned(),
        display_name: "Siti".to_owned(),
        email: "siti@contoh.id".to_owned(),
        ..Complaint::default()
    }
}

pub(super) fn request(desk: &Desk, complaint: Complaint) -> FileComplaintRequest {
    FileComplaintRequest {
        parent: PROCEDURE.to_owned(),
        complaint: Some(complaint),
        request_id: desk.request_id(),
    }
}

/// Without a token, as anyone may.
pub(super) async fn file(desk: &Desk, complaint: Complaint) -> Result<Ticket, Status> {
    let request = Request::new(request(desk, complaint));
    Ok(service(desk).file_complaint(request).await?.into_inner())
}

pub(super) async fn follow(desk: &Desk, ticket: &str) -> Result<Ticket, Status> {
    let request = GetTicketRequest { ticket: ticket.to_owned() };
    Ok(service(desk).get_ticket(request).await?.into_inner())
}

/// Working days, and how many channels.
pub(super) async fn channels(desk: &Desk, procedure: &str) -> Result<(i32, usize), Status> {
    let request = ListComplaintChannelsRequest { parent: procedure.to_owned() };
    let answer = service(desk).list_complaint_channels(request).await?.into_inner();
    Ok((answer.answer_working_days, answer.channels.len()))
}

pub(super) async fn list(desk: &Desk, caller: &Caller, answered: bool) -> Vec<Complaint> {
    let parent = format!("agencies/{CITY}");
    let request = ListComplaintsRequest { parent, answered, ..Default::default() };
    let request = desk.stack.call(caller, request);
    service(desk).list_complaints(request).await.unwrap().into_inner().complaints
}

pub(super) async fn answer(
    desk: &Desk,
    caller: &Caller,
    name: &str,
    answer: &str,
) -> Result<Complaint, Status> {
    let request = AnswerComplaintRequest {
        name: name.to_owned(),
        answer: answer.to_owned(),
        request_id: desk.request_id(),
    };
    Ok(service(desk).answer_complaint(desk.stack.call(caller, request)).await?.into_inner())
}

/// Tells the city's calendar, and waits until it is known.
pub(super) async fn tell_calendar(desk: &Desk, version: i64, holidays: &[&str]) {
    let day = |date: &&str| CalendarDay {
        date: (*date).to_owned(),
        title: "Libur".to_owned(),
        kind: calendar_day::Kind::NationalHoliday.into(),
        ..CalendarDay::default()
    };
    let name = format!("agencies/{CITY}/calendar");
    let calendar = Calendar {
        name: name.clone(),
        version,
        time_zone: "Asia/Jakarta".to_owned(),
        days: holidays.iter().map(day).collect(),
        ramadan: vec![],
        first_year: 2026,
        last_year: 2027,
    };
    let subject = Subject { agency: CITY.parse().unwrap(), name };
    desk.tell("directory", &subject, &CalendarChanged { calendar: Some(calendar) }).await;
    let mut owner = desk.stack.owner.connect().await.unwrap();
    eventually(async || {
        let known = sqlx::query_scalar::<_, i64>("select version from intake.calendar");
        (known.fetch_optional(&mut owner).await.unwrap() == Some(version)).then_some(())
    })
    .await;
}
