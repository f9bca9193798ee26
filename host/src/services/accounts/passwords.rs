//! Password hashes: argon2id on blocking threads, never more at once than the
//! machine has processors, so that logins cannot starve everything else.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use tokio::sync::Semaphore;

/// Memory of one hash: OWASP's first choice for argon2id with two passes.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// A password could not be hashed or checked; not the caller's fault.
#[derive(Clone, Debug, thiserror::Error)]
#[error("password hashing failed: {0}")]
pub struct HashingError(String);

/// Hashes and checks passwords; cheap to clone.
#[derive(Clone, Debug)]
pub struct Passwords {
    permits: Arc<Semaphore>,
    /// Stands in for the hash of accounts that do not exist, so that the time
    /// of an answer does not tell whether they do.
    dummy: Arc<str>,
}

impl Passwords {
    /// Hashes one throw-away password, which also proves that hashing works.
    ///
    /// # Errors
    /// When the parameters or the random source are refused.
    pub async fn new() -> Result<Self, HashingError> {
        let at_once = std::thread::available_parallelism().map_or(1, usize::from);
        let unset = Self {
            permits: Arc::new(Semaphore::new(at_once)),
            dummy: Arc::from(""),
        };
        let dummy = unset.hash("no account has this password").await?;
        Ok(Self {
            dummy: Arc::from(dummy),
            ..unset
        })
    }

    /// The hash in PHC text form, with a fresh salt.
    ///
    /// # Errors
    /// When the random source fails.
    pub async fn hash(&self, password: &str) -> Result<String, HashingError> {
        let password = password.to_owned();
        self.blocking(move || {
            let hash = argon2()?
                .hash_password(password.as_bytes())
                .map_err(failed)?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether `password` fits `stored`; without an account it takes the same
    /// time and is false.
    ///
    /// # Errors
    /// When `stored` is not a hash.
    pub async fn verify(&self, password: &str, stored: Option<&str>) -> Result<bool, HashingError> {
        let exists = stored.is_some();
        let hash = stored.unwrap_or(&self.dummy).to_owned();
        let password = password.to_owned();
        let fits = self
            .blocking(move || {
                let hash = PasswordHash::new(&hash).map_err(failed)?;
                Ok(argon2()?
                    .verify_password(password.as_bytes(), &hash)
                    .is_ok())
            })
            .await?;
        Ok(fits && exists)
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, HashingError> + Send + 'static,
    ) -> Result<T, HashingError> {
        // The permit goes with the work: a caller that hangs up must not make
        // room for another hash while its own still runs.
        let permit = Arc::clone(&self.permits)
            .acquire_owned()
            .await
            .map_err(failed)?;
        let task = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        task.await.map_err(failed)?
    }
}

fn argon2() -> Result<Argon2<'static>, HashingError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(failed)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn failed(cause: impl std::fmt::Display) -> HashingError {
    HashingError(cause.to_string())
}
