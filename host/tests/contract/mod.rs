//! The contract with clients, line by line; folders follow the URLs.

mod auth;
mod logs;
mod operations;
mod pages;
