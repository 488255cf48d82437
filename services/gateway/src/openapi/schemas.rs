//! JSON schemas of the contracts' messages and enums.

use prost_reflect::{
    EnumDescriptor, EnumValueDescriptor, FieldDescriptor, FileDescriptor, Kind, MessageDescriptor,
};
use serde_json::{Map, Value, json};

/// The messages and enums met so far.
#[derive(Default)]
pub(super) struct Schemas(Map<String, Value>);

impl Schemas {
    /// All of them, and what a refusal looks like.
    pub(super) fn finish(mut self, problem: Value) -> Value {
        self.0.insert("Problem".to_owned(), problem);
        Value::Object(self.0)
    }

    pub(super) fn message(&mut self, message: &MessageDescriptor) -> Value {
        if let Some(schema) = well_known(message) {
            return schema;
        }
        let name = short(message.full_name());
        if !self.0.contains_key(&name) {
            // Messages may contain themselves.
            self.0.insert(name.clone(), Value::Null);
            let schema = self.object(message, &[]);
            self.0.insert(name.clone(), schema);
        }
        reference(&name)
    }

    pub(super) fn object(&mut self, message: &MessageDescriptor, except: &[&str]) -> Value {
        let fields = message.fields().filter(|it| !except.contains(&it.name()));
        let properties: Map<String, Value> =
            fields.map(|it| (it.json_name().to_owned(), self.field(&it))).collect();
        let schema = json!({ "type": "object", "properties": properties });
        described(schema, comment(&message.parent_file(), message.path()))
    }

    pub(super) fn field(&mut self, field: &FieldDescriptor) -> Value {
        let schema = match field.kind() {
            Kind::Message(entry) if field.is_map() => {
                json!({ "type": "object", "additionalProperties": self.kind(entry.map_entry_value_field().kind()) })
            }
            kind if field.is_list() => json!({ "type": "array", "items": self.kind(kind) }),
            kind => self.kind(kind),
        };
        described(schema, comment(&field.parent_message().parent_file(), field.path()))
    }

    fn kind(&mut self, kind: Kind) -> Value {
        match kind {
            Kind::Message(message) => self.message(&message),
            Kind::Enum(values) => self.values(&values),
            Kind::String => json!({ "type": "string" }),
            Kind::Bytes => json!({ "type": "string", "contentEncoding": "base64" }),
            Kind::Bool => json!({ "type": "boolean" }),
            Kind::Double | Kind::Float => json!({ "type": "number" }),
            Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => json!({ "type": "string", "format": "int64" }),
            Kind::Uint64 | Kind::Fixed64 => json!({ "type": "string", "format": "uint64" }),
            Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => json!({ "type": "integer", "format": "int32" }),
            Kind::Uint32 | Kind::Fixed32 => json!({ "type": "integer", "format": "uint32" }),
        }
    }

    fn values(&mut self, values: &EnumDescriptor) -> Value {
        let (file, name) = (values.parent_file(), short(values.full_name()));
        let names: Vec<String> = values.values().map(|it| it.name().to_owned()).collect();
        let line = |it: EnumValueDescriptor| match comment(&file, it.path()) {
            text if text.is_empty() => format!("- `{}`", it.name()),
            text => format!("- `{}`: {}", it.name(), text.replace('\n', " ")),
        };
        let lines: Vec<String> = values.values().map(line).collect();
        let description = [comment(&file, values.path()), lines.join("\n")].join("\n\n");
        let schema = json!({ "type": "string", "enum": names, "description": description.trim() });
        self.0.insert(name.clone(), schema);
        reference(&name)
    }
}

/// `intake.Submission` of `telaah.intake.v1.Submission`.
fn short(full_name: &str) -> String {
    full_name.trim_start_matches("telaah.").replacen(".v1.", ".", 1)
}

/// Messages that JSON writes in a form of their own.
pub(super) fn well_known(message: &MessageDescriptor) -> Option<Value> {
    Some(match message.full_name().strip_prefix("google.protobuf.")? {
        "Timestamp" => json!({ "type": "string", "format": "date-time" }),
        "FieldMask" => json!({ "type": "string", "description": "Paths of fields, between commas." }),
        "Duration" | "StringValue" | "BytesValue" | "Int64Value" | "UInt64Value" => {
            json!({ "type": "string" })
        }
        "BoolValue" => json!({ "type": "boolean" }),
        "Int32Value" | "UInt32Value" => json!({ "type": "integer" }),
        "DoubleValue" | "FloatValue" => json!({ "type": "number" }),
        "ListValue" => json!({ "type": "array", "items": {} }),
        "Value" => json!({}),
        _ => json!({ "type": "object" }),
    })
}

/// What stands above a thing in its contract.
pub(super) fn comment(file: &FileDescriptor, path: &[i32]) -> String {
    let info = file.file_descriptor_proto().source_code_info.as_ref();
    let place = info.and_then(|it| it.location.iter().find(|it| it.path == path));
    let lines = place.map(|it| it.leading_comments().lines().map(str::trim)).into_iter().flatten();
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

fn described(mut schema: Value, text: String) -> Value {
    if !text.is_empty() {
        schema["description"] = text.into();
    }
    schema
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}
