//! Makes sure that the folder of the built web app exists, so that the binary
//! can be built (without pages) on a machine that has no npm.

use std::path::Path;

fn main() -> std::io::Result<()> {
    // Relative to the package, where cargo runs this: a target folder kept between
    // clones may hold this program as it was compiled in another one.
    let dist = Path::new("../frontend/dist");
    std::fs::create_dir_all(dist)?;
    println!("cargo::rerun-if-changed={}", dist.display());
    println!("cargo::rerun-if-changed=migrations");
    Ok(())
}
