//! Both shipped procedures, and one that is made up.

use super::{
    definition::Definition,
    flow::{Flow, To},
    form::Form,
    plan::{Arrow, End, HALF_HEIGHT, HALF_LANE, HALF_SMALL, HALF_WIDTH, Row, rows},
    ports::{Exit, Shape, nodes},
};
use serde_json::{Value, json};
use std::fs;

/// As it comes from the service: its maps without their order.
fn shipped() -> Vec<Definition> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../review/procedures");
    let files = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    let sources = files.filter(|it| it.extension().is_some_and(|it| it == "yaml"));
    let read = |source| {
        let sop = review::sop::check(&fs::read_to_string(source).unwrap(), None).unwrap();
        serde_json::from_value(json!(sop)).unwrap()
    };
    let shipped: Vec<_> = sources.map(read).collect();
    assert!(2 <= shipped.len());
    shipped
}

/// Two people: the first asks and is answered, and may be asked again by the second.
fn small() -> Definition {
    made_up(json!({
        "ask": { "number": 1, "activity": "Bertanya", "actor": "first", "norm": "5 working_minutes", "next": "judge" },
        "judge": { "number": 2, "activity": "Menjawab", "actor": "second", "outcomes": {
            "again": { "title": "Tanya lagi", "back": true },
            "yes": { "title": "Ya", "next": "close" },
            "no": { "title": "Tidak", "end": "decided" },
        } },
        "close": { "number": 3, "activity": "Menutup", "actor": "first", "outcomes": { "done": { "end": "decided" } } },
    }))
}

fn made_up(steps: Value) -> Definition {
    let definition = json!({
        "title": "Tanya <jawab>", "product": "Jawaban", "service_standard": "none", "fee": "none",
        "applicant": { "units": ["city"], "positions": ["regional_head"], "channels": ["portal"] },
        "dossier": { "purpose": ["build"], "requirements": [] },
        "actors": { "first": { "title": "PENANYA" }, "second": { "position": "penjawab-utama" } },
        "steps": steps,
    });
    serde_json::from_value(definition).unwrap()
}

fn all() -> Vec<Definition> {
    shipped().into_iter().chain([small()]).collect()
}

/// Every row below the one before, in lanes of the least width.
struct Sheet {
    marks: Vec<Area>,
    /// Letters and ends: their place, and the row.
    pins: Vec<(Area, usize)>,
    /// Both ends of each line.
    lines: Vec<[(i32, i32); 2]>,
    tips: Vec<(i32, i32)>,
}

#[derive(Debug, Clone, Copy)]
struct Area {
    left: i32,
    right: i32,
    top: i32,
    bottom: i32,
}

impl Area {
    fn around((x, y): (i32, i32), half_width: i32, half_height: i32) -> Self {
        Self { left: x - half_width, right: x + half_width, top: y - half_height, bottom: y + half_height }
    }

    fn meets(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    fn touches(&self, (x, y): (i32, i32)) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }
}

fn sheet(rows: &[Row]) -> Sheet {
    let mut sheet = Sheet { marks: vec![], pins: vec![], lines: vec![], tips: vec![] };
    let centre = |lane: usize| HALF_LANE * (2 * i32::try_from(lane).unwrap() + 1);
    let mut top = 0;
    for (place, row) in rows.iter().enumerate() {
        let at = |lane: usize, (x, y): (i32, i32)| (centre(lane) + x, top + y);
        sheet.marks.push(Area::around(at(row.lane, (0, row.middle)), HALF_WIDTH, HALF_HEIGHT));
        let pin = |it: &super::plan::Pin| Area::around(at(it.lane, it.middle), it.half_width, HALF_SMALL);
        sheet.pins.extend(row.pins.iter().map(|it| (pin(it), place)));
        sheet.lines.extend(row.strokes.iter().map(|it| {
            let end = match it.to {
                End::At(x, y) => at(it.lane, (x, y)),
                End::Edge => at(it.lane, (it.from.0, row.height)),
                End::Lane(lane) => at(lane, (0, it.from.1)),
            };
            [at(it.lane, it.from), end]
        }));
        sheet.tips.extend(row.arrows.iter().map(|it: &Arrow| at(it.lane, it.tip)));
        top += row.height;
    }
    sheet
}

/// Whether a point lies on an upright or level line.
fn lies_on([from, to]: &[(i32, i32); 2], point: (i32, i32)) -> bool {
    let between = |a: i32, b: i32, it: i32| a.min(b) <= it && it <= a.max(b);
    between(from.0, to.0, point.0) && between(from.1, to.1, point.1)
}

#[test]
fn no_mark_stands_on_another_or_outside_the_lanes() {
    for definition in all() {
        let flow = Flow::of(&definition);
        let sheet = sheet(&rows(&flow));
        let areas: Vec<Area> = sheet.marks.iter().copied().chain(sheet.pins.iter().map(|it| it.0)).collect();

        let width = 2 * HALF_LANE * i32::try_from(flow.lanes.len()).unwrap();
        for (place, area) in areas.iter().enumerate() {
            assert!(0 <= area.left && area.right <= width, "{}: {area:?}", definition.title);
            let met = areas[place + 1..].iter().find(|it| it.meets(area));
            assert!(met.is_none(), "{}: {area:?} meets {met:?}", definition.title);
        }
    }
}

#[test]
fn every_line_begins_and_ends_somewhere_and_every_arrow_at_a_mark() {
    for definition in all() {
        let rows = rows(&Flow::of(&definition));
        let sheet = sheet(&rows);

        for (place, line) in sheet.lines.iter().enumerate() {
            for end in line {
                let at_mark =
                    sheet.marks.iter().chain(sheet.pins.iter().map(|it| &it.0)).any(|it| it.touches(*end));
                let others = sheet.lines.iter().enumerate().filter(|(other, _)| *other != place);
                let at_line = others.map(|it| it.1).any(|it| lies_on(it, *end));
                assert!(at_mark || at_line, "{}: {line:?} ends nowhere", definition.title);
            }
        }
        for tip in &sheet.tips {
            assert!(
                sheet.marks.iter().any(|it| it.touches(*tip)),
                "{}: an arrow at {tip:?}",
                definition.title
            );
            assert!(
                sheet.lines.iter().any(|it| it[1] == *tip || it[0] == *tip),
                "{}: {tip:?}",
                definition.title
            );
        }
    }
}

#[test]
fn no_line_runs_through_a_mark_that_is_not_its_own() {
    for definition in all() {
        let sheet = sheet(&rows(&Flow::of(&definition)));

        for line @ [from, to] in &sheet.lines {
            for mark in &sheet.marks {
                let is_own = mark.touches(*from) || mark.touches(*to);
                let (x, y) = (mark.left + HALF_WIDTH, mark.top + HALF_HEIGHT);
                let through = lies_on(line, (x, from.1)) && mark.touches((x, from.1))
                    || lies_on(line, (from.0, y)) && mark.touches((from.0, y));
                assert!(is_own || !through, "{}: {line:?} through {mark:?}", definition.title);
            }
        }
    }
}

#[test]
fn every_way_out_is_drawn_and_every_letter_is_found_again() {
    for definition in all() {
        let flow = Flow::of(&definition);
        let nodes = nodes(&flow);

        for (activity, node) in flow.activities.iter().zip(&nodes) {
            let drawn: usize =
                node.exits.values().map(|it| if let Exit::Hang(items) = it { items.len() } else { 1 }).sum();
            let says_it_ends =
                node.shape == Shape::Terminator && activity.ways.iter().all(|it| it.to == To::End);
            let expected = if says_it_ends { 0 } else { activity.ways.len() };
            assert_eq!(drawn, expected, "{}: {}", definition.title, activity.title);
        }
        let hung = nodes.iter().flat_map(|it| it.exits.values()).filter_map(|it| match it {
            Exit::Hang(items) => Some(items),
            _ => None,
        });
        for letters in hung.flatten().filter_map(|it| it.letters.as_deref()) {
            for letter in letters.split(", ") {
                let found = nodes.iter().filter(|it| it.letter.as_deref() == Some(letter)).count();
                assert_eq!(found, 1, "{}: {letter}", definition.title);
            }
        }
    }
}

#[test]
fn lanes_are_those_who_act_in_the_order_of_first_use() {
    let definition = small();
    let flow = Flow::of(&definition);

    assert_eq!(flow.lanes, ["PENANYA", "Penjawab utama"]);
    let order: Vec<&str> = flow.activities.iter().map(|it| it.title.as_str()).collect();
    assert_eq!(order, ["Bertanya", "Menjawab", "Menutup"]);
}

#[test]
fn numbers_keep_their_order_and_what_has_none_follows_what_leads_to_it() {
    for definition in shipped() {
        let flow = Flow::of(&definition);

        let numbers: Vec<u32> = flow.activities.iter().filter_map(|it| it.step.number).collect();
        assert!(numbers.is_sorted(), "{numbers:?}");
        assert_eq!(flow.activities.len(), definition.steps.len());
        for (place, activity) in flow.activities.iter().enumerate().filter(|it| it.1.step.number.is_none()) {
            let leads =
                |it: &super::flow::Activity<'_>| it.ways.iter().any(|way| way.to.steps().contains(&place));
            assert!(flow.activities[..place].iter().any(leads), "{} comes before its time", activity.title);
        }
    }
}

#[test]
fn what_leads_back_goes_to_the_step_it_came_from() {
    let definition = small();
    let flow = Flow::of(&definition);

    let ways: Vec<(String, &To)> = flow.activities[1].ways.iter().map(|it| (it.title(), &it.to)).collect();

    assert_eq!(ways[0], ("Ya".to_owned(), &To::Steps(vec![2])));
    assert_eq!(ways[1], ("Tidak".to_owned(), &To::End));
    assert_eq!(ways[2], ("Tanya lagi".to_owned(), &To::Steps(vec![0])));
}

#[test]
fn a_drawing_says_in_words_what_it_shows_and_is_no_markup_of_others() {
    let mut definition = small();
    definition.actors.get_mut("first").unwrap().title = Some("<b>\"PENANYA\"".to_owned());

    let form = Form::of(&definition).unwrap();

    let judged = &form.rows[1].drawing;
    assert!(
        judged.contains("Penjawab utama: keputusan. Ya: lanjut ke “Menutup”. Tidak: selesai."),
        "{judged}"
    );
    assert!(judged.contains(">Ya</tspan>") && !judged.contains("style="), "{judged}");
    assert!(!form.rows[0].drawing.contains("<b>"), "{}", form.rows[0].drawing);
}

#[test]
fn a_long_way_is_named_by_a_letter() {
    let step = |next: &str| json!({ "activity": "Bekerja", "actor": "first", "next": next });
    let definition = made_up(json!({
        "a": { "number": 1, "activity": "Memilih", "actor": "first", "outcomes": {
            "near": { "title": "Dekat", "next": "b" }, "far": { "title": "Jauh", "next": "f" } } },
        "b": step("c"), "c": step("d"), "d": step("e"), "e": step("f"),
        "f": { "activity": "Berhenti", "actor": "second", "outcomes": { "done": { "end": "decided" } } },
    }));

    let nodes = nodes(&Flow::of(&definition));

    assert_eq!(nodes[5].letter.as_deref(), Some("A"));
    assert!(nodes[0].starts && nodes[1..].iter().all(|it| !it.starts));
    assert!(nodes[..5].iter().all(|it| it.letter.is_none()));
}
