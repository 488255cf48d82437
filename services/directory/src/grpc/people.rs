//! People: listed, entered, changed.

use super::{Desk, administers, position::position_name, query};
use crate::{
    edition,
    official::{self, Person},
    person::{self, Record},
    store::people as store,
};
use platform::{
    Agency, Call, Error, ResourceName, Result, Tx,
    idempotency::{Claim, claim},
    page::Page,
    resource::request_id,
    tenancy,
};
use proto::directory::v1 as pb;
use uuid::Uuid;

impl Desk {
    pub(super) async fn people(&self, call: Call<pb::ListPeopleRequest>) -> Result<pb::ListPeopleResponse> {
        let Call { caller, body } = call;
        let agency = Agency::from_name(&body.parent)?;
        administers(&caller, &agency, &body.parent)?;
        let query = query(&body.query)?;
        let scope = format!("people {agency} {query}");
        let page: Page<(String, Uuid)> = Page::read(scope, body.page_size, &body.page_token)?;
        let mut tx = self.read(&agency).await?;
        let rows = store::list(&mut tx, &agency, None, query, page.after.as_ref(), page.limit).await?;
        let (rows, next_page_token) = page.cut(rows, |it| (it.person.display_name.clone(), it.person.id));
        let people = rows.into_iter().map(|it| write(&agency, it)).collect();
        Ok(pb::ListPeopleResponse { people, next_page_token })
    }

    pub(super) async fn person(&self, call: Call<pb::GetPersonRequest>) -> Result<pb::Person> {
        let Call { caller, body } = call;
        let name = ResourceName::parse(person::COLLECTION, &body.name)?;
        administers(&caller, &name.agency, &body.name)?;
        let mut tx = self.read(&name.agency).await?;
        Ok(write(&name.agency, store::load(&mut tx, &name).await?))
    }

    pub(super) async fn enter_person(&self, call: Call<pb::CreatePersonRequest>) -> Result<pb::Person> {
        let Call { caller, body } = call;
        let request_id = request_id(&body.request_id)?;
        let agency = Agency::from_name(&body.parent)?;
        administers(&caller, &agency, &body.parent)?;
        let given = body.person.as_ref().ok_or_else(|| Error::invalid("person is missing"))?;
        let mut record = nobody();
        change(&mut record, given, &FIELDS)?;
        let Person { employee_id_number: number, display_name, .. } = &record.person;
        let key = if number.is_empty() { display_name } else { number };
        let id = official::person_id(&agency, key);

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        store::lock(&mut tx, &agency).await?;
        check_number(&mut tx, &agency, None, number).await?;
        let known = store::list(&mut tx, &agency, Some(id), "", None, 1).await?;
        if known.iter().any(|it| it.is(number, display_name)) {
            return Err(Error::Conflict(format!("display_name: {display_name} is known already")));
        }
        // Who had this id may have got another name since.
        record.person.id = if known.is_empty() { id } else { self.clock.id() };

        store::save(&mut tx, &agency, &record).await?;
        claimed.answer(tx, write(&agency, record)).await
    }

    pub(super) async fn change_person(&self, call: Call<pb::UpdatePersonRequest>) -> Result<pb::Person> {
        let Call { caller, body } = call;
        let request_id = request_id(&body.request_id)?;
        let given = body.person.as_ref().ok_or_else(|| Error::invalid("person is missing"))?;
        let name = ResourceName::parse(person::COLLECTION, &given.name)?;
        administers(&caller, &name.agency, &given.name)?;
        let mask = body.update_mask.as_ref().map_or(&[][..], |it| &it.paths);
        let paths = edition::paths(mask, &given_fields(given))?;

        let mut tx = tenancy::begin(&self.db, &caller).await?;
        let claimed = match claim(&mut tx, &caller, request_id, &body).await? {
            Claim::First(claimed) => claimed,
            Claim::Repeat(answer) => return Ok(answer),
        };
        store::lock(&mut tx, &name.agency).await?;
        let before = store::load(&mut tx, &name).await?;
        edition::expect(&given.name, &given.etag, &before.etag())?;
        let mut next = before.clone();
        change(&mut next, given, &paths)?;
        let others = store::other_administrators(&mut tx, &name).await?;
        before.check_right(&next, &caller.person, others)?;
        check_number(&mut tx, &name.agency, Some(name.id), &next.person.employee_id_number).await?;

        store::save(&mut tx, &name.agency, &next).await?;
        claimed.answer(tx, write(&name.agency, next)).await
    }
}

const FIELDS: [&str; 6] =
    ["display_name", "employee_id_number", "rank", "email", "administrator", "suspended"];

fn given_fields(given: &pb::Person) -> [(&'static str, bool); 6] {
    let [display_name, number, rank, email, administrator, suspended] = FIELDS;
    [
        (display_name, !given.display_name.is_empty()),
        (number, !given.employee_id_number.is_empty()),
        (rank, !given.rank.is_empty()),
        (email, !given.email.is_empty()),
        (administrator, given.administrator),
        (suspended, given.suspended),
    ]
}

fn nobody() -> Record {
    let empty = String::new;
    let person = Person {
        id: Uuid::nil(),
        display_name: empty(),
        employee_id_number: empty(),
        rank: empty(),
        email: empty(),
        administrator: false,
    };
    Record { person, is_suspended: false, own: None }
}

/// Takes over what `paths` name.
fn change(record: &mut Record, given: &pb::Person, paths: &[&str]) -> Result<()> {
    let person = &mut record.person;
    for path in paths {
        match *path {
            "display_name" => person.display_name = edition::filled(path, &given.display_name, 200)?,
            "employee_id_number" => {
                person.employee_id_number = edition::text(path, &given.employee_id_number, 18)?;
            }
            "rank" => person.rank = edition::text(path, &given.rank, 100)?,
            "email" => person.email = edition::text(path, &given.email, 254)?,
            "administrator" => person.administrator = given.administrator,
            _ => record.is_suspended = given.suspended,
        }
    }
    record.person.check()
}

/// Two people never share a NIP.
async fn check_number(tx: &mut Tx, agency: &Agency, own: Option<Uuid>, number: &str) -> Result<()> {
    match store::find_number(tx, agency, number).await? {
        Some(found) if Some(found) != own => Err(Error::Conflict(format!(
            "employee_id_number: {} has this NIP already",
            person::name(agency, found)
        ))),
        _ => Ok(()),
    }
}

pub(super) fn write(agency: &Agency, record: Record) -> pb::Person {
    let etag = record.etag();
    let Record { person, is_suspended, own } = record;
    let (position, position_title, unit_title) =
        own.map_or_else(Default::default, |it| (position_name(agency, it.position), it.title, it.unit_title));
    pb::Person {
        name: person::name(agency, person.id).to_string(),
        display_name: person.display_name,
        employee_id_number: person.employee_id_number,
        rank: person.rank,
        email: person.email,
        administrator: person.administrator,
        suspended: is_suspended,
        position,
        position_title,
        unit_title,
        etag,
    }
}
