//! Versions that take over from each other while clients ask: no answer is lost,
//! none is a mixture, and what was chosen is kept.

mod under_load;
mod versions;

use serde_json::Value;

/// Where an answer of the rogue component says its mark in words.
const WORDS: [&str; 6] = [
    "/benchmark",
    "/convention/mark",
    "/definitions/0/name",
    "/definitions/0/formula",
    "/meta/provider",
    "/meta/notice",
];

/// The mark of an answer of the rogue component; a mixture of two ends the test.
#[track_caller]
pub fn mark(answer: &Value) -> u32 {
    let mark = answer["period"]["n"].as_u64().unwrap() as u32;
    let metrics = answer["metrics"].as_object().unwrap();
    assert_eq!(metrics.len(), 40, "{answer}");
    for value in metrics.values() {
        assert_eq!(value.as_f64(), Some(f64::from(mark)), "{answer}");
    }
    let word = format!("{mark:08}");
    for place in WORDS {
        let said = answer.pointer(place).and_then(Value::as_str);
        assert_eq!(said, Some(word.as_str()), "{place} of {answer}");
    }
    mark
}
