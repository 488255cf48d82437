//! A service of reviewing offices at work, and the cases they are given.

use crate::course::{COURSE, Step};
use anyhow::{Context as _, Result};
use platform::{
    Caller, Parts, ResourceName, Service, Subject, inbox::Subscriptions, outbox, tenancy, testing, time,
};
use prost::{Message, Name};
use proto::{
    directory::v1::{Calendar, CalendarChanged},
    intake::v1::{Applicant, Document, Dossier, Section, SubmissionFiled},
    review::v1::{
        Case, CompleteTaskRequest, ListTasksRequest, Task, review_service_client::ReviewServiceClient,
    },
};
use sqlx::{ConnectOptions as _, PgConnection, migrate::Migrator};
use std::time::{Duration, Instant};
use tonic::{service::Routes, transport::Channel};
use uuid::Uuid;

const PROCEDURE: &str = include_str!("../../procedures/pengajuan-aplikasi-e-government.yaml");
const CITY: &str = "kota-tangerang";
/// How many agencies work by the procedure, each behind its own row-level security.
const AGENCIES: usize = 16;
/// Submissions told in one transaction.
const BATCH: usize = 50;
const PATIENCE: Duration = Duration::from_secs(120);
const TEXT: &str = "Aplikasi ini dipakai untuk mengatur antrean pasien di puskesmas, mencatat kunjungan, dan \
                    menyampaikan laporan harian kepada dinas tanpa pencatatan ganda pada buku register. ";

/// The review service, on a database and a stream of its own.
pub(crate) struct Office {
    pub(crate) stack: testing::Stack,
    pub(crate) agencies: Vec<String>,
}

/// A case and the task that is next.
#[derive(Debug, Clone)]
pub(crate) struct Work {
    pub(crate) agency: String,
    pub(crate) task: String,
    pub(crate) step: usize,
}

impl Office {
    /// With the shipped procedure published for every agency, and their calendars known.
    pub(crate) async fn open() -> Result<Self> {
        let services = |parts: &Parts| vec![review::service(parts), teller("intake"), teller("directory")];
        let stack = testing::Stack::start(services).await;
        let agencies = (0..AGENCIES).map(|number| format!("kota-nomor-{number:02}")).collect();
        let office = Self { stack, agencies };
        for agency in &office.agencies {
            let source = PROCEDURE.replace(&format!("agency: {CITY}"), &format!("agency: {agency}"));
            review::publish(&office.stack.parts, &source, None).await?;
            office.tell_calendar(agency).await?;
        }
        let count = i64::try_from(AGENCIES)?;
        office.until("select count(*) from review.calendar", count).await?;
        Ok(office)
    }

    /// Files `count` requests, spread over the agencies, and gives their first tasks once all are there.
    pub(crate) async fn file(&self, count: usize) -> Result<Vec<Work>> {
        let mut db = self.owner().await?;
        let before: Option<Uuid> =
            sqlx::query_scalar("select id from review.case_file order by id desc limit 1")
                .fetch_optional(&mut db)
                .await?;
        let known: i64 =
            sqlx::query_scalar("select count(*) from review.case_file").fetch_one(&mut db).await?;
        let intake = self.stack.parts.database("intake");
        let each = count.div_ceil(self.agencies.len());
        for agency in &self.agencies {
            for start in (0..each).step_by(BATCH) {
                let mut tx = tenancy::begin(&intake, &Caller::platform(&agency.parse()?)).await?;
                for _ in start..each.min(start + BATCH) {
                    let dossier = self.dossier(agency);
                    let submission = ResourceName::parse("submissions", &dossier.submission)?;
                    let event = SubmissionFiled { dossier: Some(dossier) };
                    outbox::publish(&mut tx, &submission, self.stack.parts.clock.now(), &event).await?;
                }
                tx.commit().await?;
            }
        }
        let filed = i64::try_from(each * self.agencies.len())?;
        self.until("select count(*) from review.case_file", known + filed).await?;
        self.until_told().await?;
        let rows: Vec<(String, Uuid)> = sqlx::query_as(
            "select agency, id from review.task
             where state = 'OPEN' and ($1::uuid is null or $1 < case_id) order by case_id",
        )
        .bind(before)
        .fetch_all(&mut db)
        .await?;
        let work = rows.into_iter().map(|(agency, id)| Work {
            task: format!("agencies/{agency}/tasks/{id}"),
            agency,
            step: 0,
        });
        Ok(work.collect())
    }

    /// Waits until the relays have nothing left to do.
    pub(crate) async fn until_told(&self) -> Result<()> {
        for service in ["intake", "review"] {
            let waiting = format!("select count(*) from {service}.outbox where published_at is null");
            self.until(&waiting, 0).await?;
        }
        Ok(())
    }

    /// Completes the task of `work` as the holder of its position does. Gives the case as it has become.
    pub(crate) async fn complete(&self, work: &Work) -> Result<Case> {
        let Step { position, outcome, sheet } = &COURSE[work.step];
        let request = CompleteTaskRequest {
            name: work.task.clone(),
            outcome: (*outcome).to_owned(),
            sheet: sheet(),
            etag: String::new(),
            request_id: self.stack.parts.clock.id().to_string(),
        };
        let request = self.stack.call(&officer(&work.agency, position), request);
        let answer = self.client().complete_task(request).await?.into_inner();
        answer.case.context("the answer has the case")
    }

    /// All tasks of the inbox of `position`.
    pub(crate) async fn inbox(&self, agency: &str, position: &str) -> Result<Vec<Task>> {
        let request =
            ListTasksRequest { parent: format!("agencies/{agency}"), page_size: 200, ..Default::default() };
        let request = self.stack.call(&officer(agency, position), request);
        Ok(self.client().list_tasks(request).await?.into_inner().tasks)
    }

    /// The database as its owner.
    pub(crate) async fn owner(&self) -> Result<PgConnection> {
        Ok(self.stack.owner.connect().await?)
    }

    fn client(&self) -> ReviewServiceClient<Channel> {
        ReviewServiceClient::new(self.stack.channel.clone())
    }

    #[expect(clippy::disallowed_methods, reason = "what is waited for happens in the service")]
    async fn until(&self, count: &str, expected: i64) -> Result<()> {
        let mut db = self.owner().await?;
        let begun = Instant::now();
        loop {
            let found: i64 =
                sqlx::query_scalar(sqlx::AssertSqlSafe(count.to_owned())).fetch_one(&mut db).await?;
            if found == expected {
                return Ok(());
            }
            anyhow::ensure!(begun.elapsed() < PATIENCE, "{count}: {found} and never {expected}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    fn dossier(&self, agency: &str) -> Dossier {
        let id = || self.stack.parts.clock.id();
        let document = |requirement: &str| Document {
            requirement: requirement.to_owned(),
            title: "Surat permohonan dan lampirannya".to_owned(),
            file: format!("agencies/{agency}/files/{}", id()),
            file_name: format!("{requirement}.pdf"),
            media_type: "application/pdf".to_owned(),
            size_bytes: 2_000_000,
            sha256: "ab".repeat(32),
        };
        let section = |section: &str| Section {
            id: section.to_owned(),
            title: "Uraian kebutuhan".to_owned(),
            text: TEXT.repeat(4),
        };
        let applicant = testing::caller(agency, "kepala-dinas-kesehatan");
        Dossier {
            submission: format!("agencies/{agency}/submissions/{}", id()),
            registration_number: "KT-2026-000001".to_owned(),
            procedure: format!("agencies/{agency}/procedures/pengajuan-aplikasi-e-government"),
            revision: 1,
            proposing_agency: format!("agencies/{agency}"),
            proposing_agency_title: "Pemerintah Kota".to_owned(),
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
            sections: ["user_requirements", "inputs_outputs"].map(section).to_vec(),
            documents: ["request_letter", "business_policy", "legal_basis"].map(document).to_vec(),
            file_time: Some(time::to_proto(self.stack.parts.clock.now())),
            channel: "portal".to_owned(),
            ..Dossier::default()
        }
    }

    async fn tell_calendar(&self, agency: &str) -> Result<()> {
        let name = format!("agencies/{agency}/calendar");
        let calendar = Calendar {
            name: name.clone(),
            version: 1,
            time_zone: "Asia/Jakarta".to_owned(),
            days: vec![],
            ramadan: vec![],
            first_year: 2026,
            last_year: 2027,
        };
        let subject = Subject { agency: agency.parse()?, name };
        self.tell("directory", subject, &CalendarChanged { calendar: Some(calendar) }).await
    }

    async fn tell<E: Message + Name>(
        &self,
        service: &'static str,
        subject: Subject,
        event: &E,
    ) -> Result<()> {
        let db = self.stack.parts.database(service);
        let mut tx = tenancy::begin(&db, &Caller::platform(&subject.agency)).await?;
        outbox::publish(&mut tx, subject, self.stack.parts.clock.now(), event).await?;
        Ok(tx.commit().await?)
    }
}

fn officer(agency: &str, position: &str) -> Caller {
    Caller { office: "diskominfo".to_owned(), ..testing::caller(agency, position) }
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
