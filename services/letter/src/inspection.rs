//! A file looked at as its bytes pass by, in constant memory: its hash, and the verification codes that it bears.

mod codes;
mod inflating;

use crate::letter::VerificationCode;
use codes::Codes;
use inflating::Inflating;
use platform::{Error, Result};
use sha2::{Digest as _, Sha256};

/// No letter comes near it.
const MAX_BYTES: usize = 25 << 20;
/// What every PDF begins with.
const MAGIC: &[u8] = b"%PDF-";

/// A PDF on its way through. It may be hostile: nothing of it is trusted, and it is never opened as a whole.
#[derive(Default)]
pub(crate) struct Inspection {
    hash: Sha256,
    size_bytes: usize,
    head: Vec<u8>,
    codes: Codes,
    inflating: Inflating,
    found: Vec<VerificationCode>,
}

/// What there was to see.
#[derive(Debug)]
pub(crate) struct Inspected {
    /// Lower-case hexadecimal.
    pub(crate) sha256: String,
    /// In the order of their places, each one once; only the first few.
    pub(crate) codes: Vec<VerificationCode>,
}

impl Inspection {
    /// Takes in the next bytes. Takes some milliseconds of a core: call it off the runtime.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Result<()> {
        self.size_bytes += bytes.len();
        if MAX_BYTES < self.size_bytes {
            return Err(Error::invalid(format!(
                "content: the file is larger than the {MAX_BYTES} bytes allowed"
            )));
        }
        let lacking = MAGIC.len() - self.head.len();
        self.head.extend(bytes.iter().take(lacking));
        if !MAGIC.starts_with(&self.head) {
            return Err(not_a_pdf());
        }
        self.hash.update(bytes);
        self.codes.look(bytes, &mut self.found);
        self.inflating.look(bytes, &mut self.found);
        Ok(())
    }

    /// That was all of it.
    pub(crate) fn finish(self) -> Result<Inspected> {
        if self.head != MAGIC {
            return Err(not_a_pdf());
        }
        Ok(Inspected { sha256: format!("{:x}", self.hash.finalize()), codes: self.found })
    }
}

fn not_a_pdf() -> Error {
    Error::invalid("content: the file is not a PDF")
}

#[cfg(test)]
mod tests;
