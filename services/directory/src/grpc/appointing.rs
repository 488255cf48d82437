//! Who holds a position as their own: put into it, released from it.

use super::{
    Desk, administers,
    people::write,
    position::{load_post, slug_in},
};
use crate::{
    edition, official,
    person::{self, Record},
    store::{acting, people as store},
};
use platform::{
    Call, Caller, Error, ResourceName, Result, Tx,
    idempotency::{Claim, claim},
    resource::request_id,
    tenancy,
};
use proto::directory::v1 as pb;

impl Desk {
    pub(super) async fn give_position(&self, call: Call<pb::AppointPersonRequest>) -> Result<pb::Person> {
        let Call { caller, body } = call;
        let request_id = request_id(&body.request_id)?;
        let name = ResourceName::parse(person::COLLECTION, &body.name)?;
        administers(&caller, &name.agency, &body.name)?;
        let position = slug_in(&name.agency, "position", official::COLLECTION, &body.position)?;
        let today = self.today(&name.agency)?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        store::lock(&mut tx, &name.agency).await?;
        let before = store::load(&mut tx, &name).await?;
        edition::expect(&body.name, &body.etag, &before.etag())?;
        load_post(&mut tx, &name.agency, &position, today).await.map_err(|error| match error {
            Error::NotFound(_) => Error::invalid(format!("position: there is no position {position:?}")),
            error => error,
        })?;
        // They sign in under the position's name, so it is one person's.
        let holders = store::holders(&mut tx, &name.agency, &position).await?;
        if let Some(holder) = holders.iter().find(|it| **it != name.id) {
            let holder = person::name(&name.agency, *holder);
            return Err(Error::Conflict(format!("position: {holder} holds {position}: release them first")));
        }

        store::save_own(&mut tx, &name, Some(&position)).await?;
        self.cut_off(&mut tx, &name, Some(&position)).await?;
        let next = store::load(&mut tx, &name).await?;
        claimed.answer(tx, write(&name.agency, next)).await
    }

    pub(super) async fn take_position(&self, call: Call<pb::ReleasePersonRequest>) -> Result<pb::Person> {
        let Call { caller, body } = call;
        let request_id = request_id(&body.request_id)?;
        let name = ResourceName::parse(person::COLLECTION, &body.name)?;
        administers(&caller, &name.agency, &body.name)?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        store::lock(&mut tx, &name.agency).await?;
        let before = store::load(&mut tx, &name).await?;
        edition::expect(&body.name, &body.etag, &before.etag())?;
        let next = released(&mut tx, &caller, &name, &before).await?;

        store::save_own(&mut tx, &name, None).await?;
        self.cut_off(&mut tx, &name, None).await?;
        claimed.answer(tx, write(&name.agency, next)).await
    }

    /// Lets the person act no longer: in `position`, which has become their own, or anywhere.
    async fn cut_off(&self, tx: &mut Tx, name: &ResourceName, position: Option<&str>) -> Result<()> {
        let today = self.today(&name.agency)?;
        for mut it in acting::of_person(tx, &name.agency, name.id).await? {
            if position.is_none_or(|own| own == it.position) && it.cut_off(today) {
                acting::save_last_day(tx, &name.agency, &it).await?;
            }
        }
        Ok(())
    }
}

async fn released(tx: &mut Tx, caller: &Caller, name: &ResourceName, before: &Record) -> Result<Record> {
    if before.own.is_none() {
        return Err(Error::Conflict(format!("{name} holds no position of their own")));
    }
    let next = Record { own: None, ..before.clone() };
    before.check_right(&next, &caller.person, store::other_administrators(tx, name).await?)?;
    Ok(next)
}
