//! A component's refusal, cut down to what may stand in an answer and in the log:
//! untrusted code wrote every word of it.

use std::time::Duration;

use sandbourse_wit::types::Failure;

/// Bytes of a code or of the name of a field.
const NAME_BYTES: usize = 64;
/// Characters of the sentence.
const DETAIL_CHARS: usize = 500;
/// Nobody is told to wait longer.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// The failure with a well-formed code, one short line of detail, and a wait that ends.
pub fn presentable(failure: Failure) -> Failure {
    let longest = LONGEST_WAIT.as_millis() as u64;
    Failure {
        kind: failure.kind,
        code: code(failure.code),
        detail: detail(&failure.detail),
        field: failure.field.filter(|field| is_field(field)),
        retry_after_ms: failure.retry_after_ms.map(|wait| wait.min(longest)),
    }
}

fn code(code: String) -> String {
    let well_formed = (1..=NAME_BYTES).contains(&code.len())
        && code
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if well_formed {
        code
    } else {
        "component_failure".to_owned()
    }
}

fn detail(detail: &str) -> String {
    let line: String = detail
        .chars()
        .take(DETAIL_CHARS)
        .map(|character| {
            if character.is_control() {
                ' '
            } else {
                character
            }
        })
        .collect();
    if line.trim().is_empty() {
        "The component gave no reason.".to_owned()
    } else {
        line
    }
}

/// Names of fields and headers, and places such as `settings[0].name`.
fn is_field(field: &str) -> bool {
    (1..=NAME_BYTES).contains(&field.len())
        && field
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-.[]".contains(&byte))
}

#[cfg(test)]
mod tests {
    use sandbourse_wit::values::FailureKind;

    use super::*;

    fn failure(code: &str, detail: &str, field: &str) -> Failure {
        Failure {
            kind: FailureKind::Invalid,
            code: code.to_owned(),
            detail: detail.to_owned(),
            field: Some(field.to_owned()),
            retry_after_ms: Some(u64::MAX),
        }
    }

    #[test]
    fn an_honest_failure_passes_unchanged() {
        let honest = presentable(failure(
            "unknown_symbol",
            "`ÄÖ` is no symbol.",
            "settings[0].name",
        ));
        assert_eq!(honest.code, "unknown_symbol");
        assert_eq!(honest.detail, "`ÄÖ` is no symbol.");
        assert_eq!(honest.field.as_deref(), Some("settings[0].name"));
    }

    #[test]
    fn an_invented_failure_is_one_short_line_and_its_wait_ends() {
        let invented = presentable(failure("a\r\nb", &"x\n\u{1b}[31m".repeat(1_000), "a\nb"));
        assert_eq!(invented.code, "component_failure");
        assert_eq!(invented.detail.chars().count(), DETAIL_CHARS);
        assert!(!invented.detail.contains(char::is_control));
        assert_eq!(invented.field, None);
        assert_eq!(invented.retry_after_ms, Some(86_400_000));
        assert_eq!(
            presentable(failure("", "\n", "")).detail,
            "The component gave no reason."
        );
    }
}
