//! What people write.

/// Whether pages and papers can show it: it holds no control characters but tabs and ends of lines.
pub fn is_readable(text: &str) -> bool {
    !text.contains(|it: char| it.is_control() && !matches!(it, '\n' | '\r' | '\t'))
}

#[cfg(test)]
mod tests {
    use super::is_readable;

    #[test]
    fn lines_can_be_read_and_nul_cannot() {
        assert!(is_readable("satu\r\n\tdua"));
        assert!(!is_readable("satu\0") && !is_readable("\u{1b}[31m"));
    }
}
