//! Who people are, asked of the directory.

use platform::{Agency, Caller, Capacity, Error, Held, Parts, Result};
use proto::directory::v1::{
    self as pb, FindIdentityRequest, directory_service_client::DirectoryServiceClient,
};

/// The way to the directory.
#[derive(Clone)]
pub(crate) struct People {
    parts: Parts,
}

impl People {
    pub(crate) fn new(parts: &Parts) -> Self {
        Self { parts: parts.clone() }
    }

    /// The person who signs in under `sign_in_name`, as they are now.
    pub(crate) async fn find(&self, agency: &Agency, sign_in_name: &str) -> Result<Caller> {
        let message = FindIdentityRequest { sign_in_name: sign_in_name.to_owned() };
        let request = self.parts.request(&Caller::platform(agency), message)?;
        let mut directory = DirectoryServiceClient::new(self.parts.channel("directory"));
        let identity = directory.find_identity(request).await?.into_inner();
        Who(identity).try_into()
    }
}

struct Who(pb::Identity);

impl TryFrom<Who> for Caller {
    type Error = Error;

    fn try_from(Who(identity): Who) -> Result<Self> {
        if identity.person.is_empty() {
            // Nobody: it would be taken for the platform itself.
            return Err(Error::internal("the directory found a person without an id"));
        }
        Ok(Self {
            agency: Agency::from_name(&identity.agency)?,
            person: identity.person,
            display_name: identity.display_name,
            employee_id_number: identity.employee_id_number,
            unit: identity.unit,
            unit_title: identity.unit_title,
            unit_kind: identity.unit_kind,
            office: identity.office,
            office_title: identity.office_title,
            office_kind: identity.office_kind,
            parent_office_title: identity.parent_office_title,
            positions: identity.positions.into_iter().map(held).collect::<Result<_>>()?,
            assists: identity.assists,
            administrator: identity.administrator,
        })
    }
}

fn held(held: pb::HeldPosition) -> Result<Held> {
    let capacity = Capacity::from_proto(held.capacity());
    let capacity = capacity.ok_or_else(|| Error::internal("the directory left a capacity out"))?;
    Ok(Held {
        position: held.position,
        title: held.title,
        kind: held.kind,
        capacity,
        appointing_letter: held.appointing_letter,
    })
}
