//! Whatever the order in which lanes arrive, the overall state comes out the same.

use super::*;
use crate::{
    form::{ApplicantRule, Asking, DossierRule, Form, PROCEDURES, Rules, Withdrawal},
    submission::{Change, FollowUp, Verdict},
};
use jiff::{SignedDuration, tz::TimeZone};
use platform::{Caller, SlugName, testing::caller};
use proptest::{collection::vec, option, prelude::*, sample::Index};
use std::collections::VecDeque;

/// What happens in a lane: news, or what the proposer does in answer to them.
#[derive(Debug, Clone)]
enum Step {
    News(Box<News>),
    Refile,
    Withdraw,
}

type Lane = VecDeque<Step>;

proptest! {
    #[test]
    fn any_interleaving_of_lanes_gives_the_state_of_lane_after_lane(
        case in case_lane(),
        letters in vec(any::<bool>(), 0..4),
        order in vec(any::<Index>(), 40),
    ) {
        let lanes = || -> Vec<Lane> {
            let letters = letters.iter().enumerate().map(|(at, voided)| letter_lane(at, *voided));
            [case.clone()].into_iter().chain(letters).collect()
        };

        let in_turn = play(lanes().into_iter().flatten());
        let mixed = play(interleave(lanes(), &order));

        prop_assert_eq!(told(&mixed), told(&in_turn));
    }

    #[test]
    fn a_withdrawal_stands_until_the_case_ends_and_then_the_end_of_the_case_does(
        returned in any::<bool>(),
        end in option::of(prop_oneof![Just(State::Withdrawn), Just(State::Decided), Just(State::Lapsed)]),
        order in vec(any::<Index>(), 10),
    ) {
        let mut case = Lane::from([opened(), begun(1)]);
        case.extend(returned.then(|| self::returned(1)));
        case.push_back(begun(2));
        case.extend(end.map(closed));

        let submission = play(interleave(vec![case, Lane::from([Step::Withdraw])], &order));

        prop_assert_eq!(submission.state, end.unwrap_or(State::Withdrawn));
        prop_assert!(submission.gaps.is_empty() && submission.activity.is_empty());
    }
}

#[test]
fn a_return_that_crossed_a_withdrawal_changes_nothing() {
    let submission = play([opened(), Step::Withdraw, returned(1)]);

    assert_eq!((submission.state, submission.gaps), (State::Withdrawn, vec![]));
}

#[test]
fn a_withdrawal_after_the_decision_is_refused() {
    let mut submission = play([opened(), closed(State::Decided)]);

    let refusal = submission.withdraw(&form(), &asking(&proposer()), "Batal.".to_owned(), now()).unwrap_err();

    assert!(refusal.to_string().contains("is decided"), "{refusal}");
}

#[test]
fn an_answer_is_in_time_through_the_last_second_and_late_after_it() {
    let mut submission = play([opened(), to_follow_up(), timed(now())]);

    let late =
        submission.answer("budget", "Ada.".to_owned(), &proposer(), now() + SignedDuration::from_secs(1));
    let answered = submission.answer("budget", "Ada.".to_owned(), &proposer(), now());

    assert!(late.unwrap_err().to_string().contains("the time to follow up was over"));
    assert_eq!(answered.unwrap().1.answered_at, Some(now()));
}

#[test]
fn only_a_lapsed_request_of_the_same_procedure_has_a_successor() {
    let proposer = proposer();
    let successor = Submission::draft(Uuid::from_u128(3), &form(), &asking(&proposer), now()).unwrap();
    let lapsed = Submission { state: State::Lapsed, ..filed() };
    let of_another = Submission { procedure: "budget".to_owned(), ..lapsed.clone() };

    let refused = [&filed(), &of_another].map(|it| successor.clone().following(it).unwrap_err().to_string());
    let successor = successor.following(&lapsed).unwrap();

    assert!(refused[0].contains("filed, not lapsed"), "{refused:?}");
    assert!(refused[1].contains("asked for another procedure"), "{refused:?}");
    assert_eq!(successor.predecessor, Some(lapsed.name.to_string()));
}

#[test]
fn what_a_meeting_left_to_do_is_not_asked_of_who_has_withdrawn() {
    let submission = play([opened(), Step::Withdraw, to_follow_up(), timed(now()), followed_up()]);

    assert_eq!((submission.state, submission.follow_up), (State::Withdrawn, FollowUp::default()));
}

#[test]
fn a_second_meeting_keeps_what_was_answered_after_the_first() {
    let mut submission = play([opened(), to_follow_up()]);
    submission.answer("budget", "Ada.".to_owned(), &proposer(), now()).unwrap();

    submission.learn(follow_up(), now());

    assert_eq!(submission.follow_up.items[0].answer, "Ada.");
    assert_eq!(submission.follow_up.items.len(), 1);
}

#[test]
fn a_letter_for_the_reviewing_office_alone_is_not_on_the_timeline() {
    let mut submission = filed();
    let sheet = Letter { for_proposer: false, ..letter(0) };

    assert_eq!(submission.learn(News::Issued(sheet), now()), None);
    assert_eq!(submission.letters.len(), 1);
}

/// Opened, any number of returns that were answered, tasks in between, and perhaps a meeting and an end.
fn case_lane() -> impl Strategy<Value = Lane> {
    let end = option::of(prop_oneof![Just(State::Decided), Just(State::Lapsed)]);
    (vec(any::<(bool, bool)>(), 0..5), any::<bool>(), end).prop_map(|(rounds, has_meeting, end)| {
        let mut lane = Lane::from([opened()]);
        for (at, (has_task, is_returned)) in rounds.into_iter().enumerate() {
            lane.extend(has_task.then(|| begun(at)));
            if is_returned {
                // A task may be opened while the dossier is away, to sign its return.
                lane.extend([returned(at), begun(at), Step::Refile]);
            }
        }
        if has_meeting {
            lane.extend([to_follow_up(), timed(now()), begun(99), followed_up()]);
        }
        lane.extend(end.map(closed));
        lane
    })
}

fn letter_lane(at: usize, voided: bool) -> Lane {
    let letter = letter(at);
    let void = News::Voided { letter: letter.id, reason: "Salah ketik.".to_owned() };
    let mut lane = Lane::from([Step::News(Box::new(News::Issued(letter)))]);
    lane.extend(voided.then_some(Step::News(Box::new(void))));
    lane
}

/// Takes from the lanes in the order that chance gives, each lane in its own.
fn interleave(mut lanes: Vec<Lane>, order: &[Index]) -> Vec<Step> {
    let mut mixed = vec![];
    let mut order = order.iter().cycle();
    loop {
        lanes.retain(|it| !it.is_empty());
        if lanes.is_empty() {
            return mixed;
        }
        let next = order.next().expect("it cycles").index(lanes.len());
        mixed.extend(lanes[next].pop_front());
    }
}

fn play(steps: impl IntoIterator<Item = Step>) -> Submission {
    let mut submission = filed();
    for step in steps {
        match step {
            Step::News(news) => drop(submission.learn(*news, now())),
            Step::Refile => {
                let gaps: Vec<String> = submission.gaps.iter().map(|it| it.item.clone()).collect();
                for item in gaps {
                    let title = format!("Izin Daring {}", submission.edition);
                    assert_eq!(item, "app_title");
                    let change = vec![Change::app_title(&title).unwrap()];
                    submission.change(&form(), change, "", now()).unwrap();
                }
                let ready = submission.ready_to_refile(&form(), &asking(&proposer())).unwrap();
                let now = now().to_zoned(jiff::tz::TimeZone::UTC);
                submission.refile(&form(), ready, None, &now);
            }
            // Refused where the end of the case is known already.
            Step::Withdraw => {
                drop(submission.withdraw(&form(), &asking(&proposer()), "Batal.".to_owned(), now()))
            }
        }
    }
    submission
}

/// All that must not depend on the order of lanes: not the title, which the test itself counts up.
fn told(submission: &Submission) -> Submission {
    let mut told = submission.clone();
    told.content.app_title = String::new();
    Submission { edition: 0, last_event: 0, ..told }
}

fn filed() -> Submission {
    let proposer = proposer();
    let mut submission = Submission::draft(Uuid::from_u128(1), &form(), &asking(&proposer), now()).unwrap();
    let changes = [
        Change::app_title("Izin Daring"),
        Change::letter_number("1/2026"),
        Change::letter_date("2026-01-05"),
    ];
    let changes = changes.into_iter().collect::<Result<_, _>>().unwrap();
    submission.change(&form(), changes, &proposer.person, now()).unwrap();
    let ready = submission.ready_to_file(&form(), &asking(&proposer)).unwrap();
    let zoned = now().to_zoned(TimeZone::UTC);
    submission.file(&form(), ready, "1".to_owned(), "Kota Tangerang".to_owned(), &zoned);
    submission
}

fn form() -> Form {
    Form {
        procedure: SlugName {
            agency: "kota-tangerang".parse().unwrap(),
            collection: PROCEDURES,
            slug: "app".to_owned(),
        },
        version: 1,
        title: "Pengajuan Aplikasi".to_owned(),
        rules: Rules {
            applicant: ApplicantRule::default(),
            dossier: DossierRule::default(),
            registration: "{year}-{sequence:6}".parse().unwrap(),
            reviewing_offices: vec![],
            withdrawal: Withdrawal::Any,
            carry: None,
            complaints: None,
        },
    }
}

fn proposer() -> Caller {
    caller("kota-tangerang", "kepala-dinas-kesehatan")
}

fn asking(caller: &Caller) -> Asking<'_> {
    Asking { caller, agency_kind: "city".to_owned() }
}

fn opened() -> Step {
    Step::News(Box::new(News::Opened { case: Uuid::from_u128(2) }))
}

fn begun(at: usize) -> Step {
    Step::News(Box::new(News::Begun { activity: format!("Memeriksa {at}") }))
}

fn returned(at: usize) -> Step {
    let gap = Gap {
        item: "app_title".to_owned(),
        title: "Nama aplikasi".to_owned(),
        verdict: Verdict::NotAsRequired,
        note: format!("Putaran {at}"),
        corrected: false,
    };
    Step::News(Box::new(News::Returned { gaps: vec![gap], note: String::new() }))
}

fn follow_up() -> News {
    let item = ActionItem {
        id: "budget".to_owned(),
        text: "Lengkapi sumber dana".to_owned(),
        required: true,
        answer: String::new(),
        documents: vec![],
        answered_at: None,
    };
    News::FollowUp { outcome: "Dapat dilanjutkan".to_owned(), items: vec![item] }
}

fn to_follow_up() -> Step {
    Step::News(Box::new(follow_up()))
}

fn timed(due_at: Timestamp) -> Step {
    Step::News(Box::new(News::Timed { due_at, extension_letter: None }))
}

fn followed_up() -> Step {
    Step::News(Box::new(News::FollowedUp))
}

fn closed(state: State) -> Step {
    let decision = (state == State::Decided).then(|| Decision {
        id: "approved".to_owned(),
        title: "Disetujui".to_owned(),
        letter: None,
    });
    Step::News(Box::new(News::Closed { state, decision, closed_at: now(), marked_for_carry: false }))
}

fn letter(at: usize) -> Letter {
    Letter {
        id: Uuid::from_u128(100 + at as u128),
        title: "Surat jawaban".to_owned(),
        number: at.to_string(),
        file: Uuid::from_u128(200 + at as u128),
        file_name: "surat.pdf".to_owned(),
        size_bytes: 1,
        sha256: String::new(),
        verification_code: String::new(),
        for_proposer: true,
        record: String::new(),
        date: None,
        security_class: String::new(),
        issued_at: now(),
        void_reason: None,
        delivery: None,
    }
}

fn now() -> Timestamp {
    "2026-01-05T01:00:00Z".parse().unwrap()
}
