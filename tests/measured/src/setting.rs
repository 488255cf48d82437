//! What the environment says of how much is measured.

use anyhow::{Context as _, Result};
use std::{env, error::Error, str::FromStr};

/// The variable `name`, if it is set.
#[expect(clippy::disallowed_methods, reason = "a benchmark has no main that reads a Config")]
pub fn setting<T>(name: &str) -> Result<Option<T>>
where
    T: FromStr<Err: Error + Send + Sync + 'static>,
{
    let told = env::var(name).ok().map(|it| it.parse());
    told.transpose().with_context(|| format!("{name} is wrong"))
}
