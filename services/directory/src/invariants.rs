//! What the directory can say of the past, for who judges what was signed.

mod store;

use jiff::civil::Date;
use platform::{Agency, Capacity, Database, Result};
use uuid::Uuid;

/// Why `person` had no authority in `position` on `day`, as far as the directory keeps it: acting assignments day by day, but
/// of people's own positions only those they hold now. Who has moved on since is not doubted.
pub async fn doubt(
    db: &Database,
    agency: &Agency,
    position: &str,
    person: &str,
    capacity: Option<Capacity>,
    day: Date,
) -> Result<Option<String>> {
    let Ok(id) = person.parse::<Uuid>() else {
        return Ok(Some(format!("was signed by {person:?}, who is no person")));
    };
    let known = store::known(&mut *db.acquire().await?, agency, position, id, day).await?;
    let doubt = match capacity {
        _ if !known.is_person => Some(format!("was signed by {person}, who is nobody of {agency}")),
        _ if !known.is_position => Some(format!("was signed as {position}, which {agency} has not")),
        None => Some("was signed in no capacity".to_owned()),
        Some(Capacity::Incumbent) if known.is_unappointed => {
            Some(format!("was signed by {person}, who has no position of their own"))
        }
        Some(Capacity::Incumbent) => None,
        Some(capacity) if known.acting.as_deref() != Some(capacity.as_str()) => Some(format!(
            "was signed by {person} as {capacity} {position}, and no letter appoints them for {day}"
        )),
        Some(_) => None,
    };
    Ok(doubt)
}
