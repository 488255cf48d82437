//! Urgency (sifat) and security class, as the head of a letter shows them.

use platform::{Error, Result};

/// How fast it has to be dealt with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum Urgency {
    #[default]
    Biasa,
    Segera,
    SangatSegera,
}

/// Who may know of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum SecurityClass {
    #[default]
    Biasa,
    Terbatas,
    Rahasia,
    SangatRahasia,
}

impl Urgency {
    /// Reads the contract's word; empty: `biasa`.
    pub(crate) fn parse(word: &str) -> Result<Self> {
        match word {
            "" => Ok(Self::default()),
            _ => [Self::Biasa, Self::Segera, Self::SangatSegera]
                .into_iter()
                .find(|it| it.as_str() == word)
                .ok_or_else(|| Error::invalid(format!("urgency: {word:?} is unknown"))),
        }
    }

    /// As contracts write it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Biasa => "biasa",
            Self::Segera => "segera",
            Self::SangatSegera => "sangat_segera",
        }
    }

    /// As letters write it.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Biasa => "Biasa",
            Self::Segera => "Segera",
            Self::SangatSegera => "Sangat Segera",
        }
    }
}

impl SecurityClass {
    /// Reads the contract's word; empty: `biasa`.
    pub(crate) fn parse(word: &str) -> Result<Self> {
        match word {
            "" => Ok(Self::default()),
            _ => [Self::Biasa, Self::Terbatas, Self::Rahasia, Self::SangatRahasia]
                .into_iter()
                .find(|it| it.as_str() == word)
                .ok_or_else(|| Error::invalid(format!("security_class: {word:?} is unknown"))),
        }
    }

    /// As contracts write it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Biasa => "biasa",
            Self::Terbatas => "terbatas",
            Self::Rahasia => "rahasia",
            Self::SangatRahasia => "sangat_rahasia",
        }
    }

    /// As letters mark it; empty where they do not.
    pub(crate) fn marking(self) -> &'static str {
        match self {
            Self::Biasa => "",
            Self::Terbatas => "Terbatas",
            Self::Rahasia => "Rahasia",
            Self::SangatRahasia => "Sangat Rahasia",
        }
    }
}
