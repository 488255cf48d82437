//! Nothing is lost and nothing happens twice while processes, servers, messages and clocks fail; `TORTURE=long` takes longer.

mod clocks;
mod drained;
mod events;
mod kills;
mod leaks;
mod load;
mod log;
mod outages;
mod patience;
mod request;
mod seed;
mod servers;
mod settled;
