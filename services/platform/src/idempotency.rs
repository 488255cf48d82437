//! Answers kept, so that a repeated request gets the same bytes and changes nothing.

use crate::{Agency, Caller, Error, Result, Tx, running::Running};
use prost::{Message, Name};
use std::time::Duration;
use uuid::Uuid;

const HOUSEKEEPING: Duration = Duration::from_hours(1);

/// What became of a request that carries a `request_id`.
#[derive(Debug)]
pub enum Claim<A> {
    /// It is new: carry it out, then [`Claimed::answer`].
    First(Claimed),
    /// It was carried out before, and this was the answer.
    Repeat(A),
}

/// A `request_id` taken within a transaction that has not been committed yet.
#[derive(Debug)]
#[must_use = "a claim without an answer would answer its repeats with nothing"]
pub struct Claimed {
    agency: Agency,
    person: String,
    request_id: Uuid,
}

/// Takes `request_id` for the caller. A second call at the same time waits here for the first one's end.
///
/// Fails with [`Error::Conflict`] if another request took it.
pub async fn claim<R, A>(tx: &mut Tx, caller: &Caller, request_id: Uuid, request: &R) -> Result<Claim<A>>
where
    R: Message + Name,
    A: Message + Default,
{
    let request = [R::full_name().into_bytes(), request.encode_to_vec()].concat();
    let claimed = sqlx::query(
        "insert into answer (agency, person, request_id, request_hash)
         values ($1, $2, $3, sha256($4))
         on conflict do nothing",
    )
    .bind(&caller.agency)
    .bind(&caller.person)
    .bind(request_id)
    .bind(&request)
    .execute(&mut **tx)
    .await?;
    if claimed.rows_affected() == 1 {
        let (agency, person) = (caller.agency.clone(), caller.person.clone());
        return Ok(Claim::First(Claimed { agency, person, request_id }));
    }

    let (answer, is_same): (Vec<u8>, bool) = sqlx::query_as(
        "select answer, request_hash = sha256($4) from answer
         where agency = $1 and person = $2 and request_id = $3",
    )
    .bind(&caller.agency)
    .bind(&caller.person)
    .bind(request_id)
    .bind(&request)
    .fetch_one(&mut **tx)
    .await?;
    if !is_same {
        let reason = format!("request_id {request_id} was used for another request: make up a new one");
        return Err(Error::Conflict(reason));
    }
    Ok(Claim::Repeat(A::decode(answer.as_slice())?))
}

impl Claimed {
    /// Keeps `answer` for repeats, commits, and gives it back.
    pub async fn answer<A: Message>(self, mut tx: Tx, answer: A) -> Result<A> {
        // The agency by name: the policies alone would have all agencies' answers looked through.
        sqlx::query("update answer set answer = $4 where agency = $1 and person = $2 and request_id = $3")
            .bind(&self.agency)
            .bind(&self.person)
            .bind(self.request_id)
            .bind(answer.encode_to_vec())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(answer)
    }
}

/// Deletes, every hour, the answers older than seven days.
pub(crate) async fn forget(service: Running) -> anyhow::Result<()> {
    while !service.stop.is_cancelled() {
        let mut tx = service.db.housekeeping().await?;
        sqlx::query("delete from answer where answered_at < now() - interval '7 days'")
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        service.pause(HOUSEKEEPING).await;
    }
    Ok(())
}
