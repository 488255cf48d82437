//! Why a request failed, as problem+json (RFC 9457): the one place that says it to REST.

use axum::{
    http::{
        HeaderMap, HeaderValue, Method, StatusCode,
        header::{ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE},
    },
    response::{IntoResponse, Response},
};
use platform::error::is_cut;
use serde_json::{Value, json};
use tonic::{Code, Status};

pub(crate) enum Problem {
    NoRoute,
    /// The path exists for these methods only.
    WrongMethod(Vec<Method>),
    /// The media type that is wanted instead.
    WrongMediaType(&'static str),
    TooLarge,
    /// The body did not come in time.
    Slow,
    Invalid {
        /// Empty where no single field is at fault.
        field: String,
        reason: String,
    },
    /// The service refused.
    Refused {
        status: Status,
        /// The field that the service's words begin with, if any.
        field: String,
    },
}

/// A kind of problem, as `type` names it and `/docs` explains it.
pub(crate) struct Kind {
    pub(crate) status: StatusCode,
    pub(crate) slug: &'static str,
    /// What it means and what to do.
    pub(crate) advice: &'static str,
}

/// Every kind there is, by status.
pub(crate) const KINDS: [Kind; 15] = [
    kind(StatusCode::BAD_REQUEST, "invalid", "It can never succeed as it is: correct what `detail` names."),
    kind(
        StatusCode::UNAUTHORIZED,
        "unauthenticated",
        "Nobody is signed in, or the session has ended: sign in.",
    ),
    kind(StatusCode::FORBIDDEN, "denied", "You may not do this; `detail` names the rule."),
    kind(StatusCode::NOT_FOUND, "not-found", "It does not exist, or not for you."),
    kind(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "`Allow` lists what is possible here."),
    kind(StatusCode::REQUEST_TIMEOUT, "slow", "The request's body did not arrive in time: send it again."),
    kind(StatusCode::CONFLICT, "conflict", "Right, but not possible in the present state: read it again."),
    kind(
        StatusCode::PRECONDITION_FAILED,
        "stale",
        "What you read has changed since: read it again, then decide.",
    ),
    kind(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The body is larger than is accepted here."),
    kind(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "media-type",
        "The body is not of the type that `detail` names.",
    ),
    kind(StatusCode::TOO_MANY_REQUESTS, "exhausted", "Too much at once: wait as long as `Retry-After` says."),
    kind(
        StatusCode::INTERNAL_SERVER_ERROR,
        "internal",
        "A defect of ours: report `trace`, or `instance` and the time.",
    ),
    kind(StatusCode::NOT_IMPLEMENTED, "unimplemented", "Published, but not yet served here."),
    kind(
        StatusCode::SERVICE_UNAVAILABLE,
        "unavailable",
        "Temporary: send the same again, with the same `Idempotency-Key`.",
    ),
    kind(
        StatusCode::GATEWAY_TIMEOUT,
        "timeout",
        "It took too long and may have happened: send the same again, with the same `Idempotency-Key`.",
    ),
];

const fn kind(status: StatusCode, slug: &'static str, advice: &'static str) -> Kind {
    Kind { status, slug, advice }
}

impl From<Status> for Problem {
    fn from(status: Status) -> Self {
        // A service that was killed gave no answer; whether it did what was asked the key of repeats tells.
        let status = if is_cut(&status) { Status::unavailable("no answer") } else { status };
        Self::Refused { status, field: String::new() }
    }
}

impl Problem {
    /// A request that nothing can be made of.
    pub(crate) fn invalid(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Invalid { field: field.into(), reason: reason.into() }
    }

    /// As the body of a response; `instance` is the path that was asked for.
    pub(crate) fn json(&self, instance: &str) -> Value {
        let kind = self.kind();
        let mut body = json!({
            "type": format!("/docs#problem-{}", kind.slug),
            "title": kind.status.canonical_reason(),
            "status": kind.status.as_u16(),
            "detail": self.detail(),
            "instance": instance,
        });
        if let Self::Invalid { field, .. } | Self::Refused { field, .. } = self
            && !field.is_empty()
        {
            body["field"] = field.as_str().into();
        }
        let trace = platform::telemetry::traceparent();
        if let Some(trace) = trace.as_deref().and_then(|it| it.split('-').nth(1)) {
            body["trace"] = trace.into();
        }
        body
    }

    /// The response to a request for the path `instance`.
    pub(crate) fn response(&self, instance: &str) -> Response {
        let body = self.json(instance).to_string();
        let mut response = (self.kind().status, body).into_response();
        self.describe(response.headers_mut());
        response
    }

    fn describe(&self, headers: &mut HeaderMap) {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        match (self, self.kind().status) {
            (Self::WrongMethod(allowed), _) => {
                let allowed = allowed.iter().map(Method::as_str).collect::<Vec<_>>().join(", ");
                headers.insert(ALLOW, allowed.parse().expect("methods are tokens"));
            }
            (_, StatusCode::UNAUTHORIZED) => {
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            (_, StatusCode::TOO_MANY_REQUESTS) => {
                headers.insert(RETRY_AFTER, HeaderValue::from_static("60"));
            }
            (_, StatusCode::SERVICE_UNAVAILABLE) => {
                headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
            }
            _ => (),
        }
    }

    fn kind(&self) -> &'static Kind {
        let status = self.status();
        KINDS.iter().find(|it| it.status == status).expect("every status of a problem has its kind")
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::NoRoute => StatusCode::NOT_FOUND,
            Self::WrongMethod(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::WrongMediaType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Slow => StatusCode::REQUEST_TIMEOUT,
            Self::Invalid { .. } => StatusCode::BAD_REQUEST,
            Self::Refused { status, .. } => match status.code() {
                Code::InvalidArgument | Code::OutOfRange => StatusCode::BAD_REQUEST,
                Code::Unauthenticated => StatusCode::UNAUTHORIZED,
                Code::PermissionDenied => StatusCode::FORBIDDEN,
                Code::NotFound => StatusCode::NOT_FOUND,
                Code::AlreadyExists | Code::FailedPrecondition => StatusCode::CONFLICT,
                Code::Aborted => StatusCode::PRECONDITION_FAILED,
                Code::ResourceExhausted => StatusCode::TOO_MANY_REQUESTS,
                Code::Unimplemented => StatusCode::NOT_IMPLEMENTED,
                Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
                // A service that ran out of time cancels what it was doing.
                Code::DeadlineExceeded | Code::Cancelled => StatusCode::GATEWAY_TIMEOUT,
                _ => StatusCode::INTERNAL_SERVER_ERROR,
            },
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::NoRoute => "nothing is found here, see /docs".to_owned(),
            Self::WrongMethod(_) => "this method is not possible here, see Allow".to_owned(),
            Self::WrongMediaType(wanted) => format!("the body must be {wanted}"),
            Self::TooLarge => "the body is too large".to_owned(),
            Self::Slow => "the body did not arrive in time".to_owned(),
            Self::Invalid { field, reason } if field.is_empty() => reason.clone(),
            Self::Invalid { field, reason } => format!("{field}: {reason}"),
            Self::Refused { status, .. } => match status.code() {
                // What a library says of its own trouble helps no caller.
                Code::Unavailable => "temporarily unavailable, try again".to_owned(),
                Code::DeadlineExceeded | Code::Cancelled => {
                    "no answer came in time, and it may have happened: try again with the same Idempotency-Key".to_owned()
                }
                Code::Unknown | Code::Internal => "internal error".to_owned(),
                Code::Unimplemented => "published, but not served here yet".to_owned(),
                _ => status.message().to_owned(),
            },
        }
    }
}
