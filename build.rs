//! Compiles `proto/`, and holds it to what was accepted.

fn main() -> plumberd_build::Result {
    plumberd_build::configure().proto_root("proto").lock("plumberd.lock.json").compile()
}
