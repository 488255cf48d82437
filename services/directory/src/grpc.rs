//! What directory can be asked.

mod acting;
mod agency;
mod appointing;
mod identity;
mod local_day;
mod people;
mod place;
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

    async fn create_unit(
        &self,
        request: Request<pb::CreateUnitRequest>,
    ) -> Result<Response<pb::Unit>, Status> {
        Ok(self.enter_unit(request.try_into()?).await?.into())
    }

    async fn update_unit(
        &self,
        request: Request<pb::UpdateUnitRequest>,
    ) -> Result<Response<pb::Unit>, Status> {
        Ok(self.change_unit(request.try_into()?).await?.into())
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

    async fn search_positions(
        &self,
        request: Request<pb::SearchPositionsRequest>,
    ) -> Result<Response<pb::SearchPositionsResponse>, Status> {
        Ok(self.found_positions(request.try_into()?).await?.into())
    }

    async fn create_position(
        &self,
        request: Request<pb::CreatePositionRequest>,
    ) -> Result<Response<pb::Position>, Status> {
        Ok(self.enter_position(request.try_into()?).await?.into())
    }

    async fn update_position(
        &self,
        request: Request<pb::UpdatePositionRequest>,
    ) -> Result<Response<pb::Position>, Status> {
        Ok(self.change_position(request.try_into()?).await?.into())
    }

    async fn list_people(
        &self,
        request: Request<pb::ListPeopleRequest>,
    ) -> Result<Response<pb::ListPeopleResponse>, Status> {
        Ok(self.people(request.try_into()?).await?.into())
    }

    async fn get_person(
        &self,
        request: Request<pb::GetPersonRequest>,
    ) -> Result<Response<pb::Person>, Status> {
        Ok(self.person(request.try_into()?).await?.into())
    }

    async fn create_person(
        &self,
        request: Request<pb::CreatePersonRequest>,
    ) -> Result<Response<pb::Person>, Status> {
        Ok(self.enter_person(request.try_into()?).await?.into())
    }

    async fn update_person(
        &self,
        request: Request<pb::UpdatePersonRequest>,
    ) -> Result<Response<pb::Person>, Status> {
        Ok(self.change_person(request.try_into()?).await?.into())
    }

    async fn appoint_person(
        &self,
        request: Request<pb::AppointPersonRequest>,
    ) -> Result<Response<pb::Person>, Status> {
        Ok(self.give_position(request.try_into()?).await?.into())
    }

    async fn release_person(
        &self,
        request: Request<pb::ReleasePersonRequest>,
    ) -> Result<Response<pb::Person>, Status> {
        Ok(self.take_position(request.try_into()?).await?.into())
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

    async fn list_local_days(
        &self,
        request: Request<pb::ListLocalDaysRequest>,
    ) -> Result<Response<pb::ListLocalDaysResponse>, Status> {
        Ok(self.local_days(request.try_into()?).await?.into())
    }

    async fn create_local_day(
        &self,
        request: Request<pb::CreateLocalDayRequest>,
    ) -> Result<Response<pb::LocalDay>, Status> {
        Ok(self.enter_local_day(request.try_into()?).await?.into())
    }

    async fn update_local_day(
        &self,
        request: Request<pb::UpdateLocalDayRequest>,
    ) -> Result<Response<pb::LocalDay>, Status> {
        Ok(self.change_local_day(request.try_into()?).await?.into())
    }

    async fn delete_local_day(
        &self,
        request: Request<pb::DeleteLocalDayRequest>,
    ) -> Result<Response<pb::DeleteLocalDayResponse>, Status> {
        Ok(self.remove_local_day(request.try_into()?).await?.into())
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
        let known = known(agency)?;
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

/// Lets only the agency's administrator pass.
fn administers(caller: &Caller, agency: &Agency, name: &str) -> Result<()> {
    of_own_agency(caller, agency, name)?;
    if caller.administrator && !caller.is_platform() {
        return Ok(());
    }
    Err(Error::Denied("only the agency's administrator may".to_owned()))
}

/// What is known of `agency` without a database.
fn known(agency: &Agency) -> Result<&'static crate::agency::Agency> {
    crate::agency::find(agency.as_str()).ok_or_else(|| Error::NotFound(agency.name()))
}

/// What a search looks for.
fn query(text: &str) -> Result<&str> {
    const MAX_QUERY: usize = 200;
    if MAX_QUERY < text.len() {
        return Err(Error::invalid(format!("query is longer than {MAX_QUERY} bytes")));
    }
    Ok(text.trim())
}
