//! Checks the signature of an incoming webhook. Compares in constant time and
//! gives no detail to the sender.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use subtle::ConstantTimeEq as _;

use super::{plain_mac, sha256_hex, standard_mac, unhex};

/// How far a sender's clock may be off, either way: Standard Webhooks says five minutes.
pub const TOLERANCE_MS: i64 = 5 * 60 * 1000;

/// The headers that may carry a signature, as they came.
#[derive(Clone, Copy, Debug, Default)]
pub struct Signatures<'a> {
    /// `webhook-id`
    pub id: Option<&'a str>,
    /// `webhook-timestamp`
    pub timestamp: Option<&'a str>,
    /// `webhook-signature`
    pub standard: Option<&'a str>,
    /// `X-Signature`
    pub plain: Option<&'a str>,
    /// `X-Hub-Signature-256`
    pub hub: Option<&'a str>,
}

/// Why a webhook is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No header carries a signature.
    #[error("the request is not signed")]
    Unsigned,
    /// A signature is there, but does not fit the body.
    #[error("the signature does not match")]
    Mismatch,
    /// The timestamp is missing, not a number, or too far from now.
    #[error("the timestamp is more than five minutes from now")]
    OutOfTime,
}

/// Checks `body` and returns the identifier under which a repetition is
/// recognised: the message id of Standard Webhooks, else the body's digest.
///
/// # Errors
/// A [`Refusal`]; when the Standard headers are there, they alone decide.
pub fn verify(
    secret: &str,
    signatures: &Signatures<'_>,
    body: &[u8],
    now_ms: i64,
) -> Result<String, Refusal> {
    if let Some(listed) = signatures.standard {
        return verify_standard(secret, signatures, (listed, body), now_ms);
    }
    let given = signatures
        .plain
        .or(signatures.hub)
        .ok_or(Refusal::Unsigned)?;
    let given = given.trim();
    let given = unhex(given.strip_prefix("sha256=").unwrap_or(given)).ok_or(Refusal::Mismatch)?;
    if !equal(&given, &plain_mac(secret, body)) {
        return Err(Refusal::Mismatch);
    }
    Ok(format!("body:{}", sha256_hex(body)))
}

fn verify_standard(
    secret: &str,
    signatures: &Signatures<'_>,
    (listed, body): (&str, &[u8]),
    now_ms: i64,
) -> Result<String, Refusal> {
    let id = signatures
        .id
        .filter(|id| !id.is_empty())
        .ok_or(Refusal::Mismatch)?;
    let timestamp: i64 = signatures
        .timestamp
        .and_then(|text| text.trim().parse().ok())
        .ok_or(Refusal::OutOfTime)?;
    let sent_ms = timestamp.checked_mul(1000).ok_or(Refusal::OutOfTime)?;
    if now_ms.abs_diff(sent_ms) > TOLERANCE_MS.unsigned_abs() {
        return Err(Refusal::OutOfTime);
    }
    let expected = standard_mac(secret, id, timestamp, body);
    let matches = listed
        .split_ascii_whitespace()
        .filter_map(|one| STANDARD.decode(one.strip_prefix("v1,")?).ok())
        .any(|given| equal(&given, &expected));
    if matches {
        Ok(format!("id:{id}"))
    } else {
        Err(Refusal::Mismatch)
    }
}

fn equal(given: &[u8], expected: &[u8]) -> bool {
    !expected.is_empty() && bool::from(given.ct_eq(expected))
}
