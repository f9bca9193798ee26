//! Signatures of webhooks, made here from their definitions and not by the code under test.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// `X-Signature` as the guide has it: hex HMAC-SHA256 of the body.
pub fn plain(secret: &str, body: &[u8]) -> String {
    let bytes = mac(secret.as_bytes(), body);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `webhook-signature` of Standard Webhooks 1.0.0 with a key that is plain text or
/// `whsec_` and base64.
pub fn standard(secret: &str, id: &str, timestamp: &str, body: &[u8]) -> String {
    let key = match secret.strip_prefix("whsec_") {
        Some(coded) => STANDARD.decode(coded).unwrap(),
        None => secret.as_bytes().to_vec(),
    };
    let signed = [format!("{id}.{timestamp}.").as_bytes(), body].concat();
    format!("v1,{}", STANDARD.encode(mac(&key, &signed)))
}

/// Now in epoch seconds, `off` seconds away from the truth.
#[expect(clippy::disallowed_methods, reason = "a sender has a clock of its own")]
pub fn timestamp(off: i64) -> String {
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    (now.as_secs() as i64 + off).to_string()
}

fn mac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}
