//! Requests that came as a letter or by e-mail.

use crate::{
    Desk, PDF,
    course::open,
    filing::told_at,
    national::{MINISTRY, deputy, national, other_mayor, other_proposer, registry},
    proposer,
};
use platform::{Caller, ResourceName, testing::eventually, time};
use prost::Message as _;
use proto::{
    document::v1::{GetFileRequest, document_service_client::DocumentServiceClient},
    intake::v1::{
        Gap, Incoming, ListSubmissionsRequest, RecordSubmissionRequest, Submission, SubmissionFiled,
        gap::Verdict, submission::State,
    },
    review::v1::CaseReturned,
};
use tonic::{Code, Status};

#[tokio::test]
async fn a_letter_is_recorded_filed_and_shown_to_who_leads_its_sender() {
    let desk = Desk::start().await;
    desk.publish_other(national()).await;
    let draft = record(&desk, &registry(), request(&desk)).await.unwrap();
    for hidden in [other_mayor(), deputy()] {
        assert_eq!(desk.get(&hidden, &draft.name).await.unwrap_err().code(), Code::NotFound);
    }

    upload(&desk, &draft.name).await;
    let filed = desk.file(&registry(), &draft.name).await.unwrap();

    assert_eq!((filed.state(), filed.channel.as_str()), (State::Filed, "email"));
    assert_eq!(filed.proposing_agency, "agencies/kota-bandung");
    assert_eq!(
        (filed.proposing_office.as_str(), filed.proposing_office_title.as_str()),
        ("", "Kota Bandung")
    );
    let dossier =
        told_at::<SubmissionFiled>(&desk.stack, "SubmissionFiled", MINISTRY, 0).await.dossier.unwrap();
    assert_eq!((dossier.agenda_number.as_str(), dossier.receipt_date.as_str()), ("A-17", "2026-01-02"));
    assert_eq!(
        (dossier.letter_signatory.as_str(), dossier.channel.as_str()),
        ("Nama Wali Kota Bandung", "email")
    );
    assert_eq!(dossier.proposing_agency_title, "Kota Bandung");
    assert_eq!(dossier.author_persons, Vec::<String>::new(), "who recorded it may act on its case");
    let applicant = dossier.applicant.unwrap();
    assert_eq!((applicant.person.as_str(), applicant.position.as_str()), ("", ""));
    assert_eq!(
        (applicant.display_name.as_str(), applicant.position_kind.as_str()),
        ("Nama Wali Kota Bandung", "regional_head")
    );
    let received = time::from_proto("file_time", dossier.file_time).unwrap();
    assert_eq!(received.to_string(), "2026-01-02T01:00:00Z", "08.00 on the day of receipt");
    assert!(received < time::from_proto("file_time", filed.file_time).unwrap());
    for side in [other_mayor(), deputy(), registry()] {
        assert_eq!(desk.get(&side, &filed.name).await.unwrap().incoming, filed.incoming);
        assert_eq!(list(&desk, &side).await, std::slice::from_ref(&filed.name));
    }
    assert_eq!(desk.get(&other_proposer(), &filed.name).await.unwrap_err().code(), Code::NotFound);
    assert!(list(&desk, &other_proposer()).await.is_empty());
    for side in [other_mayor(), deputy()] {
        let file = || desk.stack.call(&side, GetFileRequest { name: filed.documents[0].file.clone() });
        eventually(async || {
            DocumentServiceClient::new(desk.stack.channel.clone()).get_file(file()).await.ok()
        })
        .await;
    }
}

#[tokio::test]
async fn what_contradicts_a_letter_or_the_rules_is_refused() {
    let desk = Desk::start().await;
    desk.publish_other(national()).await;
    let changed = |change: fn(&mut RecordSubmissionRequest)| {
        let mut request = request(&desk);
        change(&mut request);
        request
    };
    let wrong = [
        (changed(|it| it.channel = "portal".to_owned()), "channel"),
        (changed(|it| it.incoming.as_mut().unwrap().agenda_number = String::new()), "agenda_number"),
        (changed(|it| it.incoming.as_mut().unwrap().signatory = " ".to_owned()), "signatory"),
        (changed(|it| it.incoming.as_mut().unwrap().receipt_date = "2026-01-06".to_owned()), "in the future"),
        (
            changed(|it| it.incoming.as_mut().unwrap().receipt_date = "2026-01-01".to_owned()),
            "before the letter",
        ),
        (changed(|it| it.incoming.as_mut().unwrap().receipt_date = "kemarin".to_owned()), "receipt_date"),
        (changed(|it| it.incoming.as_mut().unwrap().signatory_kind = "staff".to_owned()), "signatory_kind"),
    ];

    for (request, named) in wrong {
        let refusal = record(&desk, &registry(), request).await.unwrap_err();
        assert_eq!(refusal.code(), Code::InvalidArgument, "{refusal}");
        assert!(refusal.message().contains(named), "{refusal}");
    }
}

#[tokio::test]
async fn an_agency_of_another_kind_is_told_the_rule() {
    let desk = Desk::start().await;
    desk.publish_other(national()).await;
    let broadcaster =
        RecordSubmissionRequest { proposing_agency: "agencies/rri".to_owned(), ..request(&desk) };

    let refusal = record(&desk, &registry(), broadcaster).await.unwrap_err();

    assert_eq!(refusal.code(), Code::PermissionDenied);
    assert_eq!(
        refusal.message(),
        "Pertimbangan Aplikasi Khusus hanya dapat diajukan oleh kementerian, pemerintah provinsi, pemerintah \
         kabupaten, atau pemerintah kota. Radio Republik Indonesia (lembaga penyiaran publik) tidak termasuk di \
         dalamnya."
    );
}

#[tokio::test]
async fn only_who_may_record_does_and_only_at_their_own_agency() {
    let desk = Desk::start().await;
    desk.publish_other(national()).await;

    let colleague = record(&desk, &deputy(), request(&desk)).await.unwrap_err();
    let stranger = record(&desk, &proposer(), request(&desk)).await.unwrap_err();

    assert_eq!((colleague.code(), stranger.code()), (Code::PermissionDenied, Code::NotFound));
}

#[tokio::test]
async fn a_repeated_recording_gets_the_same_answer() {
    let desk = Desk::start().await;
    desk.publish_other(national()).await;
    let request = request(&desk);

    let first = record(&desk, &registry(), request.clone()).await.unwrap();
    let second = record(&desk, &registry(), request).await.unwrap();

    assert_eq!(first.encode_to_vec(), second.encode_to_vec());
    assert_eq!(list(&desk, &registry()).await.len(), 1);
}

pub(crate) fn request(desk: &Desk) -> RecordSubmissionRequest {
    let sections = [("background", "Mendesak."), ("functions", "Layanan izin.")];
    RecordSubmissionRequest {
        parent: format!("agencies/{MINISTRY}"),
        submission: Some(Submission {
            app_title: "Izin Daring".to_owned(),
            purpose: "build".to_owned(),
            letter_number: "1/2026".to_owned(),
            letter_date: "2026-01-02".to_owned(),
            sections: sections.map(|(id, text)| (id.to_owned(), text.to_owned())).into(),
            ..Submission::default()
        }),
        proposing_agency: "agencies/kota-bandung".to_owned(),
        channel: "email".to_owned(),
        incoming: Some(Incoming {
            agenda_number: "A-17".to_owned(),
            receipt_date: "2026-01-02".to_owned(),
            signatory: "Nama Wali Kota Bandung".to_owned(),
            signatory_kind: "regional_head".to_owned(),
        }),
        request_id: desk.request_id(),
        proposing_office: String::new(),
    }
}

pub(crate) async fn record(
    desk: &Desk,
    caller: &Caller,
    request: RecordSubmissionRequest,
) -> Result<Submission, Status> {
    Ok(desk.intake().record_submission(desk.stack.call(caller, request)).await?.into_inner())
}

pub(crate) async fn upload(desk: &Desk, name: &str) {
    desk.upload(&registry(), name, "proposal_letter", PDF).await.unwrap();
    desk.upload(&registry(), name, "supporting_data", &[PDF, b"2\n"].concat()).await.unwrap();
}

pub(crate) async fn send_back(desk: &Desk, submission: &str) {
    let case = ResourceName { agency: MINISTRY.parse().unwrap(), ..desk.name("cases") };
    open(desk, &case, submission).await;
    let gap = Gap {
        item: "background".to_owned(),
        title: "Latar belakang".to_owned(),
        verdict: Verdict::NotAsRequired.into(),
        ..Gap::default()
    };
    let event =
        CaseReturned { submission: submission.to_owned(), gaps: vec![gap], ..CaseReturned::default() };
    desk.tell("review", &case, &event).await;
}

pub(crate) fn background(name: &str) -> Submission {
    Submission {
        name: name.to_owned(),
        sections: [("background".to_owned(), "Mendesak sekali.".to_owned())].into(),
        ..Submission::default()
    }
}

async fn list(desk: &Desk, caller: &Caller) -> Vec<String> {
    let request = ListSubmissionsRequest { parent: "agencies/-".to_owned(), ..Default::default() };
    let found = desk.intake().list_submissions(desk.stack.call(caller, request)).await.unwrap().into_inner();
    found.submissions.into_iter().map(|it| it.name).collect()
}
