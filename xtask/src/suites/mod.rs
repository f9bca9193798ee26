//! Every test of the project, suite by suite, with a table at the end.

mod browser;
mod languages;
mod quality;
mod report;
mod rust;
mod web_app;

use crate::cli::{Answer, TestArguments};
use crate::tally::Tally;
use crate::toolchain;
use crate::workspace::Workspace;

/// How a suite ended.
pub enum Outcome {
    /// It ran; the flag is false when something failed, also outside a test.
    Ran(Tally, bool),
    /// It could not run here, and why.
    Skipped(String),
}

impl Outcome {
    /// A suite that is one check.
    pub const fn of_check(success: bool) -> Self {
        Self::Ran(Tally::of_check(success), success)
    }
}

/// A suite: its name and what it does.
struct Suite {
    name: &'static str,
    about: &'static str,
    run: fn(&Workspace) -> Result<Outcome, String>,
}

/// In the order in which they run: what is quick to fail first; the web app
/// before the binary that carries it; the browser last, against that binary.
const SUITES: [Suite; 10] = [
    Suite {
        name: "format",
        about: "rustfmt changes nothing",
        run: quality::format,
    },
    Suite {
        name: "tidy",
        about: "house rules",
        run: quality::tidy,
    },
    Suite {
        name: "web-app",
        about: "type check, unit tests, build",
        run: web_app::run,
    },
    Suite {
        name: "clippy",
        about: "lints, warnings are errors",
        run: quality::clippy,
    },
    Suite {
        name: "languages",
        about: "strategies in JavaScript and Python",
        run: languages::run,
    },
    Suite {
        name: "rust",
        about: "unit and integration tests",
        run: rust::run,
    },
    Suite {
        name: "doc-tests",
        about: "examples in the documentation",
        run: rust::doc_tests,
    },
    Suite {
        name: "generated",
        about: "generated files are up to date",
        run: quality::generated,
    },
    Suite {
        name: "dependencies",
        about: "licences, sources, bans",
        run: quality::dependencies,
    },
    Suite {
        name: "browser",
        about: "the web app in Chromium",
        run: browser::run,
    },
];

/// Runs the suites that are named, or all.
///
/// # Errors
/// When a name is unknown or the wasm target cannot be added.
pub fn test(workspace: &Workspace, arguments: &TestArguments) -> Answer {
    if arguments.list {
        for suite in &SUITES {
            println!("{:13} {}", suite.name, suite.about);
        }
        return Ok(true);
    }
    let chosen = choose(&arguments.suites)?;
    toolchain::prepare(workspace)?;
    let rows: Vec<report::Row> = chosen
        .into_iter()
        .map(|suite| run(workspace, suite))
        .collect();
    print!("{}", report::table(&rows));
    Ok(rows.iter().all(report::Row::is_good))
}

fn choose(names: &[String]) -> Result<Vec<&'static Suite>, String> {
    let known = |name: &String| SUITES.iter().any(|suite| suite.name == name);
    if let Some(unknown) = names.iter().find(|name| !known(name)) {
        return Err(format!(
            "no suite `{unknown}`; `cargo xtask test --list` names them"
        ));
    }
    let all = names.is_empty();
    Ok(SUITES
        .iter()
        .filter(|suite| all || names.iter().any(|name| name == suite.name))
        .collect())
}

fn run(workspace: &Workspace, suite: &'static Suite) -> report::Row {
    eprintln!("\n== {}: {}", suite.name, suite.about);
    let outcome = (suite.run)(workspace);
    if let Err(problem) = &outcome {
        eprintln!("{}: {problem}", suite.name);
    }
    report::Row {
        name: suite.name,
        outcome,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suites_are_chosen_by_name_and_run_in_their_own_order() {
        let names = ["browser".to_owned(), "tidy".to_owned()];
        let chosen: Vec<&str> = choose(&names)
            .unwrap()
            .iter()
            .map(|suite| suite.name)
            .collect();
        assert_eq!(chosen, ["tidy", "browser"]);
        assert_eq!(choose(&[]).unwrap().len(), SUITES.len());
    }

    #[test]
    fn an_unknown_suite_is_named() {
        assert!(
            choose(&["brwser".to_owned()])
                .err()
                .unwrap()
                .contains("`brwser`")
        );
    }
}
