//! Compiles `proto/`.

fn main() -> plumberd_build::Result {
    plumberd_build::configure().proto_root("proto").compile()
}
