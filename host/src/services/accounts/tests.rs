//! Logins: who gets in, who is held off, and what a new password ends.

use super::throttle::PER_ADDRESS;
use super::*;
use crate::config::{Config, Secret};

const HERE: &str = "192.0.2.1";

fn config(username: &str, password: &str) -> AuthConfig {
    let auth = Config::from_map(&|_| None).unwrap().auth;
    AuthConfig {
        username: username.into(),
        password: Secret::new(password),
        ..auth
    }
}

async fn open(dir: &std::path::Path, auth: &AuthConfig) -> Accounts {
    Accounts::open(Store::open(dir).await.unwrap(), Clock::manual(0), auth)
        .await
        .unwrap()
}

async fn login(accounts: &Accounts, username: &str, password: &str) -> Result<Account, LoginError> {
    accounts
        .login(username, password, HERE.parse().unwrap())
        .await
}

#[tokio::test]
async fn the_configured_account_logs_in_as_admin() {
    let dir = tempfile::tempdir().unwrap();
    let accounts = open(dir.path(), &config("ada", "correct horse")).await;
    let account = login(&accounts, "ada", "correct horse").await.unwrap();
    assert_eq!(
        (account.username.as_str(), account.role),
        ("ada", Role::Admin)
    );
}

#[tokio::test]
async fn wrong_names_and_passwords_are_refused_alike() {
    let dir = tempfile::tempdir().unwrap();
    let accounts = open(dir.path(), &config("ada", "correct horse")).await;
    let long = "x".repeat(129);
    for (name, password) in [
        ("ada", "wrong horse"),
        ("bob", "correct horse"),
        ("", ""),
        ("ada", &long),
    ] {
        let error = login(&accounts, name, password).await.unwrap_err();
        assert_eq!(error.to_string(), "user name or password is wrong");
    }
}

#[tokio::test]
async fn nobody_logs_in_with_the_password_behind_the_dummy_hash() {
    let dir = tempfile::tempdir().unwrap();
    let accounts = open(dir.path(), &config("ada", "correct horse")).await;
    assert!(
        login(&accounts, "bob", "no account has this password")
            .await
            .is_err()
    );
}

#[tokio::test]
async fn repeated_failures_are_throttled_even_with_the_right_password() {
    let dir = tempfile::tempdir().unwrap();
    let accounts = open(dir.path(), &config("ada", "correct horse")).await;
    for _ in 0..PER_ADDRESS {
        let _ = login(&accounts, "ada", "guess").await;
    }
    let error = login(&accounts, "ada", "correct horse").await.unwrap_err();
    assert!(matches!(error, LoginError::Throttled(wait) if wait.as_secs() == 60));
}

#[tokio::test]
async fn a_password_changed_in_the_environment_takes_the_place_of_the_old() {
    let dir = tempfile::tempdir().unwrap();
    let first = open(dir.path(), &config("ada", "correct horse")).await;
    let before = login(&first, "ada", "correct horse").await.unwrap();
    let second = open(dir.path(), &config("ada", "battery staple")).await;
    assert!(login(&second, "ada", "correct horse").await.is_err());
    assert_eq!(
        login(&second, "ada", "battery staple").await.unwrap(),
        before
    );
}

#[tokio::test]
async fn a_name_changed_in_the_environment_renames_the_account() {
    let dir = tempfile::tempdir().unwrap();
    open(dir.path(), &config("ada", "correct horse")).await;
    let accounts = open(dir.path(), &config("grace", "correct horse")).await;
    assert!(login(&accounts, "grace", "correct horse").await.is_ok());
    assert!(login(&accounts, "ada", "correct horse").await.is_err());
}

#[tokio::test]
async fn hashes_are_argon2id_with_a_fresh_salt() {
    let passwords = Passwords::new().await.unwrap();
    let (one, two) = (
        passwords.hash("same").await.unwrap(),
        passwords.hash("same").await.unwrap(),
    );
    assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
    assert_ne!(one, two);
}
