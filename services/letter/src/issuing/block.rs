//! Letterhead and signature block, as the directory knows them at the moment.

use super::Issuing;
use crate::letter::{Block, Issue, Letter, Letterhead, Signatory};
use jiff::tz::TimeZone;
use platform::{Caller, Capacity, Error, Result};
use proto::directory::v1 as directory;

/// In whose name a letter is issued, and by which zone's day.
pub(crate) struct Signer {
    pub(crate) block: Block,
    pub(crate) zone: TimeZone,
}

impl Issuing {
    /// `caller` as the signatory of `letter`.
    pub(crate) async fn signer(&self, letter: &Letter, caller: &Caller) -> Result<Signer> {
        let mut signer = self.office(letter).await?;
        let held = caller.holds(&letter.signatory_position);
        let signatory = &mut signer.block.signatory;
        if signatory.person != caller.person {
            signatory.rank.clear();
        }
        signatory.person.clone_from(&caller.person);
        signatory.display_name.clone_from(&caller.display_name);
        signatory.employee_id_number.clone_from(&caller.employee_id_number);
        signatory.capacity = held.map(|it| it.capacity);
        Ok(signer)
    }

    /// The office in whose name `letter` is sealed or filed: nobody in person.
    pub(crate) async fn seal(&self, letter: &Letter) -> Result<Signer> {
        let mut signer = self.office(letter).await?;
        let Signatory { position_title, office_title, .. } = signer.block.signatory;
        signer.block.signatory = Signatory { position_title, office_title, ..Signatory::default() };
        Ok(signer)
    }

    /// The office with whoever holds the position now.
    pub(crate) async fn office(&self, letter: &Letter) -> Result<Signer> {
        let agency = self.parts.directory().agency(&letter.name.agency).await?;
        let zone = TimeZone::get(&agency.time_zone)
            .map_err(|it| Error::internal(format!("time zone of {}: {it}", letter.name.agency)))?;
        let position = match letter.signatory_position.as_str() {
            "" => directory::Position::default(),
            slug => self.parts.directory().position(&letter.name.agency, slug).await?,
        };
        let head = position.letterhead.clone().or(agency.letterhead).unwrap_or_default();
        let lines = if head.lines.is_empty() { vec![agency.title.clone()] } else { head.lines };
        let block = Block {
            letterhead: Letterhead { lines, address: head.address, contact: head.contact, town: head.town },
            performer_id_number: performer_id_number(letter, &position),
            signatory: signatory(position),
            agency_title: agency.title,
        };
        Ok(Signer { block, zone })
    }
}

fn signatory(position: directory::Position) -> Signatory {
    let holder = position.holders.into_iter().next().unwrap_or_default();
    Signatory {
        capacity: Some(Capacity::from_proto(holder.capacity()).unwrap_or(Capacity::Incumbent)),
        person: holder.person,
        display_name: holder.display_name,
        employee_id_number: holder.employee_id_number,
        rank: holder.rank,
        position_title: position.title,
        office_title: position.unit_title,
    }
}

/// A printed sheet bears its maker's NIP; the position it is printed for is the maker's own.
fn performer_id_number(letter: &Letter, position: &directory::Position) -> String {
    let performer = letter.data["performer"]["person"].as_str().filter(|_| letter.issue == Issue::File);
    let holder = performer.and_then(|person| position.holders.iter().find(|it| it.person == person));
    holder.map(|it| it.employee_id_number.clone()).unwrap_or_default()
}
