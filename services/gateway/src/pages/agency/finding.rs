//! What is wrong with a procedure's source, in words of those who write it.

use serde::Deserialize;

/// What a check found.
#[derive(Deserialize)]
pub(super) struct Finding {
    /// From 1; 0 where it is about the whole.
    pub(super) line: usize,
    pub(super) column: usize,
    /// Such as `steps.x.actor`; may be empty.
    pub(super) path: String,
    /// In English, with the values it is about.
    pub(super) message: String,
}

/// What a message contains, and what it means. The more special come first.
const MEANINGS: [(&str, &str); 30] = [
    ("the procedure is one of", "Naskah ini milik instansi lain. Periksa isian “agency”."),
    (
        "the agency has no position",
        "Jabatan ini tidak ada di instansi Anda. Tambahkan jabatannya, atau perbaiki kodenya.",
    ),
    ("there is no actor", "Pelaku ini tidak disebut pada bagian “actors”."),
    ("there is no such actor", "Pelaku ini tidak disebut pada bagian “actors”."),
    ("there is no step", "Langkah ini tidak ada pada bagian “steps”."),
    ("there is no decision", "Keputusan ini tidak ada pada bagian “decisions”."),
    ("there is no sheet", "Lembar ini tidak ada pada bagian “sheets”."),
    ("there is no letter", "Naskah dinas ini tidak ada pada bagian “letters”."),
    ("there is no requirement or section", "Persyaratan atau bab ini tidak ada pada bagian “dossier”."),
    (
        "no case ever comes here",
        "Tidak ada langkah lain yang menuju ke sini, sehingga langkah ini tidak pernah dikerjakan.",
    ),
    (
        "neither an `actor` nor a `wait`",
        "Langkah ini perlu pelaku (“actor”) atau sesuatu yang ditunggu (“wait”).",
    ),
    ("lacks its `activity`", "Uraian kegiatan (“activity”) belum diisi."),
    (
        "either `next` or `outcomes`",
        "Isi langkah berikutnya (“next”) atau pilihan hasilnya (“outcomes”), salah satu.",
    ),
    ("exactly one of `next`", "Setiap hasil menuju tepat satu: “next”, “end”, atau “back: true”."),
    ("would wait for ever", "Langkah ini menunggu tanpa batas. Sebutkan apa yang ditunggu."),
    ("is not a slug", "Kode hanya boleh terdiri atas huruf kecil, angka, dan tanda hubung."),
    ("is no slug", "Kode hanya boleh terdiri atas huruf kecil, angka, dan tanda hubung."),
    ("is not an id", "Kode hanya boleh terdiri atas huruf kecil, angka, dan garis bawah."),
    ("is there already", "Kode ini sudah dipakai di atas."),
    ("is never filled in", "Isian dalam kurung kurawal ini tidak dikenal."),
    ("so that numbers would not differ", "Format nomor harus memuat nomor urut."),
    ("not a JSON Schema", "Susunan formulir (“schema”) tidak sah."),
    ("one title for each value", "Setiap nilai “enum” perlu satu judul."),
    ("unknown field", "Kata kunci ini tidak dikenal di bagian ini."),
    ("unknown variant", "Pilihan ini tidak dikenal di bagian ini."),
    ("missing field", "Ada isian wajib yang belum ditulis."),
    ("duplicate", "Kata kunci ini ditulis dua kali."),
    ("invalid type", "Jenis isiannya keliru: periksa apakah mestinya teks, angka, atau daftar."),
    ("is longer than", "Naskah terlalu panjang; paling besar 1 MB."),
    ("working_", "Lamanya tidak tertulis dengan benar."),
];

impl Finding {
    /// In Indonesian; the message says which values it is about.
    pub(super) fn meaning(&self) -> &'static str {
        let known = MEANINGS.iter().find(|it| self.message.contains(it.0));
        known.map_or("Bagian ini belum sesuai dengan susunan SOP.", |it| it.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_meaning_is_told_even_of_what_has_no_words_yet() {
        let finding =
            |message: &str| Finding { line: 1, column: 1, path: String::new(), message: message.to_owned() };

        assert!(finding("there is no actor \"x\"").meaning().contains("“actors”"));
        assert!(!finding("something new").meaning().is_empty());
    }
}
