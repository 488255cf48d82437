//! The calendars that lines name, each built once.

use super::refusal::Refusal;
use crate::{
    calendar::{Calendar, is_known},
    error::SpecError,
    spec::CalendarSpec,
    zone::Zone,
};
use jiff::civil::Date;

/// Finds the calendar of `agency`, or of `agency@YYYY-MM-DD` as known on that day.
///
/// Agencies differ by zone alone and days by what was announced before them, so that few calendars serve all lines.
pub struct Calendars {
    spec: CalendarSpec,
    /// The days on which changes were announced, in order.
    announcements: Vec<Date>,
    zone_of: Box<ZoneOf>,
    built: Vec<(Version, Calendar)>,
    /// What the line before named, since files are mostly of one agency.
    last: String,
    last_index: Option<usize>,
}

/// The zone of an agency by its slug, if there is such an agency.
type ZoneOf = dyn Fn(&str) -> Option<Zone> + Send;

/// A zone and how many announcements are known.
type Version = (Zone, usize);

impl Calendars {
    /// The national days in the zone of each agency; none is an agency nobody knows.
    #[must_use]
    pub fn national(zone_of: impl Fn(&str) -> Option<Zone> + Send + 'static) -> Self {
        Self::of(CalendarSpec::national(Zone::Western), zone_of)
    }

    /// The days and hours of one entry in the zone of each agency; its own zone is not used.
    #[must_use]
    pub fn of(spec: CalendarSpec, zone_of: impl Fn(&str) -> Option<Zone> + Send + 'static) -> Self {
        let mut announcements: Vec<Date> = spec.days.iter().filter_map(|day| day.announced).collect();
        announcements.sort_unstable();
        announcements.dedup();
        Self {
            spec,
            announcements,
            zone_of: Box::new(zone_of),
            built: Vec::new(),
            last: String::new(),
            last_index: None,
        }
    }

    pub(super) fn find(&mut self, name: &str) -> Result<&Calendar, Refusal> {
        let index = match self.last_index {
            Some(index) if self.last == name => index,
            _ => self.look_up(name)?,
        };
        Ok(&self.built[index].1)
    }

    fn look_up(&mut self, name: &str) -> Result<usize, Refusal> {
        let unknown = || Refusal::Calendar(name.to_owned());
        let (agency, known_on) = match name.split_once('@') {
            Some((agency, day)) => (agency, Some(read_day(day).ok_or_else(unknown)?)),
            None => (name, None),
        };
        let zone = (self.zone_of)(agency).ok_or_else(unknown)?;
        let announced = match known_on {
            Some(day) => self.announcements.partition_point(|&announced| announced <= day),
            None => self.announcements.len(),
        };
        let index = match self.built.iter().position(|(version, _)| *version == (zone, announced)) {
            Some(index) => index,
            None => self.build((zone, announced), known_on)?,
        };
        self.last_index = Some(index);
        self.last.clear();
        self.last.push_str(name);
        Ok(index)
    }

    fn build(&mut self, version: Version, known_on: Option<Date>) -> Result<usize, SpecError> {
        let is_known = |day: &_| known_on.is_none_or(|known_on| is_known(day, known_on));
        let calendar = Calendar::of(&self.spec, version.0, is_known)?;
        self.built.push((version, calendar));
        Ok(self.built.len() - 1)
    }
}

/// Only `YYYY-MM-DD`, of the many forms of a date.
fn read_day(text: &str) -> Option<Date> {
    let plain = |(index, byte): (usize, u8)| {
        if matches!(index, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() }
    };
    (text.len() == 10 && text.bytes().enumerate().all(plain)).then(|| text.parse().ok()).flatten()
}
