//! The binary under `kill_at.c`, which kills it between two writes to its database.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::Running;

/// Kills the processes that it starts at a chosen place, as a power failure would.
pub struct Killer {
    program: PathBuf,
    /// Names the place of the next kill, if there is to be one.
    place: PathBuf,
    data: PathBuf,
}

impl Killer {
    /// Of processes with a data folder; its own files are in `root`.
    pub fn of(root: &Path, data: &Path) -> Self {
        let program = root.join("kill_at");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/support/kill_at.c");
        let built = Command::new("cc").args(["-O1", "-o"]).args([&program, &source]).status();
        assert!(built.unwrap().success());
        Self { program, place: root.join("place"), data: data.to_owned() }
    }

    /// The binary with these arguments, to be killed where [`Killer::aims`] says.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.arg(&self.place).arg(self.data.join("be-right.db-wal"));
        command.arg(env!("CARGO_BIN_EXE_be-right")).args(arguments);
        command.arg("--data-dir").arg(&self.data).env_clear();
        command
    }

    /// The server, with these environment variables only.
    pub fn serves(&self, variables: &[(String, String)]) -> Running {
        let mut command = self.command(&["serve", "--port", "0"]);
        command.envs(variables.iter().map(|(name, value)| (name, value)));
        Running::of(command)
    }

    /// The next process, or the one that runs, is killed there: see `kill_at.c`.
    pub fn aims(&self, commits: usize, when: char) {
        std::fs::write(&self.place, format!("{commits}{when}")).unwrap();
    }

    /// No process is killed any more.
    pub fn rests(&self) {
        let _ = std::fs::remove_file(&self.place);
    }
}
