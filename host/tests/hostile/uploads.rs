//! Uploads that are refused, with the reason and the import at fault, while what
//! served serves on.

use serde_json::json;

use super::bystander::Bystander;
use super::{ask, upload};
use crate::guests;
use crate::support::{Client, Server};

/// Imports that no `risk` component is granted.
const UNGRANTED: [&str; 8] = [
    "wasi:sockets/tcp@0.2.6",
    "wasi:sockets/ip-name-lookup@0.2.6",
    "wasi:filesystem/preopens@0.2.6",
    "wasi:filesystem/types@0.2.6",
    "wasi:http/outgoing-handler@0.2.6",
    "sandbourse:platform/http-out@0.1.0",
    "sandbourse:platform/cache@0.1.0",
    "sandbourse:platform/market@0.2.0",
];

async fn start() -> (Server, Client) {
    let server = Server::builder().env("PLUGIN_UPLOAD_MB", "1").start();
    let admin = server.client().logged_in().await;
    (server, admin)
}

/// Still the version that came with the binary, and it answers.
async fn serves_on(client: &Client) {
    let plugin = client.json("/api/v1/plugins/risk").await;
    assert_eq!(plugin["version"], 1, "{plugin}");
    assert_eq!(plugin["versions"].as_array().unwrap().len(), 1, "{plugin}");
    ask(client, "SPX?risk_free=0.01").await.expect(200);
}

#[tokio::test]
async fn an_import_outside_the_grant_is_refused_by_name() {
    let (_server, admin) = start().await;
    for import in UNGRANTED {
        let answer = upload(&admin, "risk", guests::importing(import)).await;
        let problem = answer.problem(422, "import_not_granted");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(import), "{detail}");
        assert_eq!(
            problem["errors"][0]["loc"],
            json!(["body", "imports", import])
        );
    }
    serves_on(&admin).await;
}

#[tokio::test]
async fn bytes_that_are_no_component_are_refused() {
    let (_server, admin) = start().await;
    let whole = guests::rogue();
    for cut in [0, 1, 7, 8, 9, 200, whole.len() / 2, whole.len() - 1] {
        upload(&admin, "risk", &whole[..cut]).await.expect(422);
    }
    // A fixed walk through the component: each step breaks another byte of it.
    for place in (8..whole.len()).step_by(whole.len() / 24) {
        let mut broken = whole.to_vec();
        broken[place] ^= 0x5a;
        let answer = upload(&admin, "data", broken).await;
        answer.expect(422);
    }
    let noise: Vec<u8> = (0..4096_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    upload(&admin, "risk", noise.clone())
        .await
        .problem(422, "malformed");
    let headed = [b"\0asm\x0d\0\x01\0".as_slice(), &noise].concat();
    upload(&admin, "risk", headed)
        .await
        .problem(422, "malformed");
    upload(&admin, "risk", b"\x7fELF\x02\x01\x01\0".as_slice())
        .await
        .problem(422, "malformed");
    serves_on(&admin).await;
}

#[tokio::test]
async fn a_component_of_the_wrong_shape_is_refused_with_the_reason() {
    let (_server, admin) = start().await;
    let data = sandbourse_bundle::BUILTINS
        .iter()
        .find(|builtin| builtin.world == "data");
    let of_data = data.unwrap().bytes.to_vec();
    for (bytes, code) in [
        (guests::core_module(), "core_module"),
        (guests::exporting_nothing_known(), "no_known_world"),
        (guests::two_worlds(), "many_worlds"),
        (guests::mismatched(), "interface_mismatch"),
        (guests::crowded("(memory 4096)", 1), "resources_too_large"),
        (guests::crowded("(memory 1)", 9), "resources_too_large"),
        (guests::crowded("", 200), "resources_too_large"),
        (
            guests::crowded("(table 100000 funcref)", 1),
            "resources_too_large",
        ),
        (guests::crowded("(memory i64 1)", 1), "invalid_component"),
        (
            guests::crowded("(memory 1 1 shared)", 1),
            "invalid_component",
        ),
    ] {
        upload(&admin, "risk", bytes).await.problem(422, code);
    }
    if of_data.len() < 1 << 20 {
        upload(&admin, "risk", of_data)
            .await
            .problem(422, "wrong_world");
    }
    // A name that is no group's is a strategy's.
    upload(&admin, "nothing", guests::core_module())
        .await
        .problem(422, "core_module");
    serves_on(&admin).await;
}

#[tokio::test]
async fn an_upload_over_the_limit_is_refused_unread() {
    let (_server, admin) = start().await;
    let answer = upload(&admin, "risk", vec![0; (1 << 20) + 1]).await;
    answer.expect(413);
    serves_on(&admin).await;
}

#[tokio::test]
async fn only_an_administrator_uploads() {
    let (server, admin) = start().await;
    let nobody = server.client();
    upload(&nobody, "risk", guests::rogue()).await.expect(401);
    serves_on(&admin).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_component_that_fails_its_trial_is_refused_and_leaves_nothing_behind() {
    let (server, admin) = start().await;
    let bystander = Bystander::start(server.client());
    let compiled = files(&server, "compiled");
    let kept = files(&server, "components");
    for (word, reason) in [
        ("ATTACK-LOOP", "_exceeded"),
        ("ATTACK-GROW", "memory_limit_exceeded"),
        ("ATTACK-RECURSE", "component_trapped"),
        ("ATTACK-PANIC", "this guest gives up"),
        ("ATTACK-EXIT", "component_trapped"),
        ("ATTACK-WAIT", "deadline_exceeded"),
        ("FLOOD-METRICS", "host_call_budget"),
        ("LIE-HUGE", "too_much_data"),
        ("LIE-LENGTH", "component_trapped"),
        ("LIE-TEXT", "component_trapped"),
    ] {
        let answer = upload(&admin, "risk", guests::with_trial(word)).await;
        let problem = answer.problem(422, "trial_failed");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(reason), "{word}: {detail}");
        assert!(!detail.contains('\u{1b}'), "{word}: {detail}");
    }
    assert_eq!(files(&server, "compiled"), compiled);
    assert_eq!(files(&server, "components"), kept);
    serves_on(&admin).await;
    assert!(bystander.served().await > 8, "nobody else was served");
}

#[tokio::test(flavor = "multi_thread")]
async fn compilation_is_ended_by_its_limits_while_other_groups_answer() {
    let server = Server::builder().env("PLUGIN_COMPILE_SECONDS", "2").start();
    let admin = server.client().logged_in().await;
    let bystander = Bystander::start(server.client());
    let answer = upload(&admin, "risk", guests::bomb(20_000)).await;
    let problem = answer.expect(422).json();
    let code = problem["code"].as_str().unwrap();
    assert!(code.starts_with("compile_"), "{problem}");
    serves_on(&admin).await;
    assert!(bystander.served().await > 8, "nobody else was served");
}

fn files(server: &Server, folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(server.data_dir().join(folder)).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
