//! What pages call the states of things.

/// A state in words, and the colour of its tag.
pub(super) struct Tag {
    pub(super) title: &'static str,
    /// A class of the style sheet.
    pub(super) class: &'static str,
}

/// The overall state of a request.
pub(super) fn submission_state(state: &str) -> Tag {
    let (title, class) = match state {
        "DRAFT" => ("Konsep", "tag--quiet"),
        "FILED" => ("Diajukan", "tag--info"),
        "IN_REVIEW" => ("Diproses", "tag--info"),
        "RETURNED" => ("Dikembalikan", "tag--warn"),
        "FOLLOW_UP" => ("Perlu tindak lanjut", "tag--warn"),
        "DECIDED" => ("Selesai", "tag--good"),
        "WITHDRAWN" => ("Ditarik", "tag--quiet"),
        "LAPSED" => ("Dianggap dibatalkan", "tag--bad"),
        _ => ("Belum diketahui", "tag--quiet"),
    };
    Tag { title, class }
}
