//! The bulk commands against an oracle in Python, which reads the files itself and shares no code with us.

use crate::zone_of;
use serde_json::Value;
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};
use worktime::{
    CalendarSpec, Zone,
    bulk::{self, Calendars},
};

const CASES: usize = 20_000;

#[test]
fn the_oracle_agrees_on_every_case() {
    let data = data();

    let differences = compare(&cases(&data, CASES, 1), &data);

    assert_eq!(differences, Vec::<String>::new());
}

#[test]
fn the_oracle_agrees_where_local_holidays_and_make_up_days_are_entered() {
    let more = "2026-02-27,Hari jadi kota,local_holiday,Perwal,\n\
        2025-06-28,Pengganti,make_up,Perwal,2025-06-01\n\
        2026-03-07,Pengganti dalam Ramadan,make_up,Perwal,\n\
        2026-04-03,Pengganti pada hari libur,make_up,Perwal,2026-03-01\n";
    let data = changed("local", |holidays| holidays + more);

    let differences = compare(&cases(&data, CASES / 4, 2), &data);

    assert_eq!(differences, Vec::<String>::new());
}

#[test]
fn one_holiday_changed_on_one_side_makes_them_differ() {
    let moved = changed("moved", |holidays| holidays.replace("2025-05-01,", "2025-05-02,"));
    assert_ne!(read(&moved), read(&data()), "the copy is changed");

    let differences = compare(&cases(&moved, CASES, 1), &data());

    assert!(!differences.is_empty(), "nobody would notice a wrong holiday");
}

/// One case as the oracle prints it.
struct Case {
    is_ledger: bool,
    line: String,
    /// Null where it must be refused.
    expected: Value,
}

fn cases(data: &Path, count: usize, seed: usize) -> Vec<Case> {
    let python = env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
    let oracle = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/oracle.py");
    let mut command = Command::new(&python);
    let output = command.arg(oracle).arg(data).args([count.to_string(), seed.to_string()]).output();
    let output =
        output.unwrap_or_else(|error| panic!("cannot run {python:?}, name a Python in PYTHON: {error}"));
    assert!(output.status.success(), "the oracle failed: {}", String::from_utf8_lossy(&output.stderr));
    let cases: Vec<Case> = String::from_utf8(output.stdout).unwrap().lines().map(case).collect();
    assert_eq!(cases.len(), count);
    cases
}

fn case(line: &str) -> Case {
    let mut case: Value = serde_json::from_str(line).unwrap();
    Case {
        is_ledger: case["command"] == "ledger",
        line: case["line"].as_str().unwrap().to_owned(),
        expected: case["expected"].take(),
    }
}

/// What we answer otherwise than expected, with our calendar made of the files in a folder.
fn compare(cases: &[Case], data: &Path) -> Vec<String> {
    let spec = CalendarSpec::read(Zone::Western, fs::File::open(data.join("holidays.csv")).unwrap(), {
        fs::File::open(data.join("ramadan.csv")).unwrap()
    });
    let mut calendars = Calendars::of(spec.unwrap(), zone_of);
    let (ledgers, dues): (Vec<&Case>, Vec<&Case>) = cases.iter().partition(|case| case.is_ledger);
    let answers =
        due_answers(&dues, &mut calendars).into_iter().chain(ledger_answers(&ledgers, &mut calendars));
    let differs = |(case, answer): (&&Case, Value)| {
        (case.expected != answer).then(|| format!("{}: expected {}, got {answer}", case.line, case.expected))
    };
    dues.iter().chain(&ledgers).zip(answers).filter_map(differs).collect()
}

/// Good lines come in order and bad ones are named by number: together they say which answer is whose.
fn due_answers(cases: &[&Case], calendars: &mut Calendars) -> Vec<Value> {
    let lines = cases.iter().map(|case| case.line.as_str());
    let input: String =
        ["calendar,from,amount,unit"].into_iter().chain(lines).flat_map(|line| [line, "\n"]).collect();
    let (mut output, mut errors) = (Vec::new(), Vec::new());
    bulk::due(input.as_bytes(), &mut output, &mut errors, calendars).unwrap();
    let (output, errors) = (String::from_utf8(output).unwrap(), String::from_utf8(errors).unwrap());
    let number = |line: &str| line["line ".len()..line.find(':').unwrap()].parse::<usize>().unwrap();
    let bad: Vec<usize> = errors.lines().map(number).collect();
    let mut good = output.lines().skip(1);
    let answers = cases.iter().zip(2..).map(|(case, number)| {
        if bad.binary_search(&number).is_ok() {
            return Value::Null;
        }
        let (echo, due) = good.next().unwrap().rsplit_once(',').unwrap();
        assert_eq!(echo, case.line);
        Value::from(due)
    });
    let answers = answers.collect();
    assert_eq!(good.next(), None);
    answers
}

fn ledger_answers(cases: &[&Case], calendars: &mut Calendars) -> Vec<Value> {
    let input: String = cases.iter().flat_map(|case| [case.line.as_str(), "\n"]).collect();
    let mut output = Vec::new();
    bulk::ledger(input.as_bytes(), &mut output, calendars).unwrap();
    let answer = |line: &str| serde_json::from_str(line).unwrap();
    let answers: Vec<Value> = String::from_utf8(output).unwrap().lines().map(answer).collect();
    assert_eq!(answers.len(), cases.len(), "one line each");
    answers
        .into_iter()
        .map(|answer| if answer.get("error").is_some() { Value::Null } else { answer })
        .collect()
}

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data")
}

fn read(folder: &Path) -> String {
    fs::read_to_string(folder.join("holidays.csv")).unwrap()
}

/// A copy of the data with other holidays.
fn changed(name: &str, change: impl Fn(String) -> String) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("worktime-{name}"));
    fs::create_dir_all(&folder).unwrap();
    fs::copy(data().join("ramadan.csv"), folder.join("ramadan.csv")).unwrap();
    fs::write(folder.join("holidays.csv"), change(read(&data()))).unwrap();
    folder
}
