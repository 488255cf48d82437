//! How the tests decide requests, and how anyone asks of them.

use crate::{
    Desk,
    desk::written,
    national::{create, mayor},
    proposer,
};
use platform::{ResourceName, testing::eventually, time};
use proto::{
    intake::v1::{
        FileSubmissionRequest, ListRegisterEntriesRequest, RegisterEntry, Submission,
        TrackSubmissionsRequest, TrackedSubmission, register_service_client::RegisterServiceClient,
    },
    letter::v1::{LetterIssued, LetterVoided},
    review::v1::{CaseClosed, case},
};
use tonic::{Status, transport::Channel};

/// A letter of a case.
pub(super) struct Letter {
    pub(super) name: ResourceName,
    pub(super) number: &'static str,
    pub(super) for_proposer: bool,
    pub(super) security_class: &'static str,
}

impl Letter {
    /// To the proposer, for anyone to know.
    pub(super) fn reply(desk: &Desk) -> Self {
        Self { name: desk.name("letters"), number: "B-7/2026", for_proposer: true, security_class: "biasa" }
    }

    pub(super) async fn issue(&self, desk: &Desk, submission: &str) {
        let event = LetterIssued {
            letter: self.name.to_string(),
            submission: submission.to_owned(),
            title: "Surat jawaban".to_owned(),
            number: self.number.to_owned(),
            date: "2026-01-04".to_owned(),
            verification_code: "K7QM-4WTX-9RHD-2ZPF".to_owned(),
            file: desk.name("files").to_string(),
            issue_time: Some(time::to_proto("2026-01-04T01:00:00Z".parse().unwrap())),
            for_proposer: self.for_proposer,
            security_class: self.security_class.to_owned(),
            ..LetterIssued::default()
        };
        desk.tell("letter", &self.name, &event).await;
    }
}

/// Issues a classified letter about it.
pub(super) async fn classify(desk: &Desk, submission: &str) {
    Letter { security_class: "rahasia", ..Letter::reply(desk) }.issue(desk, submission).await;
}

pub(super) async fn void(desk: &Desk, letter: &Letter, submission: &str) {
    let event = LetterVoided {
        letter: letter.name.to_string(),
        submission: submission.to_owned(),
        reason: "Salah ketik.".to_owned(),
        ..LetterVoided::default()
    };
    desk.tell("letter", &letter.name, &event).await;
}

/// Ends its case with `decision`, as `letter` tells.
pub(super) async fn decide(
    desk: &Desk,
    case: &ResourceName,
    submission: &str,
    decision: &str,
    letter: Option<&Letter>,
) {
    let event = CaseClosed {
        case: case.to_string(),
        submission: submission.to_owned(),
        state: case::State::Decided.into(),
        decision: decision.to_owned(),
        decision_title: format!("Judul {decision}"),
        letter: letter.map(|it| it.name.to_string()).unwrap_or_default(),
        close_time: Some(time::to_proto(desk.stack.parts.clock.now())),
        ..CaseClosed::default()
    };
    desk.tell("review", case, &event).await;
}

/// A request for an app of this title that was filed, and its case.
pub(super) async fn filed(desk: &Desk, app_title: &str) -> (Submission, ResourceName) {
    let draft = desk.complete(&proposer()).await;
    let change = Submission { name: draft.name.clone(), app_title: app_title.to_owned(), ..written() };
    desk.update(&proposer(), change).await.unwrap();
    (desk.file(&proposer(), &draft.name).await.unwrap(), desk.name("cases"))
}

/// Without a token, as anyone may.
pub(super) fn register(desk: &Desk) -> RegisterServiceClient<Channel> {
    RegisterServiceClient::new(desk.stack.channel.clone())
}

pub(super) fn tracking(number: &str) -> TrackSubmissionsRequest {
    TrackSubmissionsRequest { registration_number: number.to_owned() }
}

pub(super) async fn track(desk: &Desk, number: &str) -> Result<Vec<TrackedSubmission>, Status> {
    Ok(register(desk).track_submissions(tracking(number)).await?.into_inner().submissions)
}

pub(super) async fn list(desk: &Desk, parent: &str, query: &str) -> Vec<RegisterEntry> {
    let request = ListRegisterEntriesRequest {
        parent: parent.to_owned(),
        query: query.to_owned(),
        ..ListRegisterEntriesRequest::default()
    };
    register(desk).list_register_entries(request).await.unwrap().into_inner().register_entries
}

/// Waits until it is listed.
pub(super) async fn listed(desk: &Desk, submission: &str) -> RegisterEntry {
    eventually(async || entry(desk, submission).await).await
}

/// Waits until it is listed no more.
pub(super) async fn unlisted(desk: &Desk, submission: &str) {
    eventually(async || entry(desk, submission).await.is_none().then_some(())).await;
}

async fn entry(desk: &Desk, submission: &str) -> Option<RegisterEntry> {
    let name = submission.replace("/submissions/", "/registerEntries/");
    list(desk, "agencies/-", "").await.into_iter().find(|it| it.name == name)
}

/// A request of the city's mayor at the ministry.
pub(super) async fn file_there(desk: &Desk) -> Submission {
    let sections = ["background", "functions"].map(|id| (id.to_owned(), "Ada.".to_owned()));
    let draft = Submission { sections: sections.into(), ..written() };
    let draft = create(desk, &mayor(), draft).await.unwrap();
    for (place, requirement) in ["proposal_letter", "supporting_data"].into_iter().enumerate() {
        let bytes = [crate::PDF, place.to_string().as_bytes()].concat();
        desk.upload(&mayor(), &draft.name, requirement, &bytes).await.unwrap();
    }
    let request = FileSubmissionRequest { name: draft.name, request_id: desk.request_id() };
    desk.intake().file_submission(desk.stack.call(&mayor(), request)).await.unwrap().into_inner()
}
