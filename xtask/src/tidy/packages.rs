//! How many packages the default build of the service may consist of.

use std::collections::BTreeSet;

use super::finding::Finding;
use crate::process;
use crate::workspace::Workspace;

/// Each package is somebody's code that has to be trusted and kept up to date.
const PACKAGES: usize = 449;

/// Whether the service is built from too many packages.
///
/// # Errors
/// When cargo cannot list them.
pub fn check(workspace: &Workspace) -> Result<Option<Finding>, String> {
    Ok(judge(
        names(workspace, &["--package", "sandbourse"], "normal,build")?.len(),
    ))
}

/// Name and version of each package that the service (`--package sandbourse`)
/// or everything (`--workspace`) is built from along these edges.
///
/// # Errors
/// As [`check`].
pub fn names(
    workspace: &Workspace,
    what: &[&str],
    edges: &str,
) -> Result<BTreeSet<String>, String> {
    let mut command = workspace.cargo(&["tree", "--locked", "--prefix", "none", "--edges", edges]);
    let tree = process::read(command.args(what))?;
    Ok(parse(&tree))
}

/// The lines of `cargo tree` without its marks and repetitions.
fn parse(tree: &str) -> BTreeSet<String> {
    tree.lines()
        .map(|line| {
            line.split_whitespace()
                .take(2)
                .collect::<Vec<_>>()
                .join(" ")
        })
        .filter(|line| !line.is_empty())
        .collect()
}

fn judge(count: usize) -> Option<Finding> {
    (count > PACKAGES).then(|| Finding {
        path: "Cargo.lock".into(),
        line: 1,
        rule: "packages",
        message: format!(
            "the service is built from {count} packages, at most {PACKAGES}: remove a dependency or a feature"
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repetitions_in_the_tree_count_once() {
        let tree = "sandbourse v0.1.0 (/a)\nserde v1.0.229\nserde v1.0.229 (*)\n\nsyn v2.0.1 (proc-macro)\n";
        assert_eq!(parse(tree).len(), 3);
    }

    #[test]
    fn one_package_more_than_allowed_is_found() {
        assert!(judge(PACKAGES).is_none());
        assert_eq!(judge(PACKAGES + 1).unwrap().rule, "packages");
    }
}
