//! Settings of a strategy as they are typed: `fast=10`.

/// The value that a `name=value` argument gives to a parameter.
///
/// # Errors
/// What is wrong with the text, and a right one.
pub fn parse(text: &str) -> Result<(String, f64), String> {
    let (name, value) = split(text)?;
    Ok((name.to_owned(), number(value)?))
}

/// Name and value, both there.
///
/// # Errors
/// As [`parse`].
pub fn split(text: &str) -> Result<(&str, &str), String> {
    let parts = text
        .split_once('=')
        .map(|(name, value)| (name.trim(), value.trim()));
    match parts {
        Some((name, value)) if !name.is_empty() && !value.is_empty() => Ok((name, value)),
        _ => Err("write NAME=VALUE, for example fast=10".to_owned()),
    }
}

/// A finite number.
///
/// # Errors
/// When the text is none.
pub fn number(text: &str) -> Result<f64, String> {
    match text.trim().parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        _ => Err(format!("`{text}` is not a number")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_a_name_and_a_finite_number() {
        assert_eq!(parse("fast=10"), Ok(("fast".to_owned(), 10.0)));
        assert_eq!(parse(" band = -0.5 "), Ok(("band".to_owned(), -0.5)));
        for wrong in [
            "", "fast", "fast=", "=10", "fast=ten", "fast=inf", "fast=NaN",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_was_printed_reads_back(name in "[a-z_]{1,12}", value in -1e12..1e12_f64) {
            let read = parse(&format!("{name}={value}"));
            proptest::prop_assert_eq!(read, Ok((name, value)));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}") {
            let _ = parse(&text);
        }
    }
}
