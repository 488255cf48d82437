//! A message as a mail: plain text in UTF-8, with a meeting for the reader's calendar (RFC 6047) where it is about one; under the
//! same id however often it is tried.

use crate::{calendar::Calendar, message::Delivery, text::one_line};
use lettre::{
    Message,
    message::{
        Attachment, Mailbox, MultiPart, MultiPartKind, SinglePart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};
use std::time::SystemTime;

/// Makes the mail. Fails where the address is not one.
pub(crate) fn compose(delivery: &Delivery, from: &Mailbox) -> anyhow::Result<Message> {
    let to = &delivery.mailbox;
    let display_name = one_line(&to.display_name);
    let display_name = Some(display_name).filter(|it| !it.is_empty());
    let mut greeting = format!("Yth. {}", display_name.as_deref().unwrap_or("Bapak/Ibu"));
    if !to.office.is_empty() {
        greeting = format!("{greeting}\n{}", one_line(&to.office));
    }
    let text = format!(
        "{greeting}\n\n{}\n\n-- \nSurel ini dikirim otomatis oleh Telaah. Mohon tidak membalasnya.\n",
        delivery.text
    );
    // Tells programs that answer by themselves, such as an absence notice, to keep silent (RFC 3834).
    let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
    let message = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(display_name, to.address.trim().parse()?))
        .subject(one_line(&delivery.title))
        .message_id(Some(format!("<{}@{}>", delivery.message, from.email.domain())))
        .date(SystemTime::from(delivery.created_at))
        .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()));
    Ok(match &delivery.calendar {
        None => message.header(ContentType::TEXT_PLAIN).body(text)?,
        Some(calendar) => message.multipart(invitation(delivery, text, calendar)?)?,
    })
}

/// The text with the meeting beside it, for programs that show it, and once more as a file for those that only open files.
fn invitation(delivery: &Delivery, text: String, calendar: &Calendar) -> anyhow::Result<MultiPart> {
    let media_type = format!("text/calendar; method={}; charset=utf-8", calendar.method);
    let shown = SinglePart::builder().header(ContentType::parse(&media_type)?).body(calendar.text.clone());
    let file = Attachment::new("invite.ics".to_owned())
        .body(calendar.text.clone(), ContentType::parse("application/ics")?);
    // The same bytes however often it is tried.
    let boundary = |part: &str| format!("{part}-{}", delivery.message);
    let both = MultiPart::builder().kind(MultiPartKind::Alternative).boundary(boundary("shown"));
    let whole = MultiPart::builder().kind(MultiPartKind::Mixed).boundary(boundary("whole"));
    Ok(whole.multipart(both.singlepart(SinglePart::plain(text)).singlepart(shown)).singlepart(file))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;
    use uuid::Uuid;

    fn delivery() -> Delivery {
        Delivery {
            agency: "kota-tangerang".parse().unwrap(),
            message: Uuid::from_u128(7),
            mailbox: crate::message::Mailbox {
                address: "ratna@kota-tangerang.example".to_owned(),
                display_name: "Dra. Ratna, M.Si.".to_owned(),
                office: "Plh. Kepala Dinas".to_owned(),
            },
            title: "Tugas baru".to_owned(),
            text: "Ada tugas.".to_owned(),
            calendar: None,
            created_at: Timestamp::UNIX_EPOCH,
            attempts: 1,
            traceparent: None,
        }
    }

    fn compose(delivery: &Delivery) -> String {
        let mail = super::compose(delivery, &"Telaah <telaah@telaah.example>".parse().unwrap()).unwrap();
        String::from_utf8(mail.formatted()).unwrap()
    }

    #[test]
    fn a_mail_keeps_its_id() {
        let mail = compose(&delivery());

        assert!(
            mail.contains("Message-ID: <00000000-0000-0000-0000-000000000007@telaah.example>\r\n"),
            "{mail}"
        );
        assert_eq!(mail, compose(&delivery()));
    }

    #[test]
    fn a_mail_is_plain_text_to_a_named_person() {
        let mail = compose(&delivery());

        // The comma in the name makes it an encoded word.
        let to = "To: =?utf-8?b?RHJhLiBSYXRuYSwgTS5TaS4=?= <ratna@kota-tangerang.example>\r\n";
        assert!(mail.contains(to), "{mail}");
        assert!(mail.contains("Content-Type: text/plain; charset=utf-8\r\n"));
        assert!(mail.contains("\r\n\r\nYth. Dra. Ratna, M.Si.\r\nPlh. Kepala Dinas\r\n\r\nAda tugas.\r\n"));
    }

    #[test]
    fn nobody_writes_headers_of_their_own() {
        let mut forged = delivery();
        forged.title = "Tugas\r\nBcc: semua@contoh.id".to_owned();
        forged.mailbox.display_name = "Ratna\r\nBcc: semua@contoh.id".to_owned();

        let mail = compose(&forged);

        let head = mail.split("\r\n\r\n").next().unwrap();
        assert!(!head.lines().any(|it| it.starts_with("Bcc")), "{head}");
        assert_eq!(head.lines().filter(|it| it.starts_with("To:") || it.starts_with("Subject:")).count(), 2);
    }

    #[test]
    fn an_address_that_is_none_is_refused() {
        let mut wrong = delivery();
        wrong.mailbox.address = "ratna@contoh.id>\r\nRCPT TO:<semua@contoh.id".to_owned();

        let from = "telaah@telaah.example".parse().unwrap();
        assert!(super::compose(&wrong, &from).is_err());
    }
}
