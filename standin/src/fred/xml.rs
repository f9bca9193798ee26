//! The XML that FRED writes when nobody asks for JSON.

use serde_json::Value;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n";

/// An error.
pub fn error(status: u16, message: &str) -> String {
    format!(
        "{HEAD}<error code=\"{status}\" message=\"{}\" />\n\n\n\n",
        escaped(message)
    )
}

/// A document: its plain fields are attributes, the objects of its list are elements.
pub fn document(segments: &[&str], value: &Value) -> String {
    let root = segments.last().unwrap_or(&"fred");
    let name = root.trim_end_matches('s');
    let rows = value
        .as_object()
        .into_iter()
        .flat_map(|fields| fields.values());
    let rows = rows.filter_map(Value::as_array).flatten();
    let inside: String = rows
        .map(|row| format!("  <{name}{} />\n", attributes(row)))
        .collect();
    format!("{HEAD}<{root}{}>\n{inside}</{root}>\n", attributes(value))
}

fn attributes(value: &Value) -> String {
    let fields = value.as_object().into_iter().flatten();
    let plain = fields.filter_map(|(name, field)| match field {
        Value::String(text) => Some((name, text.clone())),
        Value::Number(number) => Some((name, number.to_string())),
        Value::Bool(flag) => Some((name, flag.to_string())),
        _ => None,
    });
    plain
        .map(|(name, text)| format!(" {name}=\"{}\"", escaped(&text)))
        .collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
