//! How long files and functions may be.

use super::finding::Finding;
use super::source::Source;

const FILE: usize = 400;
const FUNCTION: usize = 60;
/// An endpoint decodes, makes one call, encodes.
const HANDLER: usize = 40;
/// A capability translates and delegates.
const CAPABILITY: usize = 100;
/// A component's `lib.rs` is glue.
const GLUE: usize = 120;

/// What is too long.
pub fn check(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    let lines = source.text.lines().count();
    if lines > FILE {
        let message = format!("{lines} lines, at most {FILE}: move a part into its own module");
        findings.push(source.finding(FILE + 1, "file-length", message));
    }
    findings.extend(production_length(source));
    for function in source.facts.iter().flat_map(|facts| &facts.functions) {
        let limit = if function.is_async && is_endpoint(source) {
            HANDLER
        } else {
            FUNCTION
        };
        if function.lines > limit {
            let message = format!(
                "`{}` has {} lines, at most {limit}: name its steps as functions",
                function.name, function.lines
            );
            findings.push(source.finding(function.line, "function-length", message));
        }
    }
    findings
}

/// Glue and capabilities are short; their inline tests do not count.
fn production_length(source: &Source) -> Option<Finding> {
    let (limit, cure) = if is_capability(source) {
        (
            CAPABILITY,
            "a capability translates and delegates; move the rest to `services`",
        )
    } else if is_glue(&source.path) {
        (
            GLUE,
            "it is glue; move the rest to other modules of the component",
        )
    } else {
        return None;
    };
    let facts = source.facts.as_ref()?;
    let lines = facts
        .tests_from
        .map_or(source.text.lines().count(), |line| line - 1);
    let message = format!("{lines} lines before its tests, at most {limit}: {cure}");
    (lines > limit).then(|| source.finding(limit + 1, "file-length", message))
}

/// One file for each interface; `mod.rs` holds what they stand on.
fn is_capability(source: &Source) -> bool {
    let file = source.path.strip_prefix("host/src/capabilities/");
    file.is_some_and(|file| file != "mod.rs") && !source.is_test()
}

fn is_endpoint(source: &Source) -> bool {
    source.path.starts_with("host/src/api/") && !source.is_test()
}

fn is_glue(path: &str) -> bool {
    let component = path
        .strip_prefix("components/")
        .and_then(|rest| rest.split_once('/'));
    component
        .is_some_and(|(name, rest)| rest == "src/lib.rs" && name != "kernels" && name != "bundle")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(path: &str, text: &str) -> Vec<usize> {
        check(&Source::new(path, text.into()))
            .iter()
            .map(|finding| finding.line)
            .collect()
    }

    fn function(word: &str, lines: usize) -> String {
        format!("{word} f() {{\n{}}}\n", "    g();\n".repeat(lines - 2))
    }

    #[test]
    fn a_file_of_401_lines_is_too_long_in_every_language() {
        assert!(rules("host/src/web/a.rs", &"\n".repeat(400)).is_empty());
        assert_eq!(rules("host/src/web/a.rs", &"\n".repeat(401)), [401]);
        assert_eq!(rules("frontend/src/a.svelte", &"\n".repeat(401)), [401]);
    }

    #[test]
    fn a_function_of_61_lines_is_too_long() {
        assert!(rules("host/src/web/a.rs", &function("fn", 60)).is_empty());
        assert_eq!(rules("host/src/web/a.rs", &function("fn", 61)), [1]);
    }

    #[test]
    fn an_endpoint_has_at_most_40_lines() {
        assert!(rules("host/src/api/risk.rs", &function("async fn", 40)).is_empty());
        assert_eq!(
            rules("host/src/api/risk.rs", &function("async fn", 41)),
            [1]
        );
        assert!(rules("host/src/api/risk.rs", &function("fn", 41)).is_empty());
        assert!(rules("host/src/server/mod.rs", &function("async fn", 41)).is_empty());
    }

    #[test]
    fn glue_and_capabilities_are_short_without_their_tests() {
        let tests = format!(
            "{}#[cfg(test)]\nmod tests {{\n{}}}\n",
            "\n".repeat(99),
            "\n".repeat(50)
        );
        assert!(rules("host/src/capabilities/cache.rs", &tests).is_empty());
        assert_eq!(
            rules("host/src/capabilities/cache.rs", &"\n".repeat(101)),
            [101]
        );
        assert_eq!(
            rules("components/risk/src/lib.rs", &"\n".repeat(121)),
            [121]
        );
        assert!(rules("components/kernels/src/lib.rs", &"\n".repeat(121)).is_empty());
    }
}
