use super::*;
use jiff::{civil::date, tz::TimeZone};
use platform::{Held, testing::caller};
use serde_json::json;

const AGENCY: &str = "kota-contoh";

fn letter() -> Letter {
    let agency: Agency = AGENCY.parse().unwrap();
    Letter {
        name: ResourceName { agency: agency.clone(), collection: COLLECTION, id: Uuid::nil() },
        case: String::new(),
        submission: String::new(),
        meeting: String::new(),
        proposing_agency: agency,
        proposing_office: "health".to_owned(),
        preparing_offices: vec![],
        reviewing_offices: vec!["office".to_owned()],
        template: "reply_letter".to_owned(),
        title: "Surat".to_owned(),
        issue: Issue::Sign,
        register: "keluar".to_owned(),
        number_pattern: "{sequence}".to_owned(),
        signatory_position: "head".to_owned(),
        barred_persons: vec![],
        for_proposer: true,
        record: String::new(),
        urgency: Urgency::Biasa,
        security_class: SecurityClass::Biasa,
        data: json!({}),
        state: State::Draft,
        content: Content { subject: "Hal".to_owned(), paragraphs: vec![], carbon_copies: vec![] },
        initials: vec![],
        revision: 1,
        created_at: Timestamp::UNIX_EPOCH,
        taken: None,
        file: None,
        void_reason: String::new(),
        delivery: None,
    }
}

fn taken(person: &str) -> Taken {
    let signatory = Signatory { person: person.to_owned(), ..Signatory::default() };
    Taken {
        number: "1".to_owned(),
        code: None,
        date: date(2026, 1, 5),
        signed_at: Timestamp::UNIX_EPOCH,
        block: Block { signatory, ..Block::default() },
    }
}

fn file() -> File {
    File { id: Uuid::nil(), sha256: String::new(), size_bytes: 1, issued_at: Timestamp::UNIX_EPOCH }
}

fn at(office: &str, position: &str) -> Caller {
    Caller { office: office.to_owned(), ..caller(AGENCY, position) }
}

#[test]
fn a_draft_exists_for_the_reviewing_office_and_an_issued_letter_for_its_addressee_too() {
    let (reviewer, proposer, neighbour) = (at("office", "lead"), at("health", "lead"), at("school", "lead"));
    let mut letter = letter();
    let seen = |letter: &Letter| [&reviewer, &proposer, &neighbour].map(|it| letter.is_visible_to(it));

    assert_eq!(seen(&letter), [true, false, false]);
    letter.state = State::Issued;
    assert_eq!(seen(&letter), [true, true, false]);
    letter.for_proposer = false;
    assert_eq!(seen(&letter), [true, false, false]);
    assert!(!letter.is_visible_to(&Caller { office: "office".to_owned(), ..caller("kota-lain", "lead") }));
}

#[test]
fn only_the_holder_of_the_position_signs_and_not_their_own_work() {
    let head = at("office", "head");
    let mut letter = letter();

    assert!(letter.check_signatory(&head).is_ok());
    assert!(matches!(letter.check_signatory(&at("office", "lead")), Err(Error::Denied(_))));
    assert!(matches!(letter.check_signatory(&caller("kota-lain", "head")), Err(Error::Denied(_))));
    letter.barred_persons.push(head.person.clone());
    assert!(matches!(letter.check_signatory(&head), Err(Error::Denied(_))));
    letter.issue = Issue::Seal;
    assert!(matches!(letter.check_signatory(&head), Err(Error::Conflict(_))));
}

#[test]
fn a_signature_counts_once_and_only_for_what_was_settled() {
    let mut letter = letter();
    letter.take(taken("a"));

    assert!(matches!(letter.issue(&taken("b"), file()), Err(Error::Stale(_))));
    assert!(letter.issue(&taken("a"), file()).is_ok());
    assert!(matches!(letter.issue(&taken("a"), file()), Err(Error::Conflict(_))));
    assert!(!letter.cancel("ditarik"));
}

#[test]
fn a_refused_letter_is_a_draft_without_number_again() {
    let mut letter = letter();
    letter.take(taken("a"));

    assert_eq!(letter.refused(), Some(taken("a")));
    assert_eq!((letter.state, letter.taken.as_ref()), (State::Draft, None));
}

#[test]
fn a_draft_is_edited_by_whoever_read_it_last() {
    let mut letter = letter();
    let (first, content) = (letter.etag(), Content { subject: "Baru".to_owned(), ..letter.content.clone() });

    letter.edit(content.clone(), &first).unwrap();

    assert!(matches!(letter.edit(content.clone(), &first), Err(Error::Stale(_))));
    assert!(matches!(letter.check_open(&first), Err(Error::Stale(_))));
    letter.take(taken("a"));
    assert!(matches!(letter.edit(content, ""), Err(Error::Conflict(_))));
}

#[test]
fn an_issued_letter_is_voided_by_its_position_or_the_administrator_with_a_reason() {
    let mut letter = letter();
    let head = at("office", "head");
    let administrator = Caller { administrator: true, ..at("office", "clerk") };

    assert!(matches!(letter.void(&head, "salah"), Err(Error::Conflict(_))));
    letter.state = State::Issued;
    assert!(matches!(letter.void(&at("office", "lead"), "salah"), Err(Error::Denied(_))));
    assert!(matches!(letter.void(&head, "  "), Err(Error::Invalid(_))));
    assert!(letter.clone().void(&administrator, "salah").is_ok());
    assert!(letter.void(&head, "salah").is_ok());
    assert_eq!(letter.state, State::Voided);
}

#[test]
fn one_who_acts_signs_as_such() {
    let mut block = taken("a").block;
    block.signatory.display_name = "Siti".to_owned();
    block.signatory.position_title = "Kepala Dinas".to_owned();
    block.signatory.capacity =
        Some(Held { capacity: Capacity::Acting, ..at("office", "head").positions.remove(0) }.capacity);

    assert_eq!(block.signed_by(), "Siti, Plt. Kepala Dinas");
    block.signatory.person.clear();
    block.agency_title = "Kota Contoh".to_owned();
    assert_eq!(block.signed_by(), "Segel elektronik Kota Contoh");
}

fn initialled(positions: [&str; 2]) -> Letter {
    Letter { initials: positions.map(|it| Initials::of(it.to_owned())).to_vec(), ..letter() }
}

#[test]
fn initials_are_put_in_their_order_and_then_the_letter_can_be_signed() {
    let mut letter = initialled(["lead", "deputy"]);
    let (lead, deputy) = (at("office", "lead"), at("elsewhere", "deputy"));

    assert!(letter.is_visible_to(&deputy));
    assert!(matches!(letter.initial(&deputy, "", Timestamp::UNIX_EPOCH), Err(Error::Denied(_))));
    assert!(matches!(letter.initial(&lead, "\"9\"", Timestamp::UNIX_EPOCH), Err(Error::Stale(_))));
    letter.initial(&lead, &letter.etag(), Timestamp::UNIX_EPOCH).unwrap();
    let Err(Error::Conflict(reason)) = letter.check_initials() else { panic!("it lacks initials") };
    assert_eq!(reason, "surat ini belum dapat ditandatangani: menunggu paraf deputy");
    letter.initial(&deputy, "", Timestamp::UNIX_EPOCH).unwrap();
    assert!(letter.check_initials().is_ok());
    assert!(matches!(letter.initial(&deputy, "", Timestamp::UNIX_EPOCH), Err(Error::Conflict(_))));
}

#[test]
fn a_change_takes_all_initials_away_and_an_idle_one_none() {
    let mut letter = initialled(["lead", "deputy"]);
    letter.initial(&at("office", "lead"), "", Timestamp::UNIX_EPOCH).unwrap();

    assert!(!letter.edit(letter.content.clone(), "").unwrap());
    assert_eq!(letter.next_initials().unwrap().position, "deputy");
    let changed = Content { subject: "Baru".to_owned(), ..letter.content.clone() };
    assert!(letter.edit(changed, "").unwrap());
    assert_eq!(letter.next_initials().unwrap().position, "lead");
}

#[test]
fn initials_are_those_of_the_name_without_titles() {
    let mut letter = initialled(["lead", "deputy"]);
    let lead = Caller { display_name: "Dra. Hj. Ratna wulandari, M.Si.".to_owned(), ..at("office", "lead") };
    letter.initial(&lead, "", Timestamp::UNIX_EPOCH).unwrap();

    let letters: Vec<String> = letter.initials.iter().map(Initials::letters).collect();
    assert_eq!(letters, ["RW", ""]);
}

#[test]
fn the_first_delivery_counts_and_the_second_is_told_of_it() {
    let (reviewer, proposer) = (at("office", "lead"), at("health", "lead"));
    let (issued, now): (Timestamp, Timestamp) =
        ("2026-01-05T02:00:00Z".parse().unwrap(), "2026-01-06T02:00:00Z".parse().unwrap());
    let zone = TimeZone::get("Asia/Jakarta").unwrap();
    let by_courier =
        |at: Timestamp| Delivery { at, channel: Channel::Courier, recipient: " Siti ".to_owned() };
    let mut letter = letter();

    assert!(matches!(letter.deliver(&reviewer, by_courier(now), now, &zone), Err(Error::Conflict(_))));
    letter.state = State::Issued;
    letter.file = Some(File { issued_at: issued, ..file() });
    assert!(matches!(letter.deliver(&proposer, by_courier(now), now, &zone), Err(Error::Denied(_))));
    let early = by_courier("2026-01-05T01:59:59Z".parse().unwrap());
    assert!(matches!(letter.deliver(&reviewer, early, now, &zone), Err(Error::Invalid(_))));
    assert!(matches!(letter.deliver(&reviewer, by_courier(now), issued, &zone), Err(Error::Invalid(_))));
    assert!(!letter.open(&reviewer, now));
    letter.deliver(&reviewer, by_courier(now), now, &zone).unwrap();

    assert!(!letter.open(&proposer, now));
    let Err(Error::Conflict(reason)) = letter.deliver(&reviewer, by_courier(now), now, &zone) else {
        panic!("it was delivered before")
    };
    assert_eq!(reason, "surat ini sudah disampaikan pada 6 Januari 2026 melalui kurir dan diterima Siti");
}

#[test]
fn a_letter_is_delivered_by_its_addressee_opening_it() {
    let mut letter = Letter { state: State::Issued, ..letter() };

    assert!(letter.open(&at("health", "clerk"), Timestamp::UNIX_EPOCH));
    assert!(!letter.open(&at("health", "clerk"), Timestamp::UNIX_EPOCH));
    assert_eq!(letter.delivery.map(|it| it.channel), Some(Channel::Portal));
}

#[test]
fn a_signature_that_was_under_way_does_not_count_once_the_draft_is_withdrawn() {
    let mut letter = letter();
    letter.take(taken("a"));

    let is_withdrawn = letter.cancel("dibatalkan");
    let refusal = letter.issue(&taken("a"), file()).unwrap_err();

    assert!(is_withdrawn && !letter.cancel("sekali lagi"));
    assert!(matches!(refusal, Error::Conflict(reason) if reason.ends_with(": dibatalkan")));
    assert_eq!((letter.state, letter.void_reason.as_str()), (State::Cancelled, "dibatalkan"));
}
