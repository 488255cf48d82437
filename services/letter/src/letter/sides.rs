//! Whose a letter is: those who review, and its addressee.

use super::{Letter, State};
use platform::Caller;

impl Letter {
    /// Whether `caller` may know of it: its reviewing offices and those who initial or sign it always, its addressee and
    /// the offices that prepare in its name once it is issued.
    pub(crate) fn is_visible_to(&self, caller: &Caller) -> bool {
        let reviews = caller.agency == self.name.agency
            && (caller.is_platform()
                || self.is_reviewed_by(caller)
                || caller.holds(&self.signatory_position).is_some()
                || self.initials.iter().any(|it| caller.holds(&it.position).is_some()));
        let is_out = self.for_proposer && matches!(self.state, State::Issued | State::Voided);
        reviews || (is_out && (self.is_of_proposer(caller) || self.is_prepared_by(caller)))
    }

    /// Whether it is the caller's office that reviews. Where none is named, every office of the agency does, save the one that
    /// asked.
    pub(super) fn is_reviewed_by(&self, caller: &Caller) -> bool {
        let asks = caller.agency == self.proposing_agency && caller.office == self.proposing_office;
        caller.agency == self.name.agency
            && (self.reviewing_offices.contains(&caller.office)
                || (self.reviewing_offices.is_empty() && !asks))
    }

    /// Whether the caller's office writes on the request in the name of the one that asks. It reads what that one gets, as
    /// it reads the request; that it does so delivers nothing.
    fn is_prepared_by(&self, caller: &Caller) -> bool {
        caller.agency == self.proposing_agency && self.preparing_offices.contains(&caller.office)
    }

    /// Where no office is known that asked, it is its whole agency, save those who review.
    pub(super) fn is_of_proposer(&self, caller: &Caller) -> bool {
        caller.agency == self.proposing_agency
            && match self.proposing_office.as_str() {
                "" => !self.is_reviewed_by(caller),
                office => caller.office == office,
            }
    }
}
