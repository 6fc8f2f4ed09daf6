//! Fuzzes the code that reads untrusted bytes, guided by coverage. Each input must give a value or
//! an error, never a panic, a hang or unbounded memory. `BE_RIGHT_FUZZ` names the target;
//! `seeds:FOLDER` writes the seeds for bundles.
#![no_main]

mod packed;
mod targets;

use std::path::Path;
use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;

/// Checks some bytes; panics if a property does not hold.
type Target = fn(&[u8]);

static CHOSEN: OnceLock<Target> = OnceLock::new();

fuzz_target!(|bytes: &[u8]| CHOSEN.get_or_init(choose)(bytes));

/// Libraries that decode pictures may panic: that costs the file, not the server. The engine's hook
/// would abort, so it is replaced.
fn choose() -> Target {
    std::panic::set_hook(Box::new(|info| {
        let is_ours = info.location().is_none_or(|place| !is_foreign(place.file()));
        if is_ours {
            eprintln!("{info}");
            std::process::abort();
        }
    }));
    let wanted = std::env::var("BE_RIGHT_FUZZ").unwrap_or_default();
    if let Some(folder) = wanted.strip_prefix("seeds:") {
        packed::write_seeds(Path::new(folder)).expect("a folder for the seeds of bundles");
        return |_| {};
    }
    let chosen = targets::ALL.iter().find(|(name, _)| *name == wanted);
    let Some((_, target)) = chosen else {
        let names: Vec<&str> = targets::ALL.iter().map(|(name, _)| *name).collect();
        eprintln!("BE_RIGHT_FUZZ is one of {}", names.join(", "));
        std::process::exit(2);
    };
    *target
}

/// Whether a source file belongs to a dependency or to Rust.
fn is_foreign(file: &str) -> bool {
    file.contains("/registry/src/") || file.starts_with("/rustc/")
}
