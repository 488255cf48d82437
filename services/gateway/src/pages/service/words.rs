//! The grammar's words as civil servants write them.

/// A length of time such as `60 working_days`.
pub(super) fn amount(text: &str) -> String {
    let (count, unit) = text.split_once(' ').unwrap_or((text, ""));
    let unit = match unit {
        "working_minutes" => "menit",
        "working_days" => "hari kerja",
        "calendar_days" => "hari kalender",
        "calendar_months" => "bulan",
        _ => return text.to_owned(),
    };
    format!("{count} {unit}")
}

/// All of them together, each unit for itself; empty where there is none.
pub(super) fn sum<'t>(amounts: impl Iterator<Item = &'t str>) -> String {
    let mut sums: Vec<(&str, u64)> = vec![];
    for (count, unit) in amounts.filter_map(|it| it.split_once(' ')) {
        let count = count.parse().unwrap_or(0);
        match sums.iter_mut().find(|it| it.0 == unit) {
            Some(sum) => sum.1 += count,
            None => sums.push((unit, count)),
        }
    }
    let words: Vec<_> = sums.iter().map(|(unit, count)| amount(&format!("{count} {unit}"))).collect();
    words.join(" dan ")
}

/// A kind of office or agency, at the start of a line; an unknown one is written as it is.
pub(super) fn unit(kind: &str) -> String {
    let term = match kind {
        "regional_office" => "Organisasi perangkat daerah (dinas atau badan)",
        "secretariat" => "Sekretariat daerah",
        "inspectorate" => "Inspektorat",
        "district" => "Kecamatan",
        "urban_village" => "Kelurahan",
        "technical_unit" => "Unit pelaksana teknis",
        "leadership" => "Pimpinan instansi",
        "deputy_office" => "Kedeputian",
        "province" => "Pemerintah provinsi",
        "regency" => "Pemerintah kabupaten",
        "city" => "Pemerintah kota",
        "ministry" => "Kementerian",
        "coordinating_ministry" => "Kementerian koordinator",
        "state_body" => "Lembaga pemerintah",
        "ministerial_level_body" => "Instansi setingkat kementerian",
        "non_ministerial_agency" => "Lembaga pemerintah nonkementerian",
        "non_structural_body" => "Lembaga nonstruktural",
        "high_state_institution" => "Lembaga negara",
        "public_broadcaster" => "Lembaga penyiaran publik",
        other => return plain(other),
    };
    term.to_owned()
}

/// A kind of position; an unknown one is written as it is.
pub(super) fn position(kind: &str) -> String {
    let term = match kind {
        "office_head" => "Kepala organisasi perangkat daerah",
        "assistant" => "Asisten",
        "district_head" => "Camat",
        "secretary" => "Sekretaris",
        "section_head" => "Kepala bagian",
        "division_head" => "Kepala bidang",
        "work_team_lead" => "Ketua tim kerja",
        "village_head" => "Lurah",
        "technical_unit_head" => "Kepala unit pelaksana teknis",
        "staff" => "Staf",
        "minister" => "Menteri",
        "state_body_head" => "Pimpinan lembaga",
        "deputy" => "Deputi",
        "assistant_deputy" => "Asisten deputi",
        "regional_head" => "Kepala daerah",
        "regional_secretary" => "Sekretaris daerah",
        "registry" => "Petugas persuratan",
        "administrator" => "Administrator",
        other => return plain(other),
    };
    term.to_owned()
}

/// A way in which a request may come, within a sentence.
pub(super) fn channel(word: &str) -> String {
    match word {
        "portal" => "portal ini".to_owned(),
        "letter" => "surat".to_owned(),
        "email" => "surel".to_owned(),
        other => plain(other).to_lowercase(),
    }
}

/// What may be asked for, within a sentence.
pub(super) fn purpose(word: &str) -> String {
    match word {
        "build" => "pembangunan".to_owned(),
        "develop" => "pengembangan".to_owned(),
        other => plain(other).to_lowercase(),
    }
}

/// What a case that waits was waiting for.
pub(super) fn arrival(word: &str) -> String {
    match word {
        "resubmitted" => "Berkas disampaikan kembali".to_owned(),
        "concluded" => "Pembahasan selesai".to_owned(),
        "followed_up" => "Ditindaklanjuti".to_owned(),
        other => plain(other),
    }
}

/// `a, b, atau c`.
pub(super) fn alternatives(words: impl Iterator<Item = String>) -> String {
    let words: Vec<_> = words.collect();
    match words.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [one, other] => format!("{one} atau {other}"),
        [first @ .., last] => format!("{}, atau {last}", first.join(", ")),
    }
}

/// An id for want of a title: readable, and with a capital.
pub(super) fn plain(id: &str) -> String {
    let words = id.replace(['_', '-'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |it| it.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_added_up_unit_by_unit() {
        let norms = ["10 working_minutes", "1 working_days", "60 working_minutes", "1 working_days"];

        assert_eq!(sum(norms.into_iter()), "70 menit dan 2 hari kerja");
        assert_eq!(sum([].into_iter()), "");
    }

    #[test]
    fn what_has_no_term_stays_readable() {
        assert_eq!(amount("soon"), "soon");
        assert_eq!(unit("special_body"), "Special body");
        assert_eq!(alternatives(["a", "b", "c"].map(str::to_owned).into_iter()), "a, b, atau c");
    }
}
