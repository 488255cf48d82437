//! Units and positions: entered, changed.

use super::{
    Desk, administers,
    agency::write_unit,
    position::{load_post, slug_in, write},
};
use crate::{
    agency::slug_of,
    edition, kind,
    official::{self, Position},
    store::{self, people::lock, place},
    unit::{self, Unit},
};
use platform::{
    Agency, Call, Error, Result, SlugName, Tx,
    idempotency::{Claim, claim},
    resource::request_id,
    tenancy,
};
use proto::directory::v1 as pb;
use std::collections::BTreeMap;

const MAX_TITLE: usize = 200;
const MAX_SLUG: usize = 80;

impl Desk {
    pub(super) async fn enter_unit(&self, call: Call<pb::CreateUnitRequest>) -> Result<pb::Unit> {
        let Call { caller, body } = call;
        let request_id = request_id(&body.request_id)?;
        let agency = Agency::from_name(&body.parent)?;
        administers(&caller, &agency, &body.parent)?;
        let given = body.unit.as_ref().ok_or_else(|| Error::invalid("unit is missing"))?;
        let slug = new_slug("unit_id", unit::COLLECTION, &agency, &body.unit_id, &given.title)?;
        let mut unit = Unit { slug: slug.clone(), ..Unit::default() };
        change_unit(&agency, &mut unit, given, &["title", "kind", "parent"])?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        lock(&mut tx, &agency).await?;
        let mut units = load_units(&mut tx, &agency).await?;
        if units.insert(slug.clone(), unit).is_some() {
            return Err(Error::Conflict(format!("unit_id: there is a unit {slug:?} already")));
        }
        let unit = unit::settle(&mut units, &slug)?;

        place::save_units(&mut tx, &agency, units, &slug).await?;
        claimed.answer(tx, write_unit(&agency, unit)).await
    }

    pub(super) async fn change_unit(&self, call: Call<pb::UpdateUnitRequest>) -> Result<pb::Unit> {
        let Call { caller, body } = call;
        let request_id = request_id(&body.request_id)?;
        let given = body.unit.as_ref().ok_or_else(|| Error::invalid("unit is missing"))?;
        let SlugName { agency, slug, .. } = SlugName::parse(unit::COLLECTION, &given.name)?;
        administers(&caller, &agency, &given.name)?;
        let given_fields = [
            ("title", !given.title.is_empty()),
            ("kind", !given.kind.is_empty()),
            ("parent", !given.parent.is_empty()),
        ];
        let mask = body.update_mask.as_ref().map_or(&[][..], |it| &it.paths);
        let paths = edition::paths(mask, &given_fields)?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        lock(&mut tx, &agency).await?;
        let mut units = load_units(&mut tx, &agency).await?;
        let unit = units.get_mut(&slug).ok_or_else(|| Error::NotFound(given.name.clone()))?;
        edition::expect(&given.name, &given.etag, &edition::etag(unit))?;
        change_unit(&agency, unit, given, &paths)?;
        let unit = unit::settle(&mut units, &slug)?;

        place::save_units(&mut tx, &agency, units, &slug).await?;
        claimed.answer(tx, write_unit(&agency, unit)).await
    }

    pub(super) async fn enter_position(&self, call: Call<pb::CreatePositionRequest>) -> Result<pb::Position> {
        let Call { caller, body } = call;
        let request_id = request_id(&body.request_id)?;
        let agency = Agency::from_name(&body.parent)?;
        administers(&caller, &agency, &body.parent)?;
        let given = body.position.as_ref().ok_or_else(|| Error::invalid("position is missing"))?;
        let slug = new_slug("position_id", official::COLLECTION, &agency, &body.position_id, &given.title)?;
        let mut position = Position { slug: slug.clone(), ..Position::default() };
        change_position(&agency, &mut position, given, &["title", "kind", "unit", "decides"])?;
        let today = self.today(&agency)?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        lock(&mut tx, &agency).await?;
        check_unit(&mut tx, &agency, &position).await?;
        if store::position_slugs(&mut tx, &agency).await?.contains(&slug) {
            return Err(Error::Conflict(format!("position_id: there is a position {slug:?} already")));
        }

        place::save_position(&mut tx, &agency, position).await?;
        let post = load_post(&mut tx, &agency, &slug, today).await?;
        claimed.answer(tx, write(&agency, post)).await
    }

    pub(super) async fn change_position(
        &self,
        call: Call<pb::UpdatePositionRequest>,
    ) -> Result<pb::Position> {
        let Call { caller, body } = call;
        let request_id = request_id(&body.request_id)?;
        let given = body.position.as_ref().ok_or_else(|| Error::invalid("position is missing"))?;
        let SlugName { agency, slug, .. } = SlugName::parse(official::COLLECTION, &given.name)?;
        administers(&caller, &agency, &given.name)?;
        let given_fields = [
            ("title", !given.title.is_empty()),
            ("kind", !given.kind.is_empty()),
            ("unit", !given.unit.is_empty()),
            ("decides", given.decides),
        ];
        let mask = body.update_mask.as_ref().map_or(&[][..], |it| &it.paths);
        let paths = edition::paths(mask, &given_fields)?;
        let today = self.today(&agency)?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        lock(&mut tx, &agency).await?;
        let mut position = load_post(&mut tx, &agency, &slug, today).await?.position();
        edition::expect(&given.name, &given.etag, &edition::etag(&position))?;
        change_position(&agency, &mut position, given, &paths)?;
        check_unit(&mut tx, &agency, &position).await?;
        let holders = store::people::holders(&mut tx, &agency, &slug).await?;
        if position.decides && 1 < holders.len() {
            let reason = format!("decides: {} hold {slug}, and one person decides for a unit", holders.len());
            return Err(Error::Conflict(reason));
        }

        place::save_position(&mut tx, &agency, position).await?;
        let post = load_post(&mut tx, &agency, &slug, today).await?;
        claimed.answer(tx, write(&agency, post)).await
    }
}

/// The slug a new entry gets: the one asked for, else one made of the title.
fn new_slug(
    field: &str,
    collection: &'static str,
    agency: &Agency,
    asked: &str,
    title: &str,
) -> Result<String> {
    let made = slug_of(title);
    let made = made.get(..MAX_SLUG.min(made.len())).unwrap_or_default().trim_end_matches('-');
    let slug = if asked.is_empty() { made } else { asked };
    let parsed = SlugName::parse(collection, &format!("{}/{collection}/{slug}", agency.name()));
    parsed.map(|it| it.slug).map_err(|_| {
        let form = format!("lower-case letters, digits and hyphens, at most {MAX_SLUG}");
        Error::invalid(format!("{field}: {slug:?} is not made of {form}"))
    })
}

fn change_unit(agency: &Agency, unit: &mut Unit, given: &pb::Unit, paths: &[&str]) -> Result<()> {
    for path in paths {
        match *path {
            "title" => unit.title = edition::filled(path, &given.title, MAX_TITLE)?,
            "kind" if kind::is_office(&given.kind).is_none() => {
                return Err(Error::invalid(format!("kind: {:?} is not a kind of unit", given.kind)));
            }
            "kind" => unit.kind.clone_from(&given.kind),
            _ if given.parent.is_empty() => unit.parent = None,
            _ => unit.parent = Some(slug_in(agency, path, unit::COLLECTION, &given.parent)?),
        }
    }
    Ok(())
}

fn change_position(
    agency: &Agency,
    position: &mut Position,
    given: &pb::Position,
    paths: &[&str],
) -> Result<()> {
    for path in paths {
        match *path {
            "title" => position.title = edition::filled(path, &given.title, MAX_TITLE)?,
            "kind" if !kind::is_position(&given.kind) => {
                return Err(Error::invalid(format!("kind: {:?} is not a kind of position", given.kind)));
            }
            "kind" => position.kind.clone_from(&given.kind),
            "unit" => position.unit = slug_in(agency, path, unit::COLLECTION, &given.unit)?,
            _ => position.decides = given.decides,
        }
    }
    Ok(())
}

async fn load_units(tx: &mut Tx, agency: &Agency) -> Result<BTreeMap<String, Unit>> {
    let units = store::list_units(tx, agency, None, None).await?;
    Ok(units.into_iter().map(|it| (it.slug.clone(), it)).collect())
}

async fn check_unit(tx: &mut Tx, agency: &Agency, position: &Position) -> Result<()> {
    if load_units(tx, agency).await?.contains_key(&position.unit) {
        return Ok(());
    }
    Err(Error::invalid(format!("unit: there is no unit {:?}", position.unit)))
}
