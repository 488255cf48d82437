//! What is told of complaints, of letters that were recorded, and of requests that were carried on.

use crate::{APPLICANT, HEAD, filed, name, signed_in, sink::Sink, start, tell, told};
use platform::testing::eventually;
use prost_types::Timestamp;
use proto::{
    intake::v1::{
        Applicant, CarriedSubmission, CarriedSubmissionTold, ComplaintAnswered, ComplaintFiled, Dossier,
        SubmissionFiled, submission,
    },
    review::v1::{CaseClosed, case},
};
use std::net::{Ipv4Addr, SocketAddr};

const ANY: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
const TICKET: &str = "PGD-K7QM-4WTX-9RHD-2ZPF";

#[tokio::test]
async fn the_position_that_answers_is_told_of_a_complaint_and_who_filed_it_of_the_answer() {
    let sink = Sink::start(ANY, "").await;
    let stack = start(Some(sink.url())).await;
    let head = signed_in(&stack, HEAD).await;
    let complaint = name(&stack, "complaints");
    let filed = ComplaintFiled {
        complaint: complaint.to_string(),
        ticket: TICKET.to_owned(),
        kind: "complaint".to_owned(),
        title: "Surat belum\nditerima".to_owned(),
        position: HEAD.to_owned(),
        due_time: Some(Timestamp { seconds: 1_769_418_000, nanos: 0 }),
    };
    let answered = ComplaintAnswered {
        complaint: complaint.to_string(),
        ticket: TICKET.to_owned(),
        answer_time: Some(Timestamp::default()),
        kind: "complaint".to_owned(),
        email: "warga@contoh.example".to_owned(),
    };

    tell(&stack, &complaint, &filed).await;
    let message = told(&stack, &head, 1).await.remove(0);
    tell(&stack, &complaint, &answered).await;
    tell(&stack, &complaint, &ComplaintAnswered { email: String::new(), ..answered }).await;

    assert_eq!(message.title, "Pengaduan baru: Surat belum diterima");
    assert!(message.text.contains("Senin, 26 Januari 2026 pukul 16.00 WIB"), "{}", message.text);
    // Two who hold the position, and who filed it.
    let mail = eventually(async || sink.mails().into_iter().find(|it| it.to == "warga@contoh.example")).await;
    assert!(mail.text.starts_with("Yth. Bapak/Ibu\n\nMasukan yang Saudara"), "{mail:?}");
    // A long line is folded on its way (RFC 2045, 6.7).
    let text = mail.text.replace("=\n", "");
    assert!(text.contains(&format!("https://telaah.example/complaints/{TICKET}")), "{mail:?}");
    assert_eq!(told(&stack, &head, 1).await.len(), 1);
}

#[tokio::test]
async fn whoever_holds_the_position_that_signed_a_recorded_letter_is_told() {
    let stack = start(None).await;
    let applicant = signed_in(&stack, APPLICANT).await;
    let recorded = async |position: &str| {
        let submission = name(&stack, "submissions");
        let SubmissionFiled { dossier } = filed(&stack, &submission).await;
        let signed_by = Applicant { position: position.to_owned(), ..Applicant::default() };
        let dossier = Dossier { applicant: Some(signed_by), ..dossier.unwrap() };
        tell(&stack, &submission, &SubmissionFiled { dossier: Some(dossier) }).await;
        submission
    };

    recorded("").await;
    recorded(APPLICANT).await;

    let receipt = told(&stack, &applicant, 1).await.remove(0);
    assert!(receipt.title.starts_with("Tanda terima permohonan"), "{}", receipt.title);
}

#[tokio::test]
async fn an_applicant_is_told_that_a_request_can_be_carried_on_and_what_became_of_it() {
    let stack = start(None).await;
    let applicant = signed_in(&stack, APPLICANT).await;
    let (submission, case) = (name(&stack, "submissions"), name(&stack, "cases"));
    tell(&stack, &submission, &filed(&stack, &submission).await).await;
    let closed = CaseClosed {
        case: case.to_string(),
        submission: submission.to_string(),
        state: case::State::Decided.into(),
        decision_title: "Disetujui".to_owned(),
        marked_for_carry: true,
        ..CaseClosed::default()
    };
    let carried = |state: submission::State| CarriedSubmissionTold {
        submission: submission.to_string(),
        carried: Some(CarriedSubmission {
            submission: "agencies/kemenpanrb/submissions/0190a000-0000-7000-8000-000000000001".to_owned(),
            procedure_title: "Pertimbangan Aplikasi Khusus".to_owned(),
            state: state.into(),
            registration_number: "PANRB-2026-000001".to_owned(),
            decision_title: "Direkomendasikan".to_owned(),
            update_time: Some(Timestamp::default()),
        }),
    };

    tell(&stack, &case, &closed).await;
    let decided = told(&stack, &applicant, 2).await.remove(0);
    for state in [submission::State::Filed, submission::State::InReview, submission::State::Decided] {
        tell(&stack, &submission, &carried(state)).await;
    }
    let ended = told(&stack, &applicant, 3).await.remove(0);
    tell(&stack, &submission, &withdrawn(carried(submission::State::Withdrawn))).await;
    let taken_back = told(&stack, &applicant, 4).await.remove(0);

    assert!(decided.text.contains("dapat dibuka langsung dari permohonan ini"), "{}", decided.text);
    assert!(
        ended.text.contains("PANRB-2026-000001") && ended.text.contains("Direkomendasikan"),
        "{}",
        ended.text
    );
    assert!(taken_back.text.contains("ditarik kembali"), "{}", taken_back.text);
}

/// At another time.
fn withdrawn(mut event: CarriedSubmissionTold) -> CarriedSubmissionTold {
    if let Some(carried) = &mut event.carried {
        carried.update_time = Some(Timestamp { seconds: 60, nanos: 0 });
    }
    event
}
