//! What is read of complaints, suggestions and other input.

use super::{Parts, Sender, one_line};

impl Sender<'_> {
    pub(super) fn complaint_filed(
        &self,
        ticket: &str,
        kind: &str,
        title: &str,
        due_second: Option<i64>,
    ) -> Parts {
        let due = due_second.map_or_else(|| "tidak ditentukan".to_owned(), |it| self.second(it));
        (
            format!("{} baru: {}", called(kind), one_line(title)),
            "Ada masukan masyarakat yang menunggu jawaban Saudara.".to_owned(),
            vec![
                ("Tiket", one_line(ticket)),
                ("Jenis", called(kind).to_owned()),
                ("Perihal", one_line(title)),
                ("Batas waktu", due),
            ],
            "baca dan jawab masukan ini di Telaah sebelum batas waktu.".to_owned(),
        )
    }

    pub(super) fn complaint_answered(&self, ticket: &str, kind: &str) -> Parts {
        let ticket = one_line(ticket);
        let page = format!("{}/complaints/{ticket}", self.portal_url);
        (
            format!("{} Saudara telah dijawab (tiket {ticket})", called(kind)),
            "Masukan yang Saudara sampaikan telah dijawab.".to_owned(),
            vec![("Tiket", ticket), ("Jawaban", page)],
            "baca jawabannya pada alamat di atas.".to_owned(),
        )
    }
}

fn called(kind: &str) -> &'static str {
    match kind {
        "complaint" => "Pengaduan",
        "suggestion" => "Saran",
        _ => "Masukan",
    }
}
