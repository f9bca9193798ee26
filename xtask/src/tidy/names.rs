//! Names of files, the opening sentence, words that mean unfinished work.

use super::finding::Finding;
use super::source::Source;

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 8] = [
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "manager",
    "misc",
    "shared_utils",
];

/// Marks of unfinished work, put together here so that this file holds none.
const UNFINISHED: [&str; 4] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
    concat!("HA", "CK"),
];

/// What is named badly, has no opening or is not finished.
pub fn check(source: &Source) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    findings.extend(source.broken.as_ref().map(|broken| {
        source.finding(
            broken.line,
            broken.rule,
            format!("{}: run `cargo check`", broken.message),
        )
    }));
    findings.extend(empty_name(source));
    // The name of a file of tests beside its module says what it is.
    let needs_opening = !source.path.ends_with("/tests.rs");
    if needs_opening
        && source
            .facts
            .as_ref()
            .is_some_and(|facts| !facts.has_opening)
    {
        let message = "open the module with `//!`: one sentence on what it is".to_owned();
        findings.push(source.finding(1, "module-opening", message));
    }
    findings.extend(unfinished(source));
    findings
}

fn empty_name(source: &Source) -> Option<Finding> {
    let name = source
        .path
        .split(['/', '.'])
        .find(|part| EMPTY_NAMES.contains(part))?;
    let message = format!("`{name}` says nothing: name the noun of the domain that it is about");
    Some(source.finding(1, "file-name", message))
}

fn unfinished(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, line) in source.text.lines().enumerate() {
        let word = UNFINISHED.into_iter().find(|word| has_word(line, word));
        if let Some(word) = word {
            let message = format!("`{word}`: finish it, or say in an issue what is missing");
            findings.push(source.finding(index + 1, "unfinished", message));
        }
    }
    findings
}

fn has_word(line: &str, word: &str) -> bool {
    line.split(|c: char| !c.is_alphanumeric() && c != '_')
        .any(|part| part == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(path: &str, text: &str) -> Vec<&'static str> {
        check(&Source::new(path, text.into()))
            .into_iter()
            .map(|finding| finding.rule)
            .collect()
    }

    #[test]
    fn a_module_without_an_opening_sentence_is_found() {
        assert_eq!(rules("host/src/web/a.rs", "fn f() {}"), ["module-opening"]);
        assert!(rules("host/src/web/a.rs", "//! Prices.\nfn f() {}").is_empty());
    }

    #[test]
    fn a_name_that_says_nothing_is_found_in_folders_too() {
        assert_eq!(rules("host/src/utils.rs", "//! A."), ["file-name"]);
        assert_eq!(rules("frontend/src/helpers/a.ts", ""), ["file-name"]);
        assert!(rules("frontend/src/shared/a.ts", "").is_empty());
    }

    #[test]
    fn unfinished_work_is_found_as_a_word() {
        let text = format!("//! A.\n// {}: later\n", UNFINISHED[0]);
        assert_eq!(rules("host/src/a.rs", &text), ["unfinished"]);
        let longer = format!("//! A.\nconst {}S: u8 = 1;\n", UNFINISHED[0]);
        assert!(rules("host/src/a.rs", &longer).is_empty());
    }

    #[test]
    fn a_file_that_does_not_parse_is_named_with_its_line() {
        assert_eq!(rules("host/src/a.rs", "//! A.\nfn ("), ["syntax"]);
    }
}
