//! Finds in what test runners print the tests that failed and what they said, so that a failure
//! in the middle of a long run is not lost.

/// Lines that one failed test may fill.
const EXCERPT: usize = 40;

/// Each failed test of cargo, nextest, vitest and node's runner, with what it printed where
/// that stands beside its name. Empty where no test failed.
pub fn of(output: &str) -> String {
    let lines: Vec<&str> = output.lines().collect();
    let mut found: Vec<&str> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if is_name(line) && !found.contains(line) {
            found.push(line);
        } else if is_heading(line) {
            let printed = lines[at..].iter().enumerate();
            let own = printed.take_while(|(place, line)| *place == 0 || !ends_excerpt(line));
            found.extend(own.take(EXCERPT).map(|(_, line)| *line));
        }
    }
    found.join("\n")
}

/// One line that names a failed test.
fn is_name(line: &str) -> bool {
    let line = line.trim_start();
    (line.starts_with("test ") && line.ends_with("... FAILED"))
        || ["FAIL ", "not ok ", "✖ ", "× "]
            .iter()
            .any(|mark| line.starts_with(mark))
}

/// Where cargo's runner begins to quote a failed test.
fn is_heading(line: &str) -> bool {
    line.starts_with("---- ") && line.ends_with(" stdout ----")
}

fn ends_excerpt(line: &str) -> bool {
    is_heading(line) || line == "failures:"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_test_of_cargo_is_named_and_quoted_whatever_follows_it() {
        let output = "test a ... ok\ntest b::c ... FAILED\n\nfailures:\n\n\
            ---- b::c stdout ----\nthread 'b::c' panicked at x.rs:1:\nleft: 1\n\n\
            failures:\n    b::c\n\ntest result: FAILED. 1 passed; 1 failed\n";
        let more = "test d ... ok\n".repeat(500);
        let found = of(&format!("{output}{more}"));
        assert_eq!(
            found.trim_end(),
            "test b::c ... FAILED\n---- b::c stdout ----\n\
            thread 'b::c' panicked at x.rs:1:\nleft: 1"
        );
    }

    #[test]
    fn a_talkative_test_fills_no_more_than_its_part() {
        let output = format!("---- a stdout ----\n{}", "noise\n".repeat(5_000));
        assert_eq!(of(&output).lines().count(), EXCERPT);
    }

    #[test]
    fn other_runners_are_named() {
        let output = "not ok 3 - opens the page\n ✖ opens it\n FAIL  a.test.ts > b\n FAIL  a.test.ts > b\nok 4 - c";
        assert_eq!(of(output).lines().count(), 3);
    }

    #[test]
    fn where_nothing_failed_nothing_is_said() {
        assert_eq!(of("test a ... ok\ntest result: ok. 1 passed\n"), "");
    }
}
