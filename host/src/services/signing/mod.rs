//! Signatures of webhooks, made and checked over the exact bytes on the wire:
//! plain hex HMAC-SHA256 and Standard Webhooks 1.0.0.

mod incoming;
mod replays;
#[cfg(test)]
mod tests;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

pub use incoming::{Refusal, Signatures, verify};
pub use replays::Replays;

/// `X-Signature` of `body`: lower-case hex, keyed with the secret's whole text.
pub fn plain(secret: &str, body: &[u8]) -> String {
    hex(&plain_mac(secret, body))
}

/// `webhook-signature` of `body` under `id`, sent at `timestamp` (epoch
/// seconds): `v1,` and base64 of the MAC over `{id}.{timestamp}.{body}`.
pub fn standard(secret: &str, id: &str, timestamp: i64, body: &[u8]) -> String {
    format!(
        "v1,{}",
        STANDARD.encode(standard_mac(secret, id, timestamp, body))
    )
}

/// Lower-case hex of the SHA-256 of `bytes`.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn plain_mac(secret: &str, body: &[u8]) -> Vec<u8> {
    mac(secret.as_bytes(), &[body])
}

fn standard_mac(secret: &str, id: &str, timestamp: i64, body: &[u8]) -> Vec<u8> {
    let head = format!("{id}.{timestamp}.");
    mac(&standard_key(secret), &[head.as_bytes(), body])
}

/// The key of a Standard Webhooks secret: what `whsec_` codes, else its text.
fn standard_key(secret: &str) -> Vec<u8> {
    secret
        .strip_prefix("whsec_")
        .and_then(|coded| STANDARD.decode(coded).ok())
        .unwrap_or_else(|| secret.as_bytes().to_vec())
}

fn mac(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    // HMAC takes a key of any length, so the refusal cannot happen; an empty
    // result equals no signature and verifies nothing.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return Vec::new();
    };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| {
            [
                DIGITS[usize::from(byte >> 4)],
                DIGITS[usize::from(byte & 15)],
            ]
        })
        .map(char::from)
        .collect()
}

/// The bytes that hex text of either case stands for.
fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(
        digits
            .chunks_exact(2)
            .map(|pair| (pair[0] * 16 + pair[1]) as u8)
            .collect(),
    )
}
