//! Units and positions as an administrator enters them.

use crate::{import::check::Entries, official::Position, store::entries, unit::Unit};
use platform::{Agency, Result};
use sqlx::PgConnection;
use std::collections::BTreeMap;

/// Enters what changed of `units`; the one of `slug` is settled by hand.
pub(crate) async fn save_units(
    db: &mut PgConnection,
    agency: &Agency,
    units: BTreeMap<String, Unit>,
    slug: &str,
) -> Result<()> {
    entries::save_units(db, agency, &Entries { units, ..Entries::default() }).await?;
    sqlx::query!(
        "update directory.unit set by_hand = true where agency = $1 and slug = $2",
        agency.as_str(),
        slug
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Enters the position, or what changed about it, as settled by hand.
pub(crate) async fn save_position(db: &mut PgConnection, agency: &Agency, position: Position) -> Result<()> {
    let slug = position.slug.clone();
    let positions = BTreeMap::from([(slug.clone(), position)]);
    entries::save_positions(db, agency, &Entries { positions, ..Entries::default() }).await?;
    sqlx::query!(
        "update directory.position set by_hand = true where agency = $1 and slug = $2",
        agency.as_str(),
        slug,
    )
    .execute(db)
    .await?;
    Ok(())
}
