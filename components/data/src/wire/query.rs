//! Path and query of a request.

use super::encode::encoded;

/// `path`, which is written by us and encoded already, and the pairs as its query.
pub fn target(path: &str, pairs: &[(&str, &str)]) -> String {
    let pairs = pairs
        .iter()
        .map(|(name, value)| format!("{name}={}", encoded(value)));
    let query = pairs.collect::<Vec<_>>().join("&");
    if query.is_empty() {
        return path.to_owned();
    }
    format!("{path}?{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_encoded_and_stay_apart() {
        let pairs = [("symbol", "A&b=1"), ("x", "y")];
        assert_eq!(target("/quote", &pairs), "/quote?symbol=A%26b%3D1&x=y");
        assert_eq!(target("/status", &[]), "/status");
    }
}
