//! Compiled code on disk: what was changed there is compiled again, never run.

use std::path::{Path, PathBuf};

use super::ask;
use crate::support::{Server, ServerBuilder};

/// Five components and the nine strategies of the shelf.
const BUILT_IN: usize = 14;

/// Starts a server, ends it, changes its compiled code, and starts it again.
async fn restarted(change: impl Fn(&Path)) -> Server {
    let (status, data) = Server::start().stop().await;
    assert!(status.success());
    change(&data.path().join("compiled"));
    Server::builder().data(data).start()
}

fn artifacts(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert_eq!(paths.len(), BUILT_IN);
    paths
}

/// The files are shared with other servers, so a changed one takes the place of the old.
fn replace(path: &Path, bytes: &[u8]) {
    std::fs::remove_file(path).unwrap();
    std::fs::write(path, bytes).unwrap();
}

async fn compiled_anew(server: &Server, times: usize) {
    let log = server.log();
    assert_eq!(log.matches("it is compiled again").count(), times, "{log}");
    ask(&server.client(), "SPX").await.expect(200);
}

#[tokio::test]
async fn compiled_code_with_one_changed_byte_is_compiled_again() {
    let server = restarted(|folder| {
        for (number, path) in artifacts(folder).iter().enumerate() {
            let mut bytes = std::fs::read(path).unwrap();
            let places = [0, 31, 32, bytes.len() / 2, bytes.len() - 1];
            let place = places[number % places.len()];
            bytes[place] ^= 1;
            replace(path, &bytes);
        }
    })
    .await;
    compiled_anew(&server, BUILT_IN).await;
}

#[tokio::test]
async fn compiled_code_of_another_component_is_compiled_again() {
    let server = restarted(|folder| {
        let paths = artifacts(folder);
        let first = std::fs::read(&paths[0]).unwrap();
        replace(&paths[1], &first);
    })
    .await;
    compiled_anew(&server, 1).await;
}

#[tokio::test]
async fn compiled_code_of_an_installation_with_another_secret_is_compiled_again() {
    let (_, data) = Server::start().stop().await;
    let other: ServerBuilder = Server::builder().data(data);
    let server = other
        .env("AUTH_SECRET", "another-secret-of-more-than-32-bytes-indeed")
        .start();
    compiled_anew(&server, BUILT_IN).await;
}
