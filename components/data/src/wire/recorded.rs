//! Recorded exchanges with providers that lie beside the project; they may not be copied into it.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::Answer;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/providers/fixtures")
}

/// Names of a provider's recordings; none, and a line about it, when they are not there.
pub fn names(provider: &str) -> Vec<String> {
    let Ok(text) = std::fs::read_to_string(folder().join("index.json")) else {
        eprintln!("skipped: no recordings of {provider} beside the project");
        return vec![];
    };
    let index: Vec<Value> = serde_json::from_str(&text).unwrap();
    let files = index.iter().map(|entry| entry["file"].as_str().unwrap());
    let prefix = format!("{provider}/");
    let names = files.filter_map(|file| file.strip_prefix(&prefix));
    names.map(str::to_owned).collect()
}

/// Checks every recorded answer of a provider by its name.
pub fn each(provider: &str, check: fn(&str, &Answer)) {
    for name in names(provider) {
        match answer(provider, &name) {
            Some(answer) => check(&name, &answer),
            None => eprintln!("skipped: {name} is not one answer"),
        }
    }
}

/// The recorded answer; none for a recording that is no single one.
pub fn answer(provider: &str, name: &str) -> Option<Answer> {
    let text = std::fs::read_to_string(folder().join(provider).join(name)).unwrap();
    let recording: Value = serde_json::from_str(&text).unwrap();
    let response = recording.get("response")?;
    let body = match response.get("bodyText") {
        Some(text) => text.as_str().unwrap().as_bytes().to_vec(),
        None => serde_json::to_vec(&response["body"]).unwrap(),
    };
    let headers = response["headers"].as_object().into_iter().flatten();
    let headers = headers.map(|(name, value)| {
        (
            name.to_lowercase(),
            value.as_str().unwrap_or_default().to_owned(),
        )
    });
    Some(Answer {
        status: u16::try_from(response["status"].as_u64()?).unwrap(),
        headers: headers.collect(),
        body,
    })
}
