//! A stack with a published procedure, the people who use it, and the desks that tell of cases and letters.

use document::{Config, Objects};
use futures::stream;
use platform::{
    Caller, Clock, Parts, ResourceName, Service, SlugName, Subject,
    inbox::Subscriptions,
    json, outbox, tenancy,
    testing::{Stack, eventually},
};
use prost::{Message, Name};
use proto::{
    google::api::HttpBody,
    intake::v1::{
        CreateSubmissionRequest, FileSubmissionRequest, GetSubmissionRequest, Submission,
        UpdateSubmissionRequest, UploadDocumentRequest, intake_service_client::IntakeServiceClient,
        submission::State,
    },
    review::v1::ProcedurePublished,
};
use serde_json::json;
use sqlx::{ConnectOptions as _, migrate::Migrator};
use std::{
    fs,
    path::{Path, PathBuf},
};
use tonic::{Status, service::Routes, transport::Channel};

pub(crate) const CITY: &str = "kota-tangerang";
pub(crate) const PROCEDURE: &str = "agencies/kota-tangerang/procedures/pengajuan-aplikasi";
pub(crate) const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\nendobj\nstartxref\n9\n%%EOF\n";

/// Services at work, and the folder with their files, which goes with the test.
pub(crate) struct Desk {
    pub(crate) stack: Stack,
    folder: PathBuf,
}

impl Desk {
    pub(crate) async fn start() -> Self {
        let folder = std::env::temp_dir().join(format!("intake-{}", Clock::default().id().simple()));
        fs::create_dir_all(&folder).unwrap();
        let files: Objects = folder.to_str().unwrap().parse().unwrap();
        let services = |parts: &Parts| {
            vec![
                intake::service(parts),
                document::service(parts, Config::new(files)),
                directory::service(parts),
                teller("review"),
                teller("letter"),
            ]
        };
        let desk = Self { stack: Stack::start(services).await, folder };
        desk.enter_agencies().await;
        desk.publish(1, published(1)).await;
        desk
    }

    pub(crate) fn intake(&self) -> IntakeServiceClient<Channel> {
        IntakeServiceClient::new(self.stack.channel.clone())
    }

    pub(crate) fn request_id(&self) -> String {
        self.stack.parts.clock.id().to_string()
    }

    pub(crate) fn name(&self, collection: &'static str) -> ResourceName {
        ResourceName { agency: CITY.parse().unwrap(), collection, id: self.stack.parts.clock.id() }
    }

    /// Opens a draft that holds `submission`.
    pub(crate) async fn create(&self, caller: &Caller, submission: Submission) -> Result<Submission, Status> {
        let request = CreateSubmissionRequest {
            parent: format!("agencies/{CITY}"),
            submission: Some(submission),
            request_id: self.request_id(),
        };
        Ok(self.intake().create_submission(self.stack.call(caller, request)).await?.into_inner())
    }

    /// Opens a draft that lacks nothing.
    pub(crate) async fn complete(&self, caller: &Caller) -> Submission {
        let draft = self.create(caller, written()).await.unwrap();
        self.upload(caller, &draft.name, "request_letter", PDF).await.unwrap();
        self.upload(caller, &draft.name, "legal_basis", &[PDF, b"2\n"].concat()).await.unwrap()
    }

    pub(crate) async fn file(&self, caller: &Caller, name: &str) -> Result<Submission, Status> {
        let request = FileSubmissionRequest { name: name.to_owned(), request_id: self.request_id() };
        Ok(self.intake().file_submission(self.stack.call(caller, request)).await?.into_inner())
    }

    /// A submission that was filed, and its case.
    pub(crate) async fn filed(&self, caller: &Caller) -> (Submission, ResourceName) {
        let draft = self.complete(caller).await;
        (self.file(caller, &draft.name).await.unwrap(), self.name("cases"))
    }

    pub(crate) async fn update(&self, caller: &Caller, changed: Submission) -> Result<Submission, Status> {
        let request = UpdateSubmissionRequest {
            submission: Some(changed),
            update_mask: None,
            request_id: self.request_id(),
        };
        Ok(self.intake().update_submission(self.stack.call(caller, request)).await?.into_inner())
    }

    pub(crate) async fn upload(
        &self,
        caller: &Caller,
        name: &str,
        requirement: &str,
        bytes: &[u8],
    ) -> Result<Submission, Status> {
        let pieces = pieces(name, requirement, &self.request_id(), bytes);
        self.upload_pieces(caller, pieces).await
    }

    pub(crate) async fn upload_pieces(
        &self,
        caller: &Caller,
        pieces: Vec<UploadDocumentRequest>,
    ) -> Result<Submission, Status> {
        let request = self.stack.call(caller, stream::iter(pieces));
        Ok(self.intake().upload_document(request).await?.into_inner())
    }

    pub(crate) async fn get(&self, caller: &Caller, name: &str) -> Result<Submission, Status> {
        let request = GetSubmissionRequest { name: name.to_owned() };
        Ok(self.intake().get_submission(self.stack.call(caller, request)).await?.into_inner())
    }

    pub(crate) async fn until(&self, caller: &Caller, name: &str, state: State) -> Submission {
        eventually(async || {
            let found = self.get(caller, name).await.unwrap();
            (found.state() == state).then_some(found)
        })
        .await
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
        outbox::publish(&mut tx, subject, self.stack.parts.clock.now(), event).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Publishes a version and waits until it is offered.
    pub(crate) async fn publish(&self, version: i32, event: ProcedurePublished) {
        self.tell("review", &SlugName::parse("procedures", PROCEDURE).unwrap(), &event).await;
        let mut owner = self.stack.owner.connect().await.unwrap();
        eventually(async || {
            let known = sqlx::query_scalar::<_, i32>("select max(version) from intake.procedure");
            (known.fetch_one(&mut owner).await.ok() == Some(version)).then_some(())
        })
        .await;
    }

    /// How many files there are in the store, finished or not.
    pub(crate) fn objects(&self) -> usize {
        count(&self.folder)
    }

    /// Publishes a procedure of another agency, and waits until it is offered.
    pub(crate) async fn publish_other(&self, event: ProcedurePublished) {
        let name = SlugName::parse("procedures", &event.procedure).unwrap();
        self.tell("review", &name, &event).await;
        let mut owner = self.stack.owner.connect().await.unwrap();
        eventually(async || {
            let known =
                sqlx::query_scalar::<_, i64>("select count(*) from intake.procedure where agency = $1");
            let known = known.bind(name.agency.as_str()).fetch_one(&mut owner).await.ok();
            (known == Some(1)).then_some(())
        })
        .await;
    }

    async fn enter_agencies(&self) {
        let mut owner = self.stack.owner.connect().await.unwrap();
        let agencies = sqlx::query(
            "insert into directory.agency (agency, title, short_title, kind, code, time_zone) values
             ('kota-tangerang', 'Kota Tangerang', '', 'city', '36.71', 'Asia/Jakarta'),
             ('kota-bandung', 'Kota Bandung', '', 'city', '32.73', 'Asia/Jakarta'),
             ('rri', 'Radio Republik Indonesia', '', 'public_broadcaster', '', 'Asia/Jakarta'),
             ('kementerian', 'Kementerian', '', 'ministry', '', 'Asia/Jakarta')",
        );
        agencies.execute(&mut owner).await.unwrap();
        let units = sqlx::query(
            "insert into directory.unit (agency, slug, title, kind, office) values
             ('kota-tangerang', 'pimpinan', 'Wali Kota Tangerang', 'leadership', 'pimpinan')",
        );
        units.execute(&mut owner).await.unwrap();
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn count(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    entries.map(|it| if it.is_dir() { count(&it) } else { 1 }).sum()
}

/// A service that only tells.
fn teller(name: &'static str) -> Service {
    Service {
        name,
        migrations: Migrator::with_migrations(vec![]),
        routes: Routes::default(),
        subscriptions: Subscriptions::new(),
        workers: vec![],
    }
}

pub(crate) fn published(version: i32) -> ProcedurePublished {
    let applicant = json!({
        "units": ["regional_office", "district"],
        "positions": ["office_head", "secretary", "division_head"],
        "channels": ["portal"],
    });
    let dossier = json!({
        "purpose": ["build", "develop"],
        "requirements": [
            { "id": "request_letter", "title": "Surat permohonan", "media": ["pdf"] },
            { "id": "legal_basis", "title": "Dasar hukum", "media": ["pdf"] },
        ],
        "sections": [
            { "id": "user_requirements", "title": "Kebutuhan pengguna" },
            { "id": "inputs_outputs", "title": "Input dan output aplikasi" },
        ],
    });
    ProcedurePublished {
        procedure: PROCEDURE.to_owned(),
        version,
        title: "Pengajuan Aplikasi e-Government".to_owned(),
        reviewing_offices: vec!["diskominfo".to_owned()],
        applicant: Some(json::to_struct(applicant)),
        dossier: Some(json::to_struct(dossier)),
        registration_pattern: "KT-{year}-{sequence:6}".to_owned(),
        withdrawal: "any".to_owned(),
        ..ProcedurePublished::default()
    }
}

/// All that is written, and no document yet.
pub(crate) fn written() -> Submission {
    let sections = [("user_requirements", "Warga mengurus izin."), ("inputs_outputs", "Formulir dan surat.")];
    Submission {
        app_title: "Izin Daring".to_owned(),
        purpose: "build".to_owned(),
        letter_number: "440/12-Dinkes/2026".to_owned(),
        letter_date: "2026-01-02".to_owned(),
        sections: sections.map(|(id, text)| (id.to_owned(), text.to_owned())).into(),
        ..Submission::default()
    }
}

pub(crate) fn pieces(
    name: &str,
    requirement: &str,
    request_id: &str,
    bytes: &[u8],
) -> Vec<UploadDocumentRequest> {
    let content = |data: &[u8]| Some(HttpBody { data: data.to_vec().into(), ..HttpBody::default() });
    let (head, rest) = bytes.split_at(bytes.len().min(10));
    let first = UploadDocumentRequest {
        parent: name.to_owned(),
        requirement: requirement.to_owned(),
        file_name: format!("{requirement}.pdf"),
        request_id: request_id.to_owned(),
        content: content(head),
    };
    let rest = rest.chunks(60_000).map(content);
    let rest = rest.map(|content| UploadDocumentRequest { content, ..UploadDocumentRequest::default() });
    [first].into_iter().chain(rest).collect()
}
