//! What serves: listed, shown, exchanged, removed.

use std::process::ExitCode;

use clap::Args;
use serde_json::{Value, json};

use crate::cli::complaint::Outcome;
use crate::cli::remote::{Remote, segment};
use crate::cli::table::Table;
use crate::cli::{figure, print};

/// Which version decides in the shadow.
#[derive(Args)]
pub struct Shadow {
    /// Name of the strategy.
    name: String,
    /// Number of the version, or `off`; without it, what the shadow decided is shown.
    #[arg(value_parser = shadow_version)]
    version: Option<ShadowVersion>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum ShadowVersion {
    Off,
    Number(u32),
}

fn shadow_version(text: &str) -> Result<ShadowVersion, String> {
    if text == "off" {
        return Ok(ShadowVersion::Off);
    }
    let number = text.parse().map(ShadowVersion::Number);
    number.map_err(|_| "write the number of a version, or `off`".to_owned())
}

/// Where a plugin is.
pub fn at(name: &str) -> String {
    format!("/plugins/{}", segment(name))
}

/// Lists what serves.
///
/// # Errors
/// What the service says, with what to do.
pub async fn list(remote: &Remote, json: bool) -> Outcome {
    let answer = remote.get("/plugins").await?;
    if json {
        print::value(&answer);
        return Ok(ExitCode::SUCCESS);
    }
    let mut table = Table::new([
        "name", "world", "version", "calls", "cpu ms", "memory", "about",
    ]);
    for plugin in answer["plugins"].as_array().into_iter().flatten() {
        let usage = &plugin["usage"];
        table.row([
            figure::text(&plugin["name"]),
            figure::text(&plugin["world"]),
            figure::text(&plugin["version"]),
            figure::text(&usage["calls"]),
            figure::text(&usage["cpu_ms"]),
            figure::bytes(usage["peak_memory_bytes"].as_u64().unwrap_or(0)),
            plugin["descriptor"]["summary"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        ]);
    }
    table.print();
    Ok(ExitCode::SUCCESS)
}

/// Shows one plugin.
///
/// # Errors
/// As [`list`].
pub async fn show(remote: &Remote, name: &str, json: bool) -> Outcome {
    let plugin = remote.get(&at(name)).await?;
    if json {
        print::value(&plugin);
        return Ok(ExitCode::SUCCESS);
    }
    print::line(&format!(
        "{} ({})",
        figure::text(&plugin["name"]),
        figure::text(&plugin["world"])
    ));
    describe(&plugin["descriptor"]);
    print::line("");
    let mut table = Table::new(["version", "", "digest", "origin", "size", "at"]);
    for version in plugin["versions"].as_array().into_iter().flatten() {
        let digest = figure::text(&version["digest"]);
        table.row([
            figure::text(&version["version"]),
            if version["active"] == true {
                "serves"
            } else {
                ""
            }
            .to_owned(),
            digest.get(..16).unwrap_or(&digest).to_owned(),
            figure::text(&version["origin"]),
            figure::bytes(version["size"].as_u64().unwrap_or(0)),
            figure::moment(&version["created_at"]),
        ]);
    }
    table.print();
    Ok(ExitCode::SUCCESS)
}

/// Prints what a strategy says about itself.
pub fn describe(descriptor: &Value) {
    if !descriptor.is_object() {
        return;
    }
    print::line(&format!(
        "{} {}: {}",
        figure::text(&descriptor["name"]),
        figure::text(&descriptor["version"]),
        figure::text(&descriptor["summary"])
    ));
    print::line(&format!(
        "warm-up {} bars, reads {}, {} to {} symbols, sizing {}{}",
        figure::text(&descriptor["warm_up"]),
        figure::words(&descriptor["reads"]),
        figure::text(&descriptor["min_symbols"]),
        figure::text(&descriptor["max_symbols"]),
        figure::text(&descriptor["sizing"]),
        if descriptor["needs_account"] == true {
            ", asks for the account"
        } else {
            ""
        },
    ));
    let mut table = Table::new(["parameter", "default", "min", "max", "step", "about"]);
    for parameter in descriptor["parameters"].as_array().into_iter().flatten() {
        let number = |name: &str| figure::setting(&parameter[name]);
        table.row([
            figure::text(&parameter["name"]),
            number("default"),
            number("min"),
            number("max"),
            number("step"),
            figure::text(&parameter["doc"]),
        ]);
    }
    if !table.is_empty() {
        table.print();
    }
}

/// Lets a kept version serve.
///
/// # Errors
/// As [`list`].
pub async fn activate(remote: &Remote, (name, version): (&str, u32), json: bool) -> Outcome {
    let path = format!("{}/activate", at(name));
    let answer = remote.post(&path, &json!({ "version": version })).await?;
    Ok(serves(name, &answer, json))
}

/// Lets the version serve that served before.
///
/// # Errors
/// As [`list`].
pub async fn rollback(remote: &Remote, name: &str, json: bool) -> Outcome {
    let answer = remote
        .post(&format!("{}/rollback", at(name)), &json!({}))
        .await?;
    Ok(serves(name, &answer, json))
}

fn serves(name: &str, answer: &Value, json: bool) -> ExitCode {
    if json {
        print::value(answer);
    } else {
        print::line(&format!(
            "{name}@{} serves",
            figure::text(&answer["version"])
        ));
    }
    ExitCode::SUCCESS
}

/// Lets a version decide in the shadow, ends that, or shows what it decided.
///
/// # Errors
/// As [`list`].
pub async fn shadow(remote: &Remote, shadow: &Shadow, json: bool) -> Outcome {
    let path = format!("{}/shadow", at(&shadow.name));
    let answer = match shadow.version {
        None => remote.get(&path).await?,
        Some(ShadowVersion::Off) => remote.post(&path, &json!({ "version": null })).await?,
        Some(ShadowVersion::Number(number)) => {
            remote.post(&path, &json!({ "version": number })).await?
        }
    };
    if json {
        print::value(&answer);
        return Ok(ExitCode::SUCCESS);
    }
    match (shadow.version, answer["version"].as_u64()) {
        (Some(ShadowVersion::Off), _) | (None, None) => {
            print::line("nothing decides in the shadow")
        }
        (Some(ShadowVersion::Number(number)), _) => {
            print::line(&format!("version {number} decides in the shadow"))
        }
        (None, Some(number)) => print::line(&format!("version {number} decides in the shadow")),
    }
    compared(&answer["runs"]);
    Ok(ExitCode::SUCCESS)
}

fn compared(runs: &Value) {
    let mut table = Table::new(["run", "at", "symbol", "active", "shadow"]);
    for run in runs.as_array().into_iter().flatten() {
        print::line(&format!(
            "run {}: {} of {} bars decided differently",
            figure::text(&run["run"]),
            figure::text(&run["differing"]),
            figure::text(&run["bars"]),
        ));
        for difference in run["differences"].as_array().into_iter().flatten() {
            table.row([
                figure::text(&run["run"]),
                figure::moment(&difference["time"]),
                figure::text(&difference["symbol"]),
                figure::setting(&difference["active"]["target"]),
                figure::setting(&difference["shadow"]["target"]),
            ]);
        }
    }
    if !table.is_empty() {
        table.print();
    }
}

/// Removes a version, or a strategy with all of them.
///
/// # Errors
/// As [`list`].
pub async fn remove(remote: &Remote, (name, version): (&str, Option<u32>), json: bool) -> Outcome {
    let (path, what) = match version {
        Some(version) => (
            format!("{}/versions/{version}", at(name)),
            format!("{name}@{version}"),
        ),
        None => (at(name), name.to_owned()),
    };
    remote.delete(&path).await?;
    if json {
        print::value(&json!({ "ok": true, "removed": what }));
    } else {
        print::line(&format!("removed {what}"));
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shadow_is_a_number_or_off() {
        assert_eq!(shadow_version("off"), Ok(ShadowVersion::Off));
        assert_eq!(shadow_version("3"), Ok(ShadowVersion::Number(3)));
        assert!(shadow_version("on").is_err());
    }
}
