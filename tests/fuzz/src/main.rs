//! Strangers' bytes, thousands a second, bred by what they reach in the code: a
//! value or a clear refusal, never a panic, a hang or a flood of memory.
//! `BE_RIGHT_FUZZ` names the target; `seeds:FOLDER` writes what bundles are bred from.
#![no_main]

mod packed;
mod targets;

use std::path::Path;
use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;

/// What is asked of some bytes; it panics where they get the better of us.
type Target = fn(&[u8]);

static CHOSEN: OnceLock<Target> = OnceLock::new();

fuzz_target!(|bytes: &[u8]| CHOSEN.get_or_init(choose)(bytes));

/// Libraries that decode pictures are allowed to panic, for that costs the file and
/// not the server; the engine would abort at once, so its hook is replaced.
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

/// Whether a source file belongs to somebody else.
fn is_foreign(file: &str) -> bool {
    file.contains("/registry/src/") || file.starts_with("/rustc/")
}
