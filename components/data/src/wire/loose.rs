//! A number as providers write it: as a number, as text, or as one of many words for nothing.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Visitor};

/// A finite number, or none where the provider says `null`, `"NaN"`, `"None"` or the like.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Loose(pub Option<f64>);

impl Loose {
    /// The number in a text; a percent sign behind it is left out.
    pub fn from_text(text: &str) -> Self {
        let digits = text.trim().trim_end_matches('%');
        Self(
            digits
                .parse()
                .ok()
                .filter(|number: &f64| number.is_finite()),
        )
    }

    /// The number when it is above zero, as every price is.
    pub fn positive(self) -> Option<f64> {
        self.0.filter(|&number| number > 0.0)
    }
}

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl Visitor<'_> for Reader {
    type Value = Loose;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a number, as such or as text")
    }

    fn visit_f64<E>(self, number: f64) -> Result<Loose, E> {
        Ok(Loose(Some(number).filter(|number| number.is_finite())))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Loose, E> {
        Ok(Loose(Some(number as f64)))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Loose, E> {
        Ok(Loose(Some(number as f64)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Loose, E> {
        Ok(Loose::from_text(text))
    }

    fn visit_unit<E>(self) -> Result<Loose, E> {
        Ok(Loose(None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_nothing_are_none_and_numbers_may_be_text() {
        let body = r#"[1, -2.5, "3.25", " 4 ", "-0.5852%", null, "NaN", "Infinity", "-Infinity", "None", "-", ""]"#;
        let read: Vec<Loose> = serde_json::from_str(body).unwrap();
        let numbers: Vec<Option<f64>> = read.into_iter().map(|loose| loose.0).collect();
        let some = [1.0, -2.5, 3.25, 4.0, -0.5852].map(Some);
        assert_eq!(numbers[..5], some);
        assert_eq!(numbers[5..], [None; 7]);
    }

    #[test]
    fn a_list_is_no_number() {
        assert!(serde_json::from_str::<Loose>("[1]").is_err());
        assert!(serde_json::from_str::<Loose>("true").is_err());
    }
}
