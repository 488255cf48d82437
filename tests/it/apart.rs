//! Agencies are apart: by what the database lets its roles do, and by what every operation answers to whom.

mod answer;
mod callers;
mod calls;
mod catalogue;
mod grpc;
mod inside;
mod operations;
mod oracle;
mod policies;
mod roles;
mod statements;
mod things;
