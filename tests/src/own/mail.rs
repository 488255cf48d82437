//! What a stack's mail sink received.

use anyhow::{Context as _, Result};
use mail_parser::MessageParser;
use std::{fs, path::Path};

/// A mail that went out.
#[derive(Debug)]
pub struct Mail {
    /// The same however often it was sent.
    pub id: String,
    /// Addresses of the envelope.
    pub to: String,
    /// As a reader sees it.
    pub subject: String,
    /// The part in plain text.
    pub text: String,
}

impl Mail {
    pub(super) fn read(path: &Path) -> Result<Self> {
        let bytes = fs::read(path)?;
        let message = MessageParser::default().parse(&bytes).context("no mail")?;
        Ok(Self {
            id: message.message_id().unwrap_or_default().to_owned(),
            to: message.header_raw("X-Envelope-To").unwrap_or_default().trim().to_owned(),
            subject: message.subject().unwrap_or_default().to_owned(),
            text: message.body_text(0).unwrap_or_default().into_owned(),
        })
    }
}
