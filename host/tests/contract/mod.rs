//! The contract with clients, line by line; folders follow the URLs.

mod operations;
