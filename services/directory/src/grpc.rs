//! What directory can be asked.

mod acting;
mod agency;
mod identity;
mod position;

use platform::{Agency, Caller, Clock, Database, Error, Parts, Result, tenancy};
use proto::directory::v1::{
    self as pb,
    directory_service_server::{DirectoryService, DirectoryServiceServer},
};
use tonic::{Request, Response, Status, service::Routes};

pub(crate) fn routes(parts: &Parts) -> Routes {
    let desk = Desk { db: parts.database(crate::NAME), clock: parts.clock.clone() };
    Routes::new(DirectoryServiceServer::new(desk))
}

struct Desk {
    db: Database,
    clock: Clock,
}

#[tonic::async_trait]
impl DirectoryService for Desk {
    async fn list_agencies(
        &self,
        request: Request<pb::ListAgenciesRequest>,
    ) -> Result<Response<pb::ListAgenciesResponse>, Status> {
        Ok(self.agencies(request.into_inner()).await?.into())
    }

    async fn get_agency(
        &self,
        request: Request<pb::GetAgencyRequest>,
    ) -> Result<Response<pb::Agency>, Status> {
        Ok(self.agency(request.into_inner()).await?.into())
    }

    async fn list_units(
        &self,
        request: Request<pb::ListUnitsRequest>,
    ) -> Result<Response<pb::ListUnitsResponse>, Status> {
        Ok(self.units(request.try_into()?).await?.into())
    }

    async fn list_positions(
        &self,
        request: Request<pb::ListPositionsRequest>,
    ) -> Result<Response<pb::ListPositionsResponse>, Status> {
        Ok(self.positions(request.try_into()?).await?.into())
    }

    async fn get_position(
        &self,
        request: Request<pb::GetPositionRequest>,
    ) -> Result<Response<pb::Position>, Status> {
        Ok(self.position(request.try_into()?).await?.into())
    }

    async fn list_acting_assignments(
        &self,
        request: Request<pb::ListActingAssignmentsRequest>,
    ) -> Result<Response<pb::ListActingAssignmentsResponse>, Status> {
        Ok(self.acting_assignments(request.try_into()?).await?.into())
    }

    async fn create_acting_assignment(
        &self,
        request: Request<pb::CreateActingAssignmentRequest>,
    ) -> Result<Response<pb::ActingAssignment>, Status> {
        Ok(self.appoint(request.try_into()?).await?.into())
    }

    async fn end_acting_assignment(
        &self,
        request: Request<pb::EndActingAssignmentRequest>,
    ) -> Result<Response<pb::ActingAssignment>, Status> {
        Ok(self.end(request.try_into()?).await?.into())
    }

    async fn get_calendar(
        &self,
        request: Request<pb::GetCalendarRequest>,
    ) -> Result<Response<pb::Calendar>, Status> {
        Ok(self.calendar(request.into_inner()).await?.into())
    }

    async fn get_me(&self, request: Request<pb::GetMeRequest>) -> Result<Response<pb::Identity>, Status> {
        Ok(Self::me(request.try_into()?)?.into())
    }

    async fn find_identity(
        &self,
        request: Request<pb::FindIdentityRequest>,
    ) -> Result<Response<pb::Identity>, Status> {
        Ok(self.identity(request.try_into()?).await?.into())
    }
}

impl Desk {
    /// A transaction that reads in the name of `agency`.
    async fn read(&self, agency: &Agency) -> Result<platform::Tx> {
        tenancy::begin(&self.db, &Caller::platform(agency)).await
    }

    /// The day it is where `agency` works.
    fn today(&self, agency: &Agency) -> Result<jiff::civil::Date> {
        let known = crate::agency::find(agency.as_str()).ok_or_else(|| Error::NotFound(agency.name()))?;
        let now = self.clock.now().in_tz(&known.time_zone).map_err(Error::internal)?;
        Ok(now.date())
    }
}

/// Lets the agency's own people and the platform pass. For others `name` does not exist.
fn of_own_agency(caller: &Caller, agency: &Agency, name: &str) -> Result<()> {
    if caller.is_platform() || caller.agency == *agency {
        Ok(())
    } else {
        Err(Error::NotFound(name.to_owned()))
    }
}
