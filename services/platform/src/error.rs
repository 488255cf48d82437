//! The one error type, which says what the caller can do and not which library failed.

use std::{error::Error as StdError, fmt::Display};
use tonic::{Code, Status};

/// The result of anything a service does.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Headers of an answer may have 16 KiB together (h2), and percent-encoding makes three bytes of one.
const MAX_MESSAGE_BYTES: usize = 4_000;

/// Why a request or an event was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It can never succeed as it is. REST: 400.
    #[error("{0}")]
    Invalid(String),
    /// Nobody known is asking. REST: 401.
    #[error("{0}")]
    Unauthenticated(String),
    /// The caller may not do this. REST: 403.
    #[error("{0}")]
    Denied(String),
    /// No such thing, or none the caller may know of. REST: 404.
    #[error("{0} not found")]
    NotFound(String),
    /// It is right, but not in the present state. REST: 409.
    #[error("{0}")]
    Conflict(String),
    /// What the caller read has changed since: read again. REST: 412.
    #[error("{0}")]
    Stale(String),
    /// Too much at once; the same again may succeed later. REST: 429.
    #[error("{0}")]
    Exhausted(String),
    /// A server we need does not answer; the same again may succeed. REST: 503.
    #[error("temporarily unavailable, try again")]
    Unavailable(#[source] Box<dyn StdError + Send + Sync>),
    /// A defect of ours. REST: 500.
    #[error("internal error")]
    Internal(#[source] Box<dyn StdError + Send + Sync>),
}

impl Error {
    /// An [`Error::Invalid`] for `reason`.
    pub fn invalid(reason: impl Display) -> Self {
        Self::Invalid(reason.to_string())
    }

    /// An [`Error::Internal`] from `reason`.
    pub fn internal(reason: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Internal(reason.into())
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        if is_transient(&error) {
            Self::Unavailable(error.into())
        } else if holds_nul(&error) {
            Self::invalid("a text holds a NUL character: leave it out")
        } else {
            Self::Internal(error.into())
        }
    }
}

impl From<prost::DecodeError> for Error {
    fn from(error: prost::DecodeError) -> Self {
        Self::invalid(error)
    }
}

/// The answer of a service we called: its refusal is ours to pass on, its trouble is trouble here.
impl From<Status> for Error {
    fn from(status: Status) -> Self {
        if is_cut(&status) {
            return Self::Unavailable(status.into());
        }
        let message = status.message().to_owned();
        match status.code() {
            Code::InvalidArgument | Code::OutOfRange => Self::Invalid(message),
            Code::Unauthenticated => Self::Unauthenticated(message),
            Code::PermissionDenied => Self::Denied(message),
            Code::NotFound => Self::NotFound(message.trim_end_matches(" not found").to_owned()),
            Code::FailedPrecondition | Code::AlreadyExists => Self::Conflict(message),
            Code::Aborted => Self::Stale(message),
            Code::ResourceExhausted => Self::Exhausted(message),
            Code::Unavailable | Code::DeadlineExceeded | Code::Cancelled => Self::Unavailable(status.into()),
            _ => Self::Internal(status.into()),
        }
    }
}

/// Every failed RPC passes here, so this is where its failure is logged, once.
impl From<Error> for Status {
    fn from(error: Error) -> Self {
        let code = match &error {
            Error::Invalid(_) => Code::InvalidArgument,
            Error::Unauthenticated(_) => Code::Unauthenticated,
            Error::Denied(_) => Code::PermissionDenied,
            Error::NotFound(_) => Code::NotFound,
            Error::Conflict(_) => Code::FailedPrecondition,
            Error::Stale(_) => Code::Aborted,
            Error::Exhausted(_) => Code::ResourceExhausted,
            Error::Unavailable(source) => {
                tracing::warn!(error = source.as_ref(), "request refused for now");
                Code::Unavailable
            }
            Error::Internal(source) => {
                tracing::error!(error = source.as_ref(), "request failed");
                Code::Internal
            }
        };
        Status::new(code, shortened(error.to_string()))
    }
}

/// What was sent may be told back at any length; a status goes in a header.
fn shortened(mut message: String) -> String {
    if MAX_MESSAGE_BYTES < message.len() {
        message.truncate(message.floor_char_boundary(MAX_MESSAGE_BYTES));
        message.push('…');
    }
    message
}

/// Whether this is no answer: the connection broke before there was one, and tonic does not know what that means.
pub fn is_cut(status: &Status) -> bool {
    status.code() == Code::Unknown && status.source().is_some()
}

fn is_transient(error: &sqlx::Error) -> bool {
    use sqlx::Error::{BeginFailed, Database, Io, PoolClosed, PoolTimedOut, Protocol, Tls, WorkerCrashed};
    match error {
        BeginFailed | Io(_) | PoolClosed | PoolTimedOut | Protocol(_) | Tls(_) | WorkerCrashed => true,
        // SQLSTATE classes: connection lost, rolled back by a deadlock, out of resources, shutting down.
        Database(error) => error
            .code()
            .is_some_and(|code| ["08", "40", "53", "57P"].iter().any(|class| code.starts_with(class))),
        _ => false,
    }
}

/// Whether it is a text that PostgreSQL does not keep: SQLSTATE `character_not_in_repertoire`, `untranslatable_character`.
/// Checks of fields name theirs; this is for a field that has none.
fn holds_nul(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|it| it.code());
    code.is_some_and(|it| matches!(&*it, "22021" | "22P05"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sent_at_length_is_not_told_back_at_length() {
        let status = Status::from(Error::NotFound("é".repeat(20_000)));

        assert_eq!(status.code(), Code::NotFound);
        assert!(status.message().len() <= MAX_MESSAGE_BYTES + "…".len());
        assert_eq!(Status::from(Error::NotFound("x".to_owned())).message(), "x not found");
    }

    #[test]
    fn a_connection_that_broke_is_trouble_that_passes_and_an_unknown_answer_is_not() {
        let cut = || Status::from_error("stream closed because of a broken pipe".into());
        let told = || Status::unknown("what a server said");

        assert!(is_cut(&cut()) && !is_cut(&told()));
        assert!(matches!(Error::from(cut()), Error::Unavailable(_)));
        assert!(matches!(Error::from(told()), Error::Internal(_)));
    }
}
