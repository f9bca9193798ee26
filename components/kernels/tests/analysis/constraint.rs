//! Laws of conditions: what is written is what is tested, and no text does harm.

use super::sample::cases;
use proptest::prelude::*;
use sandbourse_kernels::search::constraint::{Constraint, MOST_CHARACTERS, MOST_DEPTH};

const NAMES: [&str; 3] = ["a", "b.c", "stop-loss"];

/// A sum with its text in parentheses and its value.
fn sums() -> impl Strategy<Value = (String, f64)> {
    let leaf = prop_oneof![
        (0..100_u32).prop_map(|n| (n.to_string(), f64::from(n))),
        Just(("a".to_owned(), 3.0)),
        Just(("b.c".to_owned(), -7.5)),
        Just(("`stop-loss`".to_owned(), 0.25)),
    ];
    leaf.prop_recursive(4, 12, 2, |inner| {
        (inner.clone(), 0..5_usize, inner).prop_map(|((left, a), operator, (right, b))| {
            match operator {
                0 => (format!("({left}+{right})"), a + b),
                1 => (format!("({left} - {right})"), a - b),
                2 => (format!("({left} * {right})"), a * b),
                3 => (format!("({left}/{right})"), a / b),
                _ => (format!("-{left}"), -a),
            }
        })
    })
}

fn conditions() -> impl Strategy<Value = (String, bool)> {
    let comparison =
        (sums(), any::<bool>(), sums()).prop_map(|((left, a), is_less, (right, b))| {
            let is_known = a.is_finite() && b.is_finite();
            let is_equal = a == b || (a - b).abs() <= 1e-12 * a.abs().max(b.abs());
            if is_less {
                (format!("{left} < {right}"), is_known && a < b && !is_equal)
            } else {
                (
                    format!("{left} >= {right}"),
                    is_known && (a > b || is_equal),
                )
            }
        });
    comparison.prop_recursive(3, 8, 2, |inner| {
        (inner.clone(), 0..3_usize, inner).prop_map(|((left, a), operator, (right, b))| {
            match operator {
                0 => (format!("({left} and {right})"), a && b),
                1 => (format!("({left} or {right})"), a || b),
                _ => (format!("not ({left})"), !a),
            }
        })
    })
}

fn wrong(text: &str) -> String {
    let problem = Constraint::parse(text, &NAMES).unwrap_err();
    problem.to_string()
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn a_condition_holds_where_its_arithmetic_says_so((text, expected) in conditions()) {
        prop_assume!(text.len() <= MOST_CHARACTERS);
        let constraint = Constraint::parse(&text, &NAMES).unwrap();
        prop_assert_eq!(constraint.holds(&[3.0, -7.5, 0.25]), expected, "{}", text);
    }

    #[test]
    fn no_text_does_harm(text in any::<String>(), values in prop::collection::vec(any::<f64>(), 0..4)) {
        if let Ok(constraint) = Constraint::parse(&text, &NAMES) {
            constraint.holds(&values);
        }
    }

    #[test]
    fn no_heap_of_words_does_harm(
        words in prop::collection::vec(prop::sample::select(vec![
            "a", "b.c", "(", ")", "<", "<=", "==", "!", "=", "+", "-", "*", "/", "and", "or",
            "not", "1", "1e9", ".5", "1e", "`", "`a`", " ", "é", "x",
        ]), 0..60),
        values in prop::collection::vec(any::<f64>(), 0..4),
    ) {
        let text = words.join(" ");
        match Constraint::parse(&text, &NAMES) {
            Ok(constraint) => { constraint.holds(&values); }
            Err(problem) => prop_assert!(problem.at <= text.chars().count()),
        }
    }
}

#[test]
fn problems_name_their_place() {
    for (text, expected) in [
        (
            "",
            "at character 1: the text ends where a number, a parameter or '(' is needed",
        ),
        (
            "a <",
            "at character 4: the text ends where a number, a parameter or '(' is needed",
        ),
        (
            "a < b",
            "at character 5: 'b' is not a parameter; there are a, b.c, stop-loss",
        ),
        (
            "a = 1",
            "at character 3: '=' is not a comparison, write '=='",
        ),
        (
            "1 < a < 9",
            "at character 7: comparisons cannot be chained, write 'a < b and b < c'",
        ),
        (
            "a",
            "at character 1: a condition such as 'fast < slow' is needed, not a number",
        ),
        (
            "a and 1 < 2",
            "at character 1: a condition such as 'fast < slow' is needed, not a number",
        ),
        (
            "(a < 1) + 2 < 3",
            "at character 1: a number is needed, not a condition",
        ),
        (
            "(a < 1",
            "at character 7: the text ends where an operator or ')' is needed",
        ),
        (
            "a < 1 2",
            "at character 7: '2' stands where an operator or the end is needed",
        ),
        ("a < 1x", "at character 5: '1x' is not a number"),
        ("a < 1e999", "at character 5: '1e999' is not a number"),
        ("é < 1; a", "at character 6: ';' does not belong here"),
        (
            "`stop < 1",
            "at character 1: a backquote that is not closed",
        ),
    ] {
        assert_eq!(wrong(text), expected, "{text}");
    }
}

#[test]
fn length_and_depth_are_bounded() {
    let nested = |depth: usize| format!("{}a{} > 1", "(".repeat(depth), ")".repeat(depth));
    assert!(Constraint::parse(&nested(MOST_DEPTH), &NAMES).is_ok());
    assert!(wrong(&nested(MOST_DEPTH + 1)).ends_with("nested deeper than 32 levels"));
    assert!(wrong(&format!("{}a > 1", "-".repeat(200))).ends_with("nested deeper than 32 levels"));
    assert!(
        wrong(&format!("{}a > 1", "not ".repeat(100))).ends_with("nested deeper than 32 levels")
    );
    assert!(wrong(&" ".repeat(1_000_000)).ends_with("more than 500 characters"));
}
