//! How a figure is taken: legs of ours and of a limit in turn, probes of the machine beside each, a line of JSON.

mod clients;
mod leg;
mod line;
mod probe;
mod process;
mod setting;

pub use clients::{closed, open};
pub use leg::{Leg, median, percentile};
pub use line::{Line, Pair, Plan, Target, commit, pairs, tell};
pub use probe::{Machine, Probe};
pub use process::{cpu_seconds, resident_bytes};
pub use setting::setting;
