use super::*;
use proto::{
    letter::v1::{InitialsRequested, LetterIssued},
    meeting::v1::{MeetingPaperRequested, MeetingPaperWithdrawn},
};
use tonic::Code;

/// Minutes that one head initials and another signs.
async fn minutes(desk: &Desk) -> (String, String) {
    let meeting = desk.name("meetings");
    let data = json!({
        "meeting": { "title": "Rapat Pembahasan I", "day_text": "Senin, 5 Januari 2026", "chair_title": "Kepala Dinas" },
        "attendees": [{ "display_name": "Budi", "position_title": "Wakil", "agency_title": "Kementerian Keuangan" }],
        "discussions": [{ "app_title": "Layanan Terpadu", "points": ["Arsitektur"], "outcome": "Dilanjutkan." }],
    });
    let letter = LetterRequested {
        letter: desk.name("letters"),
        proposing_agency: format!("agencies/{CITY}"),
        reviewing_offices: vec![REVIEWING.to_owned()],
        template: "minutes".to_owned(),
        title: "Notula rapat".to_owned(),
        subject: "Notula Rapat Pembahasan I".to_owned(),
        issue: Issue::Sign.into(),
        signatory: "kepala-dinas".to_owned(),
        initials: vec!["kabid-pengembangan-e-government".to_owned()],
        urgency: "segera".to_owned(),
        security_class: "terbatas".to_owned(),
        data: Some(platform::json::to_struct(data)),
        request_time: Some(platform::time::to_proto(desk.stack.parts.clock.now())),
        meeting: meeting.clone(),
        ..LetterRequested::default()
    };
    let name = letter.letter.clone();
    desk.tell("meeting", &meeting, &MeetingPaperRequested { letter: Some(letter) }).await;
    (meeting, name)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_meetings_paper_is_drafted_initialled_signed_and_told_with_its_meeting() {
    let desk = Desk::start().await;
    let (meeting, name) = minutes(&desk).await;
    let initialler =
        Caller { office: "sekretariat-daerah".to_owned(), ..caller(CITY, "kabid-pengembangan-e-government") };

    let draft = desk.get(&initialler, &name).await.unwrap();
    desk.initial(&initialler, &name).await.unwrap();
    desk.sign(&head(), &name).await.unwrap();

    assert_eq!((&draft.meeting, draft.case.as_str(), draft.submission.as_str()), (&meeting, "", ""));
    assert_eq!((draft.urgency.as_str(), draft.security_class.as_str()), ("segera", "terbatas"));
    assert_eq!(desk.told::<InitialsRequested>().await[0].meeting, meeting);
    let issued = desk.told::<LetterIssued>().await.remove(0);
    assert_eq!((issued.meeting, issued.case.as_str(), issued.for_proposer), (meeting, "", false));
    assert_eq!(issued.security_class, "terbatas");
    let text = text_of(&desk.download(&head(), &name).await.unwrap());
    for part in ["NOTULA RAPAT", "TERBATAS", "Rapat Pembahasan I", "Kementerian Keuangan", "Dilanjutkan."] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("Paraf"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_that_is_not_wanted_any_more_is_signed_by_nobody_and_one_that_is_out_stays() {
    let desk = Desk::start().await;
    let (meeting, unsigned) = minutes(&desk).await;
    let (other, signed) = minutes(&desk).await;
    let initialler =
        Caller { office: "sekretariat-daerah".to_owned(), ..caller(CITY, "kabid-pengembangan-e-government") };
    desk.get(&initialler, &signed).await.unwrap();
    desk.initial(&initialler, &signed).await.unwrap();
    desk.sign(&head(), &signed).await.unwrap();
    let withdrawn = |letter: &str| MeetingPaperWithdrawn {
        letter: letter.to_owned(),
        reason: "Rapatnya diubah".to_owned(),
        withdraw_time: None,
    };

    desk.tell("meeting", &meeting, &withdrawn(&unsigned)).await;
    desk.tell("meeting", &other, &withdrawn(&signed)).await;
    eventually(async || {
        let state = desk.get(&initialler, &unsigned).await.unwrap().state();
        (state == State::Cancelled).then_some(())
    })
    .await;
    let refusal = desk.initial(&initialler, &unsigned).await.unwrap_err();

    assert_eq!(refusal.code(), Code::FailedPrecondition);
    assert_eq!(desk.get(&head(), &signed).await.unwrap().state(), State::Issued);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_meetings_paper_is_in_no_list_of_a_submission() {
    let desk = Desk::start().await;
    let (_, paper) = minutes(&desk).await;
    let reply = desk.reply();
    let submission = reply.submission.clone();
    let name = desk.request(reply).await;
    desk.get(&head(), &name).await.unwrap();
    desk.get(&head(), &paper).await.unwrap();
    let list = async |caller: &Caller, submission: &str| {
        let (parent, submission) = (format!("agencies/{CITY}"), submission.to_owned());
        let request = ListLettersRequest { parent, submission, ..ListLettersRequest::default() };
        let listed = desk.client().list_letters(desk.stack.call(caller, request)).await.unwrap();
        listed.into_inner().letters.into_iter().map(|it| it.name).collect::<Vec<_>>()
    };

    assert_eq!(list(&head(), &submission).await, std::slice::from_ref(&name));
    assert_eq!(list(&head(), "").await.len(), 2);
    assert!(list(&proposer(), "").await.is_empty());
}
