//! Conditions on the values of a combination, such as `fast * 2 <= slow and stop > 0`.
//!
//! ```text
//! condition   = conjunction { "or" conjunction }
//! conjunction = negation { "and" negation }
//! negation    = "not" negation | comparison
//! comparison  = sum [ ( "<" | "<=" | ">" | ">=" | "==" | "!=" ) sum ]
//! sum         = product { ( "+" | "-" ) product }
//! product     = sign { ( "*" | "/" ) sign }
//! sign        = "-" sign | number | name | "(" condition ")"
//! ```
//!
//! A name is letters, digits, `_` and `.`, not starting with a digit; any other name stands
//! in backquotes. `and`, `or`, `not` may be written in capitals. Numbers and truths do not
//! mix: `fast` alone is no condition. The text becomes a postfix program, which is evaluated
//! without recursion.

mod lexer;
mod parser;
mod problem;

pub use problem::{Problem, Wrong};

/// Longest text, in characters.
pub const MOST_CHARACTERS: usize = 500;
/// Deepest nesting of parentheses, signs and negations.
pub const MOST_DEPTH: usize = 32;

/// Two numbers that differ by less, relatively, are equal: `0.1 + 0.2 <= 0.3` holds.
const TOLERANCE: f64 = 1e-12;

/// A condition that has been read.
#[derive(Debug, Clone, PartialEq)]
pub struct Constraint {
    program: Vec<Step>,
}

/// A step of the postfix program; truths are 1 and 0.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Step {
    Number(f64),
    /// The value of the parameter of that number.
    Parameter(usize),
    Negative,
    Not,
    Binary(Operator),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Less,
    AtMost,
    Greater,
    AtLeast,
    Equal,
    Differs,
    And,
    Or,
}

impl Constraint {
    /// Reads a condition on parameters of these names.
    pub fn parse(text: &str, names: &[&str]) -> Result<Self, Problem> {
        let program = parser::program(text, names)?;
        Ok(Self { program })
    }

    /// Whether the values, in the order of the names, keep the condition.
    ///
    /// A comparison with a number that is not finite, as after a division by zero, does not
    /// hold; nor does one with a value that was not given.
    pub fn holds(&self, values: &[f64]) -> bool {
        let mut stack = Vec::with_capacity(self.program.len());
        self.holds_on(values, &mut stack)
    }

    /// As [`Constraint::holds`] with a stack that is used again.
    pub(super) fn holds_on(&self, values: &[f64], stack: &mut Vec<f64>) -> bool {
        stack.clear();
        for step in &self.program {
            let result = match *step {
                Step::Number(number) => number,
                Step::Parameter(at) => values.get(at).copied().unwrap_or(f64::NAN),
                Step::Negative => -popped(stack),
                Step::Not => truth(popped(stack) == 0.0),
                Step::Binary(operator) => {
                    let (right, left) = (popped(stack), popped(stack));
                    operator.apply(left, right)
                }
            };
            stack.push(result);
        }
        popped(stack) == 1.0
    }
}

/// The parser never makes a program that takes from an empty stack.
fn popped(stack: &mut Vec<f64>) -> f64 {
    stack.pop().unwrap_or(f64::NAN)
}

fn truth(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

impl Operator {
    fn apply(self, a: f64, b: f64) -> f64 {
        match self {
            Self::Add => a + b,
            Self::Subtract => a - b,
            Self::Multiply => a * b,
            Self::Divide => a / b,
            Self::And => a * b,
            Self::Or => a.max(b),
            _ if !(a.is_finite() && b.is_finite()) => 0.0,
            Self::Less => truth(a < b && !same(a, b)),
            Self::AtMost => truth(a < b || same(a, b)),
            Self::Greater => truth(a > b && !same(a, b)),
            Self::AtLeast => truth(a > b || same(a, b)),
            Self::Equal => truth(same(a, b)),
            Self::Differs => truth(!same(a, b)),
        }
    }

    fn makes_truth(self) -> bool {
        !matches!(
            self,
            Self::Add | Self::Subtract | Self::Multiply | Self::Divide
        )
    }
}

fn same(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= TOLERANCE * a.abs().max(b.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(text: &str, values: &[f64]) -> bool {
        Constraint::parse(text, &["fast", "slow", "stop-loss"])
            .unwrap()
            .holds(values)
    }

    #[test]
    fn operators_bind_as_in_arithmetic() {
        let values = [10.0, 20.0, 0.0];
        assert!(holds("fast * 2 + 1 > slow", &values));
        assert!(!holds("fast * (2 - 1) > slow", &values));
        assert!(holds("-fast - -slow == 5 * 2", &values));
        assert!(holds("slow / fast / 2 == 1", &values));
        assert!(holds("fast > 1 or fast > 2 and fast > 100", &values));
        assert!(!holds("(fast > 1 or fast > 2) and fast > 100", &values));
        assert!(holds("not fast > slow AND NOT (fast == slow)", &values));
    }

    #[test]
    fn any_name_can_be_quoted() {
        assert!(holds("`stop-loss` > 0 and `fast` == 1", &[1.0, 2.0, 0.5]));
        assert!(!holds("`stop-loss` > 0", &[1.0, 2.0, 0.0]));
    }

    #[test]
    fn rounding_does_not_break_an_equality() {
        assert!(holds("fast + slow <= 0.3", &[0.1, 0.2, 0.0]));
        assert!(!holds("fast + slow > 0.3", &[0.1, 0.2, 0.0]));
        assert!(holds("0.3 >= fast + slow", &[0.1, 0.2, 0.0]));
        assert!(!holds("0.3 < fast + slow", &[0.1, 0.2, 0.0]));
        assert!(holds("fast != slow", &[0.1, 0.1 + 1e-9, 0.0]));
    }

    #[test]
    fn what_has_no_value_does_not_hold() {
        for text in ["fast / 0 > 1", "fast / 0 != 1", "slow > 0"] {
            assert!(!holds(text, &[1.0]), "{text}");
        }
    }
}
