//! What the tests stand on: the server as a process, and a client that checks
//! every answer.

mod answer;
mod client;
mod command;
mod live;
mod raw;
mod receiver;
mod server;
mod shared;
pub mod signatures;

pub use answer::Answer;
pub use client::{Call, Client};
pub use command::{Finished, run};
pub use live::Live;
pub use raw::{Raw, status};
pub use receiver::{Arrival, Receiver};
pub use server::{PASSWORD, SECRET, Server, ServerBuilder, USER};
pub use shared::shared;
