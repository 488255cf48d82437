//! A message as JSON, in the same bytes each time: a repeated request gets the answer it got before.

use prost_reflect::{DynamicMessage, Kind, MessageDescriptor, ReflectMessage as _, SerializeOptions};
use serde_json::Value;

/// Writes every field that has a value or a default, in the order of the contract.
pub(super) fn to_json(message: &DynamicMessage) -> serde_json::Result<Vec<u8>> {
    let options = SerializeOptions::new().skip_default_fields(false);
    let mut json = message.serialize_with_options(serde_json::value::Serializer, &options)?;
    sort_maps(&mut json, &message.descriptor());
    serde_json::to_vec(&json)
}

/// A dynamic message keeps its maps without an order.
fn sort_maps(json: &mut Value, message: &MessageDescriptor) {
    if message.package_name() == "google.protobuf" {
        plain_numbers(json);
        return json.sort_all_objects();
    }
    for field in message.fields() {
        let Some(value) = json.get_mut(field.json_name()) else { continue };
        match (field.kind(), value) {
            (_, map) if field.is_map() => map.sort_all_objects(),
            (Kind::Message(inner), Value::Array(items)) if field.is_list() => {
                items.iter_mut().for_each(|it| sort_maps(it, &inner));
            }
            (Kind::Message(inner), value) => sort_maps(value, &inner),
            _ => (),
        }
    }
}

/// A `Struct` holds doubles alone; a whole one is written as people wrote it: `5`, not `5.0`.
fn plain_numbers(json: &mut Value) {
    match json {
        Value::Number(number) => {
            let whole = number.as_f64().filter(|it| it.fract() == 0.0).map(|it| format!("{it:.0}"));
            if let Some(whole) = whole.and_then(|it| it.parse::<i64>().ok()) {
                *json = whole.into();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(plain_numbers),
        Value::Object(fields) => fields.values_mut().for_each(plain_numbers),
        _ => (),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prost_reflect::DescriptorPool;
    use serde_json::json;

    #[test]
    fn a_message_with_maps_is_written_in_the_same_bytes_each_time() {
        let pool = DescriptorPool::decode(proto::DESCRIPTORS).unwrap();
        let task = pool.get_message_by_name("telaah.review.v1.Task").unwrap();
        let sheet: Value =
            (0..50).map(|it| (format!("field{it}"), json!({ "b": 1, "a": [{ "d": 1, "c": 2 }] }))).collect();
        let given = json!({ "name": "tasks/1", "sheet": sheet });

        let written: Vec<_> = (0..20)
            .map(|_| to_json(&DynamicMessage::deserialize(task.clone(), given.clone()).unwrap()).unwrap())
            .collect();

        assert!(written.windows(2).all(|pair| pair[0] == pair[1]));
        assert!(written[0].starts_with(br#"{"name":"tasks/1""#));
    }

    #[test]
    fn a_whole_number_has_no_fraction() {
        let mut numbers = json!({ "a": [5.0, 2.5, -1.0] });

        plain_numbers(&mut numbers);

        assert_eq!(numbers.to_string(), r#"{"a":[5,2.5,-1]}"#);
    }
}
