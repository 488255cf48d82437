//! The procedures that ship, and the service on real PostgreSQL and NATS.

mod definition;
