//! Fields of a message by dotted paths, under either of their two names.

use prost_reflect::{FieldDescriptor, MessageDescriptor};

/// The field in which an RPC takes the key of repeats.
pub(crate) const REQUEST_ID: &str = "request_id";

/// The field that a dotted path means.
pub(crate) fn find(message: &MessageDescriptor, path: &str) -> Option<FieldDescriptor> {
    match path.split_once('.') {
        Some((first, rest)) => find(&inner(&child(message, first)?)?, rest),
        None => child(message, path),
    }
}

/// The field of this name, as the contract or as JSON has it.
pub(crate) fn child(message: &MessageDescriptor, name: &str) -> Option<FieldDescriptor> {
    message.get_field_by_name(name).or_else(|| message.get_field_by_json_name(name))
}

/// The message that is the field's single value.
pub(crate) fn inner(field: &FieldDescriptor) -> Option<MessageDescriptor> {
    if field.is_list() || field.is_map() {
        return None;
    }
    field.kind().as_message().cloned()
}
