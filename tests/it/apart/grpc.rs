//! The public gRPC: nothing is reachable that has no route, and who is nobody is told so.

use super::{
    callers::Tokens,
    inside::{INTERNAL, Inside, call, code, text_field},
    operations::{contracts, published},
    things::Things,
};
use anyhow::{Result, ensure};
use journeys::consideration::DEPUTY;
use std::collections::BTreeSet;

const NOT_FOUND: &str = "5";
const UNIMPLEMENTED: &str = "12";
const UNAUTHENTICATED: &str = "16";
const STRANGER: &str = "kepala-dinas@kota-bandung";

#[tokio::test]
async fn nothing_internal_is_reachable_from_outside() -> Result<()> {
    let things = Things::make().await?;
    let inside = Inside::start(&things).await?;
    let operations = published(&things.own).await?;
    let tokens = Tokens::issue(&things, &inside, &[DEPUTY, STRANGER]).await?;
    let stranger = tokens.signed_in(STRANGER);
    let public: BTreeSet<&str> = operations.iter().map(|it| it.rpc.as_str()).collect();
    let contracts = contracts()?;
    let internal: Vec<&String> = contracts.iter().filter(|it| !public.contains(it.as_str())).collect();

    // Those of the contracts, and what services have besides.
    ensure!(internal.iter().any(|it| *it == INTERNAL) && 3 <= internal.len(), "internal: {internal:?}");
    ensure!(
        public.iter().all(|it| contracts.iter().any(|rpc| rpc == it)),
        "{public:?} are not all in {contracts:?}"
    );
    let besides = ["/grpc.health.v1.Health/Check/x", "/telaah.review.v1.ReviewService/", "/telaah.x.v1.X/Y"];
    for rpc in internal.iter().map(|it| it.as_str()).chain(besides) {
        for token in [tokens.signed_in(DEPUTY), stranger, None, Some(tokens.service())] {
            let answer = call(&inside.url, rpc, token, &text_field(1, "menteri@kemenpanrb")).await?;
            ensure!(code(&answer) == Some(UNIMPLEMENTED), "{rpc} answers {answer:?}");
        }
    }

    let mut hidden = 0;
    for operation in operations.iter().filter(|it| !it.anyone) {
        for token in [None, Some(tokens.service()), Some("kemenpanrb.0")] {
            let answer = call(&inside.url, &operation.rpc, token, &[]).await?;
            ensure!(code(&answer) == Some(UNAUTHENTICATED), "{} answers {answer:?}", operation.rpc);
        }
        let rest = operation.path.strip_prefix("/v1/agencies/{agency}/").unwrap_or_default();
        if operation.method != "GET" || !rest.contains("/{") {
            continue;
        }
        let (collection, _) = rest.split_once("/{").unwrap_or_default();
        let name = things.name(collection);
        let (parent, _) = name.rsplit_once('/').unwrap_or_default();
        let missing = format!("{parent}/018f0000-0000-7000-8000-00000000dead");
        let mut said = vec![];
        for (name, id) in [(name, name.rsplit('/').next()), (missing.as_str(), missing.rsplit('/').next())] {
            let file = text_field(2, things.name("files"));
            let message = [
                text_field(1, name),
                if operation.id.ends_with("_DownloadDocument") { file } else { vec![] },
            ];
            let answer = call(&inside.url, &operation.rpc, stranger, &message.concat()).await?;
            ensure!(
                code(&answer) == Some(NOT_FOUND),
                "{} of {name} answers a stranger {answer:?}",
                operation.rpc
            );
            let message =
                answer.headers().get("grpc-message").map(|it| format!("{it:?}")).unwrap_or_default();
            said.push(message.replace(id.unwrap_or_default(), "{id}"));
        }
        ensure!(said[0] == said[1], "{} tells what there is: {said:?}", operation.rpc);
        hidden += 1;
    }
    println!("{} internal RPCs, {hidden} that hide what a stranger names", internal.len());
    ensure!(10 <= hidden, "{hidden} RPCs were asked for what is hidden");
    Ok(())
}
