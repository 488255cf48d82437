//! What should never be sent is refused with a clear answer, and leaves nothing behind.

mod attack;
mod portal;
mod procedure;
mod requests;
mod schema;
mod uploads;
