//! Verification codes in bytes: as they stand in a PDF's metadata, links and names, also in UTF-16.

use crate::letter::VerificationCode;

/// Letters bear one code; a file may be made to hold any number.
const MOST: usize = 8;
/// As in `K7QM-4WTX-9RHD-2ZPF`.
const LENGTH: usize = 19;
const HYPHENS: [usize; 3] = [4, 9, 14];

/// Looks for codes, also across the seams between pieces.
#[derive(Default)]
pub(super) struct Codes {
    /// The end of what was seen.
    seam: Vec<u8>,
}

impl Codes {
    /// Adds the codes in the next bytes to `found`.
    pub(super) fn look(&mut self, bytes: &[u8], found: &mut Vec<VerificationCode>) {
        let mut seen = std::mem::take(&mut self.seam);
        // In UTF-16 every second byte of a code is zero.
        seen.extend(bytes.iter().filter(|it| **it != 0));
        for window in seen.windows(LENGTH) {
            if HYPHENS.iter().all(|it| window[*it] == b'-')
                && let Some(code) = read(window)
                && found.len() < MOST
                && !found.contains(&code)
            {
                found.push(code);
            }
        }
        self.seam = seen.split_off(seen.len().saturating_sub(LENGTH - 1));
    }
}

/// A code as the platform writes it.
fn read(window: &[u8]) -> Option<VerificationCode> {
    let written = std::str::from_utf8(window).ok()?;
    VerificationCode::parse(written).ok().filter(|it| it.as_str() == written)
}
