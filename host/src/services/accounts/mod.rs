//! Who may log in: accounts, their passwords and roles.

mod passwords;
#[cfg(test)]
mod tests;
mod throttle;

use std::net::IpAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::clock::Clock;
use crate::config::{AuthConfig, PASSWORD_CHARS};
use crate::services::store::{Store, StoreError};

pub use passwords::{HashingError, Passwords};
use throttle::Throttle;

/// What an account may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Everything, uploads and configuration included.
    Admin,
    /// Everything else that needs a login.
    User,
}

impl Role {
    /// The word in the database and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::User => "user",
        }
    }

    pub(super) fn parse(word: &str) -> Self {
        if word == "admin" {
            Self::Admin
        } else {
            Self::User
        }
    }
}

/// An account, without its password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Stable identifier.
    pub id: String,
    /// What the user types.
    pub username: String,
    /// What it may do.
    pub role: Role,
}

/// Why a login is not granted.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// Unknown account or wrong password; which of them is not told.
    #[error("user name or password is wrong")]
    Refused,
    /// Too many failed tries.
    #[error("too many failed logins; try again in {} s", .0.as_secs().max(1))]
    Throttled(Duration),
    /// The password could not be checked.
    #[error(transparent)]
    Hashing(#[from] HashingError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for LoginError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// The accounts of this deployment.
#[derive(Debug)]
pub struct Accounts {
    store: Store,
    clock: Clock,
    passwords: Passwords,
    throttle: Throttle,
}

impl Accounts {
    /// Accounts in `store`, with the first one as `config` describes it. Call
    /// it before sessions are loaded: a changed password ends them.
    ///
    /// # Errors
    /// When the database or the hashing fails.
    pub async fn open(store: Store, clock: Clock, config: &AuthConfig) -> Result<Self, LoginError> {
        let passwords = Passwords::new().await?;
        let throttle = Throttle::new(clock.clone());
        let accounts = Self {
            store,
            clock,
            passwords,
            throttle,
        };
        accounts
            .settle_first(&config.username, config.password.reveal())
            .await?;
        Ok(accounts)
    }

    /// The account of a name and password, tried from `address`.
    ///
    /// # Errors
    /// A [`LoginError`].
    pub async fn login(
        &self,
        username: &str,
        password: &str,
        address: IpAddr,
    ) -> Result<Account, LoginError> {
        // Longer input belongs to no account and would only cost time.
        let plausible = username.len() <= 256 && password.chars().count() <= *PASSWORD_CHARS.end();
        let name = if plausible { username } else { "" };
        let attempt = self
            .throttle
            .begin(address, name)
            .map_err(LoginError::Throttled)?;
        if !plausible {
            return Err(LoginError::Refused);
        }
        let found: Option<(String, String, String)> =
            sqlx::query_as("SELECT id, role, password_hash FROM accounts WHERE username = ?")
                .bind(username)
                .fetch_optional(self.store.reader())
                .await?;
        let stored = found.as_ref().map(|(_, _, hash)| hash.as_str());
        let fits = self.passwords.verify(password, stored).await?;
        match found {
            Some((id, role, _)) if fits => {
                attempt.succeed();
                Ok(Account {
                    id,
                    username: username.to_owned(),
                    role: Role::parse(&role),
                })
            }
            _ => Err(LoginError::Refused),
        }
    }

    /// Makes the first account, or brings its name and password up to date.
    async fn settle_first(&self, username: &str, password: &str) -> Result<(), LoginError> {
        let found: Option<(String, String, String)> = sqlx::query_as(
            "SELECT id, username, password_hash FROM accounts WHERE origin = 'environment'",
        )
        .fetch_optional(self.store.reader())
        .await?;
        let Some((id, known_as, stored)) = found else {
            return self.add_first(username, password).await;
        };
        let same_password = self.passwords.verify(password, Some(&stored)).await?;
        if same_password && known_as == username {
            return Ok(());
        }
        let hash = if same_password {
            stored
        } else {
            self.passwords.hash(password).await?
        };
        self.change(&id, username, &hash).await
    }

    async fn add_first(&self, username: &str, password: &str) -> Result<(), LoginError> {
        sqlx::query(
            "INSERT INTO accounts (id, username, password_hash, role, origin, created_ms)
             VALUES (?, ?, ?, 'admin', 'environment', ?)",
        )
        .bind(Uuid::new_v4().to_string())
        .bind(username)
        .bind(self.passwords.hash(password).await?)
        .bind(self.clock.now_ms())
        .execute(self.store.writer())
        .await?;
        Ok(())
    }

    /// Writes name and hash, and ends every session of the account.
    async fn change(&self, id: &str, username: &str, hash: &str) -> Result<(), LoginError> {
        let now = self.clock.now_ms();
        let mut change = self.store.begin().await?;
        sqlx::query("UPDATE accounts SET username = ?, password_hash = ? WHERE id = ?")
            .bind(username)
            .bind(hash)
            .bind(id)
            .execute(&mut *change)
            .await?;
        sqlx::query(
            "INSERT INTO revocations (id, expires_ms)
             SELECT id, ? FROM sessions WHERE account_id = ? AND revoked_ms IS NULL
             ON CONFLICT DO NOTHING",
        )
        .bind(now + super::tokens::ACCESS_MS)
        .bind(id)
        .execute(&mut *change)
        .await?;
        sqlx::query(
            "UPDATE sessions SET revoked_ms = ? WHERE account_id = ? AND revoked_ms IS NULL",
        )
        .bind(now)
        .bind(id)
        .execute(&mut *change)
        .await?;
        change.commit().await?;
        Ok(())
    }
}
