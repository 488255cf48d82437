//! Instants as RFC 3339 writes them, read and written by the byte.

use crate::zone::Zone;
use jiff::{
    Timestamp,
    civil::{Date, Time},
    tz::Offset,
};
use serde::{Deserialize, Deserializer, de};
use std::borrow::Cow;

/// An instant in JSON.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Instant(pub(crate) Timestamp);

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        let error =
            || de::Error::custom(format_args!("{text:?} is no RFC 3339 date and time with an offset"));
        read(text.as_bytes()).map(Self).ok_or_else(error)
    }
}

/// Reads `2026-01-05T08:00:00+07:00`, with a fraction of a second and `Z` where they are used. A leap second is the one
/// before it.
pub(crate) fn read(text: &[u8]) -> Option<Timestamp> {
    let (moment, rest) = text.split_at_checked(19)?;
    let separated = moment[4] == b'-' && moment[7] == b'-' && moment[13] == b':' && moment[16] == b':';
    if !separated || !matches!(moment[10], b'T' | b't' | b' ') {
        return None;
    }
    let part = |from: usize| two(&moment[from..from + 2]);
    let year = i16::from(part(0)?) * 100 + i16::from(part(2)?);
    let date = Date::new(year, part(5)?, part(8)?).ok()?;
    let second = part(17).filter(|&second| second <= 60)?.min(59);
    let (nanosecond, rest) = fraction(rest)?;
    let time = Time::new(part(11)?, part(14)?, second, nanosecond).ok()?;
    offset(rest)?.to_timestamp(date.to_datetime(time)).ok()
}

/// Writes an instant as a zone's clocks show it, with no more of a fraction than it has.
pub(crate) fn write(at: Timestamp, zone: Zone, out: &mut Vec<u8>) {
    let local = zone.offset().to_datetime(at);
    let mut put = |value: i32, after: u8| {
        out.extend([b'0' + (value / 10 % 10) as u8, b'0' + (value % 10) as u8]);
        if after != 0 {
            out.push(after);
        }
    };
    put(i32::from(local.year()) / 100, 0);
    put(i32::from(local.year()), b'-');
    put(i32::from(local.month()), b'-');
    put(i32::from(local.day()), b'T');
    put(i32::from(local.hour()), b':');
    put(i32::from(local.minute()), b':');
    put(i32::from(local.second()), 0);
    if local.subsec_nanosecond() != 0 {
        let digits = format!(".{:09}", local.subsec_nanosecond());
        out.extend(digits.trim_end_matches('0').bytes());
    }
    out.push(b'+');
    out.extend([b'0', b'0' + (zone.offset().seconds() / 3600) as u8]);
    out.extend(b":00");
}

/// Nanoseconds, and what stands after them.
fn fraction(text: &[u8]) -> Option<(i32, &[u8])> {
    let Some(digits) = text.strip_prefix(b".") else { return Some((0, text)) };
    let end = digits.iter().position(|byte| !byte.is_ascii_digit())?;
    let padded = digits[..end].iter().copied().chain(std::iter::repeat(b'0')).take(9);
    let nanosecond = padded.fold(0, |sum, digit| sum * 10 + i32::from(digit - b'0'));
    (end > 0).then_some((nanosecond, &digits[end..]))
}

fn offset(text: &[u8]) -> Option<Offset> {
    let &[sign @ (b'+' | b'-'), ref hour @ .., b':', ten, one] = text else {
        return matches!(text, b"Z" | b"z").then_some(Offset::UTC);
    };
    let (hour, minute) = (two(hour)?, two(&[ten, one])?);
    let seconds = (i32::from(hour) * 60 + i32::from(minute)) * 60;
    let signed = if sign == b'-' { -seconds } else { seconds };
    (hour < 24 && minute < 60).then(|| Offset::from_seconds(signed).ok()).flatten()
}

fn two(text: &[u8]) -> Option<i8> {
    match *text {
        [ten @ b'0'..=b'9', one @ b'0'..=b'9'] => Some(((ten - b'0') * 10 + (one - b'0')) as i8),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{read, write};
    use crate::zone::Zone;
    use jiff::{Timestamp, tz::Offset};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_jiff_writes_is_read(second in -62_000_000_000_i64..253_000_000_000, nanosecond in 0_i32..1_000_000_000, hour in -23_i8..24) {
            let at = Timestamp::new(second, nanosecond).unwrap();

            let text = at.display_with_offset(Offset::constant(hour)).to_string();

            prop_assert_eq!(read(text.as_bytes()), Some(at));
        }

        #[test]
        fn what_is_written_is_what_jiff_writes(second in 0_i64..4_000_000_000, nanosecond in prop_oneof![Just(0), 0_i32..1_000_000_000]) {
            let at = Timestamp::new(second, nanosecond).unwrap();
            let mut text = Vec::new();

            write(at, Zone::Central, &mut text);

            prop_assert_eq!(String::from_utf8(text).unwrap(), at.display_with_offset(Offset::constant(8)).to_string());
        }

        #[test]
        fn no_bytes_whatever_make_it_panic(text in prop::collection::vec(any::<u8>(), 0..40)) {
            read(&text);
        }
    }

    #[test]
    fn other_ways_to_write_the_same_instant_are_read() {
        let at = "2026-01-05T01:00:00Z".parse().ok();

        for text in ["2026-01-05T01:00:00z", "2026-01-05t08:00:00+07:00", "2026-01-05 01:00:00.000-00:00"] {
            assert_eq!(read(text.as_bytes()), at, "{text}");
        }
        assert_eq!(read(b"2016-12-31T23:59:60Z"), "2016-12-31T23:59:59Z".parse().ok(), "a leap second");
    }

    #[test]
    fn what_rfc_3339_does_not_allow_is_refused() {
        for text in [
            "",
            "2026-01-05",
            "2026-01-05T08:00:00",
            "2026-01-05T08:00+07:00",
            "2026-01-05T08:00:00+07",
            "2026-01-05T08:00:00+0700",
            "2026-01-05T08:00:00+24:00",
            "2026-01-05T08:00:00+07:60",
            "2026-01-05T08:00:00.Z",
            "2026-02-29T08:00:00Z",
            "2026-01-05T24:00:00Z",
            "2026-01-05T08:00:61Z",
            "2026-01-05T08:00:00Z ",
            "+026-01-05T08:00:00Z",
        ] {
            assert_eq!(read(text.as_bytes()), None, "{text}");
        }
    }
}
