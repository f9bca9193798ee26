//! The table at the end, and the one line that machines read.

use std::fmt::Write as _;

use super::Outcome;
use crate::tally::Tally;

/// A suite and how it ended.
pub struct Row {
    /// The suite.
    pub name: &'static str,
    /// How it ended; an error is a failure outside a test.
    pub outcome: Result<Outcome, String>,
}

impl Row {
    /// Whether nothing failed; a suite that could not run here is good.
    pub const fn is_good(&self) -> bool {
        matches!(
            self.outcome,
            Ok(Outcome::Ran(_, true) | Outcome::Skipped(_))
        )
    }

    fn tally(&self) -> Tally {
        match &self.outcome {
            // A runner that ended badly without a failed test counts as one failure.
            Ok(Outcome::Ran(tally, success)) => Tally {
                failed: tally.failed.max(u64::from(!success)),
                ..*tally
            },
            Ok(Outcome::Skipped(_)) => Tally {
                skipped: 1,
                ..Tally::default()
            },
            Err(_) => Tally {
                failed: 1,
                ..Tally::default()
            },
        }
    }

    fn note(&self) -> &str {
        match &self.outcome {
            Ok(Outcome::Ran(..)) => "",
            Ok(Outcome::Skipped(reason)) => reason,
            Err(problem) => problem.lines().next().unwrap_or_default(),
        }
    }
}

/// The table, then `N passed, M failed, K skipped` as the last line.
pub fn table(rows: &[Row]) -> String {
    let mut text = format!(
        "\n{:14}{:>8}{:>8}{:>9}  note\n",
        "suite", "passed", "failed", "skipped"
    );
    let mut sum = Tally::default();
    for row in rows {
        let tally = row.tally();
        sum = sum.plus(tally);
        let Tally {
            passed,
            failed,
            skipped,
        } = tally;
        let line = format!(
            "{:14}{passed:>8}{failed:>8}{skipped:>9}  {}",
            row.name,
            row.note()
        );
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", line.trim_end());
    }
    let Tally {
        passed,
        failed,
        skipped,
    } = sum;
    let _ = writeln!(
        text,
        "\n{passed} passed, {failed} failed, {skipped} skipped"
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_sums_all_suites() {
        let rows = [
            Row {
                name: "rust",
                outcome: Ok(Outcome::Ran(
                    Tally {
                        passed: 7,
                        failed: 0,
                        skipped: 2,
                    },
                    true,
                )),
            },
            Row {
                name: "browser",
                outcome: Ok(Outcome::Skipped("no Chromium".into())),
            },
            Row {
                name: "clippy",
                outcome: Err("cannot start cargo\nmore".into()),
            },
        ];
        let text = table(&rows);
        assert_eq!(text.lines().last(), Some("7 passed, 1 failed, 3 skipped"));
        assert!(text.contains("no Chromium") && !text.contains("more"));
        assert!(rows[1].is_good() && !rows[2].is_good());
    }

    #[test]
    fn a_runner_that_fails_without_a_failed_test_counts_as_a_failure() {
        let outcome = Ok(Outcome::Ran(
            Tally {
                passed: 3,
                ..Tally::default()
            },
            false,
        ));
        let row = Row {
            name: "rust",
            outcome,
        };
        assert_eq!(row.tally().failed, 1);
        assert!(!row.is_good());
    }
}
