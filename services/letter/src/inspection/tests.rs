use super::*;
use flate2::{Compression, write::ZlibEncoder};
use std::io::Write as _;

const CODE: &str = "K7QM-4WTX-9RHD-2ZPF";

fn inspect(pdf: &[u8], piece: usize) -> Result<Inspected> {
    let mut inspection = Inspection::default();
    for bytes in pdf.chunks(piece) {
        inspection.feed(bytes)?;
    }
    inspection.finish()
}

fn codes(pdf: &[u8], piece: usize) -> Vec<String> {
    inspect(pdf, piece).unwrap().codes.iter().map(|it| it.as_str().to_owned()).collect()
}

fn pdf(body: &[u8]) -> Vec<u8> {
    [b"%PDF-1.7\n", body, b"\n%%EOF\n"].concat()
}

fn stream(content: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(vec![], Compression::default());
    encoder.write_all(content).unwrap();
    let bytes = encoder.finish().unwrap();
    [b"<</Filter/FlateDecode>>\nstream\r\n", &bytes[..], b"\nendstream\nendobj\n"].concat()
}

#[test]
fn a_code_is_found_wherever_the_pieces_are_cut() {
    let plain = pdf(format!("/URI (https://telaah.id/verify/{CODE})").as_bytes());
    let packed = pdf(&[stream(b"nothing"), stream(format!("({CODE})").as_bytes())].concat());

    for piece in 1..40 {
        assert_eq!(codes(&plain, piece), [CODE], "{piece}");
        assert_eq!(codes(&packed, piece), [CODE], "{piece}");
    }
}

#[test]
fn a_code_is_found_in_utf_16_and_behind_a_broken_stream() {
    let wide: Vec<u8> = CODE.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut broken = stream(b"broken");
    broken[40] ^= 0xFF;

    assert_eq!(codes(&pdf(&wide), 7), [CODE]);
    assert_eq!(codes(&pdf(&[broken, stream(CODE.as_bytes())].concat()), 1_000), [CODE]);
}

#[test]
fn what_is_no_code_is_none_and_many_are_not_all_taken() {
    let many: Vec<u8> = (0..100).flat_map(|it| format!("AAAA-AAAA-AAAA-A{it:03} ").into_bytes()).collect();

    assert!(codes(&pdf(b"k7qm-4wtx-9rhd-2zpf K7QM 4WTX 9RHD 2ZPF K7QM-4WTX-9RHD-2ZPU"), 1_000).is_empty());
    assert_eq!(codes(&pdf(&many), 1_000).len(), 8);
    assert_eq!(codes(&pdf(format!("{CODE} {CODE}").as_bytes()), 1_000), [CODE]);
}

#[test]
fn a_stream_that_swells_is_inflated_in_part_alone() {
    let bomb = stream(&vec![0; 100 << 20]);

    assert!(codes(&pdf(&[bomb, stream(CODE.as_bytes())].concat()), 100_000).is_empty());
}

#[test]
fn the_hash_is_that_of_all_bytes() {
    assert_eq!(inspect(b"%PDF-", 2).unwrap().sha256, format!("{:x}", Sha256::digest(b"%PDF-")));
}

#[test]
fn what_is_no_pdf_or_too_large_is_refused() {
    for (bytes, reason) in
        [(&b""[..], "not a PDF"), (b"%PD", "not a PDF"), (b"PK\x03\x04 %PDF-", "not a PDF")]
    {
        let refusal = inspect(bytes, 2).unwrap_err();
        assert!(matches!(&refusal, Error::Invalid(it) if it.contains(reason)), "{refusal}");
    }
    let mut largest = vec![b' '; MAX_BYTES];
    largest[..MAGIC.len()].copy_from_slice(MAGIC);
    assert!(inspect(&largest, 1 << 20).is_ok());
    largest.push(b' ');
    assert!(inspect(&largest, 1 << 20).unwrap_err().to_string().contains("larger than"));
}
