//! What an import enters, and what it refuses.

use crate::{CITY, cast_file, changed_cast, demo, identity, position, start, start_with_cast};
use directory::Report;
use platform::testing::{Stack, eventually};

#[tokio::test]
async fn a_second_import_changes_nothing_and_tells_nothing() {
    let stack = start().await;

    let first = directory::import(&stack.parts, Some(&demo())).await.unwrap();
    let second = directory::import(&stack.parts, Some(&demo())).await.unwrap();

    assert_eq!((first.agencies, first.calendars), (649 + 3, 649));
    assert_eq!(
        first.people,
        first.positions * 2,
        "each position has one person, and each person one position"
    );
    assert_eq!((second.clone(), second.to_string()), (Report::default(), "nothing changed".to_owned()));
    assert_eq!(told(&stack, 649).await, 649);
}

#[tokio::test]
async fn without_a_folder_the_agencies_and_the_national_calendars_are_entered() {
    let stack = start().await;

    let report = directory::import(&stack.parts, None).await.unwrap();

    assert_eq!(report, Report { agencies: 649, calendars: 649, ..Report::default() });
}

#[tokio::test]
async fn whatever_is_wrong_is_told_by_file_line_and_column_and_nothing_is_changed() {
    let stack = start().await;
    let units = cast_file("units.csv").replace("Kecamatan Cipondoh,district", "Kecamatan Cipondoh,kingdom");
    let people = cast_file("people.csv").replace("197004121995032003", "19700412");
    let folder = changed_cast(&stack, &[("units.csv", units), ("people.csv", people)]);

    let refusal = directory::import(&stack.parts, Some(&folder)).await.unwrap_err().to_string();

    let units = folder.join("units.csv").display().to_string();
    let people = folder.join("people.csv").display().to_string();
    assert!(
        refusal.contains(&format!("{units}, line 12, column kind: \"kingdom\" is not a kind")),
        "{refusal}"
    );
    assert!(
        refusal.contains(&format!("{people}, line 2, column employee_id_number: \"19700412\"")),
        "{refusal}"
    );
    assert_eq!(count(&stack, "select count(*) from directory.agency").await, 0);
    assert_eq!(count(&stack, "select count(*) from directory.outbox").await, 0);
}

#[tokio::test]
async fn a_row_that_refers_to_nothing_is_refused() {
    let stack = start().await;
    let positions = format!(
        "{}kota-tangerang,x,X,staff,tim-hilang,no\natlantis,y,Y,staff,u,no\n",
        cast_file("positions.csv")
    );
    let acting = "agency,position,own_position,first_day,last_day,capacity,appointing_letter\n\
                  kota-tangerang,kepala-dinas,tiada,2026-01-05,,DAILY_ACTING,800/1\n";
    let folder = changed_cast(&stack, &[("positions.csv", positions), ("acting.csv", acting.to_owned())]);

    let refusal = directory::import(&stack.parts, Some(&folder)).await.unwrap_err().to_string();

    assert!(refusal.contains("column unit: there is no unit \"tim-hilang\""), "{refusal}");
    assert!(refusal.contains("column agency: there is no agency \"atlantis\""), "{refusal}");
    assert!(refusal.contains("acting.csv, line 2, column own_position: there is no position"), "{refusal}");
}

#[tokio::test]
async fn nobody_holds_two_positions_and_one_person_decides_for_a_unit() {
    let stack = start().await;
    let twice = "kota-bandung,administrator-telaah,\"Cecep Firmansyah, S.T.\",198710182011011004,,,no\n";
    let second = "kota-bandung,kepala-dinas,\"Ujang Komar, S.T.\",,,,no\n";
    let people = format!("{}{twice}{second}", cast_file("people.csv"));
    let units = cast_file("units.csv")
        .replace(",Dinas Pendidikan,regional_office,,", ",Dinas Pendidikan,division,dinas-pendidikan,");
    let acting = "agency,position,own_position,first_day,last_day,capacity,appointing_letter\n\
                  kota-tangerang,kepala-dinas,camat-cipondoh,2026-01-05,2026-01-09,DAILY_ACTING,800/1\n\
                  kota-tangerang,kepala-dinas,lurah-poris-plawad,2026-01-09,,ACTING,800/2\n\
                  kota-tangerang,camat-cipondoh,lurah-poris-plawad,2026-01-09,2026-01-08,ACTING,800/3\n";
    let files = [("people.csv", people), ("units.csv", units), ("acting.csv", acting.to_owned())];
    let folder = changed_cast(&stack, &files);

    let refusal = directory::import(&stack.parts, Some(&folder)).await.unwrap_err().to_string();

    let reasons = [
        "column position: Cecep Firmansyah, S.T. already holds ketua-tim-layanan-aplikasi",
        "column position: kepala-dinas decides for its unit, so one person holds it",
        "column parent: the unit is among its own parents",
        "acting.csv, line 3, column first_day: camat-cipondoh already acts in kepala-dinas from 2026-01-05 to 2026-01-09",
        "acting.csv, line 4, column last_day: 2026-01-08 is before first_day, 2026-01-09",
    ];
    for reason in reasons {
        assert!(refusal.contains(reason), "{refusal}");
    }
}

#[tokio::test]
async fn a_csv_file_nobody_would_read_is_refused() {
    let stack = start().await;
    let folder = changed_cast(&stack, &[("peeple.csv", String::new())]);

    let refusal = directory::import(&stack.parts, Some(&folder)).await.unwrap_err().to_string();

    assert!(refusal.contains("peeple.csv is none of acting.csv, agencies.csv"), "{refusal}");
}

#[tokio::test]
async fn a_new_holder_takes_the_place_of_the_former_one() {
    let stack = start_with_cast().await;
    let line = "kota-tangerang,camat-cipondoh,\"Sri Mulat, S.Sos.\",197901231998102002,Pembina (IV/a),,no\n";
    let header = "agency,position,display_name,employee_id_number,rank,email,administrator\n";
    let folder = changed_cast(&stack, &[("people.csv", format!("{header}{line}"))]);

    let report = directory::import(&stack.parts, Some(&folder)).await.unwrap();

    let holders = position(&stack, CITY, "camat-cipondoh").await.unwrap().holders;
    let names: Vec<&str> = holders.iter().map(|it| it.display_name.as_str()).collect();
    assert_eq!((report.people, names), (3, vec!["Sri Mulat, S.Sos."]));
    assert!(identity(&stack, "kepala-dinas@kota-tangerang").await.is_ok());
}

/// How many events reached the stream, once `expected` have.
async fn told(stack: &Stack, expected: u64) -> u64 {
    let stream = stack.stream().await;
    eventually(async || {
        let messages = stream.get_info().await.unwrap().state.messages;
        (expected <= messages).then_some(messages)
    })
    .await
}

async fn count(stack: &Stack, sql: &'static str) -> i64 {
    use sqlx::ConnectOptions as _;
    let mut owner = stack.owner.connect().await.unwrap();
    sqlx::query_scalar(sql).fetch_one(&mut owner).await.unwrap()
}
