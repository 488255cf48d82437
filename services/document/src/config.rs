//! Where files are kept and how large one may be.

use crate::Objects;

/// 50 MiB.
const MAX_BYTES: u64 = 50 * 1024 * 1024;

/// The settings of this service.
#[derive(Debug, Clone, clap::Args)]
#[group(id = "document")]
pub struct Config {
    /// The folder in which files are kept, made where it is missing, or the URL of an object store.
    #[arg(long, env, default_value = ".telaah/files")]
    pub files: Objects,
    /// The most bytes a file may have.
    #[arg(long, env, default_value_t = MAX_BYTES)]
    pub files_max_bytes: u64,
}

impl Config {
    /// Files in `objects`, and all else as it comes.
    pub fn new(files: Objects) -> Self {
        Self { files, files_max_bytes: MAX_BYTES }
    }
}
