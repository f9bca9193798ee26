//! One server for all tests that only read, and its compiled code for those that
//! start their own.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use super::Server;

static SHARED: OnceLock<Server> = OnceLock::new();

/// The server that reading tests share; nobody may change its state.
pub fn shared() -> &'static Server {
    SHARED.get_or_init(|| {
        let server = Server::builder().compile_anew().start();
        end_with_this_process(&server);
        server
    })
}

/// Puts compiled code into a fresh data directory. It is sealed with `AUTH_SECRET`, so
/// a server with another secret compiles anew.
pub fn lend_compiled_code(data: &Path) {
    let target = data.join("compiled");
    if target.exists() {
        return;
    }
    std::fs::create_dir(&target).unwrap();
    for entry in std::fs::read_dir(shared().data_dir().join("compiled")).unwrap() {
        let entry = entry.unwrap();
        // Another file system, or none: only the start gets slower.
        let _ = std::fs::hard_link(entry.path(), target.join(entry.file_name()));
    }
}

/// Statics are never dropped, so a shell waits for the end of this process (its pipe
/// closes) and then ends the server and clears its folder.
fn end_with_this_process(server: &Server) {
    let script = "cat >/dev/null; kill -KILL \"$1\"; rm -rf \"$2\"";
    let watcher = Command::new("/bin/sh")
        .args(["-c", script, "sh"])
        .arg(server.pid().to_string())
        .arg(server.data_dir())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // Kept open until this process ends.
    std::mem::forget(watcher);
}
