//! A TradingView alert: JSON, sent as `application/json` or as `text/plain`, with
//! field names that every template chooses for itself.

use serde_json::Value;

use crate::web::Problem;
use hyper::StatusCode;

const MAX_FIELDS: usize = 64;
/// How much of a text that is no JSON is shown back.
const SHOWN_CHARS: usize = 200;

/// The top-level fields of the alert as text; numbers may be quoted or bare.
///
/// # Errors
/// 400 that names the position when the text is no JSON object, as it is when a
/// placeholder was left unreplaced.
pub fn fields(body: &[u8]) -> Result<Vec<(String, String)>, Problem> {
    let text = std::str::from_utf8(body)
        .map_err(|_| bad("not_utf8", "The alert is not UTF-8 text.".to_owned()))?;
    let value: Value = serde_json::from_str(text).map_err(|cause| {
        let shown: String = text.chars().take(SHOWN_CHARS).collect();
        bad(
            "bad_json",
            format!(
                "The alert is not valid JSON at line {}, column {}: {shown}",
                cause.line(),
                cause.column()
            ),
        )
    })?;
    let Value::Object(object) = value else {
        return Err(bad(
            "not_an_object",
            "The alert is not a JSON object.".to_owned(),
        ));
    };
    if object.len() > MAX_FIELDS {
        return Err(bad(
            "too_many_fields",
            format!("The alert has more than {MAX_FIELDS} fields."),
        ));
    }
    Ok(object
        .into_iter()
        .filter_map(|(name, value)| Some((name, as_text(value)?)))
        .collect())
}

fn as_text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn bad(code: &str, detail: String) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, code, detail)
}
