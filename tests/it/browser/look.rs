//! Where on a page something is that a person names: XPath for what can be used, a script for what can be read.

/// Stands in each XPath for the part of the page in which it looks.
pub(super) const PLACE: &str = "{place}";

/// What can be pressed or followed, as a CSS selector.
pub(super) const BUTTONS: &str = "button, summary, input[type=submit]";

const PRESSABLE: &str = "self::a[@href] or self::button or self::summary or self::input[@type='submit']";
const GROUP: &str =
    "self::tr or self::li or self::article or self::fieldset or self::form or self::section or self::div";

/// What the scripts below share: how a page reads, and what is on it.
pub(super) const READ: &str = include_str!("look.js");

/// What can be pressed and reads `name`, somewhere in `group`.
pub(super) fn called(group: &str, name: &str) -> String {
    let name = literal(name);
    format!(
        "{PLACE}{group}//*[{PRESSABLE}][not(@aria-hidden='true')][normalize-space()={name} or @aria-label={name} or self::input[@value={name}]]"
    )
}

/// What can be pressed and reads `name`, in the smallest group that also reads `words`.
pub(super) fn within(words: &str, name: &str) -> String {
    called(&group(words, &called("", name)), name)
}

/// The field that is labelled `label`, in the smallest group that also reads `words`.
pub(super) fn field_within(words: &str, label: &str) -> String {
    let field = field(label);
    field.replace(PLACE, &format!("{PLACE}{}", group(words, &field)))
}

/// The smallest group that reads `words` and holds `what`.
fn group(words: &str, what: &str) -> String {
    let (words, what) = (literal(words), what.replace(PLACE, "."));
    let fits = format!("[{GROUP}][contains(normalize-space(), {words})][{what}]");
    format!("//*{fits}[not(descendant::*{fits})]")
}

/// The field that is labelled `label`.
pub(super) fn field(label: &str) -> String {
    let label = literal(label);
    format!(
        "{PLACE}//*[self::input or self::textarea or self::select]\
         [@id=//label[normalize-space()={label}]/@for or ancestor::label[normalize-space()={label}] or @aria-label={label}]"
    )
}

/// An option of the list that is labelled `label`.
pub(super) fn option(label: &str, name: &str) -> String {
    format!("{}//option[normalize-space()={}]", field(label), literal(name))
}

/// A text in quotes, for XPath and for JavaScript.
pub(super) fn literal(text: &str) -> String {
    let quote = if text.contains('"') { '\'' } else { '"' };
    format!("{quote}{text}{quote}")
}
