//! What the gateway itself can be asked: to sign in and out, and to move the time of a demo.

use crate::{
    front::ADDRESS_HEADER,
    people::People,
    sessions::{SESSION_HEADER, Sessions},
    sign_in::{self, SignIn},
};
use platform::{Call, Error, Parts, Result, time};
use proto::gateway::v1::{
    self as pb,
    clock_service_server::{ClockService, ClockServiceServer},
    session_service_server::{SessionService, SessionServiceServer},
};
use std::sync::Arc;
use tonic::{Request, Response, Status, service::Routes};

/// Time can be asked and moved in demo and test stacks alone.
pub(crate) fn routes(parts: &Parts, sessions: Arc<Sessions>, people: People, sign_in: SignIn) -> Routes {
    let routes = Routes::new(SessionServiceServer::new(Desk { sessions, people, sign_in }));
    if parts.is_demo() {
        routes.add_service(ClockServiceServer::new(DemoClock(parts.clone())))
    } else {
        routes
    }
}

struct Desk {
    sessions: Arc<Sessions>,
    people: People,
    sign_in: SignIn,
}

#[tonic::async_trait]
impl SessionService for Desk {
    async fn create_session(
        &self,
        request: Request<pb::CreateSessionRequest>,
    ) -> Result<Response<pb::Session>, Status> {
        Ok(self.sign_in(request).await?.into())
    }

    async fn delete_session(
        &self,
        request: Request<pb::DeleteSessionRequest>,
    ) -> Result<Response<pb::DeleteSessionResponse>, Status> {
        Ok(self.sign_out(request).await?.into())
    }
}

impl Desk {
    async fn sign_in(&self, request: Request<pb::CreateSessionRequest>) -> Result<pb::Session> {
        let address = header(&request, ADDRESS_HEADER.as_str()).unwrap_or_default();
        let body = request.into_inner();
        for (field, value) in [("name", &body.name), ("password", &body.password)] {
            if value.is_empty() || value.len() > 200 {
                return Err(Error::invalid(format!("{field}: must have from 1 to 200 characters")));
            }
        }
        let agency = self.sign_in.check(&body.name, &body.password, &address)?;
        let found = self.people.find(&agency, &body.name).await;
        let caller = found.map_err(|error| match error {
            Error::NotFound(_) | Error::Invalid(_) | Error::Denied(_) => {
                self.sign_in.failed(&body.name, &address);
                sign_in::wrong()
            }
            other => other,
        })?;
        let (session, token) = self.sessions.open(body.name, caller).await?;
        Ok(pb::Session {
            token,
            expire_time: Some(time::to_proto(session.expires_at)),
            display_name: session.caller.display_name,
            agency: session.caller.agency.name(),
        })
    }

    async fn sign_out(
        &self,
        request: Request<pb::DeleteSessionRequest>,
    ) -> Result<pb::DeleteSessionResponse> {
        let session = header(&request, SESSION_HEADER.as_str());
        let call = Call::try_from(request)?;
        let session =
            session.ok_or_else(|| Error::invalid("there is no session to end but through the gateway"))?;
        self.sessions.close(&call.caller, &session).await?;
        Ok(pb::DeleteSessionResponse {})
    }
}

fn header<T>(request: &Request<T>, name: &str) -> Option<String> {
    request.metadata().get(name)?.to_str().ok().map(str::to_owned)
}

struct DemoClock(Parts);

#[tonic::async_trait]
impl ClockService for DemoClock {
    async fn advance_clock(
        &self,
        request: Request<pb::AdvanceClockRequest>,
    ) -> Result<Response<pb::AdvanceClockResponse>, Status> {
        let to = time::from_proto("to", request.into_inner().to)?;
        let now = self.0.advance_clock(to).await?;
        Ok(pb::AdvanceClockResponse { now: Some(time::to_proto(now)) }.into())
    }

    async fn get_clock(
        &self,
        _: Request<pb::GetClockRequest>,
    ) -> Result<Response<pb::GetClockResponse>, Status> {
        Ok(pb::GetClockResponse { now: Some(time::to_proto(self.0.clock.now())) }.into())
    }
}
