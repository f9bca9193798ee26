//! The house rules of the code, checked on its syntax.

mod ambient;
mod duplicates;
mod finding;
mod names;
mod packages;
mod rooms;
mod scan;
mod sizes;
mod source;

pub use finding::Finding;

use crate::cli::Answer;
use crate::workspace::Workspace;
use source::Source;

/// Checks everything and prints what is wrong.
///
/// # Errors
/// When files cannot be read or cargo cannot list the packages.
pub fn run(workspace: &Workspace) -> Answer {
    let findings = check(workspace)?;
    for finding in &findings {
        eprintln!("{finding}");
    }
    println!("tidy: {} finding(s)", findings.len());
    Ok(findings.is_empty())
}

/// All that is wrong, in the order of files and lines.
///
/// # Errors
/// As [`run`].
pub fn check(workspace: &Workspace) -> Result<Vec<Finding>, String> {
    let sources = source::read_all(&workspace.root)?;
    let mut findings: Vec<Finding> = sources.iter().flat_map(check_file).collect();
    findings.extend(rooms::check(&sources));
    findings.extend(packages::check(workspace)?);
    findings.extend(duplicates::check(workspace)?);
    findings.sort();
    // A path in a use tree and again below it is one mistake.
    findings.dedup();
    Ok(findings)
}

fn check_file(source: &Source) -> Vec<Finding> {
    let mut findings = names::check(source);
    findings.extend(sizes::check(source));
    findings.extend(ambient::check(source));
    findings
}
