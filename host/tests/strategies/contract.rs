//! The public contract of plugins never changes once it is released.

use sha2::{Digest as _, Sha256};

/// Each file of `sandbourse:plugin@0.1.0` and its SHA-256. A change belongs into the next
/// version of the package, in a folder beside this one.
const RELEASED: [(&str, &str); 4] = [
    (
        "model.wit",
        "6f754257b428cab2470d3fa74edb8beaff0f7aef3f9b1738eedd256bae542cf7",
    ),
    (
        "strategy.wit",
        "481cd83c6e3043b4df43ee9552292e18ce6efe4f203087dfff7ff75385e23c6b",
    ),
    (
        "types.wit",
        "39a951bf8d23b699eb31c08164fa5d7258af92de693122d2ec38a43722a67c1f",
    ),
    (
        "worlds.wit",
        "86af91b7cf50526773eb764d4a65117e830f524b51ef7f99403f4cace9541b69",
    ),
];

fn digest(folder: &str, file: &str) -> String {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let bytes = std::fs::read(root.join(folder).join(file)).unwrap();
    let hash = Sha256::digest(&bytes);
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_released_contract_of_plugins_is_the_one_that_was_released() {
    for (file, released) in RELEASED {
        assert_eq!(
            digest("wit/plugin", file),
            released,
            "wit/plugin/{file} has changed"
        );
    }
}

#[test]
fn the_sdk_carries_the_same_contract() {
    for (file, _) in RELEASED {
        let (ours, theirs) = (digest("wit/plugin", file), digest("plugins/sdk/wit", file));
        assert_eq!(ours, theirs, "plugins/sdk/wit/{file} is another one");
    }
}
