//! Every operation by every caller, against a table that people read line by line.

use super::{
    answer::{Answer, mark, unknown},
    callers::{CALLERS, Tokens, Who},
    calls::{Body, Call, path},
    inside::Inside,
    operations::{Operation, published},
    statements::touch_nothing_of_others,
    things::{CANARY, Things},
};
use anyhow::{Context as _, Result, ensure};
use journeys::own::root;
use reqwest::{
    Client,
    header::{ACCEPT, CONTENT_TYPE, DATE},
};
use std::{collections::BTreeMap, fmt::Write as _, fs, time::Instant};

const LAST: &str = "SessionService_DeleteSession";
/// Operations that take something away come after all others.
const TAKING: [&str; 5] = [":cancel", ":release", ":withdraw", ":void", ":remove"];

/// What anyone who is signed in does about nobody's things but their own.
const OF_THEIR_OWN: [&str; 3] = ["DirectoryService_GetMe", "IntakeService_CreateSubmission", LAST];

#[tokio::test]
async fn every_operation_answers_each_caller_as_the_oracle_says() -> Result<()> {
    let things = Things::make_watched().await?;
    try_all(&things, "oracle.txt").await?;
    touch_nothing_of_others(&things.own)
}

#[tokio::test]
async fn offices_of_one_city_are_answered_as_the_oracle_says() -> Result<()> {
    try_all(&Things::of_one_city().await?, "oracle_of_one_city.txt").await
}

async fn try_all(things: &Things, table: &'static str) -> Result<()> {
    let inside = Inside::start(things).await?;
    let mut operations = published(&things.own).await?;
    operations.retain(|it| things.knows(&it.id, it.anyone));
    let calls: Vec<Call> = operations.iter().map(|it| Call::of(it, things)).collect();
    let people: Vec<&str> = calls.iter().flat_map(|it| [it.whose, it.across]).collect();
    let tokens = Tokens::issue(things, &inside, &people).await?;
    let mut trial = Trial::new(things, &tokens);
    let asked: Vec<(&Operation, &Call)> = operations.iter().zip(&calls).collect();
    // First what reads, so that what a stranger makes is in no list; what takes something away comes last.
    let mut ordered = asked.clone();
    ordered.sort_by_key(|(it, _)| {
        let takes = it.method == "DELETE" || TAKING.iter().any(|verb| it.path.ends_with(verb));
        (it.method != "GET", takes)
    });

    for (operation, call) in ordered.iter().filter(|it| it.0.id != LAST) {
        for (column, who) in CALLERS.into_iter().filter(|it| it.1 != Who::Owner) {
            trial.run(operation, call, column, who).await?;
        }
    }
    for (operation, call) in ordered.iter().filter(|it| it.0.id != LAST) {
        trial.run(operation, call, "owner", Who::Owner).await?;
    }
    let (operation, call) = asked.iter().find(|it| it.0.id == LAST).context("a session can be ended")?;
    for (column, who) in CALLERS {
        trial.run(operation, call, column, who).await?;
    }

    trial.report(&asked, table)
}

#[test]
fn the_oracle_lets_no_stranger_in_and_hides_what_has_an_id() -> Result<()> {
    let columns = |marks: &str| -> Vec<String> { marks.split_whitespace().map(str::to_owned).collect() };
    let both = [oracle("oracle.txt")?, oracle("oracle_of_one_city.txt")?].concat();
    for line in both.lines().filter(|it| !it.starts_with('#')) {
        let cells = columns(line);
        ensure!(
            cells.len() == CALLERS.len() + 2,
            "a line has an operation, {} marks, and whose it is: {line}",
            CALLERS.len()
        );
        let mark = |name: &str| {
            let at = CALLERS.iter().position(|it| it.0 == name).unwrap_or_default();
            cells[at + 1].as_str()
        };
        ensure!(mark("owner") == "yes", "somebody may: {line}");
        let shut_out = ["suspended", "nobody", "expired", "garbage", "service"].map(mark);
        let is_open = shut_out.iter().all(|it| *it == "yes");
        let strangers = ["third", "its-admin"].map(mark);
        let is_let_in = strangers.iter().any(|it| !["hidden", "none", "no"].contains(it));
        ensure!(
            is_open || !is_let_in || OF_THEIR_OWN.contains(&cells[0].as_str()),
            "a stranger is let in: {line}"
        );
        ensure!(is_open || shut_out.iter().all(|it| *it == "who"), "who is nobody is told so: {line}");
    }
    Ok(())
}

/// The calls made so far, and what is wrong with them besides their marks.
struct Trial<'a> {
    things: &'a Things,
    tokens: &'a Tokens,
    client: Client,
    began: Instant,
    marks: BTreeMap<(String, &'static str), String>,
    log: String,
    made: usize,
    compared: usize,
    wrong: Vec<String>,
}

impl<'a> Trial<'a> {
    fn new(things: &'a Things, tokens: &'a Tokens) -> Self {
        Self {
            things,
            tokens,
            client: Client::new(),
            began: Instant::now(),
            marks: BTreeMap::new(),
            log: String::new(),
            made: 0,
            compared: 0,
            wrong: vec![],
        }
    }

    /// Calls, and where the caller is told nothing, calls again for a thing that does not exist.
    async fn run(
        &mut self,
        operation: &Operation,
        call: &Call,
        column: &'static str,
        who: Who,
    ) -> Result<()> {
        let (path, id) = path(operation, call, self.things);
        let answer = self.send(operation, call, &path, who).await?;
        let mark = mark(operation, &answer);
        writeln!(
            self.log,
            "{} {column} {} {path}: {} {}",
            operation.id, operation.method, answer.status, answer.body
        )?;
        let is_party = matches!(who, Who::Owner | Who::OtherSide);
        if !is_party && !operation.anyone && answer.body.contains(CANARY) {
            self.wrong.push(format!("{} told {column} of the request: {}", operation.id, answer.body));
        }
        let is_hidden = mark == "hidden" || who.is_third() && call.thing.is_some() && mark == "no";
        if is_hidden && who != Who::Owner && !operation.anyone {
            let unknown = unknown(&id);
            let missing = self.send(operation, call, &path.replace(&id, &unknown), who).await?;
            self.compared += 1;
            if answer.without(&id) != missing.without(&unknown) {
                let (one, other) = (answer.without(&id), missing.without(&unknown));
                self.wrong.push(format!(
                    "{} tells {column} that there is such a thing:\n  it is:     {one}\n  it is not: {other}",
                    operation.id
                ));
            }
        }
        self.marks.insert((operation.id.clone(), column), mark);
        Ok(())
    }

    async fn send(&mut self, operation: &Operation, call: &Call, path: &str, who: Who) -> Result<Answer> {
        self.made += 1;
        let url = format!("{}{path}{}", self.tokens.url(who, self.things), call.query);
        let mut request =
            self.client.request(operation.method.clone(), url).header(ACCEPT, "application/json");
        if let Some(token) = self.tokens.of(who, call) {
            request = request.bearer_auth(token);
        }
        request = match &call.body {
            Body::None => request,
            Body::Json(body) => request.json(body),
            Body::File(bytes) => request.header(CONTENT_TYPE, "application/pdf").body(bytes.clone()),
        };
        let response = request.send().await?;
        let status = response.status().as_u16();
        let headers = response.headers().iter().filter(|it| *it.0 != DATE);
        let headers =
            headers.map(|(name, value)| format!("{name}: {value:?}")).collect::<Vec<_>>().join(", ");
        let goes_on = operation.streams && status == 200;
        let body = if goes_on { vec![] } else { response.bytes().await?.to_vec() };
        Ok(Answer { status, headers, body: String::from_utf8_lossy(&body).into_owned() })
    }

    /// Fails unless everything is as the oracle says.
    fn report(self, asked: &[(&Operation, &Call)], table: &str) -> Result<()> {
        let folder = self.things.own.folder();
        fs::write(folder.join("calls.txt"), &self.log)?;
        let oracle = oracle(table)?;
        let mut found = oracle.lines().filter(|it| it.starts_with('#')).collect::<Vec<_>>().join("\n") + "\n";
        for (operation, call) in asked {
            write!(found, "{:<44}", operation.id)?;
            for (column, _) in CALLERS {
                write!(found, "{:<10}", self.marks[&(operation.id.clone(), column)])?;
            }
            let whose = if operation.anyone { "anyone" } else { call.whose };
            writeln!(found, "{whose}")?;
        }
        let written = folder.join("oracle.txt");
        fs::write(&written, &found)?;
        println!(
            "{} operations, {} calls, {} answers compared with those for what does not exist, {:.1} s",
            asked.len(),
            self.made,
            self.compared,
            self.began.elapsed().as_secs_f32()
        );
        let gone =
            oracle.lines().filter(|it| !found.lines().any(|line| line == *it)).map(|it| format!("- {it}"));
        let new =
            found.lines().filter(|it| !oracle.lines().any(|line| line == *it)).map(|it| format!("+ {it}"));
        let mut changed: Vec<String> = gone.chain(new).collect();
        changed.sort_by(|one, other| (&one[2..], &one[..1]).cmp(&(&other[2..], &other[..1])));
        ensure!(self.wrong.is_empty(), "{}", self.wrong.join("\n"));
        ensure!(
            changed.is_empty(),
            "the oracle (-) says otherwise than the stack (+):\n{}\nEach line is a decision. Where the new one is right, \
             copy it from {} to tests/it/apart/{table}; what was said is in calls.txt beside it.",
            changed.join("\n"),
            written.display()
        );
        Ok(())
    }
}

fn oracle(table: &str) -> Result<String> {
    Ok(fs::read_to_string(root().join("tests/it/apart").join(table))?)
}
