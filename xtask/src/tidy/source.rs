//! The files that the rules are for.

use std::fs;
use std::path::Path;

use super::finding::Finding;
use super::scan::{self, Facts};

/// Endings of files that people write here.
const WRITTEN: [&str; 7] = ["rs", "wit", "ts", "js", "svelte", "css", "html"];

/// Folders that hold what is built, downloaded or kept.
const FOREIGN: [&str; 5] = ["target", "node_modules", "dist", "data", "snapshots"];

/// Files that are generated: the client's types, and what `cargo component`
/// leaves behind.
const GENERATED: [&str; 2] = ["frontend/src/api/schema.d.ts", "/src/bindings.rs"];

/// A file and what its syntax says.
pub struct Source {
    /// From the root folder, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
    /// Present for Rust that can be parsed.
    pub facts: Option<Facts>,
    /// Why Rust could not be parsed.
    pub broken: Option<Finding>,
}

impl Source {
    /// Reads the syntax of Rust files.
    pub fn new(path: &str, text: String) -> Self {
        let mut source = Self {
            path: path.to_owned(),
            text,
            facts: None,
            broken: None,
        };
        if path.ends_with(".rs") {
            match syn::parse_file(&source.text) {
                Ok(tree) => source.facts = Some(scan::facts(&tree, module_of(path))),
                Err(problem) => {
                    let line = problem.span().start().line;
                    source.broken = Some(source.finding(line, "syntax", problem.to_string()));
                }
            }
        }
        source
    }

    /// Something wrong in this file.
    pub fn finding(&self, line: usize, rule: &'static str, message: String) -> Finding {
        Finding {
            path: self.path.clone(),
            line,
            rule,
            message,
        }
    }

    /// Whether all of this file is test code.
    pub fn is_test(&self) -> bool {
        self.path.contains("/tests/") || self.path.ends_with("/tests.rs")
    }
}

/// The module that a file of `…/src` is: `crate`, then folders and file.
pub fn module_of(path: &str) -> Vec<String> {
    let inner = path.split_once("src/").map_or(path, |(_, inner)| inner);
    let inner = inner.strip_suffix(".rs").unwrap_or(inner);
    let mut module = vec!["crate".to_owned()];
    module.extend(
        inner
            .split('/')
            .filter(|part| !matches!(*part, "mod" | "main" | "lib"))
            .map(str::to_owned),
    );
    module
}

/// Every written file below `root`.
///
/// # Errors
/// When a folder or a file cannot be read.
pub fn read_all(root: &Path) -> Result<Vec<Source>, String> {
    let mut sources = Vec::new();
    walk(root, "", &mut sources).map_err(|problem| format!("{}: {problem}", root.display()))?;
    Ok(sources)
}

fn walk(folder: &Path, prefix: &str, sources: &mut Vec<Source>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() {
            // `data` is a room of the components, but kept files at the root.
            let foreign = FOREIGN.contains(&name.as_str()) && (name != "data" || prefix.is_empty());
            if !foreign && !name.starts_with('.') {
                walk(&entry.path(), &format!("{path}/"), sources)?;
            }
        } else if is_written(&path) {
            sources.push(Source::new(&path, fs::read_to_string(entry.path())?));
        }
    }
    Ok(())
}

fn is_written(path: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    WRITTEN.contains(&ending) && !GENERATED.iter().any(|generated| path.ends_with(generated))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_module_of_a_file_follows_its_folders() {
        assert_eq!(module_of("host/src/main.rs"), ["crate"]);
        assert_eq!(module_of("host/src/api/mod.rs"), ["crate", "api"]);
        assert_eq!(module_of("host/src/api/risk.rs"), ["crate", "api", "risk"]);
    }

    #[test]
    fn rust_that_does_not_parse_is_a_finding() {
        let source = Source::new("host/src/a.rs", "fn (".into());
        assert_eq!(source.broken.unwrap().rule, "syntax");
    }

    #[test]
    fn generated_types_are_not_judged() {
        assert!(!is_written("frontend/src/api/schema.d.ts"));
        assert!(is_written("frontend/src/api/client.ts"));
    }
}
