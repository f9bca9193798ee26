//! What ends a call: loops, growth, recursion, traps, waiting.
#![expect(
    clippy::disallowed_methods,
    reason = "a guest that sleeps and exits is what the host must bear"
)]

use std::hint::black_box;
use std::io::Write as _;
use std::time::Duration;

/// Does what `kind` names; returns only when the host let it.
pub fn make(kind: &str) {
    match kind {
        "LOOP" => spin(),
        "GROW" => grow(),
        "RECURSE" => {
            black_box(recurse(1));
        }
        "PANIC" => panic!("this guest gives up\u{1b}[31m\nAPI server ready!"),
        "EXIT" => std::process::exit(0),
        "PRINT" => print(),
        "WAIT" => std::thread::sleep(Duration::from_secs(3_600)),
        "WAIT_FOR_EVER" => std::thread::sleep(Duration::MAX),
        "COPY" => copy(),
        _ => {}
    }
}

fn spin() {
    let mut turns = 0_u64;
    loop {
        turns = black_box(turns.wrapping_add(1));
    }
}

fn grow() {
    let mut kept: Vec<Vec<u8>> = Vec::new();
    loop {
        kept.push(black_box(vec![1; 1 << 20]));
    }
}

fn recurse(depth: u64) -> u64 {
    let frame = black_box([depth; 16]);
    if frame[0] == 0 {
        return 0;
    }
    recurse(frame[3] + 1) + frame[0]
}

/// Fills the little that the host keeps of it, and goes on.
fn print() {
    let line = "x".repeat(1_000);
    loop {
        // Going on although nobody takes it any more is the point.
        let _ = writeln!(std::io::stderr(), "{line}");
        let _ = writeln!(std::io::stdout(), "{line}");
    }
}

/// Bulk copies, inside which no epoch is checked.
fn copy() {
    let mut block = vec![0_u8; 16 << 20];
    loop {
        block.copy_within(0..8 << 20, 8 << 20);
        black_box(&mut block);
    }
}
