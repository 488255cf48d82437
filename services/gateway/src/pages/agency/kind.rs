//! What pages call the kinds of units and positions, and choices of a form.

/// A value of a select, and its title.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) title: String,
}

const UNITS: [(&str, &str); 14] = [
    ("regional_office", "Dinas atau badan daerah"),
    ("secretariat", "Sekretariat daerah atau DPRD"),
    ("inspectorate", "Inspektorat"),
    ("district", "Kecamatan"),
    ("urban_village", "Kelurahan"),
    ("technical_unit", "Unit pelaksana teknis"),
    ("leadership", "Pimpinan"),
    ("deputy_office", "Kedeputian"),
    ("assistant_deputy_office", "Keasdepan"),
    ("registry_unit", "Unit tata usaha"),
    ("office_secretariat", "Sekretariat dinas atau badan"),
    ("division", "Bidang"),
    ("subdivision", "Subbagian atau seksi"),
    ("work_team", "Tim kerja"),
];

const POSITIONS: [(&str, &str); 19] = [
    ("office_head", "Kepala dinas, badan, atau kantor"),
    ("assistant", "Asisten"),
    ("district_head", "Camat"),
    ("secretary", "Sekretaris"),
    ("section_head", "Kepala bagian, subbagian, atau seksi"),
    ("division_head", "Kepala bidang"),
    ("work_team_lead", "Ketua tim kerja"),
    ("village_head", "Lurah"),
    ("technical_unit_head", "Kepala unit pelaksana teknis"),
    ("staff", "Pelaksana atau staf"),
    ("minister", "Menteri"),
    ("deputy", "Deputi"),
    ("assistant_deputy", "Asisten deputi"),
    ("regional_head", "Kepala daerah"),
    ("regional_secretary", "Sekretaris daerah"),
    ("registry", "Tata usaha"),
    ("secretariat", "Sekretariat"),
    ("administrator", "Administrator"),
    ("state_body_head", "Pimpinan lembaga negara"),
];

/// The kind of a unit in words.
pub(super) fn of_unit(kind: &str) -> &str {
    word(&UNITS, kind)
}

/// The kind of a position in words.
pub(super) fn of_position(kind: &str) -> &str {
    word(&POSITIONS, kind)
}

/// For the form of a unit.
pub(super) fn unit_choices() -> Vec<Choice> {
    choices(&UNITS)
}

/// For the form of a position.
pub(super) fn position_choices() -> Vec<Choice> {
    choices(&POSITIONS)
}

/// What is of a kind that has no words yet is shown as it is written.
fn word<'a>(words: &[(&'static str, &'static str)], kind: &'a str) -> &'a str {
    words.iter().find(|it| it.0 == kind).map_or(kind, |it| it.1)
}

fn choices(words: &[(&str, &str)]) -> Vec<Choice> {
    let mut choices: Vec<Choice> = words.iter().map(|it| choice(it.0, it.1)).collect();
    choices.sort_by(|a, b| a.title.cmp(&b.title));
    choices
}

/// A choice of these.
pub(super) fn choice(value: &str, title: &str) -> Choice {
    Choice { value: value.to_owned(), title: title.to_owned() }
}
