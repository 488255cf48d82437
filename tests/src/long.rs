//! How long tests of faults and attacks may take.

/// Whether the long form is wanted: `TORTURE=long`.
#[expect(clippy::disallowed_methods, reason = "a test has no main that reads a Config")]
pub fn is_long() -> bool {
    std::env::var("TORTURE").is_ok_and(|it| it == "long")
}
