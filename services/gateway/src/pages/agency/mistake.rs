//! Why something an administrator asked for was not done, in words, and at which field of its form.

pub(super) use crate::pages::mistake::Mistake;
use crate::pages::{mistake::Words, refusal::Refusal};

const WORDS: Words = Words {
    fields: &[
        ("display_name: it is longer", "display_name", "Nama lengkap terlalu panjang."),
        ("display_name", "display_name", "Isi nama lengkap, dengan gelar bila ada."),
        ("employee_id_number", "employee_id_number", "NIP terdiri atas 18 angka. Periksa kembali NIP-nya."),
        ("rank", "rank", "Pangkat dan golongan terlalu panjang."),
        ("email", "email", "Surel tidak sah. Tulis misalnya nama@instansi.go.id."),
        ("title", "title", "Isi namanya, paling banyak 200 karakter."),
        ("decree", "decree", "Isi nomor dan tanggal keputusannya."),
        ("kind: it must", "kind", "Pilih salah satu jenis."),
        ("kind", "kind", "Jenis ini tidak cocok. Hari pengganti hanya untuk hari yang biasanya libur."),
        ("unit: ", "unit", "Pilih unit kerjanya."),
        ("unit_id", "slug", "Kode hanya terdiri atas huruf kecil, angka, dan tanda hubung."),
        ("position_id", "slug", "Kode hanya terdiri atas huruf kecil, angka, dan tanda hubung."),
        (
            "parent",
            "parent",
            "Unit induk tidak cocok: unit tidak boleh berada di bawah dirinya sendiri, dan bagian unit harus berada di bawah dinas, badan, atau kantor.",
        ),
        ("position: ", "position", "Pilih jabatannya."),
        (
            "own_position: nobody acts",
            "own_position",
            "Pejabat tidak dapat menjadi Plt. atau Plh. di jabatannya sendiri.",
        ),
        ("own_position", "own_position", "Pilih jabatan pelaksana yang ada pejabat tetapnya."),
        ("capacity", "capacity", "Pilih Plt. atau Plh."),
        ("first_day", "first_day", "Isi hari pertama berlakunya."),
        ("last_day", "last_day", "Hari terakhir tidak boleh sebelum hari pertama."),
        ("appointing_letter", "appointing_letter", "Isi nomor surat perintahnya."),
        ("date", "date", "Isi tanggal di dalam tahun yang dicakup kalender kerja."),
        (
            "announced",
            "announced",
            "Tanggal pengumuman tidak boleh di masa depan, dan tidak boleh setelah harinya sendiri.",
        ),
        ("outage.evidence", "evidence", "Isi bukti gangguan, paling banyak 500 karakter."),
        ("outage.reason", "reason", "Pilih apa yang terganggu."),
    ],
    states: &[
        (
            "employee_id_number",
            "employee_id_number",
            "NIP ini sudah dipakai pegawai lain. Cari pegawainya dahulu.",
        ),
        (
            "is known already",
            "display_name",
            "Pegawai dengan nama ini sudah tercatat. Cari pegawainya, atau isi NIP bila orangnya berbeda.",
        ),
        (
            "takes the administrator's right from themselves",
            "administrator",
            "Anda tidak dapat melepas hak administrator dari diri sendiri. Mintalah administrator lain.",
        ),
        (
            "locks themselves out",
            "act",
            "Anda tidak dapat menutup akses Anda sendiri. Mintalah administrator lain.",
        ),
        (
            "last administrator",
            "act",
            "Ini satu-satunya administrator yang dapat masuk. Berikan hak administrator kepada pegawai lain dahulu.",
        ),
        (
            "release them first",
            "position",
            "Jabatan ini masih dipegang pegawai lain. Bebaskan pegawai itu dahulu.",
        ),
        ("holds no position", "act", "Pegawai ini tidak memegang jabatan."),
        ("there is a", "slug", "Kode ini sudah dipakai. Tulis kode lain."),
        (
            "already acts in",
            "first_day",
            "Pada masa itu sudah ada pelaksana lain untuk jabatan ini. Akhiri dahulu yang itu, atau ubah tanggalnya.",
        ),
        ("has ended", "act", "Penugasan ini sudah berakhir."),
        ("is in the calendar already", "date", "Kalender kerja sudah mencatat hari ini. Pilih tanggal lain."),
        (
            "is over, and due dates",
            "act",
            "Hari ini sudah lewat dan sudah dipakai menghitung tenggat: hanya nama dan keputusannya yang dapat diubah.",
        ),
    ],
    forbidden: &[("", "Hanya administrator instansi yang dapat melakukan ini.")],
    stale: "Data ini diubah orang lain sejak Anda membukanya. Isian Anda masih ada; bandingkan dengan keadaan \
            terbaru.",
};

/// What a service refused, in these words.
pub(super) fn explained(refusal: &Refusal) -> Mistake {
    Mistake::of(refusal, &WORDS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::refusal::Problem;
    use axum::http::StatusCode;

    fn mistake(status: StatusCode, detail: &str) -> Mistake {
        let problem = Problem { detail: detail.to_owned(), ..Problem::default() };
        explained(&Refusal { status, problem })
    }

    #[test]
    fn what_a_field_lacks_leads_to_it() {
        let invalid = |detail| mistake(StatusCode::BAD_REQUEST, detail).field;

        assert_eq!(invalid("last_day: 2026-01-01 is before first_day, 2026-01-02"), "last_day");
        assert_eq!(invalid("own_position: nobody acts in their own position"), "own_position");
        assert_eq!(invalid("position_id: \"A\" is not made of it"), "slug");
        assert_eq!(invalid("position: there is no position \"x\""), "position");
        assert_eq!(invalid("page_size: whatever"), "act");
    }

    #[test]
    fn a_state_is_told_in_words() {
        let told = mistake(StatusCode::CONFLICT, "position: Budi holds x: release them first");

        assert_eq!(told.field, "position");
        assert!(told.text.contains("Bebaskan"), "{}", told.text);
    }
}
