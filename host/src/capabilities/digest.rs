//! `digest`: hashes, with the processor's own instructions for them.

use sandbourse_wit::digest::Host;

use super::{Digest, View};
use crate::services::signing::sha256_hex;

impl Host for View<'_, Digest> {
    async fn sha256(&mut self, bytes: Vec<u8>) -> wasmtime::Result<String> {
        self.spend()?;
        Ok(sha256_hex(&bytes))
    }
}
