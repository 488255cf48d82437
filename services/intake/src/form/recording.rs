//! Who may record a request that came as a letter or by e-mail, and whose request.

use super::Form;
use crate::wording;
use platform::{Caller, Error, Result};

/// The ways by which a request comes that is recorded.
pub(crate) const RECORDED_CHANNELS: [&str; 2] = ["letter", "email"];

impl Form {
    /// Refuses whoever holds none of the positions that record requests.
    pub(crate) fn admit_recorder(&self, caller: &Caller) -> Result<()> {
        let positions = &self.rules.applicant.recorded_by;
        if caller.agency == self.procedure.agency && positions.iter().any(|it| caller.holds(it).is_some()) {
            return Ok(());
        }
        Err(Error::Denied(format!(
            "Permohonan {} yang datang melalui surat atau surel hanya dapat dicatat oleh pejabat yang ditetapkan \
             prosedurnya. Jabatan Anda tidak termasuk di dalamnya.",
            self.title
        )))
    }

    /// Refuses a way by which the procedure takes no requests.
    pub(crate) fn expect_channel(&self, channel: &str) -> Result<()> {
        let channels = &self.rules.applicant.channels;
        if channels.iter().any(|it| it == channel) {
            return Ok(());
        }
        let known = super::listed(channels.iter());
        Err(Error::invalid(format!("channel: {channel:?} is none of this procedure's: {known}")))
    }

    /// Refuses an agency of a kind that may not apply.
    pub(crate) fn admit_agency(&self, title: &str, kind: &str) -> Result<()> {
        if self.knows_unit(kind) {
            return Ok(());
        }
        let kind = wording::unit_kind(kind);
        Err(self.refuse_unit(&format!("{title} ({kind}) tidak termasuk di dalamnya.")))
    }

    /// Refuses a letter that someone signed who may not apply.
    pub(crate) fn expect_signatory(&self, kind: &str) -> Result<()> {
        let kinds = &self.rules.applicant.positions;
        if kinds.is_empty() || kinds.iter().any(|it| it == kind) {
            return Ok(());
        }
        let known = super::listed(kinds.iter());
        Err(Error::invalid(format!("incoming.signatory_kind: {kind:?} is none that may apply: {known}")))
    }
}
