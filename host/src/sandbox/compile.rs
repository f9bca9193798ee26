//! Compilation of untrusted bytes, in a child process that can be killed.

use std::io::{Read as _, Write as _};
use std::process::{Output, Stdio};
use std::time::Duration;

use rustix::process::{Resource, Rlimit, setrlimit};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, Command};

use super::engine::{Kind, settings};
use super::{LoadError, Refusal};

/// The hidden subcommand under which this program compiles and nothing else.
pub const SUBCOMMAND: &str = "compile-component";
/// Compiled code is a few times larger than its source; more is an attack.
const MAX_ARTIFACT_BYTES: u64 = 512 * 1024 * 1024;
/// A compiler's message fits.
const MAX_COMPLAINT_BYTES: u64 = 64 * 1024;

/// What the child may use.
#[derive(Clone, Copy, Debug)]
pub struct CompileLimits {
    /// From start to end.
    pub wall: Duration,
    /// Of writable memory.
    pub memory_bytes: u64,
}

/// Compiles a component in a child process.
///
/// # Errors
/// [`LoadError::Refused`] when the bytes do not compile within the limits,
/// [`LoadError::Internal`] when the child cannot be started.
pub async fn compile(
    bytes: &[u8],
    kind: Kind,
    limits: CompileLimits,
) -> Result<Vec<u8>, LoadError> {
    let program = std::env::current_exe().map_err(LoadError::internal)?;
    let child = Command::new(program)
        .arg(SUBCOMMAND)
        .arg(kind.word())
        .arg(limits.memory_bytes.to_string())
        .arg(limits.wall.as_secs().to_string())
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(LoadError::internal)?;
    let output = tokio::time::timeout(limits.wall, converse(child, bytes))
        .await
        .map_err(|_| {
            Refusal::new(
                "compile_timeout",
                format!("Compilation took longer than {} s.", limits.wall.as_secs()),
            )
        })?
        .map_err(LoadError::internal)?;
    if output.stdout.len() as u64 > MAX_ARTIFACT_BYTES {
        return Err(Refusal::new(
            "compiled_too_large",
            format!("The compiled code has more than {MAX_ARTIFACT_BYTES} bytes."),
        )
        .into());
    }
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(refusal(&output).into())
}

/// Feeds the child and reads what it says, no more than may be kept of it.
async fn converse(mut child: Child, bytes: &[u8]) -> std::io::Result<Output> {
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let feed = async {
        if let Some(mut stdin) = stdin {
            // A child that stops reading has already failed; its exit says why.
            let _ = stdin.write_all(bytes).await;
        }
    };
    let (_, stdout, stderr) = tokio::join!(
        feed,
        read_up_to(stdout, MAX_ARTIFACT_BYTES + 1),
        read_up_to(stderr, MAX_COMPLAINT_BYTES)
    );
    let (stdout, stderr) = (stdout?, stderr?);
    // With the pipes closed, a child that has more to say ends too.
    let status = child.wait().await?;
    Ok(Output {
        status,
        stdout,
        stderr,
    })
}

async fn read_up_to<R: AsyncRead + Unpin>(pipe: Option<R>, most: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(pipe) = pipe {
        pipe.take(most).read_to_end(&mut bytes).await?;
    }
    Ok(bytes)
}

fn refusal(output: &Output) -> Refusal {
    use std::os::unix::process::ExitStatusExt as _;
    match output.status.signal() {
        Some(signal) => Refusal::new(
            "compile_killed",
            format!("Compilation was ended by its limits (signal {signal})."),
        ),
        None => {
            let said = String::from_utf8_lossy(&output.stderr);
            let said: String = said
                .trim()
                .chars()
                .filter(|c| !c.is_control())
                .take(400)
                .collect();
            Refusal::new(
                "invalid_component",
                format!("The component does not compile: {said}"),
            )
        }
    }
}

/// The child's side: reads a component from standard input, writes compiled
/// code to standard output.
///
/// # Errors
/// What the compiler says, for standard error.
pub fn compile_in_this_process(
    engine: &str,
    memory_bytes: u64,
    cpu_seconds: u64,
) -> Result<(), String> {
    let kind: Kind = engine.parse()?;
    for (resource, limit) in [
        (Resource::Data, memory_bytes),
        (Resource::Cpu, cpu_seconds.max(1) * 2),
        (Resource::Core, 0),
        (Resource::Fsize, 0),
        (Resource::Nofile, 16),
    ] {
        let limit = Rlimit {
            current: Some(limit),
            maximum: Some(limit),
        };
        setrlimit(resource, limit).map_err(|cause| format!("limit {resource:?}: {cause}"))?;
    }
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .read_to_end(&mut bytes)
        .map_err(|cause| cause.to_string())?;
    let engine = wasmtime::Engine::new(&settings(kind)).map_err(|cause| format!("{cause:#}"))?;
    let artifact = engine
        .precompile_component(&bytes)
        .map_err(|cause| format!("{cause:#}"))?;
    std::io::stdout()
        .lock()
        .write_all(&artifact)
        .map_err(|cause| cause.to_string())
}
