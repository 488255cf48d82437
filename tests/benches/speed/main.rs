//! Workloads of whole stacks, each in turn with what the machine could do: `cargo bench -p journeys --bench speed -- w1 w3`.

mod ground;
mod w1;
mod w10;
mod w11;
mod w3;

use anyhow::Result;
use std::env;

#[tokio::main]
async fn main() -> Result<()> {
    let asked: Vec<String> = env::args().skip(1).filter(|it| it.starts_with('w')).collect();
    let is_asked = |name: &str| asked.is_empty() || asked.iter().any(|it| it == name);
    if is_asked("w1") {
        w1::measure().await?;
    }
    if is_asked("w3") {
        w3::measure().await?;
    }
    if is_asked("w10") {
        w10::measure().await?;
    }
    if is_asked("w11") {
        w11::measure().await?;
    }
    Ok(())
}
