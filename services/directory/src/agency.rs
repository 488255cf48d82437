//! The agencies there are, known without a database: autonomous regional governments and active central bodies.

use platform::Agency as Slug;
use serde::Deserialize;
use std::sync::LazyLock;

/// Every central body counts its days in the capital's zone.
const CENTRAL_TIME_ZONE: &str = "Asia/Jakarta";

/// A body of the state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agency {
    /// Made of the name: lower case, with hyphens.
    pub slug: Slug,
    /// The official name, in full.
    pub title: String,
    /// The short name, where there is one.
    pub short_title: String,
    /// `province`, `regency`, `city`, `ministry` and so on.
    pub kind: String,
    /// The code of Kemendagri (regional governments) or LKPP (central bodies); empty where it has none.
    pub code: String,
    /// IANA name of its time zone.
    pub time_zone: String,
}

/// All of them, by slug.
pub fn agencies() -> &'static [Agency] {
    static AGENCIES: LazyLock<Vec<Agency>> = LazyLock::new(|| {
        let mut agencies = regional_governments();
        agencies.extend(central_bodies());
        agencies.sort_by(|a, b| a.slug.cmp(&b.slug));
        agencies
    });
    &AGENCIES
}

/// The one of that slug.
pub fn find(slug: &str) -> Option<&'static Agency> {
    let place = agencies().binary_search_by(|it| it.slug.as_str().cmp(slug)).ok()?;
    agencies().get(place)
}

#[derive(Deserialize)]
struct RegionalRow {
    code: String,
    name: String,
    kind: String,
    time_zone: String,
    status: String,
}

#[derive(Deserialize)]
struct CentralRow {
    slug: String,
    lkpp_code: String,
    name: String,
    short_name: String,
    kind: String,
    status: String,
}

fn regional_governments() -> Vec<Agency> {
    let rows = read::<RegionalRow>(include_bytes!("../data/regional-governments.csv"));
    let autonomous = rows.filter(|it| it.status == "autonomous");
    let agency = |row: RegionalRow| Agency {
        slug: slug(&slug_of(&row.name)),
        title: row.name,
        short_title: String::new(),
        kind: row.kind,
        code: row.code,
        time_zone: row.time_zone,
    };
    autonomous.map(agency).collect()
}

fn central_bodies() -> impl Iterator<Item = Agency> {
    let rows = read::<CentralRow>(include_bytes!("../data/central-agencies.csv"));
    rows.filter(|it| it.status == "active").map(|row| Agency {
        slug: slug(&row.slug),
        title: row.name,
        short_title: row.short_name,
        kind: row.kind,
        code: row.lkpp_code,
        time_zone: CENTRAL_TIME_ZONE.to_owned(),
    })
}

/// Lower case, with a hyphen for whatever is neither a letter nor a digit.
pub(crate) fn slug_of(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    let words = lower.split(|it: char| !it.is_ascii_alphanumeric()).filter(|it| !it.is_empty());
    words.collect::<Vec<_>>().join("-")
}

fn slug(text: &str) -> Slug {
    text.parse().expect("a test reads every embedded slug")
}

fn read<R: for<'de> Deserialize<'de> + 'static>(file: &'static [u8]) -> impl Iterator<Item = R> {
    csv::Reader::from_reader(file).into_deserialize().map(|it| it.expect("a test reads every embedded row"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_546_regional_governments_and_103_central_bodies() {
        assert_eq!((regional_governments().len(), central_bodies().count()), (546, 103));
    }

    #[test]
    fn no_two_share_a_slug() {
        assert!(agencies().windows(2).all(|pair| pair[0].slug < pair[1].slug));
    }

    #[test]
    fn an_agency_is_found_by_the_slug_of_its_name() {
        let jayapura = find("kota-jayapura").unwrap();

        assert_eq!(
            (jayapura.title.as_str(), jayapura.time_zone.as_str()),
            ("Kota Jayapura", "Asia/Jayapura")
        );
        assert_eq!(find("kkp").unwrap().short_title, "KKP");
        assert_eq!(find("kota-administrasi-jakarta-pusat"), None);
        assert_eq!(find("kemen-bumn"), None);
    }

    #[test]
    fn every_time_zone_is_one_of_the_three() {
        let zones = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"];

        assert!(agencies().iter().all(|it| zones.contains(&it.time_zone.as_str())));
    }
}
