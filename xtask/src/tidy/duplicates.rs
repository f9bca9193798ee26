//! Each second version of a package is explained in deny.toml, and nothing is
//! explained there that is no longer so.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::Finding;
use super::packages;
use crate::workspace::Workspace;

/// Second versions without a reason, and reasons without a second version.
///
/// # Errors
/// When cargo cannot list the packages or deny.toml cannot be read.
pub fn check(workspace: &Workspace) -> Result<Vec<Finding>, String> {
    let text = std::fs::read_to_string(workspace.root.join("deny.toml"))
        .map_err(|problem| format!("deny.toml: {problem}"))?;
    Ok(judge(
        &packages::names(workspace, &["--workspace"], "normal,build,dev")?,
        &explained(&text),
    ))
}

/// `name@version` of each skipped crate, with its line; banned crates have no
/// version.
fn explained(text: &str) -> Vec<(String, usize)> {
    let mut crates = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let entry = line
            .trim()
            .strip_prefix("{ crate = \"")
            .and_then(|rest| rest.split_once('"'));
        if let Some((name, rest)) = entry
            && name.contains('@')
            && rest.contains("reason = \"")
        {
            crates.push((name.to_owned(), index + 1));
        }
    }
    crates
}

fn judge(packages: &BTreeSet<String>, explained: &[(String, usize)]) -> Vec<Finding> {
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, version) in packages.iter().filter_map(|line| line.split_once(" v")) {
        versions.entry(name).or_default().push(version);
    }
    let unexplained = versions.iter().filter(|(name, versions)| {
        let reasons = versions.iter().filter(|version| {
            explained
                .iter()
                .any(|(entry, _)| *entry == format!("{name}@{version}"))
        });
        versions.len() > reasons.count() + 1
    });
    let mut findings: Vec<Finding> = unexplained
        .map(|(name, versions)| {
            let versions = versions.join(" and ");
            finding(1, format!("{name} is there as {versions}: avoid it or add the older one to `skip` with its reason"))
        })
        .collect();
    let gone = explained.iter().filter(|(entry, _)| {
        let line = entry.replacen('@', " v", 1);
        !packages.contains(&line)
    });
    findings.extend(gone.map(|(entry, line)| {
        finding(
            *line,
            format!("{entry} is no longer built in: remove its entry"),
        )
    }));
    findings
}

fn finding(line: usize, message: String) -> Finding {
    Finding {
        path: "deny.toml".into(),
        line,
        rule: "duplicate",
        message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packages(lines: &[&str]) -> BTreeSet<String> {
        lines.iter().map(|line| (*line).to_owned()).collect()
    }

    #[test]
    fn a_second_version_without_a_reason_is_found() {
        let packages = packages(&["sha2 v0.10.9", "sha2 v0.11.1", "serde v1.0.1"]);
        assert_eq!(judge(&packages, &[]).len(), 1);
        assert!(judge(&packages, &[("sha2@0.10.9".into(), 5)]).is_empty());
    }

    #[test]
    fn a_reason_for_a_version_that_is_gone_is_found() {
        let findings = judge(&packages(&["sha2 v0.11.1"]), &[("sha2@0.10.9".into(), 5)]);
        assert_eq!((findings.len(), findings[0].line), (1, 5));
    }

    #[test]
    fn an_entry_without_a_reason_explains_nothing() {
        let text = "skip = [\n  { crate = \"a@1.0.0\", reason = \"b needs it\" },\n  { crate = \"c@1.0.0\" },\n]";
        assert_eq!(explained(text), [("a@1.0.0".to_owned(), 2)]);
    }
}
