//! How mail goes out, and where its links lead.

use lettre::{
    AsyncSmtpTransport, Tokio1Executor,
    message::Mailbox,
    transport::smtp::{self, AsyncSmtpTransportBuilder},
};
use std::str::FromStr;

/// The settings of this service.
#[derive(Debug, Clone, clap::Args)]
#[group(id = "notification")]
pub struct Config {
    /// The mail server, such as `smtp://127.0.0.1:1025` or `smtps://user:password@mail.example`. Without it people are
    /// told in the app alone.
    #[arg(long, env, hide_env_values = true)]
    pub smtp_url: Option<Smtp>,
    /// Who mails come from.
    #[arg(long, env, default_value = "Telaah <telaah@localhost>")]
    pub mail_from: Mailbox,
    /// Where people reach this platform: links in messages begin with it.
    #[arg(long, env, default_value = "http://127.0.0.1:8080")]
    pub portal_url: String,
}

/// A mail server. Shown without its password.
#[derive(Debug, Clone)]
pub struct Smtp(pub(crate) AsyncSmtpTransportBuilder);

impl FromStr for Smtp {
    type Err = smtp::Error;

    fn from_str(url: &str) -> Result<Self, Self::Err> {
        AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map(Self)
    }
}
