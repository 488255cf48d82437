//! A reviewing office at work: the shipped procedure, those who do its steps, and the desks that tell of requests and letters.

use crate::definition::TANGERANG;
use jiff::{SignedDuration, Timestamp};
use platform::{
    Caller, Parts, ResourceName, Service, Subject,
    inbox::Subscriptions,
    json, outbox, tenancy,
    testing::{Stack, caller, eventually},
    time,
};
use prost::{Message, Name};
use proto::{
    directory::v1::{Calendar, CalendarChanged, CalendarDay, calendar_day::Kind},
    intake::v1::{
        Applicant, Document, Dossier, Section, SubmissionFiled, SubmissionRefiled, SubmissionWithdrawn,
    },
    letter::v1::LetterIssued,
    review::v1::{
        Case, CompleteTaskRequest, CompleteTaskResponse, GetCaseRequest, GetTaskRequest, LetterRequested,
        ListTasksRequest, Task, review_service_client::ReviewServiceClient,
    },
};
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, ConnectOptions as _, PgConnection, migrate::Migrator};
use tonic::{Status, service::Routes, transport::Channel};

pub(crate) const CITY: &str = "kota-tangerang";
pub(crate) const OFFICE: &str = "diskominfo";
pub(crate) const GOVERNANCE: &str = "ketua-tim-kerja-tata-kelola-tik";
pub(crate) const INFRASTRUCTURE: &str = "kabid-sarana-prasarana-tik-persandian";
pub(crate) const DEVELOPMENT: &str = "kabid-pengembangan-e-government";
pub(crate) const PUBLIC_SERVICE: &str = "ketua-tim-kerja-aplikasi-layanan-publik";
pub(crate) const ADMINISTRATION: &str = "ketua-tim-kerja-manajemen-pemerintahan";
pub(crate) const HEAD: &str = "kepala-dinas";

/// Services at work.
pub(crate) struct Office {
    pub(crate) stack: Stack,
}

impl Office {
    /// With the shipped procedure published, and the city's calendar known.
    pub(crate) async fn open() -> Self {
        let services = |parts: &Parts| {
            vec![
                review::service(parts),
                teller("intake"),
                teller("letter"),
                teller("directory"),
                teller("meeting"),
            ]
        };
        let office = Self { stack: Stack::start(services).await };
        office.publish(TANGERANG).await;
        office.tell_calendar(CITY, 1, &["2026-01-16"]).await;
        eventually(async || office.knows_calendar(1).await.then_some(())).await;
        office
    }

    pub(crate) async fn publish(&self, source: &str) -> review::Published {
        review::publish(&self.stack.parts, source, None).await.unwrap()
    }

    async fn knows_calendar(&self, version: i64) -> bool {
        sqlx::query_scalar("select exists (select from review.calendar where version = $1)")
            .bind(version)
            .fetch_one(&mut self.owner().await)
            .await
            .unwrap()
    }

    pub(crate) fn review(&self) -> ReviewServiceClient<Channel> {
        ReviewServiceClient::new(self.stack.channel.clone())
    }

    pub(crate) fn id(&self) -> String {
        self.stack.parts.clock.id().to_string()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.stack.parts.clock.now()
    }

    pub(crate) fn advance(&self, by: SignedDuration) {
        let to = self.now() + by;
        self.stack.parts.clock.set_shift(self.stack.parts.clock.shift_to(to).unwrap());
    }

    /// A dossier of the city's health office that is complete.
    pub(crate) fn dossier(&self) -> Dossier {
        self.dossier_for(CITY, "pengajuan-aplikasi-e-government")
    }

    pub(crate) fn dossier_for(&self, agency: &str, procedure: &str) -> Dossier {
        let document = |requirement: &str| Document {
            requirement: requirement.to_owned(),
            title: requirement.to_owned(),
            file: format!("agencies/{agency}/files/{}", self.id()),
            file_name: format!("{requirement}.pdf"),
            media_type: "application/pdf".to_owned(),
            size_bytes: 1_000,
            sha256: "ab".repeat(32),
        };
        let applicant = caller(agency, "kepala-dinas-kesehatan");
        Dossier {
            submission: format!("agencies/{agency}/submissions/{}", self.id()),
            registration_number: "KT-2026-000001".to_owned(),
            procedure: format!("agencies/{agency}/procedures/{procedure}"),
            revision: 1,
            proposing_agency: format!("agencies/{agency}"),
            proposing_agency_title: "Pemerintah Kota Tangerang".to_owned(),
            proposing_office: "dinas-kesehatan".to_owned(),
            proposing_office_title: "Dinas Kesehatan".to_owned(),
            applicant: Some(Applicant {
                person: applicant.person.clone(),
                display_name: "dr. Dini Anggraeni".to_owned(),
                position: "kepala-dinas-kesehatan".to_owned(),
                position_title: "Kepala Dinas Kesehatan".to_owned(),
                position_kind: "office_head".to_owned(),
            }),
            author_persons: vec![applicant.person],
            app_title: "Antrean Puskesmas".to_owned(),
            purpose: "build".to_owned(),
            purpose_title: "Pembangunan".to_owned(),
            letter_number: "400.7/12-Dinkes/2026".to_owned(),
            letter_date: "2026-01-05".to_owned(),
            sections: ["user_requirements", "inputs_outputs"]
                .map(|id| Section { id: id.to_owned(), title: id.to_owned(), text: "Isi".to_owned() })
                .to_vec(),
            documents: ["request_letter", "business_policy", "legal_basis"].map(document).to_vec(),
            file_time: Some(time::to_proto(self.now())),
            channel: "portal".to_owned(),
            ..Dossier::default()
        }
    }

    /// Files a request, and gives its dossier.
    pub(crate) async fn file(&self) -> Dossier {
        self.file_as(self.dossier()).await
    }

    pub(crate) async fn file_as(&self, dossier: Dossier) -> Dossier {
        let submission = ResourceName::parse("submissions", &dossier.submission).unwrap();
        self.tell("intake", &submission, &SubmissionFiled { dossier: Some(dossier.clone()) }).await;
        dossier
    }

    pub(crate) async fn refile(&self, dossier: &Dossier, changed: &[&str]) -> Dossier {
        let dossier = Dossier {
            revision: dossier.revision + 1,
            file_time: Some(time::to_proto(self.now())),
            ..dossier.clone()
        };
        let submission = ResourceName::parse("submissions", &dossier.submission).unwrap();
        let changed = changed.iter().map(|it| (*it).to_owned()).collect();
        self.tell("intake", &submission, &SubmissionRefiled { dossier: Some(dossier.clone()), changed })
            .await;
        dossier
    }

    pub(crate) async fn withdraw(&self, dossier: &Dossier) {
        let submission = ResourceName::parse("submissions", &dossier.submission).unwrap();
        let event = SubmissionWithdrawn {
            submission: dossier.submission.clone(),
            reason: "Anggaran dialihkan".to_owned(),
            applicant: dossier.applicant.clone(),
            withdraw_time: Some(time::to_proto(self.now())),
        };
        self.tell("intake", &submission, &event).await;
    }

    /// The letter desk issued `letter`, signed by the holder of `position`.
    pub(crate) async fn sign(&self, task: &Task, letter: &str, position: &str) {
        let name = ResourceName::parse("letters", letter).unwrap();
        let signatory = officer(position);
        let event = LetterIssued {
            letter: letter.to_owned(),
            case: task.case.clone(),
            submission: task.submission.clone(),
            number: "B-0001/DISKOMINFO/TI.01/01/2026".to_owned(),
            sha256: "cd".repeat(32),
            signatory_position: position.to_owned(),
            signatory_person: signatory.person,
            signatory: signatory.display_name,
            signatory_capacity: "INCUMBENT".to_owned(),
            issue_time: Some(time::to_proto(self.now())),
            for_proposer: true,
            signed: true,
            ..LetterIssued::default()
        };
        self.tell("letter", &name, &event).await;
    }

    pub(crate) async fn tell_calendar(&self, agency: &str, version: i64, holidays: &[&str]) {
        let day = |date: &&str| CalendarDay {
            date: (*date).to_owned(),
            title: "Libur".to_owned(),
            kind: Kind::NationalHoliday.into(),
            decree: "SKB".to_owned(),
            announced: String::new(),
        };
        let name = format!("agencies/{agency}/calendar");
        let calendar = Calendar {
            name: name.clone(),
            version,
            time_zone: "Asia/Jakarta".to_owned(),
            days: holidays.iter().map(day).collect(),
            ramadan: vec![],
            first_year: 2026,
            last_year: 2027,
        };
        let subject = Subject { agency: agency.parse().unwrap(), name };
        self.tell("directory", &subject, &CalendarChanged { calendar: Some(calendar) }).await;
    }

    /// Tells an event as `service` would, about `subject`.
    pub(crate) async fn tell<E: Message + Name>(
        &self,
        service: &'static str,
        subject: impl Into<Subject>,
        event: &E,
    ) {
        let subject = subject.into();
        let db = self.stack.parts.database(service);
        let mut tx = tenancy::begin(&db, &Caller::platform(&subject.agency)).await.unwrap();
        outbox::publish(&mut tx, subject, self.now(), event).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// All that review told of one kind so far, in order.
    pub(crate) async fn told<E: Message + Name + Default>(&self) -> Vec<E> {
        let bodies: Vec<Vec<u8>> =
            sqlx::query_scalar("select body from review.outbox where kind = $1 order by position")
                .bind(E::full_name())
                .fetch_all(&mut self.owner().await)
                .await
                .unwrap();
        bodies.iter().map(|it| E::decode(it.as_slice()).unwrap()).collect()
    }

    /// The letter that was asked for at last with this template.
    pub(crate) async fn letter(&self, template: &str) -> LetterRequested {
        self.told::<LetterRequested>().await.into_iter().rfind(|it| it.template == template).unwrap()
    }

    /// The open task of `position`, once it is there.
    pub(crate) async fn awaited(&self, position: &str) -> Task {
        self.awaited_at(CITY, position).await
    }

    pub(crate) async fn awaited_at(&self, agency: &str, position: &str) -> Task {
        let officer = officer_at(agency, position);
        eventually(async || self.inbox(&officer).await.into_iter().next()).await
    }

    pub(crate) async fn inbox(&self, officer: &Caller) -> Vec<Task> {
        let request = ListTasksRequest { parent: officer.agency.name(), ..ListTasksRequest::default() };
        let request = self.stack.call(officer, request);
        self.review().list_tasks(request).await.unwrap().into_inner().tasks
    }

    pub(crate) async fn task(&self, officer: &Caller, name: &str) -> Result<Task, Status> {
        let request = self.stack.call(officer, GetTaskRequest { name: name.to_owned() });
        Ok(self.review().get_task(request).await?.into_inner())
    }

    pub(crate) async fn case(&self, name: &str) -> Case {
        let agency = name.split('/').nth(1).unwrap();
        self.case_as(&officer_at(agency, HEAD), name).await.unwrap()
    }

    pub(crate) async fn case_as(&self, officer: &Caller, name: &str) -> Result<Case, Status> {
        let request = self.stack.call(officer, GetCaseRequest { name: name.to_owned() });
        Ok(self.review().get_case(request).await?.into_inner())
    }

    pub(crate) async fn complete_as(
        &self,
        officer: &Caller,
        task: &Task,
        outcome: &str,
        sheet: Option<Value>,
    ) -> Result<CompleteTaskResponse, Status> {
        let request = CompleteTaskRequest {
            name: task.name.clone(),
            outcome: outcome.to_owned(),
            sheet: sheet.map(json::to_struct),
            etag: String::new(),
            request_id: self.id(),
        };
        let request = self.stack.call(officer, request);
        Ok(self.review().complete_task(request).await?.into_inner())
    }

    /// The holder of `position` does their next task.
    pub(crate) async fn does(
        &self,
        position: &str,
        outcome: &str,
        sheet: Option<Value>,
    ) -> CompleteTaskResponse {
        let task = self.awaited(position).await;
        self.complete_as(&officer(position), &task, outcome, sheet).await.unwrap()
    }

    /// From the request to the feasibility analysis, which is done.
    pub(crate) async fn analysed(&self) -> Dossier {
        let dossier = self.file().await;
        self.does(GOVERNANCE, "", None).await;
        self.does(GOVERNANCE, "complete", Some(checklist(&[]))).await;
        self.does(INFRASTRUCTURE, "", Some(disposition())).await;
        self.does(GOVERNANCE, "", Some(feasibility())).await;
        dossier
    }

    /// From the request to the head's desk, approved.
    pub(crate) async fn approved(&self) -> (Dossier, Task) {
        let dossier = self.analysed().await;
        self.does(INFRASTRUCTURE, "feasible", Some(validation())).await;
        self.does(DEVELOPMENT, "", Some(category("public_service"))).await;
        self.does(PUBLIC_SERVICE, "", Some(technical())).await;
        self.does(DEVELOPMENT, "suitable", Some(validation())).await;
        (dossier, self.awaited(HEAD).await)
    }

    /// The database as its owner.
    pub(crate) async fn owner(&self) -> PgConnection {
        self.stack.owner.connect().await.unwrap()
    }

    /// Changes rows behind the service's back.
    pub(crate) async fn tamper(&self, sql: &str) {
        let sql = AssertSqlSafe(sql.to_owned());
        sqlx::raw_sql(sql).execute(&mut self.owner().await).await.unwrap();
    }
}

/// The holder of a position in the reviewing office.
pub(crate) fn officer(position: &str) -> Caller {
    officer_at(CITY, position)
}

pub(crate) fn officer_at(agency: &str, position: &str) -> Caller {
    Caller { office: OFFICE.to_owned(), ..caller(agency, position) }
}

/// A checklist on which `gaps` are not as required.
pub(crate) fn checklist(gaps: &[&str]) -> Value {
    let items = ["request_letter", "business_policy", "legal_basis", "user_requirements", "inputs_outputs"];
    let item = |id: &str| match gaps.contains(&id) {
        true => json!({ "item": id, "verdict": "not_as_required", "note": "Lengkapi tanda tangan" }),
        false => json!({ "item": id, "verdict": "present" }),
    };
    json!({ "items": items.map(item) })
}

pub(crate) fn disposition() -> Value {
    json!({ "recipients": [GOVERNANCE], "instructions": ["study", "opinion"], "note": "Mohon ditelaah" })
}

pub(crate) fn feasibility() -> Value {
    let criteria = ["policy", "business_process", "user_needs", "information", "overlap", "readiness"];
    json!({ "criteria": judged(&criteria), "conclusion": "feasible", "explanation": "Layak dibangun" })
}

pub(crate) fn technical() -> Value {
    let criteria = ["architecture", "platform", "infrastructure", "integration", "security", "maintenance"];
    json!({ "criteria": judged(&criteria), "conclusion": "suitable", "explanation": "Sesuai arsitektur" })
}

pub(crate) fn validation() -> Value {
    json!({ "explanation": "Analisis dapat diterima", "conditions": "Memakai pusat data kota" })
}

pub(crate) fn category(category: &str) -> Value {
    json!({ "category": category, "special_app": false })
}

fn judged(criteria: &[&str]) -> Value {
    criteria.iter().map(|it| ((*it).to_owned(), json!({ "verdict": "met", "note": "Cukup" }))).collect()
}

/// A service that has nothing but an outbox.
fn teller(name: &'static str) -> Service {
    Service {
        name,
        migrations: Migrator::with_migrations(vec![]),
        routes: Routes::default(),
        subscriptions: Subscriptions::new(),
        workers: vec![],
    }
}
