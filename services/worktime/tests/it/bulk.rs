//! The bulk commands, byte by byte.

use crate::zone_of;
use std::process::ExitCode;
use worktime::bulk::{self, Calendars, Outcome};

fn due(input: &[u8]) -> (String, String, Outcome) {
    let (mut output, mut errors) = (Vec::new(), Vec::new());
    let outcome = bulk::due(input, &mut output, &mut errors, &mut Calendars::national(zone_of)).unwrap();
    (String::from_utf8_lossy(&output).into_owned(), String::from_utf8(errors).unwrap(), outcome)
}

fn ledger(input: &str) -> (String, Outcome) {
    let mut output = Vec::new();
    let outcome = bulk::ledger(input.as_bytes(), &mut output, &mut Calendars::national(zone_of)).unwrap();
    (String::from_utf8(output).unwrap(), outcome)
}

#[test]
fn good_lines_come_back_with_the_due_date_in_the_agencys_offset() {
    let input = "calendar,from,amount,unit\n\
        kemenpanrb,2025-07-28T09:00:00+07:00,60,working_days\n\
        kemenpanrb@2025-08-06,2025-07-28T02:00:00Z,60,working_days\n\
        kota-jayapura,2026-01-09T18:00:00.5+09:00,60,working_minutes\n\
        kota-makassar,2026-01-12T10:00:00.25+08:00,5,working_minutes\n";

    let (output, errors, outcome) = due(input.as_bytes());

    let expected = "calendar,from,amount,unit,due\n\
        kemenpanrb,2025-07-28T09:00:00+07:00,60,working_days,2025-10-22T16:00:00+07:00\n\
        kemenpanrb@2025-08-06,2025-07-28T02:00:00Z,60,working_days,2025-10-21T16:00:00+07:00\n\
        kota-jayapura,2026-01-09T18:00:00.5+09:00,60,working_minutes,2026-01-12T08:30:00+09:00\n\
        kota-makassar,2026-01-12T10:00:00.25+08:00,5,working_minutes,2026-01-12T10:05:00.25+08:00\n";
    assert_eq!((output.as_str(), errors.as_str()), (expected, ""));
    assert_eq!(format!("{:?}", ExitCode::from(outcome)), format!("{:?}", ExitCode::SUCCESS));
}

#[test]
fn a_bad_line_is_left_out_and_named_and_the_rest_still_answered() {
    let input = b"calendar,from,amount,unit\n\
        tidak-ada,2026-01-05T08:00:00+07:00,1,working_days\n\
        kemenpanrb,2026-01-05,1,working_days\n\
        kemenpanrb,2026-01-05T08:00:00+07:00,0,working_days\n\
        kemenpanrb,2026-01-05T08:00:00+07:00,1,days\n\
        \n\
        kemenpanrb,2026-01-05T08:00:00+07:00,1\n\
        kemenpanrb,2027-12-31T08:00:00+07:00,1,working_days\n\
        kemenpanrb@kemarin,2026-01-05T08:00:00+07:00,1,working_days\n\
        \xff,2026-01-05T08:00:00+07:00,1,working_days\n\
        kemenpanrb,2026-01-05T08:00:00+07:00,1,working_days";

    let (output, errors, outcome) = due(input);

    assert_eq!(output.lines().count(), 2, "the header and the last line");
    assert!(output.ends_with("working_days,2026-01-06T16:00:00+07:00\n"));
    let named: Vec<&str> = errors.lines().map(|line| line.split(':').next().unwrap()).collect();
    assert_eq!(named, ["line 2", "line 3", "line 4", "line 5", "line 7", "line 8", "line 9", "line 10"]);
    assert_eq!(outcome, Outcome { answered: 1, refused: 8 });
    assert_eq!(format!("{:?}", ExitCode::from(outcome)), format!("{:?}", ExitCode::FAILURE));
}

#[test]
fn quotes_line_ends_of_windows_and_a_byte_order_mark_are_understood() {
    let input = "\u{feff}calendar,from,amount,unit\r\n\
        \"kemenpanrb\",\"2026-01-05T08:00:00+07:00\",1,working_days\r\n";

    let (output, errors, _) = due(input.as_bytes());

    let answered = "\"kemenpanrb\",\"2026-01-05T08:00:00+07:00\",1,working_days,2026-01-06T16:00:00+07:00\n";
    assert_eq!((output, errors.as_str()), (format!("calendar,from,amount,unit,due\n{answered}"), ""));
}

#[test]
fn another_header_or_none_answers_nothing() {
    for input in ["", "kemenpanrb,2026-01-05T08:00:00+07:00,1,working_days\n", "from,calendar,amount,unit\n"]
    {
        let (output, errors, outcome) = due(input.as_bytes());

        assert_eq!((output.as_str(), outcome.refused), ("", 1));
        assert_eq!(errors, "line 1: the header must be calendar,from,amount,unit\n");
    }
}

#[test]
fn a_clock_is_read_as_of_an_instant() {
    let line = r#"{"calendar": "kemenpanrb", "start": "2026-01-09T09:00:00+07:00", "amount": 3, "unit": "working_days",
        "pauses": [["2026-01-12T10:00:00+07:00", "2026-01-14T10:00:00+07:00"], ["2026-01-19T10:00:00+07:00", null]],
        "at": "2026-01-19T12:00:00+07:00"}"#;

    let (output, outcome) = ledger(&line.replace('\n', " "));

    let expected = "{\"due\":\"2026-01-19T16:00:00+07:00\",\"used\":2,\"state\":\"paused\"}\n";
    assert_eq!((output.as_str(), outcome), (expected, Outcome { answered: 1, refused: 0 }));
}

#[test]
fn a_bad_clock_answers_its_error_in_its_place() {
    let good = r#"{"calendar":"kemenpanrb","start":"2026-01-09T09:00:00Z","amount":3,"unit":"working_days","pauses":[],"at":"2026-01-09T09:00:00Z"}"#;
    let input = [
        "{",
        good,
        &good.replace("kemenpanrb", "tidak-ada"),
        &good.replace(":3,", ":0,"),
        &good.replace("\"at\":\"2026", "\"at\":\"2029"),
        &good.replace("[]", r#"[["2026-01-10T00:00:00Z","2026-01-10T00:00:00Z"]]"#),
        &good.replace("working_days", "calendar_days").replace("[]", r#"[["2026-01-10T00:00:00Z",null]]"#),
    ];

    let (output, outcome) = ledger(&input.join("\n"));

    let lines: Vec<serde_json::Value> =
        output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let refused: Vec<bool> = lines.iter().map(|line| line.get("error").is_some()).collect();
    assert_eq!(refused, [true, false, true, true, true, true, true]);
    assert_eq!(outcome, Outcome { answered: 1, refused: 6 });
}
