//! The time of whole cases against an oracle in Python, which makes up their histories and shares no code with us.

mod history;

use super::{Command, PROCEDURES, Walk, person};
use crate::{
    case::{Discussion, State},
    engine::choices,
    reckon::{self, Calendar, Outage},
    sop::{RESUBMITTED, Sop, read},
};
use history::{Days, Expected, History, Move, What};
use jiff::Timestamp;
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command as Process,
    thread,
};
use uuid::Uuid;

/// `HISTORIES=100000 cargo test -p review oracle` tries more.
const HISTORIES: usize = 5_000;

#[test]
fn the_oracle_agrees_on_every_history() {
    let count = env::var_os("HISTORIES").and_then(|it| it.to_str()?.parse().ok()).unwrap_or(HISTORIES);

    let differences = compare(&told(&data(), count), &data());

    assert!(
        differences.is_empty(),
        "{} of {count}: {:#?}",
        differences.len(),
        &differences[..differences.len().min(3)]
    );
}

#[test]
fn one_holiday_changed_on_one_side_makes_them_differ() {
    let moved = moved();

    let differences = compare(&told(&moved, 200), &data());

    assert!(!differences.is_empty(), "nobody would notice a wrong holiday");
}

/// What the oracle prints.
fn told(data: &Path, count: usize) -> String {
    let python = env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
    let oracle = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/histories.py");
    let output =
        Process::new(&python).arg(oracle).arg(data).args([count.to_string(), "1".to_owned()]).output();
    let output =
        output.unwrap_or_else(|error| panic!("cannot run {python:?}, name a Python in PYTHON: {error}"));
    assert!(output.status.success(), "the oracle failed: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Where we say otherwise, with our calendars made of the files in a folder.
fn compare(told: &str, data: &Path) -> Vec<String> {
    let mut lines = told.lines();
    let calendars: Vec<Days> = serde_json::from_str(lines.next().unwrap()).unwrap();
    let calendars: Vec<Calendar> = calendars.iter().map(|it| it.calendar(data)).collect();
    let lines: Vec<&str> = lines.collect();
    let pausing = PROCEDURES[2].replace("clock: restart", "clock: pause");
    let procedures = [PROCEDURES[2], &pausing].map(|it| read(it).unwrap());
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let parts = lines.chunks(lines.len().div_ceil(workers));
        let running: Vec<_> = parts
            .map(|part| {
                let (calendars, procedures) = (&calendars, &procedures);
                scope.spawn(move || {
                    part.iter().filter_map(|it| difference(it, calendars, procedures)).collect::<Vec<_>>()
                })
            })
            .collect();
        running.into_iter().flat_map(|it| it.join().unwrap()).collect()
    })
}

/// Plays a history, and says where our answer first differs from the expected one.
fn difference(line: &str, calendars: &[Calendar], [restarting, pausing]: &[Sop; 2]) -> Option<String> {
    let history: History = serde_json::from_str(line).unwrap();
    let sop = if history.clock == "pause" { pausing } else { restarting };
    let calendar = history.moves.iter().find_map(|it| it.expected.as_ref().map(|_| it.calendar));
    let calendar = calendars[calendar.unwrap_or_default()].clone();
    let mut play = Play { walk: Walk::filed(sop.clone(), at(history.filed), calendar), outages: vec![] };
    history.moves.into_iter().find_map(|it| {
        let asked = it.at;
        let (expected, answer) = play.make(it, calendars)?;
        (expected != answer)
            .then(|| format!("{}: expected {expected:?}, got {answer:?} in {line}", at(asked)))
    })
}

/// A case on its way, and when its agency could not work.
struct Play {
    walk: Walk,
    outages: Vec<Outage>,
}

impl Play {
    /// Makes a move. Of a question: what is expected, and what we say.
    fn make(&mut self, it: Move, calendars: &[Calendar]) -> Option<(Expected, Expected)> {
        self.walk.now = at(it.at);
        self.walk.fresh += 3;
        let command = match it.what {
            What::Forward | What::Complete => self.complete(false),
            What::Return | What::Revise => self.complete(true),
            What::Resubmit => self.walk.resubmitted(),
            What::Discuss => match self.walk.discussed(0) {
                Command::Discuss(discussion) => {
                    let mut discussion = Discussion { is_concluded: it.concluded, ..*discussion };
                    // One answer follows all of it up.
                    discussion.items.retain(|_| it.concluded);
                    Command::Discuss(Box::new(discussion))
                }
                other => other,
            },
            What::Sign => {
                let letter = self.walk.case.open_task().unwrap().letter.unwrap();
                Command::Issued(self.walk.issued(letter))
            }
            What::Deliver => {
                let letter = self.walk.case.follow_up.as_ref().unwrap().letter.unwrap();
                let (channel, recipient) = ("portal".to_owned(), String::new());
                Command::Deliver { letter, channel, recipient, at: self.walk.now }
            }
            What::Extend => Command::Extend {
                last_day: it.day,
                letter_number: "B/1".to_owned(),
                reason: "Permintaan".to_owned(),
                performer: person("deputy"),
            },
            What::Answer => self.walk.answered(),
            What::Outage => {
                let (from, to) = (at(it.from), at(it.to));
                let id = Uuid::from_u128(self.walk.fresh);
                let (reason, evidence) = ("system".to_owned(), String::new());
                self.outages.push(Outage { id, reason, from, to, evidence });
                return None;
            }
            What::Ask => {
                self.walk.calendar = calendars[it.calendar].clone();
                self.walk.outages.clone_from(&self.outages);
                self.walk.tell(Command::Wake);
                return Some((it.expected.unwrap(), self.answer()));
            }
        };
        self.walk.tell(command);
        None
    }

    /// Does the open task: by the way out after which the proposer is waited for, or by the first one.
    fn complete(&self, to_the_proposer: bool) -> Command {
        let walk = &self.walk;
        let task = walk
            .case
            .open_task()
            .unwrap_or_else(|| panic!("no task at {} {:?}", walk.case.step, walk.case.state));
        let waits = |next: &Option<String>| {
            next.as_ref().is_some_and(|it| walk.sop.steps[it].when.contains_key(RESUBMITTED))
        };
        let mut ways = choices(&walk.sop, &task.step);
        let way = ways.find(|(_, outcome)| !to_the_proposer || waits(&outcome.next));
        walk.complete(task, way.map_or("", |(id, _)| id), 0)
    }

    fn answer(&self) -> Expected {
        let Walk { case, sop, calendar, now, .. } = &self.walk;
        let reading = reckon::read(Some(calendar), &case.ledger, &self.outages, sop, case.closed_at, *now);
        let state = match reading.state {
            reckon::State::Running => "running",
            reckon::State::Paused => "paused",
            reckon::State::Overdue => "overdue",
            reckon::State::Stopped => "stopped",
        };
        Expected {
            used: reading.used,
            due: reading.due.at.map(Timestamp::as_millisecond),
            state: state.to_owned(),
            marks: case.marks.clone(),
            follow_up_due: case.follow_up.as_ref().and_then(|it| it.due_at).map(Timestamp::as_millisecond),
            lapsed_at: case.closed_at.filter(|_| case.state == State::Lapsed).map(Timestamp::as_millisecond),
            provisional: case.closed_at.is_none().then_some(reading.due.is_provisional),
        }
    }
}

fn at(millisecond: i64) -> Timestamp {
    Timestamp::from_millisecond(millisecond).unwrap()
}

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../worktime/data")
}

/// A copy of the data in which a holiday is on another day.
fn moved() -> PathBuf {
    let folder = env::temp_dir().join(format!("review-oracle-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    fs::copy(data().join("ramadan.csv"), folder.join("ramadan.csv")).unwrap();
    let holidays = fs::read_to_string(data().join("holidays.csv")).unwrap();
    let other = holidays.replace("2025-05-01,", "2025-05-02,");
    assert_ne!(other, holidays, "the copy is changed");
    fs::write(folder.join("holidays.csv"), other).unwrap();
    folder
}
