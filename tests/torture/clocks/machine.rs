//! The clock of the machine as the program sees it: libfaketime shows it the true one with an offset that can jump.

use anyhow::{Context as _, Result, bail};
use jiff::{SignedDuration, Timestamp};
use journeys::jakarta;
use std::{env, fs, path::PathBuf};

/// A clock that can be moved while programs run by it. PostgreSQL, NATS and the test keep to the true one.
pub(super) struct Machine {
    library: String,
    file: PathBuf,
    offset: SignedDuration,
}

impl Machine {
    /// A clock that shows this local time of Jakarta now; nothing: this machine cannot have one, which was said aloud.
    pub(super) fn showing(name: &str, local: &str) -> Result<Option<Self>> {
        let Some(library) = library()? else {
            if is_skipped() {
                eprintln!("skipped: no other time can be shown to a program here");
                return Ok(None);
            }
            bail!("libfaketime is missing: use make test, or set CLOCKS=none to go without");
        };
        let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.clock"));
        let mut machine = Self { library, file, offset: SignedDuration::ZERO };
        machine.show(jakarta(local)?)?;
        Ok(Some(machine))
    }

    /// What makes a program see this clock.
    pub(super) fn environment(&self) -> Result<[(&str, &str); 4]> {
        Ok([
            ("LD_PRELOAD", &self.library),
            ("FAKETIME_TIMESTAMP_FILE", self.file.to_str().context("a path of UTF-8")?),
            ("FAKETIME_NO_CACHE", "1"),
            // Only the time of day jumps: how long something takes is measured by another clock.
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
        ])
    }

    /// What it shows now.
    pub(super) fn now(&self) -> Timestamp {
        true_time() + self.offset
    }

    /// Lets it jump to `to`.
    pub(super) fn show(&mut self, to: Timestamp) -> Result<()> {
        self.jump(self.now().duration_until(to))
    }

    /// Lets it jump by `step`, which may be backwards.
    pub(super) fn jump(&mut self, step: SignedDuration) -> Result<()> {
        self.offset += step;
        // A reader sees the one or the other, never half of it.
        let written = self.file.with_extension("part");
        fs::write(&written, format!("{:+}\n", self.offset.as_secs()))?;
        fs::rename(&written, &self.file)?;
        Ok(())
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.file);
        for left in left_behind() {
            let _ = fs::remove_file(left);
        }
    }
}

/// What libfaketime shares in memory under the number of a process, where that process was killed.
fn left_behind() -> Vec<PathBuf> {
    let entries = fs::read_dir("/dev/shm").into_iter().flatten().flatten();
    let is_left = |path: &PathBuf| {
        let name = path.file_name().and_then(|it| it.to_str()).unwrap_or_default();
        let process = name.strip_prefix("faketime_shm_").or(name.strip_prefix("sem.faketime_sem_"));
        process.is_some_and(|it| !PathBuf::from("/proc").join(it).exists())
    };
    entries.map(|it| it.path()).filter(is_left).collect()
}

/// Where the distribution keeps libfaketime, for programs of several threads.
fn library() -> Result<Option<String>> {
    for entry in fs::read_dir("/usr/lib")? {
        let path = entry?.path().join("faketime/libfaketimeMT.so.1");
        if path.is_file() {
            return Ok(path.to_str().map(str::to_owned));
        }
    }
    Ok(None)
}

#[expect(clippy::disallowed_methods, reason = "a test has no main that reads a Config")]
fn is_skipped() -> bool {
    env::var("CLOCKS").is_ok_and(|it| it == "none")
}

#[expect(clippy::disallowed_methods, reason = "what the program must not see is asked here")]
fn true_time() -> Timestamp {
    Timestamp::now()
}
