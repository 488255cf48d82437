//! Requests that are worked on, one after another, for as long as it takes.

use crate::request::{Request, steps};
use anyhow::Result;
use journeys::{eventually, own::Own};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

/// How often one step may be refused.
const PATIENCE: u32 = 5;

/// People at work on a stack.
pub(super) struct Load<'o> {
    own: &'o Own,
    /// Steps that were done.
    done: AtomicU64,
    /// How often someone was asked to sign in again though the session had not ended.
    pub(super) refused: AtomicU64,
    is_over: AtomicBool,
}

impl<'o> Load<'o> {
    pub(super) fn on(own: &'o Own) -> Self {
        Self { own, done: AtomicU64::new(0), refused: AtomicU64::new(0), is_over: AtomicBool::new(false) }
    }

    /// Decides requests until it is over, and answers how many.
    pub(super) async fn work(&self, name: &str) -> Result<u32> {
        let mut decided = 0;
        while !self.is_over.load(Relaxed) {
            self.decide(&format!("{name} {decided}")).await?;
            decided += 1;
        }
        Ok(decided)
    }

    /// The last requests are brought to their end.
    pub(super) fn end(&self) {
        self.is_over.store(true, Relaxed);
    }

    /// Waits until `steps` more were done.
    pub(super) async fn goes_on(&self, steps: u64) -> Result<()> {
        let goal = self.done.load(Relaxed) + steps;
        eventually("the work goes on", async || Ok((goal <= self.done.load(Relaxed)).then_some(()))).await
    }

    async fn decide(&self, title: &str) -> Result<()> {
        let request = self.insist(async || Request::file(self.own, title).await).await?;
        for (position, step, outcome, sheet) in steps() {
            self.insist(async || request.does(position, step, outcome, sheet.clone()).await).await?;
        }
        self.insist(async || request.sign().await).await
    }

    /// Does it again where the clock jumped between a question and its answer.
    async fn insist<T>(&self, step: impl AsyncFn() -> Result<T>) -> Result<T> {
        let mut tries = 0;
        loop {
            match step().await {
                Err(error) if tries < PATIENCE && format!("{error:#}").contains("→ 401 ") => {
                    self.refused.fetch_add(1, Relaxed);
                    tries += 1;
                }
                outcome => {
                    self.done.fetch_add(1, Relaxed);
                    return outcome;
                }
            }
        }
    }
}
