//! Headers that tell a browser what our pages may do. They are on every answer, so
//! that an error page is no weaker than the rest.

use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};

/// Scripts, styles, pictures and connections from our own origin only, nothing inline.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; \
    object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const ALWAYS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// Adds them. A page that brings its own content policy keeps it; strict transport is
/// only promised where the client came by TLS, which a proxy ended.
pub fn add(headers: &mut HeaderMap, transport: Transport) {
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    if transport == Transport::Tls {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000; includeSubDomains"),
        );
    }
}

/// How the client came to the outermost proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Unprotected, or unknown.
    Plain,
    /// `X-Forwarded-Proto: https`.
    Tls,
}

impl Transport {
    /// What the proxy says.
    pub fn of(headers: &HeaderMap) -> Self {
        let tls = headers
            .get("x-forwarded-proto")
            .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"https"));
        if tls { Self::Tls } else { Self::Plain }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_is_locked_down_and_tls_is_pinned_only_behind_tls() {
        let mut headers = HeaderMap::new();
        add(&mut headers, Transport::Plain);
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert!(
            headers["content-security-policy"]
                .to_str()
                .unwrap()
                .contains("frame-ancestors 'none'")
        );
        assert!(!headers.contains_key("strict-transport-security"));
        add(&mut headers, Transport::Tls);
        assert!(headers.contains_key("strict-transport-security"));
    }

    #[test]
    fn a_page_keeps_its_own_content_policy() {
        let mut headers = HeaderMap::new();
        headers.insert(
            "content-security-policy",
            "default-src 'none'".parse().unwrap(),
        );
        add(&mut headers, Transport::Plain);
        assert_eq!(headers["content-security-policy"], "default-src 'none'");
    }
}
