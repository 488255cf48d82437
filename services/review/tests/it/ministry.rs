//! A ministry at work on a request of a city: its procedure knows a meeting, a follow-up and a lapse.

use crate::{
    definition::KEMENPANRB,
    office::{CITY, Office},
};
use platform::{
    Caller, ResourceName,
    testing::{caller, eventually},
    time,
};
use proto::{
    intake::v1::{ActionItemAnswered, Dossier},
    letter::v1::{LetterDelivered, LetterIssued},
    meeting::v1::{AgreedActionItem, CaseDiscussed},
    review::v1::{Case, CompleteTaskResponse, GetCaseRequest, Task},
};
use serde_json::{Value, json};
use tonic::Status;

pub(crate) const MINISTRY: &str = "kemenpanrb";
pub(crate) const MINISTER: &str = "menteri";
pub(crate) const DEPUTY: &str = "deputi-kelembagaan-tata-laksana";
pub(crate) const ASSISTANT: &str = "asdep-tata-kelola-spbe";
pub(crate) const REGISTRY: &str = "petugas-persuratan";

/// The ministry's desk, with a request of the city's on it.
pub(crate) struct Ministry {
    pub(crate) office: Office,
    pub(crate) dossier: Dossier,
}

impl Ministry {
    /// The request was filed, and the minister has it.
    pub(crate) async fn open() -> Self {
        let office = Office::open().await;
        office.publish(KEMENPANRB).await;
        office.tell_calendar(MINISTRY, 1, &["2026-01-16", "2026-02-17"]).await;
        let dossier = Dossier {
            proposing_agency: format!("agencies/{CITY}"),
            proposing_agency_title: "Kota Tangerang".to_owned(),
            proposing_office: "office".to_owned(),
            proposing_office_title: "Sekretariat Daerah".to_owned(),
            ..office.dossier_for(MINISTRY, "pertimbangan-aplikasi-khusus")
        };
        office.file_as(dossier.clone()).await;
        Self { office, dossier }
    }

    /// From the request to the team's agenda.
    pub(crate) async fn put_to_the_team(&self) -> Case {
        self.put_to_the_team_by(ASSISTANT).await
    }

    /// The same by the assistant whom the deputy chooses.
    pub(crate) async fn put_to_the_team_by(&self, assistant: &str) -> Case {
        self.does(MINISTER, "", Some(disposition(DEPUTY))).await;
        self.does(DEPUTY, "", Some(disposition(assistant))).await;
        self.does(assistant, "dossier_complete", Some(checklist(&[]))).await;
        self.does(assistant, "", Some(study())).await;
        self.does(DEPUTY, "to_discussion", Some(json!({}))).await.case.unwrap()
    }

    /// From the request to the proposer, who is to answer one item; the record is signed.
    pub(crate) async fn wait_for_the_proposer(&self) -> Case {
        let case = self.put_to_the_team().await;
        self.discuss(&case, true, &["Lampirkan kajian keamanan"]).await;
        let task = self.awaited(DEPUTY).await;
        self.sign(&task, DEPUTY).await;
        self.eventually_at(&case, "outcome_follow_up").await
    }

    pub(crate) async fn does(
        &self,
        position: &str,
        outcome: &str,
        sheet: Option<Value>,
    ) -> CompleteTaskResponse {
        let task = self.awaited(position).await;
        self.office.complete_as(&official(position), &task, outcome, sheet).await.unwrap()
    }

    pub(crate) async fn awaited(&self, position: &str) -> Task {
        let official = official(position);
        eventually(async || self.office.inbox(&official).await.into_iter().next()).await
    }

    pub(crate) async fn case(&self, name: &str) -> Result<Case, Status> {
        let request = self.office.stack.call(&official(DEPUTY), GetCaseRequest { name: name.to_owned() });
        Ok(self.office.review().get_case(request).await?.into_inner())
    }

    pub(crate) async fn eventually_at(&self, case: &Case, step: &str) -> Case {
        eventually(async || {
            let case = self.case(&case.name).await.unwrap();
            case.steps.iter().any(|it| it == step).then_some(case)
        })
        .await
    }

    /// The team discussed the case.
    pub(crate) async fn discuss(&self, case: &Case, concluded: bool, required: &[&str]) {
        let items = required.iter().zip(1..).map(|(text, number)| AgreedActionItem {
            id: format!("s1-{number}"),
            text: (*text).to_owned(),
            required: true,
        });
        let event = CaseDiscussed {
            case: case.name.clone(),
            submission: case.submission.clone(),
            meeting: format!("agencies/{MINISTRY}/meetings/{}", self.office.id()),
            meeting_title: "Rapat Tim Koordinasi".to_owned(),
            concluded,
            outcome: "Usulan dapat dilanjutkan".to_owned(),
            action_items: items.collect(),
            start_time: Some(time::to_proto(self.office.now())),
            confirm_time: Some(time::to_proto(self.office.now())),
            ..CaseDiscussed::default()
        };
        let case = ResourceName::parse("cases", &case.name).unwrap();
        self.office.tell("meeting", &case, &event).await;
    }

    /// The letter of `task` was signed by the holder of `position`.
    pub(crate) async fn sign(&self, task: &Task, position: &str) {
        let signatory = official(position);
        let event = LetterIssued {
            letter: task.letter.clone(),
            case: task.case.clone(),
            submission: task.submission.clone(),
            number: "B/1/2026".to_owned(),
            sha256: "cd".repeat(32),
            signatory_position: position.to_owned(),
            signatory_person: signatory.person,
            signatory: signatory.display_name,
            issue_time: Some(time::to_proto(self.office.now())),
            for_proposer: true,
            signed: true,
            ..LetterIssued::default()
        };
        let name = ResourceName::parse("letters", &task.letter).unwrap();
        self.office.tell("letter", &name, &event).await;
    }

    /// The proposer opened `letter`.
    pub(crate) async fn deliver(&self, case: &Case, letter: &str) {
        let event = LetterDelivered {
            letter: letter.to_owned(),
            case: case.name.clone(),
            submission: case.submission.clone(),
            proposing_agency: format!("agencies/{CITY}"),
            channel: "portal".to_owned(),
            recipient: String::new(),
            delivery_time: Some(time::to_proto(self.office.now())),
        };
        let name = ResourceName::parse("letters", letter).unwrap();
        self.office.tell("letter", &name, &event).await;
    }

    /// The proposer answered an item.
    pub(crate) async fn answer(&self, item: &str) {
        let event = ActionItemAnswered {
            submission: self.dossier.submission.clone(),
            action_item: item.to_owned(),
            answer: "Kajian terlampir".to_owned(),
            answer_time: Some(time::to_proto(self.office.now())),
            ..ActionItemAnswered::default()
        };
        let name = ResourceName::parse("submissions", &self.dossier.submission).unwrap();
        self.office.tell("intake", &name, &event).await;
    }
}

/// The holder of a position of the ministry.
pub(crate) fn official(position: &str) -> Caller {
    Caller { office: DEPUTY.to_owned(), ..caller(MINISTRY, position) }
}

pub(crate) fn disposition(recipient: &str) -> Value {
    json!({ "recipients": [recipient], "instructions": ["study"], "limit": "2026-02-02" })
}

pub(crate) fn checklist(gaps: &[&str]) -> Value {
    let items = [
        "usulan_letter",
        "usulan_proposal",
        "urgency_background",
        "functions_services",
        "development_methodology",
        "data_information_needs",
        "technology_used",
        "development_schedule",
        "financing_source",
    ];
    let item = |id: &str| match gaps.contains(&id) {
        true => json!({ "item": id, "verdict": "missing", "note": "Lengkapi" }),
        false => json!({ "item": id, "verdict": "present" }),
    };
    json!({ "items": items.map(item) })
}

fn study() -> Value {
    let parts = ["issue", "assumptions", "facts", "analysis", "conclusion", "suggestion"];
    parts.iter().map(|it| ((*it).to_owned(), json!("Telah ditelaah"))).collect()
}
