//! Official documents on their way: what waits for one's initials or signature, one letter with its preview, several at once.

mod act;
mod edit;
mod list;

use super::{member::Member, refusal::Refusal, told::letter::Letter, visit::encoded};
use crate::front::Front;
use axum::{
    Router,
    routing::{get, post},
};
use std::sync::Arc;

pub(super) fn router() -> Router<Arc<Front>> {
    Router::new()
        .route("/letters", get(list::list))
        .route("/letters.csv", get(list::csv))
        .route("/letters/approve", post(act::approve_many))
        .route("/letters/{agency}/{letter}", get(act::show))
        .route("/letters/{agency}/{letter}/approve", post(act::approve))
        .route("/letters/{agency}/{letter}/deliver", post(act::deliver))
        .route("/letters/{agency}/{letter}/void", post(act::void))
        .route("/letters/{agency}/{letter}/edit", get(edit::open).post(edit::save))
}

/// What a member may do with a letter next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Initial,
    Sign,
    /// It is someone else's, or nobody's.
    None,
}

impl Turn {
    /// As forms name it.
    fn act(self) -> &'static str {
        if self == Self::Initial { "initial" } else { "sign" }
    }
}

/// Whether `letter` waits for `member`. The letter's service decides; this says which button is offered.
fn turn(member: &Member, letter: &Letter) -> Turn {
    let is_open = matches!(letter.state.as_str(), "DRAFT" | "NUMBERED");
    match letter.awaited_initials() {
        Some(next) if is_open && member.holds(&next.position) => Turn::Initial,
        None if is_open && member.holds(&letter.signatory_position) => Turn::Sign,
        _ => Turn::None,
    }
}

fn path(agency: &str, letter: &str) -> String {
    format!("/v1/agencies/{}/letters/{}", encoded(agency), encoded(letter))
}

async fn find(member: &Member, agency: &str, letter: &str) -> Result<Letter, Refusal> {
    member.get(&path(agency, letter)).await
}

/// Why a letter was not taken further. Its service says so in Indonesian where it is a rule.
fn reason(refusal: &Refusal) -> String {
    let detail = &refusal.problem.detail;
    match refusal.status.as_u16() {
        // What is no rule but a state begins with the letter's name.
        409 if detail.ends_with("was issued already") => {
            "Naskah ini sudah ditandatangani orang lain dan diterbitkan.".to_owned()
        }
        409 if detail.starts_with("agencies/") => {
            "Keadaan naskah ini sudah berubah sejak Anda membacanya. Buka kembali naskahnya.".to_owned()
        }
        403 | 409 if !detail.is_empty() => {
            let (first, rest) = detail.split_at(detail.chars().next().map_or(0, char::len_utf8));
            format!("{}{rest}.", first.to_uppercase())
        }
        412 => "Konsepnya berubah sejak Anda membacanya. Baca kembali sebelum menyetujuinya.".to_owned(),
        _ => refusal.words().to_owned(),
    }
}
