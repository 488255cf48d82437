//! Verification codes: short enough to type, too many to guess.

use p256::elliptic_curve::rand_core::{OsRng, RngCore as _};
use platform::{Error, Result};

/// Crockford's base 32: no letter that looks like a digit.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 16;
const GROUP: usize = 4;

/// 80 bits at random, as in `K7QM-4WTX-9RHD-2ZPF`.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub(crate) struct VerificationCode(String);

impl VerificationCode {
    pub(crate) fn random() -> Self {
        let mut bytes = [0; LENGTH];
        OsRng.fill_bytes(&mut bytes);
        Self::group(bytes.into_iter().map(|it| char::from(ALPHABET[usize::from(it % 32)])))
    }

    /// Reads what was typed from paper: in any case, with or without hyphens, O for 0.
    pub(crate) fn parse(typed: &str) -> Result<Self> {
        let unknown = || Error::NotFound("a letter with this code".to_owned());
        let read = |it: char| match it.to_ascii_uppercase() {
            'O' => Ok('0'),
            'I' | 'L' => Ok('1'),
            it if it.is_ascii() && ALPHABET.contains(&(it as u8)) => Ok(it),
            _ => Err(unknown()),
        };
        let signs = typed.chars().filter(|it| !matches!(it, '-' | ' ')).take(LENGTH + 1).map(read);
        let signs: Vec<char> = signs.collect::<Result<_>>()?;
        if signs.len() == LENGTH { Ok(Self::group(signs.into_iter())) } else { Err(unknown()) }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    fn group(signs: impl Iterator<Item = char>) -> Self {
        let mut code = String::with_capacity(LENGTH + LENGTH / GROUP);
        for (place, sign) in signs.enumerate() {
            if place != 0 && place % GROUP == 0 {
                code.push('-');
            }
            code.push(sign);
        }
        Self(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_can_be_typed_as_people_type() {
        let code = VerificationCode::random();

        assert_eq!(code.as_str().len(), 19);
        assert_eq!(VerificationCode::parse(&code.as_str().to_lowercase().replace('-', " ")).unwrap(), code);
        assert_eq!(VerificationCode::parse("OIL0-0000-0000-0000").unwrap().as_str(), "0110-0000-0000-0000");
        assert_ne!(VerificationCode::random(), code);
    }

    #[test]
    fn anything_else_is_no_letter() {
        for typed in ["", "K7QM", "K7QM-4WTX-9RHD-2ZPF-X", "K7QM-4WTX-9RHD-2ZP'"] {
            assert!(matches!(VerificationCode::parse(typed), Err(Error::NotFound(_))), "{typed}");
        }
    }
}
