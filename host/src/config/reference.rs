//! The written references of the environment, rendered from [`env_vars`].

use std::fmt::Write as _;

use super::env_vars::{ALL, Topic, Variable};

const TOPICS: [Topic; 9] = [
    Topic::Accounts,
    Topic::Server,
    Topic::Storage,
    Topic::Data,
    Topic::Providers,
    Topic::Webhooks,
    Topic::Trading,
    Topic::Sandbox,
    Topic::Commands,
];

/// The text of `.env.example`: every variable, commented out, so that a copy
/// of the file changes nothing until a line is uncommented.
pub fn env_example() -> String {
    let mut text =
        String::from("# Settings of Sandbourse. Copy to `.env` and uncomment what you need.\n");
    for topic in TOPICS {
        let _ = writeln!(text, "\n# --- {} ---", topic.title());
        for variable in of(topic).filter(|variable| !variable.example.is_empty()) {
            text.push('\n');
            for line in wrap(variable.doc, 98) {
                let _ = writeln!(text, "# {line}");
            }
            let shown = if variable.default.is_empty() {
                variable.example
            } else {
                variable.default
            };
            let _ = writeln!(text, "#{}={shown}", variable.name);
        }
    }
    text
}

/// The text of `docs/environment.md`.
pub fn markdown() -> String {
    let mut text = String::from(
        "# Environment\n\nGenerated from `host/src/config/env_vars.rs`. Values come from the process environment, \
         then from `.env` in the working directory; empty counts as unset. Every mistake is reported at once.\n",
    );
    for topic in TOPICS {
        let _ = writeln!(
            text,
            "\n## {}\n\n| variable | default | meaning |\n|---|---|---|",
            topic.title()
        );
        for variable in of(topic) {
            let default = if variable.default.is_empty() {
                String::new()
            } else {
                format!("`{}`", variable.default)
            };
            let mark = if variable.secret { " (secret)" } else { "" };
            let _ = writeln!(
                text,
                "| `{}`{mark} | {default} | {} |",
                variable.name, variable.doc
            );
        }
    }
    text
}

fn of(topic: Topic) -> impl Iterator<Item = &'static Variable> {
    ALL.iter().filter(move |variable| variable.topic == topic)
}

impl Topic {
    fn title(self) -> &'static str {
        match self {
            Self::Accounts => "Accounts",
            Self::Server => "Server",
            Self::Storage => "Storage",
            Self::Data => "Data",
            Self::Providers => "Providers",
            Self::Webhooks => "Webhooks",
            Self::Trading => "Paper trading",
            Self::Sandbox => "Sandbox",
            Self::Commands => "Commands",
        }
    }
}

fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let full = lines
            .last()
            .is_some_and(|line| !line.is_empty() && line.len() + 1 + word.len() > width);
        if full {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}
