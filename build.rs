//! How the optimised binary is linked. Not in `.cargo/config.toml`: there it would hold for debug
//! builds too, and for every crate.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|found| found == value);
    if !is("PROFILE", "release") || !is("CARGO_CFG_TARGET_OS", "linux") {
        return;
    }
    // A static binary that may be loaded anywhere has some 200,000 addresses to adjust: two bits
    // each in this form, 24 bytes in the other one.
    println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
}
