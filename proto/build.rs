//! Generates one Rust module per protobuf package below `telaah/`, without an installed protoc.

use std::{
    error::Error,
    fs, io,
    path::{Path, PathBuf},
};

fn main() -> Result<(), Box<dyn Error>> {
    let mut files = Vec::new();
    collect(Path::new("telaah"), &mut files)?;
    println!("cargo::rerun-if-changed=telaah");
    println!("cargo::rerun-if-changed=google");

    let mut compiler = protox::Compiler::new(["."])?;
    compiler.include_imports(true).include_source_info(true).open_files(files)?;
    // As the compiler wrote it: a decoded set would lose the options that say how to call by REST.
    let descriptors =
        Path::new(&std::env::var_os("OUT_DIR").expect("cargo sets it")).join("descriptors.binpb");
    fs::write(descriptors, compiler.encode_file_descriptor_set())?;

    let mut config = tonic_prost_build::Config::new();
    // An event's protobuf name is its type on the wire.
    config.enable_type_names();
    // In order, so that a message has one encoding: repeats are told by their hash, and get the same bytes.
    config.btree_map(["."]);
    // Pieces of files are passed on without a copy.
    config.bytes(["."]);
    config.include_file("packages.rs");
    tonic_prost_build::configure().compile_fds_with_config(compiler.file_descriptor_set(), config)?;
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
