//! The configuration file that setup writes: a candidate beside it is tried first.

use std::fs;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{Account, Answers, file, system};
use crate::cli::failure::Failure;
use crate::cli::{Global, USUAL_FILE};
use crate::config::{Config, SAMPLE, Sources};

/// The file that is set up.
pub struct Target {
    pub file: PathBuf,
    /// What it says now, or the sample.
    text: String,
    pub exists: bool,
}

impl Target {
    pub fn find(global: &Global) -> Result<Self, Failure> {
        let given = global.config.clone().unwrap_or_else(|| USUAL_FILE.into());
        let file = std::path::absolute(&given).map_err(|error| Failure::at(&given, &error))?;
        let (text, exists) = match fs::read_to_string(&file) {
            Ok(text) => (text, true),
            Err(error) if error.kind() == ErrorKind::NotFound => (SAMPLE.to_owned(), false),
            Err(error) => return Err(Failure::at(&file, &error).next(AS_ROOT)),
        };
        let target = Self { file, text, exists };
        let folder = target.file.parent().unwrap_or(Path::new("/"));
        if let Err(error) = tempfile::tempfile_in(folder) {
            return Err(Failure::at(folder, &error).next(AS_ROOT));
        }
        Ok(target)
    }

    /// Whether it is the file of the service that the package installs.
    pub fn is_service(&self) -> bool {
        self.file == Path::new(USUAL_FILE) && system::is_root()
    }

    pub fn candidate(&self) -> PathBuf {
        self.file.with_added_extension("new")
    }

    /// Writes the answers beside the file, for its owner and group only, and checks them as a
    /// whole.
    pub fn write_candidate(&self, answers: &Answers) -> Result<Config, Failure> {
        let path = self.candidate();
        let at = |error: std::io::Error| Failure::at(&path, &error);
        let text = file::changed(&self.text, &answers.settings).map_err(|error| {
            Failure::new(format!("{} is no TOML: {error}", self.file.display()))
        })?;
        // Never readable by others, not even while it is written.
        fs::write(&path, "").map_err(at)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).map_err(at)?;
        if let Ok(before) = fs::metadata(&self.file)
            && system::is_root()
        {
            chown(&path, Some(before.uid()), Some(before.gid())).map_err(at)?;
        }
        fs::write(&path, text).map_err(at)?;
        self.load(&path)
    }

    pub fn drop_candidate(&self) {
        // It may not have been written.
        let _ = fs::remove_file(self.candidate());
    }

    /// The configuration as the service will read it: from the file alone.
    pub fn load(&self, path: &Path) -> Result<Config, Failure> {
        let sources = Sources { file: Some(path.to_owned()), ..Sources::default() };
        Ok(Config::load(&sources)?)
    }

    /// Keeps what was there, and puts the new file in its place.
    pub fn put_in_place(&self) -> Result<Config, Failure> {
        let at = |error: std::io::Error| Failure::at(&self.file, &error);
        if self.exists {
            let kept = self.file.with_added_extension("before-setup");
            // Of the same mode; a later setup keeps the file of the one before it.
            fs::copy(&self.file, &kept).map_err(at)?;
            if let (Ok(before), true) = (fs::metadata(&self.file), system::is_root()) {
                chown(&kept, Some(before.uid()), Some(before.gid())).map_err(at)?;
            }
        }
        fs::rename(self.candidate(), &self.file).map_err(at)?;
        self.load(&self.file)
    }

    /// This program, on the new file.
    pub fn own(&self) -> Command {
        self.own_with(&self.file)
    }

    pub fn own_with(&self, file: &Path) -> Command {
        let program = std::env::current_exe().unwrap_or_else(|_| "be-right".into());
        let mut command = Command::new(program);
        // The settings are the file's, as they are for the service.
        command.env_clear().arg("--config").arg(file);
        command
    }

    /// Makes the first account, as `be-right user add` does.
    pub fn add(&self, account: &Account) -> Result<(), Failure> {
        let mut command = self.own();
        command
            .args(["user", "add", &account.email, "--role", "ADMIN"])
            .args(["--first-name", &account.first_name, "--last-name", &account.last_name])
            .args(["--company", &account.studio]);
        if account.password.is_some() {
            command.arg("--password-stdin").stdin(Stdio::piped());
        }
        let mut child = command.spawn()?;
        if let (Some(mut stdin), Some(password)) = (child.stdin.take(), &account.password) {
            writeln!(stdin, "{password}")?;
        }
        match child.wait()?.success() {
            true => Ok(()),
            false => Err(Failure::new("the account was not made, see above").next(
                "The settings are written. Make the account with `be-right user add --help`, then \
                 start the service.",
            )),
        }
    }
}

const AS_ROOT: &str = "Run it as root: sudo be-right setup. Or set up another file: \
    be-right --config ./be-right.toml setup";
