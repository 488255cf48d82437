//! Lists the templates, so that adding one adds no Rust.

#![expect(
    clippy::disallowed_methods,
    reason = "cargo tells a build script where things are by its environment"
)]

use std::{env, fs, io, path::Path};

fn main() -> io::Result<()> {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("templates");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut entries = vec![];
    for folder in ["", "lib"] {
        for file in fs::read_dir(root.join(folder))? {
            let path = file?.path();
            if path.extension().is_some_and(|it| it == "typ") {
                let name = path.strip_prefix(&root).map_err(io::Error::other)?.display().to_string();
                entries.push(format!("    ({name:?}, include_str!({:?})),\n", path.display().to_string()));
            }
        }
    }
    entries.sort();
    let out = Path::new(&env::var("OUT_DIR").map_err(io::Error::other)?).join("templates.rs");
    fs::write(out, format!("&[\n{}]\n", entries.concat()))
}
