//! Where raw values come from: `.env` beneath the process environment.

use std::collections::HashMap;
use std::path::Path;

use super::ConfigError;

/// Every value of `.env` and of the environment, which wins.
pub(super) fn read() -> Result<HashMap<String, String>, ConfigError> {
    let mut values = read_file(Path::new(".env"))?;
    values.extend(read_process());
    Ok(values)
}

fn read_file(path: &Path) -> Result<HashMap<String, String>, ConfigError> {
    let refusal = |message: String| ConfigError {
        variable: ".env",
        message,
        cure: "write one NAME=value a line, quoting values that hold spaces or `#`".to_owned(),
    };
    if !path.exists() {
        return Ok(HashMap::new());
    }
    let lines = dotenvy::from_path_iter(path)
        .map_err(|cause| refusal(format!("cannot be read: {cause}")))?;
    // The cause of a parse error quotes the line, which may hold a secret.
    lines
        .collect::<Result<_, _>>()
        .map_err(|cause| match cause {
            dotenvy::Error::LineParse(_, at) => refusal(format!(
                "has a line that is not NAME=value (at character {at} of it)"
            )),
            _ => refusal("cannot be read".to_owned()),
        })
}

/// Values that are not UTF-8 cannot be meant for this program.
#[allow(
    clippy::disallowed_methods,
    reason = "the one place where the environment is read"
)]
fn read_process() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}
