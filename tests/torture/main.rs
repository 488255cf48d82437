//! Nothing is lost and nothing happens twice while processes, servers, messages and clocks fail; `TORTURE=long` takes longer.
