//! What every stack of a run's own starts from.

use super::{Ground, folder, ground::run, root};
use anyhow::Result;
use std::{fs, path::Path, process::id, sync::OnceLock};

/// That of the run's own servers, made once.
pub(super) fn of_the_run(ground: &Ground) -> Result<&'static str> {
    static TEMPLATE: OnceLock<Result<String, String>> = OnceLock::new();
    let prepared = TEMPLATE.get_or_init(|| prepare(ground, "template").map_err(|error| format!("{error:#}")));
    prepared.as_deref().map_err(|error| anyhow::anyhow!("the template: {error}"))
}

/// A database from which those of stacks are cloned: migrated, with the demo cast and the procedures.
pub(super) fn prepare(ground: &Ground, folder_name: &str) -> Result<String> {
    let name = format!("journeys_{}", id());
    let folder = folder(folder_name)?;
    ground.sql(&format!("create database {name}"))?;
    let procedures = fs::read_dir(root().join("services/review/procedures"))?;
    let mut procedures = procedures.map(|it| Ok(it?.path())).collect::<Result<Vec<_>>>()?;
    procedures.retain(|it| it.extension().is_some_and(|it| it == "yaml"));
    run(ground.telaah(&name, &folder).arg("migrate"))?;
    run(ground.telaah(&name, &folder).args(["directory", "import"]).arg(root().join("deploy/demo")))?;
    run(ground.telaah(&name, &folder).args(["team", "import"]).arg(root().join("deploy/teams")))?;
    run(ground.telaah(&name, &folder).args(["sop", "publish"]).args(procedures))?;
    settle(ground, &name, &folder)?;
    Ok(name)
}

/// Lets a stack on the template hear all that the imports told, so that no journey has to.
fn settle(ground: &Ground, name: &str, folder: &Path) -> Result<()> {
    let log = fs::File::create(folder.join("log"))?;
    let mut all = ground.telaah(name, folder).arg("all").env("LISTEN", "127.0.0.1:0").stderr(log).spawn()?;
    let untold = |teller: &str, listener: &str| {
        format!(
            "exists (select from {teller}.outbox told where not exists (select from {listener}.inbox heard
             where (heard.agency, heard.lane) = (told.agency, told.lane) and told.sequence <= heard.last_sequence))"
        )
    };
    // Calendars, and what procedures ask. What was told here is not told again to a journey's own stream.
    let untold = [untold("directory", "review"), untold("directory", "intake"), untold("review", "intake")]
        .join(" or ");
    let wait = "do $$ declare tries int := 0; begin
        while UNTOLD loop
            tries := tries + 1;
            if 1800 < tries then raise 'what was imported was not heard'; end if;
            perform pg_sleep(0.1); commit;
        end loop; end $$";
    let heard = ground.psql(name, &wait.replace("UNTOLD", &untold));
    all.kill()?;
    all.wait()?;
    heard
}
