//! The account that is made when none is configured. It is kept in the data
//! directory with mode 0600, so that a restart keeps password and sessions,
//! and is shown only by the start that made it.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::{AuthConfig, Secret};

const FILE_NAME: &str = "generated-account.json";

#[derive(Serialize, Deserialize)]
struct Stored {
    username: String,
    password: String,
    secret: String,
}

/// Whether this start made the account or found it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Configured in the environment.
    Configured,
    /// Found in the data directory.
    Kept,
    /// Made now; print the password once.
    Made,
}

/// Fills password and secret of a generated account from `data_dir`, making
/// them when they are not there.
///
/// # Errors
/// When the file cannot be read or written, or is not what was written.
pub fn settle(auth: &mut AuthConfig, data_dir: &Path) -> io::Result<Origin> {
    if !auth.generated {
        return Ok(Origin::Configured);
    }
    let path = data_dir.join(FILE_NAME);
    let (stored, origin) = match fs::read(&path) {
        Ok(bytes) => (parse(&bytes, &path)?, Origin::Kept),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            (make(&path, &auth.username)?, Origin::Made)
        }
        Err(error) => return Err(error),
    };
    auth.username = stored.username;
    auth.password = Secret::new(stored.password);
    auth.secret = Secret::new(stored.secret);
    Ok(origin)
}

/// Name and password of the account that a start in `data_dir` made, when there is one that
/// this user may read.
pub fn kept(data_dir: &Path) -> Option<(String, Secret)> {
    let path = data_dir.join(FILE_NAME);
    let stored = parse(&fs::read(&path).ok()?, &path).ok()?;
    Some((stored.username, Secret::new(stored.password)))
}

fn parse(bytes: &[u8], path: &Path) -> io::Result<Stored> {
    serde_json::from_slice(bytes).map_err(|_| {
        let message = format!(
            "{} is damaged; delete it to get a new account",
            path.display()
        );
        io::Error::new(io::ErrorKind::InvalidData, message)
    })
}

fn make(path: &Path, username: &str) -> io::Result<Stored> {
    let stored = Stored {
        username: username.to_owned(),
        password: random_text(15)?,
        secret: random_text(48)?,
    };
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(&serde_json::to_vec_pretty(&stored)?)?;
    file.sync_all()?;
    Ok(stored)
}

/// `bytes` random bytes as URL-safe text.
fn random_text(bytes: usize) -> io::Result<String> {
    let mut buffer = vec![0_u8; bytes];
    getrandom::fill(&mut buffer).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(URL_SAFE_NO_PAD.encode(buffer))
}
