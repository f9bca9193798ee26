//! The `sandbourse` program.
fn main() {}
