//! The pgbench script that asks of the database what a case's transitions ask, on rows of its own.

use crate::pilot::{Kind, Pilot, Written};
use std::fmt::Write as _;

/// Cases of one client in one leg, at most, and visits to one case.
pub(crate) const MAX_CASES: usize = 100_000;
pub(crate) const MAX_VISITS: usize = 1_000;

/// A script, and the variables it is to be given.
#[derive(Default)]
pub(crate) struct Script {
    pub(crate) text: String,
    pub(crate) variables: Vec<(String, String)>,
}

/// A client takes its own cases one after the other through all steps, as those of the service do.
pub(crate) fn of(pilot: &Pilot) -> Script {
    let steps = pilot.steps.len();
    let mut script = Script::default();
    script.set("agency", &pilot.agency);
    script.text = format!(
        "\\set seq :seq + 1
\\set visit (:seq / {steps} / :cases) * {steps} + :seq % {steps}
\\set step :visit % {steps}
\\set case_key (:leg * 1000 + :client_id) * {MAX_CASES} + (:seq / {steps}) % :cases
\\set task_key :case_key * {MAX_VISITS} + :visit
\\set next_key :task_key + 1
\\set request_key (:leg * 1000 + :client_id) * 10000000 + :seq
\\set audit_key 1000 + :visit * 10
"
    );
    for (number, written) in pilot.steps.iter().enumerate() {
        let word = if number == 0 { "if" } else { "elif" };
        script.line(&format!("\\{word} :step = {number}"));
        script.transition(pilot, number, written);
    }
    script.line("\\endif");
    script
}

impl Script {
    fn transition(&mut self, pilot: &Pilot, step: usize, written: &Written) {
        // As the service does it, in one round trip.
        self.line("\\startpipeline");
        self.line("begin;");
        self.line(&format!("set local telaah.agency = '{}';", pilot.agency));
        self.line("\\endpipeline");
        for (kind, statement) in &pilot.statements {
            let values = match kind {
                Kind::Claim => self.claim(step, written),
                Kind::Lock => lock(),
                Kind::Save => self.save(step, written),
                Kind::Tell => self.tell(step, written, &pilot.agency),
                Kind::Answer => self.answer(step, written),
            };
            let filled =
                values.iter().enumerate().rev().fold(statement.clone(), |statement, (place, value)| {
                    statement.replace(&format!("${}", place + 1), value)
                });
            self.line(&format!("{filled};"));
        }
        self.line("commit;");
    }

    fn claim(&mut self, step: usize, written: &Written) -> Vec<String> {
        let person = self.value(step, "person", &written.person, "text");
        // What was asked is hashed: the sheet that was filled in, about as long as the entries.
        let request: String = written.links.iter().map(|[entry, _]| entry.replace('\\', "/")).collect();
        let request = self.value(step, "request", &request, "bytea");
        vec![":agency::text".to_owned(), person, uuid("request_key"), request]
    }

    fn save(&mut self, step: usize, written: &Written) -> Vec<String> {
        let task = |column: usize| written.tasks.iter().map(move |it| it[column].as_str());
        let link = |column: usize| written.links.iter().map(move |it| it[column].as_str());
        let sequences: Vec<String> =
            (0..written.links.len()).map(|it| format!(":audit_key + {it}")).collect();
        let wake_at = match &written.wake_at {
            Some(time) => self.value(step, "wake_at", time, "timestamptz"),
            None => "null".to_owned(),
        };
        vec![
            ":agency::text".to_owned(),
            uuid("case_key"),
            self.value(step, "state", &written.state, "text"),
            self.value(step, "body", &written.body, "jsonb"),
            "null::jsonb".to_owned(),
            ":audit_key::bigint".to_owned(),
            self.value(step, "audit_head", &written.audit_head, "bytea"),
            self.value(step, "app_title", &written.app_title, "text"),
            format!("array[{}, {}]", uuid("task_key"), uuid("next_key")),
            self.array(step, "position", task(0), "text"),
            self.array(step, "task_state", task(1), "text"),
            self.array(step, "order_at", task(2), "timestamptz"),
            self.array(step, "task_body", task(3), "text"),
            format!("array[{}]", sequences.join(", ")),
            self.array(step, "entry", link(0), "text"),
            self.array(step, "hash", link(1), "bytea"),
            "1::bigint".to_owned(),
            "array['', '']".to_owned(), // nobody enters for another on this course
            wake_at,
            self.array(step, "opened_at", task(4), "timestamptz"),
        ]
    }

    fn tell(&mut self, step: usize, written: &Written, agency: &str) -> Vec<String> {
        let event = |column: usize| written.events.iter().map(move |it| it[column].as_str());
        vec![
            ":agency::text".to_owned(),
            format!("('{}' || {}::text)", lane(agency), uuid("case_key")),
            self.array(step, "kind", event(0), "text"),
            self.array(step, "event", event(1), "bytea"),
            "null::text".to_owned(),
            self.value(step, "told_at", &written.told_at, "timestamptz"),
        ]
    }

    fn answer(&mut self, step: usize, written: &Written) -> Vec<String> {
        vec![
            ":agency::text".to_owned(),
            format!(":person_{step}::text"),
            uuid("request_key"),
            self.value(step, "answer", &written.answer, "bytea"),
        ]
    }

    /// A value that is sent anew with each statement.
    fn value(&mut self, step: usize, name: &str, value: &str, kind: &str) -> String {
        let name = format!("{name}_{step}");
        self.set(&name, value);
        format!(":{name}::{kind}")
    }

    fn array<'v>(
        &mut self,
        step: usize,
        name: &str,
        values: impl Iterator<Item = &'v str>,
        kind: &str,
    ) -> String {
        let values: Vec<String> = values
            .enumerate()
            .map(|(place, it)| self.value(step, &format!("{name}_{place}"), it, kind))
            .collect();
        format!("array[{}]", values.join(", "))
    }

    fn set(&mut self, name: &str, value: &str) {
        self.variables.push((name.to_owned(), value.to_owned()));
    }

    fn line(&mut self, line: &str) {
        writeln!(self.text, "{line}").expect("a string takes what is written");
    }
}

/// The lane of a case, but for the case's id.
pub(crate) fn lane(agency: &str) -> String {
    format!("review/agencies/{agency}/cases/")
}

fn lock() -> Vec<String> {
    vec![":agency::text".to_owned(), "null".to_owned(), uuid("task_key"), "null".to_owned()]
}

fn uuid(key: &str) -> String {
    format!("lpad(:{key}::text, 32, '0')::uuid")
}
