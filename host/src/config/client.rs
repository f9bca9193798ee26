//! How commands reach a running service, and who they are to it.

use std::path::Path;

use reqwest::Url;

use super::env_vars::{
    PORT, SANDBOURSE_API_KEY, SANDBOURSE_DATA_DIR, SANDBOURSE_SERVER, TERMINAL_PASSWORD,
    TERMINAL_USER,
};
use super::reader::{Lookup, Reader};
use super::{ConfigError, Secret, generated, source};

/// The service that commands ask.
#[derive(Clone, Debug)]
pub struct ClientConfig {
    /// Its address.
    pub server: Url,
    /// Key that is sent with each request.
    pub api_key: Option<Secret>,
    /// Account to log in with when there is no key.
    pub login: Option<Login>,
}

/// A name and a password.
#[derive(Clone, Debug)]
pub struct Login {
    /// Name of the account.
    pub username: String,
    /// Its password.
    pub password: Secret,
}

impl ClientConfig {
    /// The settings of `.env` and of the process environment. Unlike those of the service,
    /// they are whole without AUTH_SECRET: a client never signs. `server` wins over what is set.
    ///
    /// # Errors
    /// Every mistake found.
    pub fn load(server: Option<Url>) -> Result<Self, Vec<ConfigError>> {
        let values = source::read().map_err(|error| vec![error])?;
        Self::from_map(server, &|name| values.get(name).cloned())
    }

    fn from_map(server: Option<Url>, lookup: Lookup<'_>) -> Result<Self, Vec<ConfigError>> {
        let mut reader = Reader::new(lookup);
        let port: u16 = reader.number(&PORT, 0..=u16::MAX);
        let named = reader.address(&SANDBOURSE_SERVER);
        let api_key = reader.secret(&SANDBOURSE_API_KEY);
        let login = reader
            .set(&TERMINAL_USER)
            .zip(reader.secret(&TERMINAL_PASSWORD));
        let folder = reader.text(&SANDBOURSE_DATA_DIR);
        let server = server
            .or(named)
            .or_else(|| Url::parse(&format!("http://127.0.0.1:{port}")).ok());
        let errors = reader.into_errors();
        match server {
            Some(server) if errors.is_empty() => Ok(Self {
                login: login
                    .or_else(|| kept_account(&server, &folder))
                    .map(|(username, password)| Login { username, password }),
                server,
                api_key,
            }),
            _ => Err(errors),
        }
    }
}

/// The account that the service on this machine made for itself, for whoever may read its
/// data directory; never sent to another machine.
fn kept_account(server: &Url, folder: &str) -> Option<(String, Secret)> {
    let host = server.host_str()?;
    let is_here = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    is_here
        .then(|| generated::kept(Path::new(folder)))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(values: &[(&str, &str)]) -> Result<ClientConfig, Vec<ConfigError>> {
        ClientConfig::from_map(None, &|name| {
            let found = values.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn without_settings_the_service_of_this_machine_is_asked_by_nobody_in_particular() {
        let config = read(&[("SANDBOURSE_DATA_DIR", "/nowhere")]).unwrap();
        assert_eq!(config.server.as_str(), "http://127.0.0.1:8000/");
        assert!(config.api_key.is_none() && config.login.is_none());
    }

    #[test]
    fn a_login_needs_no_signing_secret() {
        let account = [
            ("TERMINAL_USER", "ada"),
            ("TERMINAL_PASSWORD", "correct horse"),
        ];
        let login = read(&account).unwrap().login.unwrap();
        assert_eq!(login.username, "ada");
        assert_eq!(login.password.reveal(), "correct horse");
    }

    #[test]
    fn an_address_that_is_none_is_a_mistake_with_a_cure() {
        let errors = read(&[("SANDBOURSE_SERVER", "somewhere")]).unwrap_err();
        assert_eq!(errors[0].variable, "SANDBOURSE_SERVER");
        assert!(errors[0].cure.contains("https://"), "{}", errors[0].cure);
    }

    #[test]
    fn the_account_of_this_machine_stays_on_it() {
        let folder = tempfile::tempdir().unwrap();
        let stored = br#"{"username":"admin","password":"made here","secret":"s"}"#;
        std::fs::write(folder.path().join("generated-account.json"), stored).unwrap();
        let data = folder.path().to_str().unwrap();
        let here = read(&[("SANDBOURSE_DATA_DIR", data)]).unwrap();
        assert_eq!(here.login.unwrap().password.reveal(), "made here");
        let elsewhere = [
            ("SANDBOURSE_DATA_DIR", data),
            ("SANDBOURSE_SERVER", "http://192.0.2.1:8000"),
        ];
        assert!(read(&elsewhere).unwrap().login.is_none());
    }
}
