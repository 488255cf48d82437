//! Who is calling, and who signs in.

use super::{Desk, position::write_capacity};
use crate::store;
use platform::{Agency, Call, Caller, Error, Held, Result};
use proto::directory::v1 as pb;

impl Desk {
    /// The token says all of it, so nothing is read.
    pub(super) fn me(call: Call<pb::GetMeRequest>) -> Result<pb::Identity> {
        if call.caller.is_platform() {
            return Err(Error::Unauthenticated("the platform is no person: sign in first".to_owned()));
        }
        Ok(write(call.caller))
    }

    pub(super) async fn identity(&self, call: Call<pb::FindIdentityRequest>) -> Result<pb::Identity> {
        let Call { caller, body } = call;
        if !caller.is_platform() {
            return Err(Error::Denied("sign-in names are looked up by the platform alone".to_owned()));
        }
        let unknown =
            || Error::NotFound(format!("{:?}", body.sign_in_name.chars().take(200).collect::<String>()));
        let (position, agency) = body.sign_in_name.split_once('@').ok_or_else(unknown)?;
        let agency: Agency = agency.parse().map_err(|_| unknown())?;
        let today = self.today(&agency).map_err(|_| unknown())?;
        let mut tx = self.read(&agency).await?;
        let official = store::official::find_official(&mut tx, &agency, position, today).await?;
        Ok(write(official.ok_or_else(unknown)?.caller(&agency)))
    }
}

fn write(caller: Caller) -> pb::Identity {
    pb::Identity {
        agency: caller.agency.name(),
        person: caller.person,
        display_name: caller.display_name,
        employee_id_number: caller.employee_id_number,
        unit: caller.unit,
        unit_title: caller.unit_title,
        unit_kind: caller.unit_kind,
        office: caller.office,
        office_title: caller.office_title,
        office_kind: caller.office_kind,
        parent_office_title: caller.parent_office_title,
        positions: caller.positions.into_iter().map(write_held).collect(),
        assists: caller.assists,
        administrator: caller.administrator,
    }
}

fn write_held(held: Held) -> pb::HeldPosition {
    pb::HeldPosition {
        position: held.position,
        title: held.title,
        kind: held.kind,
        capacity: write_capacity(held.capacity).into(),
        appointing_letter: held.appointing_letter,
    }
}
