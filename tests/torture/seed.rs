//! Chance that can be had again: every run prints its seed, and `SEED` repeats it.

/// Numbers that follow from a seed (splitmix64).
pub(crate) struct Chance {
    /// What it began with.
    pub(crate) seed: u64,
    state: u64,
}

impl Chance {
    /// A new one in every run, unless `SEED` says which.
    pub(crate) fn new() -> Self {
        let seed = told().unwrap_or_else(|| u64::from(std::process::id()));
        Self { seed, state: seed }
    }

    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % limit
    }
}

#[expect(clippy::disallowed_methods, reason = "a test has no main that reads a Config")]
fn told() -> Option<u64> {
    std::env::var("SEED").ok()?.parse().ok()
}
