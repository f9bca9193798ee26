//! The WASI interfaces that the standard library of a guest links, answered without waiting.
//!
//! The synchronous WASI of wasmtime waits on a runtime, which a thread of that runtime may
//! not do. Nothing that a strategy reaches ever has to be waited for.

use futures_util::FutureExt as _;
use wasmtime::Result;
use wasmtime::component::{HasData, Linker, Resource, ResourceTable};
use wasmtime_wasi::cli::{WasiCli, WasiCliView};
use wasmtime_wasi::clocks::{WasiClocks, WasiClocksView};
use wasmtime_wasi::p2::bindings::io::poll as waiting_poll;
use wasmtime_wasi::p2::bindings::io::streams::{
    self as waiting, HostInputStream as WaitingIn, HostOutputStream as WaitingOut,
};
use wasmtime_wasi::p2::bindings::sync::io::{poll, streams};
use wasmtime_wasi::p2::bindings::{cli, clocks, random};
use wasmtime_wasi::p2::{DynInputStream, DynOutputStream, DynPollable, StreamError, StreamResult};
use wasmtime_wasi::random::{WasiRandom, WasiRandomCtx};
use wasmtime_wasi::{ResourceTable as Table, WasiView as _};

use super::Tenant;

/// Links everything that a strategy may import.
///
/// # Errors
/// When an interface is linked twice.
pub fn link(linker: &mut Linker<Tenant>) -> Result<()> {
    clocks::wall_clock::add_to_linker::<Tenant, WasiClocks>(linker, Tenant::clocks)?;
    clocks::monotonic_clock::add_to_linker::<Tenant, WasiClocks>(linker, Tenant::clocks)?;
    random::random::add_to_linker::<Tenant, WasiRandom>(linker, chance)?;
    random::insecure::add_to_linker::<Tenant, WasiRandom>(linker, chance)?;
    random::insecure_seed::add_to_linker::<Tenant, WasiRandom>(linker, chance)?;
    cli::exit::add_to_linker::<Tenant, WasiCli>(linker, Tenant::cli)?;
    cli::environment::add_to_linker::<Tenant, WasiCli>(linker, Tenant::cli)?;
    cli::stdin::add_to_linker::<Tenant, WasiCli>(linker, Tenant::cli)?;
    cli::stdout::add_to_linker::<Tenant, WasiCli>(linker, Tenant::cli)?;
    cli::stderr::add_to_linker::<Tenant, WasiCli>(linker, Tenant::cli)?;
    cli::terminal_input::add_to_linker::<Tenant, WasiCli>(linker, Tenant::cli)?;
    cli::terminal_output::add_to_linker::<Tenant, WasiCli>(linker, Tenant::cli)?;
    cli::terminal_stdin::add_to_linker::<Tenant, WasiCli>(linker, Tenant::cli)?;
    cli::terminal_stdout::add_to_linker::<Tenant, WasiCli>(linker, Tenant::cli)?;
    cli::terminal_stderr::add_to_linker::<Tenant, WasiCli>(linker, Tenant::cli)?;
    wasmtime_wasi::p2::bindings::io::error::add_to_linker::<Tenant, Tables>(linker, table)?;
    poll::add_to_linker::<Tenant, Unwaiting>(linker, unwaiting)?;
    streams::add_to_linker::<Tenant, Unwaiting>(linker, unwaiting)
}

fn chance(tenant: &mut Tenant) -> &mut WasiRandomCtx {
    tenant.ctx().ctx.random()
}

fn table(tenant: &mut Tenant) -> &mut Table {
    tenant.ctx().table
}

fn unwaiting(tenant: &mut Tenant) -> Io<'_> {
    Io(tenant.ctx().table)
}

struct Tables;

impl HasData for Tables {
    type Data<'a> = &'a mut ResourceTable;
}

struct Unwaiting;

impl HasData for Unwaiting {
    type Data<'a> = Io<'a>;
}

/// Streams and pollables, none of which is ever waited for.
struct Io<'a>(&'a mut ResourceTable);

/// What is not there at once never comes.
#[derive(Debug, thiserror::Error)]
#[error("a strategy may not wait")]
struct MayNotWait;

/// The answer of a future that is ready.
fn at_once<T>(answer: impl Future<Output = Result<T>>) -> Result<T> {
    answer
        .now_or_never()
        .unwrap_or_else(|| Err(wasmtime::Error::new(MayNotWait)))
}

fn streamed<T>(answer: impl Future<Output = StreamResult<T>>) -> StreamResult<T> {
    answer
        .now_or_never()
        .unwrap_or_else(|| Err(StreamError::trap("a strategy may not wait")))
}

impl poll::Host for Io<'_> {
    fn poll(&mut self, pollables: Vec<Resource<DynPollable>>) -> Result<Vec<u32>> {
        at_once(waiting_poll::Host::poll(self.0, pollables))
    }
}

impl poll::HostPollable for Io<'_> {
    fn ready(&mut self, pollable: Resource<DynPollable>) -> Result<bool> {
        at_once(waiting_poll::HostPollable::ready(self.0, pollable))
    }

    fn block(&mut self, pollable: Resource<DynPollable>) -> Result<()> {
        at_once(waiting_poll::HostPollable::block(self.0, pollable))
    }

    fn drop(&mut self, pollable: Resource<DynPollable>) -> Result<()> {
        waiting_poll::HostPollable::drop(self.0, pollable)
    }
}

impl streams::Host for Io<'_> {
    fn convert_stream_error(&mut self, error: StreamError) -> Result<streams::StreamError> {
        Ok(waiting::Host::convert_stream_error(self.0, error)?.into())
    }
}

/// Bytes that a strategy may write in one go.
const WRITTEN_AT_ONCE: u64 = 4096;

impl Io<'_> {
    /// The part of what is written that there is room for.
    fn kept(&mut self, stream: &Out, mut bytes: Vec<u8>) -> Vec<u8> {
        let same = Resource::new_borrow(stream.rep());
        let room = WaitingOut::check_write(self.0, same).unwrap_or(0);
        bytes.truncate(usize::try_from(room).unwrap_or(usize::MAX));
        bytes
    }
}

type Out = Resource<DynOutputStream>;
type In = Resource<DynInputStream>;

impl streams::HostOutputStream for Io<'_> {
    fn drop(&mut self, stream: Out) -> Result<()> {
        at_once(WaitingOut::drop(self.0, stream))
    }

    /// There is always room: what is more than is kept is dropped, for printing much is no crime.
    fn check_write(&mut self, _: Out) -> StreamResult<u64> {
        Ok(WRITTEN_AT_ONCE)
    }

    fn write(&mut self, stream: Out, bytes: Vec<u8>) -> StreamResult<()> {
        match self.kept(&stream, bytes) {
            bytes if bytes.is_empty() => Ok(()),
            bytes => WaitingOut::write(self.0, stream, bytes),
        }
    }

    fn blocking_write_and_flush(&mut self, stream: Out, bytes: Vec<u8>) -> StreamResult<()> {
        self.write(stream, bytes)
    }

    fn blocking_write_zeroes_and_flush(&mut self, stream: Out, len: u64) -> StreamResult<()> {
        streamed(WaitingOut::blocking_write_zeroes_and_flush(
            self.0, stream, len,
        ))
    }

    fn subscribe(&mut self, stream: Out) -> Result<Resource<DynPollable>> {
        WaitingOut::subscribe(self.0, stream)
    }

    fn write_zeroes(&mut self, stream: Out, len: u64) -> StreamResult<()> {
        WaitingOut::write_zeroes(self.0, stream, len)
    }

    /// What is kept is kept at once.
    fn flush(&mut self, _: Out) -> StreamResult<()> {
        Ok(())
    }

    fn blocking_flush(&mut self, _: Out) -> StreamResult<()> {
        Ok(())
    }

    fn splice(&mut self, to: Out, from: In, len: u64) -> StreamResult<u64> {
        WaitingOut::splice(self.0, to, from, len)
    }

    fn blocking_splice(&mut self, to: Out, from: In, len: u64) -> StreamResult<u64> {
        streamed(WaitingOut::blocking_splice(self.0, to, from, len))
    }
}

impl streams::HostInputStream for Io<'_> {
    fn drop(&mut self, stream: In) -> Result<()> {
        at_once(WaitingIn::drop(self.0, stream))
    }

    fn read(&mut self, stream: In, len: u64) -> StreamResult<Vec<u8>> {
        WaitingIn::read(self.0, stream, len)
    }

    fn blocking_read(&mut self, stream: In, len: u64) -> StreamResult<Vec<u8>> {
        streamed(WaitingIn::blocking_read(self.0, stream, len))
    }

    fn skip(&mut self, stream: In, len: u64) -> StreamResult<u64> {
        WaitingIn::skip(self.0, stream, len)
    }

    fn blocking_skip(&mut self, stream: In, len: u64) -> StreamResult<u64> {
        streamed(WaitingIn::blocking_skip(self.0, stream, len))
    }

    fn subscribe(&mut self, stream: In) -> Result<Resource<DynPollable>> {
        WaitingIn::subscribe(self.0, stream)
    }
}
