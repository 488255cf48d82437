//! What the sheets of a case say by now.

use super::{Case, Task};
use crate::sop::Sop;
use serde_json::Value;

impl Case {
    /// What was filled in last into a sheet of the procedure.
    pub(crate) fn newest_sheet(&self, sop: &Sop, sheet: &str) -> Option<&Value> {
        let of_sheet =
            |it: &&Task| sop.step(&it.step).is_some_and(|step| step.sheet.as_deref() == Some(sheet));
        self.completed().filter(of_sheet).last()?.sheet.as_ref()
    }

    /// Whether it was decided so that it can be carried on, and says that it shall be.
    pub(crate) fn is_marked_for_carry(&self, sop: &Sop) -> bool {
        let Some(carry) = &sop.carry else { return false };
        if !self.decision.as_ref().is_some_and(|it| carry.decisions.contains(it)) {
            return false;
        }
        let Some(field) = &carry.marked_by else { return true };
        let content =
            field.split_once('.').and_then(|(sheet, field)| self.newest_sheet(sop, sheet)?.get(field));
        content.and_then(Value::as_bool).unwrap_or_default()
    }
}
