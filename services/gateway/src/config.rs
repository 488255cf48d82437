//! Where the gateway listens and how people sign in.

use anyhow::Context as _;
use secrecy::SecretString;
use std::{
    io::ErrorKind,
    net::{SocketAddr, TcpListener},
    sync::Arc,
};

/// The gateway's own settings.
#[derive(Debug, Clone, clap::Args)]
#[group(id = "gateway")]
pub struct Config {
    /// Where REST, pages and public gRPC are served, all on this one port.
    #[arg(long, env, default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// The address under which people reach this gateway; without it, where it listens.
    #[arg(long, env)]
    pub public_url: Option<String>,
    /// The one password of all accounts of a demo or test stack. Without it, and in any other stack, the demo sign-in
    /// is closed.
    #[arg(long, env, hide_env_values = true)]
    pub demo_password: Option<SecretString>,
    /// How long a session lasts, in hours of the stack's time, which a demo moves by days.
    #[arg(long, env, default_value_t = 12)]
    pub session_hours: u32,
    /// Behind a proxy that writes `X-Forwarded-For`: take the client's address from its last entry.
    #[arg(long, env)]
    pub behind_proxy: bool,
    /// The listener, once bound.
    #[arg(skip)]
    pub(crate) bound: Option<Arc<TcpListener>>,
}

impl Config {
    /// For a test: any free port, and the demo's sign-in open with this password.
    pub fn for_test(demo_password: &str) -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            public_url: None,
            demo_password: Some(SecretString::from(demo_password)),
            session_hours: 12,
            behind_proxy: false,
            bound: None,
        }
    }

    /// Binds the port now, so that a taken one is told at once and port 0 is known. Answers with the address.
    pub fn bind(&mut self) -> anyhow::Result<SocketAddr> {
        let listener = bind(self.listen)?;
        self.listen = listener.local_addr()?;
        self.bound = Some(Arc::new(listener));
        Ok(self.listen)
    }

    /// The listener that was bound, or a new one.
    pub(crate) fn listener(&self) -> anyhow::Result<TcpListener> {
        match &self.bound {
            Some(listener) => Ok(listener.try_clone()?),
            None => bind(self.listen),
        }
    }

    /// Without a slash at its end.
    pub(crate) fn public_url(&self) -> String {
        let own = || format!("http://{}", self.listen);
        self.public_url.as_deref().map_or_else(own, |it| it.trim_end_matches('/').to_owned())
    }
}

fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind(address).map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => anyhow::anyhow!("{address} is taken by another program: choose another port"),
        _ => anyhow::Error::new(error).context(format!("cannot listen on {address}")),
    })?;
    listener.set_nonblocking(true).context("cannot listen")?;
    Ok(listener)
}
