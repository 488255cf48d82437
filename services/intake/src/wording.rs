//! Official Indonesian terms for the kinds of offices and positions, as refusals quote them.

/// The term for a kind of office, or of agency; an unknown kind is written as it is.
pub(crate) fn unit_kind(kind: &str) -> String {
    let term = match kind {
        "regional_office" => "organisasi perangkat daerah",
        "secretariat" => "sekretariat daerah",
        "inspectorate" => "inspektorat",
        "district" => "kecamatan",
        "urban_village" => "kelurahan",
        "technical_unit" => "UPT",
        "leadership" => "pimpinan",
        "deputy_office" => "kedeputian",
        "province" => "pemerintah provinsi",
        "regency" => "pemerintah kabupaten",
        "city" => "pemerintah kota",
        "ministry" => "kementerian",
        "coordinating_ministry" => "kementerian koordinator",
        "state_body" => "lembaga pemerintah",
        "ministerial_level_body" => "instansi setingkat kementerian",
        "non_ministerial_agency" => "lembaga pemerintah nonkementerian",
        "non_structural_body" => "lembaga nonstruktural",
        "high_state_institution" => "lembaga negara",
        "public_broadcaster" => "lembaga penyiaran publik",
        other => return plain(other),
    };
    term.to_owned()
}

/// The term for a kind of position; an unknown kind is written as it is.
pub(crate) fn position_kind(kind: &str) -> String {
    let term = match kind {
        "office_head" => "Kepala OPD",
        "assistant" => "Asisten",
        "district_head" => "Camat",
        "secretary" => "Sekretaris",
        "section_head" => "Kepala Bagian",
        "division_head" => "Kepala Bidang",
        "work_team_lead" => "Ketua Tim Kerja",
        "village_head" => "Lurah",
        "technical_unit_head" => "Kepala UPT",
        "staff" => "Staf",
        "minister" => "Menteri",
        "state_body_head" => "Pimpinan Lembaga",
        "deputy" => "Deputi",
        "assistant_deputy" => "Asisten Deputi",
        "regional_head" => "Kepala Daerah",
        "regional_secretary" => "Sekretaris Daerah",
        "registry" => "Petugas Persuratan",
        "secretariat" => "Petugas Sekretariat",
        "administrator" => "Administrator",
        other => return plain(other),
    };
    term.to_owned()
}

/// The term for what an app is asked for; an unknown word is written as it is.
pub(crate) fn purpose(word: &str) -> String {
    match word {
        "build" => "Pembangunan".to_owned(),
        "develop" => "Pengembangan".to_owned(),
        other => plain(other),
    }
}

/// How a letter came to its addressee, at the end of a sentence.
pub(crate) fn delivery(channel: &str) -> &'static str {
    match channel {
        "portal" => " melalui portal",
        "courier" => " melalui kurir",
        "post" => " melalui pos",
        "email" => " melalui surel",
        "by_hand" => " secara langsung",
        _ => "",
    }
}

/// `a, b, atau c`.
pub(crate) fn alternatives(words: impl Iterator<Item = String>) -> String {
    joined(&words.collect::<Vec<_>>(), "atau")
}

/// `a, b, dan c`.
pub(crate) fn all(words: impl Iterator<Item = String>) -> String {
    joined(&words.collect::<Vec<_>>(), "dan")
}

fn joined(words: &[String], before_last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [one, other] => format!("{one} {before_last} {other}"),
        [first @ .., last] => format!("{}, {before_last} {last}", first.join(", ")),
    }
}

fn plain(kind: &str) -> String {
    kind.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_joined_as_a_sentence_has_them() {
        let words = |them: &[&str]| alternatives(them.iter().map(|it| (*it).to_owned()));

        assert_eq!(words(&["a"]), "a");
        assert_eq!(words(&["a", "b"]), "a atau b");
        assert_eq!(words(&["a", "b", "c"]), "a, b, atau c");
    }

    #[test]
    fn a_kind_without_a_term_stays_readable() {
        assert_eq!(unit_kind("special_body"), "special body");
    }
}
