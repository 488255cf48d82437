//! Who calls: people with a session, people without, and a service from outside.

use super::{calls::Call, inside::Inside, things::Things};
use anyhow::{Context as _, Result, ensure};
use reqwest::Client;
use serde_json::json;

/// Whose session ran out.
const ASLEEP: &str = "asdep-arsitektur-spbe@kemenpanrb";
/// Whom their administrator suspended.
const SUSPENDED: &str = "staf-deputi-kelembagaan@kemenpanrb";

/// The columns of the oracle, and what each stands for.
pub(super) const CALLERS: [(&str, Who); 10] = [
    ("owner", Who::Owner),
    ("other", Who::OtherSide),
    ("office", Who::Person("kepala-dinas-pendidikan@kota-tangerang")),
    ("third", Who::Person("kepala-dinas@kota-bandung")),
    ("its-admin", Who::Person("administrator-telaah@kota-bandung")),
    ("suspended", Who::Suspended),
    ("nobody", Who::Nobody),
    ("expired", Who::Expired),
    ("garbage", Who::Token("kemenpanrb.00000000000000000000000000000000000000000000000000000000000000ff")),
    ("service", Who::Service),
];

/// One of the callers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// Whose business the thing is.
    Owner,
    /// The other side of the case: the proposer where the reviewer owns it, and the reverse.
    OtherSide,
    /// Someone in particular.
    Person(&'static str),
    /// Someone of the owner's office whom the administrator suspended.
    Suspended,
    Nobody,
    /// Someone of the owner's office whose session ran out.
    Expired,
    /// With this instead of a session's token.
    Token(&'static str),
    /// With a token as services have it among themselves.
    Service,
}

impl Who {
    /// Whether they have nothing to do with the case and its agencies.
    pub(super) fn is_third(self) -> bool {
        matches!(self, Self::Person(it) if it.ends_with("@kota-bandung"))
    }
}

/// The tokens of all callers.
pub(super) struct Tokens {
    signed_in: Vec<(String, String)>,
    suspended: String,
    expired: String,
    service: String,
    /// Where the service's token is one of those that services believe.
    inside: String,
}

impl Tokens {
    /// Signs everyone in who can be; then the stack's time goes on by two minutes.
    pub(super) async fn issue(things: &Things, inside: &Inside, people: &[&str]) -> Result<Self> {
        let mut signed_in = vec![];
        let named =
            CALLERS.into_iter().filter_map(|it| if let Who::Person(it) = it.1 { Some(it) } else { None });
        for who in people.iter().copied().chain(named) {
            if !signed_in.iter().any(|(known, _)| known == who) {
                signed_in.push((who.to_owned(), sign_in(things, who).await?));
            }
        }
        let (leaving, asleep) = (things.plays(SUSPENDED), things.plays(ASLEEP));
        let (suspended, expired) = (sign_in(things, leaving).await?, sign_in(things, asleep).await?);
        let (service, inside) = (inside.token(things).await?, inside.url.clone());
        let tokens = Self { signed_in, suspended, expired, service, inside };
        for token in [&tokens.suspended, &tokens.expired] {
            ensure!(status(things, token).await? == 200, "who is to be shut out was let in before");
        }
        things.suspend(leaving).await?;
        let ended = things.own.past_services(&format!(
            "update gateway.session set expires_at = signed_in_at + interval '1 second'
             where sign_in_name = '{asleep}' returning sign_in_name"
        ))?;
        ensure!(ended == asleep, "whose session is to end has none");
        things.own.advance_to(things.own.now().await? + jiff::SignedDuration::from_mins(2)).await?;
        Ok(tokens)
    }

    /// What `who` sends with a call.
    pub(super) fn of(&self, who: Who, call: &Call) -> Option<&str> {
        match who {
            Who::Owner => self.signed_in(call.whose),
            Who::OtherSide => self.signed_in(call.across),
            Who::Person(it) => self.signed_in(it),
            Who::Suspended => Some(&self.suspended),
            Who::Nobody => None,
            Who::Expired => Some(&self.expired),
            Who::Token(it) => Some(it),
            Who::Service => Some(&self.service),
        }
    }

    /// The token of someone who signed in.
    pub(super) fn signed_in(&self, who: &str) -> Option<&str> {
        let found = self.signed_in.iter().find(|(known, _)| known == who).map(|it| it.1.as_str());
        Some(found.unwrap_or_else(|| panic!("{who} did not sign in")))
    }

    /// The token of a service.
    pub(super) fn service(&self) -> &str {
        &self.service
    }

    /// The stack that `who` calls.
    pub(super) fn url<'a>(&'a self, who: Who, things: &'a Things) -> &'a str {
        if who == Who::Service { &self.inside } else { &things.own.url }
    }
}

async fn sign_in(things: &Things, who: &str) -> Result<String> {
    let body = json!({ "name": who, "password": "demo" });
    let session = things.own.post("/v1/sessions", &body).await?.ok()?;
    Ok(session["token"].as_str().context("a session has a token")?.to_owned())
}

async fn status(things: &Things, token: &str) -> Result<u16> {
    let request = Client::new().get(format!("{}/v1/me", things.own.url)).bearer_auth(token);
    Ok(request.send().await?.status().as_u16())
}
