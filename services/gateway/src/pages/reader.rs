//! What stands around a page, as it is for who reads it.

use super::{
    member::Member,
    refusal::Refusal,
    shell::{Place, Shell, Who},
    visit::Visit,
};
use platform::indonesian::Zone;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Messages {
    unread_count: u32,
}

impl Shell {
    /// For anyone.
    pub(super) fn of_visit(visit: &Visit) -> Self {
        Self { demo_time: demo_time(visit, Zone::Western), ..Self::bare() }
    }

    /// For a page that anyone may read, whoever reads it.
    pub(super) async fn of_anyone(visit: &Visit) -> Self {
        match visit.member().await {
            Ok(Some(member)) => Self::of(&member).await.unwrap_or_else(|_| Self::of_visit(visit)),
            _ => Self::of_visit(visit),
        }
    }

    /// For someone who is signed in.
    pub(super) async fn of(member: &Member) -> Result<Self, Refusal> {
        let path = format!("/v1/{}/messages?pageSize=1&unread=true", member.me.agency);
        let unread = member.get::<Messages>(&path).await.map_or(0, |it| it.unread_count);
        let own = member.me.positions.first();
        let who = Who {
            display_name: member.me.display_name.clone(),
            position_title: own.map(|it| it.full_title()).unwrap_or_default(),
            agency_title: member.desk.agency_title.to_string(),
            unread,
        };
        Ok(Self {
            who: Some(who),
            places: places(member),
            demo_time: demo_time(member, member.desk.zone),
            zone: member.desk.zone,
            ..Self::bare()
        })
    }
}

fn demo_time(visit: &Visit, zone: Zone) -> Option<String> {
    visit.front.parts.is_demo().then(|| zone.write(visit.front.parts.clock.now()))
}

fn places(member: &Member) -> Vec<Place> {
    let mut places = vec![("/home", "Beranda"), ("/requests", "Permohonan")];
    if member.reviews() {
        places.extend([("/tasks", "Kotak masuk"), ("/cases", "Berkas"), ("/letters", "Naskah dinas")]);
    }
    places.push(("/meetings", "Rapat"));
    if member.me.administrator {
        places.push(("/agency", "Administrasi"));
    }
    let path = member.address.split('?').next().unwrap_or_default();
    // What waits for a meeting belongs to the meetings.
    let path = if path.starts_with("/agenda") { "/meetings" } else { path };
    let is_current =
        |place: &str| path == place || path.strip_prefix(place).is_some_and(|it| it.starts_with('/'));
    places.into_iter().map(|(path, title)| Place { path, title, is_current: is_current(path) }).collect()
}
