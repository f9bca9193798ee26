//! Who may log in, and what signs the tokens.

use super::Secret;
use super::env_vars::{AUTH_SECRET, REQUIRE_AUTH, TERMINAL_PASSWORD, TERMINAL_USER, Variable};
use super::reader::Reader;

/// Shortest signing secret: the block of HMAC-SHA256's output, in bytes.
pub const MIN_SECRET_BYTES: usize = 32;
/// Lengths that a password may have, in characters.
pub const PASSWORD_CHARS: std::ops::RangeInclusive<usize> = 8..=128;

/// Fragments by which a copied sample value is recognised.
const SAMPLE_MARKS: [&str; 6] = [
    "your_secret",
    "your-secret",
    "changeme",
    "change_me",
    "change-me",
    "at_least_32",
];

/// The first account and the signing secret.
#[derive(Clone, Debug)]
pub struct AuthConfig {
    /// Name of the first account.
    pub username: String,
    /// Its password; empty until [`super::Config::prepare`] when generated.
    pub password: Secret,
    /// Key of the access tokens; empty until then when generated.
    pub secret: Secret,
    /// Whether reading needs a login too.
    pub require_auth: bool,
    /// Whether none of the three was set, so that they are made at random.
    pub generated: bool,
}

impl AuthConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let require_auth = reader.switch(&REQUIRE_AUTH);
        let username = reader.set(&TERMINAL_USER);
        let password = reader.secret(&TERMINAL_PASSWORD);
        let secret = reader.secret(&AUTH_SECRET);
        let generated = username.is_none() && password.is_none() && secret.is_none();
        if !generated {
            require(reader, &TERMINAL_USER, username.is_some());
            require(reader, &TERMINAL_PASSWORD, password.is_some());
            require(reader, &AUTH_SECRET, secret.is_some());
        }
        if let Some(name) = &username {
            check_username(reader, name);
        }
        if let Some(password) = &password {
            check_password(reader, password.reveal());
        }
        if let Some(secret) = &secret {
            check_secret(reader, secret.reveal());
        }
        Self {
            username: username.unwrap_or_else(|| "admin".to_owned()),
            password: password.unwrap_or_default(),
            secret: secret.unwrap_or_default(),
            require_auth,
            generated,
        }
    }
}

fn require(reader: &mut Reader<'_>, variable: &Variable, present: bool) {
    if !present {
        reader.refuse(
            variable,
            "is missing while another of TERMINAL_USER, TERMINAL_PASSWORD and AUTH_SECRET is set",
            "set all three, or none of them",
        );
    }
}

fn check_username(reader: &mut Reader<'_>, name: &str) {
    if name.chars().count() > 64 || name.chars().any(char::is_control) {
        reader.refuse(
            &TERMINAL_USER,
            "is longer than 64 characters or holds control characters",
            "choose a shorter name",
        );
    }
}

fn check_password(reader: &mut Reader<'_>, password: &str) {
    let length = password.chars().count();
    if !PASSWORD_CHARS.contains(&length) {
        reader.refuse(
            &TERMINAL_PASSWORD,
            format!("has {length} characters"),
            "choose 8 to 128 characters",
        );
    } else if password == TERMINAL_PASSWORD.example {
        reader.refuse(
            &TERMINAL_PASSWORD,
            "is the sample value of the guide",
            "choose a password of your own",
        );
    }
}

fn check_secret(reader: &mut Reader<'_>, secret: &str) {
    let cure = "set 32 random bytes or more, for example the output of `openssl rand -base64 48`";
    let lower = secret.to_ascii_lowercase();
    let mut bytes = secret.bytes();
    let first = bytes.next();
    if secret.len() < MIN_SECRET_BYTES {
        reader.refuse(
            &AUTH_SECRET,
            format!("has {} bytes, fewer than {MIN_SECRET_BYTES}", secret.len()),
            cure,
        );
    } else if SAMPLE_MARKS.iter().any(|mark| lower.contains(mark))
        || bytes.all(|byte| Some(byte) == first)
    {
        reader.refuse(&AUTH_SECRET, "is a sample value", cure);
    }
}
