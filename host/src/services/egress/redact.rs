//! Removes a secret from an answer: providers echo keys in error texts, and
//! what comes back is handed to the sandbox.

use super::Response;

const MASK: &[u8] = b"***";
/// Shorter secrets are left alone: they would match by chance and damage data.
const MIN_BYTES: usize = 8;

/// Replaces `secret` in headers and body.
pub(super) fn response(response: &mut Response, secret: &str) {
    if secret.len() < MIN_BYTES {
        return;
    }
    for (_, value) in &mut response.headers {
        if value.contains(secret) {
            *value = value.replace(secret, "***");
        }
    }
    if let Some(clean) = masked(&response.body, secret.as_bytes()) {
        response.body = clean;
    }
}

/// `body` without `secret`, or none when it is not in there.
fn masked(body: &[u8], secret: &[u8]) -> Option<Vec<u8>> {
    let mut rest = body;
    let mut clean = Vec::new();
    while let Some(at) = find(rest, secret) {
        clean.extend_from_slice(&rest[..at]);
        clean.extend_from_slice(MASK);
        rest = &rest[at + secret.len()..];
    }
    if rest.len() == body.len() {
        return None;
    }
    clean.extend_from_slice(rest);
    Some(clean)
}

fn find(text: &[u8], word: &[u8]) -> Option<usize> {
    let first = *word.first()?;
    let mut from = 0;
    while let Some(step) = text.get(from..)?.iter().position(|byte| *byte == first) {
        from += step;
        if text[from..].starts_with(word) {
            return Some(from);
        }
        from += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(body: &str) -> String {
        let headers = vec![("x-echo".to_owned(), "key=sesame-1234".to_owned())];
        let mut answer = Response {
            status: 200,
            headers,
            body: body.into(),
        };
        response(&mut answer, "sesame-1234");
        assert_eq!(answer.headers[0].1, "key=***");
        String::from_utf8(answer.body).unwrap()
    }

    #[test]
    fn every_occurrence_of_the_secret_is_masked() {
        assert_eq!(cleaned("sesame-1234 and ssesame-1234!"), "*** and s***!");
    }

    #[test]
    fn other_bodies_are_left_as_they_are() {
        assert_eq!(cleaned("sesame-123 sesame"), "sesame-123 sesame");
        assert_eq!(cleaned(""), "");
    }
}
