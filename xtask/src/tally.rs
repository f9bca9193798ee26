//! Reads how many tests passed from what the test runners print.

/// Counted tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed.
    pub failed: u64,
    /// Tests that were not run.
    pub skipped: u64,
}

impl Tally {
    /// One check that passed or failed.
    pub const fn of_check(success: bool) -> Self {
        Self {
            passed: success as u64,
            failed: !success as u64,
            skipped: 0,
        }
    }

    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }
}

/// The numbers in the output of cargo test, nextest, vitest and node's runner;
/// `None` when no summary line of theirs is there.
pub fn read(output: &str) -> Option<Tally> {
    output
        .lines()
        .filter_map(|line| summary(&without_colour(line)))
        .reduce(Tally::plus)
}

fn summary(line: &str) -> Option<Tally> {
    let line = line.trim();
    if let Some(rest) = line.strip_prefix("test result:") {
        return Some(words(rest, &["passed", "failed", "ignored"]));
    }
    if line.starts_with("Summary [") && line.contains("tests run:") {
        return Some(words(line, &["passed", "failed", "skipped"]));
    }
    if line.starts_with("Summary [") && line.contains("test run:") {
        return Some(words(line, &["passed", "failed", "skipped"]));
    }
    if let Some(rest) = line.strip_prefix("Tests  ") {
        return Some(words(rest, &["passed", "failed", "skipped"]));
    }
    node(line)
}

/// `# pass 3` or `ℹ pass 3`.
fn node(line: &str) -> Option<Tally> {
    let rest = line
        .strip_prefix("# ")
        .or_else(|| line.strip_prefix("ℹ "))?;
    let (word, count) = rest.split_once(' ')?;
    let count = count.parse().ok()?;
    let tally = Tally::default();
    match word {
        "pass" => Some(Tally {
            passed: count,
            ..tally
        }),
        "fail" => Some(Tally {
            failed: count,
            ..tally
        }),
        "skipped" => Some(Tally {
            skipped: count,
            ..tally
        }),
        _ => None,
    }
}

/// The numbers that stand before the three words.
fn words(text: &str, names: &[&str; 3]) -> Tally {
    let parts: Vec<&str> = text
        .split([' ', ',', ';', '|', '(', ')', '.'])
        .filter(|part| !part.is_empty())
        .collect();
    let before = |name: &str| {
        parts
            .windows(2)
            .find(|pair| pair[1] == name)
            .and_then(|pair| pair[0].parse().ok())
            .unwrap_or(0)
    };
    let [passed, failed, skipped] = names.map(before);
    Tally {
        passed,
        failed,
        skipped,
    }
}

/// Without the escape sequences of terminals.
fn without_colour(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').map_or("", |(_, rest)| rest);
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(passed: u64, failed: u64, skipped: u64) -> Option<Tally> {
        Some(Tally {
            passed,
            failed,
            skipped,
        })
    }

    #[test]
    fn summaries_of_cargo_test_are_added_up() {
        let output = "test a ... ok\n\
            test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
            test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out\n";
        assert_eq!(read(output), tally(7, 3, 1));
    }

    #[test]
    fn the_summary_of_nextest_is_read() {
        let line =
            "     Summary [   1.234s] 100 tests run: 99 passed (1 slow), 1 failed, 2 skipped";
        assert_eq!(read(line), tally(99, 1, 2));
        assert_eq!(
            read("Summary [ 0.1s] 1 test run: 1 passed, 0 skipped"),
            tally(1, 0, 0)
        );
    }

    #[test]
    fn the_summary_of_vitest_is_read_through_its_colours() {
        let output = " Test Files  3 passed (3)\n\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[31m1 failed\u{1b}[39m\u{1b}[22m | \u{1b}[32m9 passed\u{1b}[39m | 2 skipped (12)";
        assert_eq!(read(output), tally(9, 1, 2));
    }

    #[test]
    fn both_forms_of_nodes_runner_are_read() {
        assert_eq!(
            read("# tests 4\n# pass 3\n# fail 1\n# skipped 0"),
            tally(3, 1, 0)
        );
        assert_eq!(read("ℹ pass 2\nℹ fail 0\nℹ skipped 1"), tally(2, 0, 1));
    }

    #[test]
    fn output_without_a_summary_counts_nothing() {
        assert_eq!(read("Compiling a v0.1.0\n# heading 2"), None);
    }
}
