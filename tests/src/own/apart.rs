//! A stack whose services are a process each, and what is done to its processes.

use super::{Own, free_port, ground::run};
use anyhow::{Context as _, Result};
use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::PoisonError,
};

/// Every service there is.
pub const SERVICES: [&str; 8] =
    ["gateway", "directory", "intake", "document", "review", "meeting", "letter", "notification"];

impl Own {
    /// A stack of eight processes.
    pub async fn start_apart() -> Result<Self> {
        let own = Self::prepare(&[]).await?;
        let [key, public_key] = token_keys(&own.folder)?;
        let places = SERVICES.map(|it| Ok((it, format!("127.0.0.1:{}", free_port()?))));
        let places = places.into_iter().collect::<Result<Vec<_>>>()?;
        let named: Vec<_> =
            places.iter().map(|(service, place)| format!("{service}=http://{place}")).collect();
        let services = named.join(",");
        for (service, place) in &places {
            let environment = [
                ("SERVICES", services.as_str()),
                ("GRPC_LISTEN", place.as_str()),
                ("TOKEN_KEY", key.to_str().context("a path")?),
                ("TOKEN_PUBLIC_KEY", public_key.to_str().context("a path")?),
            ];
            own.run_as(service, &own.stack.url, &environment)?;
        }
        own.opens().await?;
        Ok(own)
    }

    /// Kills one of the processes in whatever it does, the `n`-th, and starts it again as it was; answers with its service.
    pub fn kill(&self, n: usize) -> Result<String> {
        let mut processes = self.processes.lock().unwrap_or_else(PoisonError::into_inner);
        let process = processes.get_mut(n).context("no such process")?;
        process.kill();
        process.start_again()?;
        Ok(process.service.clone())
    }

    /// The ids of its processes.
    pub fn processes(&self) -> Vec<u32> {
        let processes = self.processes.lock().unwrap_or_else(PoisonError::into_inner);
        processes.iter().map(super::Process::id).collect()
    }
}

/// Makes a pair of keys for tokens in `folder`; answers with the files of the private one and the public one.
pub fn token_keys(folder: &Path) -> Result<[PathBuf; 2]> {
    let files = [folder.join("token.key"), folder.join("token.pub")];
    let [key, public_key] = &files;
    run(Command::new("openssl").args(["genpkey", "-algorithm", "ed25519", "-out"]).arg(key))?;
    run(Command::new("openssl").args(["pkey", "-in"]).arg(key).args(["-pubout", "-out"]).arg(public_key))?;
    Ok(files)
}
