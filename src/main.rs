//! The binary: everything is in the library, starting at its `cli`.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Milliseconds for which the allocator keeps freed memory before it returns it to the system. With
/// its default of a second, an instance that has just taken in pictures needs half as much memory
/// again; without any delay, every picture would be page faults.
const PURGE_DELAY: std::ffi::c_long = 10;
/// Its option of this name, which `libmimalloc_sys` does not list (mimalloc 3, `mi_option_e`).
const PURGE_DELAY_OPTION: libmimalloc_sys::mi_option_t = 15;

fn main() -> ExitCode {
    return_freed_memory_soon();
    be_right::cli::run(std::env::args_os())
}

/// Sets [`PURGE_DELAY`], unless the environment does (`MIMALLOC_PURGE_DELAY`).
#[expect(
    unsafe_code,
    reason = "the allocator has no safe interface for its options, and reads its \
                                environment before anything could set it"
)]
fn return_freed_memory_soon() {
    // SAFETY: both functions accept any option and value, and this is the only thread.
    let was = unsafe {
        let was = libmimalloc_sys::mi_option_get(PURGE_DELAY_OPTION);
        libmimalloc_sys::mi_option_set_default(PURGE_DELAY_OPTION, PURGE_DELAY);
        was
    };
    // Another number would be another option.
    let is_set = std::env::var_os("MIMALLOC_PURGE_DELAY").is_some();
    debug_assert!(is_set || was == 1000, "option {PURGE_DELAY_OPTION} is not the purge delay");
}
