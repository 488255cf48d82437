//! The wording of each message, as people read it.

use super::*;

fn word(happening: Happening) -> Wording {
    let content = Content {
        registration_number: "KT-2026-000001".to_owned(),
        app_title: "Izin Daring".to_owned(),
        happening,
    };
    let sender = Sender {
        agency_title: "Kota Tangerang",
        zone: Zone::named("Asia/Jakarta"),
        portal_url: "https://telaah.example",
    };
    sender.word(&content)
}

fn task(due_second: Option<i64>, due_provisional: bool, to_sign: bool) -> Wording {
    word(Happening::TaskOpened(OpenedTask {
        activity: "Memeriksa kelengkapan persyaratan".to_owned(),
        proposing_office_title: "Dinas Kesehatan".to_owned(),
        due_second,
        due_provisional,
        to_sign,
    }))
}

#[test]
fn a_task_says_what_came_from_whom_what_to_do_and_by_when() {
    let due: Timestamp = "2026-01-05T08:30:00Z".parse().unwrap();

    let wording = task(Some(due.as_second()), false, false);

    assert_eq!(wording.title, "Tugas baru: Memeriksa kelengkapan persyaratan (KT-2026-000001)");
    assert_eq!(
        wording.text,
        "Ada tugas baru yang menunggu Saudara.\n\
         \n\
         Nomor registrasi  : KT-2026-000001\n\
         Aplikasi          : Izin Daring\n\
         Instansi penelaah : Kota Tangerang\n\
         Pemohon           : Dinas Kesehatan\n\
         Tugas             : Memeriksa kelengkapan persyaratan\n\
         Batas waktu       : Senin, 5 Januari 2026 pukul 15.30 WIB\n\
         \n\
         Yang perlu dilakukan: kerjakan tugas ini di Telaah dan selesaikan sebelum batas waktu."
    );
}

#[test]
fn a_task_without_norm_names_no_time_and_a_moving_one_says_so() {
    let without = task(None, false, true).text;
    let moving = task(Some(0), true, false).text;

    assert!(without.contains("Batas waktu       : tidak ditentukan\n"));
    assert!(without.ends_with("lalu tanda tangani atau kembalikan."));
    assert!(moving.contains("pukul 07.00 WIB (sementara, masih dapat berubah)\n"));
}

#[test]
fn a_return_lists_what_is_to_be_completed() {
    let gap =
        |title: &str, present, note: &str| Gap { title: title.to_owned(), present, note: note.to_owned() };
    let gaps =
        vec![gap("Dasar hukum", false, ""), gap("Surat permohonan", true, "Belum ditandatangani\nkepala.")];

    let wording = word(Happening::Returned { note: "Mohon segera.".to_owned(), gaps });

    assert_eq!(wording.title, "Permohonan KT-2026-000001 perlu dilengkapi");
    assert!(wording.text.contains(
        "1. Dasar hukum: belum ada\n\
         2. Surat permohonan: belum sesuai\n   \
            Belum ditandatangani kepala.\n\
         \n\
         Catatan petugas: Mohon segera.\n"
    ));
}

#[test]
fn a_letter_is_told_with_its_number_and_where_it_is_verified() {
    let letter = |number: &str, code: &str| {
        Happening::LetterIssued(IssuedLetter {
            title: "Surat jawaban".to_owned(),
            number: number.to_owned(),
            date: "2026-01-07".to_owned(),
            subject: "Jawaban atas permohonan".to_owned(),
            signatory: "Ratna".to_owned(),
            verification_code: code.to_owned(),
        })
    };

    let signed = word(letter("B-0001/2026", "K7"));
    let bare = word(letter("", ""));

    assert_eq!(signed.title, "Surat jawaban telah terbit (KT-2026-000001)");
    assert!(signed.text.contains("Nomor surat       : B-0001/2026\nTanggal           : 7 Januari 2026\n"));
    assert!(signed.text.contains("Keaslian          : https://telaah.example/verify/K7\n"));
    assert!(!bare.text.contains("Nomor surat") && !bare.text.contains("verify"));
}

#[test]
fn what_others_wrote_stays_on_its_line() {
    let wording = word(Happening::TaskCancelled { activity: "Rapat\r\nBcc: semua@contoh.id".to_owned() });

    assert_eq!(wording.title, "Tugas dibatalkan: Rapat Bcc: semua@contoh.id (KT-2026-000001)");
    assert_eq!(wording.text.matches("Bcc").count(), 1);
}

#[test]
fn a_receipt_tells_a_first_filing_from_a_completed_one() {
    let filed = |revision| {
        let documents = vec!["Surat permohonan".to_owned(), "Dasar hukum".to_owned()];
        word(Happening::Filed { revision, filed_second: 0, documents })
    };

    assert_eq!(filed(1).title, "Tanda terima permohonan KT-2026-000001");
    assert_eq!(filed(2).title, "Tanda terima perbaikan permohonan KT-2026-000001");
    assert!(filed(1).text.contains("Diterima          : Kamis, 1 Januari 1970 pukul 07.00 WIB\n"));
    assert!(filed(1).text.contains("Dokumen           : Surat permohonan; Dasar hukum\n"));
}
