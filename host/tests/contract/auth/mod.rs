//! `/api/v1/auth`.

mod keys;
mod login;
mod required;
mod sessions;
mod tickets;
