//! How a procedure takes complaints.

use jiff::Timestamp;
use platform::{Error, Result};
use serde::{Deserialize, Serialize};
use worktime::{Allowance, Calendar, Clock, Unit};

/// As many complaints as may come in within an hour and wait for an answer, before they are sent to other channels.
pub(crate) const MAX_WAITING: i64 = 200;

/// How complaints about a procedure are taken and answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ComplaintRule {
    /// Slug of the position that answers.
    pub(crate) answered_by: String,
    pub(crate) answer_within: WorkingDays,
    /// Other ways to complain.
    #[serde(default)]
    pub(crate) channels: Vec<Channel>,
}

/// A way to complain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Channel {
    /// `letter`, `phone`, `fax`, `email`, `web`, `sms`, `social`, `app`.
    pub(crate) kind: String,
    pub(crate) title: String,
    /// Address, number or URL.
    pub(crate) value: String,
}

/// So many working days; written `14 working_days`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct WorkingDays(pub(crate) u32);

impl ComplaintRule {
    /// When what is filed now is due: at the close of business, projected by the week where the calendar ends before.
    pub(crate) fn due(&self, calendar: &Calendar, now: Timestamp) -> Option<Timestamp> {
        let clock = Clock::granting(now, Allowance::new(self.answer_within.0, Unit::WorkingDays));
        clock.read(calendar, now).ok()?.due.map(|it| it.at)
    }

    /// Refuses more than can be answered, and names the other ways.
    pub(crate) fn admit(&self, waiting: i64) -> Result<()> {
        if waiting < MAX_WAITING {
            return Ok(());
        }
        let ways: Vec<String> =
            self.channels.iter().map(|it| format!("{}: {}", it.title, it.value)).collect();
        let others = match &ways[..] {
            [] => String::new(),
            ways => format!(" atau gunakan saluran lain ({})", ways.join("; ")),
        };
        Err(Error::Exhausted(format!(
            "Terlalu banyak masukan sedang menunggu jawaban. Silakan coba lagi satu jam kemudian{others}."
        )))
    }
}

impl TryFrom<String> for WorkingDays {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.parse() {
            Ok(Allowance { amount, unit: Unit::WorkingDays }) => Ok(Self(amount)),
            _ => Err(format!("answer_within: {text:?} is not a time such as 14 working_days")),
        }
    }
}

impl From<WorkingDays> for String {
    fn from(days: WorkingDays) -> Self {
        Allowance::new(days.0, Unit::WorkingDays).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use worktime::Zone;

    fn rule() -> ComplaintRule {
        let channel = json!({ "kind": "phone", "title": "Telepon", "value": "021-55764955" });
        let rule = json!({
            "answered_by": "sekretaris", "answer_within": "14 working_days", "channels": [channel],
        });
        serde_json::from_value(rule).unwrap()
    }

    #[test]
    fn an_answer_is_due_at_the_close_of_a_working_day() {
        let calendar = Calendar::national(Zone::Western);
        let due = |filed: &str| rule().due(&calendar, filed.parse().unwrap()).unwrap().to_string();

        // Isra Mikraj, 2026-01-16, is not worked.
        assert_eq!(due("2026-01-05T01:00:00Z"), "2026-01-26T09:00:00Z");
        assert_eq!(due("2026-01-05T16:59:59Z"), "2026-01-26T09:00:00Z");
        assert_eq!(due("2026-01-05T17:00:00Z"), "2026-01-27T09:00:00Z");
    }

    #[test]
    fn too_many_are_sent_to_the_other_channels() {
        let refusal = rule().admit(MAX_WAITING).unwrap_err();

        assert!(rule().admit(MAX_WAITING - 1).is_ok());
        assert!(matches!(refusal, Error::Exhausted(_)));
        assert!(refusal.to_string().contains("Telepon: 021-55764955"), "{refusal}");
    }

    #[test]
    fn a_time_in_anything_but_working_days_is_refused() {
        for text in ["14 calendar_days", "0 working_days", "14", ""] {
            assert!(WorkingDays::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
