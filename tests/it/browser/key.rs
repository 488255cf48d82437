//! Keys that have a name instead of a letter.

/// A key of the keyboard.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Key {
    Down,
    Enter,
    Space,
    Tab,
}

impl Key {
    /// As WebDriver codes it.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Down => "\u{e015}",
            Self::Enter => "\u{e007}",
            Self::Space => " ",
            Self::Tab => "\u{e004}",
        }
    }
}
