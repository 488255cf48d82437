//! The most of what an issued letter costs at least: its pages laid out again. Benchmarks measure issuing against it.

use crate::{
    NAME, composition,
    letter::{Letter, Taken},
    render, store,
};
use platform::{Caller, Error, Parts, ResourceName, Result, tenancy};

/// An issued letter, ready to be laid out again.
pub struct Sheet {
    letter: Letter,
    taken: Taken,
    verification_url: String,
}

impl Sheet {
    /// The letter of that name.
    pub async fn of(parts: &Parts, name: &str) -> Result<Self> {
        let name = ResourceName::parse(crate::letter::COLLECTION, name)?;
        let mut tx = tenancy::begin(&parts.database(NAME), &Caller::platform(&name.agency)).await?;
        let letter = store::load(&mut tx, &name).await?;
        let taken = letter.taken.clone().ok_or_else(|| Error::internal("the letter is not issued"))?;
        let code = taken.code.as_ref().map(|it| it.as_str().to_owned()).unwrap_or_default();
        Ok(Self { letter, taken, verification_url: format!("http://127.0.0.1:8080/verify/{code}") })
    }

    /// Lays it out and keeps nothing. Takes a core for some milliseconds.
    pub fn press(&self) -> Result<Vec<u8>> {
        let url = Some(self.verification_url.as_str());
        let data = composition::issued(&self.letter, &self.taken, url);
        render::pdf(&self.letter.template, &data, url, self.taken.signed_at)
    }
}
