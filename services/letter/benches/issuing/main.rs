//! W4: a letter numbered, laid out on two pages with its code, signed and stored, beside its layout and one raw signature.

mod desk;

use anyhow::{Context as _, Result, ensure};
use desk::Desk;
use letter::limit::Sheet;
use measured::{Machine, Plan, Target, closed, cpu_seconds, pairs};
use p256::{
    ecdsa::{Signature, SigningKey, signature::Signer as _},
    elliptic_curve::rand_core::OsRng,
};
use std::{cell::RefCell, hint::black_box, process, sync::Arc, time::Duration};
use tokio::task::spawn_blocking;

const CLIENTS: [usize; 2] = [1, 4];
/// Letters for each second: more than are signed in one.
const PER_SECOND: f64 = 250.0;

#[tokio::main]
async fn main() -> Result<()> {
    let machine = Machine::prepare()?;
    let plan = Plan::read(Duration::from_secs(2))?;
    let desk = Desk::start().await?;
    let first = desk.drafts(1).await?.pop().context("a draft")?;
    desk.sign(&first).await?;
    let sheet = Arc::new(Sheet::of(&desk.stack.parts, &first).await?);
    let pages = lopdf::Document::load_mem(&sheet.press()?)?.get_pages().len();
    ensure!(pages == 2, "the letter has {pages} pages");

    let key = SigningKey::random(&mut OsRng);
    let waiting = RefCell::new(vec![]);
    for clients in CLIENTS {
        let what = format!("letter of {pages} pages, {clients} clients");
        let line = pairs(
            &machine,
            plan,
            ("W4", &what, Target::Ratio(1.0 / 3.0)),
            async || {
                let wanted = (PER_SECOND * plan.time.as_secs_f64()) as usize;
                let missing = wanted.saturating_sub(waiting.borrow().len());
                let drafts = desk.drafts(missing).await?;
                waiting.borrow_mut().extend(drafts);
                closed(
                    clients,
                    plan.time,
                    || cpu_seconds(process::id()),
                    async |_, _| {
                        let draft =
                            waiting.borrow_mut().pop().context("more letters were signed than drafted")?;
                        desk.sign(&draft).await
                    },
                )
                .await
            },
            async || {
                closed(
                    clients,
                    plan.time,
                    || cpu_seconds(process::id()),
                    async |_, _| {
                        let sheet = Arc::clone(&sheet);
                        let key = key.clone();
                        spawn_blocking(move || sheet.press().map(|pdf| black_box(signed(&key, &pdf))))
                            .await??;
                        Ok(())
                    },
                )
                .await
            },
        );
        line.await?.with("hold_is", "at most 3 times the limit").print()?;
    }
    Ok(())
}

fn signed(key: &SigningKey, pdf: &[u8]) -> Signature {
    key.sign(pdf)
}
