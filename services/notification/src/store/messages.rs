//! What people were told.

use crate::message::{COLLECTION, Message, NewMessage, Unread};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::{Agency, Error, ResourceName, Result, telemetry};
use sqlx::PgConnection;
use uuid::Uuid;

/// Where the database tells whose messages changed.
pub(crate) const CHANNEL: &str = "notification_message";

/// Writes a message, and its way out by e-mail if it has one, and wakes the reader who watches once this is committed. A
/// person who was told of the fact is not told again.
pub(crate) async fn write(db: &mut PgConnection, message: &NewMessage) -> Result<()> {
    let mailbox = message.mailbox.as_ref();
    let calendar = message.calendar.as_ref();
    sqlx::query!(
        "with written as (
             insert into notification.message
                 (agency, id, person, fact, resource, title, text, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)
             on conflict (agency, person, fact) do nothing
             returning agency, id, created_at
         ), posted as (
             insert into notification.delivery
                    (agency, message, address, display_name, office, state, due_at, calendar, calendar_method,
                     traceparent)
             select agency, id, $9, $10, $11, 'waiting', created_at, $12, $13, $15 from written where $9::text is not null
         )
         select pg_notify($14, $3::uuid::text) from written",
        message.agency.as_str(),
        message.id,
        message.person,
        message.fact,
        message.resource,
        message.title,
        message.text,
        message.created_at.to_sqlx() as _,
        mailbox.map(|it| it.address.as_str()),
        mailbox.map(|it| it.display_name.as_str()),
        mailbox.map(|it| it.office.as_str()),
        calendar.map(|it| it.text.as_str()),
        calendar.map(|it| it.method.as_str()),
        CHANNEL,
        telemetry::traceparent(),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A person's messages, newest first, before the one with the id `before`.
pub(crate) async fn list(
    db: &mut PgConnection,
    agency: &Agency,
    person: Uuid,
    unread: bool,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Message>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select message.id, resource, title, text, created_at as "created_at: jiff_sqlx::Timestamp",
                  read_at as "read_at: jiff_sqlx::Timestamp",
                  coalesce(delivery.state = 'sent', false) as "emailed!"
           from notification.message
           left join notification.delivery on delivery.agency = message.agency and delivery.message = message.id
           where message.agency = $1 and person = $2 and not ($3 and read_at is not null)
             and message.id < coalesce($4, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
           order by message.id desc limit $5"#,
        agency.as_str(),
        person,
        unread,
        before,
        limit,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|it| it.message(agency)).collect())
}

/// How many of a person's messages were not read.
pub(crate) async fn count_unread(db: &mut PgConnection, agency: &Agency, person: Uuid) -> Result<i64> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from notification.message
           where agency = $1 and person = $2 and read_at is null"#,
        agency.as_str(),
        person,
    );
    Ok(count.fetch_one(db).await?)
}

/// What of a person's messages waits to be read.
pub(crate) async fn unread(db: &mut PgConnection, agency: &Agency, person: Uuid) -> Result<Unread> {
    let count = count_unread(db, agency, person).await?;
    let newest = sqlx::query!(
        "select id, title from notification.message where agency = $1 and person = $2 order by id desc limit 1",
        agency.as_str(),
        person,
    );
    let newest = newest.fetch_optional(db).await?.map(|it| (it.id, it.title));
    Ok(Unread { count, newest })
}

/// Marks a person's message as read, if it was not; not found where it is another's.
pub(crate) async fn read(
    db: &mut PgConnection,
    name: &ResourceName,
    person: Uuid,
    now: Timestamp,
) -> Result<Message> {
    let row = sqlx::query_as!(
        Row,
        r#"update notification.message set read_at = coalesce(read_at, $4)
           where agency = $1 and id = $2 and person = $3
           returning id, resource, title, text, created_at as "created_at: jiff_sqlx::Timestamp",
                     read_at as "read_at: jiff_sqlx::Timestamp",
                     exists(select from notification.delivery
                            where delivery.agency = $1 and message = $2 and state = 'sent') as "emailed!""#,
        name.agency.as_str(),
        name.id,
        person,
        now.to_sqlx() as _,
    )
    .fetch_optional(&mut *db)
    .await?;
    let message = row.map(|it| it.message(&name.agency)).ok_or_else(|| Error::NotFound(name.to_string()))?;
    wake(db, person).await?;
    Ok(message)
}

/// Marks all messages of a person as read. Returns how many were not.
pub(crate) async fn read_all(
    db: &mut PgConnection,
    agency: &Agency,
    person: Uuid,
    now: Timestamp,
) -> Result<u64> {
    let read = sqlx::query!(
        "update notification.message set read_at = $3 where agency = $1 and person = $2 and read_at is null",
        agency.as_str(),
        person,
        now.to_sqlx() as _,
    );
    let count = read.execute(&mut *db).await?.rows_affected();
    wake(db, person).await?;
    Ok(count)
}

/// Wakes the person who watches once this is committed.
async fn wake(db: &mut PgConnection, person: Uuid) -> Result<()> {
    sqlx::query!("select pg_notify($1, $2::uuid::text)", CHANNEL, person).execute(db).await?;
    Ok(())
}

/// A message without its agency, which is always known before.
struct Row {
    id: Uuid,
    resource: String,
    title: String,
    text: String,
    created_at: jiff_sqlx::Timestamp,
    read_at: Option<jiff_sqlx::Timestamp>,
    emailed: bool,
}

impl Row {
    fn message(self, agency: &Agency) -> Message {
        Message {
            name: ResourceName { agency: agency.clone(), collection: COLLECTION, id: self.id },
            resource: self.resource,
            title: self.title,
            text: self.text,
            created_at: self.created_at.to_jiff(),
            read_at: self.read_at.map(jiff_sqlx::Timestamp::to_jiff),
            emailed: self.emailed,
        }
    }
}
