//! What intake can be asked.

mod answer;
mod carry;
mod complaint;
mod draft;
mod edit;
mod file;
mod read;
mod record;
mod records;
mod register;
mod reply;
mod upload;
mod watch;

use futures::stream::BoxStream;
use platform::{Clock, Database, Parts, watch::Watchers};
use proto::{
    google::api::HttpBody,
    intake::v1::{
        self as pb,
        intake_service_server::{IntakeService, IntakeServiceServer},
    },
};
use tonic::{Request, Response, Result, Streaming, service::Routes};

pub(crate) fn routes(parts: &Parts, db: Database, watchers: Watchers) -> Routes {
    let clock = parts.clock.clone();
    let complaints = complaint::server(db.clone(), clock.clone());
    let register = register::server(parts.clone(), db.clone());
    Routes::new(IntakeServiceServer::new(Desk { parts: parts.clone(), db, clock, watchers }))
        .add_service(complaints)
        .add_service(register)
}

struct Desk {
    parts: Parts,
    db: Database,
    clock: Clock,
    watchers: Watchers,
}

#[tonic::async_trait]
impl IntakeService for Desk {
    type WatchSubmissionStream = BoxStream<'static, Result<pb::SubmissionEvent>>;
    type DownloadRecordsStream = BoxStream<'static, Result<HttpBody>>;

    async fn create_submission(
        &self,
        request: Request<pb::CreateSubmissionRequest>,
    ) -> Result<Response<pb::Submission>> {
        Ok(self.create(request.try_into()?).await?.into())
    }

    async fn get_submission(
        &self,
        request: Request<pb::GetSubmissionRequest>,
    ) -> Result<Response<pb::Submission>> {
        Ok(self.get(request.try_into()?).await?.into())
    }

    async fn list_submissions(
        &self,
        request: Request<pb::ListSubmissionsRequest>,
    ) -> Result<Response<pb::ListSubmissionsResponse>> {
        Ok(self.list(request.try_into()?).await?.into())
    }

    async fn update_submission(
        &self,
        request: Request<pb::UpdateSubmissionRequest>,
    ) -> Result<Response<pb::Submission>> {
        Ok(self.update(request.try_into()?).await?.into())
    }

    async fn delete_submission(
        &self,
        request: Request<pb::DeleteSubmissionRequest>,
    ) -> Result<Response<pb::DeleteSubmissionResponse>> {
        Ok(self.delete(request.try_into()?).await?.into())
    }

    async fn upload_document(
        &self,
        request: Request<Streaming<pb::UploadDocumentRequest>>,
    ) -> Result<Response<pb::Submission>> {
        Ok(self.upload(request.try_into()?).await?.into())
    }

    async fn remove_document(
        &self,
        request: Request<pb::RemoveDocumentRequest>,
    ) -> Result<Response<pb::Submission>> {
        Ok(self.remove(request.try_into()?).await?.into())
    }

    async fn check_submission(
        &self,
        request: Request<pb::CheckSubmissionRequest>,
    ) -> Result<Response<pb::CheckSubmissionResponse>> {
        Ok(self.check(request.try_into()?).await?.into())
    }

    async fn file_submission(
        &self,
        request: Request<pb::FileSubmissionRequest>,
    ) -> Result<Response<pb::Submission>> {
        Ok(self.file(request.try_into()?).await?.into())
    }

    async fn refile_submission(
        &self,
        request: Request<pb::RefileSubmissionRequest>,
    ) -> Result<Response<pb::Submission>> {
        Ok(self.refile(request.try_into()?).await?.into())
    }

    async fn withdraw_submission(
        &self,
        request: Request<pb::WithdrawSubmissionRequest>,
    ) -> Result<Response<pb::Submission>> {
        Ok(self.withdraw(request.try_into()?).await?.into())
    }

    async fn record_submission(
        &self,
        request: Request<pb::RecordSubmissionRequest>,
    ) -> Result<Response<pb::Submission>> {
        Ok(self.record(request.try_into()?).await?.into())
    }

    async fn carry_submission(
        &self,
        request: Request<pb::CarrySubmissionRequest>,
    ) -> Result<Response<pb::Submission>> {
        Ok(self.carry(request.try_into()?).await?.into())
    }

    async fn answer_action_item(
        &self,
        request: Request<pb::AnswerActionItemRequest>,
    ) -> Result<Response<pb::Submission>> {
        Ok(self.answer(request.try_into()?).await?.into())
    }

    async fn get_receipt(&self, request: Request<pb::GetReceiptRequest>) -> Result<Response<pb::Receipt>> {
        Ok(self.receipt(request.try_into()?).await?.into())
    }

    async fn list_submission_events(
        &self,
        request: Request<pb::ListSubmissionEventsRequest>,
    ) -> Result<Response<pb::ListSubmissionEventsResponse>> {
        Ok(self.events(request.try_into()?).await?.into())
    }

    async fn watch_submission(
        &self,
        request: Request<pb::WatchSubmissionRequest>,
    ) -> Result<Response<Self::WatchSubmissionStream>> {
        Ok(self.watch(request.try_into()?).await?.into())
    }

    async fn download_records(
        &self,
        request: Request<pb::DownloadRecordsRequest>,
    ) -> Result<Response<Self::DownloadRecordsStream>> {
        Ok(self.records(request.try_into()?).await?)
    }
}
