//! A stack of a journey's own: database, stream, time and mail, started from a template that is prepared once per run.

use anyhow::{Context as _, Result, ensure};
use journeys::{Stack, eventually};
use mail_parser::MessageParser;
use std::{
    env, fs,
    net::TcpListener,
    ops::Deref,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio, id},
    sync::{
        Mutex, OnceLock, PoisonError,
        atomic::{AtomicU16, AtomicU32, Ordering},
    },
    thread,
};

/// Monday, in a week without a holiday.
const START: &str = "2026-01-05T08:00:00+07:00";

/// A running stack that ends with its journey.
pub(crate) struct Own {
    stack: Stack,
    name: String,
    folder: PathBuf,
    sink: Child,
    smtp_url: String,
    /// Of the program; the first one is the one that is asked.
    processes: Mutex<Vec<Child>>,
}

/// A mail that went out.
#[derive(Debug)]
pub(crate) struct Mail {
    /// Addresses of the envelope.
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) text: String,
}

impl Own {
    /// Starts a stack whose time is Monday 2026-01-05, 08.00 WIB.
    pub(crate) async fn start() -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let template = template()?;
        let name = format!("{template}_{}", COUNT.fetch_add(1, Ordering::Relaxed));
        sql(&format!("create database {name} template {template}"))?;
        let folder = folder(thread::current().name().unwrap_or(&name))?;
        let sink = Command::new(root().join("deploy/local/mail-sink")).arg(folder.join("mail")).spawn();
        let sink = sink.context("the mail sink is missing: use make test")?;
        let smtp_port = eventually("the mail sink listens", async || {
            Ok(fs::read_to_string(folder.join("mail.port")).ok())
        });
        let smtp_url = format!("smtp://127.0.0.1:{}", smtp_port.await?);
        let stack = Stack::new(format!("http://127.0.0.1:{}", free_port()?));
        let own = Self { stack, name, folder, sink, smtp_url, processes: Mutex::default() };
        own.run(&own.stack.url.clone())?;
        own.opens().await?;
        Ok(own)
    }

    /// Starts a second replica of everything beside the first one.
    pub(crate) fn join(&self) -> Result<()> {
        self.run(&format!("http://127.0.0.1:{}", free_port()?))
    }

    /// Kills every process of the stack in whatever it does, and starts one anew.
    pub(crate) async fn restart(&self) -> Result<()> {
        end(&self.processes);
        self.run(&self.stack.url.clone())?;
        self.opens().await
    }

    async fn opens(&self) -> Result<()> {
        let opened = self.stack.opens().await;
        opened.with_context(|| {
            let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            let lines: Vec<&str> = log.lines().collect();
            format!("its log ends with\n{}", lines[lines.len().saturating_sub(20)..].join("\n"))
        })
    }

    /// Starts the program, reached at `url`.
    fn run(&self, url: &str) -> Result<()> {
        let log = fs::File::options().create(true).append(true).open(self.folder.join("log"))?;
        let all = telaah(&self.name, &self.folder)
            .arg("all")
            .env("SMTP_URL", &self.smtp_url)
            .env("LISTEN", url.trim_start_matches("http://"))
            .env("VERIFICATION_URL", format!("{url}/verify"))
            .env("PUBLIC_URL", url)
            .stderr(log)
            .spawn()?;
        self.processes.lock().unwrap_or_else(PoisonError::into_inner).push(all);
        Ok(())
    }

    /// Every mail that went out, oldest first.
    pub(crate) fn mails(&self) -> Result<Vec<Mail>> {
        let entries = fs::read_dir(self.folder.join("mail"))?.collect::<std::io::Result<Vec<_>>>()?;
        let mut paths: Vec<PathBuf> = entries.into_iter().map(|it| it.path()).collect();
        paths.retain(|it| it.extension().is_some_and(|it| it == "eml"));
        paths.sort();
        paths.iter().map(|it| Mail::read(it)).collect()
    }

    /// Waits for a mail to who holds `position` that contains every one of `words` in its subject or text.
    pub(crate) async fn mail(&self, position: &str, words: &[&str]) -> Result<Mail> {
        let what = format!("a mail to {position} with {words:?}");
        let address = format!("{position}@");
        let found = eventually(&what, async || {
            Ok(self.mails()?.into_iter().find(|it| {
                it.to.starts_with(&address)
                    && words.iter().all(|word| it.subject.contains(word) || it.text.contains(word))
            }))
        });
        match found.await {
            Ok(mail) => Ok(mail),
            Err(error) => Err(error.context(format!("there are {:#?}", self.mails()?))),
        }
    }

    /// Keeps a file in the journey's folder.
    pub(crate) fn keep(&self, name: &str, bytes: &[u8]) -> Result<PathBuf> {
        let path = self.folder.join(name);
        fs::write(&path, bytes)?;
        Ok(path)
    }

    /// The journey's folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Runs the program on this stack as an operator does; answers whether it exits with 0, and with what it printed.
    pub(crate) fn program(&self, arguments: &[&str]) -> Result<(bool, String)> {
        let output = telaah(&self.name, &self.folder).args(arguments).output()?;
        let printed = [output.stdout, output.stderr].concat();
        Ok((output.status.success(), String::from_utf8_lossy(&printed).into_owned()))
    }

    /// Does what no service would, as the owner of its database; answers with the rows.
    pub(crate) fn past_services(&self, statements: &str) -> Result<String> {
        let mut psql = Command::new("psql");
        psql.arg(database_url(&self.name)).args([
            "-qAt",
            "--set",
            "ON_ERROR_STOP=1",
            "--command",
            statements,
        ]);
        let output = psql.output()?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Fails unless the hash chains of all cases hold.
    pub(crate) fn audit(&self) -> Result<String> {
        let output = telaah(&self.name, &self.folder).args(["audit", "verify"]).output()?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        ensure!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
        Ok(said)
    }
}

/// As an operating system out of memory does.
fn end(processes: &Mutex<Vec<Child>>) {
    for mut process in processes.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
        let _ = process.kill();
        let _ = process.wait();
    }
}

/// A port that nobody listens on, below those that the system gives to connections: one of these would take it before the
/// stack does.
pub(crate) fn free_port() -> Result<u16> {
    static NEXT: AtomicU16 = AtomicU16::new(20_000);
    let mut ports = std::iter::repeat_with(|| NEXT.fetch_add(1, Ordering::Relaxed));
    let port = ports.by_ref().take(12_000).find(|it| TcpListener::bind(("127.0.0.1", *it)).is_ok());
    port.context("no port is free from 20000 to 32000")
}

impl Deref for Own {
    type Target = Stack;

    fn deref(&self) -> &Stack {
        &self.stack
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        end(&self.processes);
        let _ = self.sink.kill();
        let _ = self.sink.wait();
        let _ = sql(&format!("drop database {} with (force)", self.name));
    }
}

impl Mail {
    fn read(path: &Path) -> Result<Self> {
        let bytes = fs::read(path)?;
        let message = MessageParser::default().parse(&bytes).context("no mail")?;
        Ok(Self {
            to: message.header_raw("X-Envelope-To").unwrap_or_default().trim().to_owned(),
            subject: message.subject().unwrap_or_default().to_owned(),
            text: message.body_text(0).unwrap_or_default().into_owned(),
        })
    }
}

/// The database from which every journey's is cloned: migrated, with the demo cast and the procedures.
fn template() -> Result<&'static str> {
    static TEMPLATE: OnceLock<Result<String, String>> = OnceLock::new();
    let prepared = TEMPLATE.get_or_init(|| prepare().map_err(|error| format!("{error:#}")));
    prepared.as_deref().map_err(|error| anyhow::anyhow!("the template: {error}"))
}

fn prepare() -> Result<String> {
    let name = format!("journeys_{}", id());
    let folder = folder("template")?;
    sql(&format!("create database {name}"))?;
    let procedures = fs::read_dir(root().join("services/review/procedures"))?;
    let mut procedures = procedures.map(|it| Ok(it?.path())).collect::<Result<Vec<_>>>()?;
    procedures.retain(|it| it.extension().is_some_and(|it| it == "yaml"));
    run(telaah(&name, &folder).arg("migrate"))?;
    run(telaah(&name, &folder).args(["directory", "import"]).arg(root().join("deploy/demo")))?;
    run(telaah(&name, &folder).args(["team", "import"]).arg(root().join("deploy/teams")))?;
    run(telaah(&name, &folder).args(["sop", "publish"]).args(procedures))?;
    settle(&name, &folder)?;
    Ok(name)
}

/// Lets a stack on the template hear all that the imports told, so that no journey has to.
fn settle(name: &str, folder: &Path) -> Result<()> {
    let log = fs::File::create(folder.join("log"))?;
    let mut all = telaah(name, folder).arg("all").env("LISTEN", "127.0.0.1:0").stderr(log).spawn()?;
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
    let heard = psql(name, &wait.replace("UNTOLD", &untold));
    all.kill()?;
    all.wait()?;
    heard
}

/// The folder of a journey that has no stack.
pub(crate) fn journey_folder() -> Result<PathBuf> {
    folder(thread::current().name().context("a test has a name")?)
}

/// An empty folder that stays after the run, with the log, the mails and the letters of a journey.
fn folder(name: &str) -> Result<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name.replace("::", "-"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// The program with all that a stack of its own is told.
fn telaah(name: &str, folder: &Path) -> Command {
    let program = env::current_exe().ok().and_then(|it| Some(it.parent()?.parent()?.join("telaah")));
    let mut command = Command::new(program.expect("the test runs in target/debug/deps"));
    command
        .env("DATABASE_URL", database_url(name))
        .env("NATS_URL", variable("NATS_URL"))
        .env("STREAM", name)
        .env("MAX_CONNECTIONS", "5")
        .env("FIRST_RETRY_MS", "50")
        .env("DEMO_START", START)
        .env("DEMO_PASSWORD", "demo")
        .env("SESSION_HOURS", "8760") // a journey moves its time by months
        .env("GRPC_LISTEN", "127.0.0.1:0")
        .env("FILES", folder.join("files"))
        .env("AUTHORITY_FOLDER", folder.join("authority"))
        .stdin(Stdio::null());
    command
}

fn run(command: &mut Command) -> Result<()> {
    let output =
        command.output().with_context(|| format!("{command:?}: build it first, or use make test"))?;
    let complaint = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{:?}: {complaint}", command.get_args().collect::<Vec<_>>());
    Ok(())
}

/// Makes and drops databases; a journey itself speaks no SQL.
fn sql(statement: &str) -> Result<()> {
    psql("postgres", statement)
}

fn psql(database: &str, statement: &str) -> Result<()> {
    let mut psql = Command::new("psql");
    run(psql.arg(database_url(database)).args([
        "--quiet",
        "--set",
        "ON_ERROR_STOP=1",
        "--command",
        statement,
    ]))
}

/// The server of the run, with another database.
fn database_url(name: &str) -> String {
    let url = variable("DATABASE_URL");
    let (server, query) = url.split_once('?').unwrap_or((&url, ""));
    let (server, _) = server.rsplit_once('/').expect("a database URL");
    format!("{server}/{name}?{query}")
}

/// The folder of the whole repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[expect(clippy::disallowed_methods, reason = "a test has no main that reads a Config")]
fn variable(name: &str) -> String {
    env::var(name)
        .unwrap_or_else(|_| panic!("{name} is not set: use make test, or tests/with-servers cargo test"))
}
