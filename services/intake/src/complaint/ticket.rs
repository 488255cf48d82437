//! Tickets: short enough to type, too many to guess.

use platform::{Error, Result};
use rand::Rng as _;

/// Crockford's base 32: no letter that looks like a digit.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Of *pengaduan*: so that a ticket is not taken for another code.
const PREFIX: &str = "PGD";
const LENGTH: usize = 16;
const GROUP: usize = 4;

/// 80 bits at random, as in `PGD-K7QM-4WTX-9RHD-2ZPF`. Whoever knows it reads the answer, so it has no `Debug`.
#[derive(Clone, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub(crate) struct Ticket(String);

impl Ticket {
    pub(crate) fn random() -> Self {
        let bytes: [u8; LENGTH] = rand::rng().random();
        Self::group(bytes.into_iter().map(|it| char::from(ALPHABET[usize::from(it % 32)])))
    }

    /// Reads what was typed: in any case, with or without hyphens and the prefix, O for 0.
    pub(crate) fn parse(typed: &str) -> Result<Self> {
        let unknown = || Error::NotFound("a complaint with this ticket".to_owned());
        let read = |it: char| match it.to_ascii_uppercase() {
            'O' => Ok('0'),
            'I' | 'L' => Ok('1'),
            it if it.is_ascii() && ALPHABET.contains(&(it as u8)) => Ok(it),
            _ => Err(unknown()),
        };
        let most = PREFIX.len() + LENGTH + 1;
        let signs = typed.chars().filter(|it| !matches!(it, '-' | ' ')).take(most).map(read);
        let signs: String = signs.collect::<Result<_>>()?;
        let signs =
            if signs.len() == LENGTH { &signs } else { signs.strip_prefix(PREFIX).unwrap_or_default() };
        if signs.len() == LENGTH { Ok(Self::group(signs.chars())) } else { Err(unknown()) }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    fn group(signs: impl Iterator<Item = char>) -> Self {
        let mut ticket = PREFIX.to_owned();
        for (place, sign) in signs.enumerate() {
            if place % GROUP == 0 {
                ticket.push('-');
            }
            ticket.push(sign);
        }
        Self(ticket)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_can_be_typed_as_people_type() {
        let ticket = Ticket::random();
        let read = |typed: &str| Ticket::parse(typed).map(|it| it.as_str().to_owned()).unwrap();

        assert_eq!(ticket.as_str().len(), "PGD-K7QM-4WTX-9RHD-2ZPF".len());
        assert_eq!(read(ticket.as_str()), ticket.as_str());
        assert_eq!(read(&ticket.as_str().to_lowercase().replace('-', " ")), ticket.as_str());
        assert_eq!(read(&ticket.as_str()["PGD-".len()..]), ticket.as_str());
        assert_eq!(read("pgd-OIL0-0000-0000-0000"), "PGD-0110-0000-0000-0000");
        assert_ne!(Ticket::random().as_str(), ticket.as_str());
    }

    #[test]
    fn anything_else_is_no_ticket() {
        let long = "A".repeat(10_000);
        for typed in ["", "PGD", "K7QM", "PGD-K7QM-4WTX-9RHD-2ZPF-X", "PGD-K7QM-4WTX-9RHD-2ZP'", &long] {
            assert!(matches!(Ticket::parse(typed), Err(Error::NotFound(_))), "{typed}");
        }
    }
}
