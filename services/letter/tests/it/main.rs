//! Letter on real Postgres and NATS, with the real directory, document and demo cast.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod delivery;
mod drafts;
mod initials;
mod issuing;
mod meeting_papers;
mod signing;
mod verification;
mod withdrawn;

use letter::Config;
use platform::{
    Caller, Service,
    inbox::Subscriptions,
    outbox, tenancy,
    testing::{Stack, caller, eventually},
};
use proto::{
    google::api::HttpBody,
    letter::v1::{
        DownloadLetterRequest, GetLetterRequest, InitialLetterRequest, Letter, ListLettersRequest,
        SignLetterRequest, Verification, VerifyLetterRequest, letter::State,
        letter_service_client::LetterServiceClient,
    },
    review::v1::{LetterCancelled, LetterRequested, Performer, letter_requested::Issue},
};
use serde_json::json;
use sqlx::ConnectOptions as _;
use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use tonic::{Status, Streaming, service::Routes, transport::Channel};

const CITY: &str = "kota-tangerang";
const REVIEWING: &str = "diskominfo";
const PROPOSING: &str = "dinas-kesehatan";
const PATTERN: &str = "B-{sequence:4}/DISKOMINFO/TI.01/{month}/{year}";

/// Letter with what it needs, and the folder of its files and keys, which goes with the test.
struct Desk {
    stack: Stack,
    folder: PathBuf,
}

impl Desk {
    async fn start() -> Self {
        let folder = format!("letter-{}", platform::Clock::default().id());
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
        let files = folder.join("files");
        fs::create_dir_all(&files).unwrap();
        let config = Config {
            authority_folder: folder.join("authority"),
            verification_url: "http://127.0.0.1:8080/verify".to_owned(),
        };
        let stack = Stack::start(|parts| {
            let files: document::Objects = files.to_str().unwrap().parse().unwrap();
            vec![
                directory::service(parts),
                document::service(parts, document::Config::new(files)),
                letter::service(parts, config),
                teller("review"),
                teller("meeting"),
            ]
        });
        let stack = stack.await;
        let cast = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/demo");
        directory::import(&stack.parts, Some(&cast)).await.unwrap();
        Self { stack, folder }
    }

    fn client(&self) -> LetterServiceClient<Channel> {
        LetterServiceClient::new(self.stack.channel.clone())
    }

    fn name(&self, collection: &str) -> String {
        format!("agencies/{CITY}/{collection}/{}", self.stack.parts.clock.id())
    }

    /// A reply that waits for the head's signature.
    fn reply(&self) -> LetterRequested {
        let data = json!({
            "case": {
                "registration_number": "KT-2026-000001", "app_title": "Sistem Antrean Puskesmas",
                "purpose_title": "Pembangunan", "letter_number": "440/015-Dinkes/2026",
                "letter_date_text": "2 Januari 2026", "proposing_office_title": "Dinas Kesehatan",
                "proposing_agency_title": "Kota Tangerang",
            },
            "procedure": { "title": "Pengajuan Aplikasi e-Government" },
            "decision": { "id": "approved", "title": "Disetujui" },
            "sheets": { "technical_validation": {
                "title": "Hasil validasi", "outcome_title": "Valid dan sesuai",
                "content": { "explanation": "Selaras dengan arsitektur.", "conditions": "Ditempatkan pada pusat data." },
            } },
        });
        LetterRequested {
            letter: self.name("letters"),
            case: self.name("cases"),
            submission: self.name("submissions"),
            registration_number: "KT-2026-000001".to_owned(),
            proposing_agency: format!("agencies/{CITY}"),
            proposing_office: PROPOSING.to_owned(),
            reviewing_offices: vec![REVIEWING.to_owned()],
            template: "reply_letter".to_owned(),
            title: "Surat jawaban atas permohonan".to_owned(),
            issue: Issue::Sign.into(),
            register: "surat-keluar".to_owned(),
            number_pattern: PATTERN.to_owned(),
            signatory: "kepala-dinas".to_owned(),
            barred_persons: vec![],
            data: Some(platform::json::to_struct(data)),
            for_proposer: true,
            record: "reply_letter".to_owned(),
            performer: None,
            request_time: Some(platform::time::to_proto(self.stack.parts.clock.now())),
            subject: "Jawaban atas Permohonan Pembangunan Aplikasi Sistem Antrean Puskesmas".to_owned(),
            ..LetterRequested::default()
        }
    }

    /// What the agency seals by itself.
    fn notice(&self) -> LetterRequested {
        let data = json!({
            "case": { "registration_number": "KT-2026-000002", "app_title": "Sistem Antrean Puskesmas",
                      "proposing_office_title": "Dinas Kesehatan" },
            "gaps": [{ "item": "legal_basis", "title": "Dasar hukum", "verdict": "missing", "note": "Unggah peraturan." }],
        });
        LetterRequested {
            template: "notice_of_gaps".to_owned(),
            title: "Surat pemberitahuan kekurangan berkas".to_owned(),
            issue: Issue::Seal.into(),
            signatory: "kabid-sarana-prasarana-tik-persandian".to_owned(),
            data: Some(platform::json::to_struct(data)),
            subject: "Pemberitahuan Kekurangan Berkas".to_owned(),
            ..self.reply()
        }
    }

    /// What is printed of a sheet, and neither numbered nor signed.
    fn sheet(&self) -> LetterRequested {
        let data = json!({
            "case": { "registration_number": "KT-2026-000003", "app_title": "Sistem Antrean Puskesmas" },
            "sheet": { "fields": [{ "title": "Dasar hukum", "value": "Memenuhi" }] },
        });
        LetterRequested {
            template: "feasibility_sheet".to_owned(),
            title: "Lembar Analisis Kelayakan".to_owned(),
            issue: Issue::File.into(),
            register: String::new(),
            number_pattern: String::new(),
            signatory: String::new(),
            for_proposer: false,
            performer: Some(Performer {
                person: "p".to_owned(),
                display_name: "Arif Rahman Hakim".to_owned(),
                position: "ketua-tim-kerja-tata-kelola-tik".to_owned(),
                position_title: "Ketua Tim Kerja Tata Kelola TIK".to_owned(),
                capacity: "INCUMBENT".to_owned(),
            }),
            data: Some(platform::json::to_struct(data)),
            ..self.reply()
        }
    }

    /// Review asks for a letter. Answers with its name.
    async fn request(&self, event: LetterRequested) -> String {
        self.tell("review", &event.case, &event).await;
        event.letter
    }

    async fn cancel(&self, case: &str, letter: &str) {
        let event = LetterCancelled { letter: letter.to_owned(), reason: "dikembalikan".to_owned() };
        self.tell("review", case, &event).await;
    }

    async fn tell<E: prost::Message + prost::Name>(&self, service: &'static str, subject: &str, event: &E) {
        let agency = CITY.parse().unwrap();
        let subject = platform::Subject { agency, name: subject.to_owned() };
        let platform = Caller::platform(&subject.agency);
        let mut tx = tenancy::begin(&self.stack.parts.database(service), &platform).await.unwrap();
        outbox::publish(&mut tx, &subject, self.stack.parts.clock.now(), event).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn get(&self, caller: &Caller, name: &str) -> Result<Letter, Status> {
        let request = self.stack.call(caller, GetLetterRequest { name: name.to_owned() });
        Ok(self.client().get_letter(request).await?.into_inner())
    }

    async fn sign(&self, caller: &Caller, name: &str) -> Result<Letter, Status> {
        let request_id = self.stack.parts.clock.id().to_string();
        let request = SignLetterRequest { name: name.to_owned(), request_id, ..SignLetterRequest::default() };
        self.sign_as(caller, request).await
    }

    async fn sign_as(&self, caller: &Caller, request: SignLetterRequest) -> Result<Letter, Status> {
        Ok(self.client().sign_letter(self.stack.call(caller, request)).await?.into_inner())
    }

    async fn verify(&self, code: &str) -> Result<Verification, Status> {
        let request = VerifyLetterRequest { code: code.to_owned() };
        Ok(self.client().verify_letter(request).await?.into_inner())
    }

    async fn download(&self, caller: &Caller, name: &str) -> Result<Vec<u8>, Status> {
        let request = self.stack.call(caller, DownloadLetterRequest { name: name.to_owned() });
        bytes(self.client().download_letter(request).await?.into_inner()).await
    }

    async fn initial(&self, caller: &Caller, name: &str) -> Result<Letter, Status> {
        let request_id = self.stack.parts.clock.id().to_string();
        let request = InitialLetterRequest { name: name.to_owned(), request_id, etag: String::new() };
        Ok(self.client().initial_letter(self.stack.call(caller, request)).await?.into_inner())
    }

    /// Names of the letters that wait for the caller.
    async fn awaiting(&self, caller: &Caller) -> Vec<String> {
        let parent = format!("agencies/{CITY}");
        let request = ListLettersRequest { parent, awaiting_me: true, ..ListLettersRequest::default() };
        let listed = self.client().list_letters(self.stack.call(caller, request)).await.unwrap();
        listed.into_inner().letters.into_iter().map(|it| it.name).collect()
    }

    /// What letter has told of kind `E`, in its order.
    async fn told<E: prost::Message + prost::Name + Default>(&self) -> Vec<E> {
        let mut db = self.stack.owner.connect().await.unwrap();
        let bodies = sqlx::query_scalar(
            "select body from letter.outbox where kind = $1 order by told_at, lane, sequence",
        );
        let bodies: Vec<Vec<u8>> = bodies.bind(E::full_name()).fetch_all(&mut db).await.unwrap();
        bodies.iter().map(|it| E::decode(it.as_slice()).unwrap()).collect()
    }

    /// Waits until the worker has issued it.
    async fn issued(&self, name: &str) -> Letter {
        eventually(async || {
            let letter = self.get(&head(), name).await.unwrap();
            (letter.state() == State::Issued).then_some(letter)
        })
        .await
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Who asks for letters, and nothing else.
fn teller(name: &'static str) -> Service {
    Service {
        name,
        migrations: sqlx::migrate::Migrator::DEFAULT,
        routes: Routes::default(),
        subscriptions: Subscriptions::new(),
        workers: vec![],
    }
}

/// The head of the reviewing office, as signed in.
fn head() -> Caller {
    Caller {
        office: REVIEWING.to_owned(),
        display_name: "Dra. Hj. Ratna Wulandari, M.Si.".to_owned(),
        employee_id_number: "197004121995032003".to_owned(),
        ..caller(CITY, "kepala-dinas")
    }
}

/// Someone of the office that asked.
fn proposer() -> Caller {
    Caller { office: PROPOSING.to_owned(), ..caller(CITY, "kepala-dinas-kesehatan") }
}

/// Someone of an office that has nothing to do with it.
fn stranger() -> Caller {
    Caller { office: "dinas-pendidikan".to_owned(), ..caller(CITY, "kepala-dinas-pendidikan") }
}

async fn bytes(mut body: Streaming<HttpBody>) -> Result<Vec<u8>, Status> {
    let mut bytes = vec![];
    while let Some(piece) = body.message().await? {
        bytes.extend(piece.data);
    }
    Ok(bytes)
}

/// What a reader sees, its lines joined.
fn text_of(pdf: &[u8]) -> String {
    let words = run(Command::new("pdftotext").args(["-", "-"]), pdf);
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What poppler says of a PDF's signatures.
fn pdfsig(folder: &Path, pdf: &[u8]) -> String {
    let path = folder.join("checked.pdf");
    fs::write(&path, pdf).unwrap();
    run(Command::new("pdfsig").arg(path), &[])
}

fn run(command: &mut Command, input: &[u8]) -> String {
    let mut tool =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("poppler-utils is installed");
    tool.stdin.take().unwrap().write_all(input).unwrap();
    String::from_utf8_lossy(&tool.wait_with_output().unwrap().stdout).into_owned()
}
