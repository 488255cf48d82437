//! A stack of a journey's own: database, stream, time and mail, started from a template that is prepared once per run.

mod apart;
mod ground;
mod mail;
mod process;
mod proof;
mod template;

pub use apart::{SERVICES, token_keys};
pub use ground::Ground;
pub use mail::Mail;

use crate::{Stack, eventually};
use anyhow::{Context as _, Result, ensure};
use process::Process;
use std::{
    env, fs,
    io::Write as _,
    net::TcpListener,
    ops::Deref,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio, id},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    thread,
};

/// Monday, in a week without a holiday.
const START: &str = "2026-01-05T08:00:00+07:00";

/// A running stack that ends with its journey.
pub struct Own {
    stack: Stack,
    ground: Ground,
    name: String,
    folder: PathBuf,
    sink: Child,
    smtp_url: String,
    /// What its programs are told beside that.
    environment: Vec<(String, String)>,
    /// Of the program; the first one is the one that is asked.
    processes: Mutex<Vec<Process>>,
}

impl Own {
    /// Starts a stack whose time is Monday 2026-01-05, 08.00 WIB.
    pub async fn start() -> Result<Self> {
        Self::start_in(&[]).await
    }

    /// The same, its programs being told more, or something else, by their environment.
    pub async fn start_in(environment: &[(&str, &str)]) -> Result<Self> {
        Self::prepare(environment).await?.begun().await
    }

    /// The same on other servers than the run's.
    pub async fn start_on(ground: Ground) -> Result<Self> {
        let template = template::prepare(&ground, "template-elsewhere")?;
        Self::prepare_on(ground, &template, &[]).await?.begun().await
    }

    async fn begun(self) -> Result<Self> {
        self.run(&self.stack.url)?;
        self.opens().await?;
        Ok(self)
    }

    /// All but its processes.
    async fn prepare(environment: &[(&str, &str)]) -> Result<Self> {
        let ground = Ground::of_the_run();
        let template = template::of_the_run(&ground)?;
        Self::prepare_on(ground, template, environment).await
    }

    async fn prepare_on(ground: Ground, template: &str, environment: &[(&str, &str)]) -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("{template}_{}", COUNT.fetch_add(1, Ordering::Relaxed));
        ground.sql(&format!("create database {name} template {template}"))?;
        let folder = folder(thread::current().name().unwrap_or(&name))?;
        let sink = Command::new(root().join("deploy/local/mail-sink")).arg(folder.join("mail")).spawn();
        let sink = sink.context("the mail sink is missing: use make test")?;
        let smtp_port = eventually("the mail sink listens", async || {
            Ok(fs::read_to_string(folder.join("mail.port")).ok())
        });
        let smtp_url = format!("smtp://127.0.0.1:{}", smtp_port.await?);
        let stack = Stack::new(format!("http://127.0.0.1:{}", free_port()?));
        let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let environment = environment.collect();
        Ok(Self { stack, ground, name, folder, sink, smtp_url, environment, processes: Mutex::default() })
    }

    /// Starts a second replica of everything beside the first one.
    pub fn join(&self) -> Result<()> {
        self.run(&format!("http://127.0.0.1:{}", free_port()?))
    }

    /// Kills every process of the stack in whatever it does, and starts one anew.
    pub async fn restart(&self) -> Result<()> {
        end(&self.processes);
        self.run(&self.stack.url)?;
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

    /// Starts one service of it by itself, with an address of its own for the gateway.
    pub fn beside(&self, service: &str, environment: &[(&str, &str)]) -> Result<Stack> {
        let url = format!("http://127.0.0.1:{}", free_port()?);
        self.run_as(service, &url, environment)?;
        Ok(Stack::new(url))
    }

    /// Starts the program, reached at `url`.
    fn run(&self, url: &str) -> Result<()> {
        self.run_as("all", url, &[])
    }

    fn run_as(&self, service: &str, url: &str, environment: &[(&str, &str)]) -> Result<()> {
        let log = fs::File::options().create(true).append(true).open(self.folder.join("log"))?;
        let mut command = self.telaah();
        command
            .arg(service)
            .envs(environment.iter().copied())
            .env("SMTP_URL", &self.smtp_url)
            .env("LISTEN", url.trim_start_matches("http://"))
            .env("VERIFICATION_URL", format!("{url}/verify"))
            .env("PUBLIC_URL", url)
            .stderr(log);
        let process = Process::start(service, command)?;
        self.processes.lock().unwrap_or_else(PoisonError::into_inner).push(process);
        Ok(())
    }

    /// The program with all that it is told on this stack.
    fn telaah(&self) -> Command {
        let mut command = self.ground.telaah(&self.name, &self.folder);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// The servers that it stands on.
    pub fn ground(&self) -> &Ground {
        &self.ground
    }

    /// The name of its stream, which is the first word of every subject.
    pub fn stream(&self) -> &str {
        &self.name
    }

    /// Every mail that went out, oldest first.
    pub fn mails(&self) -> Result<Vec<Mail>> {
        let entries = fs::read_dir(self.folder.join("mail"))?.collect::<std::io::Result<Vec<_>>>()?;
        let mut paths: Vec<PathBuf> = entries.into_iter().map(|it| it.path()).collect();
        paths.retain(|it| it.extension().is_some_and(|it| it == "eml"));
        paths.sort();
        paths.iter().map(|it| Mail::read(it)).collect()
    }

    /// Waits for a mail to who holds `position` that contains every one of `words` in its subject or text.
    pub async fn mail(&self, position: &str, words: &[&str]) -> Result<Mail> {
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
    pub fn keep(&self, name: &str, bytes: &[u8]) -> Result<PathBuf> {
        let path = self.folder.join(name);
        fs::write(&path, bytes)?;
        Ok(path)
    }

    /// The journey's folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Runs the program on this stack as an operator does; answers whether it exits with 0, and with what it printed.
    pub fn program(&self, arguments: &[&str]) -> Result<(bool, String)> {
        let output = self.telaah().args(arguments).output()?;
        let printed = [output.stdout, output.stderr].concat();
        Ok((output.status.success(), String::from_utf8_lossy(&printed).into_owned()))
    }

    /// Does what no service would, as the owner of its database; answers with the rows.
    pub fn past_services(&self, statements: &str) -> Result<String> {
        let mut psql = Command::new("psql");
        psql.arg(self.ground.database_url(&self.name, "owner")).args([
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

    /// The same for a script of any length.
    pub fn script(&self, statements: &str) -> Result<String> {
        self.script_as("owner", statements)
    }

    /// The same, signed in as `role`.
    pub fn script_as(&self, role: &str, statements: &str) -> Result<String> {
        let mut psql = Command::new("psql");
        psql.arg(self.ground.database_url(&self.name, role)).args([
            "-qAt",
            "--set",
            "ON_ERROR_STOP=1",
            "--file",
            "-",
        ]);
        let mut psql = psql.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let mut input = psql.stdin.take().context("psql reads")?;
        let statements = statements.to_owned();
        let writer = thread::spawn(move || input.write_all(statements.as_bytes()));
        let output = psql.wait_with_output()?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        writer.join().ok().context("psql was told all")??;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }
}

/// As an operating system out of memory does.
fn end(processes: &Mutex<Vec<Process>>) {
    for mut process in processes.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
        process.kill();
    }
}

/// A port that nobody listens on, below those that the system gives to connections: one of these would take it before the
/// stack does. Test processes begin at different ones, as a process that was killed leaves its port free for a moment.
pub fn free_port() -> Result<u16> {
    const FIRST: u32 = 20_000;
    const PORTS: u32 = 12_000;
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let mut ports = std::iter::repeat_with(|| {
        let place = id().wrapping_mul(101).wrapping_add(COUNT.fetch_add(1, Ordering::Relaxed));
        u16::try_from(FIRST + place % PORTS).expect("below 32000")
    });
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
        let _ = self.ground.sql(&format!("drop database {} with (force)", self.name));
    }
}

/// The folder of a journey that has no stack.
pub fn journey_folder() -> Result<PathBuf> {
    folder(thread::current().name().context("a test has a name")?)
}

/// An empty folder that stays after the run, with the log, the mails and the letters of a journey.
fn folder(name: &str) -> Result<PathBuf> {
    let folder = built()?.join("../tmp").join(name.replace("::", "-"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Where cargo puts programs of this profile; a test itself runs in `deps` below it.
fn built() -> Result<PathBuf> {
    let test = env::current_exe()?;
    let folder = test.parent().and_then(Path::parent);
    Ok(folder.context("a test runs in target/<profile>/deps")?.to_owned())
}

/// The folder of the whole repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
