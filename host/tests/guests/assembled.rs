//! Components written as text, for what no compiler would make.

use std::fmt::Write as _;

/// The export that makes the host take a component for a `risk` component.
const RISK: &str =
    r#"(instance $nothing) (export "sandbourse:platform/risk-group@0.1.0" (instance $nothing))"#;

fn assemble(text: &str) -> Vec<u8> {
    wat::parse_str(text).unwrap()
}

/// A module, not a component.
pub fn core_module() -> Vec<u8> {
    assemble("(module (memory 1))")
}

/// Says that it serves `risk`, and imports `name`.
pub fn importing(name: &str) -> Vec<u8> {
    assemble(&format!(
        r#"(component (import "{name}" (instance)) {RISK})"#
    ))
}

/// Exports an interface that the host does not know.
pub fn exporting_nothing_known() -> Vec<u8> {
    assemble(
        r#"(component (instance $nothing) (export "somebody:else/thing@1.0.0" (instance $nothing)))"#,
    )
}

/// Says that it serves two groups.
pub fn two_worlds() -> Vec<u8> {
    assemble(&format!(
        r#"(component {RISK} (export "sandbourse:platform/data-group@0.1.0" (instance $nothing)))"#
    ))
}

/// Says that it serves `risk`, and has none of its functions.
pub fn mismatched() -> Vec<u8> {
    assemble(&format!("(component {RISK})"))
}

/// Instantiates a module with `content` so many times.
pub fn crowded(content: &str, times: usize) -> Vec<u8> {
    let instances = "(core instance (instantiate $m))".repeat(times);
    assemble(&format!(
        "(component (core module $m {content}) {instances} {RISK})"
    ))
}

/// A function of so many loops over a thousand variables: a few bytes each, and work
/// for the compiler that grows much faster than their number.
pub fn bomb(loops: usize) -> Vec<u8> {
    let variables = 1_000;
    let variable = |number: usize| 1 + number % variables;
    let mut body = String::new();
    for number in 0..loops {
        let (to, from) = (variable(number), variable(number * 31));
        let (other, last) = (variable(number * 17), variable(number * 7));
        write!(
            body,
            "(loop (local.set {to} (i64.add (local.get {from}) (i64.const 1)))
                (if (local.get 0) (then (local.set {other} (local.get {last}))))
                (br_if 0 (local.get 0)))"
        )
        .unwrap();
    }
    let locals = "i64 ".repeat(variables);
    assemble(&format!(
        "(component (core module (func (param i32) (local {locals}) {body})) {RISK})"
    ))
}
