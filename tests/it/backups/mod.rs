//! Backups: made every night, shown to the administrators of the instance, and restored.

mod again;
mod damage;
mod drill;
mod halves;
pub mod holds;
mod holds_shown;
mod later;
mod lost_log;
mod names;
mod nights;
mod sign_in;

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Output};

use be_right::model::{Role, UserId};
use be_right::store::users;

use crate::support::{Server, Studio};

/// Runs the binary in an empty environment.
fn be_right(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_be-right")).args(args).env_clear().output().unwrap()
}

/// The output of a command that succeeds.
#[track_caller]
pub fn fine(args: &[&str]) -> String {
    let done = be_right(args);
    let printed = format!("{}{}", text(&done.stdout), text(&done.stderr));
    assert!(done.status.success(), "{args:?}: {printed}");
    printed
}

/// The output of a command that exits with 1.
#[track_caller]
pub fn refused(args: &[&str]) -> String {
    let done = be_right(args);
    assert_eq!(done.status.code(), Some(1), "{args:?}: {}", text(&done.stdout));
    format!("{}{}", text(&done.stdout), text(&done.stderr))
}

/// Runs the binary, which the kernel kills (SIGXFSZ) as soon as a file that it writes grows beyond
/// so many megabytes.
#[track_caller]
fn is_killed_at(megabytes: usize, args: &[&str]) {
    const SIGXFSZ: i32 = 25;
    // In blocks of 512 bytes.
    let script =
        format!("ulimit -c 0; ulimit -f {}; exec \"$0\" \"$@\"", megabytes * 2_000_000 / 1024);
    let done = Command::new("sh")
        .args(["-c", &script, env!("CARGO_BIN_EXE_be-right")])
        .args(args)
        .env_clear()
        .output()
        .unwrap();
    assert_eq!(done.status.signal(), Some(SIGXFSZ), "{args:?}: {}", text(&done.stderr));
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// An administrator of the instance.
pub async fn admin(server: &Server) -> Studio<'_> {
    let admin = server.studio("instance").await;
    let user = UserId(admin.user);
    let made =
        server.app.db.write_all(move |all| users::set_instance_role(all, user, Some(Role::Admin)));
    assert!(made.await.unwrap());
    admin.comes_back().await
}

/// Writes the secrets, which a server in a test has in memory only, to their files.
pub fn secrets(server: &Server) {
    let folder = server.folder.path().join("secrets");
    fs::create_dir_all(&folder).unwrap();
    for (name, byte) in [("links.key", 7), ("seal.key", 9), ("tokens.key", 1)] {
        fs::write(folder.join(name), hex::encode([byte; 32])).unwrap();
    }
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
