//! What people may change in a draft.

use platform::{Error, Result, text::is_readable};

const MAX_SUBJECT_CHARS: usize = 500;
const MAX_PARAGRAPHS: usize = 50;
const MAX_PARAGRAPH_CHARS: usize = 4_000;
const MAX_COPIES: usize = 50;
const MAX_COPY_CHARS: usize = 200;

/// Subject line, added paragraphs, carbon copies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Content {
    pub(crate) subject: String,
    pub(crate) paragraphs: Vec<String>,
    pub(crate) carbon_copies: Vec<String>,
}

impl Content {
    /// Refuses what no letter holds.
    pub(crate) fn check(&self) -> Result<()> {
        let fits = |text: &String, max: usize| {
            !text.trim().is_empty() && text.chars().count() <= max && is_readable(text)
        };
        if !fits(&self.subject, MAX_SUBJECT_CHARS) {
            return Err(Error::invalid(format!(
                "subject must have from 1 to {MAX_SUBJECT_CHARS} characters, none of them for control"
            )));
        }
        if MAX_PARAGRAPHS < self.paragraphs.len()
            || !self.paragraphs.iter().all(|it| fits(it, MAX_PARAGRAPH_CHARS))
        {
            let reason = format!(
                "paragraphs: at most {MAX_PARAGRAPHS}, each of 1 to {MAX_PARAGRAPH_CHARS} characters, none of them for control"
            );
            return Err(Error::invalid(reason));
        }
        if MAX_COPIES < self.carbon_copies.len()
            || !self.carbon_copies.iter().all(|it| fits(it, MAX_COPY_CHARS))
        {
            let reason = format!(
                "carbon_copies: at most {MAX_COPIES}, each of 1 to {MAX_COPY_CHARS} characters, none of them for control"
            );
            return Err(Error::invalid(reason));
        }
        Ok(())
    }
}
