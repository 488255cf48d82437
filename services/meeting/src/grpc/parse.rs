//! Requests that write on a meeting, checked.

use crate::{
    agenda::AGENDA_ITEMS,
    meeting::{Draft, Outcome, Record},
};
use jiff::Timestamp;
use platform::{Agency, Error, ResourceName, Result, text::is_readable, time};
use proto::meeting::v1::{self as pb, discussion};
use std::collections::BTreeSet;
use uuid::Uuid;

const MAX_ITEMS: usize = 50;
const MAX_GUESTS: usize = 50;
const MAX_ATTENDEES: usize = 500;
const MAX_POINTS: usize = 100;
const MAX_ACTIONS: usize = 100;

/// A new meeting of `agency`.
pub(super) fn draft(agency: &Agency, given: &pb::Meeting) -> Result<Draft> {
    let draft = Draft {
        title: filled("title", &given.title, 200)?,
        starts_at: moment("start_time", given.start_time)?,
        ends_at: moment("end_time", given.end_time)?,
        place: filled("place", &given.place, 500)?,
        items: items(agency, &given.agenda_items)?,
        guests: guests(&given.guests)?,
    };
    in_order(draft)
}

/// `draft` with what `paths` name; where they name nothing, with all that is given.
pub(super) fn changed(
    mut draft: Draft,
    given: &pb::Meeting,
    paths: &[String],
    agency: &Agency,
) -> Result<Draft> {
    let given_paths = given_paths(given);
    for path in if paths.is_empty() { &given_paths[..] } else { paths } {
        match path.as_str() {
            "title" => draft.title = filled("title", &given.title, 200)?,
            "start_time" => draft.starts_at = moment("start_time", given.start_time)?,
            "end_time" => draft.ends_at = moment("end_time", given.end_time)?,
            "place" => draft.place = filled("place", &given.place, 500)?,
            "agenda_items" => draft.items = items(agency, &given.agenda_items)?,
            "guests" => draft.guests = guests(&given.guests)?,
            other => {
                return Err(Error::invalid(format!(
                    "update_mask: {other:?} cannot be changed; title, start_time, end_time, place, agenda_items and \
                     guests can"
                )));
            }
        }
    }
    in_order(draft)
}

fn given_paths(given: &pb::Meeting) -> Vec<String> {
    let fields = [
        ("title", given.title.is_empty()),
        ("start_time", given.start_time.is_none()),
        ("end_time", given.end_time.is_none()),
        ("place", given.place.is_empty()),
        ("agenda_items", given.agenda_items.is_empty()),
        ("guests", given.guests.is_empty()),
    ];
    fields.into_iter().filter(|(_, is_empty)| !is_empty).map(|(field, _)| field.to_owned()).collect()
}

/// Agency, name and position of those present.
pub(super) fn attendees(given: &[pb::Attendee]) -> Result<Vec<(Agency, String, String)>> {
    at_most("attendees", given, MAX_ATTENDEES)?;
    let attendee = |it: &pb::Attendee| {
        let agency = Agency::from_name(&it.agency)?;
        let display_name = filled("attendees.display_name", &it.display_name, 200)?;
        Ok((agency, display_name, filled("attendees.position_title", &it.position_title, 200)?))
    };
    given.iter().map(attendee).collect()
}

/// What is recorded of a discussion; without a result it has no outcome either.
pub(super) fn record(given: &pb::Discussion) -> Result<Record> {
    use discussion::Result as Given;
    let result = match given.result() {
        Given::Unspecified => None,
        Given::Concluded => Some(Outcome::Concluded),
        Given::Continued => Some(Outcome::Continued),
    };
    let outcome = match result {
        Some(_) => filled("outcome", &given.outcome, 4_000)?,
        None => text("outcome", &given.outcome, 4_000)?,
    };
    at_most("action_items", &given.action_items, MAX_ACTIONS)?;
    let action = |it: &pb::AgreedActionItem| Ok((filled("action_items.text", &it.text, 2_000)?, it.required));
    Ok(Record {
        points: lines("points", &given.points, MAX_POINTS, 4_000)?,
        result,
        outcome,
        action_items: given.action_items.iter().map(action).collect::<Result<_>>()?,
    })
}

/// Texts that are not empty.
pub(super) fn lines(field: &str, given: &[String], most: usize, max_chars: usize) -> Result<Vec<String>> {
    at_most(field, given, most)?;
    given.iter().map(|it| filled(field, it, max_chars)).collect()
}

/// Text that is not empty, trimmed.
pub(super) fn filled(field: &str, given: &str, max_chars: usize) -> Result<String> {
    let text = text(field, given, max_chars)?;
    if text.is_empty() { Err(Error::invalid(format!("{field} is empty"))) } else { Ok(text) }
}

/// Text, trimmed.
pub(super) fn text(field: &str, given: &str, max_chars: usize) -> Result<String> {
    let text = given.trim();
    if !is_readable(text) {
        return Err(Error::invalid(format!("{field} holds a control character")));
    }
    if max_chars < text.chars().count() {
        return Err(Error::invalid(format!("{field} is longer than {max_chars} characters")));
    }
    Ok(text.to_owned())
}

/// Microseconds, as Postgres keeps them.
fn moment(field: &str, given: Option<prost_types::Timestamp>) -> Result<Timestamp> {
    let time = time::from_proto(field, given)?;
    Timestamp::from_microsecond(time.as_microsecond()).map_err(Error::invalid)
}

fn items(agency: &Agency, given: &[String]) -> Result<Vec<Uuid>> {
    at_most("agenda_items", given, MAX_ITEMS)?;
    let mut seen = BTreeSet::new();
    let item = |it: &String| {
        let name = ResourceName::parse(AGENDA_ITEMS, it)?;
        if name.agency != *agency {
            return Err(Error::NotFound(it.clone()));
        }
        if !seen.insert(name.id) {
            return Err(Error::invalid(format!("agenda_items: {it} is named twice")));
        }
        Ok(name.id)
    };
    given.iter().map(item).collect()
}

fn guests(given: &[pb::Guest]) -> Result<Vec<(Agency, String)>> {
    at_most("guests", given, MAX_GUESTS)?;
    let mut seen = BTreeSet::new();
    let guest = |it: &pb::Guest| {
        let agency = Agency::from_name(&it.agency)?;
        if !seen.insert(agency.clone()) {
            return Err(Error::invalid(format!("guests: {} is named twice", it.agency)));
        }
        Ok((agency, filled("guests.position", &it.position, 80)?))
    };
    given.iter().map(guest).collect()
}

fn in_order(draft: Draft) -> Result<Draft> {
    if draft.starts_at < draft.ends_at {
        Ok(draft)
    } else {
        Err(Error::invalid("end_time is not after start_time"))
    }
}

fn at_most<T>(field: &str, given: &[T], most: usize) -> Result<()> {
    if given.len() <= most {
        Ok(())
    } else {
        Err(Error::invalid(format!("{field}: there are more than {most}")))
    }
}
