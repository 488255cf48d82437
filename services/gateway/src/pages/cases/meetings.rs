//! Which meetings of a case a reader of the case may open: a meeting is for those who convene it and those who are invited.

use crate::pages::{member::Member, refusal::Refusal, told::meeting::Meetings, visit::encoded};
use std::collections::BTreeSet;

/// The names of those that `member` may open of the meetings that discussed `case`.
pub(super) async fn open_to(member: &Member, case: &str) -> Result<BTreeSet<String>, Refusal> {
    let path = format!("/v1/{}/meetings?pageSize=200&case={}", member.me.agency, encoded(case));
    Ok(member.get::<Meetings>(&path).await?.meetings.into_iter().map(|it| it.name).collect())
}
