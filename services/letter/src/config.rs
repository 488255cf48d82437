//! The letter desk's own settings.

use std::path::PathBuf;

/// Where the local authority lives, and where letters can be verified.
#[derive(Debug, Clone, clap::Args)]
#[group(id = "letter")]
pub struct Config {
    /// Folder of the local certificate authority. Its root key is made there when it is first needed.
    #[arg(long, env, default_value = ".telaah/authority")]
    pub authority_folder: PathBuf,
    /// Address of the public verification page, to which a letter's code is added.
    #[arg(long, env, default_value = "http://127.0.0.1:8080/verify")]
    pub verification_url: String,
}
