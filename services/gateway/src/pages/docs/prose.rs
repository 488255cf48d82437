//! The little Markdown that contracts' comments use, as HTML: paragraphs, lists, `code`.

/// Paragraphs and lists.
pub(super) fn prose(text: &str) -> String {
    text.split("\n\n").map(str::trim).filter(|it| !it.is_empty()).map(block).collect()
}

fn block(text: &str) -> String {
    if !text.starts_with("- ") {
        return format!("<p>{}</p>", inline(text));
    }
    let items = text.trim_start_matches("- ").split("\n- ");
    let items: String = items.map(|it| format!("<li>{}</li>", inline(it))).collect();
    format!("<ul>{items}</ul>")
}

/// Text between backticks is code.
pub(super) fn inline(text: &str) -> String {
    let part = |(number, text): (usize, &str)| {
        let text = escape(text);
        if number % 2 == 1 { format!("<code>{text}</code>") } else { text }
    };
    text.split('`').enumerate().map(part).collect()
}

/// Text that is no markup.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_lists_and_code_are_told_apart() {
        let html = prose("One `a<b>`.\n\n- `X`: first\n- second");

        assert_eq!(
            html,
            "<p>One <code>a&lt;b&gt;</code>.</p><ul><li><code>X</code>: first</li><li>second</li></ul>"
        );
    }
}
