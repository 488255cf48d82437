//! Copies of a real case for 650 agencies, of which the first has most: sizes by Zipf's law.

use crate::ground::Ground;
use anyhow::Result;

/// The largest agency.
pub(super) const CITY: &str = "kota-tangerang";
/// Of a hundred cases so many wait for someone.
const OPEN_PERCENT: f64 = 15.0;

/// The sum of 1/k up to 650 is 7.05.
const COPY: &str = "
    create temporary table copy on commit drop as
    select gen_random_uuid() as id, gen_random_uuid() as task, k, n,
           case k when 1 then $1 else 'kota-nomor-' || lpad(k::text, 3, '0') end as agency,
           random() * 100 < $3 as is_open, random() as chance
    from generate_series(1, 650) k, generate_series(1, greatest(1, ($2 / (k * 7.05))::bigint)) n";

const CASES: &str = "
    insert into review.case_file
    select filled.* from copy,
         (select to_jsonb(it) as row from review.case_file it where agency = $1 order by id limit 1) first,
         lateral jsonb_populate_record(null::review.case_file, first.row || jsonb_build_object(
             'agency', copy.agency, 'id', copy.id, 'submission', copy.id, 'wake_at', null,
             'state', case when is_open then first.row ->> 'state' else 'DECIDED' end,
             'registration_number', 'KT-2026-' || n, 'app_title', 'Antrean Puskesmas Daring ' || n)) filled";

const TASKS: &str = "
    insert into review.task
    select filled.* from copy,
         (select to_jsonb(it) as row from review.task it where agency = $1 order by case_id, id limit 1) first,
         lateral jsonb_populate_record(null::review.task, first.row || jsonb_build_object(
             'agency', copy.agency, 'id', copy.task, 'case_id', copy.id,
             'state', case when is_open then 'OPEN' else 'COMPLETED' end,
             'order_at', timestamptz '2026-01-06 08:00+07' + chance * interval '40 days')) filled";

const PROCEDURES: &str = "
    insert into review.procedure
    select filled.* from (select distinct agency from copy where agency <> $1) other,
         lateral (select to_jsonb(it) as row from review.procedure it where agency = $1) first,
         lateral jsonb_populate_record(null::review.procedure,
             first.row || jsonb_build_object('agency', other.agency)) filled
    on conflict do nothing";

/// Adds about `count` cases with a task each. As the owner, and past all triggers: what is copied was checked.
pub(super) async fn copy(ground: &Ground, count: i64) -> Result<()> {
    let mut tx = ground.owner.begin().await?;
    sqlx::query("set local session_replication_role = replica").execute(&mut *tx).await?;
    sqlx::query(COPY).bind(CITY).bind(count as f64).bind(OPEN_PERCENT).execute(&mut *tx).await?;
    for statement in [PROCEDURES, CASES, TASKS] {
        sqlx::query(statement).bind(CITY).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    for statement in ["vacuum analyze review.case_file", "vacuum analyze review.task", "checkpoint"] {
        sqlx::query(statement).execute(&ground.owner).await?;
    }
    Ok(())
}
