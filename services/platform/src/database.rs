//! A service's database: signed in under the service's name, and telling its tasks of every commit.

use crate::{Result, bell::Bell};
use sqlx::{PgConnection, PgPool, Postgres, Transaction};
use std::ops::{Deref, DerefMut};
use tokio::sync::watch;

/// A pool of connections. Dereferences to the pool for reads that need no transaction.
#[derive(Debug, Clone)]
pub struct Database {
    pool: PgPool,
    commits: watch::Sender<u64>,
}

impl Database {
    pub(crate) fn new(pool: PgPool) -> Self {
        Self { pool, commits: watch::Sender::new(0) }
    }

    /// Wakes after each commit from now on.
    pub fn bell(&self) -> Bell {
        Bell::new(self.commits.subscribe())
    }

    /// A transaction that sees what is due of every agency, by the policies for housekeeping.
    pub async fn housekeeping(&self) -> Result<Transaction<'static, Postgres>> {
        Ok(self.pool.begin_with("begin; set local telaah.housekeeping = 'on'").await?)
    }

    pub(crate) fn transaction(&self, inner: Transaction<'static, Postgres>) -> Tx {
        Tx { inner, commits: self.commits.clone() }
    }
}

impl Deref for Database {
    type Target = PgPool;

    fn deref(&self) -> &PgPool {
        &self.pool
    }
}

/// A transaction in the name of one agency. Dropped without [`Tx::commit`] it never happened.
#[derive(Debug)]
pub struct Tx {
    inner: Transaction<'static, Postgres>,
    commits: watch::Sender<u64>,
}

impl Tx {
    /// Makes it happen, and wakes those who forward or carry on what it wrote.
    pub async fn commit(self) -> Result<()> {
        self.inner.commit().await?;
        self.commits.send_modify(|count| *count += 1);
        Ok(())
    }
}

impl Deref for Tx {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.inner
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.inner
    }
}
