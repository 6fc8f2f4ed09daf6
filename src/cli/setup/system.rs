//! What setup does to the machine: folders, the service.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, chown};
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::process::geteuid;

use crate::cli::failure::Failure;

/// The unit that runs the server, and the one that opens its ports.
pub const SERVICE: &str = "be-right.service";
const SOCKET: &str = "be-right.socket";
/// Lets the service write to the folder of backups.
const DROP_IN: &str = "/etc/systemd/system/be-right.service.d/backup.conf";

/// Whether systemd runs this machine.
pub fn has_systemd() -> bool {
    Path::new("/run/systemd/system").is_dir()
}

pub fn is_root() -> bool {
    geteuid().is_root()
}

/// Makes a private folder of the same owner as the data folder.
pub fn make_folder(folder: &Path, data_dir: &Path) -> Result<(), Failure> {
    match fs::DirBuilder::new().mode(0o700).create(folder) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(()),
        Err(error) => return Err(Failure::at(folder, &error)),
    }
    let Ok(owner) = fs::metadata(data_dir) else { return Ok(()) };
    if is_root() {
        chown(folder, Some(owner.uid()), Some(owner.gid()))
            .map_err(|error| Failure::at(folder, &error))?;
    }
    Ok(())
}

/// Lets the service, which may write to its own folder only, write to this one too; to none other.
pub fn allow_writing(folder: Option<&Path>) -> Result<(), Failure> {
    let path = Path::new(DROP_IN);
    let Some(folder) = folder else {
        return match fs::remove_file(path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(Failure::at(path, &error)),
            _ => Ok(()),
        };
    };
    let parent = path.parent().unwrap_or(path);
    fs::create_dir_all(parent).map_err(|error| Failure::at(parent, &error))?;
    fs::write(path, drop_in(folder)).map_err(|error| Failure::at(path, &error))
}

/// The minus: without it the service would not start while the disk of the folder is not mounted.
/// `%` begins a specifier (systemd.unit(5)).
fn drop_in(folder: &Path) -> String {
    let folder = folder.display().to_string();
    let escaped = folder.replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%");
    format!(
        "# Written by `be-right setup`: the folder of backup.folder.\n[Service]\n\
         ReadWritePaths=\"-{escaped}\"\n"
    )
}

/// Starts the service now and at each start of the machine; returns once it answers.
///
/// # Errors
/// It is not installed, or does not start.
pub fn start(opens_ports: bool) -> Result<(), Failure> {
    systemctl(&["daemon-reload"])?;
    // A socket that is open while the service runs without it is refused.
    systemctl(&["stop", SERVICE, SOCKET])?;
    match opens_ports {
        true => systemctl(&["enable", "--now", SOCKET])?,
        false => systemctl(&["disable", SOCKET])?,
    }
    systemctl(&["enable", SERVICE])?;
    // A service of the type `notify` has started when it says that it serves.
    systemctl(&["restart", SERVICE])
}

fn systemctl(arguments: &[&str]) -> Result<(), Failure> {
    let ended = Command::new("systemctl")
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .output()
        .map_err(|error| Failure::new(format!("cannot run systemctl: {error}")))?;
    if ended.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&ended.stderr);
    let failure = Failure::new(format!("systemctl {}: {}", arguments.join(" "), said.trim()));
    Err(failure.next(format!(
        "See `journalctl --unit {SERVICE} --lines 20`; the settings are written, and nothing is lost."
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_any_name_is_one_path_and_may_be_missing() {
        let written = drop_in(Path::new("/mnt/my \"50%\" disk"));
        assert!(written.ends_with("ReadWritePaths=\"-/mnt/my \\\"50%%\\\" disk\"\n"), "{written}");
    }
}
