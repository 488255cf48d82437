//! Working-time arithmetic: which days and hours an agency works, when an allowance is used up, what a clock with pauses shows.
//!
//! Pure: no I/O, no system time, no platform. The rules are those of `procedures.md`, "Counting".

pub mod bulk;
mod calendar;
mod clock;
mod due;
mod error;
mod instant;
mod measure;
mod spec;
mod text;
mod unit;
mod zone;

pub use calendar::Calendar;
pub use clock::{Clock, Pause, Reading, State};
pub use due::Due;
pub use error::{Error, SpecError};
pub use spec::{CalendarSpec, Kind, Period, SpecialDay, week};
pub use unit::{Allowance, Unit};
pub use zone::Zone;
