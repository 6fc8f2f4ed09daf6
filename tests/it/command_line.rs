//! The binary as people run it.

use std::path::Path;
use std::process::{Command, Output};

/// Runs the binary in an empty environment.
fn be_right(args: &[&str], variables: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_be-right"))
        .args(args)
        .env_clear()
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn config_show_tells_what_is_in_effect_and_where_it_comes_from() {
    let secret = "0123456789abcdef0123456789abcdef";
    let shown = be_right(&["config", "show"], &[("PORT", "90"), ("JWT_SECRET", secret)]);
    let text = said(&shown.stdout);
    assert!(shown.status.success());
    assert!(text.contains("port = 90                                # variable PORT"), "{text}");
    assert!(
        text.contains("secret = \"***\"                           # variable JWT_SECRET"),
        "{text}"
    );
    assert!(!text.contains(secret));
}

#[test]
fn the_sample_that_is_printed_is_the_one_we_ship() {
    let printed = be_right(&["config", "sample"], &[]);
    assert_eq!(said(&printed.stdout), include_str!("../../packaging/be-right.toml"));
}

#[test]
fn a_wrong_setting_exits_with_2_and_says_what_to_do() {
    let failed =
        be_right(&["config", "show", "--set", "smtp.hots=x"], &[("BE_RIGHT_LOCALE", "de")]);
    let told = said(&failed.stderr);
    assert_eq!(failed.status.code(), Some(2));
    assert!(told.contains("did you mean smtp.host?"), "{told}");
    assert!(told.contains("`be-right config sample` explains every setting"), "{told}");
    assert_eq!(be_right(&["sevre"], &[]).status.code(), Some(2));
    assert_eq!(be_right(&[], &[]).status.code(), Some(2));
}

#[test]
fn the_binary_needs_no_library_of_the_system() {
    let bytes = std::fs::read(Path::new(env!("CARGO_BIN_EXE_be-right"))).unwrap();
    // ELF, 64 bits: no program header may ask for an interpreter (PT_INTERP, 3).
    let number = |at: usize, size: usize| {
        bytes[at..at + size].iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte))
    };
    assert_eq!(&bytes[..5], b"\x7fELF\x02");
    let (start, size, count) = (number(32, 8), number(54, 2), number(56, 2));
    let kinds: Vec<usize> = (0..count).map(|n| number(start + n * size, 4)).collect();
    assert!(!kinds.contains(&3), "linked dynamically: {kinds:?}");
}
