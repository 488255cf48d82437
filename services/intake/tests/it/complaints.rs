//! Complaints, from filing to the answer.

mod ask;

use crate::{CITY, Desk, PROCEDURE, filing::told, neighbour, proposer, reviewer};
use ask::{answer, channels, complaint, file, follow, list, open, request, service, tell_calendar};
use platform::Caller;
use proto::intake::v1::{
    AnswerComplaintRequest, Complaint, ComplaintAnswered, ComplaintFiled, FileComplaintRequest,
    ListComplaintsRequest, complaint::Kind,
};
use sqlx::ConnectOptions as _;
use tonic::Code;

const PHONE: &str = "021-55764955";

#[tokio::test]
async fn anyone_files_follows_and_reads_the_answer_by_the_ticket_alone() {
    let desk = open().await;

    let filed = file(&desk, complaint()).await.unwrap();
    let waiting = list(&desk, &reviewer(), false).await;
    let answered = answer(&desk, &reviewer(), &waiting[0].name, "Sudah kami perbaiki.").await.unwrap();
    let followed = follow(&desk, &filed.ticket.to_lowercase()).await.unwrap();

    assert!(filed.ticket.starts_with("PGD-"), "{}", filed.ticket);
    assert_eq!((filed.kind(), filed.title.as_str()), (Kind::Complaint, "Belum dijawab"));
    assert_eq!((filed.answer.as_str(), filed.answer_time), ("", None));
    assert_eq!((filed.channels[0].kind.as_str(), filed.channels[0].value.as_str()), ("phone", PHONE));
    let [complaint] = &waiting[..] else { panic!("{waiting:?}") };
    assert_eq!((complaint.text.as_str(), complaint.email.as_str()), ("Sudah sebulan.", "siti@contoh.id"));
    assert_eq!((complaint.ticket.as_str(), complaint.procedure.as_str()), (filed.ticket.as_str(), PROCEDURE));
    assert_eq!(
        answered.answerer,
        "Nama Kepala Dinas Komunikasi dan Informatika, Kepala Dinas Komunikasi dan Informatika"
    );
    assert_eq!(followed.answer, "Sudah kami perbaiki.");
    assert_eq!(followed.answer_time, answered.answer_time);
    assert!(followed.answer_time.is_some());
    assert!(list(&desk, &reviewer(), false).await.is_empty());
    assert_eq!(list(&desk, &reviewer(), true).await, [answered]);
}

#[tokio::test]
async fn filing_and_answering_are_told_without_who_filed() {
    let desk = open().await;

    let filed = file(&desk, complaint()).await.unwrap();
    let name = list(&desk, &reviewer(), false).await[0].name.clone();
    answer(&desk, &reviewer(), &name, "Sudah.").await.unwrap();

    let event = told::<ComplaintFiled>(&desk.stack, "ComplaintFiled").await;
    assert_eq!((&event.complaint, &event.ticket), (&name, &filed.ticket));
    assert_eq!((event.kind.as_str(), event.position.as_str()), ("complaint", "kepala-dinas"));
    let told_of_person = format!("{event:?}");
    assert!(!told_of_person.contains("Siti") && !told_of_person.contains("contoh.id"), "{event:?}");
    let event = told::<ComplaintAnswered>(&desk.stack, "ComplaintAnswered").await;
    assert_eq!((event.complaint, event.ticket), (name, filed.ticket));
}

#[tokio::test]
async fn a_complaint_is_answered_once() {
    let desk = open().await;
    file(&desk, complaint()).await.unwrap();
    let name = list(&desk, &reviewer(), false).await[0].name.clone();
    let request = AnswerComplaintRequest {
        name: name.clone(),
        answer: "Sudah.".to_owned(),
        request_id: desk.request_id(),
    };
    let call = async || {
        let request = desk.stack.call(&reviewer(), request.clone());
        service(&desk).answer_complaint(request).await.map(tonic::Response::into_inner)
    };

    let blank = answer(&desk, &reviewer(), &name, " \n ").await.unwrap_err();
    let (first, repeated) = (call().await.unwrap(), call().await.unwrap());
    let again = answer(&desk, &reviewer(), &name, "Belum.").await.unwrap_err();

    assert_eq!(blank.code(), Code::InvalidArgument);
    assert_eq!(first, repeated);
    assert_eq!(again.code(), Code::FailedPrecondition);
    assert!(again.message().contains("was answered at 2026-01-05T"), "{again}");
}

#[tokio::test]
async fn only_the_position_that_answers_sees_and_answers() {
    let desk = open().await;
    file(&desk, complaint()).await.unwrap();
    let name = list(&desk, &reviewer(), false).await[0].name.clone();
    let abroad = Caller { agency: "kota-bandung".parse().unwrap(), ..reviewer() };

    assert!(list(&desk, &neighbour(), false).await.is_empty());
    assert!(list(&desk, &abroad, false).await.is_empty());
    let colleague = answer(&desk, &neighbour(), &name, "Sudah.").await.unwrap_err();
    let stranger = answer(&desk, &abroad, &name, "Sudah.").await.unwrap_err();
    let borrowed = answer(&desk, &abroad, &name.replace(CITY, "kota-bandung"), "Sudah.").await.unwrap_err();

    assert_eq!(colleague.code(), Code::PermissionDenied);
    assert_eq!((stranger.code(), borrowed.code()), (Code::NotFound, Code::NotFound));
    let mut unsigned = service(&desk);
    let request = ListComplaintsRequest { parent: format!("agencies/{CITY}"), ..Default::default() };
    assert_eq!(unsigned.list_complaints(request).await.unwrap_err().code(), Code::Unauthenticated);
}

#[tokio::test]
async fn an_unknown_ticket_is_not_found() {
    let desk = open().await;
    let filed = file(&desk, complaint()).await.unwrap();
    let last = if filed.ticket.ends_with('0') { '1' } else { '0' };
    let other = format!("{}{last}", &filed.ticket[..filed.ticket.len() - 1]);

    for ticket in [other.as_str(), "", "PGD-", "%", "' or true --", &"0".repeat(9_000)] {
        assert_eq!(follow(&desk, ticket).await.unwrap_err().code(), Code::NotFound, "{ticket}");
    }
}

#[tokio::test]
async fn the_same_request_gives_the_same_ticket_and_another_under_its_id_is_refused() {
    let desk = open().await;
    let request = request(&desk, complaint());
    let file = async |request: FileComplaintRequest| {
        service(&desk).file_complaint(request).await.map(tonic::Response::into_inner)
    };

    let (first, second) = tokio::join!(file(request.clone()), file(request.clone()));
    let mut other = request.clone();
    other.complaint = Some(Complaint { title: "Lain".to_owned(), ..complaint() });
    let refusal = file(other).await.unwrap_err();

    assert_eq!(first.unwrap(), second.unwrap());
    assert_eq!(list(&desk, &reviewer(), false).await.len(), 1);
    assert_eq!(refusal.code(), Code::FailedPrecondition);
}

#[tokio::test]
async fn an_answer_is_due_after_fourteen_working_days_over_holidays() {
    let desk = open().await;
    let before = file(&desk, complaint()).await.unwrap();

    tell_calendar(&desk, 2, &["2026-01-12", "2026-01-16"]).await;
    let filed = file(&desk, complaint()).await.unwrap();

    assert_eq!(before.due_time, None);
    assert_eq!(filed.due_time.unwrap().to_string(), "2026-01-27T09:00:00Z");
    let listed: Vec<String> = list(&desk, &reviewer(), false).await.into_iter().map(|it| it.ticket).collect();
    assert_eq!(listed, [filed.ticket, before.ticket]);
}

#[tokio::test]
async fn a_list_goes_on_where_its_page_ended() {
    let desk = open().await;
    file(&desk, complaint()).await.unwrap();
    tell_calendar(&desk, 1, &[]).await;
    for _ in 0..2 {
        file(&desk, complaint()).await.unwrap();
    }
    let page = async |page_token: String| {
        let parent = format!("agencies/{CITY}");
        let request = ListComplaintsRequest { parent, page_size: 1, page_token, answered: false };
        let request = desk.stack.call(&reviewer(), request);
        service(&desk).list_complaints(request).await.unwrap().into_inner()
    };

    let mut paged = vec![];
    let mut token = String::new();
    loop {
        let shown = page(token).await;
        paged.extend(shown.complaints);
        token = shown.next_page_token;
        if token.is_empty() {
            break;
        }
    }

    assert_eq!(paged, list(&desk, &reviewer(), false).await);
    assert_eq!(paged.len(), 3);
}

#[tokio::test]
async fn a_procedure_without_complaints_takes_none() {
    let desk = Desk::start().await;

    let refusal = file(&desk, complaint()).await.unwrap_err();
    let none = channels(&desk, PROCEDURE).await.unwrap();
    let elsewhere = channels(&desk, &format!("{PROCEDURE}-lain")).await.unwrap_err();

    assert_eq!(refusal.code(), Code::FailedPrecondition);
    assert_eq!(none, (0, 0));
    assert_eq!(elsewhere.code(), Code::NotFound);
}

#[tokio::test]
async fn anyone_reads_the_channels() {
    let desk = open().await;

    assert_eq!(channels(&desk, PROCEDURE).await.unwrap(), (14, 1));
}

#[tokio::test]
async fn whether_a_registration_number_exists_is_not_told() {
    let desk = open().await;
    let (submission, _) = desk.filed(&proposer()).await;
    let about = |number: &str| Complaint { registration_number: number.to_owned(), ..complaint() };

    let known = file(&desk, about(&submission.registration_number)).await;
    let unknown = file(&desk, about("KT-2026-999999")).await;

    assert!(known.is_ok() && unknown.is_ok(), "{known:?} {unknown:?}");
}

#[tokio::test]
async fn hostile_input_is_refused() {
    let desk = open().await;
    let own = complaint();
    let hostile = [
        Complaint { kind: Kind::Unspecified.into(), ..own.clone() },
        Complaint { kind: 99, ..own.clone() },
        Complaint { title: " ".to_owned(), ..own.clone() },
        Complaint { title: "a\nb".to_owned(), ..own.clone() },
        Complaint { title: "a".repeat(201), ..own.clone() },
        Complaint { text: String::new(), ..own.clone() },
        Complaint { text: "a\0b".to_owned(), ..own.clone() },
        Complaint { text: "a\u{1b}[31mb".to_owned(), ..own.clone() },
        Complaint { text: "a".repeat(9_000), ..own.clone() },
        Complaint { display_name: "a\rb".to_owned(), ..own.clone() },
        Complaint { email: "siti@contoh.id\nBcc: a@b.id".to_owned(), ..own.clone() },
        Complaint { email: "siti".to_owned(), ..own.clone() },
        Complaint { registration_number: "9".repeat(101), ..own },
    ];

    for complaint in hostile {
        let refusal = file(&desk, complaint.clone()).await.unwrap_err();
        assert_eq!(refusal.code(), Code::InvalidArgument, "{complaint:?}");
        assert!(!refusal.message().contains("siti"), "{refusal}");
    }
    let request = FileComplaintRequest { complaint: None, ..request(&desk, complaint()) };
    let empty = service(&desk).file_complaint(request).await.unwrap_err();
    assert_eq!(empty.code(), Code::InvalidArgument);
    let longest = Complaint { text: "é".repeat(8_000), ..complaint() };
    assert!(file(&desk, longest).await.is_ok());
    assert_eq!(list(&desk, &reviewer(), false).await.len(), 1);
}

#[tokio::test]
async fn what_the_platform_gives_cannot_be_given_along() {
    let desk = open().await;
    let forged = Complaint {
        ticket: "PGD-0000-0000-0000-0000".to_owned(),
        answer: "Sudah.".to_owned(),
        answerer: "Kepala Dinas".to_owned(),
        ..complaint()
    };

    let filed = file(&desk, forged).await.unwrap();

    assert_ne!(filed.ticket, "PGD-0000-0000-0000-0000");
    let waiting = list(&desk, &reviewer(), false).await;
    assert_eq!((waiting[0].answer.as_str(), waiting[0].answerer.as_str()), ("", ""));
}

#[tokio::test]
async fn a_flood_is_sent_to_the_other_channels() {
    let desk = open().await;
    let mut owner = desk.stack.owner.connect().await.unwrap();
    let flood = sqlx::query(
        "insert into intake.complaint (agency, id, procedure, ticket, kind, title, text, registration_number,
                                       display_name, email, position, filed_at)
         select $1, gen_random_uuid(), 'pengajuan-aplikasi', n::text, 'other', 'x', 'x', '', '', '', 'kepala-dinas',
                timestamptz '2026-01-05T00:30:00Z'
         from generate_series(1, 200) n",
    );
    flood.bind(CITY).execute(&mut owner).await.unwrap();

    let refusal = file(&desk, complaint()).await.unwrap_err();
    let one = sqlx::query("update intake.complaint set filed_at = '2026-01-04T00:00:00Z' where ticket = '1'");
    one.execute(&mut owner).await.unwrap();

    assert_eq!(refusal.code(), Code::ResourceExhausted);
    assert!(refusal.message().contains(PHONE), "{refusal}");
    assert!(file(&desk, complaint()).await.is_ok());
}
