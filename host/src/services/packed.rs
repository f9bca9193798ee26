//! JSON under gzip: how answers and columns are kept that are large and seldom read.

use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What was kept is never larger.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// Packs a value. Takes milliseconds where it is large: not on a thread that others wait for.
///
/// # Errors
/// When it has no JSON form.
pub fn pack<T: Serialize>(value: &T) -> std::io::Result<Vec<u8>> {
    // Not straight into the packer: it prepares room for its output at every write, and JSON is
    // written number by number.
    pack_text(&serde_json::to_vec(value)?)
}

/// Packs JSON text; see [`pack`].
///
/// # Errors
/// When memory for it is not to be had.
pub fn pack_text(text: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(text)?;
    packer.finish()
}

/// Runs [`pack`] or [`pack_text`] where it keeps nobody waiting.
///
/// # Errors
/// Those of the work.
pub async fn aside(
    work: impl FnOnce() -> std::io::Result<Vec<u8>> + Send + 'static,
) -> std::io::Result<Vec<u8>> {
    tokio::task::spawn_blocking(work).await?
}

/// The JSON text of a packed value.
///
/// # Errors
/// When the bytes were not packed here.
pub fn text(packed: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut text = Vec::new();
    GzDecoder::new(packed)
        .take(MOST_BYTES)
        .read_to_end(&mut text)?;
    Ok(text)
}

/// A packed value.
///
/// # Errors
/// When the bytes were not packed here, or are of another type.
pub fn unpack<T: DeserializeOwned>(packed: &[u8]) -> std::io::Result<T> {
    Ok(serde_json::from_slice(&text(packed)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_comes_back_bit_by_bit() {
        let values = vec![Some(0.1 + 0.2), None, Some(f64::MIN_POSITIVE)];
        let packed = pack(&values).unwrap();
        assert_eq!(unpack::<Vec<Option<f64>>>(&packed).unwrap(), values);
        assert!(unpack::<Vec<f64>>(&packed[..packed.len() / 2]).is_err());
    }
}
