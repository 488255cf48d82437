//! What is filed, within its limits.

use crate::text::{line, paragraphs};
use platform::{Error, Result};

const MAX_TITLE_CHARS: usize = 200;
const MAX_TEXT_CHARS: usize = 8_000;
const MAX_NUMBER_CHARS: usize = 100;
const MAX_NAME_CHARS: usize = 200;
/// RFC 5321, 4.5.3.1.3, without its brackets.
const MAX_EMAIL_CHARS: usize = 254;

/// What sort of input it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum Kind {
    Complaint,
    Suggestion,
    Other,
}

impl Kind {
    /// As events and tables write it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Complaint => "complaint",
            Self::Suggestion => "suggestion",
            Self::Other => "other",
        }
    }
}

/// What one who files gave. Without `Debug`, since it holds personal data.
pub(crate) struct Input {
    pub(crate) kind: Kind,
    pub(crate) title: String,
    pub(crate) text: String,
    /// Of the request it is about; empty: about the service.
    pub(crate) registration_number: String,
    /// May be empty.
    pub(crate) display_name: String,
    /// May be empty.
    pub(crate) email: String,
}

impl Input {
    /// Trims what was given, and refuses what is missing or beyond its limits.
    pub(crate) fn checked(self) -> Result<Self> {
        let given = |field: &str, text: String| {
            if text.is_empty() {
                Err(Error::invalid(format!("{field} is blank: write one")))
            } else {
                Ok(text)
            }
        };
        Ok(Self {
            kind: self.kind,
            title: given("title", line("title", &self.title, MAX_TITLE_CHARS)?)?,
            text: given("text", paragraphs("text", &self.text, MAX_TEXT_CHARS)?)?,
            registration_number: line("registration_number", &self.registration_number, MAX_NUMBER_CHARS)?,
            display_name: line("display_name", &self.display_name, MAX_NAME_CHARS)?,
            email: email(&self.email)?,
        })
    }
}

/// An address as people write theirs, or nothing. Whether it exists is not known.
fn email(text: &str) -> Result<String> {
    let text = line("email", text, MAX_EMAIL_CHARS)?;
    let fits = |it: char| it.is_ascii_graphic() && !"\"(),:;<>@[\\]".contains(it);
    let is_domain = |it: &str| it.contains('.') && it.split('.').all(|label| !label.is_empty());
    let is_address = |(local, domain): (&str, &str)| {
        !local.is_empty() && local.chars().all(fits) && domain.chars().all(fits) && is_domain(domain)
    };
    if text.is_empty() || text.split_once('@').is_some_and(is_address) {
        return Ok(text);
    }
    // The address itself is personal data and does not go into an error.
    Err(Error::invalid("email is not of the form name@example.id"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_as_people_write_it() {
        for address in ["", " warga@contoh.id ", "siti.nur+1@mail.tangerangkota.go.id"] {
            assert_eq!(email(address).unwrap(), address.trim());
        }
        for other in
            ["warga", "@contoh.id", "warga@", "warga@contoh", "a@b@c.id", "a b@c.id", "a@c..id", "<a@c.id>"]
        {
            assert!(matches!(email(other), Err(Error::Invalid(_))), "{other}");
        }
    }
}
