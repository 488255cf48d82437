//! What time brings about: reminders, a lapse, an answer on the last day, an extension, marks.

use super::{Command, FORWARD, PROCEDURES, Walk, person};
use crate::case::{Fact, State};
use crate::engine::next_wake;
use jiff::{SignedDuration, Timestamp, civil::date};
use worktime::Zone;

/// A case whose official record was signed and, on 2 March 2026, delivered: it lapses at the end of 2 May.
fn waiting() -> Walk {
    let mut walk = Walk::start(PROCEDURES[2]);
    while !walk.waits_for(super::FOLLOWED_UP) {
        walk.step(FORWARD);
    }
    walk.now = at("2026-03-02T03:00:00Z");
    let letter = walk.case.follow_up.as_ref().unwrap().letter.unwrap();
    let (channel, recipient) = ("portal".to_owned(), String::new());
    walk.tell(Command::Deliver { letter, channel, recipient, at: walk.now });
    walk
}

#[test]
fn a_follow_up_is_due_two_calendar_months_after_its_delivery() {
    let walk = waiting();

    let follow_up = walk.case.follow_up.as_ref().unwrap();

    assert_eq!(follow_up.due_at, Some(at("2026-05-02T16:59:59Z")));
    assert_eq!(follow_up.late_from, Some(at("2026-05-02T17:00:00Z")));
    assert_eq!(next_wake(&walk.case, &walk.context()), Some(at("2026-04-02T01:00:00Z")), "30 days before");
}

#[test]
fn each_reminder_is_sent_once_and_of_those_that_time_jumped_over_the_last() {
    let mut walk = waiting();

    for now in
        ["2026-04-02T01:00:00Z", "2026-04-02T02:00:00Z", "2026-04-27T02:00:00Z", "2026-05-01T01:00:00Z"]
    {
        walk.now = at(now);
        walk.tell(Command::Wake);
    }

    let told: Vec<u32> = walk.events.iter().filter_map(|it| reminder(&it.fact)).collect();
    assert_eq!(told, [30, 5, 1], "as many days as are left, not as were jumped over");
    assert_eq!(next_wake(&walk.case, &walk.context()), Some(at("2026-05-02T17:00:00Z")), "the lapse");
}

#[test]
fn what_nobody_follows_up_lapses_at_the_end_of_the_last_day_and_the_notice_changes_nothing() {
    let mut walk = waiting();

    walk.now = at("2026-05-02T16:59:59Z");
    walk.tell(Command::Wake);
    let before = walk.case.state;
    walk.now = at("2026-05-04T03:00:00Z");
    walk.tell(Command::Wake);
    walk.tell(Command::Wake);
    let (lapsed, notice) = (walk.case.clone(), walk.case.open_task().unwrap().letter.unwrap());
    walk.tell(Command::Issued(walk.issued(notice)));

    assert_eq!(before, State::Waiting);
    assert_eq!((lapsed.state, lapsed.closed_at), (State::Lapsed, Some(at("2026-05-02T17:00:00Z"))));
    assert_eq!((walk.case.state, walk.case.closed_at), (lapsed.state, lapsed.closed_at));
    assert!(walk.case.open_task().is_none());
    let ends = walk.events.iter().filter(|it| matches!(it.fact, Fact::CaseClosed { .. })).count();
    assert_eq!(ends, 1);
}

#[test]
fn an_answer_on_the_last_day_saves_the_case() {
    let mut walk = waiting();

    walk.now = at("2026-05-02T16:59:59Z");
    walk.tell(walk.answered());
    walk.now = at("2026-05-04T03:00:00Z");
    walk.tell(Command::Wake);

    assert_eq!(walk.case.state, State::Running);
    assert_ne!(walk.case.step, walk.sop.first());
    assert!(!walk.case.ledger.is_paused(), "the clock goes on");
}

#[test]
fn an_answer_that_was_given_in_time_saves_the_case_even_where_it_is_heard_of_late() {
    let mut walk = waiting();
    let in_time = Command::Answer {
        item: "s1-1".to_owned(),
        answer: "Terlampir".to_owned(),
        documents: vec![],
        at: at("2026-05-02T16:59:59Z"),
    };
    let Command::Answer { item, answer, documents, .. } = in_time.clone() else { unreachable!() };
    let late = Command::Answer { item, answer, documents, at: at("2026-05-02T17:00:00Z") };

    walk.now = at("2026-05-02T17:00:01Z");
    walk.tell(Command::Wake);
    walk.tell(late);
    let lapsed = walk.case.state;
    walk.fresh += 3;
    walk.tell(in_time);

    assert_eq!(lapsed, State::Lapsed);
    assert_eq!((walk.case.state, walk.case.closed_at), (State::Running, None));
    let to_sign = walk
        .case
        .letters
        .iter()
        .filter(|it| it.is_to_sign && it.state == crate::case::LetterState::Requested)
        .count();
    assert_eq!(to_sign, 0, "nobody is asked to sign the notice any more");
    let intervals = &walk.case.ledger.intervals;
    assert!(intervals.windows(2).all(|it| it[0].end == Some(it[1].start)));
}

#[test]
fn an_answer_given_too_late_saves_nothing_even_where_nothing_woke_the_case() {
    let mut walk = waiting();

    walk.now = at("2026-05-02T17:00:00Z");
    walk.tell(walk.answered());
    let unanswered = walk.case.state;
    walk.tell(Command::Wake);

    assert_eq!(unanswered, State::Waiting);
    assert_eq!((walk.case.state, walk.case.closed_at), (State::Lapsed, Some(walk.now)));
}

#[test]
fn an_extension_names_the_new_last_day_and_reminds_again() {
    let mut walk = waiting();
    walk.now = at("2026-05-01T02:00:00Z");
    walk.tell(Command::Wake);

    let told = walk.events.len();
    walk.tell(extension(date(2026, 5, 29)));
    walk.now = at("2026-05-04T03:00:00Z");
    walk.tell(Command::Wake);
    let waits = walk.case.state;
    let early = walk.events[told..].iter().filter(|it| reminder(&it.fact).is_some()).count();
    walk.now = at("2026-05-15T03:00:00Z");
    walk.tell(Command::Wake);
    let reminded: Vec<u32> = walk.events[told..].iter().filter_map(|it| reminder(&it.fact)).collect();
    walk.now = at("2026-05-29T17:00:00Z");
    walk.tell(Command::Wake);

    assert_eq!((waits, early), (State::Waiting, 0), "30 days before the new day were over when it was set");
    assert_eq!(reminded, [14]);
    assert_eq!((walk.case.state, walk.case.closed_at), (State::Lapsed, Some(at("2026-05-29T17:00:00Z"))));
}

#[test]
fn no_extension_is_granted_once_the_time_is_over_even_if_nobody_noticed_yet() {
    let mut walk = waiting();

    walk.now = at("2026-05-02T17:00:00Z");
    let late = super::decide(&walk.case, extension(date(2026, 6, 2)), &walk.context());

    assert!(late.is_err());
    assert_eq!(walk.case.state, State::Waiting);
}

#[test]
fn the_record_lists_what_every_session_asked_for_and_a_later_round_only_what_is_new() {
    let mut walk = Walk::start(PROCEDURES[2]);
    while !walk.waits_for(super::CONCLUDED) {
        walk.step(FORWARD);
    }
    walk.tell(walk.discussed(1));
    walk.tell(walk.discussed(0));
    let record = walk.events.iter().rev().find_map(|it| match &it.fact {
        Fact::LetterRequested(it) => Some(it.data["discussion"]["action_items"].as_array().unwrap().len()),
        _ => None,
    });
    walk.fresh += 3;
    let letter = walk.case.open_task().unwrap().letter.unwrap();
    walk.tell(Command::Issued(walk.issued(letter)));
    let asked = walk.case.follow_up.as_ref().unwrap().items.len();

    assert_eq!((record, asked), (Some(2), 2));
    assert_eq!(walk.case.follow_up.as_ref().unwrap().discussion_count, 2);
}

#[test]
fn no_extension_shortens_the_time_or_comes_too_late() {
    let mut walk = waiting();

    let earlier = super::decide(&walk.case, extension(date(2026, 5, 2)), &walk.context());
    walk.now = at("2026-05-02T17:00:00Z");
    walk.tell(Command::Wake);
    let late = super::decide(&walk.case, extension(date(2026, 6, 2)), &walk.context());

    assert!(earlier.is_err() && late.is_err());
}

#[test]
fn marks_that_no_timer_told_are_told_before_the_clock_stands() {
    let mut walk = Walk::start(PROCEDURES[2]);

    walk.now += SignedDuration::from_hours(24 * 120);
    while !walk.case.ledger.is_paused() {
        walk.step(FORWARD);
    }

    assert_eq!(walk.case.marks, [50, 75, 90, 100]);
}

#[test]
fn every_mark_of_the_service_standard_is_told_once_and_the_one_above_too() {
    let mut walk = Walk::start(PROCEDURES[2]);
    let mut marks = vec![];

    for _ in 0..120 {
        walk.now += SignedDuration::from_hours(24);
        let before = walk.events.len();
        walk.tell(Command::Wake);
        for event in &walk.events[before..] {
            if let Fact::MarkReached { percent, positions } = &event.fact {
                marks.push((*percent, event.at, positions.len()));
            }
        }
    }

    // The minister has nobody above.
    let told: Vec<(u32, usize)> =
        marks.iter().map(|(percent, _, positions)| (*percent, *positions)).collect();
    assert_eq!(told, [(50, 1), (75, 1), (90, 1), (100, 1)]);
    assert_eq!(marks[3].1, at("2026-04-10T09:30:00Z"), "+60 working days from 2026-01-05");
    assert_eq!(next_wake(&walk.case, &walk.context()), None);
}

#[test]
fn the_clock_stands_from_the_putting_to_the_team_until_the_record_is_signed() {
    let mut walk = Walk::start(PROCEDURES[2]);
    while !walk.waits_for(super::FOLLOWED_UP) {
        walk.step(FORWARD);
    }

    let stood: Vec<&str> =
        walk.case.ledger.intervals.iter().filter(|it| !it.is_running).map(|it| it.reason.as_str()).collect();

    assert_eq!(stood, ["coordination_team", "awaiting_proposer"]);
}

fn extension(last_day: jiff::civil::Date) -> Command {
    let (letter_number, reason) = ("B/1/2026".to_owned(), "Permintaan pengusul".to_owned());
    Command::Extend { last_day, letter_number, reason, performer: person("deputy") }
}

fn reminder(fact: &Fact) -> Option<u32> {
    match fact {
        Fact::FollowUpReminded { days_left } => Some(*days_left),
        _ => None,
    }
}

fn at(time: &str) -> Timestamp {
    assert_eq!(Zone::Western.offset().seconds(), 7 * 3600);
    time.parse().unwrap()
}
