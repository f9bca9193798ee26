//! What an answer is made of: problem documents and how input is decoded.
//! Knows HTTP and JSON, and nothing of what the service is about.

pub mod dates;
pub mod extract;
pub mod problem;
pub mod request;

pub use problem::Problem;
