//! Letters, and what tools that know nothing of Telaah say of them.

use crate::{AGENCY, Actor};
use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::Command,
};

/// An issued letter with its file.
#[derive(Debug, Clone)]
pub struct Letter {
    /// What the API says of it.
    pub about: Value,
    /// The signed PDF.
    pub pdf: Vec<u8>,
}

impl Actor {
    /// Downloads a letter by its name.
    pub async fn letter(&self, name: &str) -> Result<Letter> {
        let about = self.get(name).await?.ok()?;
        let pdf = self.get(&format!("{name}:download")).await?.bytes()?;
        Ok(Letter { about, pdf })
    }
}

/// The issued letters of a submission that `actor` sees, oldest first.
pub async fn letters(actor: &Actor, submission: &str) -> Result<Vec<Value>> {
    let query = format!("agencies/{AGENCY}/letters?submission={submission}&state=ISSUED");
    let page = actor.get(&query).await?.ok()?;
    let mut letters = page["letters"].as_array().cloned().unwrap_or_default();
    letters.reverse();
    Ok(letters)
}

/// SHA-256 in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|it| format!("{it:02x}")).collect()
}

/// The text of a PDF, its white space folded.
pub fn text(pdf: &Path) -> Result<String> {
    let text = run("pdftotext", ["-layout".as_ref(), pdf.as_os_str(), "-".as_ref()])?;
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Fails unless pdfsig finds every signature valid.
pub fn is_signed(pdf: &Path) -> Result<()> {
    let report = run("pdfsig", ["-nocert".as_ref(), pdf.as_os_str()])?;
    let found = report.matches("Signature Validation:").count();
    let valid = report.matches("Signature is Valid.").count();
    ensure!(0 < found && found == valid, "pdfsig on {}: {report}", pdf.display());
    Ok(())
}

/// Fails unless pyHanko trusts every signature of the letters under `root`.
pub fn is_trusted(root: &Path, letters: &[PathBuf]) -> Result<()> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/local/trusted");
    run(&script, std::iter::once(root).chain(letters.iter().map(PathBuf::as_path)).map(Path::as_os_str))?;
    Ok(())
}

fn run<'a>(program: impl AsRef<OsStr>, arguments: impl IntoIterator<Item = &'a OsStr>) -> Result<String> {
    let program = program.as_ref();
    let output = Command::new(program).args(arguments).output();
    let output = output
        .with_context(|| format!("{} is missing: deploy/local/install brings it", program.display()))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaint = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{}: {text} {complaint}", program.display());
    Ok(text)
}
