//! A form that someone signed in has sent. Where the session ended meanwhile, what was typed waits on the sign-in page.

use super::{member::Member, sign_in::sign_in_to_send, visit::Visit};
use crate::{front::Front, problem::Problem};
use axum::{
    body::to_bytes,
    extract::{FromRequest, FromRequestParts as _, Request},
    response::{IntoResponse as _, Response},
};
use std::sync::Arc;

/// As much as the longest form takes, percent-encoded.
const MAX_BYTES: usize = 4 << 20;

/// Names and values of a form, in its order.
#[derive(Debug, Default, Clone)]
pub(super) struct Posted(pub(super) Vec<(String, String)>);

impl Posted {
    pub(super) fn read(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    /// The first value under `name`, without spaces around it; empty where there is none.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|it| it.0 == name).map_or("", |it| it.1.trim())
    }

    /// Whether a field or a button of this name was sent.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|it| it.0 == name)
    }

    /// Every value under `name`.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |it| it.0 == name).map(|it| it.1.trim())
    }

    /// As a browser sends it.
    pub(super) fn encoded(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.0).finish()
    }
}

/// The form with who sent it.
pub(super) struct Sent {
    pub(super) member: Member,
    pub(super) form: Posted,
}

impl FromRequest<Arc<Front>> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, front: &Arc<Front>) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let Ok(visit) = Visit::from_request_parts(&mut parts, front).await;
        let body = to_bytes(body, MAX_BYTES).await;
        let body = body.map_err(|_| Problem::TooLarge.response(parts.uri.path()))?;
        let form = Posted::read(&body);
        match visit.member().await {
            Ok(Some(member)) => Ok(Self { member, form }),
            Ok(None) => Err(sign_in_to_send(&visit, form.encoded())),
            Err(refusal) => Err(refusal.into_response()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_and_written_as_browsers_do() {
        let form = Posted::read(b"a=1&b=x+y&a=%262&c=");

        assert_eq!(form.get("b"), "x y");
        assert_eq!(form.all("a").collect::<Vec<_>>(), ["1", "&2"]);
        assert!(form.has("c") && !form.has("d"));
        assert_eq!(form.encoded(), "a=1&b=x+y&a=%262&c=");
    }
}
