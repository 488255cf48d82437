//! Letter at work with the directory, the document service and the demo cast.

use anyhow::{Context as _, Result, ensure};
use letter::Config;
use platform::{
    Caller, Service, Subject,
    inbox::Subscriptions,
    outbox, tenancy,
    testing::{Stack, caller},
};
use proto::{
    letter::v1::{SignLetterRequest, letter_service_client::LetterServiceClient},
    review::v1::{LetterRequested, letter_requested::Issue},
};
use serde_json::json;
use sqlx::{Connection as _, PgConnection};
use std::{
    env, fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use tokio::time::interval;
use tonic::service::Routes;

const CITY: &str = "kota-tangerang";
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(20);
/// Letters asked for in one transaction.
const BATCH: usize = 100;
const CONDITION: &str = "Aplikasi ditempatkan pada pusat data Pemerintah Kota, memakai layanan autentikasi tunggal, \
                         dan menyampaikan laporan pemanfaatan setiap triwulan kepada Dinas Komunikasi dan Informatika. ";

/// The services, and the folder of their files and keys, which goes with them.
pub(crate) struct Desk {
    pub(crate) stack: Stack,
    folder: PathBuf,
}

impl Desk {
    pub(crate) async fn start() -> Result<Self> {
        let folder = env::temp_dir().join(format!("letter-{}", platform::Clock::default().id()));
        let files = folder.join("files");
        fs::create_dir_all(&files)?;
        let config = Config {
            authority_folder: folder.join("authority"),
            verification_url: "http://127.0.0.1:8080/verify".to_owned(),
        };
        let files: document::Objects = files.to_str().context("a folder's name is text")?.parse()?;
        let stack = Stack::start(|parts| {
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
        directory::import(&stack.parts, Some(&cast)).await?;
        Ok(Self { stack, folder })
    }

    /// The names of `count` replies that wait for the head's signature.
    pub(crate) async fn drafts(&self, count: usize) -> Result<Vec<String>> {
        let mut db = PgConnection::connect_with(&self.stack.owner).await?;
        let drafts = "select count(*) from letter.letter";
        let before: i64 = sqlx::query_scalar(drafts).fetch_one(&mut db).await?;
        let mut names = vec![];
        while names.len() < count {
            let mut tx =
                tenancy::begin(&self.stack.parts.database("review"), &Caller::platform(&CITY.parse()?))
                    .await?;
            for _ in names.len()..count.min(names.len() + BATCH) {
                let event = self.reply();
                let subject = Subject { agency: CITY.parse()?, name: event.case.clone() };
                outbox::publish(&mut tx, subject, self.stack.parts.clock.now(), &event).await?;
                names.push(event.letter);
            }
            tx.commit().await?;
        }
        let (begun, mut looks) = (Instant::now(), interval(LOOK));
        loop {
            let found: i64 = sqlx::query_scalar(drafts).fetch_one(&mut db).await?;
            if before + i64::try_from(count)? <= found {
                return Ok(names);
            }
            ensure!(begun.elapsed() < PATIENCE, "{} of {count} letters were drafted", found - before);
            looks.tick().await;
        }
    }

    /// As the head of the office does, who has its answer when the letter is issued.
    pub(crate) async fn sign(&self, name: &str) -> Result<()> {
        let request_id = self.stack.parts.clock.id().to_string();
        let request = SignLetterRequest { name: name.to_owned(), request_id, ..SignLetterRequest::default() };
        let head = Caller {
            office: "diskominfo".to_owned(),
            display_name: "Dra. Hj. Ratna Wulandari, M.Si.".to_owned(),
            employee_id_number: "197004121995032003".to_owned(),
            ..caller(CITY, "kepala-dinas")
        };
        let mut client = LetterServiceClient::new(self.stack.channel.clone());
        client.sign_letter(self.stack.call(&head, request)).await?;
        Ok(())
    }

    fn reply(&self) -> LetterRequested {
        let name = |collection: &str| format!("agencies/{CITY}/{collection}/{}", self.stack.parts.clock.id());
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
                "content": { "explanation": "Selaras dengan arsitektur.", "conditions": CONDITION.repeat(14) },
            } },
        });
        LetterRequested {
            letter: name("letters"),
            case: name("cases"),
            submission: name("submissions"),
            registration_number: "KT-2026-000001".to_owned(),
            proposing_agency: format!("agencies/{CITY}"),
            proposing_office: "dinas-kesehatan".to_owned(),
            reviewing_offices: vec!["diskominfo".to_owned()],
            template: "reply_letter".to_owned(),
            title: "Surat jawaban atas permohonan".to_owned(),
            issue: Issue::Sign.into(),
            register: "surat-keluar".to_owned(),
            number_pattern: "B-{sequence:4}/DISKOMINFO/TI.01/{month}/{year}".to_owned(),
            signatory: "kepala-dinas".to_owned(),
            data: Some(platform::json::to_struct(data)),
            for_proposer: true,
            record: "reply_letter".to_owned(),
            request_time: Some(platform::time::to_proto(self.stack.parts.clock.now())),
            subject: "Jawaban atas Permohonan Pembangunan Aplikasi Sistem Antrean Puskesmas".to_owned(),
            ..LetterRequested::default()
        }
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // A leftover in the folder for temporary files harms nobody.
        fs::remove_dir_all(&self.folder).ok();
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
