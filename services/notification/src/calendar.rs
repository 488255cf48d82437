//! A meeting as a reader's calendar takes it (RFC 5545, and RFC 5546 for what is to be done with it); no I/O.

use crate::text::one_line;
use icalendar::{Calendar as Document, Component as _, Event, EventLike as _, EventStatus, Property};
use jiff::{Timestamp, tz::Offset};

/// What a calendar is to do with a meeting, to go with a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Calendar {
    /// `REQUEST` or `CANCEL`.
    pub(crate) method: String,
    pub(crate) text: String,
}

/// A meeting to be entered, changed or taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry<'a> {
    /// The same for all changes of one meeting.
    pub(crate) uid: &'a str,
    /// Grows with each change.
    pub(crate) sequence: i32,
    pub(crate) is_cancelled: bool,
    pub(crate) written_at: Timestamp,
    pub(crate) starts_at: Timestamp,
    pub(crate) ends_at: Timestamp,
    pub(crate) summary: &'a str,
    pub(crate) place: &'a str,
    pub(crate) description: &'a str,
    pub(crate) organizer: Party<'a>,
    /// The reader alone: who else is invited stands in the letter.
    pub(crate) attendee: Party<'a>,
}

/// A name and an e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Party<'a> {
    pub(crate) name: &'a str,
    pub(crate) address: &'a str,
}

impl Entry<'_> {
    pub(crate) fn write(&self) -> Calendar {
        let (method, status) = if self.is_cancelled {
            ("CANCEL", EventStatus::Cancelled)
        } else {
            ("REQUEST", EventStatus::Confirmed)
        };
        let mut event = Event::new();
        event
            .uid(self.uid)
            .add_property("DTSTAMP", utc(self.written_at))
            .add_property("DTSTART", utc(self.starts_at))
            .add_property("DTEND", utc(self.ends_at))
            .add_property("SEQUENCE", self.sequence.to_string())
            .status(status)
            .summary(&one_line(self.summary))
            .location(&one_line(self.place))
            .description(self.description);
        event.append_property(self.organizer.property("ORGANIZER"));
        let mut attendee = self.attendee.property("ATTENDEE");
        attendee
            .add_parameter("ROLE", "REQ-PARTICIPANT")
            .add_parameter("PARTSTAT", "NEEDS-ACTION")
            // The answer is given in Telaah: who comes is for the agency to say.
            .add_parameter("RSVP", "FALSE");
        event.append_property(attendee);
        let mut document = Document::empty();
        document
            .append_property(("VERSION", "2.0"))
            .append_property(("PRODID", "-//Telaah//Telaah//ID"))
            .append_property(("CALSCALE", "GREGORIAN"))
            .append_property(("METHOD", method))
            .push(event);
        Calendar { method: method.to_owned(), text: document.to_string() }
    }
}

impl Party<'_> {
    fn property(&self, key: &str) -> Property {
        let mut property = Property::new(key, format!("mailto:{}", one_line(self.address)));
        // No quotation mark can stand in a parameter (RFC 5545, 3.2).
        property.add_parameter("CN", &one_line(self.name).replace('"', "'"));
        property
    }
}

/// In UTC, so that no time zone has to be explained (RFC 5545, 3.3.5).
fn utc(time: Timestamp) -> String {
    let it = Offset::UTC.to_datetime(time);
    let (date, time) = (it.date(), it.time());
    format!(
        "{:04}{:02}{:02}T{:02}{:02}{:02}Z",
        date.year(),
        date.month(),
        date.day(),
        time.hour(),
        time.minute(),
        time.second()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 5545, 3.1.
    const LINE_SIZE: usize = 75;

    fn entry() -> Entry<'static> {
        let time = |text: &str| text.parse().unwrap();
        Entry {
            uid: "agencies/kementerian/meetings/7@telaah",
            sequence: 2,
            is_cancelled: false,
            written_at: time("2026-01-02T03:04:05Z"),
            starts_at: time("2026-01-12T09:00:00+07:00"),
            ends_at: time("2026-01-12T11:30:00+07:00"),
            summary: "Rapat; pembahasan, tahap 1",
            place: "Ruang C:\\1\r\nATTENDEE:mailto:penyusup@contoh.id",
            description: "Satu\nDua",
            organizer: Party { name: "Kementerian", address: "telaah@telaah.example" },
            attendee: Party { name: "Dra. \"Ratna\"; M.Si.", address: "ratna@kota.example" },
        }
    }

    fn unfolded(calendar: &Calendar) -> Vec<String> {
        calendar.text.replace("\r\n ", "").lines().map(str::to_owned).collect()
    }

    #[test]
    fn times_are_in_utc_and_text_is_escaped() {
        let calendar = entry().write();

        let lines = unfolded(&calendar);
        for line in [
            "METHOD:REQUEST",
            "UID:agencies/kementerian/meetings/7@telaah",
            "DTSTAMP:20260102T030405Z",
            "SEQUENCE:2",
            "DTSTART:20260112T020000Z",
            "DTEND:20260112T043000Z",
            "STATUS:CONFIRMED",
            "SUMMARY:Rapat\\; pembahasan\\, tahap 1",
            "LOCATION:Ruang C:\\\\1 ATTENDEE:mailto:penyusup@contoh.id",
            "DESCRIPTION:Satu\\nDua",
            "ORGANIZER;CN=Kementerian:mailto:telaah@telaah.example",
        ] {
            assert!(lines.iter().any(|it| it == line), "{line}: {lines:#?}");
        }
        let attendees: Vec<_> = lines.iter().filter(|it| it.starts_with("ATTENDEE")).collect();
        assert_eq!(
            attendees,
            ["ATTENDEE;CN=\"Dra. 'Ratna'; M.Si.\";PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=FALSE:\
              mailto:ratna@kota.example"]
        );
    }

    #[test]
    fn a_meeting_that_is_called_off_is_taken_out() {
        let calendar = Entry { is_cancelled: true, ..entry() }.write();

        assert_eq!(calendar.method, "CANCEL");
        let lines = unfolded(&calendar);
        assert!(
            lines.contains(&"METHOD:CANCEL".to_owned()) && lines.contains(&"STATUS:CANCELLED".to_owned())
        );
    }

    #[test]
    fn long_lines_are_folded_and_no_character_is_cut() {
        let summary = "é".repeat(200);

        let calendar = Entry { summary: &summary, ..entry() }.write();

        assert!(calendar.text.split("\r\n").all(|it| it.len() <= LINE_SIZE), "{}", calendar.text);
        assert!(calendar.text.ends_with("END:VCALENDAR\r\n"));
        assert!(!calendar.text.replace("\r\n", "").contains('\n'), "{}", calendar.text);
        assert!(unfolded(&calendar).contains(&format!("SUMMARY:{summary}")));
    }
}
