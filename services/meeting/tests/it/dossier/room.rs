//! A team whose cases have documents, and those who want to read them.

use crate::{
    client,
    team::{MINISTRY, OFFICE, SECRETARIAT, Team},
};
use document::{Config, Objects};
use futures::stream;
use platform::{Caller, tenancy, testing::caller};
use proto::{
    document::v1::{
        FileSpec, Reader, StoreFileRequest, document_service_client::DocumentServiceClient,
        store_file_request::Part,
    },
    intake::v1::{Document, Dossier, Section},
    meeting::v1::{
        Discussion, DownloadDocumentRequest, GetMeetingRequest, Meeting, RecordDiscussionRequest,
        RespondInvitationRequest, discussion,
    },
};
use std::{fs, path::PathBuf};
use tonic::Status;

pub(super) const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\nendobj\nstartxref\n9\n%%EOF\n";

/// The team, and the folder with its files, which goes with the test.
pub(super) struct Room {
    pub(super) team: Team,
    folder: PathBuf,
}

impl Room {
    pub(super) async fn start() -> Self {
        let folder =
            std::env::temp_dir().join(format!("meeting-{}", platform::Clock::default().id().simple()));
        fs::create_dir_all(&folder).unwrap();
        let files: Objects = folder.to_str().unwrap().parse().unwrap();
        let document = |parts: &_| vec![document::service(parts, Config::new(files))];
        Self { team: Team::start_with(document).await, folder }
    }

    /// Puts a case with one document to the team. Answers with the name of its file.
    pub(super) async fn put(&self, number: usize, proposer: &str) -> String {
        let file = self.store().await;
        let document = Document {
            requirement: "proposal_letter".to_owned(),
            title: "Surat usulan".to_owned(),
            file: file.clone(),
            file_name: "Surat usulan.pdf".to_owned(),
            ..Document::default()
        };
        let section = Section {
            id: "background".to_owned(),
            title: "Latar belakang".to_owned(),
            text: "Warga mengurus izin.".to_owned(),
        };
        let dossier = Dossier {
            purpose_title: "Pembangunan".to_owned(),
            letter_number: "1/2026".to_owned(),
            documents: vec![document],
            sections: vec![section],
            ..Dossier::default()
        };
        self.team.request_with(number, proposer, dossier).await;
        file
    }

    /// A file that the reviewing office may read, as intake has it granted.
    pub(super) async fn store(&self) -> String {
        let file = format!("agencies/{MINISTRY}/files/{}", self.team.id());
        let reader = Reader { agency: format!("agencies/{MINISTRY}"), office: OFFICE.to_owned() };
        let spec = FileSpec {
            file: file.clone(),
            file_name: "Surat usulan.pdf".to_owned(),
            readers: vec![reader],
            ..FileSpec::default()
        };
        let parts = [Part::Spec(spec), Part::Data(PDF.into())];
        let parts = parts.map(|part| StoreFileRequest { part: Some(part) });
        let platform = Caller::platform(&MINISTRY.parse().unwrap());
        let request = self.team.stack.call(&platform, stream::iter(parts));
        DocumentServiceClient::new(self.team.stack.channel.clone()).store_file(request).await.unwrap();
        file
    }

    pub(super) async fn download(&self, by: &Caller, meeting: &str, file: &str) -> Result<Vec<u8>, Status> {
        let request = DownloadDocumentRequest { name: meeting.to_owned(), file: file.to_owned() };
        let request = self.team.stack.call(by, request);
        let mut body = client(&self.team.stack).download_document(request).await?.into_inner();
        let mut bytes = vec![];
        while let Some(piece) = body.message().await? {
            bytes.extend(piece.data);
        }
        Ok(bytes)
    }

    /// What the caller reads of each case that they see on a meeting.
    pub(super) async fn dossiers(&self, by: &Caller, meeting: &str) -> Vec<Option<discussion::Dossier>> {
        let request = self.team.stack.call(by, GetMeetingRequest { name: meeting.to_owned() });
        let meeting = client(&self.team.stack).get_meeting(request).await.unwrap().into_inner();
        meeting.discussions.into_iter().map(|it| it.dossier).collect()
    }

    pub(super) async fn answer(&self, by: &Caller, meeting: &Meeting, accept: bool) {
        let request = RespondInvitationRequest {
            name: meeting.name.clone(),
            accept,
            request_id: self.team.id(),
            ..RespondInvitationRequest::default()
        };
        client(&self.team.stack).respond_invitation(self.team.stack.call(by, request)).await.unwrap();
    }

    /// Records the only case of a meeting.
    pub(super) async fn record(&self, meeting: &Meeting, result: discussion::Result, outcome: &str) {
        let discussion = Discussion {
            agenda_item: meeting.discussions[0].agenda_item.clone(),
            result: result.into(),
            outcome: outcome.to_owned(),
            ..Discussion::default()
        };
        let request = RecordDiscussionRequest {
            name: meeting.name.clone(),
            discussion: Some(discussion),
            request_id: self.team.id(),
        };
        client(&self.team.stack).record_discussion(self.team.call(SECRETARIAT, request)).await.unwrap();
    }

    /// How many cases the database shows to an agency.
    pub(super) async fn rows(&self, agency: &str) -> i64 {
        let platform = Caller::platform(&agency.parse().unwrap());
        let db = self.team.stack.parts.database("meeting");
        let mut tx = tenancy::begin(&db, &platform).await.unwrap();
        sqlx::query_scalar("select count(*) from meeting.agenda_item").fetch_one(&mut *tx).await.unwrap()
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Who holds the position by which a member is invited.
pub(super) fn member(agency: &str) -> Caller {
    Caller { office: "tim-koordinasi-spbe".to_owned(), ..caller(agency, "wakil-tim-koordinasi-spbe") }
}

/// The head of an agency that is invited besides.
pub(super) fn guest(agency: &str) -> Caller {
    Caller { office: "pimpinan".to_owned(), ..caller(agency, "kepala") }
}
