//! What review can be asked.

mod case;
mod comment;
mod deadline;
mod inbox;
mod procedure;
mod task;
pub(crate) mod view;

use crate::{case::Performer, desk::Desk, file::File, sop::Sop};
use platform::{Call, Caller, Error, Held, Result};
use proto::review::v1::{
    self as pb,
    review_service_server::{ReviewService, ReviewServiceServer},
};
use tonic::{Request, Response, Status, service::Routes};

pub(crate) fn routes(desk: Desk) -> Routes {
    Routes::new(ReviewServiceServer::new(desk))
}

#[tonic::async_trait]
impl ReviewService for Desk {
    async fn list_procedures(
        &self,
        request: Request<pb::ListProceduresRequest>,
    ) -> Result<Response<pb::ListProceduresResponse>, Status> {
        Ok(self.procedures(request.into_inner()).await?.into())
    }

    async fn get_procedure(
        &self,
        request: Request<pb::GetProcedureRequest>,
    ) -> Result<Response<pb::Procedure>, Status> {
        Ok(self.procedure(request.into_inner()).await?.into())
    }

    async fn publish_procedure(
        &self,
        request: Request<pb::PublishProcedureRequest>,
    ) -> Result<Response<pb::Procedure>, Status> {
        Ok(self.publish(request.try_into()?).await?.into())
    }

    async fn list_procedure_versions(
        &self,
        request: Request<pb::ListProcedureVersionsRequest>,
    ) -> Result<Response<pb::ListProcedureVersionsResponse>, Status> {
        Ok(self.versions(request.into_inner()).await?.into())
    }

    async fn check_procedure(
        &self,
        request: Request<pb::CheckProcedureRequest>,
    ) -> Result<Response<pb::CheckProcedureResponse>, Status> {
        Ok(self.check(request.try_into()?).await?.into())
    }

    async fn list_tasks(
        &self,
        request: Request<pb::ListTasksRequest>,
    ) -> Result<Response<pb::ListTasksResponse>, Status> {
        Ok(self.tasks(request.try_into()?).await?.into())
    }

    async fn summarize_tasks(
        &self,
        request: Request<pb::SummarizeTasksRequest>,
    ) -> Result<Response<pb::SummarizeTasksResponse>, Status> {
        Ok(self.summarize(request.try_into()?).await?.into())
    }

    async fn get_task(&self, request: Request<pb::GetTaskRequest>) -> Result<Response<pb::Task>, Status> {
        Ok(self.task(request.try_into()?).await?.into())
    }

    async fn prepare_task(
        &self,
        request: Request<pb::PrepareTaskRequest>,
    ) -> Result<Response<pb::Task>, Status> {
        Ok(self.prepare(request.try_into()?).await?.into())
    }

    async fn complete_task(
        &self,
        request: Request<pb::CompleteTaskRequest>,
    ) -> Result<Response<pb::CompleteTaskResponse>, Status> {
        Ok(self.complete(request.try_into()?).await?.into())
    }

    async fn get_case(&self, request: Request<pb::GetCaseRequest>) -> Result<Response<pb::Case>, Status> {
        Ok(self.case(request.try_into()?).await?.into())
    }

    async fn list_cases(
        &self,
        request: Request<pb::ListCasesRequest>,
    ) -> Result<Response<pb::ListCasesResponse>, Status> {
        Ok(self.cases(request.try_into()?).await?.into())
    }

    async fn list_case_history(
        &self,
        request: Request<pb::ListCaseHistoryRequest>,
    ) -> Result<Response<pb::ListCaseHistoryResponse>, Status> {
        Ok(self.history(request.try_into()?).await?.into())
    }

    async fn explain_deadline(
        &self,
        request: Request<pb::ExplainDeadlineRequest>,
    ) -> Result<Response<pb::DeadlineExplanation>, Status> {
        Ok(self.explain(request.try_into()?).await?.into())
    }

    async fn extend_follow_up(
        &self,
        request: Request<pb::ExtendFollowUpRequest>,
    ) -> Result<Response<pb::Case>, Status> {
        Ok(self.extend(request.try_into()?).await?.into())
    }

    async fn create_outage(
        &self,
        request: Request<pb::CreateOutageRequest>,
    ) -> Result<Response<pb::Outage>, Status> {
        Ok(self.record_outage(request.try_into()?).await?.into())
    }

    async fn list_outages(
        &self,
        request: Request<pb::ListOutagesRequest>,
    ) -> Result<Response<pb::ListOutagesResponse>, Status> {
        Ok(Desk::list_outages(self, request.try_into()?).await?.into())
    }

    async fn create_comment(
        &self,
        request: Request<pb::CreateCommentRequest>,
    ) -> Result<Response<pb::Comment>, Status> {
        Ok(self.remark(request.try_into()?).await?.into())
    }

    async fn list_comments(
        &self,
        request: Request<pb::ListCommentsRequest>,
    ) -> Result<Response<pb::ListCommentsResponse>, Status> {
        Ok(self.comments(request.try_into()?).await?.into())
    }
}

/// The file, if the caller's office reviews it; to anyone else it does not exist.
fn visible(file: Option<File>, caller: &Caller, name: &str) -> Result<File> {
    let missing = || Error::NotFound(name.to_owned());
    file.filter(|it| reviews(&it.sop, caller)).ok_or_else(missing)
}

fn reviews(sop: &Sop, caller: &Caller) -> bool {
    caller.agency.as_str() == sop.agency && (caller.is_platform() || sop.is_reviewed_by(&caller.office))
}

/// The caller in the position by which they act; without one, in their own.
fn performer(caller: &Caller, held: Option<&Held>) -> Performer {
    let held = held.or_else(|| caller.positions.first());
    Performer {
        person: caller.person.clone(),
        display_name: caller.display_name.clone(),
        employee_id_number: caller.employee_id_number.clone(),
        position: held.map(|it| it.position.clone()).unwrap_or_default(),
        position_title: held.map(|it| it.title.clone()).unwrap_or_default(),
        capacity: held.map(|it| it.capacity.to_string()).unwrap_or_default(),
        appointing_letter: held.map(|it| it.appointing_letter.clone()).unwrap_or_default(),
    }
}

/// A page of what belongs to one parent, for one agency.
fn scope<T>(list: &str, call: &Call<T>, parent: &str) -> String {
    format!("{list} of {parent} for {}/{}", call.caller.agency, call.caller.person)
}
