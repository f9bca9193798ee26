//! What the tests stand on: the server as a process, and a client that checks
//! every answer.

mod answer;
mod client;
mod command;
mod server;
mod shared;

pub use answer::Answer;
pub use client::{Call, Client};
pub use command::{Finished, run};
pub use server::{PASSWORD, SECRET, Server, ServerBuilder, USER};
pub use shared::shared;
