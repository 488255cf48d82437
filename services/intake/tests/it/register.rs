//! What anyone may know of requests: what was decided, and where one stands.

mod ask;
mod tracking;

use crate::{
    CITY, Desk,
    course::open,
    national::{MINISTRY, national},
    proposer,
};
use ask::{Letter, classify, decide, file_there, filed, list, listed, register, track, unlisted, void};
use platform::{ResourceName, testing::eventually};
use proto::intake::v1::{
    ListRegisterEntriesRequest, register_entry::Answer, submission::State, tracked_submission::Side,
};
use sqlx::{ConnectOptions as _, Executor as _};
use tonic::Code;

#[tokio::test]
async fn a_decided_request_is_listed_with_the_letter_that_answers() {
    let desk = Desk::start().await;
    let (request, case) = filed(&desk, "Antrean Puskesmas").await;

    let letter = Letter::reply(&desk);
    letter.issue(&desk, &request.name).await;
    decide(&desk, &case, &request.name, "approved", Some(&letter)).await;

    eventually(async || listed(&desk, &request.name).await.answer).await;
    let entry = listed(&desk, &request.name).await;
    let id = request.name.rsplit('/').next().unwrap();
    assert_eq!(entry.name, format!("agencies/{CITY}/registerEntries/{id}"));
    assert_eq!(entry.registration_number, request.registration_number);
    assert_eq!(
        (entry.app_title.as_str(), entry.agency_title.as_str()),
        ("Antrean Puskesmas", "Kota Tangerang")
    );
    assert_eq!((entry.purpose.as_str(), entry.purpose_title.as_str()), ("build", "Pembangunan"));
    assert_eq!(
        (entry.proposing_agency_title.as_str(), entry.proposing_office_title.as_str()),
        ("Kota Tangerang", "Dinas Kesehatan")
    );
    assert_eq!((entry.decision.as_str(), entry.decision_title.as_str()), ("approved", "Judul approved"));
    let answer = Answer {
        number: "B-7/2026".to_owned(),
        date: "2026-01-04".to_owned(),
        verification_code: "K7QM-4WTX-9RHD-2ZPF".to_owned(),
    };
    assert_eq!(entry.answer, Some(answer));
    let decided = desk.get(&proposer(), &request.name).await.unwrap();
    assert_eq!((entry.file_time, entry.decide_time), (request.file_time, decided.close_time));
    let [tracked] = &track(&desk, &request.registration_number).await.unwrap()[..] else { panic!("one") };
    assert_eq!((tracked.decision_title.as_str(), &tracked.register_entry), ("Judul approved", &entry.name));
    assert_eq!((tracked.waits_for(), tracked.wait_time), (Side::Unspecified, None));
    assert_eq!(tracked.close_time, decided.close_time);
}

#[tokio::test]
async fn nothing_is_listed_before_it_is_decided() {
    let desk = Desk::start().await;
    desk.complete(&proposer()).await;
    let (request, case) = filed(&desk, "Antrean Puskesmas").await;
    open(&desk, &case, &request.name).await;
    let letter = Letter::reply(&desk);
    letter.issue(&desk, &request.name).await;
    eventually(async || desk.get(&proposer(), &request.name).await.unwrap().letters.pop()).await;

    assert!(list(&desk, "agencies/-", "").await.is_empty());
    assert!(list(&desk, "agencies/-", "puskesmas").await.is_empty());
}

#[tokio::test]
async fn a_letter_counts_in_whatever_order_it_is_heard_of_and_only_while_it_stands() {
    let desk = Desk::start().await;
    let (request, case) = filed(&desk, "Antrean Puskesmas").await;
    let (letter, other) = (Letter::reply(&desk), Letter { number: "B-8/2026", ..Letter::reply(&desk) });

    decide(&desk, &case, &request.name, "approved", Some(&letter)).await;
    let before = listed(&desk, &request.name).await;
    other.issue(&desk, &request.name).await;
    letter.issue(&desk, &request.name).await;
    let answered = eventually(async || listed(&desk, &request.name).await.answer).await;
    void(&desk, &letter, &request.name).await;

    assert_eq!(before.answer, None);
    assert_eq!(answered.number, "B-7/2026");
    eventually(async || listed(&desk, &request.name).await.answer.is_none().then_some(())).await;
}

#[tokio::test]
async fn a_letter_for_the_reviewing_office_alone_is_no_answer() {
    let desk = Desk::start().await;
    let (request, case) = filed(&desk, "Antrean Puskesmas").await;
    let memo = Letter { for_proposer: false, ..Letter::reply(&desk) };

    memo.issue(&desk, &request.name).await;
    decide(&desk, &case, &request.name, "approved", Some(&memo)).await;

    assert_eq!(listed(&desk, &request.name).await.answer, None);
}

#[tokio::test]
async fn what_a_classified_letter_tells_is_told_to_nobody_else() {
    let desk = Desk::start().await;
    let (request, case) = filed(&desk, "Sandi Negara").await;
    let (early, early_case) = filed(&desk, "Sandi Kota").await;

    decide(&desk, &case, &request.name, "approved", None).await;
    listed(&desk, &request.name).await;
    classify(&desk, &request.name).await;
    unlisted(&desk, &request.name).await;
    classify(&desk, &early.name).await;
    eventually(async || desk.get(&proposer(), &early.name).await.unwrap().letters.pop()).await;
    decide(&desk, &early_case, &early.name, "approved", None).await;
    desk.until(&proposer(), &early.name, State::Decided).await;

    assert!(list(&desk, "agencies/-", "").await.is_empty());
    assert!(list(&desk, "agencies/-", "sandi").await.is_empty());
    for number in [&request.registration_number, &early.registration_number] {
        let tracked = &track(&desk, number).await.unwrap()[0];
        assert_eq!((tracked.state(), tracked.decision_title.as_str()), (State::Decided, ""));
        assert_eq!(tracked.register_entry, "");
    }
}

#[tokio::test]
async fn the_register_is_searched_by_beginnings_of_words_and_filtered() {
    let desk = Desk::start().await;
    let mut numbers = vec![];
    for (title, decision) in [("Antrean Puskesmas", "approved"), ("e-Surat (Édisi 2)", "declined")] {
        let (request, case) = filed(&desk, title).await;
        decide(&desk, &case, &request.name, decision, None).await;
        listed(&desk, &request.name).await;
        numbers.push(request.registration_number);
    }
    let titles = async |query: &str| -> Vec<String> {
        let found = list(&desk, &format!("agencies/{CITY}"), query).await;
        found.into_iter().map(|it| it.app_title).collect()
    };

    assert_eq!(titles("PUSKES antr").await, ["Antrean Puskesmas"]);
    assert_eq!(titles("surat édisi").await, ["e-Surat (Édisi 2)"]);
    assert_eq!(titles(&numbers[0]).await, ["Antrean Puskesmas"]);
    assert_eq!(titles("kesehatan").await.len(), 2);
    assert_eq!(titles("tangerang").await.len(), 2);
    for nothing in ["uskesmas", "antrean surat", "' | '", "!", "%", "a:*|b"] {
        assert!(titles(nothing).await.is_empty(), "{nothing}");
    }
    let filtered = async |decision: &str, year: i32| -> Vec<String> {
        let parent = "agencies/-".to_owned();
        let request = ListRegisterEntriesRequest {
            parent,
            decision: decision.to_owned(),
            year,
            ..ListRegisterEntriesRequest::default()
        };
        let found = register(&desk).list_register_entries(request).await.unwrap().into_inner();
        found.register_entries.into_iter().map(|it| it.app_title).collect()
    };
    assert_eq!(filtered("declined", 0).await, ["e-Surat (Édisi 2)"]);
    assert_eq!(filtered("", 2026).await, ["e-Surat (Édisi 2)", "Antrean Puskesmas"]);
    assert!(filtered("", 2025).await.is_empty() && filtered("Declined", 0).await.is_empty());
}

#[tokio::test]
async fn each_agency_lists_its_own_and_all_are_listed_together() {
    let desk = Desk::start().await;
    desk.publish_other(national()).await;
    let (request, case) = filed(&desk, "Antrean Puskesmas").await;
    decide(&desk, &case, &request.name, "approved", None).await;
    listed(&desk, &request.name).await;
    let there = file_there(&desk).await;
    let case = ResourceName { agency: MINISTRY.parse().unwrap(), ..desk.name("cases") };
    decide(&desk, &case, &there.name, "considered", None).await;
    listed(&desk, &there.name).await;

    let here = list(&desk, &format!("agencies/{CITY}"), "").await;
    let at_ministry = list(&desk, &format!("agencies/{MINISTRY}"), "").await;
    let everywhere = list(&desk, "agencies/-", "").await;

    assert_eq!((here.len(), at_ministry.len()), (1, 1));
    assert_eq!(at_ministry[0].agency_title, "Kementerian");
    assert_eq!(everywhere, [at_ministry, here].concat());
    assert!(list(&desk, "agencies/kota-bandung", "").await.is_empty());
}

#[tokio::test]
async fn the_register_goes_on_where_its_page_ended_whatever_is_decided_meanwhile() {
    let desk = Desk::start().await;
    let mut names = vec![];
    for title in ["Satu", "Dua", "Tiga"] {
        let (request, case) = filed(&desk, title).await;
        decide(&desk, &case, &request.name, "approved", None).await;
        names.insert(0, listed(&desk, &request.name).await.name);
    }
    let page = async |query: &str, page_token: &str| {
        let request = ListRegisterEntriesRequest {
            parent: format!("agencies/{CITY}"),
            page_size: 2,
            page_token: page_token.to_owned(),
            query: query.to_owned(),
            ..ListRegisterEntriesRequest::default()
        };
        register(&desk).list_register_entries(request).await.map(tonic::Response::into_inner)
    };

    let first = page("", "").await.unwrap();
    let (late, case) = filed(&desk, "Empat").await;
    decide(&desk, &case, &late.name, "approved", None).await;
    listed(&desk, &late.name).await;
    let second = page("", &first.next_page_token).await.unwrap();
    let elsewhere = page("dua", &first.next_page_token).await.unwrap_err();

    let shown = first.register_entries.iter().chain(&second.register_entries);
    assert_eq!(shown.map(|it| it.name.clone()).collect::<Vec<_>>(), names);
    assert_eq!(second.next_page_token, "");
    assert_eq!(elsewhere.code(), Code::InvalidArgument);
}

#[tokio::test]
async fn what_cannot_be_asked_of_the_register_is_refused() {
    let desk = Desk::start().await;
    let ask = ListRegisterEntriesRequest { parent: "agencies/-".to_owned(), ..Default::default() };
    let bad = [
        ListRegisterEntriesRequest { parent: String::new(), ..ask.clone() },
        ListRegisterEntriesRequest { parent: "agencies/*".to_owned(), ..ask.clone() },
        ListRegisterEntriesRequest { page_size: -1, ..ask.clone() },
        ListRegisterEntriesRequest { page_token: "00".to_owned(), ..ask.clone() },
        ListRegisterEntriesRequest { query: "a".repeat(201), ..ask.clone() },
        ListRegisterEntriesRequest { query: "a\0b".to_owned(), ..ask.clone() },
        ListRegisterEntriesRequest { decision: "a\0b".to_owned(), ..ask.clone() },
        ListRegisterEntriesRequest { year: 100_000, ..ask },
    ];

    for request in bad {
        let refusal = register(&desk).list_register_entries(request.clone()).await.unwrap_err();
        assert_eq!(refusal.code(), Code::InvalidArgument, "{request:?}");
    }
}

#[tokio::test]
async fn row_level_security_shows_the_public_what_is_public_and_lets_nobody_write_it() {
    let desk = Desk::start().await;
    let (request, case) = filed(&desk, "Antrean Puskesmas").await;
    decide(&desk, &case, &request.name, "approved", None).await;
    listed(&desk, &request.name).await;
    let (other, _) = filed(&desk, "Belum Diputus").await;
    let db = desk.stack.parts.database("intake");

    let mut tx = db.begin().await.unwrap();
    tx.execute("set local telaah.registration_key = ''").await.unwrap();
    let seen = "select count(*) from intake.submission";
    assert_eq!(sqlx::query_scalar::<_, i64>(seen).fetch_one(&mut *tx).await.unwrap(), 0);
    let named = format!("set local telaah.registration_key = '{}'", other.registration_number);
    tx.execute(sqlx::AssertSqlSafe(named)).await.unwrap();
    assert_eq!(sqlx::query_scalar::<_, i64>(seen).fetch_one(&mut *tx).await.unwrap(), 1);
    let changed = tx.execute("update intake.submission set app_title = 'x'").await.unwrap();
    let removed = tx.execute("delete from intake.register_entry").await.unwrap();

    assert_eq!((changed.rows_affected(), removed.rows_affected()), (0, 0));
}

#[tokio::test]
async fn what_was_decided_before_there_was_a_register_is_in_it() {
    let desk = Desk::start().await;
    let (request, case) = filed(&desk, "Antrean Puskesmas").await;
    let letter = Letter::reply(&desk);
    letter.issue(&desk, &request.name).await;
    decide(&desk, &case, &request.name, "approved", Some(&letter)).await;
    eventually(async || listed(&desk, &request.name).await.answer).await;
    let before = listed(&desk, &request.name).await;
    let (waiting, _) = filed(&desk, "Belum Diputus").await;
    let tracked = track(&desk, &waiting.registration_number).await.unwrap();
    let mut owner = desk.stack.owner.connect().await.unwrap();

    owner
        .execute(
            "drop table intake.register_entry;
             drop policy anyone on intake.submission;
             alter table intake.submission drop state_since, drop decision_letter, drop registration_key;
             drop function intake.beginnings;
             drop function intake.words;",
        )
        .await
        .unwrap();
    owner.execute(include_str!("../../migrations/5_register_entry.sql")).await.unwrap();
    owner.execute("grant all on intake.register_entry to intake").await.unwrap();

    assert_eq!(list(&desk, "agencies/-", "").await, [before]);
    assert_eq!(track(&desk, &waiting.registration_number).await.unwrap(), tracked);
}
