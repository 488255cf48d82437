//! A process of a stack, which can be killed and started again as it was.

use anyhow::Result;
use std::process::{Child, Command};

/// A service that runs by itself, or all of them.
pub(super) struct Process {
    /// Its word.
    pub(super) service: String,
    command: Command,
    child: Child,
}

impl Process {
    pub(super) fn start(service: &str, mut command: Command) -> Result<Self> {
        let child = command.spawn()?;
        Ok(Self { service: service.to_owned(), command, child })
    }

    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    /// As an operating system out of memory does.
    pub(super) fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    pub(super) fn start_again(&mut self) -> Result<()> {
        self.child = self.command.spawn()?;
        Ok(())
    }
}
