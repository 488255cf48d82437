//! Random walks of cases through procedures: whatever people choose, no case is lost.

use super::{Command, Context, Fresh, Issued, choices, decide, open};
use crate::{
    case::{ActionItem, Applicant, Case, Discussion, Dossier, Event, LetterState, Performer, State, Task},
    reckon::{Calendar, Outage},
    sop::{CONCLUDED, FOLLOWED_UP, Sheet, SheetKind, Sop, read},
};
use jiff::{SignedDuration, Timestamp};
use platform::{Agency, Error};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;
use worktime::Zone;

mod follow_up;
mod oracle;

const PROCEDURES: [&str; 3] = [
    include_str!("../../procedures/pengajuan-aplikasi-e-government.yaml"),
    include_str!("../../tests/it/data/kota-bandung.yaml"),
    include_str!("../../procedures/pertimbangan-aplikasi-khusus.yaml"),
];
const FILED: &str = "2026-01-05T01:00:00Z";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_legal_walk_never_loses_its_case(procedure in 0..3_usize, choices in proptest::collection::vec(any::<u8>(), 0..60)) {
        let mut walk = Walk::start(PROCEDURES[procedure]);

        for choice in choices {
            walk.step(choice);

            let case = &walk.case;
            let waits = usize::from(case.state == State::Waiting) + usize::from(case.open_task().is_some());
            prop_assert_eq!(waits, usize::from(!case.state.is_final()), "{:?} at {}", case.state, case.step);
            let to_sign = case.letters.iter().filter(|it| it.is_to_sign && it.state == LetterState::Requested).count();
            let asked = case.open_task().is_some_and(|it| it.letter.is_some());
            prop_assert_eq!(to_sign, usize::from(asked));
        }
    }

    #[test]
    fn events_fold_to_the_state_they_made(procedure in 0..3_usize, choices in proptest::collection::vec(any::<u8>(), 0..60)) {
        let mut walk = Walk::start(PROCEDURES[procedure]);
        choices.into_iter().for_each(|choice| walk.step(choice));

        let mut folded = Case::open(walk.case.id, walk.filed.clone(), walk.case.opened_at);
        walk.events.iter().for_each(|event| folded.apply(event));
        let body: Case = serde_json::from_value(json!(walk.case)).unwrap();
        let read = Case { dossier: walk.case.dossier.clone(), ..body };

        prop_assert_eq!(&folded, &walk.case);
        prop_assert_eq!(&read, &walk.case);
    }

    #[test]
    fn a_walk_ends_once_people_go_forward(procedure in 0..3_usize, choices in proptest::collection::vec(any::<u8>(), 0..40)) {
        let mut walk = Walk::start(PROCEDURES[procedure]);
        choices.into_iter().filter(|it| it % 8 != WITHDRAW).for_each(|choice| walk.step(choice));

        (0..40).for_each(|_| walk.step(FORWARD));

        prop_assert_eq!(walk.case.state, State::Decided);
        prop_assert!(walk.case.decision.is_some() && walk.case.answer.is_some());
    }

    #[test]
    fn the_ledger_has_neither_gaps_nor_overlaps(procedure in 0..3_usize, choices in proptest::collection::vec(any::<u8>(), 0..60)) {
        let mut walk = Walk::start(PROCEDURES[procedure]);
        choices.into_iter().for_each(|choice| walk.step(choice));

        let intervals = &walk.case.ledger.intervals;

        prop_assert!(intervals.iter().all(|it| it.end.is_none_or(|end| it.start <= end)));
        prop_assert!(intervals.windows(2).all(|it| it[0].end == Some(it[1].start)));
        prop_assert!(intervals.windows(2).all(|it| it[0].is_running != it[1].is_running || it[0].reason != it[1].reason));
        prop_assert_eq!(intervals.last().unwrap().end.is_some(), walk.case.state.is_final());
    }
}

#[test]
fn the_same_command_on_the_same_case_makes_the_same_events() {
    let walk = Walk::start(PROCEDURES[0]);
    let task = walk.case.open_task().unwrap().clone();

    let decided = [walk.done(&task, "", None), walk.done(&task, "", None)];

    assert_eq!(decided[0].as_ref().unwrap(), decided[1].as_ref().unwrap());
}

#[test]
fn what_was_told_too_late_changes_nothing() {
    let mut walk = Walk::start(PROCEDURES[0]);
    walk.step(WITHDRAW);
    let dossier = Box::new(walk.filed.clone());

    for command in [
        Command::Resubmit { dossier, changed: vec![] },
        Command::Withdraw { reason: String::new(), at: walk.now },
        Command::Issued(walk.issued(Uuid::from_u128(999))),
    ] {
        let (after, events) = decide(&walk.case, command, &walk.context()).unwrap();

        assert_eq!((&after, events.len()), (&walk.case, 0));
    }
}

#[test]
fn a_letter_that_is_told_twice_ends_its_case_once() {
    let mut walk = Walk::start(PROCEDURES[0]);
    let to_sign = loop {
        match walk.case.open_task().and_then(|it| it.letter) {
            Some(letter) => break letter,
            None => walk.step(FORWARD),
        }
    };
    walk.tell(Command::Issued(walk.issued(to_sign)));

    let (_, again) = decide(&walk.case, Command::Issued(walk.issued(to_sign)), &walk.context()).unwrap();

    assert_eq!((walk.case.state, again.len()), (State::Decided, 0));
}

#[test]
fn what_was_marked_is_carried_on_after_the_decisions_that_allow_it_alone() {
    let mut walk = Walk::start(PROCEDURES[0]);
    while !walk.case.state.is_final() {
        walk.step(FORWARD);
    }
    let marked = walk.case.is_marked_for_carry(&walk.sop);

    let other = walk.sop.decisions.keys().find(|it| walk.case.decision.as_ref() != Some(it)).cloned();
    walk.case.decision = other;

    assert!(marked);
    assert!(!walk.case.is_marked_for_carry(&walk.sop));
    assert!(!Walk::start(PROCEDURES[2]).case.is_marked_for_carry(&walk.sop));
}

const FORWARD: u8 = 0;
const WITHDRAW: u8 = 7;

/// A case on its way, with all that happened.
struct Walk {
    agency: Agency,
    sop: Sop,
    calendar: Calendar,
    now: Timestamp,
    fresh: u128,
    filed: Dossier,
    case: Case,
    events: Vec<Event>,
    outages: Vec<Outage>,
}

impl Walk {
    fn start(source: &str) -> Self {
        Self::filed(read(source).unwrap(), FILED.parse().unwrap(), Calendar::national(Zone::Western))
    }

    fn filed(sop: Sop, now: Timestamp, calendar: Calendar) -> Self {
        let agency: Agency = sop.agency.parse().unwrap();
        let filed = Dossier {
            submission: format!("agencies/{agency}/submissions/{}", Uuid::from_u128(1)),
            revision: 1,
            filed_at: now,
            applicant: Applicant { person: "proposer".to_owned(), ..Applicant::default() },
            ..Dossier::default()
        };
        let case = Case::open(Uuid::from_u128(2), filed.clone(), now);
        let (events, outages) = (vec![], vec![]);
        let mut walk =
            Self { agency, sop, calendar, now, fresh: 10, filed: filed.clone(), case, events, outages };
        let (case, events) = open(Uuid::from_u128(2), filed, &walk.context()).unwrap();
        (walk.case, walk.events) = (case, events);
        walk
    }

    fn context(&self) -> Context<'_> {
        let fresh = Fresh {
            task: Uuid::from_u128(self.fresh),
            letter: Uuid::from_u128(self.fresh + 1),
            print: Uuid::from_u128(self.fresh + 2),
        };
        Context {
            agency: &self.agency,
            sop: &self.sop,
            now: self.now,
            calendar: Some(&self.calendar),
            outages: &self.outages,
            fresh,
        }
    }

    /// Does what `choice` says, as far as the case still goes on.
    fn step(&mut self, choice: u8) {
        self.now += SignedDuration::from_mins(i64::from(choice));
        self.fresh += 3;
        let command = match self.case.open_task() {
            _ if choice % 8 == WITHDRAW => Command::Withdraw { reason: "ditarik".to_owned(), at: self.now },
            Some(task) => self.act(task, choice),
            None if self.waits_for(CONCLUDED) => self.discussed(choice),
            None if self.waits_for(FOLLOWED_UP) => self.answered(),
            None => self.resubmitted(),
        };
        self.tell(command);
    }

    fn resubmitted(&self) -> Command {
        let revision = self.case.dossier.revision + 1;
        let dossier = Dossier { revision, filed_at: self.now, ..self.case.dossier.clone() };
        Command::Resubmit { dossier: Box::new(dossier), changed: vec![] }
    }

    fn waits_for(&self, event: &str) -> bool {
        self.case.state == State::Waiting && self.sop.steps[&self.case.step].when.contains_key(event)
    }

    /// Every other session is the last one, and asks for one thing.
    fn discussed(&self, choice: u8) -> Command {
        let item = ActionItem {
            id: format!("s{}-1", self.case.discussions.len() + 1),
            text: "Lampirkan jadwal".to_owned(),
            is_required: true,
            answered_at: None,
            answer: String::new(),
            documents: vec![],
        };
        Command::Discuss(Box::new(Discussion {
            meeting: "agencies/x/meetings/1".to_owned(),
            meeting_title: "Rapat".to_owned(),
            is_concluded: choice.is_multiple_of(2),
            outcome: "Dilanjutkan".to_owned(),
            points: vec![],
            items: vec![item],
            present_agencies: vec![],
            recused_agencies: vec![],
            place: String::new(),
            started_at: self.now,
            confirmed_at: self.now,
        }))
    }

    fn answered(&self) -> Command {
        let open = self.case.follow_up.iter().flat_map(|it| &it.items).find(|it| it.answered_at.is_none());
        let item = open.map(|it| it.id.clone()).unwrap_or_default();
        Command::Answer { item, answer: "Terlampir".to_owned(), documents: vec![], at: self.now }
    }

    fn tell(&mut self, command: Command) {
        let (case, events) = decide(&self.case, command, &self.context()).unwrap();
        self.case = case;
        self.events.extend(events);
    }

    /// Forward is the first way out there is, and a signature where one is awaited.
    fn act(&self, task: &Task, choice: u8) -> Command {
        let ways: Vec<&str> = choices(&self.sop, &task.step).map(|(id, _)| id).collect();
        match (task.letter, ways.as_slice()) {
            (Some(letter), _) if choice.is_multiple_of(2) => Command::Issued(self.issued(letter)),
            (_, []) => self.complete(task, "", choice),
            (_, ways) => self.complete(task, ways[usize::from(choice) % ways.len()], choice),
        }
    }

    fn complete(&self, task: &Task, outcome: &str, choice: u8) -> Command {
        let sheet = self.sop.sheet_of(&task.step).map(|(_, it)| self.filled(it, task, outcome, choice));
        let performer = person(&task.step);
        Command::Complete { task: task.id, outcome: outcome.to_owned(), sheet, performer }
    }

    fn done(&self, task: &Task, outcome: &str, sheet: Option<Value>) -> Result<(Case, Vec<Event>), Error> {
        let performer = person(&task.step);
        let command = Command::Complete { task: task.id, outcome: outcome.to_owned(), sheet, performer };
        decide(&self.case, command, &self.context())
    }

    fn issued(&self, letter: Uuid) -> Issued {
        let signatory = Some(person("signatory"));
        Issued { letter, number: "1".to_owned(), sha256: "ab".repeat(32), signatory, at: self.now }
    }

    fn filled(&self, sheet: &Sheet, task: &Task, outcome: &str, choice: u8) -> Value {
        match sheet.kind {
            SheetKind::Form => filled(sheet.schema.as_ref().unwrap(), choice),
            SheetKind::Disposition => {
                let recipient = &sheet.recipients[usize::from(choice) % sheet.recipients.len()];
                json!({ "recipients": [recipient], "instructions": ["study"] })
            }
            SheetKind::Checklist => {
                let next = self.sop.steps[&task.step].outcomes[outcome].next.as_ref().unwrap();
                let verdict = if self.sop.steps[next].wait.is_some() { "missing" } else { "present" };
                let items =
                    self.sop.items().map(|(id, _)| json!({ "item": id, "verdict": verdict, "note": "x" }));
                json!({ "items": items.collect::<Vec<_>>() })
            }
        }
    }
}

/// Anything that `schema` takes.
fn filled(schema: &Value, choice: u8) -> Value {
    if let Some(values) = schema["enum"].as_array() {
        return values[usize::from(choice) % values.len()].clone();
    }
    match schema["type"].as_str().unwrap() {
        "object" => {
            let properties = schema["properties"].as_object().unwrap();
            properties.iter().map(|(name, it)| (name.clone(), filled(it, choice))).collect()
        }
        "boolean" => Value::Bool(choice.is_multiple_of(2)),
        _ if schema["format"] == "date" => "2026-01-05".into(),
        _ if schema.get("pattern").is_some() => "sehat.bandung.go.id".into(),
        _ => "x".into(),
    }
}

fn person(name: &str) -> Performer {
    Performer { person: name.to_owned(), display_name: name.to_owned(), ..Performer::default() }
}
