//! Answers that no honest component gives.
#![expect(
    unsafe_code,
    reason = "only here can a guest hand over text that is none and lengths that it does not have"
)]

use crate::bindings::exports::sandbourse::platform::risk_group::MetricsReport;
use crate::bindings::sandbourse::platform::types::{Convention, Failure};
use crate::bindings::sandbourse::platform::values::{FailureKind, Instant};
use crate::report::{figure, marked};

/// What `kind` names.
pub fn tell(kind: &str) -> Result<MetricsReport, Failure> {
    let mut report = marked("LIE", "00000000");
    match kind {
        "HUGE" => report.symbol = "x".repeat(16 << 20),
        "MANY" => report.conventions = vec![nameless(); 300_000],
        "LENGTH" => report.symbol = beyond_memory(),
        "TEXT" => report.symbol = not_text(),
        "NUMBERS" => {
            let odd = [
                f64::NAN,
                f64::INFINITY,
                -f64::NAN,
                f64::from_bits(0x7ff0_dead_beef_0001),
            ];
            report.figures = odd.map(|value| figure("odd", Some(value))).to_vec();
        }
        "TIMES" => {
            report.period.start = Instant { epoch_ms: i64::MIN };
            report.source.as_of = Instant { epoch_ms: i64::MAX };
        }
        "FAILURE" => return Err(invented()),
        _ => {}
    }
    Ok(report)
}

const fn nameless() -> Convention {
    Convention {
        name: String::new(),
        value: String::new(),
    }
}

fn beyond_memory() -> String {
    let mut bytes = std::mem::ManuallyDrop::new(vec![b'x'; 16]);
    // SAFETY: none; the host is what is tested. The guest itself never reads it.
    unsafe { String::from_raw_parts(bytes.as_mut_ptr(), 0x7fff_0000, 0x7fff_0000) }
}

fn not_text() -> String {
    // SAFETY: none; the host is what is tested. The guest itself never reads it.
    unsafe { String::from_utf8_unchecked(vec![0xff, 0xfe, 0xc0, 0x80]) }
}

fn invented() -> Failure {
    Failure {
        kind: FailureKind::Throttled,
        code: "line\r\nbreak\u{1b}[31m".repeat(1_000),
        detail: "2026-01-01T00:00:00Z  INFO \u{1b}[31m\r\nAPI server ready!\u{0}".repeat(1_000),
        field: Some("field\n".repeat(1_000)),
        retry_after_ms: Some(u64::MAX),
    }
}
