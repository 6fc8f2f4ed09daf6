//! The binary: everything is in the library, starting at its `cli`.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    be_right::cli::run(std::env::args_os())
}
