//! Who acts in whose position (Plt., Plh.): now, soon and in the past.

use super::{
    Administrator, Asked, all_positions,
    confirm::{self, Act},
    kind::{Choice, choice},
    led,
    mistake::{Mistake, explained},
    today,
};
use crate::pages::{
    member::Member,
    posted::{Posted, Sent},
    refusal::Refusal,
    shell::{Shell, page, shown},
    table,
    told::directory::{Acting, Position, all},
    visit::encoded,
};
use askama::Template;
use axum::{
    extract::{Path, Query, RawQuery},
    http::StatusCode,
    response::Response,
};
use serde_json::{Value, json};

#[derive(Template)]
#[template(path = "agency/acting.html")]
struct List {
    shell: Shell,
    /// Title and rows of each part.
    parts: Vec<(State, Vec<Row>)>,
    done: &'static str,
}

struct Row {
    acting: Acting,
    line: String,
}

#[derive(Template)]
#[template(path = "agency/acting-form.html")]
struct Form {
    shell: Shell,
    typed: Posted,
    positions: Vec<Choice>,
    /// Those of their own that someone holds.
    own: Vec<Choice>,
    capacities: Vec<Choice>,
    request_id: String,
    mistake: Mistake,
}

/// When it takes place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Now,
    Coming,
    Past,
}

const NEEDED: [(&str, &str); 5] = [
    ("position", "Pilih jabatan yang tugasnya dilaksanakan."),
    ("own_position", "Pilih siapa yang melaksanakan."),
    ("capacity", "Pilih Plt. atau Plh."),
    ("first_day", "Isi hari pertama berlakunya."),
    ("appointing_letter", "Isi nomor surat perintahnya."),
];

/// All of them, in three parts.
pub(super) async fn list(member: Administrator, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let (shell, assignments, positions) =
        tokio::try_join!(Shell::of(&member), all_assignments(&member), all_positions(&member))?;
    let today = today(&member).to_string();
    let mut parts = vec![(State::Now, vec![]), (State::Coming, vec![]), (State::Past, vec![])];
    for acting in assignments {
        let (state, line) = (State::of(&acting, &today), line(&acting, &positions));
        if let Some(part) = parts.iter_mut().find(|it| it.0 == state) {
            part.1.push(Row { acting, line });
        }
    }
    Ok(page(&List { shell, parts, done: asked.words() }))
}

/// The same for spreadsheets.
pub(super) async fn csv(member: Administrator) -> Result<Response, Refusal> {
    let (assignments, positions) = tokio::try_join!(all_assignments(&member), all_positions(&member))?;
    let titles = ["Penugasan", "Hari pertama", "Hari terakhir", "Nomor surat perintah"];
    let row = |it: Acting| [line(&it, &positions), it.first_day, it.last_day, it.appointing_letter];
    table::csv("plt-plh", titles, assignments.into_iter().map(row))
}

/// The form of a new one.
pub(super) async fn open(member: Administrator, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let typed = Posted::read(query.unwrap_or_default().as_bytes());
    Ok(page(&build(&member, typed, Mistake::default()).await?))
}

/// Records it.
pub(super) async fn create(Sent { member, form }: Sent) -> Result<Response, Refusal> {
    if let Some(mistake) = Mistake::blank(&form, &NEEDED) {
        return Ok(shown(StatusCode::BAD_REQUEST, &build(&member, form, mistake).await?));
    }
    let body = json!({
        "position": form.get("position"), "ownPosition": form.get("own_position"), "capacity": form.get("capacity"),
        "firstDay": form.get("first_day"), "lastDay": form.get("last_day"),
        "appointingLetter": form.get("appointing_letter"),
    });
    let path = format!("/v1/{}/actingAssignments", member.me.agency);
    match member.post::<Acting>(&path, form.get("request_id"), &body).await {
        Ok(_) => Ok(led("/agency/acting?done=assigned")),
        Err(refusal) => {
            let again = build(&member, form, explained(&refusal)).await?;
            Ok(shown(refusal.status, &again))
        }
    }
}

/// Asks whether it shall end.
pub(super) async fn ask(member: Administrator, Path(id): Path<String>) -> Result<Response, Refusal> {
    confirm::ask(&member, ending(&member, &id).await?).await
}

/// Ends it.
pub(super) async fn end(Path(id): Path<String>, Sent { member, form }: Sent) -> Result<Response, Refusal> {
    let path = format!("/v1/{}/actingAssignments/{}:end", member.me.agency, encoded(&id));
    match member.post::<Value>(&path, form.get("request_id"), &json!({})).await {
        Ok(_) => Ok(led("/agency/acting?done=ended")),
        Err(refusal) => confirm::again(&member, ending(&member, &id).await?, &refusal).await,
    }
}

/// Every assignment of the reader's agency.
pub(super) async fn all_assignments(member: &Member) -> Result<Vec<Acting>, Refusal> {
    all(member, &format!("/v1/{}/actingAssignments", member.me.agency)).await
}

/// As in `Budi Santoso, Sekretaris Dinas, sebagai Plt. Kepala Dinas`.
pub(super) fn line(acting: &Acting, positions: &[Position]) -> String {
    let find = |name: &str| positions.iter().find(|it| it.name == name);
    let title = |name: &str| find(name).map_or_else(|| name.to_owned(), |it| it.title.clone());
    let own = find(&acting.own_position).and_then(|it| it.holders.iter().find(|it| it.is_incumbent()));
    let who = own.map(|it| format!("{}, ", it.display_name)).unwrap_or_default();
    format!("{who}{}, sebagai {} {}", title(&acting.own_position), acting.word(), title(&acting.position))
}

async fn ending(member: &Member, id: &str) -> Result<Act, Refusal> {
    let (assignments, positions) = tokio::try_join!(all_assignments(member), all_positions(member))?;
    let acting = assignments.iter().find(|it| it.name.ends_with(&format!("/{id}")));
    let acting = acting.ok_or_else(Refusal::not_found)?;
    let words = match State::of(acting, &today(member).to_string()) {
        State::Coming => "belum berlaku, dan tidak akan berlaku.",
        _ => "hari ini menjadi hari terakhirnya. Berkas yang menunggu tetap ada pada jabatannya.",
    };
    Ok(Act {
        title: "Akhiri penugasan ini?".to_owned(),
        words: format!("{}: {words}", line(acting, &positions)),
        button: "Akhiri hari ini",
        is_danger: true,
        chosen: ("", ""),
        action: format!("{}/end", acting.address()),
        back: "/agency/acting".to_owned(),
        back_title: "Plt. dan Plh.".to_owned(),
        etag: String::new(),
    })
}

async fn build(member: &Member, typed: Posted, mistake: Mistake) -> Result<Form, Refusal> {
    let (shell, positions) = tokio::try_join!(Shell::of(member), all_positions(member))?;
    let own = positions.iter().filter(|it| !it.vacant).map(|it| {
        let holder = it.holders.iter().find(|it| it.is_incumbent());
        choice(&it.name, &format!("{} – {}", holder.map_or("", |it| &it.display_name), it.title))
    });
    Ok(Form {
        shell,
        typed,
        own: own.collect(),
        positions: positions
            .iter()
            .map(|it| choice(&it.name, &format!("{} – {}", it.title, it.unit_title)))
            .collect(),
        capacities: vec![
            choice("ACTING", "Plt. – jabatannya lowong"),
            choice("DAILY_ACTING", "Plh. – pejabatnya berhalangan sementara"),
        ],
        request_id: member.request_id(),
        mistake,
    })
}

impl State {
    /// On a day, written `YYYY-MM-DD`.
    pub(super) fn of(acting: &Acting, today: &str) -> Self {
        let last = acting.last_day.as_str();
        if !last.is_empty() && (last < today || last < acting.first_day.as_str()) {
            Self::Past
        } else if today < acting.first_day.as_str() {
            Self::Coming
        } else {
            Self::Now
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Now => "Sedang berlaku",
            Self::Coming => "Akan berlaku",
            Self::Past => "Sudah berakhir",
        }
    }

    fn empty(self) -> &'static str {
        match self {
            Self::Now => "Hari ini tidak ada Plt. atau Plh.",
            Self::Coming => "Tidak ada penugasan yang akan berlaku.",
            Self::Past => "Belum ada penugasan yang berakhir.",
        }
    }

    fn can_end(self) -> bool {
        self != Self::Past
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_now_from_its_first_day_to_its_last() {
        let acting = |first: &str, last: &str| {
            let told = json!({ "firstDay": first, "lastDay": last });
            serde_json::from_value::<Acting>(told).unwrap()
        };
        let state = |first, last| State::of(&acting(first, last), "2026-01-05");

        assert!(state("2026-01-05", "2026-01-05") == State::Now);
        assert!(state("2026-01-01", "") == State::Now);
        assert!(state("2026-01-06", "") == State::Coming);
        assert!(state("2026-01-01", "2026-01-04") == State::Past);
        assert!(state("2026-02-01", "2026-01-31") == State::Past);
    }
}
