//! People as an agency's administrator keeps them.

use crate::{CITY, OTHER_CITY, administrator_of, client, identity, mask, position, start_with_cast};
use platform::{
    Caller,
    testing::{Stack, caller},
};
use proto::directory::v1::{
    ActingAssignment, AppointPersonRequest, Capacity, CreateActingAssignmentRequest, CreatePersonRequest,
    GetPersonRequest, ListPeopleRequest, Person, ReleasePersonRequest, UpdatePersonRequest,
};
use tonic::{Code, Status};

const CAMAT: &str = "camat-cipondoh";

#[tokio::test]
async fn people_are_found_by_name_number_and_position_with_what_they_hold() {
    let stack = start_with_cast().await;
    let camat = person_in(&stack, CAMAT).await;

    let by_name = found(&stack, &camat.display_name).await;
    let by_number = found(&stack, &camat.employee_id_number).await;
    let read = get(&stack, &administrator_of(CITY), &camat.name).await.unwrap();

    assert_eq!((by_name, by_number), (vec![camat.clone()], vec![camat.clone()]));
    assert_eq!(read, camat);
    assert_eq!(camat.position, format!("agencies/{CITY}/positions/{CAMAT}"));
    assert_eq!(
        (camat.position_title.as_str(), camat.unit_title.as_str()),
        ("Camat Cipondoh", "Kecamatan Cipondoh")
    );
}

#[tokio::test]
async fn people_are_listed_by_name_page_by_page() {
    let stack = start_with_cast().await;
    let everyone: Vec<String> = found(&stack, "").await.into_iter().map(|it| it.display_name).collect();

    let mut names = vec![];
    let mut page_token = String::new();
    loop {
        let request = ListPeopleRequest { parent: city(), page_size: 3, page_token, query: String::new() };
        let request = stack.call(&administrator_of(CITY), request);
        let page = client(&stack).list_people(request).await.unwrap().into_inner();
        names.extend(page.people.into_iter().map(|it| it.display_name));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }

    assert!(3 < names.len() && names.is_sorted());
    assert_eq!(names, everyone);
}

#[tokio::test]
async fn someone_new_takes_a_vacated_position_and_signs_in_while_the_former_holder_cannot() {
    let stack = start_with_cast().await;
    let (former, new) = (person_in(&stack, CAMAT).await, create(&stack, sri()).await.unwrap());

    let taken = appoint(&stack, &new.name, CAMAT).await.unwrap_err();
    let released = release(&stack, &administrator_of(CITY), &former.name).await.unwrap();
    let vacant = position(&stack, CITY, CAMAT).await.unwrap();
    let nobody = identity(&stack, "camat-cipondoh@kota-tangerang").await.unwrap_err();
    let appointed = appoint(&stack, &new.name, CAMAT).await.unwrap();

    assert_eq!(taken.code(), Code::FailedPrecondition);
    assert!(taken.message().contains(&format!("{} holds {CAMAT}", former.name)), "{taken}");
    assert_eq!((released.position.as_str(), vacant.vacant, vacant.holders.len()), ("", true, 0));
    assert_eq!(nobody.code(), Code::NotFound);
    assert_eq!(appointed.position_title, "Camat Cipondoh");
    let signed_in = identity(&stack, "camat-cipondoh@kota-tangerang").await.unwrap();
    assert_eq!(format!("agencies/{CITY}/people/{}", signed_in.person), new.name);
}

#[tokio::test]
async fn whoever_is_released_acts_nowhere_even_when_appointed_again() {
    let stack = start_with_cast().await;
    let camat = person_in(&stack, CAMAT).await;
    let assignment = ActingAssignment {
        name: String::new(),
        position: format!("{}/positions/kepala-dinas", city()),
        own_position: camat.position.clone(),
        capacity: Capacity::DailyActing.into(),
        first_day: "2026-01-01".to_owned(),
        last_day: String::new(),
        appointing_letter: "800/1".to_owned(),
    };
    let request = CreateActingAssignmentRequest {
        parent: city(),
        acting_assignment: Some(assignment),
        request_id: request_id(&stack),
    };
    let request = stack.call(&administrator_of(CITY), request);
    client(&stack).create_acting_assignment(request).await.unwrap();
    let before = position(&stack, CITY, "kepala-dinas").await.unwrap().holders.len();

    release(&stack, &administrator_of(CITY), &camat.name).await.unwrap();
    let released = position(&stack, CITY, "kepala-dinas").await.unwrap().holders.len();
    appoint(&stack, &camat.name, CAMAT).await.unwrap();

    let again = position(&stack, CITY, "kepala-dinas").await.unwrap().holders.len();
    assert_eq!((before, released, again), (2, 1, 1));
}

#[tokio::test]
async fn whoever_is_suspended_neither_signs_in_nor_holds_anything_until_that_is_lifted() {
    let stack = start_with_cast().await;
    let camat = person_in(&stack, CAMAT).await;

    let suspended =
        update(&stack, Person { suspended: true, ..named(&camat) }, &["suspended"]).await.unwrap();
    let refusal = identity(&stack, "camat-cipondoh@kota-tangerang").await.unwrap_err();
    let holders = position(&stack, CITY, CAMAT).await.unwrap().holders.len();
    update(&stack, named(&camat), &["suspended"]).await.unwrap();

    assert!(suspended.suspended);
    assert_eq!((refusal.code(), holders), (Code::NotFound, 0));
    assert!(identity(&stack, "camat-cipondoh@kota-tangerang").await.is_ok());
}

#[tokio::test]
async fn a_change_names_its_fields_and_a_stale_one_is_refused() {
    let stack = start_with_cast().await;
    let camat = person_in(&stack, CAMAT).await;
    let ranked = Person { rank: "Pembina (IV/a)".to_owned(), email: "x@y".to_owned(), ..camat.clone() };

    let changed = update(&stack, ranked.clone(), &["rank"]).await.unwrap();
    let stale = update(&stack, ranked, &["email"]).await.unwrap_err();

    assert_eq!((changed.rank.as_str(), &changed.email), ("Pembina (IV/a)", &camat.email));
    assert_eq!(stale.code(), Code::Aborted);
}

#[tokio::test]
async fn what_no_person_has_is_refused() {
    let stack = start_with_cast().await;
    let camat = person_in(&stack, CAMAT).await;
    let number = camat.employee_id_number.clone();
    let cases = [
        (Person { display_name: " ".to_owned(), ..sri() }, Code::InvalidArgument, "display_name"),
        (Person { employee_id_number: "123".to_owned(), ..sri() }, Code::InvalidArgument, "is not a NIP"),
        (Person { email: "x".to_owned(), ..sri() }, Code::InvalidArgument, "email"),
        (Person { employee_id_number: number, ..sri() }, Code::FailedPrecondition, "has this NIP already"),
    ];

    for (person, code, reason) in cases {
        let refusal = create(&stack, person).await.unwrap_err();
        assert_eq!(refusal.code(), code, "{refusal}");
        assert!(refusal.message().contains(reason), "{refusal}");
    }
    let nowhere = appoint(&stack, &camat.name, "tiada").await.unwrap_err();
    let field = update(&stack, named(&camat), &["position"]).await.unwrap_err();
    assert_eq!((nowhere.code(), field.code()), (Code::InvalidArgument, Code::InvalidArgument));
}

#[tokio::test]
async fn nobody_takes_the_right_from_themselves_or_from_the_last_administrator() {
    let stack = start_with_cast().await;
    let last = person_in(&stack, "administrator-telaah").await;
    let mut me = administrator_of(CITY);
    me.person = last.name.rsplit('/').next().unwrap().to_owned();

    let from_last = update(&stack, named(&last), &["administrator"]).await.unwrap_err();
    let released = release(&stack, &administrator_of(CITY), &last.name).await.unwrap_err();
    let camat = person_in(&stack, CAMAT).await;
    update(&stack, Person { administrator: true, ..named(&camat) }, &["administrator"]).await.unwrap();
    let myself = release(&stack, &me, &last.name).await.unwrap_err();
    let from_one_of_two = update(&stack, named(&last), &["administrator"]).await;

    assert!(from_last.message().contains("last administrator"), "{from_last}");
    assert!(released.message().contains("last administrator"), "{released}");
    assert!(myself.message().contains("locks themselves out"), "{myself}");
    assert!(from_one_of_two.is_ok_and(|it| !it.administrator));
}

#[tokio::test]
async fn the_same_request_twice_enters_one_person() {
    let stack = start_with_cast().await;
    let request = CreatePersonRequest { parent: city(), person: Some(sri()), request_id: request_id(&stack) };

    let mut client = client(&stack);
    let first = client.create_person(stack.call(&administrator_of(CITY), request.clone())).await.unwrap();
    let second = client.create_person(stack.call(&administrator_of(CITY), request)).await.unwrap();
    let again = create(&stack, sri()).await.unwrap_err();

    assert_eq!(first.get_ref(), second.get_ref());
    assert_eq!(again.code(), Code::FailedPrecondition);
    assert_eq!(found(&stack, "Sri Mulat").await.len(), 1);
}

#[tokio::test]
async fn only_the_agencys_administrator_sees_and_changes_its_people() {
    let stack = start_with_cast().await;
    let camat = person_in(&stack, CAMAT).await;
    let (colleague, stranger) = (caller(CITY, CAMAT), administrator_of(OTHER_CITY));

    let read = [&colleague, &stranger].map(|it| get(&stack, it, &camat.name));
    let [read_by_colleague, read_by_stranger] = read;
    let codes = [
        (read_by_colleague.await.unwrap_err().code(), read_by_stranger.await.unwrap_err().code()),
        (
            release(&stack, &colleague, &camat.name).await.unwrap_err().code(),
            release(&stack, &stranger, &camat.name).await.unwrap_err().code(),
        ),
    ];

    assert_eq!(codes, [(Code::PermissionDenied, Code::NotFound); 2]);
}

fn city() -> String {
    format!("agencies/{CITY}")
}

fn sri() -> Person {
    Person {
        display_name: "Sri Mulat, S.Sos.".to_owned(),
        employee_id_number: "197901231998102002".to_owned(),
        ..Person::default()
    }
}

fn named(person: &Person) -> Person {
    Person { name: person.name.clone(), ..Person::default() }
}

fn request_id(stack: &Stack) -> String {
    stack.parts.clock.id().to_string()
}

async fn found(stack: &Stack, query: &str) -> Vec<Person> {
    let request = ListPeopleRequest {
        parent: city(),
        page_size: 200,
        page_token: String::new(),
        query: query.to_owned(),
    };
    let request = stack.call(&administrator_of(CITY), request);
    client(stack).list_people(request).await.unwrap().into_inner().people
}

async fn person_in(stack: &Stack, position: &str) -> Person {
    let name = format!("{}/positions/{position}", city());
    found(stack, position).await.into_iter().find(|it| it.position == name).unwrap()
}

async fn get(stack: &Stack, caller: &Caller, name: &str) -> Result<Person, Status> {
    let request = stack.call(caller, GetPersonRequest { name: name.to_owned() });
    Ok(client(stack).get_person(request).await?.into_inner())
}

async fn create(stack: &Stack, person: Person) -> Result<Person, Status> {
    let request = CreatePersonRequest { parent: city(), person: Some(person), request_id: request_id(stack) };
    Ok(client(stack).create_person(stack.call(&administrator_of(CITY), request)).await?.into_inner())
}

async fn update(stack: &Stack, person: Person, paths: &[&str]) -> Result<Person, Status> {
    let update_mask = mask(paths);
    let request = UpdatePersonRequest { person: Some(person), update_mask, request_id: request_id(stack) };
    Ok(client(stack).update_person(stack.call(&administrator_of(CITY), request)).await?.into_inner())
}

async fn appoint(stack: &Stack, name: &str, position: &str) -> Result<Person, Status> {
    let request = AppointPersonRequest {
        name: name.to_owned(),
        position: format!("{}/positions/{position}", city()),
        etag: String::new(),
        request_id: request_id(stack),
    };
    Ok(client(stack).appoint_person(stack.call(&administrator_of(CITY), request)).await?.into_inner())
}

async fn release(stack: &Stack, caller: &Caller, name: &str) -> Result<Person, Status> {
    let request =
        ReleasePersonRequest { name: name.to_owned(), etag: String::new(), request_id: request_id(stack) };
    Ok(client(stack).release_person(stack.call(caller, request)).await?.into_inner())
}
