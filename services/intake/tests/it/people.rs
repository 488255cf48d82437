//! The people of the tests.

use crate::CITY;
use platform::{Caller, testing::caller};

/// The head of an office that may apply.
pub(crate) fn proposer() -> Caller {
    person("kepala-dinas-kesehatan", "Kepala Dinas Kesehatan", "office_head", "dinas-kesehatan")
}

/// Someone of the same office whose position does not qualify.
pub(crate) fn staff() -> Caller {
    person("staf-dinas-kesehatan", "Staf Dinas Kesehatan", "staff", "dinas-kesehatan")
}

/// The head of the office that reviews.
pub(crate) fn reviewer() -> Caller {
    person("kepala-dinas", "Kepala Dinas Komunikasi dan Informatika", "office_head", "diskominfo")
}

/// The head of another office of the same city.
pub(crate) fn neighbour() -> Caller {
    person("kepala-dinas-pendidikan", "Kepala Dinas Pendidikan", "office_head", "dinas-pendidikan")
}

/// The head of an office of another city.
pub(crate) fn capital() -> Caller {
    Caller { agency: "kota-bandung".parse().unwrap(), ..proposer() }
}

/// The head of a technical unit below a regional office.
pub(crate) fn clinic() -> Caller {
    Caller {
        office_title: "UPTD Puskesmas Cipondoh".to_owned(),
        office_kind: "technical_unit".to_owned(),
        parent_office_title: "Dinas Kesehatan".to_owned(),
        ..person(
            "kepala-uptd",
            "Kepala UPTD Puskesmas Cipondoh",
            "technical_unit_head",
            "uptd-puskesmas-cipondoh",
        )
    }
}

/// The head of an urban village below a district.
pub(crate) fn village() -> Caller {
    Caller {
        office_title: "Kelurahan Poris Plawad".to_owned(),
        office_kind: "urban_village".to_owned(),
        parent_office_title: "Kecamatan Cipondoh".to_owned(),
        ..person("lurah", "Lurah Poris Plawad", "village_head", "kelurahan-poris-plawad")
    }
}

fn person(position: &str, title: &str, kind: &str, office: &str) -> Caller {
    let mut person = caller(CITY, position);
    person.display_name = format!("Nama {title}");
    person.office = office.to_owned();
    person.unit = office.to_owned();
    person.office_title = title.split_once(' ').map_or(title, |(_, office)| office).to_owned();
    person.office_kind = "regional_office".to_owned();
    person.positions[0].title = title.to_owned();
    person.positions[0].kind = kind.to_owned();
    person
}
